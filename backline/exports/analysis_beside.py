"""What the sheets beside an analysis' four main ones hold: radio, playlists and Shazam counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.measure import PLATFORM_LABELS

Cell = Callable[[Mapping[str, Any]], object]
"""What a row of the document has in one column."""


@dataclass(frozen=True, slots=True)
class Extra:
    """One such sheet.

    Attributes:
        part: of the document whose rows it has.
        columns: by title the width and what is in it.
    """

    part: str
    columns: Mapping[str, tuple[int, Cell]]

    @property
    def widths(self) -> dict[str, int]:
        """How wide the columns are."""
        return {title: width for title, (width, _) in self.columns.items()}

    def cells(self, row: Mapping[str, Any]) -> list[object]:
        """The cells of one row."""
        return [cell(row) for _, cell in self.columns.values()]


def _of(name: str) -> Cell:
    return lambda row: row[name]


def _day(name: str) -> Cell:
    return lambda row: date.fromisoformat(row[name]) if row[name] else None


def _known(row: Mapping[str, Any]) -> str:
    return f"{row['coverage']['measured']} of {row['coverage']['days']}"


def _remarks(row: Mapping[str, Any]) -> str:
    told = [f"told by {', '.join(row['sources'])}"] if row["sources"] else []
    missing = row.get("coverage", {}).get("missing", ())
    why = [f"{m['days']} day{'s' if m['days'] != 1 else ''}: {m['reason']}" for m in missing]
    return "; ".join([*row["notes"], *why, *told])


def _stations(row: Mapping[str, Any]) -> str:
    several = row["top_stations"]
    return ", ".join(f"{one['name']} ({one['country'] or '?'}) × {one['spins']}" for one in several)


_SONG: dict[str, tuple[int, Cell]] = {
    "Artist": (20, _of("artist")),
    "Song": (32, _of("track_name")),
}
_NOTES: dict[str, tuple[int, Cell]] = {"Notes": (86, _remarks)}

EXTRA_SHEETS = {
    "Radio": Extra(
        "radio",
        {
            **_SONG,
            "Plays": (9, _of("spins")),
            "At least": (9, _of("at_least")),
            "Stations": (10, _of("stations")),
            "Reach": (12, _of("reach")),
            "First": (11, _day("first_date")),
            "Last": (11, _day("last_date")),
            "Days known": (11, _known),
            "Most plays": (50, _stations),
            **_NOTES,
        },
    ),
    "Playlists": Extra(
        "playlists",
        {
            **_SONG,
            "Platform": (12, lambda row: PLATFORM_LABELS.get(row["platform"], row["platform"])),
            "Playlist": (40, _of("name")),
            "Kind": (20, _of("kind")),
            "Country": (9, _of("country")),
            "Followers": (12, _of("followers")),
            "Place": (8, _of("position")),
            "Best": (8, _of("peak")),
            "Added": (11, _day("added")),
            "Removed by": (11, _day("removed")),
            "Last seen": (11, _day("last_seen")),
            **_NOTES,
        },
    ),
    "Shazam": Extra(
        "shazam",
        {
            **_SONG,
            "First": (13, _of("first_value")),
            "on": (11, _day("first_date")),
            "Latest": (13, _of("latest_value")),
            "on ": (11, _day("latest_date")),
            "Difference": (12, _of("difference")),
            "Days known": (11, _known),
            **_NOTES,
        },
    ),
}
"""By name of the sheet; one is there only where it has rows."""
