"""An analysis as a workbook: the artists' numbers, the songs, every day, and what to know.

Numbers stay numbers, other people's text is never a formula, and charts are the spreadsheet's own.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from backline.analysis.audience import Answer, document_of
from backline.exports.analysis_beside import EXTRA_SHEETS
from backline.exports.analysis_places import cities_sheet, months_sheet
from backline.exports.analysis_sheet import LINE, Sheet, cells, widths
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.words import series_name

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_SUMMARY = {
    "Artist": ("artist__name", 22), "Platform": ("platform__name", 12),
    "Number": ("platform__audience_metric_name", 20), "Country": ("country", 9),
    "Lower bound": ("lower_bound", 9),
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


def analysis_workbook(
    answer: Answer, *, all_tracks: bool = False, all_cities: bool = False
) -> bytes:
    """The bytes of an XLSX file.

    Args:
        answer: the analysis.
        all_tracks: list every song, not only the first ones.
        all_cities: list every city likewise.
    """
    import xlsxwriter

    document = document_of(answer, all_tracks=all_tracks, all_cities=all_cities)
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
    months_sheet(book, document["months"])
    cities_sheet(book, document["cities"])
    _days(book, answer, document)
    _notes(book, document)
    _beside(book, document)
    book.close()
    return out.getvalue()


def _summary(book: Workbook, document: Mapping[str, Any]) -> None:
    sheet = Sheet(book, "Artist Summary", widths(_SUMMARY))
    for row in document["detailed_breakdown"]:
        sheet.add(cells(row, _SUMMARY.values()))
    sheet.end()


def _tracks(book: Workbook, document: Mapping[str, Any]) -> None:
    sheet = Sheet(book, "Track Breakdown", {"Artist": 18, "Platform": 12, **widths(_TRACKS)})
    charted = []
    for one in document["track_breakdowns"]:
        first = sheet.rows + 1
        for track in one["tracks"]:
            about = (one["artist"], one["platform_name"])
            sheet.add([*about, *cells(track, _TRACKS.values())])
        counted = sum(track["total_streams"] is not None for track in one["tracks"])
        if counted:
            charted.append((one, first, first + counted - 1))
    sheet.end()
    below = sheet.rows + 2
    for one, first, last in charted:
        title = f"{shown(one['artist'], 40)}, {one['platform_name']}: streams"
        below += sheet.bars(title, (first, last), (2, 4), below)


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
            title = f"{row.whom.name}: {series_name(row.metric, answer.asked.country)}"
            columns[_apart(title, row.whom.key, columns)] = row.series.values
    for found in answer.breakdowns:
        label = PLATFORM_LABELS.get(found.platform, found.platform)
        for track in found.tracks:
            if track.days and (found.whom.key, found.platform, track.key) in listed:
                title = f"{found.whom.name}: {track.title}, {label} streams"
                columns[_apart(title, track.key, columns)] = track.days
    sheet = Sheet(book, "Daily Series", {"Day": 11, **dict.fromkeys(columns, 16)})
    for day in answer.asked.days:
        values = (known.get(day) for known in columns.values())
        sheet.add([day, *(None if value is None else float(value) for value in values)])
    sheet.end()
    for place, name in enumerate(columns, 1):
        _line(book, sheet, name, place)


def _apart(title: str, key: str, taken: Mapping[str, object]) -> str:
    """A column's title that no other has, also where long ones differ only at their ends."""
    short = shown(title, 120)
    return f"{shown(title, 60)} ({key}, {len(taken)})" if short in taken else short


def _line(book: Workbook, sheet: Sheet, name: str, place: int) -> None:
    """One column as a line, with gaps where days are not known, below the table."""
    if place > 6:
        return
    chart = book.add_chart({"type": "line"})
    chart.add_series(
        {
            "categories": [sheet.name, 1, 0, sheet.rows, 0],
            "values": [sheet.name, 1, place, sheet.rows, place],
            "line": {"color": LINE, "width": 2},
            # A day between two that are not known is a point and no line.
            "marker": {
                "type": "circle",
                "size": 4,
                "fill": {"color": LINE},
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
    sheet = Sheet(book, "Notes", {"About": 44, "Note": 110})
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
    for one in document["cities"]:
        sheet.add([f"{one['artist']}, {one['platform_name']}: cities", one["note"]])
    sheet.end()


def _beside(book: Workbook, document: Mapping[str, Any]) -> None:
    """One more sheet for each kind that has rows."""
    for name, extra in EXTRA_SHEETS.items():
        if not document[extra.part]:
            continue
        sheet = Sheet(book, name, extra.widths)
        for row in document[extra.part]:
            sheet.add(extra.cells(row))
        sheet.end()


def _told(sheet: Sheet, about: str, row: Mapping[str, Any]) -> None:
    missing = [f"{m['days']} days: {m['reason']}" for m in row["coverage"]["missing"]]
    sources = [f"told by {', '.join(row['sources'])}"] if row["sources"] else []
    for note in [*row["notes"], *missing, *sources]:
        sheet.add([about, note])
