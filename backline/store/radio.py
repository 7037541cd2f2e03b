"""Plays on the radio: one file a month, a day of an artist as a whole.

A day that was asked about and has no play is one entry without a song and a station, so that it is
not taken for a day nobody asked about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from backline.store.months import MonthTable

if TYPE_CHECKING:
    import pyarrow as pa


_Day = date  # which an entry has as a column


@dataclass(frozen=True, slots=True)
class RadioEntry:
    """How often a station played a song on a day.

    Attributes:
        artist: roster key.
        track: key of ``data/subjects.csv``; empty where the day has no play.
        country: of the station, ISO 3166 alpha-2; empty where that is not told.
        station: the service's id of it; empty where the day has no play.
        name: what the station is called.
        spins: plays; 0 only where the day has none.
        reach: how many the station reaches; None where that is not told.
        asked: the day of asking: plays of the last days may come later.
        source: which client said so.
    """

    date: date
    artist: str
    track: str
    country: str
    station: str
    name: str
    spins: int
    reach: int | None
    asked: _Day
    source: str


RadioDay = tuple[date, str, str]
"""Date, artist and source: what is written as a whole."""


def day_of_radio(entry: RadioEntry) -> RadioDay:
    """Which day of which artist an entry is of."""
    return entry.date, entry.artist, entry.source


def no_play(day: date, artist: str, asked: date, source: str) -> RadioEntry:
    """The entry of a day that was asked about and has no play."""
    return RadioEntry(day, artist, "", "", "", "", 0, None, asked, source)


def _place(entry: RadioEntry) -> tuple[object, ...]:
    return *day_of_radio(entry), entry.track, entry.country, entry.station


def _columns() -> Mapping[str, pa.DataType]:
    import pyarrow as pa

    return {"spins": pa.int32(), "reach": pa.int64(), "asked": pa.date32()}


RADIO = MonthTable(
    folder="audience/radio",
    entry=RadioEntry,
    day_of=day_of_radio,
    order=_place,
    columns=_columns,
    maybe=("reach",),
)
"""``data/audience/radio``."""
