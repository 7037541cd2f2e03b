"""Commit what a run wrote, with a small report as its message, and push it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _run import PROJECT, Report, Root, entry, new_app, say

if TYPE_CHECKING:
    from backline.store import Store
    from backline.unattended.git import Git
    from backline.unattended.run_record import RunRecord

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    report: Report = None,
    keep: Annotated[
        Path | None, typer.Option(help="Where to lay numbers that no branch could be pushed with.")
    ] = None,
) -> None:
    """Commit what a run wrote, with a small report as its message, and push it."""
    from backline.net import Redactor
    from backline.store import Store
    from backline.unattended.git import Git
    from backline.unattended.publishing import Publisher
    from backline.unattended.run_record import recorded

    with recorded(report, "publish") as record:
        store = Store(root)
        git = Git(root, os.environ, Redactor())
        publisher = Publisher(
            git,
            lambda days: _message(git, store, record, days),
            folder=keep,
            wrote=record.wrote,
        )
        done = publisher.publish()
        record.commit, record.branch = done.commit, done.branch
    if not done.commit:
        say("Nothing is new, so there is no commit.")
        return
    again = f" at attempt {done.attempts}" if done.attempts > 1 else ""
    say(f"Commit {done.commit} is on {done.branch}{again}.")


def _gone(git: Git, store: Store) -> list[str]:
    """The days of artists that the commit takes out of the tables, in a sentence."""
    from backline.exports.loss import days_in, gone, in_words, stored_days

    names = {path.relative_to(store.root).as_posix() for path in store.popularity_files()}
    names |= {name for name in git.files("HEAD", "data") if "popularity_scores" in name}
    new = stored_days(store)
    known = {artist.name for artist in store.roster().artists}
    lost = gone(days_in(git.shown("HEAD", name) for name in sorted(names)), new)
    said = []
    for why, forgotten in (("with artists who were forgotten", True), ("as a person asked", False)):
        rows = {name: days for name, days in lost.items() if (name not in known) is forgotten}
        if rows:
            said.append(f"{in_words(rows)} of data/popularity_scores.csv, {why}")
    return said


def _message(git: Git, store: Store, record: RunRecord, days: Sequence[date]) -> str:
    """The newest day's report; a plain line where the commit is about others."""
    from backline.analysis.news import news
    from backline.unattended.causes import losses
    from backline.unattended.commit_message import commit_message, reports_message
    from backline.unattended.run_record import RunRecord

    newest = store.newest_day()
    of_this_run = newest is not None and newest == record.day
    found = record.findings if of_this_run else None
    told = news(store, newest, found) if newest and newest in days else None
    if told is None or newest is None:
        return reports_message(days, _gone(git, store))
    return commit_message(
        told,
        store.roster(),
        record.notes if of_this_run else (),
        record.had_before if of_this_run else None,
        losses(store, record if of_this_run else RunRecord(), newest).causes,
        _gone(git, store),
    )


if __name__ == "__main__":
    entry(app)
