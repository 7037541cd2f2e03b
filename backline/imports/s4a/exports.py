"""Reading Spotify for Artists' CSV exports as they are, every generation of their headers.

Columns are known by name, never by place. A file that a spreadsheet saved again may have other
separators and dates like ``1/31/2023``. What the numbers mean is for :mod:`s4a_adopt` to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from backline.errors import DataError
from backline.imports.days import Order, order_of, read_day, why_not
from backline.imports.reading import Unplaced
from backline.names import shown
from backline.people.saved import read_saved
from backline.people.tables import Line, table
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
_THOUSANDS = re.compile(r"\d{1,3}(?P<sign>[,.\u00a0\u202f' ])\d{3}((?P=sign)\d{3})*")
_EARLIEST_RELEASE = date(1900, 1, 1)


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
        unread: lines and columns that could not be read, and lines of days that cannot be.
        said: a sentence where the file was no Unicode.
    """

    name: str
    sort: Sort
    columns: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)
    said: str = ""

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


def read_export(path: Path, today: date, dates: Order | None = None) -> Export:
    """Read one file.

    Args:
        path: the file.
        today: the UTC day of the run, which no day of a file comes after.
        dates: the order of its dates, where a person says it.

    Raises:
        DataError: it is not there, no text, or no export of Spotify for Artists.
        ConfigError: the order of its dates is not certain, or not the one that was given.
    """
    saved = read_saved(path)
    lines = list(table(saved.text, path.name))
    header = columns_of(lines[0]) if lines else []
    sort = sort_of(header)
    if sort is None:
        found = shown(",".join(header), 60) or "nothing"
        raise DataError(
            f"{path.name} is no export of Spotify for Artists: its first line has {found}, "
            "expected date,… or song,… or title,author,…."
        )
    columns = tuple(name for name in NUMBERS[sort] if name in header)
    export = Export(path.name, sort, columns, said=saved.said)
    for name in header:
        if name and name not in _WORDS and name not in columns:
            why = "a column that is not known here"
            export.unread.append(Unplaced(f"{path.name}:1", "", shown(name, 40), why))
    _read_rows(lines, header, export, today, dates)
    return export


def columns_of(line: Line) -> list[str]:
    """The names of columns as they are compared."""
    return [" ".join(name.split()).lower() for name in line.cells]


def sort_of(header: list[str]) -> Sort | None:
    """What a file with these column names, in small letters, is about; None for no export."""
    names = set(header)
    if "date" in names and "streams" in names:
        return Sort.AUDIENCE if names & {"followers", "monthly listeners"} else Sort.SONG
    if {"song", "streams"} <= names:
        return Sort.SONGS
    return Sort.PLAYLISTS if {"title", "author"} <= names else None


def _read_rows(
    lines: list[Line], header: list[str], export: Export, today: date, dates: Order | None
) -> None:
    """Read every line; the order of the dates is one for the whole file."""
    rows = [(line.number, dict(zip(header, line.cells, strict=False))) for line in lines[1:]]
    timeline = export.sort in (Sort.AUDIENCE, Sort.SONG)
    column = "date" if timeline else "release_date"

    def possible(day: date) -> bool:
        if timeline:
            return not why_not(day, today, ("spotify",))
        return _EARLIEST_RELEASE <= day <= today

    order = order_of(
        export.name,
        [(line, row[column]) for line, row in rows if row.get(column, "").strip()],
        possible,
        given=dates,
        series=timeline,
        every_day=timeline,
    )
    for line, row in rows:
        read = read_day(row.get(column, ""), order)
        day, released = (read, None) if timeline else (None, read)
        if why := _unread(export.sort, row, day, today):
            found = shown(row.get("date", ""), 40) if timeline else ""
            kind = _NO_DAY if timeline and day else ""
            export.unread.append(Unplaced(f"{export.name}:{line}", "", found, why, kind))
            continue
        title = " ".join(row.get("song", "").split())
        if released and not possible(released):
            what = f"{title} released {released}"
            why = "a release date that cannot be; the song is taken without one"
            export.unread.append(Unplaced(f"{export.name}:{line}", "", shown(what, 80), why))
            released = None
        export.rows.append(Row(line, day, title, released, _numbers(row, line, export, title, day)))


_NO_DAY = "a day that cannot be"


def _unread(sort: Sort, row: dict[str, str], day: date | None, today: date) -> str:
    """Why a line cannot be taken, or nothing."""
    if sort is Sort.SONGS:
        return "" if row.get("song", "").strip() else "a line without a song"
    if sort is Sort.PLAYLISTS:
        return ""
    return "its date cannot be read" if day is None else why_not(day, today, ("spotify",))


def _numbers(
    row: dict[str, str], line: int, export: Export, title: str, day: date | None
) -> dict[str, int | None]:
    """The numbers of a line by column; what is none is listed and left out."""
    numbers: dict[str, int | None] = {}
    for name in export.columns:
        cell = row.get(name, "").strip()
        number = _number(cell)
        if cell and number is None:
            about = shown(title or str(day or ""), 60)
            why = f"no number that can be, under {name}"
            export.unread.append(Unplaced(f"{export.name}:{line}", about, shown(cell, 40), why))
        else:
            numbers[name] = number
    return numbers


def _number(cell: str) -> int | None:
    """A count, also as a spreadsheet writes it: ``1,234`` or ``1.234``."""
    return whole(re.sub(r"\D", "", cell) if _THOUSANDS.fullmatch(cell) else cell)
