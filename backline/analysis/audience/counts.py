"""The counts of many songs, held in little memory, for whoever asks about them again and again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING

from backline.analysis.audience.sources import COUNTED, Point
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Whole = npt.NDArray[np.int64]

_BEGIN = date(1970, 1, 1)
_NO_COUNTS: Sequence[str] = ()

METRICS = sorted({metric for of_platform in COUNTED.values() for metric in of_platform})


@dataclass(frozen=True, slots=True)
class _Series:
    """One number of one song, oldest first: days since 1970, counts, and who told each."""

    days: Whole
    counts: Whole
    source: str
    sources: Sequence[str] | None

    def near(self, first: int, last: int) -> slice:
        """Where the counts are that :func:`near` gives."""
        begin, end = (int(n) for n in self.days.searchsorted((first, last + 1)))
        return _near(begin, end, len(self.days))


def near(points: Sequence[Point], first: date, last: date) -> Sequence[Point]:
    """The counts of one number from one day to another, and the nearest before and after.

    None where all are on one side: they tell no day between the two.

    Args:
        points: oldest first.
        first: the first day.
        last: the last one, which counts.
    """
    begin = bisect_left(points, first, key=attrgetter("date"))
    end = bisect_right(points, last, key=attrgetter("date"))
    return points[_near(begin, end, len(points))]


def _near(begin: int, end: int, count: int) -> slice:
    if begin == end and not 0 < begin < count:
        return slice(0, 0)
    return slice(max(begin - 1, 0), end + 1)


class Counts:
    """Every count of the songs that were asked about."""

    def __init__(self, warehouse: Warehouse) -> None:
        """Read nothing yet."""
        self._warehouse = warehouse
        self._read: set[str] = set()
        self._series: dict[tuple[str, str, str, str], _Series] = {}

    def read(self, songs: Iterable[str]) -> None:
        """Read all counts of songs, where that is not done.

        Raises:
            DataError: the files cannot be read.
        """
        import numpy as np

        wanted = sorted(set(songs) - self._read)
        if not wanted:
            return
        self._read.update(wanted)
        for row in self._warehouse.ask("song_counts_all", songs=wanted, metrics=METRICS):
            series = row["platform"], row["subject"], row["metric"], row["country"]
            days, counts = (np.array(row[name], dtype=np.int64) for name in ("days", "counts"))
            self._series[series] = _Series(days, counts, row["source"], row["sources"])

    def points(
        self, platform: str, songs: Collection[str], countries: Collection[str], first: date,
        last: date,
    ) -> list[Point]:  # fmt: skip
        """The counts of songs from one day to another, with the nearest on either side."""
        found = []
        begin, end = ((day - _BEGIN).days for day in (first, last))
        for song in sorted(songs):
            for metric in COUNTED.get(platform, _NO_COUNTS):
                for country in countries:
                    one = self._series.get((platform, song, metric, country))
                    if one is not None:
                        found += _points(one, song, metric, country, one.near(begin, end))
        return found


def _points(one: _Series, song: str, metric: str, country: str, part: slice) -> list[Point]:
    days = [_BEGIN + timedelta(days=n) for n in one.days[part].tolist()]
    counts = one.counts[part].tolist()
    sources = one.sources[part] if one.sources else [one.source] * len(days)
    return [
        Point(day, metric, song, country, count, source)
        for day, count, source in zip(days, counts, sources, strict=True)
    ]


def counts_of(warehouse: Warehouse) -> Counts:
    """The counts that a warehouse has read, kept while it is."""
    return warehouse.remember("counts of songs", lambda: Counts(warehouse), always=True)
