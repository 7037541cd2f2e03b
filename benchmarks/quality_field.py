"""A recorded history to plant faults into: where there is room, and what the files then say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from backline.analysis.quality import Finding, Kind
from backline.measure import Measurement
from benchmarks.quality_roots import Days

Series = tuple[str, str, str, str]
"""Artist, platform, metric, subject."""

KNOWN = 12
"""Points a series has before a fault."""

APART = 10
"""Measured days between two faults of one trial."""

CLEAR = 5
"""Measured days between a fault and what the clean root already shows of the same artist."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted fault.

    Attributes:
        artists: whom it touches; empty for the whole root.
        size: the relative change, where that is what it is about; else how many days it lasts.
        shape: its variety, in words.
    """

    kind: Kind
    artists: frozenset[str]
    platform: str
    metric: str
    first: date
    last: date
    size: float
    shape: str


@dataclass(slots=True)
class Field:
    """A root being planted: the rows as recorded, and the changed days.

    Attributes:
        loud: the days of which the clean root has a finding, by artist; "" for the root.
        changed: by day, the rows after planting; None for a day without a file.
    """

    base: Days
    random: Random
    loud: dict[str, set[int]]
    changed: dict[date, list[Measurement] | None] = field(default_factory=dict)
    used: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    days: list[date] = field(default_factory=list)
    series: dict[Series, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.days = sorted(self.base)
        found: dict[Series, list[int]] = defaultdict(list)
        for place, day in enumerate(self.days):
            for m in self.base[day]:
                if m.value is not None:
                    found[m.artist, m.platform, m.metric, m.subject].append(place)
        self.series = dict(found)

    def value(self, series: Series, place: int) -> int:
        """What a day says by now, faults planted before included."""
        day = self.days[place]
        return _value(self.changed.get(day, self.base[day]) or [], series)

    def recorded(self, series: Series, place: int) -> int:
        """What a day said when it was recorded."""
        return _value(self.base[self.days[place]], series)

    def change(self, place: int, rule: Callable[[Measurement], Measurement | None]) -> None:
        """Pass each row of a day through a rule; None takes it out."""
        day = self.days[place]
        rows = self.changed.get(day, self.base[day]) or []
        self.changed[day] = [m for m in map(rule, rows) if m is not None]

    def set_value(self, place: int, series: Series, value: int) -> None:
        """Write another number for one series and day."""

        def rule(m: Measurement) -> Measurement:
            same = (m.artist, m.platform, m.metric, m.subject) == series and m.value is not None
            return replace(m, value=value) if same else m

        self.change(place, rule)

    def leave_out(self, place: int, artist: str) -> None:
        """Take an artist out of a day."""
        self.change(place, lambda m: None if m.artist == artist else m)

    def is_loud(self, artist: str, place: int) -> bool:
        """Whether the clean root has a finding about an artist, or all, near a day."""
        near = range(place - CLEAR, place + CLEAR + 1)
        return any(not self.loud.get(a, set()).isdisjoint(near) for a in (artist, ""))

    def take(self, artist: str, place: int) -> bool:
        """Claim a stretch of an artist, or of the root for ""; whether it was free and clean."""
        apart = range(place - APART, place + APART + 1)
        used = [self.used[artist], self.used[""]]
        if artist == "":
            used += self.used.values()
        elif self.used[artist]:
            return False  # one fault an artist: a larger one would hide a smaller one behind it
        if any(not spots.isdisjoint(apart) for spots in used) or self.is_loud(artist, place):
            return False
        self.used[artist].add(place)
        return True


def _value(rows: Iterable[Measurement], series: Series) -> int:
    return next(
        m.value
        for m in rows
        if (m.artist, m.platform, m.metric, m.subject) == series and m.value is not None
    )


def loud_days(findings: Iterable[Finding], days: list[date]) -> dict[str, set[int]]:
    """Where the clean root already has findings of changes: no fault is planted beside them."""
    found: dict[str, set[int]] = defaultdict(set)
    for f in findings:
        if f.kind is not Kind.REFUSED:  # months long; it says nothing about other numbers
            touched = {n for n, day in enumerate(days) if f.first <= day <= f.last}
            for artist in f.artists or ("",):
                found[artist] |= touched
            if f.kind is Kind.PURGE:
                found[""] |= touched
    return found
