"""Write the page of a workflow run: what was measured, who moved, what is missing."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from _run import PROJECT, Report, Root, entry, new_app, say

if TYPE_CHECKING:
    from backline.unattended.causes import Cause

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    report: Report = None,
) -> None:
    """Write the page of a workflow run to $GITHUB_STEP_SUMMARY, or print it."""
    from backline.analysis.news import news
    from backline.errors import BacklineError
    from backline.store import Store
    from backline.unattended.causes import losses
    from backline.unattended.job_summary import job_summary
    from backline.unattended.run_record import load_record

    record = load_record(report)
    store = Store(root)
    told = roster = None
    causes: list[Cause] = []
    if record.day:
        try:
            roster = store.roster()
            told = news(store, record.day, record.findings)
            causes = losses(store, record, record.day).causes
        except BacklineError as error:  # a run that failed over its files still gets its page
            record.problems.append(str(error))
    server, name = (os.environ.get(f"GITHUB_{n}", "") for n in ("SERVER_URL", "REPOSITORY"))
    text = job_summary(record, told, roster, f"{server}/{name}" if name else "", causes)
    page = os.environ.get("GITHUB_STEP_SUMMARY")
    if not page:
        say(text, end="")
        return
    with Path(page).open("a", encoding="utf-8") as file:
        file.write(text)
    say("The summary is on the run's page.")


if __name__ == "__main__":
    entry(app)
