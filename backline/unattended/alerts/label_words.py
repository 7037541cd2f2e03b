"""What an alert says of the label's week or day: a few sentences, the most of what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backline.analysis.day_note import DayNote
from backline.analysis.digest import WEEK, Digest
from backline.analysis.milestones import Milestone
from backline.measure import VOCABULARY
from backline.people import Roster
from backline.unattended.run_report import gap_lines
from backline.words import change, many, number, series_name

Names = Mapping[str, str]
"""Artists' names by their keys."""

_MOST = 3
"""So many movers, milestones and gaps are told in one message."""


def of_week(told: Digest, names: Names) -> str:
    """The week in sentences."""
    return " ".join([f"The week from {told.first} to {told.last}.", *_of_week(told, names)])


def of_day(note: DayNote, roster: Roster, names: Names) -> str:
    """The day in sentences."""
    return " ".join([f"{note.day}.", *_of_day(note, roster, names)])


def _of_week(told: Digest, names: Names) -> Iterator[str]:
    moved = [
        f"{names.get(row.artist, 'the label')} {_series(row.platform, row.metric)} "
        f"{change(row.growth or 0, row.then or 0)}"
        for row in told.moved[:_MOST]
    ]
    yield from _list(f"Moved most over {WEEK} days", moved, len(told.moved))
    yield from _reached(told.reached, names)
    broke = len(told.findings) + len(told.stopped)
    if told.findings:
        yield f"The audit: {told.findings[0].sentence}"
    if broke > len(told.findings[:1]):
        yield f"{broke:,} things to look at in all; reports and /weekly have them."


def _of_day(note: DayNote, roster: Roster, names: Names) -> Iterator[str]:
    moved = [
        f"{names.get(one.artist, 'the label')} {_series(one.platform, one.metric)} "
        f"{one.step:+,} to {number(one.value)} (usually {one.usual:+,.0f})"
        for one in note.moved[:_MOST]
    ]
    gaps = [line.sentence for line in gap_lines(note.news.gaps, roster)]
    yield from _list("Unlike the days before", moved, len(note.moved))
    yield from _reached(note.reached, names)
    if gaps:
        yield f"Newly missing: {' '.join(gaps[:_MOST])}"
    if note.news.back:
        yield f"{many(len(note.news.back), 'number is', 'numbers are')} back."
    if note.findings:
        yield f"The audit: {note.findings[0]}"


def _reached(reached: Sequence[Milestone], names: Names) -> Iterable[str]:
    told = [
        f"{names.get(one.artist, one.artist)} {_series(one.platform, one.metric)} "
        f"{number(one.milestone)}"
        for one in reached[:_MOST]
    ]
    return _list("Reached", told, len(reached))


def _series(platform: str, metric: str) -> str:
    return series_name(VOCABULARY[platform, metric])


def _list(heading: str, told: Sequence[str], count: int) -> Iterator[str]:
    if told:
        more = f", and {count - len(told):,} more" if count > len(told) else ""
        yield f"{heading}: {', '.join(told)}{more}."
