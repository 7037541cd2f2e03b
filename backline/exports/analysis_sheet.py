"""One sheet of an analysis' workbook: a header in sight, filters, pages that fit their width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from backline.names import shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LINE = "#2f6f9f"
"""The colour of what is drawn."""

_BAND = "#e8edf3"

Columns = Mapping[str, tuple[str, int]]
"""By title the field of a document's rows and the width."""


class Sheet:
    """One sheet with a header in sight, filters and pages that fit their width."""

    def __init__(self, book: Workbook, name: str, columns: Mapping[str, int]) -> None:
        """Begin it.

        Args:
            book: where it is added.
            name: as people see it.
            columns: by title their widths.
        """
        self.name = name
        self._book = book
        self.sheet: Worksheet = book.add_worksheet(name)
        heading = book.add_format({"bold": True, "bg_color": _BAND, "text_wrap": True, "indent": 1})
        self._whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._money = book.add_format({"num_format": "#,##0.00", "valign": "top"})
        self._fractions = {
            "Share": book.add_format({"num_format": "0.0%", "valign": "top"}),
            "Change in %": book.add_format({"num_format": "+0.0%;-0.0%;0.0%", "valign": "top"}),
        }
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._text = book.add_format(
            {"text_wrap": True, "valign": "top", "align": "left", "indent": 1}
        )
        self._columns = list(columns)
        self._numbers = [self._fractions.get(title, self._whole) for title in columns]
        self._widths = list(columns.values())
        for place, (title, width) in enumerate(columns.items()):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, title.strip(), heading)
        # Bold letters are wider, and a word that does not fit leaves room empty.
        tallest = max(_lines(title, width * 3 // 4) for title, width in columns.items())
        self.sheet.set_row(0, max(30, 15 * tallest + 3))
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&RPage &P of &N")
        self.rows = 0

    def add(self, cells: Sequence[object]) -> None:
        """One more row; None leaves its cell empty, which is not 0.

        A row is as high as its longest text: not every program finds that out by itself.
        """
        self.rows += 1
        lines = 1
        for place, (cell, width) in enumerate(zip(cells, self._widths, strict=True)):
            if isinstance(cell, str):
                text = shown(cell, 500)
                self.sheet.write_string(self.rows, place, text, self._text)
                lines = max(lines, _lines(text, width))
            elif cell is not None:
                self._write(place, cell)
        if lines > 1:
            self.sheet.set_row(self.rows, 15 * lines)

    def _write(self, place: int, cell: object) -> None:
        write = self.sheet
        if isinstance(cell, bool):
            write.write_string(self.rows, place, "yes" if cell else "", self._text)
        elif isinstance(cell, (int, float)):
            write.write_number(self.rows, place, cell, self._numbers[place])
        elif isinstance(cell, Decimal):
            write.write_number(self.rows, place, float(cell), self._money)
        elif isinstance(cell, date):
            noon = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (a sheet has no zone)
            write.write_datetime(self.rows, place, noon, self._day)

    def end(self) -> None:
        """Filters over what there is."""
        self.sheet.autofilter(0, 0, max(self.rows, 1), len(self._columns) - 1)

    def bars(self, title: str, rows: tuple[int, int], columns: tuple[int, int], below: int) -> int:
        """Draw the first rows of a part of the table as bars; how many rows they cover.

        Args:
            title: above them.
            rows: the first and the last of the part; ten at most are drawn.
            columns: of the names and of the numbers.
            below: the row that the bars begin on.
        """
        chart = self._book.add_chart({"type": "bar"})
        first, last = rows[0], min(rows[1], rows[0] + 9)
        names, numbers = columns
        chart.add_series(
            {
                "categories": [self.name, first, names, last, names],
                "values": [self.name, first, numbers, last, numbers],
                "fill": {"color": LINE},
            }
        )
        chart.set_title({"name": title})
        chart.set_legend({"none": True})
        chart.set_y_axis({"reverse": True})
        chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": False}})
        height = 90 + 26 * (last - first + 1)
        chart.set_size({"width": 760, "height": height})
        self.sheet.insert_chart(below, 0, chart)
        return height // 20 + 2


def _lines(text: str, width: int) -> int:
    """In how many lines a text stands in a column, by the widths of signs in a spreadsheet."""
    wide = len(text)
    if not text.isascii():
        wide = sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
    return -(-wide // width) or 1


def cells(row: Mapping[str, Any], columns: Iterable[tuple[str, int]]) -> list[object]:
    """A row of a document as a sheet has it: days are days."""
    return [_day_of(name, row[name]) for name, _ in columns]


def widths(columns: Columns) -> dict[str, int]:
    """By title the widths."""
    return {title: width for title, (_, width) in columns.items()}


def _day_of(name: str, value: Any) -> object:
    return date.fromisoformat(value) if value and name.endswith("_date") else value
