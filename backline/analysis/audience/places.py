"""Where an artist's songs stood on charts: every chart that is stored, of every country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backline.analysis.audience.asked import Whom
from backline.analysis.audience.songs import songs_of
from backline.names import slug
from backline.store.charts import STREAMS
from backline.warehouse import Warehouse

_LATELY = timedelta(days=62)
"""So far back the newest chart is looked for before every file is."""


@dataclass(frozen=True, slots=True)
class Place:
    """A song on a chart on one day.

    Attributes:
        streams: what the chart counts, None where it counts none.
    """

    date: date
    position: int
    streams: int | None


@dataclass(frozen=True, slots=True)
class Charted:
    """A song on a chart over some days.

    Attributes:
        song: the key the song is called by.
        credit: the artists as the chart last credited them.
        frequency: ``daily`` or ``weekly``.
        places: one a day, the oldest first; of two ids of one song the better place. Never empty.
    """

    song: str
    platform: str
    chart: str
    country: str
    frequency: str
    credit: str
    places: tuple[Place, ...]
    sources: tuple[str, ...]

    @property
    def latest(self) -> Place:
        """The newest."""
        return self.places[-1]

    @property
    def best(self) -> Place:
        """The best, the first of several."""
        return min(self.places, key=lambda place: (place.position, place.date))


def newest_charted(warehouse: Warehouse, today: date) -> date | None:
    """The newest date of any stored chart, None where there is none; found once.

    Raises:
        DataError: the files cannot be read.
    """

    def find() -> date | None:
        for since in (today - _LATELY, date.min):
            warehouse.look_at_charts(since, today)
            (row,) = warehouse.ask("newest_charted", today=today)
            if row["day"] is not None:
                break
        newest: date | None = row["day"]
        return newest

    return warehouse.remember(("newest chart", today), find, always=True)


def charted_songs(warehouse: Warehouse, whom: Whom, first: date, last: date) -> list[Charted]:
    """Every chart that an artist's songs were on from one day to another.

    Those of the newest day come first, and of these the best placed.

    Raises:
        DataError: the files cannot be read.
    """
    songs = songs_of(warehouse)
    warehouse.look_at_charts(first, last)
    rows = warehouse.ask(
        "song_places",
        first=first,
        last=last,
        # Before the artist was in the roster the charts had the key that the name would give.
        artists=list({whom.key, slug(whom.name, "artist")}),
        songs=sorted(songs.of(whom)),
    )
    found: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        song = songs.song_of(row["track"])
        place = song, row["platform"], row["chart"], row["country"], row["frequency"]
        found.setdefault(place, []).append(row)
    every = [_charted(place, of_place) for place, of_place in found.items()]
    return sorted(
        every,
        key=lambda one: (-one.latest.date.toordinal(), one.latest.position, one.platform, one.chart,
                         one.country, one.song),
    )  # fmt: skip


def _charted(place: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> Charted:
    song, platform, chart, country, frequency = place
    days: dict[date, Place] = {}
    credit, sources = "", set()
    for row in rows:
        day, known = row["date"], days.get(row["date"])
        if known is None or row["position"] < known.position:
            counts = row["metric_kind"] == STREAMS
            days[day] = Place(day, row["position"], row["metric"] if counts else None)
        credit = row["credit"] or credit
        sources.add(row["source"])
    places = tuple(days[day] for day in sorted(days))
    told = tuple(sorted(sources))
    return Charted(song, platform, chart, country, frequency, credit, places, told)
