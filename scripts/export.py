"""Write the reports anew from the stored days."""

from __future__ import annotations

from typing import Annotated

import typer
from _run import PROJECT, Root, entry, new_app, say, say_error, stop_where_nobody

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    accept_loss: Annotated[
        bool,
        typer.Option("--accept-loss", help="Let rows go that the tables have and the days not."),
    ] = False,
) -> None:
    """Write the reports anew from the stored days."""
    from backline.campaigns.reports import write_every_report
    from backline.store import Store
    from backline.store.charts import CHARTS

    store = Store(root)
    charts = CHARTS.files(store.data)
    if store.newest_day() is None and not charts and not store.keeps_campaigns():
        stop_where_nobody(store.roster())
    with store.writing():
        problems = write_every_report(store, may_empty=accept_loss)
    for problem in problems:
        say_error(problem)
    say(f"The reports in {store.reports} are those of the stored days.")


if __name__ == "__main__":
    entry(app)
