"""The playlists that a page lists: a row each, as a scraper wrote down what it saw.

Early scrapers were one column off; a name may have a badge's word glued to it; ``added`` is told in
several ways of not telling it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from backline.imports.reading import Unplaced
from backline.names import kept, same_name
from backline.numbers import whole
from backline.store.playlist_streams import ALGORITHMIC, CURATED

SPOTIFY = "Spotify"
_BADGE = re.compile(r"(?<=\S)Personali[sz]ed$")
"""The word of a badge beside the name, which a scraper glues to it. Only Spotify's own have it."""

OWN_NAMES = frozenset(
    map(
        same_name,
        (
            "Radio", "Mixes", "Smart Shuffle", "Your DJ", "DJ", "Discover Weekly", "Daylist",
            "Release Radar", "On Repeat", "Repeat Rewind", "Blend", "Daily Mix", "Autoplay",
            "Time Capsule", "Your Top Songs", "daylist", "Jam",
        ),
    )
)  # fmt: skip
"""What Spotify's own lists are called; it counts only where a page does not say who made one."""

_NOT_TOLD = re.compile(r"[\s,.–—-]*|not available|n/?a|unknown", re.IGNORECASE)
_FORMS = ("%b %d, %Y", "%B %d, %Y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%Y-%m-%d", "%Y/%m/%d")
_EARLIEST = date(2008, 10, 7)
"""Spotify opened; nothing was added to a playlist before."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One playlist of a window; see :class:`backline.store.playlist_streams.PlaylistStreams`."""

    name: str
    link: str
    made_by: str
    kind: str
    streams: int
    added: date | None


def read_listed(
    rows: Sequence[object], place: str, seen: date, unread: list[Unplaced], said: list[str]
) -> list[Listed]:
    """The playlists of one window.

    Args:
        rows: as the scraper wrote them.
        place: file and window, for what cannot be read.
        seen: the day of the scrape.
        unread: gets the rows that cannot be read.
        said: gets a sentence where rows were mended.
    """
    tables = [row for row in rows if isinstance(row, dict)]
    for row in rows:
        if not isinstance(row, dict):
            unread.append(Unplaced(place, "", kept(str(row), 80), "it is no playlist"))
    shifted = _is_shifted(tables)
    if shifted:
        _say(said, f"{place.partition(':')[0]} is one column off and was read so.")
    found: dict[tuple[object, ...], Listed] = {}
    for row in tables:
        one = _read_row(_unshifted(row) if shifted else row, place, seen, unread)
        if one is None:
            continue
        key = (one.name, one.made_by, one.link, one.streams, one.added, str(row.get("rank") or ""))
        if key in found:
            _say(
                said, f"{place.partition(':')[0]} lists {kept(one.name, 60)!r} twice in one place."
            )
        found[key] = one
    return list(found.values())


def _say(said: list[str], sentence: str) -> None:
    if sentence not in said:
        said.append(sentence)


def _is_shifted(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether every row has its place where its name belongs, and so on."""
    return bool(rows) and all(
        whole(row.get("streams")) is None
        and whole(row.get("date_added")) is not None
        and whole(row.get("name")) is not None
        for row in rows
    )


def _unshifted(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rank": row.get("name"),
        "name": row.get("made_by"),
        "made_by": "",
        "streams": row.get("date_added"),
    }


def _read_row(
    row: Mapping[str, Any], place: str, seen: date, unread: list[Unplaced]
) -> Listed | None:
    name = kept(" ".join(str(row.get("name") or "").split()))
    said = row.get("streams")
    streams = whole(said)
    if not name or streams is None or streams < 0:
        why = "it has no name" if not name else "its streams are no count"
        unread.append(Unplaced(place, name, "" if said is None else kept(str(said), 60), why))
        return None
    made_by = kept(" ".join(str(row.get("made_by") or row.get("author") or "").split()))
    kind, plain = CURATED, _BADGE.sub("", name)
    by_name = not made_by and same_name(plain) in OWN_NAMES
    if by_name or same_name(made_by) == same_name(SPOTIFY):
        kind, name = ALGORITHMIC, plain
    added, why = added_on(str(row.get("date_added") or ""), seen)
    if why:
        unread.append(Unplaced(place, name, kept(str(row.get("date_added")), 60), why, why))
    return Listed(name, _link(row), made_by, kind, streams, added)


_LINK = re.compile(r"playlist[/:]([0-9A-Za-z]{22})(?![0-9A-Za-z])")


def _link(row: Mapping[str, Any]) -> str:
    """Spotify's id of the playlist, where the page had a link."""
    told: Iterable[object] = (row.get("link"), row.get("url"), row.get("href"))
    found = (_LINK.search(str(one)) for one in told if one)
    return next((match[1] for match in found if match), "")


def added_on(text: str, seen: date) -> tuple[date | None, str]:
    """The day a page says, and why it cannot be taken where it says one.

    Args:
        text: as the page has it, e.g. ``Mar 21, 2025``.
        seen: the day of the scrape, which a time zone may put a day before the page's.
    """
    words = " ".join(text.split())
    if _NOT_TOLD.fullmatch(words):
        return None, ""
    for form in _FORMS:
        with suppress(ValueError):
            day = datetime.strptime(words, form).date()  # noqa: DTZ007 (a day has no zone)
            if day > seen + timedelta(days=1):
                return None, "the day it was added has not come yet"
            if day < _EARLIEST:
                return None, "the day it was added is before Spotify opened"
            return day, ""
    return None, "the day it was added cannot be read"
