"""Every CSV that Backline writes, made in one way: whoever reads it finds just what was written.

The twin of :mod:`backline.people.tables`. Python's own writer leaves a bare carriage return without
quotes, which other readers take for the end of a row, and writes cells that its own reader refuses.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from backline.errors import DataError
from backline.names import guarded, whole_signs

LONGEST_CELL = 32_000
"""So many signs has a cell at most; a spreadsheet's has room for 32,767."""

_BREAKS = re.compile("\r\n?")
_QUOTED = re.compile('[",\n]')


def cell_text(value: object, *, guard: bool = True) -> str:
    """A cell's content as it can be written and read back, before it is quoted.

    Every end of a line is a line feed; what no text file can hold is replaced; what is too long is
    cut.

    Args:
        value: the content; None is an empty cell.
        guard: whether a text that a spreadsheet would take for a formula gets an apostrophe.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    if value.isprintable() and len(value) < LONGEST_CELL:
        return guarded(value) if guard else value  # nearly all are
    text = _BREAKS.sub("\n", whole_signs(value).replace("\0", "\ufffd"))
    if len(text) >= LONGEST_CELL:
        text = text[: LONGEST_CELL - 2].rstrip() + "…"
    return guarded(text) if guard else text


def fixed(value: float | Decimal) -> str:
    """A number with a fraction as every report has it: at most six places, no zeros at its end."""
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"


def quoted(text: str) -> str:
    """The content of a cell with quotation marks, where it needs any between commas."""
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def csv_text(
    rows: Iterable[Sequence[object]],
    name: str,
    *,
    separator: str = ",",
    ends: str = "\n",
    guard: bool = True,
) -> str:
    """A table as CSV.

    Args:
        rows: the cells, the header first; None is an empty cell.
        name: of the file, for the error.
        separator: between cells.
        ends: what ends a row.
        guard: as for :func:`cell_text`.

    Raises:
        DataError: what was made does not read back as the same cells; that is a fault of ours.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator=ends)
    cells = [[cell_text(value, guard=guard) for value in row] for row in rows]
    writer.writerows(cells)
    text = out.getvalue()
    read = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    if "\r" in text.replace("\r\n", "") or list(read) != cells:
        raise DataError(
            f"{name} would not read back as it was written, so it was not written; this is a fault "
            "in Backline, please report it."
        )
    return text
