"""Reading Spotify for Artists' CSV exports as they are, every generation of their headers.

Columns are known by name, never by place. A file that a spreadsheet saved again may have other
separators and dates like ``1/31/2023``. What the numbers mean is for :mod:`s4a_adopt` to say.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from pathlib import Path

from backline.errors import DataError
from backline.imports.reading import Unplaced, read_text
from backline.names import shown
from backline.sources.reading import whole


class Sort(StrEnum):
    """What an export is about."""

    AUDIENCE = "audience timeline"  # an artist, one row a day
    SONG = "song timeline"  # one song, one row a day
    SONGS = "songs"  # one row a song, counted over a period the file does not name
    PLAYLISTS = "playlists"  # one row a playlist


NUMBERS: dict[Sort, tuple[str, ...]] = {
    Sort.AUDIENCE: (
        "listeners",
        "streams",
        "followers",
        "monthly listeners",
        "monthly active listeners",
        "playlist adds",
        "saves",
        "super listeners",
    ),
    Sort.SONG: ("streams", "listeners", "saves", "playlist adds"),
    Sort.SONGS: ("listeners", "streams", "saves"),
    Sort.PLAYLISTS: ("listeners", "streams"),
}
"""The columns with numbers that any generation had."""

_WORDS = {"date", "song", "release_date", "title", "author", "date_added"}
_FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d/%m/%Y", "%d.%m.%Y")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        line: its number in the file, the header being 1.
        day: of a timeline.
        song: its title, in a list of songs.
        released: a song's release date; None where it is not told.
        numbers: by column; None where the cell is empty.
    """

    line: int
    day: date | None
    song: str
    released: date | None
    numbers: dict[str, int | None]


@dataclass(slots=True)
class Export:
    """One file.

    Attributes:
        name: of the file.
        columns: those of :data:`NUMBERS` that it has.
        unread: lines and columns that could not be read.
    """

    name: str
    sort: Sort
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)

    @property
    def says_all_time(self) -> bool:
        """Whether the file is named as Spotify for Artists names an export of all time."""
        return self.sort is Sort.SONGS and re.search(r"-songs-all\b", self.name) is not None

    @property
    def says_days(self) -> int:
        """How many days the file's name says it is counted over; 0 where it says none."""
        match = re.search(r"-songs-(\d{1,4})-?days?\b", self.name)
        return int(match[1]) if match and self.sort is Sort.SONGS else 0

    @property
    def named_after(self) -> str:
        """Whose artist's or song's name the file begins with, or nothing."""
        match = re.match(r"(.+?)-(?:audience-timeline|songs-|playlists-|timeline)", self.name)
        return match[1] if match else ""


def read_export(path: Path) -> Export:
    """Read one file.

    Raises:
        DataError: it is not there, no text, or no export of Spotify for Artists.
    """
    lines = read_text(path).splitlines()
    header, separator = _header(lines)
    sort = _sort(header)
    if sort is None:
        found = shown(",".join(header), 60) or "nothing"
        raise DataError(
            f"{path.name} is no export of Spotify for Artists: its first line has {found}, "
            "expected date,… or song,… or title,author,…."
        )
    columns = tuple(name for name in NUMBERS[sort] if name in header)
    export = Export(path.name, sort, columns)
    for name in header:
        if name and name not in _WORDS and name not in columns:
            why = "a column that is not known here"
            export.unread.append(Unplaced(f"{path.name}:1", "", shown(name, 40), why))
    _read_rows(lines, header, separator, export)
    return export


def _header(lines: list[str]) -> tuple[list[str], str]:
    """The names of the first line, in small letters, and what stands between them."""
    first = lines[0] if lines else ""
    separator = max(_SEPARATORS, key=first.count)
    names = next(csv.reader([first], delimiter=separator), [])
    return [" ".join(name.split()).lower() for name in names], separator


def _sort(header: list[str]) -> Sort | None:
    names = set(header)
    if "date" in names and "streams" in names:
        return Sort.AUDIENCE if names & {"followers", "monthly listeners"} else Sort.SONG
    if {"song", "streams"} <= names:
        return Sort.SONGS
    return Sort.PLAYLISTS if {"title", "author"} <= names else None


def _read_rows(lines: list[str], header: list[str], separator: str, export: Export) -> None:
    """Read every line; the form of the dates is one for the whole file."""
    reader = csv.reader(lines, delimiter=separator)
    next(reader, None)
    cells = [(reader.line_num, dict(zip(header, row, strict=False))) for row in reader if any(row)]
    days = _days([row.get("date", "") for _, row in cells])
    released = _days([row.get("release_date", "") for _, row in cells])
    for (line, row), day, out in zip(cells, days, released, strict=True):
        place = f"{export.name}:{line}"
        if export.sort in (Sort.AUDIENCE, Sort.SONG) and day is None:
            found = shown(row.get("date", ""), 40)
            export.unread.append(Unplaced(place, "", found, "its date cannot be read"))
            continue
        title = " ".join(row.get("song", "").split())
        if export.sort is Sort.SONGS and not title:
            export.unread.append(Unplaced(place, "", "", "a line without a song"))
            continue
        numbers = {}
        for name in export.columns:
            cell = row.get(name, "").strip()
            number = _number(cell)
            if cell and number is None:
                about = title or str(day)
                why = f"no number that can be, under {name}"
                export.unread.append(Unplaced(place, shown(about, 60), shown(cell, 40), why))
            else:
                numbers[name] = number
        export.rows.append(Row(line, day, title, out, numbers))


def _number(cell: str) -> int | None:
    """A count, also as a spreadsheet writes it: ``1,234``."""
    return whole(cell.replace(",", "") if _THOUSANDS.fullmatch(cell) else cell)


def _days(cells: list[str]) -> list[date | None]:
    """The dates in cells, all in the one form that reads the most of them.

    ``2/1/2023`` may be two days. Of forms that read equally many, the one in which a timeline
    goes up day by day is meant, and else the first.
    """
    read = [[_day(cell.strip(), form) for cell in cells] for form in _FORMS]
    return max(read, key=lambda days: (sum(d is not None for d in days), _goes_up(days)))


def _goes_up(days: list[date | None]) -> bool:
    known = [day for day in days if day is not None]
    return all(a < b for a, b in pairwise(known))


def _day(cell: str, form: str) -> date | None:
    try:
        return datetime.strptime(cell, form).date()  # noqa: DTZ007 (a day without a time)
    except ValueError:
        return None
