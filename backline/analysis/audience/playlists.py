"""The playlists artists' songs were in, as far as askings tell: what was added and what removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.songs import Songs, songs_of
from backline.analysis.audience.told import about
from backline.store.playlists import PLAYLISTS, PlaylistEntry
from backline.warehouse import Warehouse

_BEFORE = timedelta(days=60)
"""So long before the period an asking may tell what was there when it began."""

NO_REACH = "no reach: nobody tells how many of a playlist's followers play it"
BETWEEN = "removed between the last asking that had it and the first that has not"


@dataclass(frozen=True, slots=True)
class Placed:
    """A song in a playlist during a period.

    Attributes:
        about: how a document names the artist and the song.
        entry: as the last asking that had it tells it.
        first_seen, last_seen: the first and the last asking that had it.
        removed: the first asking that no longer had it; None where it is there or nobody knows.
    """

    about: Mapping[str, Any]
    entry: PlaylistEntry
    first_seen: date
    last_seen: date
    removed: date | None
    notes: tuple[str, ...]


def playlists_of(warehouse: Warehouse, asked: Asked) -> tuple[list[Placed], list[tuple[str, str]]]:
    """The playlists of each artist's songs, those with the most followers first, and what to know.

    What to know is an artist's key with a sentence.

    With a country only playlists of it count.

    Raises:
        DataError: the table of songs cannot be read.
    """
    songs = songs_of(warehouse)
    keys = [whom.key for whom in asked.artists]
    told: dict[tuple[str, str], list[PlaylistEntry]] = {}
    for entry in warehouse.entries(PLAYLISTS, keys, asked.first - _BEFORE, asked.today):
        told.setdefault((entry.artist, entry.platform), []).append(entry)
    found: list[Placed] = []
    notes: list[tuple[str, str]] = []
    for whom in asked.artists:
        for platform in asked.platforms:
            entries = told.get((whom.key, platform), [])
            placed = placements_of(asked, whom, songs, entries)
            found += placed
            said = _to_know(asked, whom, entries, bool(placed))
            notes += ((whom.key, sentence) for sentence in said)
    return found, notes


def _to_know(
    asked: Asked, whom: Whom, entries: Iterable[PlaylistEntry], any_placed: bool
) -> list[str]:
    days = sorted({entry.date for entry in entries})
    if not days:
        return []
    said = []
    if not any_placed:
        where = f" of {asked.country}" if asked.country else ""
        said.append(f"Playlists: {whom.name} is known to have been in none{where}.")
    if days[0] > asked.first:
        said.append(
            f"Playlists of {whom.name} were first looked at on {days[0]}: what was removed before "
            "is not known."
        )
    if days[-1] < min(asked.last, asked.today):
        said.append(f"Playlists of {whom.name} were last looked at on {days[-1]}.")
    return said


def placements_of(
    asked: Asked, whom: Whom, songs: Songs, entries: Iterable[PlaylistEntry]
) -> list[Placed]:
    """The playlists of one artist on one platform that overlap the period."""
    askings: dict[date, list[PlaylistEntry]] = {}
    seen: dict[tuple[str, str], dict[date, PlaylistEntry]] = {}
    for entry in entries:
        askings.setdefault(entry.date, []).append(entry)
        if entry.playlist and asked.country in ("", entry.country):
            place = songs.song_of(entry.track), entry.playlist
            seen.setdefault(place, {})[entry.date] = entry
    found = [
        one
        for (song, _), days in seen.items()
        if (one := _placed(asked, about(whom, songs, song), days, askings))
    ]
    return sorted(
        found,
        key=lambda one: (-(one.entry.followers or -1), one.entry.playlist, one.about["id"]),
    )


def _placed(
    asked: Asked,
    song: Mapping[str, Any],
    seen: Mapping[date, PlaylistEntry],
    askings: Mapping[date, list[PlaylistEntry]],
) -> Placed | None:
    """What is known of one song in one playlist; None where it was not there in the period."""
    first, last = min(seen), max(seen)
    entry = seen[last]
    later = [day for day in sorted(askings) if day > last]
    gone = next((day for day in later if _would_list(askings[day], entry)), None)
    since = entry.added or first
    until = gone or (last if later else date.max)
    if since > asked.last or until < asked.first:
        return None
    notes = [NO_REACH]
    if asked.country:
        notes.insert(0, f"only playlists of {asked.country}, none that are of no country")
    if gone:
        notes.append(BETWEEN)
    elif later:
        notes.append(f"not known whether it is there still: after {last} only newer ones are told")
    return Placed(song, entry, first, last, gone, tuple(notes))


def _would_list(asking: Iterable[PlaylistEntry], entry: PlaylistEntry) -> bool:
    """Whether an asking would have had a placement, were it there: it has the newest alone."""
    listed = list(asking)
    if all(one.whole for one in listed):
        return True
    oldest = min((one.added for one in listed if one.added), default=None)
    return bool(entry.added and oldest and entry.added > oldest)


def playlist_row(one: Placed) -> dict[str, Any]:
    """One of ``playlists``."""
    entry = one.entry
    return {
        **one.about,
        "platform": entry.platform,
        "playlist": entry.playlist,
        "name": entry.name,
        "kind": entry.kind,
        "country": entry.country or None,
        "position": entry.position,
        "peak": entry.peak,
        "followers": entry.followers,
        "reach": None,
        "added": entry.added.isoformat() if entry.added else None,
        "removed": one.removed.isoformat() if one.removed else None,
        "first_seen": one.first_seen.isoformat(),
        "last_seen": one.last_seen.isoformat(),
        "sources": [entry.source],
        "notes": list(one.notes),
    }
