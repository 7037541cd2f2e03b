"""Reading what is stored for a breakdown: the days that are asked for, and no more than needed."""

from __future__ import annotations

from datetime import date, timedelta

from backline.analysis.audience.ahead import read_ahead
from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.counts import near
from backline.analysis.audience.daily import days_of_week
from backline.analysis.audience.extents import Extent, extents
from backline.analysis.audience.songs import refuse_two, songs_of
from backline.analysis.audience.sources import COUNTED, Line, Point
from backline.analysis.audience.tracks import Breakdown, ChartDays, breakdown, reach
from backline.credits import spelling
from backline.names import same_name, slug
from backline.warehouse import Warehouse

_AROUND = timedelta(days=35)
"""So far around the period a count is looked for before all days are."""

Series = tuple[str, str, str]
"""Song, metric and country."""


def stored_breakdown(warehouse: Warehouse, asked: Asked, whom: Whom, platform: str) -> Breakdown:
    """The breakdown of an artist's songs on a platform from what a root has.

    Raises:
        ConfigError: the name of an artist outside the roster fits two.
        DataError: the files cannot be read.
    """
    songs = songs_of(warehouse)
    ids = songs.of(whom)
    first, last = reach(asked)
    lines = _lines(warehouse, asked, whom, platform, ids)
    if not lines and platform not in COUNTED and whom.artist is not None:
        return Breakdown(whom, platform, ())
    if whom.artist is None:
        credits = {key: subject.credit for key in ids if (subject := songs.subject(key))}
        exact = refuse_two(whom.name, [*credits.values(), *(line.credit for line in lines)])
        ids = {key for key in ids if not _another(credits.get(key, ""), whom.name, exact)}
        lines = [n for n in lines if n.track in ids or _spelt(n.credit, whom.name, exact)]
    ids |= songs.with_joined({line.track for line in lines})
    points = _points(warehouse, asked, whom, platform, ids)
    days: ChartDays = {}
    if lines:
        known = ("chart days", platform, asked.country, first, last)
        days = warehouse.remember(
            known, lambda: _chart_days(warehouse, asked, platform), always=True
        )
    return breakdown(asked, whom, platform, songs, points, lines, days)


def charted_platforms(warehouse: Warehouse, first: date, last: date) -> list[str]:
    """The platforms of which there are charts in these days' months."""
    warehouse.look_at_charts(first, last)
    return [row["platform"] for row in warehouse.ask("chart_platforms")]


def _spelt(credit: str, name: str, exact: str | None) -> bool:
    return exact is not None and same_name(spelling(credit, name)) == same_name(exact)


def _another(credit: str, name: str, exact: str | None) -> bool:
    """Whether a credit names somebody whose name differs in accents alone."""
    return bool(spelling(credit, name)) and not _spelt(credit, name, exact)


def _lines(
    warehouse: Warehouse, asked: Asked, whom: Whom, platform: str, ids: set[str]
) -> list[Line]:
    ahead = read_ahead(warehouse, asked, whom)
    if ahead is not None:
        return ahead.lines(asked, whom, platform, ids)
    first, last = reach(asked)
    if not warehouse.look_at_charts(first, last):
        return []
    rows = warehouse.ask(
        "chart_lines",
        first=first,
        last=last,
        platform=platform,
        country=asked.country,
        # Before the artist was in the roster the charts had the key that the name would give.
        artists=list({whom.key, slug(whom.name, "artist")}),
        songs=sorted(ids),
    )
    return [Line(**row) for row in rows]


def _chart_days(warehouse: Warehouse, asked: Asked, platform: str) -> ChartDays:
    first, last = reach(asked)
    warehouse.look_at_charts(first, last)
    found: dict[str, set[date]] = {}
    for row in warehouse.ask(
        "chart_days", first=first, last=last, platform=platform, country=asked.country
    ):
        if row["country"] == asked.country:
            weekly = row["frequency"] == "weekly"
            days = days_of_week(platform, row["date"]) if weekly else [row["date"]]
            found.setdefault(row["chart"], set()).update(days)
    return {chart: frozenset(days) for chart, days in found.items()}


def _points(
    warehouse: Warehouse, asked: Asked, whom: Whom, platform: str, ids: set[str]
) -> list[Point]:
    """The counts of songs that tell of the period and of the one before.

    A gap may reach over the ends of both, so that the nearest count on either side matters.
    """
    ahead = read_ahead(warehouse, asked, whom)
    if ahead is not None:
        return ahead.points(asked, platform, ids)
    counted: dict[Series, list[Point]] = {}
    for point in _looked_up(warehouse, asked, platform, ids):
        counted.setdefault((point.subject, point.metric, point.country), []).append(point)
    first, last = asked.before[0], asked.last
    return [point for series in counted.values() for point in near(series, first, last)]


def _looked_up(warehouse: Warehouse, asked: Asked, platform: str, ids: set[str]) -> list[Point]:
    """The counts around the period; of all days where a series goes on beyond."""
    spans = _spans(warehouse, asked, platform, ids)
    if not spans:
        return []
    first, last = asked.before[0] - _AROUND, asked.last + _AROUND

    def look(since: date, until: date) -> list[Point]:
        warehouse.look_at(since, until)
        rows = warehouse.ask(
            "song_counts",
            songs=sorted(ids),
            platform=platform,
            metrics=list(COUNTED[platform]),
            country=asked.country,
        )
        return [
            Point(r["date"], r["metric"], r["subject"], r["country"], r["value"], r["source"])
            for r in rows
        ]

    points = look(first, last)
    counted: dict[Series, list[date]] = {}
    for point in points:
        counted.setdefault((point.subject, point.metric, point.country), []).append(point.date)
    beyond = [
        _beyond(asked, span, counted.get(series, []), first, last) for series, span in spans.items()
    ]
    since = date.min if any(earlier for earlier, _ in beyond) else first
    until = date.max if any(later for _, later in beyond) else last
    return points if (since, until) == (first, last) else look(since, until)


def _beyond(
    asked: Asked, span: Extent, days: list[date], first: date, last: date
) -> tuple[bool, bool]:
    """Whether counts before and after the days that were looked at matter to the period."""
    if not days:  # then only a gap over all of them does
        around = span.first < first and span.last > last
        return around, around
    earlier = span.first < first and min(days) >= asked.before[0]
    return earlier, span.last > last and max(days) < asked.last


def _spans(
    warehouse: Warehouse, asked: Asked, platform: str, ids: set[str]
) -> dict[Series, Extent]:
    """From when until when each of the songs is counted."""
    if platform not in COUNTED or not ids or warehouse.first_day is None:
        return {}
    known = extents(warehouse)
    return {
        (key, metric, country): known[key][platform, metric, country]
        for key in ids & known.keys()
        for metric in COUNTED[platform]
        for country in {"", asked.country}
        if (platform, metric, country) in known[key]
    }
