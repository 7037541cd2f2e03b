"""Adopt numbers that other tools wrote down before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from _run import PROJECT, Root, console, entry, new_app, say_error
from _table import Row, Table, show

from backline.measure import State

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from rich.console import Console

    from backline.imports.reading import Unplaced

app = new_app(__doc__ or "")

MOST_LISTED = 10


@app.callback()
def main() -> None:
    """Adopt numbers that other tools wrote down before."""


@app.command()
def label(
    folder: Annotated[Path, typer.Argument(help="Folder with historical/*.json and CSVs.")],
    root: Root = PROJECT,
) -> None:
    """Adopt a label's folder of daily JSON files and CSVs."""
    from backline.imports import import_label
    from backline.imports.label.job import UNPLACED_FILE
    from backline.store import Store

    report = import_label(folder, Store(root))
    adopted = report.adopted
    out = console()
    show(out, _states(adopted.counts))
    _list(
        out,
        "Why numbers were not taken",
        [
            f"{count:,} {name.replace('_', ' ')}: {state.value.replace('_', ' ')}, {why}"
            for (name, state, why), count in sorted(adopted.reasons.items())
        ],
        most=30,
    )
    _list(out, "Roster", report.roster.done)
    _list(out, "Conflicts, where the roster stays as it is", report.roster.conflicts)
    _list(out, "Taken from a CSV row, since JSON lacks the artist that day", adopted.from_csv)
    place = f"{len(adopted.unplaced)} (all in reports/{UNPLACED_FILE})"
    _list(out, f"Not taken: {place}", _sentences(adopted.unplaced))
    if missing := adopted.missing_days:
        _list(out, "Days the folder does not have", [", ".join(str(day) for day in missing)])
    _end(out, [day.date for day in adopted.days], report.ended.changed_days)
    _complain(report.ended.problems, report.broken_files)


@app.command()
def sheet(
    file: Annotated[Path, typer.Argument(help="The agency's weekly sheet, saved as CSV.")],
    current_date: Annotated[
        datetime,
        typer.Option(formats=["%Y-%m-%d"], help="Day of the current values, which no cell says."),
    ],
    previous_date: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Day of the newest older column, where unlabelled."
        ),
    ] = None,
    root: Root = PROJECT,
) -> None:
    """Adopt an agency's weekly tracking sheet: stacked blocks, newest column first."""
    from backline.imports import import_sheet
    from backline.imports.tracking_sheet.job import UNPLACED_FILE
    from backline.store import Store

    previous = previous_date.date() if previous_date else None
    report = import_sheet(file, Store(root), current_date.date(), previous)
    adopted = report.adopted
    out = console()
    show(out, _states(adopted.counts))
    _list(out, "Roster", report.roster)
    _list(out, "To know", adopted.said)
    figures = report.figures
    _list(
        out,
        f"The sheet's own figures: {figures.agree} are what its columns give, these are not",
        figures.differ,
    )
    place = f"{len(adopted.unplaced)} (all in reports/{UNPLACED_FILE})"
    _list(out, f"Not taken: {place}", _sentences(adopted.unplaced))
    tracks = f", {report.new_tracks} tracks were not known before" if report.new_tracks else ""
    _end(out, sorted(adopted.days), report.ended.changed_days, tracks)
    _complain(report.ended.problems, report.untaken)


@app.command()
def s4a(
    files: Annotated[list[Path], typer.Argument(help="CSVs exported from Spotify for Artists.")],
    artist: Annotated[str, typer.Option(help="Whose exports they are: key or name.")],
    root: Root = PROJECT,
    song: Annotated[
        str | None, typer.Option(help="Title of a song's timeline, if its name lacks it.")
    ] = None,
    first: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="First day a list of songs is counted over."
        ),
    ] = None,
    last: Annotated[
        datetime | None,
        typer.Option(
            "--to", formats=["%Y-%m-%d"], help="Last such day; of --all-time the day of export."
        ),
    ] = None,
    all_time: Annotated[
        bool, typer.Option("--all-time", help="The lists of songs are counted over all time.")
    ] = False,
) -> None:
    """Adopt exports of Spotify for Artists: timelines and lists of songs of one artist."""
    from backline.imports import import_s4a
    from backline.imports.s4a.period import period_of
    from backline.store import Store

    period = period_of(
        first and first.date(),
        last and last.date(),
        all_time=all_time,
        today=datetime.now(UTC).date(),
    )
    report = import_s4a(files, Store(root), artist, song=song, period=period)
    adopted = report.adopted
    out = console()
    show(out, _states(adopted.counts))
    _list(
        out,
        "Why there is no number",
        [
            f"{count:,} {name}: {state.value.replace('_', ' ')}, {why}"
            for (name, state, why), count in sorted(adopted.reasons.items())
        ],
        most=30,
    )
    left = [f"{count:,} {name}: {why}" for (name, why), count in sorted(adopted.left.items())]
    left += _sentences(adopted.unplaced)
    _list(out, f"Not taken (all in reports/{report.unplaced_file})", left, most=30)
    _list(out, "Worth a look", report.notes)
    _end(out, sorted(adopted.days), report.ended.changed_days)
    _complain(report.ended.problems, report.broken_files)


def _states(counts: Counter[tuple[str, State]]) -> Table:
    """How many numbers of each metric got each state."""
    states = [s for s in State if any(state is s for _, state in counts)]
    headings = [
        "taken" if state is State.MEASURED else state.value.replace("_", " ") for state in states
    ]
    rows = [
        Row(
            (
                name.replace("_", " "),
                *(f"{counts[name, s]:,}" if counts[name, s] else "–" for s in states),
            )
        )
        for name in sorted({name for name, _ in counts})
    ]
    return Table(("Number", *headings), rows, right=headings)


def _sentences(unplaced: Iterable[Unplaced]) -> list[str]:
    return [": ".join(filter(None, (u.place, u.about, u.found, u.why))) for u in unplaced]


def _end(out: Console, days: Sequence[date], changed: int, more: str = "") -> None:
    """Which days there were, the oldest first, and how many of them are others now."""
    span = f"{days[0]} to {days[-1]}" if days else "none"
    did = f"{changed} changed" if changed else "nothing was new"
    out.print(f"\n{len(days)} days, {span}: {did}{more}.", markup=False, highlight=False)


def _complain(problems: Iterable[str], failed: Collection[str]) -> None:
    """Say what is wrong; end with 1 where something that was asked for was not taken at all."""
    for sentence in [*problems, *failed]:
        say_error(sentence)
    if failed:
        raise typer.Exit(1)


def _list(out: Console, heading: str, sentences: list[str], most: int = MOST_LISTED) -> None:
    if not sentences:
        return
    out.print(f"\n{heading}", style="bold", markup=False)
    for sentence in sentences[:most]:
        out.print(f"  {sentence}", markup=False, highlight=False)
    if len(sentences) > most:
        out.print(f"  and {len(sentences) - most} more")


if __name__ == "__main__":
    entry(app)
