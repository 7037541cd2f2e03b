"""What the measurements tell of a placement's song: its ids there, its saves, its artist's others.

The campaigns know a song by Spotify's id; a root's measurements know it by the key of its subject,
which may be another one, or several.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from backline.analysis.audience.songs import songs_of
from backline.campaigns.evidence.rules import Saved
from backline.warehouse import Warehouse

Days = dict[date, tuple[int, int]]
"""Saves and streams of each day of which both are known."""


def ids_of(warehouse: Warehouse, track: str) -> frozenset[str]:
    """The subjects that a song of Spotify's id is; none where the root does not know it."""
    songs = songs_of(warehouse)
    return frozenset(songs.with_joined(songs.called(track)))


def others_of(
    warehouse: Warehouse, ids: Collection[str], placed: Iterable[str] = ()
) -> frozenset[str]:
    """The subjects of the same artists' other songs.

    Args:
        warehouse: the measurements.
        ids: the subjects of the song.
        placed: Spotify's ids of songs that are left out, since they are paid for as well.
    """
    songs = songs_of(warehouse)
    artists = {subject.artist for key in ids if (subject := songs.subject(key))}
    own = {key for artist in artists for key in songs.tracks_of(artist)}
    paid = {key for track in placed for key in songs.called(track)}
    return frozenset(songs.with_joined(own) - songs.with_joined(paid) - set(ids))


def saves_of(warehouse: Warehouse, ids: Collection[str], first: date, last: date) -> Days:
    """Saves and streams of some songs together by day, as exports of Spotify for Artists tell them.

    Both are taken of one subject from one source; of a day that two sources tell, the one with more
    streams stands.

    Raises:
        DataError: the files cannot be read.
    """
    if not ids or warehouse.first_day is None or last < first:
        return {}
    warehouse.look_at(first, last)
    told: dict[tuple[date, str, str], dict[str, int]] = {}
    for row in warehouse.ask(
        "song_counts",
        songs=sorted(ids),
        platform="spotify",
        metrics=["daily_saves", "daily_streams"],
        country="",
    ):
        point = told.setdefault((row["date"], row["subject"], row["source"]), {})
        point[row["metric"]] = row["value"]
    both: dict[tuple[date, str], tuple[int, int]] = {}
    for (day, subject, _), point in told.items():
        if len(point) == 2:
            pair = (point["daily_streams"], point["daily_saves"])
            # One song under several ids repeats its numbers: they are of one song, and not added.
            song = songs_of(warehouse).song_of(subject)
            both[day, song] = max(pair, both.get((day, song), (0, 0)))
    days: Days = {}
    for (day, _), (streams, saves) in both.items():
        had = days.get(day, (0, 0))
        days[day] = (had[0] + saves, had[1] + streams)
    return days


def saved(days: Days, first: date, last: date) -> Saved:
    """The days of a period together; both ends count."""
    within = [pair for day, pair in days.items() if first <= day <= last]
    return Saved(sum(s for s, _ in within), sum(n for _, n in within), len(within))
