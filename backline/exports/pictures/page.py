"""One page of paper: measured texts, tables and a chart, drawn as SVG and written as PDF.

The page has one font in one weight and nothing shines through: with several of either the parts
of the PDF come in another order each time, and the same page would not give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from backline.errors import DataError
from backline.exports.pictures.colours import PAPER
from backline.exports.pictures.drawing import Picture, svg_of
from backline.exports.pictures.engine import engine
from backline.exports.pictures.lettering import FONTS, is_own, written
from backline.exports.pictures.stand_ins import StandIns
from backline.exports.pictures.widths import fitted, wrapped

WIDTH, HEIGHT = 595, 842
"""A4 in points."""

EDGE = 40
INNER = WIDTH - 2 * EDGE
SMALL, BODY, HEADING, TITLE = 8, 9.5, 11.5, 21
"""Sizes of letters in points."""

LINE = 1.38
"""From one line to the next, in sizes of its letters."""

ROW = 15
"""How high a table's row is."""

_GAP = 10
_SIZE = re.compile(r'<svg[^>]*?\swidth="([\d.]+)"[^>]*?\sheight="([\d.]+)"')


_CLEAR = re.compile(r'<[^>]*\sopacity="([\d.]+)"[^>]*>')
_FILL = re.compile(r'fill="#([0-9a-f]{6})"')


def opaque(drawn: str) -> str:
    """A chart's SVG in the colours that its see-through marks have on white paper."""

    def solid(found: re.Match[str]) -> str:
        strength = float(found[1])
        mark = found[0].replace(f' opacity="{found[1]}"', "")
        if strength == 0 and mark.endswith("/>"):
            return ""
        return _FILL.sub(lambda fill: f'fill="{_mixed(fill[1], strength)}"', mark)

    return _CLEAR.sub(solid, drawn)


def _mixed(colour: str, strength: float) -> str:
    parts = [int(colour[at : at + 2], 16) for at in (0, 2, 4)]
    return "#" + "".join(f"{round(part * strength + 255 * (1 - strength)):02x}" for part in parts)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes:
        share: of the page's width, beside the shares of the others.
        right: whether its cells are flush right, as numbers are.
    """

    title: str
    share: float
    right: bool = False


class PaperPage:
    """A page that is filled from its top; ``y`` is how far."""

    def __init__(self) -> None:
        self.y: float = EDGE
        self._parts: list[str] = []

    @property
    def left(self) -> float:
        """How much room there is to the bottom's edge."""
        return HEIGHT - EDGE - self.y

    def down(self, by: float) -> None:
        """Leave room."""
        self.y += by

    def text(
        self,
        text: str,
        size: float = BODY,
        *,
        colour: str = PAPER.text,
        most: int = 99,
        x: float = EDGE,
        room: float = INNER,
    ) -> None:
        """Write drawable text in as many lines as it takes, ``most`` of them."""
        for line in wrapped(text, size, room, most):
            self.y += size * LINE
            self.put(line, x, self.y - size * 0.32, size, colour)

    def put(
        self, text: str, x: float, y: float, size: float, colour: str, *, right: bool = False
    ) -> None:
        """Write one line whose letters stand on ``y``."""
        if not is_own(text):
            line = written(text, x, y, size, share=1 if right else 0)
            self._parts.append(f'<g fill="{colour}">{line}</g>')
            return
        anchor = ' text-anchor="end"' if right else ""
        self._parts.append(
            f'<text x="{x:.2f}" y="{y:.2f}" font-family="{FONTS}" font-size="{size}" '
            f'fill="{colour}"{anchor}>{escape(text)}</text>'
        )

    def heading(self, text: str) -> None:
        """Write what the next part is, below a thin line."""
        self.y += 9
        self.rule()
        self.y += 3
        self.text(text, HEADING, colour=PAPER.line, most=1)
        self.y += 2

    def rule(self) -> None:
        """Draw a thin line across the page."""
        self.box(EDGE, self.y, INNER, 0.7, PAPER.grid)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Draw a filled box."""
        self._parts.append(
            f'<rect x="{x:.2f}" y="{y:.2f}" width="{width:.2f}" height="{height:.2f}" '
            f'fill="{colour}"/>'
        )

    def bar(self, part: float, colour: str = PAPER.line) -> None:
        """Draw how much of something is done; more than all of it is all."""
        self.box(EDGE, self.y, INNER, 7, PAPER.grid)
        self.box(EDGE, self.y, INNER * min(max(part, 0), 1), 7, colour)
        self.y += 7

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
        """Write a table of drawable cells; a cell that is too long loses its middle."""
        self._row(columns, [column.title for column in columns], SMALL, PAPER.quiet)
        self.y += 1
        for row in rows:
            self._row(columns, row, BODY - 0.5, PAPER.text)

    def _row(
        self, columns: Sequence[Column], cells: Sequence[str], size: float, colour: str
    ) -> None:
        unit = (INNER - _GAP * (len(columns) - 1)) / sum(column.share for column in columns)
        x: float = EDGE
        self.y += ROW - (2 if size == SMALL else 0)
        for column, cell in zip(columns, cells, strict=True):
            room = unit * column.share
            at = x + room if column.right else x
            line = fitted(cell, size, room)
            self.put(line, at, self.y - 4, size, colour, right=column.right)
            x += room + _GAP
        if size != SMALL:
            self.box(EDGE, self.y, INNER, 0.4, PAPER.grid)

    def pair(self, facts: Sequence[tuple[str, str]], columns: int = 4) -> None:
        """Write short facts side by side: what it is, and larger below it the value."""
        room = (INNER - _GAP * (columns - 1)) / columns
        for first in range(0, len(facts), columns):
            for place, (name, value) in enumerate(facts[first : first + columns]):
                x = EDGE + place * (room + _GAP)
                self.put(fitted(name, SMALL, room), x, self.y + 10, SMALL, PAPER.quiet)
                self.put(fitted(value, HEADING, room), x, self.y + 24, HEADING, PAPER.text)
            self.y += 32

    def chart(self, picture: Picture, height: float) -> None:
        """Draw a chart of paper colours, as large as the page's width and a height allow.

        What it says above itself where it has a title stands in one line below it.

        Raises:
            DataError: it cannot be drawn.
        """
        others = StandIns()
        drawn = others.lettered(svg_of(others.put(picture.spec)))
        found = _SIZE.search(drawn)
        if found is None:
            raise DataError("The chart cannot be drawn (it has no size).")
        width, tall = float(found[1]), float(found[2])
        scale = min(INNER / width, height / tall)
        x = EDGE + (INNER - width * scale) / 2
        inner = opaque(drawn[drawn.index("<svg") :].replace('font-weight="bold"', ""))
        self._parts.append(
            f'<g transform="translate({x:.2f} {self.y:.2f}) scale({scale:.5f})">{inner}</g>'
        )
        self.y += tall * scale
        caption = "; ".join(picture.subtitles)
        self.text(caption, SMALL, colour=PAPER.quiet, most=2)

    def foot(self, text: str) -> None:
        """Write a quiet line at the very bottom."""
        line = fitted(text, SMALL, INNER)
        self.put(line, EDGE, HEIGHT - EDGE + 14, SMALL, PAPER.quiet)

    def svg(self) -> str:
        """The page as SVG."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" '
            f'fill="{PAPER.background}"/>{"".join(self._parts)}</svg>'
        )

    def pdf(self) -> bytes:
        """The page as PDF, its texts as texts.

        Raises:
            DataError: it cannot be drawn.
        """
        try:
            content: bytes = engine().svg_to_pdf(self.svg())
        except ValueError as error:
            raise DataError(f"The page cannot be drawn ({str(error)[:100]}).") from None
        return content
