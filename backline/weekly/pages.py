"""How a sheet of the workbook is printed: its columns' widths, its rows' heights, its pages.

What is computed here fits A4 and letter alike, whichever the printer has: as wide as letter, as
high as A4, both lying. A spreadsheet that is told to fit a page's width ignores breaks between
rows, so the scale is computed here, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from backline.weekly.cells import Cell, SheetRow, Style, cell_text
from backline.weekly.layout import Layout

MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
"""In inches; the footer stands within the lower one."""

_LETTER_WIDTH, _A4_HEIGHT = 11.0, 8.27  # inches, lying
_WIDE = (_LETTER_WIDTH - 0.8) * 96  # pixels of the screen
_HIGH = (_A4_HEIGHT - 1.1) * 72  # points
_AIR = 0.95  # spreadsheets round each column and row in their own way

LARGEST, SMALLEST = 85, 60
"""Percent; below the smallest, letters of 10 points are under 6."""

_LINE = 12.75  # points a line of text takes
_ROW, _ARTIST_ROW = 15.0, 21.0
_NARROWEST, _WIDEST_WORDS, _WIDEST_LABEL = 36, 180, 240  # pixels
_SHORT_HEADING = 62  # pixels up to which a heading stays on one line
_PADDING = 9
_WORDS = (Style.REMARK, Style.NOTE, Style.LABEL)
_HEADINGS = (Style.HEADING, Style.NUMBER_HEADING, Style.DAY)


class Sizes(NamedTuple):
    """Pixels of each column, and points of each row."""

    columns: list[int]
    rows: list[float]


@dataclass(frozen=True, slots=True)
class Paper:
    """How a sheet is cut into pages.

    Attributes:
        rows: those of the sheet, where an artist longer than a page has headings once more.
        sizes: of its columns and rows.
        scale: percent.
        above: the rows that begin a page, and ``left`` the columns, but for the first ones.
    """

    rows: list[SheetRow]
    sizes: Sizes
    scale: int
    above: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)


def paper(
    rows: Sequence[SheetRow], layout: Layout, *, trend: int, repeated: int, titles: int
) -> Paper:
    """Cut a sheet into pages: no artist across two where one page can hold them.

    Args:
        rows: of the sheet.
        layout: tells the columns.
        trend: pixels of the column the trends get before the history.
        repeated: so many columns stand on every page.
        titles: so many rows stand on every page; 0 where each artist has headings of their own.
    """
    sizes = _sizes(rows, layout, trend)
    blocks = [] if titles else _blocks(rows)
    longest = max((sum(sizes.rows[a:b]) for a, b in blocks), default=sum(sizes.rows))
    fits = [100 * _AIR * _WIDE / max(sum(sizes.columns), 1), 100 * _AIR * _HIGH / max(longest, 1)]
    # What no readable scale can hold is spread over pages, so it does not count.
    scale = int(min([LARGEST, *(fit for fit in fits if fit >= SMALLEST)]))
    if fits[0] < SMALLEST:
        scale = SMALLEST
    left = _cuts(sizes.columns, repeated, 100 * _AIR * _WIDE / scale)
    room = 100 * _AIR * _HIGH / scale
    if titles:
        return Paper(list(rows), sizes, scale, [], left)
    return _cut(rows, sizes, blocks, room, Paper([], Sizes(sizes.columns, []), scale, [], left))


def _cuts(columns: Sequence[int], repeated: int, room: float) -> list[int]:
    """The columns that begin a further page beside the first, which repeats some."""
    found, used, again = [], 0.0, sum(columns[:repeated])
    for column, width in enumerate(columns):
        if used + width > room and column > repeated:
            found.append(column)
            used = again
        used += width
    return found


def _blocks(rows: Sequence[SheetRow]) -> list[tuple[int, int]]:
    """From where to where each artist's rows go, without blank ones at the end."""
    begins = [n for n, row in enumerate(rows) if _begins(row)]
    found = []
    for begin, end in pairwise([*begins, len(rows)]):
        last = end
        while last > begin and not rows[last - 1].cells:
            last -= 1
        found.append((begin, last))
    return found


def _begins(row: SheetRow) -> bool:
    return bool(row.cells) and row.cells[0].style is Style.ARTIST


def is_heading(row: SheetRow) -> bool:
    """Whether a row has headings: of an artist's columns, or of a section."""
    return any(cell.style in _HEADINGS for cell in row.cells)


def _cut(
    rows: Sequence[SheetRow],
    sizes: Sizes,
    blocks: Sequence[tuple[int, int]],
    room: float,
    page: Paper,
) -> Paper:
    """Fill pages with blocks; headings stand again where a block goes over to a further page."""
    used = 0.0

    def add(numbers: Sequence[int]) -> None:
        nonlocal used
        for number in numbers:
            page.rows.append(rows[number])
            page.sizes.rows.append(sizes.rows[number])
            used += sizes.rows[number]

    def turn() -> None:
        nonlocal used
        if page.rows:
            page.above.append(len(page.rows))
        used = 0.0

    done = 0
    for begin, end in blocks:
        add(range(done, begin))
        height = sum(sizes.rows[begin:end])
        if used + height > room and used > sum(sizes.rows[: blocks[0][0]]):
            turn()
        headings = [begin, begin + 1]  # the artist's name and the columns' headings
        section: list[int] = []
        for number in range(begin, end):
            if number > begin + 1 and is_heading(rows[number]):
                section = [number]
            # A heading alone at a page's end belongs to what follows.
            ahead = [number, *([number + 1] if section == [number] and number + 1 < end else [])]
            if used + sum(sizes.rows[n] for n in ahead) > room and number > begin + 1:
                turn()
                again = [n for n in (*headings, *section) if n != number]
                add(again)
            add([number])
        done = end
    add(range(done, len(rows)))
    return page


def _sizes(rows: Sequence[SheetRow], layout: Layout, trend: int) -> Sizes:
    """Columns wide enough for their numbers, days and longest word; rows for their lines."""
    shows = [column.shows for column in layout.columns]
    place = shows.index("history")
    count = max([len(row.cells) for row in rows] + [place])
    widths = [_NARROWEST] * count
    for row in rows:
        for column, cell in enumerate(row.cells):
            widths[column] = max(widths[column], _needed(cell, layout))
    heights = [_height(row, widths, layout) for row in rows]
    return Sizes([*widths[:place], trend, *widths[place:]], heights)


def _needed(cell: Cell, layout: Layout) -> int:
    """The pixels a cell takes; words may stand on several lines, their longest may not."""
    if cell.style in (Style.ARTIST, Style.AS_OF, Style.BLANK):
        return 0  # they may reach over what is right of them
    text = cell_text(cell, layout.format)
    if cell.style in (Style.HEADING, Style.NUMBER_HEADING):
        longest = max((_pixels(word, bold=True) for word in _words(text)), default=0)
        return max(longest, min(_pixels(text, bold=True), _SHORT_HEADING))
    if cell.style in _WORDS:
        most = _WIDEST_LABEL if cell.style is Style.LABEL else _WIDEST_WORDS
        longest = max((_pixels(word) for word in _words(text)), default=0)
        return min(most, max(longest, _pixels(text)))
    return _pixels(text, bold=cell.style is Style.DAY)


def _height(row: SheetRow, widths: Sequence[int], layout: Layout) -> float:
    if _begins(row):
        return _ARTIST_ROW
    lines = 1
    for column, cell in enumerate(row.cells):
        if isinstance(cell.value, str) and cell.style in (
            *_WORDS,
            Style.HEADING,
            Style.NUMBER_HEADING,
        ):
            bold = cell.style not in _WORDS
            lines = max(lines, _lines(cell_text(cell, layout.format), widths[column], bold=bold))
    return max(_ROW, lines * _LINE + 2.25)


def _lines(text: str, width: int, *, bold: bool) -> int:
    """How many lines words take, broken between them."""
    count = 0
    for part in text.split("\n"):
        count += 1
        used = 0
        if _pixels(part, bold=bold) <= width:
            continue
        for word in _words(part):
            size = _pixels(f"{word} ", bold=bold) - _PADDING
            if used and used + size > width - _PADDING:
                count, used = count + 1, 0
            used += size
            count += max(0, used - 1) // max(width, 1)  # a word longer than the column
    return max(count, 1)


def _words(text: str) -> list[str]:
    """What stands on one line: a line may end after a blank or a hyphen."""
    return re.findall(r"[^\s-]*-+|[^\s-]+", text)


def _pixels(text: str, *, bold: bool = False) -> int:
    """How wide a text is in Arial of 10 points, with the air around it."""
    from xlsxwriter.utility import xl_pixel_width

    # The library counts Calibri of 11 points, whose letters are narrower.
    return int(xl_pixel_width(text) * (1.16 if bold else 1.08)) + _PADDING
