"""What tells a song's streams: the first source that can answer, and never two of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from backline.analysis.audience.asked import Asked
from backline.analysis.audience.charts import is_main
from backline.analysis.audience.daily import Daily, days_of_week, from_counts, from_days, from_weeks
from backline.store.charts import STREAMS

COUNTED = {"spotify": ("streams", "daily_streams"), "youtube": ("views",)}
"""The metrics of a song that are plays, by platform: the cumulative one first."""


@dataclass(frozen=True, slots=True)
class Point:
    """One measured count of a song's id."""

    date: date
    metric: str
    subject: str
    country: str
    value: int
    source: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart; see :class:`backline.store.charts.ChartEntry`."""

    date: date
    chart: str
    country: str
    frequency: str
    position: int
    track: str
    credit: str
    time_on_chart: int | None
    time_unit: str
    metric: int | None
    metric_kind: str
    source: str

    @property
    def streams(self) -> int | None:
        """Its streams, where the chart counts any."""
        return self.metric if self.metric_kind == STREAMS else None


Kind = Literal["count", "day_counts", "daily_chart", "weekly_chart"]


@dataclass(frozen=True, slots=True)
class Told:
    """A song's streams as one source tells them.

    Attributes:
        kind: by which rule.
        chart: the chart; empty where it is none.
        daily: its days, of the period and the one before.
        of_ids: the same of each id by itself.
        sources: the clients and files it comes from.
        last: the last day that the source can tell of; None where it knows of no end.
        first: the first such day.
    """

    kind: Kind
    chart: str
    daily: Daily
    of_ids: Mapping[str, Daily]
    sources: tuple[str, ...]
    first: date | None = None
    last: date | None = None

    def words(self) -> str:
        """The source in words."""
        return {
            "count": "cumulative count",
            "day_counts": "counts per day",
            "daily_chart": f"daily chart {self.chart}",
            "weekly_chart": f"weekly chart {self.chart}",
        }[self.kind]


def telling(
    asked: Asked, platform: str, points: Sequence[Point], lines: Sequence[Line]
) -> Told | None:
    """The first source that knows a day of the period; None where none does.

    In this order: differences of the cumulative count, counts per day, one daily chart, one weekly
    chart. All are of the asked country, or worldwide where none is asked: a worldwide count may not
    stand for a country, and no chart is added to another.
    """
    own = [point for point in points if point.country == asked.country]
    cumulative, *per_day = COUNTED.get(platform, ("",))
    candidates: list[Callable[[], Told | None]] = [
        lambda: _counted(asked, [p for p in own if p.metric == cumulative]),
        lambda: _per_day(asked, [p for p in own if p.metric in per_day]),
        lambda: _charted(asked, platform, lines, "daily"),
        lambda: _charted(asked, platform, lines, "weekly"),
    ]
    for find in candidates:
        told = find()
        if told is not None and told.daily.within(asked.first, asked.last).known:
            return told
    return None


def _counted(asked: Asked, points: Sequence[Point]) -> Told | None:
    if not points:
        return None
    first, last = asked.before[0], asked.last
    by_id: dict[str, dict[date, int]] = {}
    for point in points:
        counts = by_id.setdefault(point.subject, {})
        counts[point.date] = max(point.value, counts.get(point.date, 0))
    days = [point.date for point in points]
    of_ids = {key: from_counts([counts], first, last) for key, counts in by_id.items()}
    alone = next(iter(of_ids.values())) if len(of_ids) == 1 else None
    return Told(
        "count",
        "",
        alone or from_counts(by_id.values(), first, last),
        of_ids,
        _names(point.source for point in points),
        min(days),
        max(days),
    )


def _per_day(asked: Asked, points: Sequence[Point]) -> Told | None:
    if not points:
        return None
    span = asked.before[0], asked.last
    days = {key: [(p.date, p.value) for p in points if p.subject == key] for key in _ids(points)}
    return Told(
        "day_counts",
        "",
        from_days(pair for pairs in days.values() for pair in pairs).within(*span),
        {key: from_days(pairs).within(*span) for key, pairs in days.items()},
        _names(point.source for point in points),
    )


def _charted(
    asked: Asked, platform: str, lines: Sequence[Line], frequency: Literal["daily", "weekly"]
) -> Told | None:
    """What the chart tells that knows most days of the period."""
    of_charts: dict[str, list[Line]] = {}
    for line in lines:
        counts = line.streams is not None and line.frequency == frequency
        if counts and line.country == asked.country and is_main(line.chart, line.country):
            of_charts.setdefault(line.chart, []).append(line)
    found = [_of_chart(asked, platform, chart, own) for chart, own in of_charts.items()]

    def worth(told: Told) -> tuple[int, int, str]:
        within = told.daily.within(asked.first, asked.last)
        return -len(within.known), -(within.total() or 0), told.chart

    return min(found, key=worth, default=None)


def _of_chart(asked: Asked, platform: str, chart: str, lines: Sequence[Line]) -> Told:
    weekly = lines[0].frequency == "weekly"

    def days(own: Iterable[Line]) -> Daily:
        pairs = [(line.date, line.streams or 0) for line in own]
        daily = from_weeks(pairs, platform) if weekly else from_days(pairs)
        return daily.within(asked.before[0], asked.last)

    by_id: dict[str, list[Line]] = {}
    for line in lines:
        by_id.setdefault(line.track, []).append(line)
    used = [line for line in lines if _touches(asked, platform, line)]
    return Told(
        "weekly_chart" if weekly else "daily_chart",
        chart,
        days(lines),
        {key: days(own) for key, own in by_id.items()},
        _names(line.source for line in used),
    )


def _touches(asked: Asked, platform: str, line: Line) -> bool:
    """Whether a line is of any day of the period."""
    return bool(days_of(asked, platform, line))


def days_of(asked: Asked, platform: str, line: Line) -> list[date]:
    """The days of the period that a chart line is of."""
    days = [line.date]
    if line.frequency == "weekly":
        # A week of no certain days is at least where its date is: it has a place then.
        days = days_of_week(platform, line.date) or days
    return [day for day in days if asked.first <= day <= asked.last]


def _ids(points: Iterable[Point]) -> list[str]:
    return list(dict.fromkeys(point.subject for point in points))


def _names(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({source for source in sources if source}))


def missing(
    asked: Asked, told: Told, chart_days: Mapping[str, frozenset[date]], known: Iterable[date]
) -> dict[str, int]:
    """Why days of the period are unknown, and how many for each reason.

    Args:
        asked: the period.
        told: the source that answered.
        chart_days: the days that each chart is known of.
        known: the days that are known.
    """
    there = set(known)
    why = Counter(_why(asked, told, chart_days, d) for d in asked.days if d not in there)
    return dict(sorted(why.items(), key=lambda pair: (-pair[1], pair[0])))


def _why(asked: Asked, told: Told, chart_days: Mapping[str, frozenset[date]], day: date) -> str:
    if day > asked.today:
        return "has not happened yet"
    if told.kind == "count":
        if day in told.daily.fallen:
            return "the count fell"
        if told.first and day <= told.first:
            return "up to the first count"
        if told.last and day > told.last:
            return "after the last count"
    if told.chart and day in chart_days.get(told.chart, frozenset()):
        return f"not on {told.chart}, so below its cut-off"
    return f"no {told.words()} of the day"


def conventions(platform: str, told: Told) -> list[str]:
    """How the weeks of a weekly chart are dated."""
    if told.kind != "weekly_chart":
        return []
    said = {
        "spotify": "Spotify dates a week by the Thursday on which it ends",
        "youtube": "YouTube dates a week by the Monday after the Thursday on which it ends",
    }[platform]
    return [f"{said}; of a week each day counts as a seventh"]
