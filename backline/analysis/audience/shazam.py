"""How often songs were looked up at Shazam: the count since a song's beginning, over a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.coverage import coverage
from backline.analysis.audience.extents import extents
from backline.analysis.audience.songs import Songs, songs_of
from backline.analysis.audience.told import about
from backline.warehouse import Warehouse

METRIC = "shazams"


@dataclass(frozen=True, slots=True)
class Shazamed:
    """A song's counts in a period.

    Attributes:
        about: how a document names the artist and the song.
        counts: by day, the oldest first; never empty.
    """

    about: Mapping[str, Any]
    counts: Mapping[date, int]
    sources: tuple[str, ...]

    @property
    def difference(self) -> int | None:
        """Latest less first; None where one day alone is known."""
        values = list(self.counts.values())
        return values[-1] - values[0] if len(values) > 1 else None


@dataclass(frozen=True, slots=True)
class Count:
    """What one source counted of one id on a day."""

    date: date
    subject: str
    value: int | None
    source: str


def shazam_of(warehouse: Warehouse, asked: Asked) -> list[Shazamed]:
    """The counted songs of each artist, those that gained most first.

    With a country only a count of it answers: the world's does not stand for it.

    Raises:
        DataError: the files cannot be read.
    """
    if not any(
        ("shazam", METRIC, asked.country) in of_song for of_song in extents(warehouse).values()
    ):
        return []
    songs = songs_of(warehouse)
    own = {whom.key: songs.of(whom) for whom in asked.artists}
    warehouse.look_at(asked.first, min(asked.last, asked.today))
    rows = warehouse.ask(
        "song_counts",
        songs=sorted(set().union(*own.values())),
        platform="shazam",
        metrics=[METRIC],
        country=asked.country,
    )
    of_songs: dict[str, list[Count]] = {}
    for row in rows:
        if row["country"] == asked.country:
            count = Count(row["date"], row["subject"], row["value"], row["source"])
            of_songs.setdefault(count.subject, []).append(count)
    return [
        one
        for whom in asked.artists
        for one in counts_of(
            whom, songs, [count for key in sorted(own[whom.key]) for count in of_songs.get(key, ())]
        )
    ]


def counts_of(whom: Whom, songs: Songs, counts: Iterable[Count]) -> list[Shazamed]:
    """The songs of one artist; ids that are one song have the larger count of each day."""
    by_song: dict[str, dict[date, Count]] = {}
    for count in counts:
        if count.value is None:
            continue
        days = by_song.setdefault(songs.song_of(count.subject), {})
        best = days.get(count.date)
        if best is None or (best.value or 0) < count.value:
            days[count.date] = count
    found = [
        Shazamed(
            about(whom, songs, song),
            {day: days[day].value or 0 for day in sorted(days)},
            tuple(sorted({count.source for count in days.values()})),
        )
        for song, days in by_song.items()
    ]
    return sorted(found, key=lambda one: (-(one.difference or 0), one.about["id"]))


def shazam_row(asked: Asked, one: Shazamed) -> dict[str, Any]:
    """One of ``shazam``."""
    first, latest = min(one.counts), max(one.counts)
    notes = []
    if one.difference is None:
        notes.append("counted on one day: nothing to compare it with")
    if any(later < earlier for earlier, later in pairwise(one.counts.values())):
        notes.append("the count fell in between")
    return {
        **one.about,
        "country": asked.country or None,
        "first_value": one.counts[first],
        "first_date": first.isoformat(),
        "latest_value": one.counts[latest],
        "latest_date": latest.isoformat(),
        "difference": one.difference,
        "data_points": len(one.counts),
        "coverage": coverage(len(one.counts), len(asked.days), _missing(asked, one)),
        "sources": list(one.sources),
        "notes": notes,
    }


def _missing(asked: Asked, one: Shazamed) -> Mapping[str, int]:
    return Counter(
        "has not happened yet" if day > asked.today else "not counted"
        for day in asked.days
        if day not in one.counts
    )
