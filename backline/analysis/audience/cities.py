"""The cities an audience lives in: where to tour is what people ask next.

A service tells the largest cities alone, about once a week. One that is not told of a day is below
them; it has no number that day, which is never 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.days import Days
from backline.analysis.audience.rows import Series
from backline.measure import VOCABULARY, Metric
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class City:
    """One city in a period.

    Attributes:
        country: ISO 3166 alpha-2.
        region: of the country; empty where it is not told.
        series: its measured days.
    """

    name: str
    country: str
    region: str
    series: Series

    @property
    def change(self) -> float | None:
        """The difference as a fraction of the first value; None where there is none."""
        first, difference = self.series.first, self.series.difference
        if first is None or difference is None or not first[1]:
            return None
        return round(difference / first[1], 6)


@dataclass(frozen=True, slots=True)
class Cities:
    """The cities of one number of an artist, the largest of the latest day first.

    Attributes:
        metric: what is counted; None where nothing is stored.
        told_on: the days of the period on which any city was told.
    """

    whom: Whom
    platform: str
    metric: Metric | None
    told_on: tuple[date, ...]
    cities: tuple[City, ...]


def cities_of(warehouse: Warehouse, asked: Asked) -> list[Cities]:
    """The cities of each artist and platform; one without any where nothing is stored.

    Args:
        warehouse: the cities that are stored.
        asked: the question; with a country only its cities.

    Raises:
        DataError: the files cannot be read.
    """
    found: dict[tuple[str, str], dict[Metric, Cities]] = {}
    whose = {whom.key: whom for whom in asked.artists}
    rows = []
    if warehouse.look_at_cities(asked.first, asked.last):
        rows = warehouse.ask(
            "cities",
            first=asked.first,
            last=asked.last,
            artists=list(whose),
            platforms=list(asked.platforms),
            country=asked.country,
        )
    for row in rows:
        metric = VOCABULARY.get((row["platform"], row["metric"]))
        if metric is None or not _is_meant(asked, metric):
            continue
        place = row["artist"], row["platform"]
        told_on = tuple(row["told_on"])
        none = Cities(whose[row["artist"]], row["platform"], metric, told_on, ())
        one = found.setdefault(place, {}).setdefault(metric, none)
        if row["city"] is not None:
            found[place][metric] = replace(one, cities=(*one.cities, _city(row, told_on[-1])))
    return [
        _in_order(one)
        for whom in asked.artists
        for platform in asked.platforms
        for one in found.get((whom.key, platform), {}).values()
        or [Cities(whom, platform, None, (), ())]
    ]


def told_of(platform: str) -> bool:
    """Whether any service tells cities of a platform, which its lower bounds are made of."""
    return any(metric.bound_of for metric in VOCABULARY.values() if metric.platform == platform)


def _is_meant(asked: Asked, metric: Metric) -> bool:
    """Whether the question does not narrow to other numbers; a lower bound means its cities."""
    own = [m for m in VOCABULARY.values() if m.platform == metric.platform]
    names = {metric.name, *(m.name for m in own if m.bound_of == metric.name)}
    return not asked.metrics or not names.isdisjoint(asked.metrics)


def _city(row: Mapping[str, Any], latest: date) -> City:
    """A city of one row of the question, with what to know about its days."""
    values: dict[date, int] = dict(zip(row["dates"], row["values"], strict=True))
    notes = []
    if max(values) < latest:
        notes.append(f"not among the largest cities of {latest}")
    if len(values) == 1:
        notes.append("told on one day: nothing to compare it with")
    series = Series(Days.of(values), {}, tuple(row["sources"]), tuple(notes))
    return City(row["city"], row["country"], row["region"], series)


def _in_order(one: Cities) -> Cities:
    """The cities told on the latest day first, the largest before the smaller."""

    def place(city: City) -> tuple[object, ...]:
        latest = city.series.latest or (date.min, 0)
        return latest[0] < one.told_on[-1], -latest[1], city.name, city.country, city.region

    return replace(one, cities=tuple(sorted(one.cities, key=place)))
