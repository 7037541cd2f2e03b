"""The short sections below an analysis in the terminal: radio, playlists and Shazam counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from _table import Row, Table, folded, show

from backline.names import shown

if TYPE_CHECKING:
    from rich.console import Console

MOST = 10
"""So many rows of a section are shown; all of them are in the JSON and in the workbook."""

_Row = dict[str, Any]


def show_beside(out: Console, document: dict[str, Any]) -> None:
    """Print a section for each kind that has rows."""
    for part, title, tables in _SECTIONS:
        rows = document[part]
        if rows:
            out.print()
            show(out, *tables(rows[:MOST], title))
            for text in _remarks(rows):
                folded(out, text)


def _radio(rows: Sequence[_Row], title: str) -> Iterator[Table]:
    def cells(row: _Row) -> list[str]:
        at_least = "≥ " if row["at_least"] else ""
        return [
            f"{at_least}{row['spins']:,}",
            f"{row['stations']:,}",
            _number(row["reach"]),
            f"{row['first_date']} to {row['last_date']}",
        ]

    yield from _forms(rows, title, ("Plays", "Stations", "Reach", "Played"), cells)


def _playlists(rows: Sequence[_Row], title: str) -> Iterator[Table]:
    headings = ["Playlist", "Song", "Followers", "Place", "Added"]
    if any(row["removed"] for row in rows):
        headings.append("Removed by")
    for room in (40, 26, 18, 12):
        told = []
        for row in rows:
            cells = [
                shown(row["name"], room),
                shown(row["track_name"], room),
                _number(row["followers"]),
                _number(row["position"]),
                row["added"] or "–",
                row["removed"] or "–",
            ]
            told.append(Row(cells[: len(headings)], group=shown(row["artist"], 60)))
        yield Table(headings, told, right=headings[2:], title=title)


def _shazam(rows: Sequence[_Row], title: str) -> Iterator[Table]:
    def cells(row: _Row) -> list[str]:
        return [
            _number(row["first_value"]),
            _number(row["latest_value"]),
            "–" if row["difference"] is None else f"{row['difference']:+,}",
            f"{row['data_points']} of {row['coverage']['days']}",
        ]

    yield from _forms(rows, title, ("First", "Latest", "Difference", "Days"), cells)


def _forms(
    rows: Sequence[_Row],
    title: str,
    headings: Sequence[str],
    cells: Callable[[_Row], Sequence[str]],
) -> Iterator[Table]:
    """A table with less and less of the songs' titles."""
    for room in (40, 26, 20, 15):
        told = [
            Row([shown(row["track_name"], room), *cells(row)], group=shown(row["artist"], 60))
            for row in rows
        ]
        yield Table(("Song", *headings), told, right=headings, title=title)


def _remarks(rows: Sequence[_Row]) -> Iterator[str]:
    """How many are not shown, and every note once."""
    if len(rows) > MOST:
        yield f"{MOST} of {len(rows):,}; --format json and xlsx have all."
    notes = (note for row in rows[:MOST] for note in row["notes"])
    for note in dict.fromkeys(notes):
        yield f"{note[:1].upper()}{note[1:]}."
    sources = dict.fromkeys(source for row in rows for source in row["sources"])
    yield f"Told by {', '.join(sources)}."


def _number(value: int | None) -> str:
    return "–" if value is None else f"{value:,}"


_SECTIONS: tuple[tuple[str, str, Callable[[Sequence[_Row], str], Iterator[Table]]], ...] = (
    ("radio", "Radio", _radio),
    ("playlists", "Playlists", _playlists),
    ("shazam", "Shazam, since a song's beginning", _shazam),
)
