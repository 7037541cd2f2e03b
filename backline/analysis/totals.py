"""Label totals: one additive metric over all artists, never mixing who was measured when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backline.analysis.growth import Growth
from backline.analysis.verdicts import in_short
from backline.measure import VOCABULARY, Kind, Metric
from backline.people import Roster

NO_ROW = "no row in this window"
"""Why an artist without a single row in reach of the window is missing from a total."""


@dataclass(frozen=True, slots=True)
class Total:
    """One metric added over the artists the label has on a day.

    Attributes:
        value: the sum over the artists that have a number now, None when none has.
        artists: how many the label has on the day.
        measured: how many of them the value is made of.
        missing: roster key and reason of each of the others, in the roster's order.
        oldest: the oldest day among the numbers.
        compared: how many artists have both ends of the window; ``then`` and ``growth`` are
            made of these alone.
        then: the sum of their older values.
        growth: what was added over them; None when no artist has both ends.
        change: ``growth / then`` as a fraction; None when ``then`` is 0.
        spans: the shortest and longest number of days that lies between the two ends.
        uncertain: by how much rounding on the platforms can make the growth wrong, 0 when exact.
        notes: what to know about the artists' own figures, each with how many it concerns.
        value_notes: the same of the values that are added up, compared or not.
    """

    metric: Metric
    value: int | None
    artists: int
    measured: int
    missing: tuple[tuple[str, str], ...]
    oldest: date | None
    compared: int
    then: int | None
    growth: int | None
    change: float | None
    spans: tuple[int, int] | None
    uncertain: int
    notes: tuple[tuple[str, int], ...]
    value_notes: tuple[tuple[str, int], ...]


def totals(rows: Iterable[Growth], roster: Roster, as_of: date) -> list[Total]:
    """The total of every additive metric, in the vocabulary's order.

    Args:
        rows: the growth of every series on ``as_of``, as :func:`growth` gives it; rows of
            subjects, of single countries and of artists the label does not have on the day are
            left aside.
        roster: decides which artists the label has.
        as_of: the day.
    """
    found = {
        (row.platform, row.metric, row.artist): row
        for row in rows
        if row.subject == "" and row.country == ""
    }
    keys = [artist.key for artist in roster.on(as_of)]
    return [
        _total(metric, {key: found.get((metric.platform, metric.name, key)) for key in keys})
        for metric in VOCABULARY.values()
        if metric.additive
    ]


def _total(metric: Metric, rows: dict[str, Growth | None]) -> Total:
    whys = {key: why for key, row in rows.items() if (why := _why_missing(row))}
    if metric.kind is Kind.PER_DAY:
        whys |= _of_other_days(rows)
    now = [row for key, row in rows.items() if row is not None and key not in whys]
    both = [row for row in now if row.growth is not None]
    then = sum(row.then or 0 for row in both) if both else None
    grown = sum(row.growth or 0 for row in both) if both else None
    spans = [row.span_days or 0 for row in both]
    return Total(
        metric=metric,
        value=sum(row.now or 0 for row in now) if now else None,
        artists=len(rows),
        measured=len(now),
        missing=tuple((key, whys[key]) for key in rows if key in whys),
        oldest=min((row.now_date for row in now if row.now_date), default=None),
        compared=len(both),
        then=then,
        growth=grown,
        change=grown / then if grown is not None and then else None,
        spans=(min(spans), max(spans)) if spans else None,
        uncertain=sum(row.resolution or 1 for row in both if (row.resolution or 1) > 1),
        notes=_counted(row.note for row in both),
        value_notes=_counted(row.now_note for row in now),
    )


def _why_missing(row: Growth | None) -> str:
    """Why an artist has no number now, or nothing."""
    if row is None:
        return NO_ROW
    return (row.note or "not measured") if row.now is None else ""


def _of_other_days(rows: dict[str, Growth | None]) -> dict[str, str]:
    """The artists whose newest count of a single day is of an older day than the others'.

    Streams of Monday and streams of Tuesday make a total of no day.
    """
    days = {key: row.now_date for key, row in rows.items() if row and row.now_date}
    newest = max(days.values(), default=None)
    return {key: f"told up to {day}" for key, day in days.items() if day != newest}


def _counted(notes: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """The notes of figures that are there, with how many artists each concerns.

    Rounding is left out, since ``uncertain`` adds it up, and so is the missing fraction of 0.
    """
    counted: dict[str, int] = {}
    for told in notes:
        for note in dict.fromkeys(map(in_short, told.split("; "))):
            if note and not note.startswith(("no change beyond", "no change as a fraction")):
                counted[note] = counted.get(note, 0) + 1
    return tuple(counted.items())
