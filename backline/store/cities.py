"""The cities an audience lives in: one file a month, a day of an artist's platform as a whole.

A service tells the largest cities alone, about once a week; the days between have none.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from backline.errors import DataError
from backline.store.files import Change

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


def city_file(data: Path, month: date) -> Path:
    """Where the cities of a month are, below a root's ``data``."""
    return data / "audience" / "cities" / f"{month:%Y-%m}.parquet"


def city_files(data: Path) -> list[Path]:
    """The months there are, the oldest first."""
    return sorted((data / "audience" / "cities").glob("[0-9][0-9][0-9][0-9]-[0-9][0-9].parquet"))


def city_schema() -> pa.Schema:
    """The columns of a month's file (see :class:`CityEntry`)."""
    import pyarrow as pa

    kinds = {"date": pa.date32(), "value": pa.int64()}
    return pa.schema(
        [pa.field(f.name, kinds.get(f.name, pa.string()), False) for f in fields(CityEntry)]
    )


def read_cities(path: Path) -> list[CityEntry]:
    """The entries of a month.

    Raises:
        DataError: the file cannot be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if not path.exists():
        return []
    try:
        rows = pq.read_table(path, schema=city_schema()).to_pylist()
        return [CityEntry(**row) for row in rows]
    except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
        name = f"data/audience/cities/{path.name}"
        raise DataError(
            f"{name} cannot be read; restore it with: git checkout -- {name}."
        ) from None


def write_cities(change: Change, data: Path, days: Mapping[CityDay, Sequence[CityEntry]]) -> int:
    """Stage whole days in their months; a day that would say the same stays.

    Args:
        change: what they are written with.
        data: a root's ``data``.
        days: the entries of each day; one without any takes the day away.

    Returns:
        How many days are new or say something else than before.

    Raises:
        DataError: a month's file cannot be read.
    """
    changed = 0
    for month in sorted({day[0].replace(day=1) for day in days}):
        path = city_file(data, month)
        kept: dict[CityDay, list[CityEntry]] = {}
        for entry in read_cities(path):
            kept.setdefault(day_of_city(entry), []).append(entry)
        news = {
            day: sorted(entries)
            for day, entries in days.items()
            if day[0].replace(day=1) == month and sorted(entries) != kept.get(day, [])
        }
        if news:
            changed += len(news)
            entries = [entry for listed in (kept | news).values() for entry in listed]
            _stage(change, path, entries)
    return changed


def without_cities(change: Change, data: Path, artist: str) -> None:
    """Stage every month without an artist.

    Raises:
        DataError: a month's file cannot be read.
    """
    for path in city_files(data):
        entries = read_cities(path)
        kept = [entry for entry in entries if entry.artist != artist]
        if len(kept) < len(entries):
            _stage(change, path, kept)


def _stage(change: Change, path: Path, entries: Iterable[CityEntry]) -> None:
    listed = sorted(entries)
    if listed:
        change.write(path, _parquet(listed))
    else:
        change.remove(path)


def _parquet(entries: Sequence[CityEntry]) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = zip(*map(astuple, entries), strict=True)
    schema = city_schema()
    named = dict(zip(schema.names, map(list, columns), strict=True))
    out = io.BytesIO()
    pq.write_table(pa.table(named, schema=schema), out, compression="zstd", compression_level=19)
    return out.getvalue()
