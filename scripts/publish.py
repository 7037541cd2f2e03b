"""Commit what a run wrote, with a small report as its message, and push it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from _run import PROJECT, Report, Root, entry, new_app, say

if TYPE_CHECKING:
    from backline.store import Store
    from backline.unattended import RunRecord

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    report: Report = None,
) -> None:
    """Commit what a run wrote, with a small report as its message, and push it."""
    from backline.net import Redactor
    from backline.store import Store
    from backline.unattended import Git, Publisher
    from backline.unattended.run_record import recorded

    with recorded(report, "publish") as record:
        store = Store(root)
        git = Git(root, os.environ, Redactor())
        publisher = Publisher(git, lambda days: _message(store, record, days))
        done = publisher.publish()
        record.commit, record.branch = done.commit, done.branch
    if not done.commit:
        say("Nothing is new, so there is no commit.")
        return
    again = f" at attempt {done.attempts}" if done.attempts > 1 else ""
    say(f"Commit {done.commit} is on {done.branch}{again}.")


def _message(store: Store, record: RunRecord, days: Sequence[date]) -> str:
    """The newest day's report; a plain line where the commit is about others."""
    from backline.analysis.news import news
    from backline.unattended.commit_message import commit_message, reports_message

    newest = store.newest_day()
    of_this_run = newest is not None and newest == record.day
    found = record.findings if of_this_run else None
    told = news(store, newest, found) if newest and newest in days else None
    if told is None:
        return reports_message(days)
    return commit_message(
        told,
        store.roster(),
        record.notes if of_this_run else (),
        record.had_before if of_this_run else None,
    )


if __name__ == "__main__":
    entry(app)
