"""``artists.html``: every artist with the numbers they are known by, to be sorted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.growth import Growth, growth
from backline.analysis.news import AUDIENCES
from backline.analysis.totals import NO_ROW
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.names import shown
from backline.people import Artist
from web.shown import Number, change, count, missing
from web.views.growth_files import GrowthFiles
from web.views.growth_rows import USUAL
from web.visit import Visit

FEW = 50
"""Of so many artists each figure names its row; of more the page would be megabytes of that."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of one artist.

    Attributes:
        remarks: on how many days it was measured, where that is not every one, and the like.
    """

    now: Number
    growth: Number | None
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One artist."""

    artist: Artist
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of numbers."""

    platform: str
    platform_name: str
    label: str
    about: str


def view(visit: Visit) -> Mapping[str, Any]:
    """The list.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse = visit.label.warehouse
    roster, day = warehouse.roster, warehouse.latest_day
    context: dict[str, Any] = {"title": "Artists", "day": day, "window": USUAL}
    if day is None:
        names = [(artist, shown(artist.name, 160)) for artist in roster.artists]
        return context | {"lines": [], "headings": [], "others": names, "files": []}
    there = roster.on(day)
    rows = {
        (row.platform, row.metric, row.artist): row
        for row in growth(warehouse, USUAL, as_of=day, subjects=False)
        if not row.country
    }
    told = {
        (platform, metric) for (platform, metric, _), row in rows.items() if row.now is not None
    }
    series = [one for one in AUDIENCES if one in told and one[0] != "discord"]
    files = GrowthFiles(visit.label, day)
    held = files if len(roster.artists) <= FEW else None
    lines = [
        Line(
            artist,
            shown(artist.name, 160),
            [_cell(rows.get((*one, artist.key)), day, held) for one in series],
        )
        for artist in there
    ]
    here = {artist.key for artist in there}
    return context | {
        "lines": lines,
        "headings": [_heading(*one) for one in series],
        "others": [(a, shown(a.name, 160)) for a in roster.artists if a.key not in here],
        "files": list(files.named),
    }


def _heading(platform: str, metric: str) -> Heading:
    label = VOCABULARY[platform, metric].label
    return Heading(platform, PLATFORM_LABELS[platform], label, f"{platform}-{metric}")


def _cell(row: Growth | None, day: date, files: GrowthFiles | None) -> Cell:
    if row is None or row.now is None:
        return Cell(missing(shown(row.note, 200) if row else NO_ROW), None, ())
    remarks = [f"on {row.now_date}"] if row.now_date != day else []
    if row.growth is None:
        remarks.append(shown(row.note, 200))
    elif row.days_measured < row.days_in_window:
        remarks.append(f"from {row.days_measured} of {row.days_in_window} days")
    now = files.place(row, USUAL, "now") if files else (None, "")
    grown = files.place(row, USUAL, "growth") if files else (None, "")
    return Cell(
        count(row.now, "", *now),
        None if row.growth is None else change(row.growth, "", *grown),
        remarks,
    )
