"""What a run of the daily job did, told to people and to the steps after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import typer
from _run import STOPPED, console, say, say_error
from _table import Row, Table, show

from backline.measure import PLATFORM_LABELS

if TYPE_CHECKING:
    from backline.collecting import DailyRun
    from backline.collecting.parts import Part
    from backline.people import Roster
    from backline.unattended.run_record import RunRecord


def note_down(run: DailyRun, roster: Roster, record: RunRecord) -> None:
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


def end_without_numbers(
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


def end_stopped(run: DailyRun, record: RunRecord) -> NoReturn:
    """End as what was stopped, which a workflow that was cancelled is anyhow."""
    kept = "the numbers it had by then are written" if run.measured else "it had no number yet"
    sentence = f"{run.stopped[0].upper()}{run.stopped[1:]}; {kept}."
    record.failures["collect"] = sentence
    say_error(sentence)
    raise typer.Exit(STOPPED)


def show_run(run: DailyRun, roster: Roster, findings: Sequence[str]) -> None:
    """Print what was measured, what is missing and what is worth a look."""
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
