"""Putting cells into the book: what is empty is filled, what a person wrote stays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from backline.campaigns.book import Book, Row
from backline.campaigns.editing.ids import new_id
from backline.campaigns.kinds import Many, said
from backline.campaigns.tables import TABLES
from backline.imports.campaign_sheet.account import Account, Cell, said_column
from backline.imports.campaign_sheet.file import Record
from backline.names import same_name


@dataclass(slots=True)
class Filling:
    """The book while files are taken into it.

    Attributes:
        today: the UTC day of the run.
        tidied: the names that were tidied, a sentence each.
        several: the cells that name several vendors, a sentence each.
        notes: what people should know, a sentence each with how often.
    """

    book: Book
    account: Account
    today: date
    tidied: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _old_ids: dict[tuple[str, str], str] = field(default_factory=dict)
    _parts: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, rows in self.book.rows.items():
            for row in rows.values():
                self._learn(name, row)

    def _learn(self, name: str, row: Row) -> None:
        if name == "placements":
            self._parts.setdefault(row["campaign"], []).append(row)
        else:
            self._names.setdefault((name, same_name(row["name"])), row["id"])

    def placements_of(self, campaign: str) -> list[Row]:
        """The placements of a campaign."""
        return self._parts.get(campaign, [])

    def add(self, name: str, cells: Mapping[str, str]) -> str:
        """A new row with some cells and an id of its own; gives the id."""
        row = {**dict.fromkeys(TABLES[name].header, ""), **cells}
        row["id"] = new_id(self.book, TABLES[name], row)
        self.book.rows[name][row["id"]] = row
        self._learn(name, row)
        return row["id"]

    def known(self, name: str, text: str) -> str:
        """The id of the row of a name; empty where there is none."""
        return self._names.get((name, same_name(text)), "")

    def named(self, name: str, text: str) -> str:
        """The row of a name, a new one where there is none; gives the id."""
        text = TABLES[name].field("name").kind.tidy(text)
        if found := self.known(name, text):
            return found
        starts = {f.name: f.start for f in TABLES[name].fields if f.start}
        return self.add(name, {**starts, "name": text})

    def remember(self, name: str, record: Record, row: str) -> None:
        """That a record's id of an older system is a row of ours."""
        for cell in record.of("id"):
            self._old_ids[name, _folded(cell.text)] = row

    def by_old_id(self, name: str, text: str) -> str:
        """The row that an older system's id names; empty where none does."""
        return self._old_ids.get((name, _folded(text)), "")

    def referred(self, name: str, cell: Cell) -> str:
        """The same for a cell, and say in the account what became of it."""
        if row := self.by_old_id(name, cell.text):
            self.account.place(cell)
        else:
            one = TABLES[name].one
            self.account.refuse(cell, f"none of the files has a {one} with this id")
        return row

    def fill(self, name: str, row: str, column: str, cell: Cell, text: str | None = None) -> None:
        """Put a cell into a field, and say in the account what became of it."""
        tidy = self._tidy(name, column, cell, text)
        if tidy:
            self.put(name, row, column, cell, tidy)

    def put(self, name: str, row: str, column: str, cell: Cell, tidy: str) -> None:
        """Put a text that is in the file's form into a field."""
        cells, kind = self.book.rows[name][row], TABLES[name].field(column).kind
        if not cells[column]:
            cells[column] = tidy
        elif isinstance(kind, Many):
            try:
                cells[column] = kind.write(
                    tuple(dict.fromkeys([*kind.read(cells[column]), *kind.read(tidy)]))
                )
            except ValueError:
                self._stays(name, column, cell, cells[column])
                return
        elif cells[column] != tidy:
            self._stays(name, column, cell, cells[column])
            return
        self.account.place(cell)

    def renew(self, name: str, row: str, column: str, cell: Cell) -> None:
        """Put a word of the sheet itself into a field, which its newer word replaces."""
        tidy = self._tidy(name, column, cell, None)
        if tidy:
            self.book.rows[name][row][column] = tidy
            self.account.place(cell)

    def same(self, name: str, row: str, column: str, cell: Cell) -> bool:
        """Whether a field has just what the cell says."""
        try:
            tidy = TABLES[name].field(column).kind.tidy(cell.text.replace("−", "-"))
        except ValueError:
            return False
        return self.book.rows[name][row][column] == tidy

    def each(self, name: str, row: str, column: str, cell: Cell, parts: list[str]) -> None:
        """Put several values of one cell into a field that may have several."""
        kind = TABLES[name].field(column).kind
        one = kind.each if isinstance(kind, Many) else kind
        for part in parts:
            try:
                tidy = kind.write((one.read(part),))
            except ValueError as error:
                self.account.refuse(cell, str(error), part=part)
            else:
                self.put(name, row, column, cell, tidy)

    def day(self, name: str, row: str, column: str, cell: Cell, day: date) -> None:
        """Put a day into a field."""
        self.put(name, row, column, cell, day.isoformat())

    def one(self, record: Record, role: str) -> Cell | None:
        """The cell of a role, or None; another column of the same role has to say the same."""
        cells = record.of(role)
        for other in cells[1:]:
            if same_name(other.text) == same_name(cells[0].text):
                self.account.place(other)
            else:
                self.account.refuse(other, f"{cells[0].column} says something else, which is taken")
        return cells[0] if cells else None

    def _tidy(self, name: str, column: str, cell: Cell, text: str | None) -> str:
        """The text in the file's form; empty where it cannot be read, which is listed."""
        kind = TABLES[name].field(column).kind
        try:
            tidy = kind.tidy((cell.text if text is None else text).replace("−", "-"))
        except ValueError as error:
            self.account.refuse(cell, str(error))
            return ""
        if not tidy:
            self.account.refuse(cell, "there is nothing in it that can be read")
        return tidy

    def _stays(self, name: str, column: str, cell: Cell, there: str) -> None:
        kind = "the book has another value, which stays"
        if not (cell.private or TABLES[name].field(column).private):
            self.account.refuse(
                cell, f"the book has {said(there)}, which stays", f"{said_column(cell)}: {kind}"
            )
        else:
            self.account.refuse(cell, kind)


def _folded(old_id: str) -> str:
    return old_id.strip().lower()


def finish_row(account: Account, record: Record) -> None:
    """Say of every cell of a row that nothing was said of what became of it."""
    for cell in record.cells:
        if not cell.text.strip():
            account.empty(cell)
        elif account.knows(cell):
            continue
        elif cell.role == "todo":
            account.refuse(cell, "a to-do mark of the old sheet")
        elif cell.role == "id":
            account.refuse(cell, "the older system's id; the row has one of ours")
        else:
            account.refuse(cell, "no column of the tables is for it")


def refuse_row(account: Account, record: Record, why: str) -> None:
    """List every cell of a row that is not taken."""
    for cell in record.cells:
        if not cell.text.strip():
            account.empty(cell)
        elif not account.is_listed(cell):
            account.refuse(cell, why, why)
