"""Cells of the weekly report, and how they are written into a CSV.

Cells keep what they are (a number, a percentage, a day) until they are written, so that the CSV
and the workbook say the same in their own ways.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from backline.names import guarded
from backline.people.written import csv_text
from backline.weekly.layout import Format, Layout

Value = str | int | Decimal | date | None


Run = tuple[tuple[date, int], ...]
"""Numbers of columns side by side, each with its column's day."""


class Style(StrEnum):
    """What a cell is for; the workbook gives each its looks."""

    BLANK = "blank"
    ARTIST = "artist"
    HEADING = "heading"
    NUMBER_HEADING = "number_heading"  # above numbers
    DAY = "day"  # a heading that is a day
    LABEL = "label"
    NUMBER = "number"
    GROWTH = "growth"  # a number whose sign matters
    CHANGE = "change"  # a percentage whose sign matters
    SHARE = "share"  # a percentage
    REMARK = "remark"
    NOTE = "note"
    AS_OF = "as_of"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; a percentage is its number of hundredths, e.g. ``Decimal("0.69")`` for 0.69%."""

    style: Style = Style.BLANK
    value: Value = None


BLANK = Cell()


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing a row says.

    Attributes:
        about: the figures it speaks of, as windows, or ``now``; empty for what is never said
            once for all: people's own words, and the two numbers that a figure compares.
    """

    text: str
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of cells.

    Attributes:
        trend: the numbers that stand in the row by their columns' days, oldest first.
        figures: what remarks of the row can be about.
        remarks: what is still to be said in its cell for remarks, or once for the whole sheet.
    """

    cells: tuple[Cell, ...] = ()
    trend: tuple[Run, ...] = ()
    figures: frozenset[str] = frozenset()
    remarks: tuple[Remark, ...] = ()


def as_of_row(layout: Layout, day: date | None, *, stored: bool) -> SheetRow:
    """The last row of a report: as of when, and whether anything was measured for it."""
    words = layout.words
    if day is None:
        return SheetRow((Cell(Style.AS_OF, words.nothing),))
    said = (words.stored if stored else words.as_of).format(date=day_text(day, layout.format))
    return SheetRow((Cell(Style.AS_OF, said),))


def csv_bytes(rows: Sequence[SheetRow], form: Format) -> bytes:
    """Rows as the bytes of a CSV that spreadsheets open: every row as wide as the widest.

    A cell of other people's words that a spreadsheet would take for a formula gets an apostrophe.
    """
    width = max((len(row.cells) for row in rows), default=1)
    texts = [[cell_text(cell, form) for cell in row.cells] for row in rows]
    wide = [cells + [""] * (width - len(cells)) for cells in texts]
    # Only people's words are guarded, which has been done: a growth may begin with a minus.
    text = csv_text(wide, "the weekly report", separator=form.separator, ends="\r\n", guard=False)
    return text.encode("utf-8-sig" if form.byte_order_mark else "utf-8")


def cell_text(cell: Cell, form: Format) -> str:
    """A cell as the CSV has it: ``13,692``, ``0.69%``, ``12/5/2025``."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, date):
        return day_text(value, form)
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, Decimal):
        return f"{_signs(f'{value:,}', form)}%"
    return number_text(value, form)


def number_text(value: int, form: Format) -> str:
    """A whole number as the CSV has it: ``13,692``."""
    return _signs(f"{value:,}", form)


def _signs(text: str, form: Format) -> str:
    return text.translate({ord(","): form.thousands, ord("."): form.decimal})


def day_text(day: date, form: Format) -> str:
    """A day as the format has it; ``M`` and ``D`` without leading zeros, ``MM`` and ``DD`` with."""
    parts = {
        "M": str(day.month),
        "MM": f"{day.month:02}",
        "D": str(day.day),
        "DD": f"{day.day:02}",
        "YY": f"{day.year % 100:02}",
        "YYYY": f"{day.year:04}",
    }
    return re.sub(r"[A-Z]+", lambda found: parts[found[0]], form.date)


def trimmed(cells: list[Cell]) -> tuple[Cell, ...]:
    """The cells without the blank ones at the end."""
    while cells and cells[-1] == BLANK:
        cells.pop()
    return tuple(cells)
