"""The period by month: streams and songs by the rules of the breakdown, and the lead number.

Each month is a question of its own, so that its streams are those that it has when it alone is
asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.days import Days
from backline.analysis.audience.rows import Row, Series
from backline.analysis.audience.stored import stored_breakdown
from backline.analysis.audience.tracks import Breakdown
from backline.measure import Metric
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Month:
    """One month of an artist on a platform, or the part of it that is asked for.

    Attributes:
        first: the first of its days that is in the period.
        last: the last one.
        breakdown: its songs.
        metric: the number that leads the answer; None on a platform of charts alone.
        series: the measured days of that number.
    """

    whom: Whom
    platform: str
    first: date
    last: date
    breakdown: Breakdown
    metric: Metric | None
    series: Series

    @property
    def days(self) -> int:
        """How many of its days are in the period."""
        return (self.last - self.first).days + 1

    @property
    def is_whole(self) -> bool:
        """Whether the period has all of its days."""
        return self.first.day == 1 and (self.last + timedelta(days=1)).day == 1


def months_of(warehouse: Warehouse, asked: Asked, rows: Sequence[Row]) -> list[Month]:
    """The months of the period, of each artist and platform, the oldest first.

    Args:
        warehouse: the counts of songs and the charts.
        asked: the question.
        rows: its answer, the lead number of each platform first.

    Raises:
        ConfigError: an artist's name outside the roster fits two.
        DataError: the files cannot be read.
    """
    found = []
    for whom in asked.artists:
        for platform in asked.platforms:
            own = (r for r in rows if r.whom.key == whom.key and r.metric.platform == platform)
            lead = next(own, None)
            for first, last in windows(asked.first, asked.last):
                part = replace(asked, first=first, last=last)
                songs = stored_breakdown(warehouse, part, whom, platform)
                metric, series = lead.metric if lead else None, _within(lead, first, last)
                found.append(Month(whom, platform, first, last, songs, metric, series))
    return found


def windows(first: date, last: date) -> list[tuple[date, date]]:
    """The months from one day to another; the first and the last of them may be parts."""
    found = []
    while first <= last:
        following = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append((first, min(last, following - timedelta(days=1))))
        first = following
    return found


def _within(row: Row | None, first: date, last: date) -> Series:
    if row is None:
        return Series(Days.of({}), {})
    values = row.series.values.within(first, last)
    return Series(values, {}, row.series.sources if values else ())
