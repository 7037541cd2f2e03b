"""The sheets of an analysis' workbook that are there where they are asked for: months, cities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from backline.exports.analysis_sheet import Columns, Sheet, cells, widths
from backline.names import shown

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_CITIES: Columns = {
    "City": ("city", 22), "Region": ("region", 18), "Country": ("country", 9),
    "First": ("first_value", 13), "on": ("first_date", 11), "Latest": ("latest_value", 13),
    "on ": ("latest_date", 11), "Difference": ("difference", 12), "Change in %": ("change", 10),
    "Peak": ("peak_value", 13), "on  ": ("peak_date", 11), "Days told": ("data_points", 8),
}  # fmt: skip

_MONTHS: Columns = {
    "Artist": ("artist", 22), "Platform": ("platform_name", 12), "Country": ("country", 9),
    "Month": ("month", 10), "Streams": ("total_streams", 14), "At least": ("at_least", 9),
    "Songs": ("total_tracks", 8), "with streams": ("tracks_with_streams", 9),
    "Number": ("metric_name", 20), "Lower bound": ("lower_bound", 9),
    "Latest": ("latest_value", 13), "on": ("latest_date", 11), "Average": ("month_average", 13),
    "Days measured": ("data_points", 10),
}  # fmt: skip


def cities_sheet(book: Workbook, cities: Sequence[Mapping[str, Any]]) -> None:
    """Add the cities, where they are asked for, with the largest ones as bars below."""
    if not cities:
        return
    about = {"Artist": 18, "Platform": 12, "Number": 18}
    sheet = Sheet(book, "Cities", {**about, **widths(_CITIES)})
    drawn = []
    for one in cities:
        first = sheet.rows + 1
        for city in one["cities"]:
            own = (one["artist"], one["platform_name"], one["metric_name"])
            sheet.add([*own, *cells(city, _CITIES.values())])
        if one["cities"]:
            title = f"{shown(one['artist'], 40)}, {one['platform_name']}: {one['metric_name']}"
            drawn.append((title, (first, sheet.rows)))
    sheet.end()
    below = sheet.rows + 2
    for title, rows in drawn:
        below += sheet.bars(title, rows, (3, 8), below)


def months_sheet(book: Workbook, months: Sequence[Mapping[str, Any]]) -> None:
    """Add the months, where they are asked for."""
    if not months:
        return
    sheet = Sheet(book, "Months", {**widths(_MONTHS), "To know": 50})
    for month in months:
        sheet.add([*cells(month, _MONTHS.values()), "; ".join(month["notes"]) or None])
    sheet.end()
