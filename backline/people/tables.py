"""The rows of a CSV, whatever program saved it: its cells stand between ``,``, ``;`` or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from backline.errors import DataError

_SEPARATORS = ",;\t"

# Python refuses cells of more than 131,072 signs; a file's size is what bounds them here.
csv.field_size_limit(1 << 30)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table.

    Attributes:
        number: the line of the file it ends on, from 1.
    """

    number: int
    cells: list[str]


def table(text: str, name: str, separator: str | None = None) -> Iterator[Line]:
    """The rows of a CSV, those of blank lines left out.

    Args:
        text: as :func:`backline.people.saved.read_saved` gives it.
        name: of the file, for errors.
        separator: between cells; the most frequent of the first line when None. A first line
            ``sep=;``, as spreadsheets write it, names it too.

    Raises:
        DataError: a quotation mark is not closed, so that rows would be swallowed; or a line is no
            CSV.
    """
    skipped = 0
    if named := re.match(r'"?sep=([,;\t|])"?[^\S\n]*\n', text, re.IGNORECASE):
        separator, skipped, text = named[1], 1, text[named.end() :]
    separator = separator or separator_of(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    last = text.count("\n") + (not text.endswith("\n"))
    began = 1
    for cells in _parsed(rows, name, skipped):
        # An open quotation mark swallows all that follows.
        if last == rows.line_num > began and _is_open(text, began, separator):
            raise DataError(
                f"{name} line {began + skipped}: a quotation mark opens there and is not closed, "
                "so that the rows after it cannot be told apart."
            )
        if any(cell.strip() for cell in cells):
            yield Line(rows.line_num + skipped, cells)
        began = rows.line_num + 1


def _parsed(rows: Any, name: str, skipped: int) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error as fault:
        raise DataError(
            f"{name} line {rows.line_num + skipped}: it is no line of a CSV ({fault})."
        ) from None


def records(text: str, name: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table whose columns are known, each with its line and its cells by column.

    Args:
        text: as :func:`backline.people.saved.read_saved` gives it.
        name: of the file, for errors.
        columns: the header as it must be.

    Raises:
        DataError: the header is another one, or a row has more or fewer fields.
    """
    rows = table(text, name)
    header = next(rows, Line(1, []))
    # A spreadsheet may leave blank cells behind the last column.
    if [cell.strip() for cell in header.cells[: len(columns)]] != list(columns):
        raise DataError(f"{name} line {header.number}: the header must be {','.join(columns)}.")
    for row in rows:
        cells = row.cells
        while len(cells) > len(columns) and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) != len(columns):
            raise DataError(
                f"{name} line {row.number}: {len(cells)} fields where {len(columns)} belong."
            )
        yield row.number, dict(zip(columns, cells, strict=True))


def _is_open(text: str, line: int, separator: str) -> bool:
    """Whether the row that begins on a line has a quotation mark that nothing closes."""
    rest = text.split("\n", line - 1)[-1]
    try:
        next(csv.reader(io.StringIO(rest, newline=""), delimiter=separator, strict=True), None)
    except csv.Error as fault:
        return "end of data" in str(fault)
    return False


def separator_of(text: str) -> str:
    """What stands between the cells of the first line that has any."""
    first = next((line for line in text.split("\n") if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return max(_SEPARATORS, key=outside.count)
