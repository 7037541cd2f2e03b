"""The account of every cell of the files: placed, empty, or listed with its reason."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from backline.imports.reading import Unplaced
from backline.names import shown
from backline.spotify_links import HOSTS

_ADDRESS = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
_MASK = "(an address)"
_LINK = re.compile(r"https?://\S+", re.IGNORECASE)


class Fate(StrEnum):
    """What became of a cell; of one with several things in it the last of these that fits."""

    EMPTY = "empty"
    PLACED = "placed"
    LISTED = "listed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a file.

    Attributes:
        row: as a spreadsheet counts, the header being 1.
        index: of the column, from 0.
        column: the column's name.
        role: what the column is for; empty where nothing is.
        private: whether it is about a person, so that its text is never repeated.
    """

    file: str
    row: int
    index: int
    column: str
    text: str
    role: str = ""
    private: bool = False

    @property
    def place(self) -> str:
        """File and row."""
        return f"{self.file} row {self.row}"


@dataclass(slots=True)
class Account:
    """What became of each cell.

    Attributes:
        fates: by file, row and column.
        listed: what was not placed, in the order it was found.
    """

    fates: dict[tuple[str, int, int], Fate] = field(default_factory=dict)
    listed: list[tuple[Cell, Unplaced]] = field(default_factory=list)
    _seen: set[tuple[Cell, Unplaced]] = field(default_factory=set)

    def place(self, *cells: Cell) -> None:
        """Cells whose content is in the book."""
        for cell in cells:
            self.fates.setdefault((cell.file, cell.row, cell.index), Fate.PLACED)

    def empty(self, cell: Cell) -> None:
        """A cell without anything."""
        self.fates[cell.file, cell.row, cell.index] = Fate.EMPTY

    def refuse(self, cell: Cell, why: str, kind: str = "", part: str | None = None) -> None:
        """A cell, or a part of it, that has no place; one that is about people without its text.

        Args:
            cell: the cell.
            why: ends a sentence.
            kind: as of :class:`Unplaced`, the column with it; ``why`` with the column when empty.
            part: what of the cell it is about; all of it when None.
        """
        self.fates[cell.file, cell.row, cell.index] = Fate.LISTED
        found = "" if cell.private else repeated(cell.text if part is None else part)
        why = _ADDRESS.sub(_MASK, why)
        kind = kind or f"{said_column(cell)}: {why}"
        one = cell, Unplaced(cell.place, said_column(cell), found, why, kind)
        if one not in self._seen:
            self._seen.add(one)
            self.listed.append(one)

    def is_listed(self, cell: Cell) -> bool:
        """Whether the cell, or a part of it, was refused."""
        return self.fates.get((cell.file, cell.row, cell.index)) is Fate.LISTED

    def knows(self, cell: Cell) -> bool:
        """Whether something was said of the cell."""
        return (cell.file, cell.row, cell.index) in self.fates

    @property
    def counts(self) -> Counter[Fate]:
        """How many cells had each fate."""
        return Counter(self.fates.values())

    def unplaced(self) -> list[Unplaced]:
        """What was not placed, by file, row and column."""
        files = list(dict.fromkeys(file for file, _, _ in self.fates))
        order = sorted(
            self.listed, key=lambda one: (files.index(one[0].file), one[0].row, one[0].index)
        )
        return [unplaced for _, unplaced in order]


def said_column(cell: Cell) -> str:
    """A column's name in sentences."""
    return shown(cell.column, 40) or f"column {cell.index + 1}"


def repeated(text: str) -> str:
    """A cell's text as lists repeat it: no address of a person, of a private link only the site."""
    return shown(_ADDRESS.sub(_MASK, _LINK.sub(_site, text)), 80)


def _site(link: re.Match[str]) -> str:
    try:
        host = urlsplit(link[0]).hostname or ""
    except ValueError:
        return "(a link)"
    return link[0] if host.removeprefix("www.") in HOSTS else f"(a link to {host})"
