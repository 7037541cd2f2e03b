"""Reading an agency's weekly sheet as it is: stacked blocks, each with its header and rows.

Nothing is judged here but what kind of row a row is. See :mod:`tracking_sheet_dates` for the days
of the columns and :mod:`tracking_sheet_history` for what the numbers become.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.imports.reading import Unplaced
from backline.imports.tracking_sheet.dates import is_date
from backline.imports.tracking_sheet.labels import (
    DETAILS,
    computed_heading,
    growth_heading,
    label_of,
    section,
    squeezed,
    whole_number,
)
from backline.names import shown
from backline.people.saved import Saved, read_saved
from backline.people.tables import table

Row = list[str]

NO_HEADER = "no header row with dates stands above it"


def cell_name(row: int, column: int) -> str:
    """The name a spreadsheet gives a cell: ``K7`` for row 7, column 10 (the first being 0)."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


@dataclass(slots=True)
class Line:
    """A row of numbers.

    Attributes:
        row: its number in the sheet, from 1.
        section: the section it stands in; None after a blank row, until the next heading.
        details: by column, the headings of the sub-header above it, e.g. ``Listeners``.
    """

    row: int
    label: str
    section: str | None
    details: dict[int, str]
    cells: Row

    def text(self, column: int) -> str:
        """What stands in a column, empty beyond the row's end."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(slots=True)
class Block:
    """The rows of one artist.

    Attributes:
        row: the row of the artist's name.
        header: the row with the headings, ``header_row`` its number.
        now: the column of the current values.
        growth: by column, the days and kind (``growth``, ``change``) of the sheet's own figures.
        computed: the columns that are computed over a span that their heading does not tell.
        own: the columns of people's own words, between the current and the older values.
        history: the columns of older values, newest first.
    """

    name: str
    row: int
    header: Row
    header_row: int
    now: int
    growth: dict[int, tuple[int, str]]
    computed: tuple[int, ...] = ()
    own: tuple[int, ...] = ()
    history: tuple[int, ...] = ()
    lines: list[Line] = field(default_factory=list)

    def heading(self, column: int) -> str:
        """What stands above a column."""
        return self.header[column].strip() if column < len(self.header) else ""


@dataclass(slots=True)
class Sheet:
    """Everything a sheet holds.

    Attributes:
        headless: a sentence for each artist without a header row.
        said: what to know about the file, one sentence each.
        unread: rows that belong to no block.
    """

    blocks: list[Block] = field(default_factory=list)
    headless: list[str] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def read_sheet(path: Path) -> Sheet:
    """Read a sheet saved as CSV, with commas, semicolons or tabs.

    Raises:
        ConfigError: there is no such file.
        DataError: it is no UTF-8 text, or holds no artist's block.
    """
    if not path.exists():
        raise ConfigError(f"There is no file {path}.")
    saved = read_saved(path)
    if not saved.text.strip():
        raise DataError(f"{path.name} is empty.")
    sheets = [_Reader().read(_rows(saved, sign)) for sign in ",;\t"]
    sheet = max(sheets, key=lambda s: sum(len(block.history) for block in s.blocks))
    if not sheet.blocks:
        raise DataError(
            f"{path.name} has no artist's block: expected a name, and below it a header row with "
            "growth and dates such as 12/5."
        )
    sheet.said += filter(None, [saved.said])
    return sheet


def _rows(saved: Saved, separator: str) -> list[Row]:
    """The rows of a sheet, blank ones among them, so that their numbers are the sheet's."""
    list(table(saved.text, saved.name, separator))  # refuses a quotation mark left open
    return list(csv.reader(io.StringIO(saved.text, newline=""), delimiter=separator))


def _is_header(row: Row) -> bool:
    """Whether a row has the headings of a block: growth over some days, or dates."""
    if any(growth_heading(cell) for cell in row):
        return True
    return sum(_dated(cell.strip()) for cell in row) > 1


class _Reader:
    def __init__(self) -> None:
        self._sheet = Sheet()
        self._block: Block | None = None
        self._name: tuple[int, str] | None = None  # an artist's name still without its header
        self._section: str | None = None
        self._details: dict[int, str] = {}
        self._after_blank = True
        self._orphans: list[int] = []
        self._last: tuple[int, Row] = (0, [])
        self._bare: tuple[int, str] | None = None  # a heading without rows so far

    def read(self, rows: list[Row]) -> Sheet:
        for number, row in enumerate(rows, 1):
            if not any(cell.strip() for cell in row):
                self._section, self._details, self._after_blank = None, {}, True
                continue
            if _is_header(row):
                self._begin(number, row)
            else:
                self._row(number, row)
            self._after_blank, self._last = False, (number, row)
        self._say_bare()
        self._let_go_of_name()
        for block in self._sheet.blocks:
            _find_history(block)
        return self._sheet

    def _row(self, number: int, row: Row) -> None:
        texts = [cell.strip() for cell in row if cell.strip()]
        alone = len(texts) == 1 and whole_number(texts[0]) is None
        block = self._block
        if block and (heading := self._heading_of(block, row)):
            self._say_bare()
            self._section, self._details = heading
            self._bare = (number, next(cell.strip() for cell in row if cell.strip()))
        elif alone and (self._after_blank or block is None):
            self._say_bare()
            self._let_go_of_name()
            self._name, self._block = (number, texts[0]), None
        elif block is None:
            self._stray(number, row)
        elif not any(cell.strip() for cell in row[: block.now]) and not _numbers(block, row):
            self._details = _own_words(block, row)
            if any(squeezed(heading) in DETAILS for heading in self._details.values()):
                self._section = "spotify"
        else:
            label = next((c.strip() for c in row[: block.now] if c.strip()), "")
            block.lines.append(Line(number, label, self._section, self._details, row))
            self._bare = None

    def _say_bare(self) -> None:
        """List a heading below which no row came."""
        if self._bare and self._block:
            row, text = self._bare
            why = "a heading without rows below it"
            name = shown(self._block.name)
            self._sheet.unread.append(Unplaced(cell_name(row, 0), name, shown(text, 60), why))
        self._bare = None

    def _heading_of(self, block: Block, row: Row) -> tuple[str, dict[int, str]] | None:
        """The section and the headings of a row such as ``YouTube``, which has no numbers."""
        label = next((cell for cell in row if cell.strip()), "")
        name = section(label)
        if name is None or _numbers(block, row):
            return None
        return name, _own_words(block, row)

    def _begin(self, number: int, row: Row) -> None:
        self._say_bare()
        label = row[0].strip() if row else ""
        name = self._name if not self._orphans else None
        above, words = self._last
        if name is None and _could_name(words):
            name = (above, words[0].strip())
            self._take_back(above, words)
        if name is None and label and section(label) is None:
            name = (number, label)
        if self._orphans:
            self._let_go_of_name()
        self._name, self._block = None, None
        self._section, self._details = section(label) or "spotify", {}
        if name is None:
            self._name = (number, "")
            return
        growth = {c: found for c, text in enumerate(row) if (found := growth_heading(text))}
        now = max(1, min(growth) - 1) if growth else 1
        self._block = Block(name[1], name[0], row, number, now, growth)
        self._sheet.blocks.append(self._block)

    def _take_back(self, number: int, row: Row) -> None:
        """A row that turned out to be an artist's name is neither a track nor stray text."""
        if self._block and self._block.lines and self._block.lines[-1].row == number:
            self._block.lines.pop()
        if self._sheet.unread and self._sheet.unread[-1].place == cell_name(number, 0):
            self._sheet.unread.pop()
        for column, text in enumerate(row):
            if column and text.strip():
                place, why = cell_name(number, column), "it stands beside the artist's name"
                self._sheet.unread.append(Unplaced(place, shown(row[0]), shown(text, 80), why))

    def _stray(self, number: int, row: Row) -> None:
        if self._name and any(whole_number(cell) is not None for cell in row[1:]):
            self._orphans.append(number)
            why = NO_HEADER if self._name[1] else "no artist's name stands above its header"
        else:
            why = "it belongs to no artist's block"
        text = shown(" ".join(cell.strip() for cell in row if cell.strip()), 80)
        about = shown(self._name[1]) if self._name and self._orphans else ""
        self._sheet.unread.append(Unplaced(cell_name(number, 0), about, text, why))

    def _let_go_of_name(self) -> None:
        if self._name and self._orphans:
            row, name = self._name
            what = f"{shown(name)} (row {row}) has no header row with dates below the name"
            if not name:
                what = f"The header in row {row} has no artist's name above it"
            first, last = self._orphans[0], self._orphans[-1]
            rows = f"row {first} was" if first == last else f"rows {first} to {last} were"
            self._sheet.headless.append(f"{what}, so {rows} not taken.")
        elif self._name and self._name[1]:
            row, name = self._name
            why = "it belongs to no artist's block"
            self._sheet.unread.append(Unplaced(cell_name(row, 0), "", shown(name, 80), why))
        self._name, self._orphans = None, []


def _could_name(row: Row) -> bool:
    """Whether a row above a header can be an artist's name, with other words beside it."""
    if not row or not row[0].strip() or section(row[0]) is not None:
        return False
    return all(whole_number(cell) is None for cell in row)


def _numbers(block: Block, row: Row) -> bool:
    """Whether a row has a number among the current or older values."""
    return any(whole_number(cell) is not None for cell in row[block.now :])


def _own_words(block: Block, row: Row) -> dict[int, str]:
    return {
        column: text.strip()
        for column, text in enumerate(row)
        if column > block.now and column not in block.growth and text.strip()
    }


def _find_history(block: Block) -> None:
    """Where people's own columns end and the older values begin.

    Most blocks leave the newest of the older columns without a date: it counts where the rows of
    the artist's own numbers have something in it.
    """
    last = max([len(line.cells) for line in block.lines] + [len(block.header)])
    free = [column for column in range(block.now + 1, last) if column not in block.growth]
    while free and not (
        block.heading(free[-1]) or any(line.text(free[-1]).strip() for line in block.lines)
    ):
        free.pop()
    begin = next((n for n, column in enumerate(free) if _dated(block.heading(column))), len(free))
    own = [line for line in block.lines if label_of(line.label, line.section)]
    while begin and not block.heading(free[begin - 1]) and _has_number(own, free[begin - 1]):
        begin -= 1
    before = free[:begin]
    block.computed = tuple(c for c in before if computed_heading(block.heading(c)))
    block.own = tuple(column for column in before if column not in block.computed)
    block.history = tuple(free[begin:])


def _dated(heading: str) -> bool:
    return heading == "#" or is_date(heading)


def _has_number(lines: list[Line], column: int) -> bool:
    return any(whole_number(line.text(column)) is not None for line in lines)
