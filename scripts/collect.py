"""Measure every artist on every platform and write the day."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _collected import end_stopped, end_without_numbers, note_down, show_run
from _run import (
    PROJECT,
    Report,
    Root,
    command,
    console,
    credentials_of,
    endpoints_of,
    entry,
    in_actions,
    new_app,
    say,
    say_error,
    stop_where_nobody,
    stoppable,
)

from backline.errors import ConfigError
from backline.words import listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from backline.collecting import DailyRun
    from backline.collecting.collect import Wanted
    from backline.collecting.parts import Part
    from backline.collecting.side_by_side import Progress
    from backline.net import Credentials
    from backline.people import Roster
    from backline.store import Store
    from backline.unattended.run_record import RunRecord

app = new_app(__doc__ or "")


@app.command()
def main(
    root: Root = PROJECT,
    only: Annotated[
        list[str] | None, typer.Option(help="Only this platform; may be given several times.")
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--date", help="The day that is meant; it must be today's in UTC."),
    ] = None,
    catch_up: Annotated[
        bool, typer.Option("--catch-up", help="Only what the day lacks for a reason that may pass.")
    ] = False,
    part: Annotated[
        str | None,
        typer.Option(
            metavar="K/N", help="Only part K of N of the roster, e.g. 2/3, beside the other parts."
        ),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="Ask nobody: take what parts measured into their days.")
    ] = False,
    report: Report = None,
) -> None:
    """Measure every artist on every platform and write the day."""
    from backline.collecting.parts import Part
    from backline.store import Store
    from backline.unattended.run_record import recorded

    with recorded(report, "collect") as record:
        started = datetime.now(UTC)
        record.day = started.date()
        _check(only or (), day, started)
        own = Part.parse(part) if part is not None else None
        if merge and (own or only or catch_up):
            raise ConfigError("--merge asks nobody, so it goes without --part, --only, --catch-up.")
        store = Store(root)
        roster = store.roster()
        if not roster.artists:
            _skip_nobody(roster, record)
        if merge:
            _merge(root, record)
            return
        keys = cache(lambda: credentials_of(root))
        wanted = _wanted(store, started, own, keys, record, catch_up=catch_up)
        if catch_up and not wanted and own is None and store.runs():
            _merge(root, record)
        elif wanted is not None and not wanted:
            record.skipped = _nobody_to_ask(started, own, catch_up=catch_up)
            say(record.skipped)
        else:
            run = _measured(root, started, own, keys(), wanted, only or (), confirmed=bool(day))
            note_down(run, roster, record)
            record.findings = None if run.stopped or own else _findings(root, run)
            show_run(run, roster, record.findings or ())
            if run.stopped:
                end_stopped(run, record)
            if not run.measured:
                end_without_numbers(run, record, own, catch_up=catch_up)


def _wanted(
    store: Store,
    started: datetime,
    part: Part | None,
    keys: Callable[[], Credentials],
    record: RunRecord,
    *,
    catch_up: bool,
) -> Wanted | None:
    """Whom each source is asked about; None where that is everybody."""
    from backline.collecting.catch_up import still_to_ask
    from backline.sources import ALL
    from backline.store.day import of_runs

    today, roster = started.date(), store.roster()
    before = store.read_day(today)
    measured = of_runs(before)
    record.had_before = measured.measured if measured else None
    wanted = still_to_ask(before, today, ALL, roster, keys) if catch_up else None
    if part is None:
        return wanted
    found = part.wanted(ALL, roster, today, wanted)
    return {name: whom for name, whom in found.items() if whom}


def _measured(
    root: Path,
    started: datetime,
    part: Part | None,
    credentials: Credentials,
    wanted: Wanted | None,
    only: Sequence[str],
    *,
    confirmed: bool,
) -> DailyRun:
    """Measure the roster, or a part of it."""
    from backline.collecting import run_day
    from backline.collecting.parts import run_part
    from backline.sources import ALL

    ask = run_day if part is None else partial(run_part, part=part)
    with _progress() as progress, stoppable() as begun:
        return ask(
            root,
            credentials,
            endpoints_of(root),
            started=started,
            only=only,
            sources=ALL if wanted is None else [s for s in ALL if s.name in wanted],
            wanted=wanted,
            confirmed=confirmed,
            progress=progress,
            begun=begun,
        )


def _nobody_to_ask(started: datetime, part: Part | None, *, catch_up: bool) -> str:
    if catch_up:
        of_part = f", as far as part {part} goes" if part else ""
        return f"{started.date()} is measured already{of_part}; no platform was asked again."
    return f"Part {part} of the roster has no artist; no platform was asked."


def _merge(root: Path, record: RunRecord) -> None:
    """Take in what runs of parts left; on which days, or that there was nothing."""
    from backline.collecting.parts import merge_runs

    days, problems = merge_runs(root, datetime.now(UTC).date())
    record.problems += problems
    record.skipped = (
        f"What parts of the roster measured was taken into {listed([str(day) for day in days], 5)}."
        if days
        else "No part of the roster left anything to be taken into a day."
    )
    say(record.skipped)
    for problem in problems:
        say_error(problem)


def _skip_nobody(roster: Roster, record: RunRecord) -> None:
    """Say that nobody is set up; on GitHub as a notice of the run, which stays green."""
    from backline.people.roster import NOBODY

    record.skipped = NOBODY
    if in_actions():
        command(f"::notice title=Backline is not set up yet::{NOBODY}")
    stop_where_nobody(roster)


def _check(only: Sequence[str], day: str | None, started: datetime) -> None:
    """Refuse a platform that does not exist, a day that is not this one, and a wrong clock."""
    from backline.sources import ALL

    today = started.date()
    known = dict.fromkeys(source.platform for source in ALL)
    for platform in only:
        if platform not in known:
            raise ConfigError(
                f"There is no platform {platform!r} to ask; there are {', '.join(known)}."
            )
    if day is not None and day != today.isoformat():
        raise ConfigError(
            f"A run measures the day it begins on, {today} in UTC, and cannot measure {day!r}: no "
            "platform tells the past or the future."
        )
    if in_actions():
        from backline.unattended.github import check_clock

        check_clock(os.environ, started)


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar for each source on a terminal, a line for each finished one elsewhere."""
    out = console()
    if not out.is_terminal:

        def tell(source: str, done: int, of: int, ended: bool) -> None:
            if ended:
                out.print(f"{source}: {done} of {of} answered", highlight=False)

        yield tell
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    with Progress(
        TextColumn("{task.description:<16}"), BarColumn(), MofNCompleteColumn(), Elapsed(),
        console=out, transient=True,
    ) as bars:  # fmt: skip
        tasks = {}

        def show(source: str, done: int, of: int, ended: bool) -> None:
            if source not in tasks:
                tasks[source] = bars.add_task(source, total=of)
            bars.update(tasks[source], completed=done, total=done if ended else of)

        yield show


def _findings(root: Path, run: DailyRun) -> list[str] | None:
    """What is worth a look in the day's numbers; None where they are those of before."""
    from backline.analysis.news import worth_a_look
    from backline.warehouse import Warehouse

    if not run.changed:
        return None
    with Warehouse(root) as warehouse:
        return worth_a_look(warehouse, run.collected.day.date)


if __name__ == "__main__":
    entry(app)
