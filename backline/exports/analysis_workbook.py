"""An analysis as a workbook: the artists' numbers, the songs, every day, and what to know.

Numbers stay numbers, other people's text is never a formula, and charts are the spreadsheet's own.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from backline.analysis.audience import Answer, document_of
from backline.exports.analysis_beside import EXTRA_SHEETS, lines_of
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.words import series_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_BAND = "#e8edf3"
_LINE = "#2f6f9f"

_SUMMARY = {
    "Artist": ("artist__name", 22), "Platform": ("platform__name", 12),
    "Number": ("platform__audience_metric_name", 20), "Country": ("country", 9),
    "First": ("first_value", 13), "on": ("first_date", 11), "Latest": ("latest_value", 13),
    "on ": ("latest_date", 11), "Difference": ("difference", 12), "Average": ("period_average", 13),
    "Peak": ("peak_value", 13), "on  ": ("peak_date", 11), "Days measured": ("data_points", 10),
    "Days": ("days", 7),
}  # fmt: skip

_TRACKS = {
    "Song": ("track_name", 32), "Credit": ("track_credit", 24), "Streams": ("total_streams", 13),
    "At least": ("at_least", 9), "A day": ("avg_daily_streams", 12),
    "Best day": ("peak_streams", 12), "on": ("peak_date", 11), "Change": ("change", 12),
    "Share": ("share", 8), "Place": ("best_position", 7), "Weeks": ("weeks_on_chart", 7),
    "Days": ("data_points", 7), "Source": ("source", 34),
}  # fmt: skip


def analysis_workbook(answer: Answer, *, all_tracks: bool = False) -> bytes:
    """The bytes of an XLSX file.

    Args:
        answer: the analysis.
        all_tracks: list every song, not only the first ones.
    """
    import xlsxwriter

    document = document_of(answer, all_tracks=all_tracks)
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
    book.set_properties({"created": datetime(2000, 1, 1, tzinfo=UTC)})
    _summary(book, document)
    _tracks(book, document)
    _days(book, answer, document)
    _notes(book, document)
    _beside(book, document)
    book.close()
    return out.getvalue()


class _Sheet:
    """One sheet with a header in sight, filters and pages that fit their width."""

    def __init__(self, book: Workbook, name: str, columns: Mapping[str, int]) -> None:
        self.name = name
        self.sheet: Worksheet = book.add_worksheet(name)
        heading = book.add_format({"bold": True, "bg_color": _BAND, "text_wrap": True, "indent": 1})
        self._whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._share = book.add_format({"num_format": "0.0%", "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        self._text = book.add_format(
            {"text_wrap": True, "valign": "top", "align": "left", "indent": 1}
        )
        self._columns = list(columns)
        for place, (title, width) in enumerate(columns.items()):
            self.sheet.set_column(place, place, width)
            self.sheet.write_string(0, place, title.strip(), heading)
        self.sheet.set_row(0, 48 if any(len(title) > 20 for title in columns) else 30)
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&RPage &P of &N")
        self.rows = 0

    def add(self, cells: Sequence[object]) -> None:
        """One more row; None leaves its cell empty, which is not 0."""
        self.rows += 1
        for place, cell in enumerate(cells):
            self._write(place, cell)

    def _write(self, place: int, cell: object) -> None:
        write = self.sheet
        if isinstance(cell, bool):
            write.write_string(self.rows, place, "yes" if cell else "")
        elif isinstance(cell, int | float):
            share = self._columns[place] == "Share"
            write.write_number(self.rows, place, cell, self._share if share else self._whole)
        elif isinstance(cell, date):
            noon = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001 (a sheet has no zone)
            write.write_datetime(self.rows, place, noon, self._day)
        elif isinstance(cell, str):
            write.write_string(self.rows, place, shown(cell, 500), self._text)

    def end(self) -> None:
        """Filters over what there is."""
        self.sheet.autofilter(0, 0, max(self.rows, 1), len(self._columns) - 1)


def _cells(row: Mapping[str, Any], columns: Iterable[tuple[str, int]]) -> list[object]:
    return [_day_of(name, row[name]) for name, _ in columns]


def _day_of(name: str, value: Any) -> object:
    return date.fromisoformat(value) if value and name.endswith("_date") else value


def _widths(columns: Mapping[str, tuple[str, int]]) -> dict[str, int]:
    return {title: width for title, (_, width) in columns.items()}


def _summary(book: Workbook, document: Mapping[str, Any]) -> None:
    sheet = _Sheet(book, "Artist Summary", _widths(_SUMMARY))
    for row in document["detailed_breakdown"]:
        sheet.add(_cells(row, _SUMMARY.values()))
    sheet.end()


def _tracks(book: Workbook, document: Mapping[str, Any]) -> None:
    sheet = _Sheet(book, "Track Breakdown", {"Artist": 18, "Platform": 12, **_widths(_TRACKS)})
    charted = []
    for one in document["track_breakdowns"]:
        first = sheet.rows + 1
        for track in one["tracks"]:
            about = (one["artist"], one["platform_name"])
            sheet.add([*about, *_cells(track, _TRACKS.values())])
        counted = sum(track["total_streams"] is not None for track in one["tracks"])
        if counted:
            charted.append((one, first, first + counted - 1))
    sheet.end()
    below = sheet.rows + 2
    for one, first, last in charted:
        below += _bars(book, sheet, one, first, last, below)


def _bars(
    book: Workbook, sheet: _Sheet, one: Mapping[str, Any], first: int, last: int, below: int
) -> int:
    """The songs with the most streams as bars, below the table; how many rows they cover."""
    chart = book.add_chart({"type": "bar"})
    last = min(last, first + 9)
    chart.add_series(
        {
            "categories": [sheet.name, first, 2, last, 2],
            "values": [sheet.name, first, 4, last, 4],
            "fill": {"color": _LINE},
        }
    )
    chart.set_title({"name": f"{shown(one['artist'], 40)}, {one['platform_name']}: streams"})
    chart.set_legend({"none": True})
    chart.set_y_axis({"reverse": True})
    chart.set_x_axis({"num_format": "#,##0", "major_gridlines": {"visible": False}})
    height = 90 + 26 * (last - first + 1)
    chart.set_size({"width": 760, "height": height})
    sheet.sheet.insert_chart(below, 0, chart)
    return height // 20 + 2


def _days(book: Workbook, answer: Answer, document: Mapping[str, Any]) -> None:
    """Every day of every number and every listed song; an empty cell is a day that is not known."""
    listed = {
        (one["id"], one["platform"], track["id"])
        for one in document["track_breakdowns"]
        for track in one["tracks"]
    }
    columns: dict[str, Mapping[date, Any]] = {}
    for row in answer.rows:
        if row.series.values:
            title = f"{row.whom.name}: {series_name(row.metric)}"
            columns[title] = row.series.values
    for found in answer.breakdowns:
        label = PLATFORM_LABELS.get(found.platform, found.platform)
        for track in found.tracks:
            if track.days and (found.whom.key, found.platform, track.key) in listed:
                title = f"{found.whom.name}: {track.title}, {label} streams"
                columns[f"{title} ({track.key})" if title in columns else title] = track.days
    sheet = _Sheet(book, "Daily Series", {"Day": 11, **{shown(name, 120): 16 for name in columns}})
    for day in answer.asked.days:
        values = (known.get(day) for known in columns.values())
        sheet.add([day, *(None if value is None else float(value) for value in values)])
    sheet.end()
    for place, name in enumerate(columns, 1):
        _line(book, sheet, name, place)


def _line(book: Workbook, sheet: _Sheet, name: str, place: int) -> None:
    """One column as a line, with gaps where days are not known, below the table."""
    if place > 6:
        return
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "categories": [sheet.name, 1, 0, sheet.rows, 0],
            "values": [sheet.name, 1, place, sheet.rows, place],
            "line": {"color": _LINE, "width": 2},
            # A day between two that are not known is a point and no line.
            "marker": {
                "type": "circle",
                "size": 4,
                "fill": {"color": _LINE},
                "border": {"none": True},
            },
        }
    )
    chart.set_title({"name": shown(name, 60), "name_font": {"size": 11}})
    chart.set_legend({"none": True})
    chart.show_blanks_as("gap")
    chart.set_x_axis({"date_axis": True, "num_format": "d mmm"})
    chart.set_y_axis({"num_format": "#,##0", "major_gridlines": {"visible": False}})
    chart.set_size({"width": 560, "height": 260})
    down, side = divmod(place - 1, 2)
    sheet.sheet.insert_chart(sheet.rows + 2 + 14 * down, 0, chart, {"x_offset": 580 * side})


def _notes(book: Workbook, document: Mapping[str, Any]) -> None:
    sheet = _Sheet(book, "Notes", {"About": 34, "Note": 110})
    period = document["summary"]["date_range"]
    where = document["summary"]["country"] or "worldwide"
    sheet.add(["Period", f"{period['start']} to {period['end']}, {period['days']} days, {where}"])
    sheet.add(["Figures", document["metadata"]["meaning"]])
    for note in document["metadata"]["notes"]:
        sheet.add(["", note])
    for row in document["detailed_breakdown"]:
        about = f"{row['artist__name']}: {row['platform__name']} {row['metric'].replace('_', ' ')}"
        _told(sheet, about, row)
    for one in document["track_breakdowns"]:
        sheet.add([f"{one['artist']}, {one['platform_name']}", one["note"]])
        for track in one["tracks"]:
            _told(sheet, track["track_name"], track)
    sheet.end()


def _beside(book: Workbook, document: Mapping[str, Any]) -> None:
    """One more sheet for each kind that has rows."""
    for name, extra in EXTRA_SHEETS.items():
        if not document[extra.part]:
            continue
        sheet = _Sheet(book, name, extra.widths)
        for row in document[extra.part]:
            cells = extra.cells(row)
            sheet.add(cells)
            sheet.sheet.set_row(sheet.rows, 15 * lines_of(cells, extra.widths.values()))
        sheet.end()


def _told(sheet: _Sheet, about: str, row: Mapping[str, Any]) -> None:
    missing = [f"{m['days']} days: {m['reason']}" for m in row["coverage"]["missing"]]
    sources = [f"told by {', '.join(row['sources'])}"] if row["sources"] else []
    for note in [*row["notes"], *missing, *sources]:
        sheet.add([about, note])
