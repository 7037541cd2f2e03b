"""Which artist is meant: by key, by name, or by what somebody has typed so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from backline.analysis.growth import Growth
from backline.errors import DataError
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.names import shown
from backline.people import Artist, Roster
from backline.people.roster import NOBODY, several

CHOICES = 25
"""The most choices Discord shows."""


class UnknownArtistError(DataError):
    """Nobody on the roster has this name, or several have; the message proposes the closest."""


def find_artist(roster: Roster, name: str) -> Artist:
    """The artist of a key or a name in any spelling, also without its accents.

    Raises:
        UnknownArtistError: there is none, or more than one.
    """
    found = roster.meant(name)
    if len(found) == 1:
        return found[0]
    if not roster.artists:
        raise UnknownArtistError(NOBODY)
    if found:
        raise UnknownArtistError(several(name, found))
    proposed = [shown(artist.name, 60) for artist in roster.close(name)]
    hint = f"did you mean {' or '.join(proposed)}?" if proposed else "see the roster for who is."
    raise UnknownArtistError(f"No artist is called {shown(name, 60)!r}: {hint}")


def matching(roster: Roster, typed: str, day: date) -> list[Artist]:
    """Up to 25 artists that fit what was typed, the best first and who has left by ``day`` last."""
    found = roster.search(typed)
    return sorted(found, key=lambda artist: not artist.expected_on(day))[:CHOICES]


def own_rows(rows: Iterable[Growth], key: str) -> list[Growth]:
    """The series of an artist, or of the label where ``key`` is empty.

    Without tracks, videos and single countries, and without a metric a newer Backline wrote.
    """
    return [
        row
        for row in worldwide(rows)
        if row.artist == key and row.subject == "" and (row.platform, row.metric) in VOCABULARY
    ]


def worldwide(rows: Iterable[Growth]) -> list[Growth]:
    """The series of the whole world, which replies speak of, without those of single countries."""
    return [row for row in rows if not row.country]


def last_day(artist: Artist, latest: date) -> date:
    """The day an artist's numbers are looked at: the newest, or the last one with the label."""
    return min(latest, artist.until) if artist.until else latest


def membership(artist: Artist, day: date) -> str:
    """Since or until when the artist is with the label, where that matters on ``day``."""
    if artist.since and artist.since > day:
        return f"with the label from {artist.since}"
    if artist.until and artist.until <= day:
        return f"with the label until {artist.until}"
    return ""


def platform_name(platform: str) -> str:
    """``YouTube``."""
    return PLATFORM_LABELS.get(platform, platform)


def section_name(row: Growth) -> str:
    """The heading a number of an artist stands under: its platform, what exports tell apart."""
    exported = VOCABULARY[row.platform, row.metric].exported
    return platform_name(row.platform) + (", as its exports tell" if exported else "")


def short_list(artists: Sequence[Artist]) -> list[tuple[str, str]]:
    """Name and key of each, as Discord's choices take them: at most 100 signs."""
    return [(shown(artist.name, 90) or artist.key, artist.key) for artist in artists]
