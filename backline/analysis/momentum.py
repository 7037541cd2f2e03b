"""Momentum: whether a number grows faster or slower than it used to, against its own past.

The change of the last 28 days is held against those of the spans of 28 days before, one after the
other. Its pace is out of the ordinary where it is above, or below, all of them (of ten and more,
all but one). Spans across a day from which a platform counts differently, or another account is
meant, are none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from backline.analysis.growth import tolerance
from backline.analysis.milestones import has_milestones
from backline.analysis.points import own_points
from backline.measure import LEVEL_BREAKS, VOCABULARY
from backline.warehouse import Warehouse

SPAN = 28
"""The days of a span."""

MOST, FEWEST = 12, 5
"""So many earlier spans are looked at, and so many there must be."""

_NEWEST = 2
"""So many days old the newest number may be."""

_MANY = 10
"""Of so many earlier spans one may be beyond."""


@dataclass(frozen=True, slots=True)
class Momentum:
    """One number's.

    Attributes:
        change: of the last span.
        usual: the median of the earlier spans.
        above: how many of them the last one is above; ``below`` likewise.
        spans: how many there are.
        since: the first day that was looked at.
    """

    platform: str
    metric: str
    change: int
    usual: float
    above: int
    below: int
    spans: int
    since: date

    @property
    def speeds_up(self) -> bool:
        """Whether it grows faster than it used to."""
        return self._beyond(self.above)

    @property
    def slows_down(self) -> bool:
        """Whether it grows slower than it used to."""
        return self._beyond(self.below)

    def _beyond(self, count: int) -> bool:
        return count >= self.spans - (self.spans >= _MANY)


def momentum(warehouse: Warehouse, artist: str, as_of: date) -> list[Momentum]:
    """That of an artist's numbers with a past long enough, in the usual order.

    Args:
        warehouse: the measurements.
        artist: roster key.
        as_of: the last day.

    Raises:
        DataError: the files cannot be read.
    """
    first = as_of - timedelta(days=SPAN * (MOST + 1) + tolerance(SPAN) + _NEWEST)
    known = own_points(warehouse, artist, first, as_of)
    found = []
    for (platform, name), metric in VOCABULARY.items():
        own = known.get((platform, name))
        if own is None or not has_milestones(metric):
            continue
        anew = [b.date for b in LEVEL_BREAKS if (b.platform, b.metric) == (platform, name)]
        begun = max((day for day in anew if day <= as_of), default=date.min)
        ends = _ends(own.points, as_of, begun)
        changes = [newer - older for (_, newer), (_, older) in pairwise(ends)]
        if len(changes) > FEWEST:
            found.append(_of(platform, name, changes, ends[-1][0]))
    return found


def _ends(course: Sequence[tuple[date, int]], as_of: date, begun: date) -> list[tuple[date, int]]:
    """The points that spans end and begin with, the newest first, while there is one in reach."""
    values = {day: value for day, value in course if day >= begun}
    ends: list[tuple[date, int]] = []
    wanted, reach = as_of, range(_NEWEST + 1)
    while len(ends) <= MOST + 1:
        # The older one on a tie, as growth has it.
        near = [wanted - timedelta(days=n) for n in sorted(reach, key=lambda n: (abs(n), -n))]
        day = next((each for each in near if each in values), None)
        if day is None:
            break
        ends.append((day, values[day]))
        wanted = day - timedelta(days=SPAN)
        reach = range(-tolerance(SPAN), tolerance(SPAN) + 1)
    return ends


def _of(platform: str, metric: str, changes: Sequence[int], since: date) -> Momentum:
    newest, before = changes[0], changes[1:]
    return Momentum(
        platform,
        metric,
        newest,
        median(before),
        sum(newest > each for each in before),
        sum(newest < each for each in before),
        len(before),
        since,
    )
