"""Tracks and videos, described once and named by key everywhere else (``data/subjects.csv``)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from operator import attrgetter

from backline.names import kept, same_name, slug, unguarded
from backline.people.tables import records
from backline.people.written import csv_text
from backline.spotify_links import track_link

_TRACK_ID = re.compile(r"[0-9A-Za-z]{22}")
_VIDEO_ID = re.compile(r"[0-9A-Za-z_-]{11}")


@dataclass(frozen=True, slots=True)
class Subject:
    """A track or video of an artist.

    Attributes:
        key: what measurements call it: the platform's id, or artist and title where no id is
            known yet. It never changes, also when an id arrives later.
        kind: ``track`` or ``video``.
        artist: roster key of the artist it was first seen with.
        credit: the artists as the platform credits them.
        release_date: ISO day it was released or published, empty when unknown.
        soundcharts: uuid of the song at Soundcharts.
        song: key of the subject it is one song with; empty where it stands for itself. What a
            person writes here stays; ``-`` or its own key keeps it apart from all others.
    """

    key: str
    kind: str
    artist: str
    title: str
    credit: str = ""
    isrc: str = ""
    spotify: str = ""
    youtube: str = ""
    release_date: str = ""
    soundcharts: str = ""
    song: str = ""

    @property
    def link(self) -> str:
        """Its public page, empty where no true id of a platform is known."""
        if self.kind == "track" and _TRACK_ID.fullmatch(self.spotify):
            return track_link(self.spotify)
        if self.kind == "video" and _VIDEO_ID.fullmatch(self.youtube):
            return f"https://www.youtube.com/watch?v={self.youtube}"
        return ""


COLUMNS = tuple(f.name for f in fields(Subject))
_texts = attrgetter(*COLUMNS)
_ABOUT = ("title", "credit", "isrc", "spotify", "youtube", "release_date", "soundcharts")
_IDS = ("spotify", "youtube", "soundcharts")
_FIRST_COLUMNS = COLUMNS[:9]
"""What the table had before songs were joined; such a file is read as well."""

APART = "-"
"""What a person writes as the song of a subject that is one with no other."""


class Subjects:
    """Every subject known to a root; what others may write is kept as one line of some length."""

    def __init__(self, known: Iterable[Subject] = ()) -> None:
        self._by_key = {subject.key: subject for subject in known}
        self._by_id: dict[tuple[str, str], str] = {}
        self._by_title: dict[tuple[str, str, str], str] = {}
        for subject in self._by_key.values():
            self._index(subject)

    def __len__(self) -> int:
        return len(self._by_key)

    def all(self) -> tuple[Subject, ...]:
        """Every subject, in the order they became known."""
        return tuple(self._by_key.values())

    def get(self, key: str) -> Subject | None:
        """The subject of a key, or None."""
        return self._by_key.get(key)

    def place(self, found: Subject, *, only_missing: bool = False) -> str:
        """The key under which ``found`` is known, learning what it newly says.

        A platform id decides; without one, or for a title known so far without one, artist and
        title in any spelling do. ``found.key`` is ignored.

        Args:
            found: the track or video.
            only_missing: learn only what was not known.
        """
        found = _kept(found)
        key = self._known_as(found)
        if key is None:
            key = next(filter(None, (getattr(found, name) for name in _IDS)), "")
            key = key or self._title_key(found)
            self._by_key[key] = replace(found, key=key)
        else:
            known = self._by_key[key]
            news = {name: getattr(found, name) for name in _ABOUT if getattr(found, name)}
            if only_missing:
                news = {name: value for name, value in news.items() if not getattr(known, name)}
            self._by_key[key] = replace(known, **news)
        self._index(self._by_key[key])
        return key

    def with_id(self, found: Subject) -> str | None:
        """The key of the subject that has one of these ids, or None."""
        ids = ((name, getattr(found, name)) for name in _IDS)
        return next((self._by_id[one] for one in ids if one[1] and one in self._by_id), None)

    def _known_as(self, found: Subject) -> str | None:
        if key := self.with_id(found):
            return key
        ids = [(name, getattr(found, name)) for name in _IDS]
        key = self._by_title.get((found.kind, found.artist, same_name(found.title)))
        if key is None:
            return None
        known = self._by_key[key]
        another = any(value and getattr(known, name) not in ("", value) for name, value in ids)
        return None if another or _of_another_register(known, found) else key

    def _title_key(self, found: Subject) -> str:
        base = f"{found.artist}/{slug(found.title, found.kind)}"
        key, number = base, 2
        while key in self._by_key:
            key, number = f"{base}-{number}", number + 1
        return key

    def _index(self, subject: Subject) -> None:
        for name in _IDS:
            if value := getattr(subject, name):
                self._by_id[name, value] = subject.key
        title = (subject.kind, subject.artist, same_name(subject.title))
        self._by_title.setdefault(title, subject.key)

    def song_of(self, key: str) -> str:
        """The key of the song a subject is: its own, or of the subject it is one song with.

        Where a person made a circle, or named a subject that is not there, it stands for itself.
        """
        seen = [key]
        while (known := self._by_key.get(seen[-1])) and known.song not in ("", APART, known.key):
            if known.song in seen:
                return seen[seen.index(known.song)]
            if known.song not in self._by_key:
                break
            seen.append(known.song)
        return seen[-1]

    def join(self, key: str, song: str) -> None:
        """Say that a subject is one song with another, whose key is ``song``."""
        self._by_key[key] = replace(self._by_key[key], song=song)

    def to_csv(self) -> str:
        """The whole table, one subject a row, ordered by artist, kind and key."""
        rows = sorted(self._by_key.values(), key=lambda s: (s.artist, s.kind, s.key))
        return csv_text([COLUMNS, *map(_texts, rows)], "subjects.csv")

    @classmethod
    def from_csv(cls, text: str, name: str = "subjects.csv") -> Subjects:
        """Read the table back.

        Raises:
            DataError: the header is another one, or a row has more or fewer fields.
        """
        first = text.partition("\n")[0]
        older = _FIRST_COLUMNS[-1] in first and COLUMNS[-1] not in first
        columns = _FIRST_COLUMNS if older else COLUMNS
        return cls(
            _kept(Subject(**{column: unguarded(cell) for column, cell in said.items()}))
            for _, said in records(text, name, columns)
        )


def _of_another_register(known: Subject, found: Subject) -> bool:
    """Whether one has a platform's id and the other only that of a service that tells of it.

    Such a service has several ids for one song, and none says which of the platform's it is: two
    lines that a person can see joined, and part, are better than one.
    """
    own = [bool(one.spotify or one.youtube) for one in (known, found)]
    told = [bool(one.soundcharts) for one in (known, found)]
    return own[0] != own[1] and told[0] != told[1] and own != told


def _kept(subject: Subject) -> Subject:
    """The subject with texts that every file can hold."""
    texts = _texts(subject)
    fit = tuple(map(kept, texts))
    return subject if fit == texts else Subject(*fit)
