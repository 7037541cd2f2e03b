"""Tracks that are one song under several ids, joined where a person can see and part them.

By ISRC where both have one; else by title and first artist, features written in the title or in
the credit being the same. What stands in the column ``song`` of ``data/subjects.csv`` is never
changed, whoever wrote it: a person takes a track out with ``-``, or names another one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

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


def join_songs(subjects: Subjects) -> Joined:
    """Join the tracks that are one song, apart from those a person has spoken of.

    The first of a song is the one that others were joined with before, else one that has its
    platform's own id.
    """
    tracks = [subject for subject in subjects.all() if subject.kind == "track" and subject.title]
    heads = {subjects.song_of(track.key) for track in tracks if track.song not in ("", APART)}
    groups: list[list[Subject]] = []
    by_isrc: dict[str, list[Subject]] = {}
    by_title: dict[tuple[str, str], list[list[Subject]]] = {}
    for track in sorted(tracks, key=lambda t: (t.key not in heads, not t.spotify, t.key)):
        if track.song in (APART, track.key):
            continue
        alike = by_title.setdefault((_base(track.title), _first(track)), [])
        group = by_isrc.get(track.isrc) if track.isrc else None
        group = group or next((g for g in alike if _one_song(track, g)), None)
        if group is None:
            group = []
            groups.append(group)
        group.append(track)
        if not any(group is other for other in alike):
            alike.append(group)
        if track.isrc:
            by_isrc.setdefault(track.isrc, group)
    count = 0
    for group in groups:
        head = subjects.song_of(group[0].key)
        for track in group[1:]:
            if not track.song and track.key != head:
                subjects.join(track.key, head)
                count += 1
    return Joined(count, list(_wrong(subjects, tracks)))


def _one_song(track: Subject, group: Iterable[Subject]) -> bool:
    """Whether a track is the song of a group with the same title and first artist."""
    codes = {other.isrc for other in group if other.isrc}
    if track.isrc and codes and track.isrc not in codes:
        return False
    return any(
        folded(other.title) == folded(track.title)
        or (_features(track) <= _people(other) and _features(other) <= _people(track))
        for other in group
    )


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
    followed: Callable[[Subject], bool] = lambda t: subjects.song_of(t.key) != t.key  # noqa: E731
    for track in tracks:
        if track.song not in ("", APART, track.key) and not followed(track):
            yield (
                f"data/subjects.csv: {shown(track.key, 60)} is said to be one song with "
                f"{shown(track.song, 60)}, which leads to no other track, so it stands for itself."
            )
