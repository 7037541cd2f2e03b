"""A workbook that begins with facts: what something is, its numbers, sentences about it."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from backline.exports.analysis_sheet import LINE, Sheet
from backline.names import shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Fact = tuple[str, object]
"""What it is, and the value: a text, a number, a fraction below the word Progress, a day, None."""

_FONT = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_WIDTHS = (30, 46, 60)
_LONGEST = 2000


def new_workbook(title: str) -> tuple[Workbook, Callable[[], bytes]]:
    """A workbook without formulas, and what gives its bytes, the same for the same content."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    created = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    book.set_properties({"title": shown(title, 200), "created": created})

    def finish() -> bytes:
        book.close()
        return out.getvalue()

    return book, finish


class FactsSheet:
    """The first sheet: a title, facts side by side with what they rest on, then sentences."""

    def __init__(self, book: Workbook, name: str, title: str) -> None:
        """Begin it."""
        self._sheet = book.add_worksheet(name)
        self._row = 0
        look = book.add_format
        self._title = look({**_FONT, "bold": True, "font_size": 15})
        self._heading = look({**_FONT, "bold": True, "bg_color": "#e8edf3"})
        self._text = look({**_FONT, "text_wrap": True, "align": "left"})
        self._quiet = look({**_FONT, "text_wrap": True, "font_color": "#5f6672"})
        self._forms = {
            int: look({**_FONT, "num_format": "#,##0", "align": "left"}),
            float: look({**_FONT, "num_format": "0.0%", "align": "left"}),
            Decimal: look({**_FONT, "num_format": "#,##0.00", "align": "left"}),
            date: look({**_FONT, "num_format": "yyyy-mm-dd", "align": "left"}),
        }
        for place, width in enumerate(_WIDTHS):
            self._sheet.set_column(place, place, width)
        self._sheet.hide_gridlines(2)
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&L&A&RPage &P of &N")
        self._sheet.write_string(0, 0, shown(title, 200), self._title)
        self._sheet.set_row(0, 24)
        self._row = 2

    def fact(self, name: str, value: object, rests_on: str = "") -> None:
        """One fact; None is said to be unknown, an empty text is left out."""
        if value == "":
            return
        self._sheet.write_string(self._row, 0, name, self._text)
        if value is None:
            self._sheet.write_string(self._row, 1, "not known", self._quiet)
        elif isinstance(value, str):
            self._sheet.write_string(self._row, 1, shown(value, _LONGEST), self._text)
        elif isinstance(value, date):
            moment = datetime(value.year, value.month, value.day)  # noqa: DTZ001 (a sheet has no zone)
            self._sheet.write_datetime(self._row, 1, moment, self._forms[date])
        elif isinstance(value, int | float | Decimal):
            self._sheet.write_number(self._row, 1, float(value), self._forms[type(value)])
        if rests_on:
            self._sheet.write_string(self._row, 2, shown(rests_on, _LONGEST), self._quiet)
        self._high([(value if isinstance(value, str) else "", 1), (rests_on, 2)])

    def part(self, title: str, sentences: Sequence[str]) -> None:
        """A heading and sentences; nothing where there is no sentence."""
        if not sentences:
            return
        self._row += 1
        for place in range(len(_WIDTHS)):
            self._sheet.write_string(self._row, place, "" if place else title, self._heading)
        self._row += 1
        for sentence in sentences:
            text = shown(sentence, _LONGEST)
            self._sheet.merge_range(self._row, 0, self._row, len(_WIDTHS) - 1, "", self._text)
            self._sheet.write_string(self._row, 0, text, self._text)
            self._high([(text, None)])

    def _high(self, texts: Sequence[tuple[str, int | None]]) -> None:
        """As high as its longest text: merged cells do not find that out by themselves."""
        lines = 1
        for text, column in texts:
            width = sum(_WIDTHS) if column is None else _WIDTHS[column]
            lines = max(lines, -(-len(text) // width))
        self._sheet.set_row(self._row, 15 * lines)
        self._row += 1


def line_chart(
    book: Workbook,
    sheet: Sheet,
    title: str,
    days: tuple[int, int],
    columns: Sequence[int],
    below: int,
) -> None:
    """Columns of a sheet as lines over its days, the spreadsheet's own.

    Args:
        book: the workbook.
        sheet: whose rows are drawn.
        title: above the lines.
        days: the column of the days, and how many there are from the first to the last.
        columns: each a line; their headings are its names.
        below: the row that the chart begins on.
    """
    chart = book.add_chart({"type": "line"})
    for place, column in enumerate(columns):
        dashed = {"color": "#5f6672", "width": 1.5, "dash_type": "dash"}
        chart.add_series(
            {
                "name": [sheet.name, 0, column],
                "categories": [sheet.name, 1, days[0], sheet.rows, days[0]],
                "values": [sheet.name, 1, column, sheet.rows, column],
                "line": dashed if place else {"color": LINE, "width": 2.25},
            }
        )
    chart.set_title({"name": title, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    steps = {"major_unit": max(days[1] // 8, 1), "major_unit_type": "days"}
    chart.set_x_axis({"date_axis": True, "num_format": "d mmm yy", **steps})
    chart.set_y_axis({"num_format": "#,##0", "min": 0})
    chart.set_size({"width": 860, "height": 320})
    sheet.sheet.insert_chart(below, 0, chart)
