"""Measure every artist on every platform and write the day."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from _run import (
    PROJECT,
    STOPPED,
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
from _table import Row, Table, show

from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS
from backline.words import listed

if TYPE_CHECKING:
    from backline.collecting import DailyRun
    from backline.collecting.parts import Part
    from backline.collecting.side_by_side import Progress
    from backline.people import Roster
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
    from backline.collecting import run_day
    from backline.collecting.catch_up import still_to_ask
    from backline.collecting.parts import Part, run_part
    from backline.sources import ALL
    from backline.store import Store
    from backline.store.day import of_runs
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
        before = store.read_day(started.date())
        measured = of_runs(before)
        record.had_before = measured.measured if measured else None
        keys = cache(lambda: credentials_of(root))
        wanted = still_to_ask(before, started.date(), ALL, roster, keys) if catch_up else None
        if catch_up and not wanted and own is None and store.runs():
            _merge(root, record)
            return
        if own:
            found = own.wanted(ALL, roster, started.date(), wanted)
            wanted = {name: whom for name, whom in found.items() if whom}
        if wanted is not None and not wanted:
            record.skipped = _nobody_to_ask(started, own, catch_up=catch_up)
            say(record.skipped)
            return
        credentials = keys()
        with _progress() as progress, stoppable() as begun:
            ask = run_day if own is None else partial(run_part, part=own)
            run = ask(
                root,
                credentials,
                endpoints_of(root),
                started=started,
                only=only or (),
                sources=ALL if wanted is None else [s for s in ALL if s.name in wanted],
                wanted=wanted,
                confirmed=day is not None,
                progress=progress,
                begun=begun,
            )
        _note_down(run, roster, record)
        record.findings = None if run.stopped or own else _findings(root, run)
        _report(run, roster, record.findings or ())
        if run.stopped:
            _stopped(run, record)
        if not run.measured:
            _nothing_measured(run, record, own, catch_up=catch_up)


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


def _note_down(run: DailyRun, roster: Roster, record: RunRecord) -> None:
    """What the following steps tell people about this run."""
    from collections import Counter

    from backline.measure import State
    from backline.unattended.causes import heard_in
    from backline.unattended.run_record import MetricCount
    from backline.unattended.run_report import gap_lines, metric_lines

    rows = run.collected.day.measurements
    record.measured = run.measured
    record.heard = {name: one for name, one in heard_in(rows).items() if one.asked or one.unset}
    record.counts = [
        MetricCount(platform=c.platform, metric=c.metric, measured=c.measured, expected=c.expected)
        for c in metric_lines(rows)
    ]
    for line in gap_lines(rows, roster):
        unset = line.state is State.NOT_CONFIGURED
        (record.not_set_up if unset else record.gaps).append(line.sentence)
    failed = Counter((m.platform, m.detail) for m in rows if m.state is State.FAILED)
    for (platform, detail), _ in failed.most_common():
        record.reasons.setdefault(PLATFORM_LABELS[platform], detail)
    record.notes += run.collected.notes
    record.problems += run.problems


def _nothing_measured(
    run: DailyRun, record: RunRecord, part: Part | None, *, catch_up: bool
) -> None:
    """End red, unless the day is there already and this was only a second attempt at the rest."""
    from backline.measure import State

    day = run.collected.day
    if catch_up and record.had_before:
        say(f"{day.date} stays as it was measured earlier; nothing more could be had.")
        return
    sentence = f"Nothing could be measured on {day.date}; no file was changed."
    if part:
        sentence = f"Nothing could be measured of part {part} on {day.date}; its rows say why."
    if all(m.state is State.NOT_CONFIGURED for m in day.measurements):
        sentence = (
            f"Nothing could be measured on {day.date}: no account in roster.toml belongs to a "
            "platform that is switched on here; see docs/roster.md and docs/keys.md."
        )
    record.failures["collect"] = sentence
    say_error(sentence)
    raise typer.Exit(1)


def _stopped(run: DailyRun, record: RunRecord) -> NoReturn:
    """End as what was stopped, which a workflow that was cancelled is anyhow."""
    kept = "the numbers it had by then are written" if run.measured else "it had no number yet"
    sentence = f"{run.stopped[0].upper()}{run.stopped[1:]}; {kept}."
    record.failures["collect"] = sentence
    say_error(sentence)
    raise typer.Exit(STOPPED)


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


def _report(run: DailyRun, roster: Roster, findings: Sequence[str]) -> None:
    from backline.unattended.github_text import plain
    from backline.unattended.run_report import gap_lines, metric_lines

    out = console()
    in_a_log = not out.is_terminal
    day = run.collected.day
    rows = [
        Row((f"{line.platform} {line.metric}", f"{line.measured} of {line.expected}"))
        for line in metric_lines(day.measurements)
    ]
    show(out, Table(("Number", "Measured"), rows, right=("Measured",)))
    gaps = [f"  {line.sentence}" for line in gap_lines(day.measurements, roster)]
    for heading, sentences in (
        ("Missing", gaps),
        ("Worth a look", [f"  {sentence}" for sentence in findings[:10]]),
        ("To know", [f"  {note}" for note in run.collected.notes]),
    ):
        if sentences:
            out.print(f"\n{heading}", style="bold")
            for sentence in sentences:
                # A log's reader may act on what a line begins with, so none is broken there.
                text = f"  {plain(sentence, 2000)}" if in_a_log else sentence
                out.print(text, markup=False, highlight=False, soft_wrap=in_a_log)
    for problem in run.problems:
        say_error(problem)
    if run.measured:
        did = "written" if run.changed else "unchanged: the same answers as before"
        out.print(f"\n{day.date}: {run.measured} numbers, {did}.", markup=False, highlight=False)


if __name__ == "__main__":
    entry(app)
