"""What is known of artists and tracks before an import: the roster, and tables handed in with it.

An import of charts and songs speaks of artists by the thousand who are nobody of the label. They
get the keys the roster would give them, and stay out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from backline.credits import credited
from backline.imports.json_lines import Lines, Sort, text_of
from backline.names import same_name
from backline.people import Roster
from backline.people.roster_edit import free_key
from backline.store import Subject, Subjects

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")


@dataclass(frozen=True, slots=True)
class Track:
    """What a table of tracks says of one, by its uuid."""

    title: str
    credit: str
    isrc: str


@dataclass(slots=True)
class Known:
    """Names and tracks that other files of an import tell.

    Attributes:
        artists: names of single artists, in the form of :func:`same_name`.
        tracks: by uuid.
    """

    roster: Roster
    artists: set[str] = field(default_factory=set)
    tracks: dict[str, Track] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.artists |= {same_name(artist.name) for artist in self.roster.artists}

    def learn(self, files: Iterable[Lines]) -> None:
        """Take in tables of artists and tracks; others are left alone."""
        for file in files:
            for _, line in file.lines:
                if file.sort is Sort.ARTISTS:
                    self.artists.add(same_name(text_of(line.get("name"))))
                elif file.sort is Sort.TRACKS:
                    credit = text_of(line.get("credit_name")) or text_of(line.get("creditName"))
                    self.tracks[text_of(line.get("uuid"))] = Track(
                        text_of(line.get("name")), credit, isrc_of(line.get("isrc"))
                    )
        self.artists.discard("")

    def artists_of(self, credit: str) -> tuple[str, ...]:
        """The keys of those a credit names, the first one first."""
        names = credited(credit, lambda name: same_name(name) in self.artists)
        return tuple(dict.fromkeys(map(self.artist_key, names)))

    def subject(
        self, title: str, credit: str, *, spotify: str = "", soundcharts: str = ""
    ) -> Subject:
        """A track as :meth:`Subjects.place` takes it, with what the tables know of it."""
        track = self.tracks.get(soundcharts) if soundcharts else None
        title, credit = (
            title or (track.title if track else ""),
            credit or (track.credit if track else ""),
        )
        return Subject(
            "",
            "track",
            next(iter(self.artists_of(credit)), self.artist_key("")),
            title,
            credit,
            isrc=track.isrc if track else "",
            spotify=spotify,
            soundcharts=soundcharts,
        )

    def place(self, subjects: Subjects, found: Subject) -> str:
        """The key of a track; of one that has no title yet its id, and none without an id."""
        if not found.title:
            return subjects.with_id(found) or found.spotify or found.soundcharts
        return subjects.place(found, only_missing=True)

    def artist_key(self, name: str) -> str:
        """The key an artist has in the roster, or would be given there."""
        same = same_name(name)
        if same not in self._keys:
            artist = self.roster.find(name)
            self._keys[same] = artist.key if artist else free_key(self.roster, name)
        return self._keys[same]


def isrc_of(value: object) -> str:
    """A recording's code, also where a table has kept the whole answer about it as text."""
    if isinstance(value, dict):
        value = value.get("value")
    plain = re.sub(r"[-\s]", "", value).upper() if isinstance(value, str) else ""
    found = _ISRC.search(plain)
    return found[0] if found else ""
