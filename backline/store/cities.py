"""The cities an audience lives in: one file a month, a day of an artist's platform as a whole.

A service tells the largest cities alone, about once a week; the days between have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING

from backline.store.months import MonthTable

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, slots=True, order=True)
class CityEntry:
    """What one city has of a day's audience.

    Attributes:
        artist: roster key, or the one the roster would give.
        metric: what is counted, as worldwide, e.g. ``monthly_listeners``.
        country: ISO 3166 alpha-2.
        city: its name.
        region: of the country, where the service tells it: two cities may share a name.
        value: the count.
        source: which client said so.
    """

    date: date
    artist: str
    platform: str
    metric: str
    country: str
    city: str
    region: str
    value: int
    source: str


CityDay = tuple[date, str, str, str, str]
"""Date, artist, platform, metric and source: what is written as a whole."""


def day_of_city(entry: CityEntry) -> CityDay:
    """Which day of which audience an entry is of."""
    return entry.date, entry.artist, entry.platform, entry.metric, entry.source


def _columns() -> Mapping[str, pa.DataType]:
    import pyarrow as pa

    return {"value": pa.int64()}


CITIES = MonthTable(
    folder="audience/cities",
    entry=CityEntry,
    day_of=day_of_city,
    order=attrgetter(*(field.name for field in fields(CityEntry))),
    columns=_columns,
)
"""``data/audience/cities``."""
