"""The five tables of campaigns as one book: read from their files, checked, saved.

A cell is kept as the text it is, tidied where it can be read, so that saving loses nothing that
somebody wrote, faults included. :mod:`backline.campaigns.merging` puts together what two people
changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from backline.campaigns.kinds import said
from backline.campaigns.markers import first_mark
from backline.campaigns.tables import TABLES, Table
from backline.errors import DataError
from backline.names import unguarded
from backline.people.saved import read_text
from backline.people.tables import Line, table
from backline.people.written import csv_text
from backline.store import Store
from backline.store.files import Change
from backline.words import listed

Row = dict[str, str]
"""The cells of one row by column; an empty text where nobody said anything."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a table that is wrong.

    Attributes:
        file: the table's file, below the root.
        line: where in it, from 1; 0 where it is about the file.
        row: the row's id, where it has one.
        field: the column; empty where it is about the whole row.
        found: what stands there.
        why: what is wrong and the way out, as the end of a sentence.
    """

    file: str
    line: int
    row: str
    field: str
    found: str
    why: str

    @property
    def sentence(self) -> str:
        """One sentence with file, line and field."""
        where = f"{self.file} line {self.line}" if self.line else self.file
        about = " ".join(filter(None, (said(self.row), self.field)))
        found = f" {said(self.found)!r}" if self.found else ""
        middle = f"{about}{found}".strip()
        return f"{where}: {middle + ': ' if middle else ''}{self.why}."


@dataclass(slots=True)
class Book:
    """Every row of every table.

    Attributes:
        rows: by table and id.
        lines: by table and id, the line of the file a row was read from.
        unreadable: what could not be read as rows at all; a book with any is not saved.
    """

    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {name: {} for name in TABLES})
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    unreadable: list[Fault] = field(default_factory=list)

    def copy(self) -> Book:
        """The same rows, to be changed apart."""
        rows = {name: {key: dict(row) for key, row in of.items()} for name, of in self.rows.items()}
        return Book(rows, dict(self.lines), list(self.unreadable))

    def all(self, name: str) -> Iterator[Row]:
        """The rows of a table by id."""
        rows = self.rows[name]
        return (rows[key] for key in sorted(rows))

    def put(self, name: str, row: Mapping[str, str]) -> None:
        """Add or replace a row, its cells tidied; columns that are not named stay empty."""
        columns = TABLES[name].header
        cells = {c: _tidied(name, c, t) if (t := row.get(c)) else "" for c in columns}
        self.rows[name][cells["id"]] = cells

    def value(self, name: str, row: Mapping[str, str], column: str) -> Any:
        """What a cell stands for; None where it is empty or cannot be read."""
        text = row[column]
        return _value(name, column, text) if text else None

    def texts(self) -> dict[str, str]:
        """Every table as its file has it, those without rows left out."""
        return {name: _written(TABLES[name], self.all(name)) for name, r in self.rows.items() if r}


@lru_cache(1 << 16)
def _tidied(name: str, column: str, text: str) -> str:
    """A cell's text as the file has it; as it stands where it cannot be read."""
    try:
        return TABLES[name].field(column).kind.tidy(text)
    except ValueError:
        return text.strip()


@lru_cache(1 << 16)
def _value(name: str, column: str, text: str) -> Any:
    try:
        return TABLES[name].field(column).kind.read(text)
    except ValueError:
        return None


def _written(one: Table, rows: Iterable[Row]) -> str:
    lines = [one.header, *([row[name] for name in one.header] for row in rows)]
    return csv_text(lines, f"{one.name}.csv")


def file_of(store: Store, name: str) -> Path:
    """Where one table is."""
    return store.campaigns / f"{name}.csv"


def file_name(name: str) -> str:
    """What a table's file is called in sentences and in git."""
    return f"data/campaigns/{name}.csv"


def read_book(store: Store) -> Book:
    """The book of a root; a table without a file has no rows.

    Raises:
        DataError: a file cannot be opened, or is no text.
    """
    texts = {}
    for name in TABLES:
        path = file_of(store, name)
        if path.exists():
            texts[name] = read_text(path)
    return parse_book(texts)


def parse_book(texts: Mapping[str, str]) -> Book:
    """A book from the texts of its tables, whatever program saved them.

    What cannot be read as rows is in :attr:`Book.unreadable`.
    """
    book = Book()
    for name, text in texts.items():
        _read_table(book, TABLES[name], text)
    return book


def _read_table(book: Book, one: Table, text: str) -> None:
    file = file_name(one.name)

    def wrong(line: int, why: str, row: str = "", column: str = "", found: str = "") -> None:
        book.unreadable.append(Fault(file, line, row, column, found, why))

    if marked := first_mark(text):
        wrong(
            marked,
            "git left the marks of a conflict there; scripts/campaigns.py resolve puts both "
            "sides together",
        )
        return
    try:
        lines = list(table(text, file))
    except DataError as error:
        wrong(0, str(error).removeprefix(f"{file} ").rstrip("."))
        return
    if not lines:
        return
    columns = _columns(one, lines[0], wrong)
    if columns is None:
        return
    for line in lines[1:]:
        cells = line.cells
        while len(cells) > len(columns) and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) != len(columns):
            wrong(line.number, f"it has {len(cells)} fields where {len(columns)} belong")
            continue
        row = {name: unguarded(cell) for name, cell in zip(columns, cells, strict=True)}
        key = row["id"].strip()
        if key in book.rows[one.name]:
            first = book.lines[one.name, key]
            wrong(line.number, f"line {first} has the same id; give each its own", key, "id")
            continue
        book.put(one.name, row)
        book.lines[one.name, key] = line.number


def _columns(one: Table, header: Line, wrong: Any) -> list[str] | None:
    """The columns in the file's order, or None where they are not the table's."""
    names = [cell.strip() for cell in header.cells]
    while names and not names[-1]:
        names.pop()
    unknown = [name for name in names if name not in one.header]
    twice = [name for name in one.header if names.count(name) > 1]
    missing = [f.name for f in one.fields if f.required and f.name not in names]
    if not set(names) & set(one.header):
        # What stands there instead may be somebody's address, so that it is not repeated.
        wrong(header.number, f"the header is missing; its columns are {', '.join(one.header)}")
    elif unknown:
        wrong(
            header.number,
            f"there is no column {listed([said(n) or 'without a name' for n in unknown])}; there "
            f"are {', '.join(one.header)}",
        )
    elif twice or missing:
        what = (
            f"the column {twice[0]} stands there twice"
            if twice
            else (f"the column {listed(missing)} is missing")
        )
        wrong(header.number, f"{what}; there are {', '.join(one.header)}")
    else:
        return names
    return None


def save_book(store: Store, change: Change, book: Book) -> None:
    """Stage the tables; a table that lost its last row keeps its header.

    Raises:
        DataError: the book has rows that could not be read, and would lose them.
    """
    if book.unreadable:
        raise DataError(f"Nothing was saved. {book.unreadable[0].sentence}")
    for name in TABLES:
        path = file_of(store, name)
        if book.rows[name] or path.exists():
            change.write(path, _written(TABLES[name], book.all(name)).encode())
