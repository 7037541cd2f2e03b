"""The playlists songs are in: one file a month, an asking about an artist's platform as a whole.

The service tells what is in a playlist now. A song that is in one on a day of asking and not on the
next was removed between the two; on which day nobody tells.
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
class PlaylistEntry:
    """A song in a playlist, on the day of asking.

    Attributes:
        date: the day of asking.
        artist: roster key.
        track: key of ``data/subjects.csv``; empty where an artist is in no playlist.
        playlist: the platform's id of it; empty where an artist is in none.
        name: what it is called.
        kind: as the service calls it, e.g. ``Editorial``; may be empty.
        country: of the playlist, ISO 3166 alpha-2; empty for one that is of no country.
        position: the song's place; None where that is not told.
        peak: its best place.
        added: the day it came in; None where that is not told.
        followers: of the playlist; None where that is not told.
        whole: whether the list had every playlist, or only the newest.
        source: which client said so.
    """

    date: date
    artist: str
    track: str
    platform: str
    playlist: str
    name: str
    kind: str
    country: str
    position: int | None
    peak: int | None
    added: _Day | None
    followers: int | None
    whole: bool
    source: str


Asking = tuple[date, str, str, str]
"""Date, artist, platform and source: what is written as a whole."""


def asking_of(entry: PlaylistEntry) -> Asking:
    """Which asking an entry is of."""
    return entry.date, entry.artist, entry.platform, entry.source


def no_playlist(day: date, artist: str, platform: str, source: str) -> PlaylistEntry:
    """The entry of an asking that found an artist in no playlist."""
    return PlaylistEntry(
        day, artist, "", platform, "", "", "", "", None, None, None, None, True, source
    )


def _place(entry: PlaylistEntry) -> tuple[object, ...]:
    return *asking_of(entry), entry.track, entry.playlist


def _columns() -> Mapping[str, pa.DataType]:
    import pyarrow as pa

    return {
        "position": pa.int32(),
        "peak": pa.int32(),
        "added": pa.date32(),
        "followers": pa.int64(),
        "whole": pa.bool_(),
    }


PLAYLISTS = MonthTable(
    folder="audience/playlists",
    entry=PlaylistEntry,
    day_of=asking_of,
    order=_place,
    columns=_columns,
    maybe=("position", "peak", "added", "followers"),
)
"""``data/audience/playlists``."""
