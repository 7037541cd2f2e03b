"""The kinds of file that an inbox takes: what they are called, and which options they have."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """A kind of file, by the command of ``scripts/import_history.py`` that takes it.

    In this order they are taken: campaigns before the scrapes that tell of their songs.
    """

    LABEL = "label"
    CAMPAIGNS = "campaigns"
    SHEET = "sheet"
    S4A = "s4a"
    SONGS = "song-audience"
    CHARTS = "charts"
    SCRAPES = "scrapes"


WORDS: Mapping[Kind, str] = {
    Kind.LABEL: "a label's folder",
    Kind.CAMPAIGNS: "records of campaigns",
    Kind.SHEET: "an agency's weekly sheet",
    Kind.S4A: "an export of Spotify for Artists",
    Kind.SONGS: "song counts",
    Kind.CHARTS: "a chart",
    Kind.SCRAPES: "playlists of a song",
}
"""What a file of each kind is, in words."""

OPTIONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.LABEL: ("dates",),
    Kind.CAMPAIGNS: ("dates",),
    Kind.SHEET: ("current-date", "previous-date", "dates"),
    Kind.S4A: ("artist", "song", "from", "to", "all-time", "dates"),
    Kind.SONGS: (),
    Kind.CHARTS: ("country", "date", "frequency"),
    Kind.SCRAPES: ("song", "window", "date", "dates"),
}
"""The options of each kind, as on the command line."""

NEEDED: Mapping[Kind, tuple[str, ...]] = {
    Kind.SHEET: ("current-date",),
    Kind.S4A: ("artist",),
}
"""The options without which no file of a kind can be taken."""

ALONE = (Kind.LABEL, Kind.SHEET)
"""Kinds of which each file is an import of its own; of the others those with the same options are
taken together."""
