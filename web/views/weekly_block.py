"""One artist's block of the weekly report for a page: a table for each section.

The cells are those of the sheet. What a row says in words, its remarks and people's notes, stands
below its label instead of in columns that are mostly empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from backline.analysis.growth import snapshots_back
from backline.measure import VOCABULARY
from backline.names import shown
from backline.weekly.cells import Cell, SheetRow, Style, cell_text, day_text, number_text
from backline.weekly.figures import Series, WeeklyBlock
from backline.weekly.layout import Column, Layout, Section
from backline.weekly.remarks import said_once
from backline.weekly.sheet import WeeklySheet
from backline.words import series_name
from web.held import Shelves
from web.shown import Number, missing
from web.trend import trend_svg

LONGEST = 500
"""Signs of people's own words that a row shows; Backline keeps no more of others' titles."""

NO_NUMBER = "no number of this week"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a column.

    Attributes:
        text: in the layout's words.
        day: of a column of a day.
        about: the definition on ``about.html``; empty where there is none.
    """

    text: str
    day: date | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row of numbers.

    Attributes:
        about: the definition of the number on ``about.html``.
        says: remarks and notes, a sentence each.
        figures: the current number, its growth, and what else the section shows.
        trend: markup of our own making, empty where there is none.
        older: by older column, newest first, as the sheet writes it; empty where there is none.
    """

    label: str
    about: str
    says: Sequence[str]
    figures: Sequence[Number]
    trend: str
    older: Sequence[str]


@dataclass(frozen=True, slots=True)
class Part:
    """A section that has rows.

    Attributes:
        of_tracks: its rows are of tracks or videos, so that their labels are titles.
    """

    name: str
    of_tracks: bool
    headings: Sequence[Heading]
    days: Sequence[Heading]
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Block:
    """Everything of one artist.

    Attributes:
        current: the day of the current values; None where nothing was ever measured.
        older: how many older columns there are that the page leaves out.
        says: what to know, e.g. of a title under several ids.
    """

    key: str
    name: str
    current: date | None
    older: int = 0
    parts: Sequence[Part] = ()
    says: Sequence[str] = field(default=())

    @property
    def short(self) -> str:
        """The name where there is little room."""
        return shown(self.name, 40)


def blocks_of(
    sheet: WeeklySheet, blocks: Sequence[WeeklyBlock], shelves: Shelves
) -> tuple[str, list[Block]]:
    """The blocks of one page.

    Args:
        sheet: lays them out.
        blocks: their numbers.
        shelves: know which file has a number.

    Returns:
        What every row would say, empty where there is no such thing, and the blocks.
    """
    laid = [(block, sheet.sections(block) if block.current else []) for block in blocks]
    rows = [row for _, parts in laid for _, lines in parts for _, row in lines]
    said, with_remarks = said_once(rows, sheet.layout)
    left = iter(with_remarks)
    found = []
    for block, parts in laid:
        told = [(section, [(one, next(left)) for one, _ in lines]) for section, lines in parts]
        found.append(_block(sheet, block, told, shelves))
    return said, found


def _block(
    sheet: WeeklySheet,
    block: WeeklyBlock,
    sections: Sequence[tuple[Section, Sequence[tuple[Series, SheetRow]]]],
    shelves: Shelves,
) -> Block:
    days = sheet.days(block)
    reader = _Reader(sheet.layout, block, days, shelves)
    return Block(
        block.artist.key,
        shown(block.artist.name, 300),
        block.current,
        len(block.columns) - len(days),
        [reader.part(section, lines) for section, lines in sections if lines],
        sheet.doubles.get(block.artist.key, ()),
    )


class _Reader:
    """Reads a block's rows of cells by the layout's columns."""

    def __init__(
        self, layout: Layout, block: WeeklyBlock, days: Sequence[date], shelves: Shelves
    ) -> None:
        self._layout = layout
        self._block = block
        self._shelves = shelves
        form = layout.format
        self._days = [Heading(day_text(day, form), day) for day in days]

    def part(self, section: Section, lines: Sequence[tuple[Series, SheetRow]]) -> Part:
        placed, words = list(self._placed(section)), self._words(section)
        places = [place for place, _ in placed]
        told = [self._line(series, row, places, words) for series, row in lines]
        # An extra number that nobody in the section has needs no column of dashes.
        kept = [
            place
            for place, at in enumerate(places)
            if self._layout.columns[at].shows != "extra"
            or any(line.figures[place].value is not None for line in told)
        ]
        return Part(
            _name_of(section),
            section.tracks is not None,
            [placed[place][1] for place in kept],
            self._days,
            [replace(line, figures=[line.figures[place] for place in kept]) for line in told],
        )

    def _words(self, section: Section) -> Mapping[int, str]:
        """The columns of words: their place in the row, and what to say before them."""
        extras = iter(section.extra)
        found = {}
        for place, column in enumerate(self._layout.columns):
            if column.shows == "remark":
                found[place] = ""
            extra = next(extras, None) if column.shows == "extra" else None
            if extra and extra.shows == "note":
                found[place] = ""
            elif extra and extra.shows == "release_date":
                found[place] = f"{extra.heading or 'Released'} "
        return found

    def _placed(self, section: Section) -> Iterator[tuple[int, Heading]]:
        """The columns of numbers before the history: their place in the row, their heading."""
        extras = iter(section.extra)
        for place, column in enumerate(self._layout.columns):
            if column.shows == "now":
                yield place, Heading(column.heading or "#", self._block.current)
            elif column.shows in ("growth", "change"):
                yield place, Heading(_of_growth(column), about=self._about(column))
            elif column.shows == "extra":
                extra = next(extras, None)
                if extra and "/" in extra.shows:
                    about = "" if extra.share_of else extra.shows.replace("/", "-")
                    yield place, Heading(extra.name, about="growth" if extra.days else about)

    def _about(self, column: Column) -> str:
        if column.shows == "change":
            return "change"
        return "snapshot" if self._layout.by == "snapshot" else "growth"

    def _line(
        self, series: Series, row: SheetRow, places: Sequence[int], words: Mapping[int, str]
    ) -> Line:
        form, cells = self._layout.format, row.cells
        older = [cell_text(cell, form) for cell in cells[len(self._layout.columns) - 1 :]]
        says = [
            f"{before}{shown(str(cells[place].value), LONGEST)}"
            for place, before in words.items()
            if place < len(cells) and cells[place].value
        ]
        ends = ""
        if row.trend:
            first, last = row.trend[0][0], row.trend[-1][-1]
            ends = " … ".join(number_text(value, form) for _, value in (first, last))
        return Line(
            shown(str(cells[0].value), 300),
            f"{series[0]}-{series[1]}",
            says,
            [self._figure(series, row, place) for place in places],
            trend_svg(row.trend, ends),
            older + [""] * (len(self._days) - len(older)),
        )

    def _figure(self, series: Series, row: SheetRow, place: int) -> Number:
        column = self._layout.columns[place]
        cell = row.cells[place] if place < len(row.cells) else Cell()
        if not isinstance(cell.value, int | Decimal):
            return missing(self._why(column))
        text = cell_text(cell, self._layout.format)
        if column.shows == "now":
            point = self._block.series[series].now
            of = (self._block.artist.key, *series, "")
            held = self._shelves.series(of, point.date) if point else None
            return Number(cell.value, text, held=held, column="value")
        return Number(cell.value, text, tone=_tone(cell))

    def _why(self, column: Column) -> str:
        if column.shows == "now":
            return NO_NUMBER
        if column.shows == "extra" or column.days is None:
            return "not known"
        if self._layout.by == "snapshot":
            back = snapshots_back(column.days)
            return f"no number {back} column{'s' if back > 1 else ''} back"
        return f"no number about {column.days} days before"


def _of_growth(column: Column) -> str:
    return column.heading or f"{column.days}-day {column.shows}"


def _name_of(section: Section) -> str:
    """A section's heading, or what its tracks are counted by."""
    if section.heading or not section.tracks:
        return section.heading or "Numbers"
    platform, metric = section.tracks.split("/")
    return series_name(VOCABULARY[platform, metric])


def _tone(cell: Cell) -> str:
    """Gain or fall, of what changed."""
    if cell.style not in (Style.GROWTH, Style.CHANGE) or not isinstance(cell.value, int | Decimal):
        return ""
    return "gain" if cell.value > 0 else "fall" if cell.value < 0 else ""
