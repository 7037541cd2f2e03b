"""Tracks that are one song under several ids, joined where a person can see and part them.

By ISRC where both have one; else by title and first artist, features written in the title or in
the credit being the same. What stands in the column ``song`` of ``data/subjects.csv`` is never
changed, whoever wrote it: a person takes a track out with ``-``, or names another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from backline.credits import credited
from backline.names import folded, same_name, shown
from backline.store import Subject, Subjects
from backline.store.subjects import APART

_FEATURING = re.compile(
    r"\s*[(\[](?:feat\.?|ft\.?|featuring|with|con)\s+([^)\]]+)[)\]]|\s+-?\s*feat\.?\s+(.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Joined:
    """What was joined.

    Attributes:
        count: how many tracks are newly one song with another.
        said: a sentence for each line of a person that cannot be followed.
    """

    count: int
    said: list[str]


class _Groups:
    """Tracks that are one song, put together two by two, none with two codes.

    Every track's group is the set of its members' keys; groups of one song are one object.
    """

    def __init__(self, tracks: Iterable[Subject]) -> None:
        self._of = {track.key: {track.key} for track in tracks}
        self._codes = {track.key: {track.isrc} - {""} for track in tracks}

    def __iter__(self) -> Iterator[set[str]]:
        return iter({id(group): group for group in self._of.values()}.values())

    def put(self, one: str, other: str, *, whatever: bool = False) -> None:
        """Put two tracks together, unless that would be two codes and nobody asked for it."""
        group, more = self._of[one], self._of[other]
        codes = self._codes[one] | self._codes[other]
        if group is more or (len(codes) > 1 and not whatever):
            return
        group |= more
        for key in group:
            self._of[key], self._codes[key] = group, codes


def join_songs(subjects: Subjects) -> Joined:
    """Join the tracks that are one song, apart from those a person has spoken of.

    The first of a song is the one that others were joined with before, else one that has its
    platform's own id.
    """
    every = [subject for subject in subjects.all() if subject.kind == "track" and subject.title]
    tracks = {t.key: t for t in sorted(every, key=_order) if t.song not in (APART, t.key)}
    groups = _Groups(tracks.values())
    for track in tracks.values():
        song = subjects.song_of(track.key)
        if track.song and song in tracks:
            groups.put(song, track.key, whatever=True)
    for one, other in _pairs(tracks.values()):
        groups.put(one.key, other.key)
    count = 0
    for group in groups:
        members = [tracks[key] for key in group]
        heads = {subjects.song_of(track.key) for track in members if track.song} & tracks.keys()
        free = [track for track in members if not track.song]
        head = min((tracks[key] for key in heads), key=_order, default=None)
        head = head or min(free, key=_order, default=None)
        for track in free:
            if head is not None and track.key != head.key:
                subjects.join(track.key, head.key)
                count += 1
    return Joined(count, list(_wrong(subjects, every)))


def _order(track: Subject) -> tuple[bool, str]:
    return not track.spotify, track.key


def _pairs(tracks: Iterable[Subject]) -> Iterator[tuple[Subject, Subject]]:
    """The pairs that are one song: by code first, then by title."""
    by_code: dict[str, list[Subject]] = {}
    by_title: dict[tuple[str, str], list[Subject]] = {}
    for track in tracks:
        if track.isrc:
            by_code.setdefault(track.isrc, []).append(track)
        by_title.setdefault((_base(track.title), _first(track)), []).append(track)
    for same in by_code.values():
        yield from pairwise(same)
    for alike in by_title.values():
        yield from (pair for pair in combinations(alike, 2) if one_song(*pair))


def one_song(one: Subject, other: Subject) -> bool:
    """Whether title and first artist say that two tracks are one song, whatever their codes."""
    if (_base(one.title), _first(one)) != (_base(other.title), _first(other)):
        return False
    if folded(one.title) == folded(other.title):
        return True
    return _features(one) <= _people(other) and _features(other) <= _people(one)


def _base(title: str) -> str:
    return folded(_FEATURING.sub("", title))


def _features(track: Subject) -> set[str]:
    """Those whom the title names as featured."""
    found = (one or two for one, two in _FEATURING.findall(track.title))
    return {same_name(name) for credit in found for name in credited(credit)}


def _people(track: Subject) -> set[str]:
    return _features(track) | {same_name(name) for name in credited(track.credit)}


def _first(track: Subject) -> str:
    """The first artist of the credit; the key where there is none."""
    return same_name(next(iter(credited(track.credit)), track.artist))


def _wrong(subjects: Subjects, tracks: Iterable[Subject]) -> Iterable[str]:
    for track in tracks:
        alone = subjects.song_of(track.key) == track.key
        if track.song not in ("", APART, track.key) and alone:
            yield (
                f"data/subjects.csv: {shown(track.key, 60)} is said to be one song with "
                f"{shown(track.song, 60)}, which leads to no other track, so it stands for itself."
            )
