"""What happened to an artist's numbers on which day, in a word or two for pictures.

People's corrections, another account, a platform that counts anew, and what the audit knows: it is
asked as growth asks it, so that of a label with many artists a picture has the others alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from backline.analysis.quality import Kind
from backline.analysis.verdicts import (
    AFTER_RISE,
    PURGE,
    SPANS,
    STALE,
    WORDS,
    Series,
    Verdict,
    in_short,
    verdicts,
)
from backline.measure import LEVEL_BREAKS
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """What happened to a number.

    Attributes:
        day: when, or the first of the days.
        label: what, in a word or two.
        until: the last of the days.
    """

    day: date
    label: str
    until: date

    @property
    def days(self) -> str:
        """Its days: ``2026-11-03``, ``2026-11-03 to 2026-11-05``."""
        return f"{self.day}" if self.until == self.day else f"{self.day} to {self.until}"


Marks = Mapping[tuple[str, str], tuple[Mark, ...]]
"""By platform and metric, the oldest first."""

_OF_AUDIT = {
    WORDS[Kind.ZERO]: "no true 0",
    WORDS[Kind.STALE_REPEAT]: "copied",
    WORDS[Kind.SAME_VALUE]: "another's number",
    WORDS[Kind.JUMP]: "unusual jump",
    WORDS[Kind.COUNTER_FALL]: "counter fell",
    AFTER_RISE: "fell back",
    STALE: "stands still",
}
"""By what a verdict begins with, what a picture has room for."""

_LONGEST = SPANS[-1]
"""The audit is asked of so many days at most: what it finds of a longer past nobody waits for."""

RECOUNTED = "counted anew"


def marks(
    warehouse: Warehouse, artist: str, first: date, last: date, window: int | None = None
) -> Marks:
    """What happened to the numbers of an artist from one day to another.

    Args:
        warehouse: the measurements.
        artist: roster key.
        first: the first day that is drawn.
        last: the last one.
        window: days of a growth told beside, whose verdicts are taken; as many as are drawn when
            None.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse.look_at(first, last)
    found: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    rows = warehouse.ask("marks", artist=artist, first=first, last=last)
    for row in rows:
        if row["corrected"]:
            found[row["platform"], row["metric"]].append(_on(row["date"], "corrected"))
    if not all(row["corrected"] for row in rows):  # few artists have another account
        for place, day in _accounts(warehouse, artist):
            found[place].append(_on(day, "other account"))
    for one in LEVEL_BREAKS:
        found[one.platform, one.metric].append(_on(one.date, RECOUNTED))
    known = verdicts(warehouse, last, min(window or (last - first).days, _LONGEST)).by_series
    for series, told in known.items():
        if _is_own(series, artist):
            found[series[1], series[2]] += [_of(verdict) for verdict in told]
    return {
        place: within
        for place, each in found.items()
        if (within := tuple(one for one in _joined(each) if first <= one.until and one.day <= last))
    }


def _accounts(warehouse: Warehouse, artist: str) -> Iterator[tuple[tuple[str, str], date]]:
    """By series the first days of another account's numbers, within the days looked at."""
    rows = warehouse.ask("points_of_account", artist=artist)
    for before, row in pairwise(rows):
        place = (row["platform"], row["metric"])
        if place == (before["platform"], before["metric"]) and row["since"] != before["since"]:
            yield place, row["date"]


def _is_own(series: Series, artist: str) -> bool:
    return series[0] == artist and not series[3] and not series[4]


def _on(day: date, label: str) -> Mark:
    return Mark(day, label, day)


def _of(verdict: Verdict) -> Mark:
    day = verdict.touches or verdict.step or verdict.stuck_since or date.min
    label = "purge" if verdict.note.startswith(PURGE) else _OF_AUDIT[in_short(verdict.note)]
    return _on(day, label)


def _joined(found: Iterable[Mark]) -> list[Mark]:
    """The marks with one for several days on end, in their order."""
    joined: list[Mark] = []
    for one in sorted(set(found), key=lambda mark: (mark.label, mark.day)):
        before = joined[-1] if joined else None
        if before and before.label == one.label and one.day - before.until <= timedelta(days=1):
            joined[-1] = replace(before, until=one.until)
        else:
            joined.append(one)
    return sorted(joined)
