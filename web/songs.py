"""Where the pages of songs are: each song has one, whatever ids it has."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence

from backline.analysis.audience.extents import stored_songs
from backline.analysis.audience.songs import Songs, songs_of
from backline.credits import spelling
from backline.names import folded, slug
from backline.people import Artist
from backline.store.subjects import Subject
from bot.library import Label

_PLAIN = re.compile(r"[0-9A-Za-z_-]{1,100}")


def part_of(key: str) -> str:
    """A song's key as a part of an address, which a file may be called.

    Ids stay as they are; what a key of artist and title holds besides becomes a digest.
    """
    if _PLAIN.fullmatch(key):
        return key
    return f"{slug(key, 'song')}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def address_of(label: Label, key: str, *, anybody: bool = False) -> str | None:
    """The page of the song that an id is of; None where nothing of it is stored, or it is no song.

    Args:
        label: whose songs.
        key: of ``data/subjects.csv``; any of the song's.
        anybody: also where no artist of the roster is named, as live pages have it.

    Raises:
        DataError: the files cannot be read.
    """
    songs = songs_of(label.warehouse)
    song = songs.song_of(key)
    known = songs.subject(song)
    if known is None or known.kind != "track" or not _is_stored(label, songs, song):
        return None
    return f"tracks/{part_of(song)}.html" if anybody or owner_of(label, song) else None


def song_at(label: Label, part: str) -> Subject | None:
    """The song of a part of an address, also where it is the part of another of its ids.

    Raises:
        DataError: the table of songs cannot be read.
    """
    songs = songs_of(label.warehouse)

    def find() -> dict[str, str]:
        every = label.warehouse.subjects().all()
        return {part_of(s.key): s.key for s in every if s.kind == "track"}

    parts = label.warehouse.remember("parts of songs", find, always=True)
    return songs.subject(songs.song_of(parts[part])) if part in parts else None


def every_song(label: Label) -> Iterator[Mapping[str, str]]:
    """The songs of the roster's artists of which anything is stored, artist by artist.

    Raises:
        DataError: the files cannot be read.
    """
    return ({"key": part_of(song)} for own in songs_by_artist(label).values() for song in own)


def songs_by_artist(label: Label) -> Mapping[str, Sequence[str]]:
    """By artist of the roster, the keys of their songs that have a page.

    Raises:
        DataError: the files cannot be read.
    """

    def find() -> dict[str, list[str]]:
        songs = songs_of(label.warehouse)
        found: dict[str, list[str]] = {a.key: [] for a in label.warehouse.roster.artists}
        every = (s.key for s in label.warehouse.subjects().all() if s.kind == "track")
        for song in dict.fromkeys(map(songs.song_of, every)):
            owner = owner_of(label, song) if address_of(label, song) else None
            if owner is not None:
                found[owner.key].append(song)
        return found

    return label.warehouse.remember("songs of artists", find, always=True)


def owner_of(label: Label, song: str) -> Artist | None:
    """The roster's artist whose page a song belongs to: its own, else the first it credits."""
    songs = songs_of(label.warehouse)
    known = [s for key in songs.ids(song) if (s := songs.subject(key)) is not None]
    by_key = _by_key(label)
    for subject in known:
        if subject.artist in by_key:
            return by_key[subject.artist]
    return next((found[0] for s in known if (found := credited_of(label, s.credit))), None)


def credited_of(label: Label, credit: str) -> list[Artist]:
    """The roster's artists that a credit names, in the roster's order."""
    if not credit:
        return []
    plain = folded(credit)
    return [a for name, a in _by_name(label) if name in plain and spelling(credit, a.name)]


def _by_key(label: Label) -> dict[str, Artist]:
    artists = label.warehouse.roster.artists
    return label.warehouse.remember("artists", lambda: {a.key: a for a in artists}, always=True)


def _by_name(label: Label) -> list[tuple[str, Artist]]:
    artists = label.warehouse.roster.artists
    return label.warehouse.remember(
        "artists' names", lambda: [(folded(a.name), a) for a in artists], always=True
    )


def _is_stored(label: Label, songs: Songs, song: str) -> bool:
    artists = frozenset(artist.key for artist in label.warehouse.roster.artists)
    stored = stored_songs(label.warehouse, artists)
    return not stored.isdisjoint(songs.ids(song))
