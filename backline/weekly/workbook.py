"""The weekly report as a workbook: the same cells, with formats, colours and a line per row.

The same rows give the same bytes: nothing in the file tells when it was made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from backline.names import shown
from backline.weekly.cells import BLANK, Cell, SheetRow, Style
from backline.weekly.layout import Layout

_FONT = "Arial"
_GREEN, _RED, _GREY, _BAND, _LINE = "#1E7B34", "#B3261E", "#6B7280", "#E8EDF3", "#C9D2DC"

_LOOKS: dict[Style, dict[str, Any]] = {
    Style.BLANK: {},
    Style.ARTIST: {"bold": True, "font_size": 14},
    Style.HEADING: {"bold": True, "bg_color": _BAND, "valign": "vcenter"},
    Style.NUMBER_HEADING: {
        "bold": True,
        "bg_color": _BAND,
        "valign": "vcenter",
        "align": "right",
        "text_wrap": True,
    },
    Style.DAY: {"bold": True, "bg_color": _BAND, "align": "right", "valign": "vcenter"},
    Style.LABEL: {},
    Style.NUMBER: {"num_format": "#,##0"},
    Style.GROWTH: {"num_format": "#,##0"},
    Style.CHANGE: {"num_format": "0.00%"},
    Style.SHARE: {"num_format": "0.00%"},
    Style.REMARK: {"font_color": _GREY, "italic": True, "font_size": 9, "indent": 1},
    Style.NOTE: {"indent": 1},
    Style.AS_OF: {"font_color": _GREY, "italic": True},
}

_HEADINGS = (Style.HEADING, Style.NUMBER_HEADING, Style.DAY)

_WIDTH = 10  # of most columns, in signs
_WIDTHS = {"label": 28, "now": 11}
_HISTORY_WIDTH, _TREND_WIDTH = 10.5, 16

_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a workbook.

    Attributes:
        name: made fit for a sheet's name.
        single: one artist's page, whose header row stays in sight.
    """

    name: str
    rows: Sequence[SheetRow]
    single: bool = False


def workbook_bytes(pages: Sequence[Page], layout: Layout) -> bytes:
    """The bytes of an XLSX file.

    Beside the layout's columns every row with numbers over time has its line, in a column of its
    own before the older values.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        # Without a fixed day the file would hold the moment it was written.
        book.set_properties(
            {
                "title": layout.title,
                "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None),
            }
        )
        looks = _Looks(book, layout)
        names = _sheet_names([page.name for page in pages])
        for page, name in zip(pages, names, strict=True):
            _Writer(book.add_worksheet(name), name, layout, looks).write(page)
    return out.getvalue()


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Names that spreadsheets take: 31 signs, none that has a meaning there, no two alike."""
    found: list[str] = []
    for name in names:
        plain = _SHEET_NAME.sub(" ", shown(name, 200)).strip().strip("'") or "Artist"
        base = _cut(plain, _LONGEST_SHEET_NAME)
        if base.casefold() == "history":  # Excel keeps this name for itself
            base = f"{base} "[:_LONGEST_SHEET_NAME] + "1"
        one, number = base, 2
        while one.casefold() in {other.casefold() for other in found}:
            ending = f" ({number})"
            one, number = _cut(plain, _LONGEST_SHEET_NAME - len(ending)) + ending, number + 1
        found.append(one)
    return found


def _cut(text: str, most: int) -> str:
    """The text in at most ``most`` UTF-16 units, as Excel counts."""
    while len(text.encode("utf-16-le")) // 2 > most:
        text = text[:-1]
    return text.rstrip()


class _Looks:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Any, layout: Layout) -> None:
        self._book = book
        self._made: dict[tuple[Style, str], Any] = {}
        self._day_format = layout.format.date.lower()
        self.hidden = book.add_format({"num_format": ";;;"})

    def of(self, cell: Cell) -> Any:
        """The format of a cell."""
        colour = ""
        if cell.style in (Style.GROWTH, Style.CHANGE) and isinstance(cell.value, int | Decimal):
            colour = _GREEN if cell.value > 0 else _RED if cell.value < 0 else _GREY
        key = (cell.style, colour)
        if key not in self._made:
            look = {"font_name": _FONT, "font_size": 10, **_LOOKS[cell.style]}
            if colour:
                look["font_color"] = colour
            if cell.style is Style.DAY:
                look["num_format"] = self._day_format
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class _Writer:
    """Writes one page."""

    def __init__(self, sheet: Any, name: str, layout: Layout, looks: _Looks) -> None:
        self._sheet = sheet
        self._name = name
        self._looks = looks
        self._shows = [column.shows for column in layout.columns]
        self._trend = self._shows.index("history")
        self._word = layout.words.trend

    def write(self, page: Page) -> None:
        width = max((len(row.cells) for row in page.rows), default=0)
        self._shape(width, _longest_remark(page.rows))
        header = None
        for number, row in enumerate(page.rows):
            if header is None and any(cell.style is Style.DAY for cell in row.cells):
                header = number
            self._row(number, row, width)
        now = self._shows.index("now")
        below = header + 1 if page.single and header is not None else 0
        self._sheet.freeze_panes(below, now + 1)
        if page.single and header is not None:
            self._sheet.repeat_rows(0, header)

    def _shape(self, width: int, remark: int) -> None:
        widths = {**_WIDTHS, "remark": min(max(remark * 0.75, 4), 45)}
        for column, shows in enumerate(self._shows[:-1]):
            self._sheet.set_column(column, column, widths.get(shows, _WIDTH))
        self._sheet.set_column(self._trend, self._trend, _TREND_WIDTH)
        if width > self._trend:
            self._sheet.set_column(self._trend + 1, width, _HISTORY_WIDTH)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)  # A4
        self._sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
        self._sheet.set_print_scale(75)
        self._sheet.print_across()
        self._sheet.set_footer("&L&8&A&R&8&P / &N")
        self._sheet.repeat_columns(0, self._shows.index("now"))
        self._sheet.hide_gridlines(2)

    def _row(self, number: int, row: SheetRow, width: int) -> None:
        cells = list(row.cells)
        if any(cell.style in _HEADINGS for cell in cells):
            cells += [BLANK] * (width - len(cells))
            cells = [Cell(Style.HEADING, "") if cell == BLANK else cell for cell in cells]
            look = self._looks.of(Cell(Style.HEADING, ""))
            dated = any(cell.style is Style.DAY for cell in cells)
            self._sheet.write_string(number, self._trend, self._word if dated else "", look)
            if dated or any(_wraps(cell) for cell in cells):
                self._sheet.set_row(number, 30)
        for place, cell in enumerate(cells):
            self._cell(number, place, cell)
        if row.trend:
            self._line(number, row)

    def _cell(self, row: int, place: int, cell: Cell) -> None:
        look, value = self._looks.of(cell), cell.value
        column = place + (place >= self._trend)
        if value is None:
            return
        if value == "":
            self._sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            self._sheet.write_string(row, column, value, look)
        elif isinstance(value, Decimal):
            # Already rounded: a spreadsheet must not round a binary fraction once more.
            self._sheet.write_number(row, column, float(value / 100), look)
        elif isinstance(value, int):
            self._sheet.write_number(row, column, value, look)
        else:
            self._sheet.write_datetime(row, column, value, look)

    def _line(self, number: int, row: SheetRow) -> None:
        """The row's numbers as a line, the oldest on its left.

        The current value stands apart from the older ones, so it is repeated, unseen, in the
        line's own cell: a sparkline takes one run of cells.
        """
        now = row.cells[self._shows.index("now")]
        if isinstance(now.value, int):
            self._sheet.write_number(number, self._trend, now.value, self._looks.hidden)
        last = len(row.cells)
        quoted = self._name.replace("'", "''")
        first, end = _name_of(number, self._trend), _name_of(number, max(last, self._trend))
        self._sheet.add_sparkline(
            number,
            self._trend,
            {
                "range": f"'{quoted}'!{first}:{end}",
                "reverse": True,
                "weight": 1.25,
                "series_color": "#2F5D8A",
            },
        )


def _wraps(cell: Cell) -> bool:
    """Whether a heading over numbers needs a second line in a column as wide as most."""
    text = cell.value if cell.style is Style.NUMBER_HEADING else None
    return isinstance(text, str) and len(text) > _WIDTH


def _longest_remark(rows: Sequence[SheetRow]) -> int:
    remarks = [cell.value for row in rows for cell in row.cells if cell.style is Style.REMARK]
    return max((len(text) for text in remarks if isinstance(text, str)), default=0)


def _name_of(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))
