"""The weekly report as a workbook: the same cells, with formats, colours and a trend per row.

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

from backline.exports.pictures import trend
from backline.exports.pictures.colours import PAPER
from backline.names import shown
from backline.weekly.cells import BLANK, Cell, SheetRow, Style, number_text
from backline.weekly.layout import Layout
from backline.weekly.pages import MARGINS, Paper, is_heading, paper

_FONT, _FONT_SIZE = "Arial", 10
_BAND = "#e8edf3"

_LOOKS: dict[Style, dict[str, Any]] = {
    Style.BLANK: {},
    Style.ARTIST: {"bold": True, "font_size": 14},
    Style.HEADING: {"bold": True, "bg_color": _BAND, "text_wrap": True},
    Style.NUMBER_HEADING: {"bold": True, "bg_color": _BAND, "text_wrap": True, "align": "right"},
    Style.DAY: {"bold": True, "bg_color": _BAND, "align": "right"},
    Style.LABEL: {"text_wrap": True},
    Style.NUMBER: {"num_format": "#,##0"},
    Style.GROWTH: {"num_format": "#,##0"},
    Style.CHANGE: {"num_format": "0.00%"},
    Style.SHARE: {"num_format": "0.00%"},
    Style.REMARK: {"font_color": PAPER.quiet, "italic": True, "font_size": 9, "text_wrap": True},
    Style.NOTE: {"text_wrap": True},
    Style.AS_OF: {"font_color": PAPER.quiet, "italic": True},
}

_TREND_WIDTH = trend.SIZE[0] + 8
_MOST_REPEATED = 3
"""Columns that stand on every page and stay in sight, the label first."""

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

    Beside the layout's columns every row with numbers over time has its trend, a picture in a
    column of its own before the older values.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        # Columns are as wide as so many digits of this font, so it is one every machine has.
        "default_format_properties": {"font_name": _FONT, "font_size": _FONT_SIZE},
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
            _Writer(book.add_worksheet(name), layout, looks).write(page)
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

    def of(self, cell: Cell) -> Any:
        """The format of a cell."""
        colour = ""
        if cell.style in (Style.GROWTH, Style.CHANGE) and isinstance(cell.value, int | Decimal):
            colour = PAPER.change((cell.value > 0) - (cell.value < 0))
        key = (cell.style, colour)
        if key not in self._made:
            look = {
                "font_name": _FONT,
                "font_size": _FONT_SIZE,
                "valign": "vcenter",
                **_LOOKS[cell.style],
            }
            if colour:
                look["font_color"] = colour
            if cell.style is Style.DAY:
                look["num_format"] = self._day_format
            self._made[key] = self._book.add_format(look)
        return self._made[key]


class _Writer:
    """Writes one page."""

    def __init__(self, sheet: Any, layout: Layout, looks: _Looks) -> None:
        self._sheet = sheet
        self._looks = looks
        self._layout = layout
        shows = [column.shows for column in layout.columns]
        self._now = shows.index("now")
        self._trend = shows.index("history")
        self._repeated = self._now + 1 if self._now < _MOST_REPEATED else 1

    def write(self, page: Page) -> None:
        header = next((n for n, row in enumerate(page.rows) if is_heading(row)), None)
        titles = header + 1 if page.single and header is not None else 0
        cut = paper(
            page.rows,
            self._layout,
            trend=_TREND_WIDTH,
            repeated=self._repeated,
            titles=titles,
        )
        self._shape(cut)
        for number, row in enumerate(cut.rows):
            self._row(number, row, len(cut.sizes.columns) - 1)
            if (png := trend.trend_png(row.trend)) is not None:
                self._picture(number, row, png, cut.sizes.rows[number])
        self._sheet.freeze_panes(titles, self._repeated)
        if titles:
            self._sheet.repeat_rows(0, titles - 1)

    def _shape(self, cut: Paper) -> None:
        sheet = self._sheet
        for column, width in enumerate(cut.sizes.columns):
            sheet.set_column_pixels(column, column, width)
        for row, height in enumerate(cut.sizes.rows):
            sheet.set_row(row, height)
        sheet.set_landscape()
        sheet.set_paper(0)  # whichever the printer has
        sheet.set_margins(**MARGINS)
        sheet.set_print_scale(cut.scale)
        sheet.print_across()
        sheet.set_h_pagebreaks(cut.above)
        sheet.set_v_pagebreaks(cut.left)
        sheet.set_footer("&L&8&A&R&8&P / &N", {"margin": 0.3})
        sheet.repeat_columns(0, self._repeated - 1)
        sheet.hide_gridlines(2)

    def _row(self, number: int, row: SheetRow, width: int) -> None:
        cells = list(row.cells)
        if is_heading(row):
            cells += [BLANK] * (width - len(cells))
            cells = [Cell(Style.HEADING, "") if cell == BLANK else cell for cell in cells]
            look = self._looks.of(Cell(Style.HEADING, ""))
            dated = any(cell.style is Style.DAY for cell in cells)
            word = self._layout.words.trend if dated else ""
            self._sheet.write_string(number, self._trend, word, look)
        for place, cell in enumerate(cells):
            self._cell(number, place, cell)

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

    def _picture(self, number: int, row: SheetRow, png: bytes, height: float) -> None:
        form = self._layout.format
        first, last = row.trend[0][0], row.trend[-1][-1]
        ends = (number_text(value, form) for _, value in (first, last))
        options = {
            "image_data": io.BytesIO(png),
            "x_offset": 4,
            "y_offset": int((height * 96 / 72 - trend.SIZE[1]) / 2),
            "object_position": 1,  # goes with its row where people sort or hide rows
            "description": " … ".join(ends),
        }
        self._sheet.insert_image(number, self._trend, "trend.png", options)
