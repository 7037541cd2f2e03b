"""Tables that fit the terminal: numbers, dates and ids are whole, sentences fold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

GAP = 2
NARROWEST = 24
"""The least room in which a sentence can be read."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        cells: a text for each column.
        group: a line above the row; said once where the rows before have the same.
        note: a sentence below the row.
    """

    cells: Sequence[str]
    group: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headings.

    Attributes:
        headings: one for each column.
        right: headings of the columns that end flush, as numbers do.
        folds: the one column of sentences, which may take several lines.
        title: a line above it all.
    """

    headings: Sequence[str]
    rows: Sequence[Row]
    right: Sequence[str] = ()
    folds: str = ""
    title: str = field(default="", kw_only=True)

    def widths(self) -> list[int]:
        """How wide each column is where nothing is cut; a folding one at its narrowest."""
        return [
            NARROWEST if heading == self.folds else max(map(_wide, (heading, *self._of(place))))
            for place, heading in enumerate(self.headings)
        ]

    def fits(self, width: int) -> bool:
        """Whether the table can be printed so wide with nothing cut."""
        indent = GAP if any(row.group for row in self.rows) else 0
        return indent + sum(self.widths()) + GAP * (len(self.headings) - 1) <= width

    def _of(self, place: int) -> list[str]:
        return [line for row in self.rows for line in row.cells[place].split("\n")]


def show(out: Console, *tables: Table) -> None:
    """Print the first of several forms of a table that fits; if none does, the last one unrolled.

    Unrolled, each row is its first cell with the others below it, one a line.
    """
    for table in tables:
        if table.fits(out.width):
            _print(out, table)
            return
    _unroll(out, tables[-1])


def _print(out: Console, table: Table) -> None:
    widths = table.widths()
    indent = GAP if any(row.group for row in table.rows) else 0
    if table.folds:
        place = list(table.headings).index(table.folds)
        others = sum(widths) - widths[place] + GAP * (len(widths) - 1)
        widths[place] = out.width - indent - others
    if table.title:
        out.print(Text(table.title, style="italic"))
    _cells(out, table, widths, table.headings, indent, "bold")
    above = ""
    for row in table.rows:
        if row.group != above:
            folded(out, row.group, 0)
        above = row.group
        _cells(out, table, widths, row.cells, indent)
        if row.note:
            folded(out, row.note, indent + GAP)


def _cells(
    out: Console,
    table: Table,
    widths: Sequence[int],
    cells: Sequence[str],
    indent: int,
    style: str = "",
) -> None:
    """Print the cells of one row side by side, over as many lines as the tallest has."""
    columns = []
    for heading, cell, width in zip(table.headings, cells, widths, strict=True):
        lines = _wrapped(cell, width) if heading == table.folds else cell.split("\n")
        pad = [" " * (width - _wide(line)) for line in lines]
        flush = heading in table.right
        columns.append([p + ln if flush else ln + p for p, ln in zip(pad, lines, strict=True)])
    for parts in zip_longest(*columns, fillvalue=None):
        line = (" " * GAP).join(
            " " * width if part is None else part for part, width in zip(parts, widths, strict=True)
        )
        out.print(Text(" " * indent + line.rstrip(), style=style), soft_wrap=True)


def _unroll(out: Console, table: Table) -> None:
    if table.title:
        out.print(Text(table.title, style="italic"))
    above = ""
    for row in table.rows:
        if row.group != above:
            folded(out, row.group, 0, "bold")
        above = row.group
        first, *others = row.cells
        folded(out, first, GAP if row.group else 0, "" if row.group else "bold")
        for heading, cell in zip(table.headings[1:], others, strict=True):
            if cell not in ("", "–"):
                folded(out, f"{heading}: {cell}".replace("\n", " to "), GAP * 2)
        if row.note:
            folded(out, row.note, GAP * 2)


def folded(out: Console, text: str, indent: int = 0, style: str = "") -> None:
    """Print a text in as many lines as it takes; a word longer than a line stays whole."""
    for line in _wrapped(text, max(NARROWEST, out.width - indent)):
        out.print(Text(" " * indent + line, style=style), soft_wrap=True)


def _wrapped(text: str, width: int) -> list[str]:
    """The text in lines; a word longer than a line, such as an id, stays whole.

    rich breaks such words or leaves the line whole; the standard library counts signs, not columns.
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and cell_len(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _wide(text: str) -> int:
    return max(cell_len(line) for line in text.split("\n"))
