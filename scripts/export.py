"""Write the reports anew from the stored days."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from _run import entry, say_error

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def main(root: Annotated[Path, typer.Option(help="The label's folder.")] = Path()) -> None:
    """Write the reports anew from the stored days."""
    from backline.exports.reports import write_reports
    from backline.store import Store

    store = Store(root)
    store.roster()
    with store.writing():
        problems = write_reports(store)
    for problem in problems:
        say_error(problem)
    typer.echo(f"The reports in {store.reports} are those of the stored days.")


if __name__ == "__main__":
    entry(app)
