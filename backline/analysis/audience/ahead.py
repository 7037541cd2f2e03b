"""Charts and counts of many artists' songs, read at once for whoever asks about each of them.

Whoever writes a page for every artist asks the same files the same again and again. What is read
here answers each of these questions with the rows that the files themselves would have given.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.counts import counts_of
from backline.analysis.audience.songs import songs_of
from backline.analysis.audience.sources import Line, Point
from backline.analysis.audience.tracks import reach
from backline.names import slug
from backline.warehouse import Warehouse

_NAME = "songs read ahead"

_Told = tuple[int, str, Line]
"""A line of a chart with its place among all that were read, and its platform."""


class Ahead:
    """What is stored of the songs of a question's artists, for every question within its period."""

    def __init__(self, warehouse: Warehouse, asked: Asked) -> None:
        """Read it.

        Args:
            warehouse: charts and measurements.
            asked: artists of the roster and a period; platforms and metrics are no matter.

        Raises:
            DataError: the files cannot be read.
        """
        self._asked = asked
        self._keys = {whom.key for whom in asked.artists}
        self._hidden: set[tuple[str, str]] = set()
        self._of_artist: dict[str, list[_Told]] = {}
        self._of_track: dict[str, list[_Told]] = {}
        songs = songs_of(warehouse)
        own = {key for whom in asked.artists for key in songs.of(whom)}
        charted = self._read_lines(warehouse, own)
        self._counts = counts_of(warehouse)
        self._counts.read(own | songs.with_joined(charted))

    def _read_lines(self, warehouse: Warehouse, own: set[str]) -> set[str]:
        """Read the lines of charts; which songs they are of."""
        first, last = reach(self._asked)
        if not warehouse.look_at_charts(first, last):
            return set()
        self._hidden = {(r["source"], r["artist"]) for r in warehouse.ask("unpublished")}
        rows = warehouse.ask(
            "chart_lines_all",
            first=first,
            last=last,
            country=self._asked.country,
            artists=sorted(key for whom in self._asked.artists for key in _keys(whom)),
            songs=sorted(own),
        )
        for place, row in enumerate(rows):
            artists, platform = row.pop("artists"), row.pop("platform")
            told = (place, platform, Line(**row))
            self._of_track.setdefault(told[2].track, []).append(told)
            for key in artists:
                self._of_artist.setdefault(key, []).append(told)
        return set(self._of_track)

    def covers(self, asked: Asked, whom: Whom) -> bool:
        """Whether it holds what a question about one artist's songs needs."""
        mine, theirs = reach(self._asked), reach(asked)
        within = mine[0] <= theirs[0] and theirs[1] <= mine[1]
        return within and whom.key in self._keys and asked.country == self._asked.country

    def lines(self, asked: Asked, whom: Whom, platform: str, ids: Collection[str]) -> list[Line]:
        """The lines of an artist's songs on a platform's charts, as ``chart_lines.sql`` has."""
        first, last = reach(asked)
        keys = _keys(whom)
        told = [one for key in keys for one in self._of_artist.get(key, ())]
        told += [one for key in ids for one in self._of_track.get(key, ())]
        found = {
            place: line
            for place, where, line in told
            if where == platform
            and first <= line.date <= last
            and not any((line.source, key) in self._hidden for key in keys)
        }
        return [found[place] for place in sorted(found)]

    def points(self, asked: Asked, platform: str, ids: Collection[str]) -> list[Point]:
        """The counts of songs that tell of the period and of the one before."""
        countries = sorted({"", asked.country})
        return self._counts.points(platform, ids, countries, asked.before[0], asked.last)


def _keys(whom: Whom) -> set[str]:
    """What charts call an artist: before they were in the roster, by what their name would give."""
    return {whom.key, slug(whom.name, "artist")}


@contextmanager
def reading_ahead(warehouse: Warehouse, asked: Asked) -> Iterator[None]:
    """Have what the songs of a question's artists stand on at hand, until the end.

    Raises:
        DataError: the files cannot be read.
    """
    with warehouse.knowing({_NAME: Ahead(warehouse, asked)}):
        yield


def read_ahead(warehouse: Warehouse, asked: Asked, whom: Whom) -> Ahead | None:
    """What was read ahead, where it is enough for a question about one artist."""
    ahead: Ahead | None = warehouse.known(_NAME)
    return ahead if ahead is not None and ahead.covers(asked, whom) else None
