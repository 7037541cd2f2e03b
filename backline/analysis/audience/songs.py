"""Which songs are an artist's: one song may have several ids, and a credit several artists."""

from __future__ import annotations

from collections.abc import Iterable

from backline.analysis.audience.asked import Whom
from backline.credits import spelling
from backline.errors import ConfigError
from backline.names import folded, same_name, shown
from backline.store import Subjects
from backline.store.subjects import Subject
from backline.warehouse import Warehouse


class Songs:
    """Every song a root knows, and whose they are."""

    def __init__(self, subjects: Subjects) -> None:
        self._subjects = subjects
        self._credits = {s.key: folded(s.credit) for s in subjects.all()}
        self._ids: dict[str, list[str]] = {}
        self._called: dict[str, list[str]] = {}
        self._own: dict[str, list[str]] = {}
        self._of: dict[tuple[str, str], frozenset[str]] = {}
        for subject in subjects.all():
            self._ids.setdefault(subjects.song_of(subject.key), []).append(subject.key)
            for name in {subject.key, subject.spotify} - {""}:
                self._called.setdefault(name, []).append(subject.key)
            if subject.kind == "track":
                self._own.setdefault(subject.artist, []).append(subject.key)

    def subject(self, key: str) -> Subject | None:
        """What is known of one id."""
        return self._subjects.get(key)

    def of(self, whom: Whom) -> set[str]:
        """The ids of an artist's songs: of their own and of those whose credit names them.

        Whatever is one song with one of them is among them.
        """
        called = whom.key, whom.name
        if called not in self._of:
            wanted = folded(whom.name)
            found = self.with_joined(
                subject.key
                for subject in self._subjects.all()
                if subject.artist == whom.key
                or (wanted in self._credits[subject.key] and spelling(subject.credit, whom.name))
            )
            self._of[called] = frozenset(found)
        return set(self._of[called])

    def called(self, name: str) -> tuple[str, ...]:
        """The ids of the subjects that a root or Spotify calls so."""
        return tuple(self._called.get(name, ()))

    def tracks_of(self, artist: str) -> tuple[str, ...]:
        """The ids of the tracks that are stored as an artist's."""
        return tuple(self._own.get(artist, ()))

    def with_joined(self, ids: Iterable[str]) -> set[str]:
        """These ids and those that are one song with them."""
        return {one for key in ids for one in self.ids(self.song_of(key))}

    def song_of(self, key: str) -> str:
        """The key of the song that an id is of; its own where nothing is known of it."""
        return self._subjects.song_of(key)

    def ids(self, song: str) -> tuple[str, ...]:
        """The ids of a song, the one it is called by first."""
        return tuple(dict.fromkeys((song, *self._ids.get(song, ()))))


def songs_of(warehouse: Warehouse) -> Songs:
    """Every song a root knows, read once."""
    return warehouse.remember("songs", lambda: Songs(warehouse.subjects()), always=True)


def refuse_two(name: str, credits: Iterable[str]) -> str | None:
    """The one spelling in which credits name an artist of no roster; None where they do not.

    Raises:
        ConfigError: they name two artists who differ in accents, and the name is neither.
    """
    found = {same_name(s): s for credit in credits if (s := spelling(credit, name))}
    if len(found) > 1 and same_name(name) not in found:
        both = " or ".join(shown(s, 60) for s in sorted(found.values()))
        raise ConfigError(f"{shown(name, 60)!r} can be {both}: write the name as it is.")
    return found.get(same_name(name)) or next(iter(found.values()), None)
