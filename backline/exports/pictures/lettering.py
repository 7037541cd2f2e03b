"""Texts in letters that the charts' own font lacks, drawn as outlines of other fonts' letters.

The engine that draws charts would choose a font for itself, letter by letter: a bold one with
serifs, or none and an empty box; and it sets the syllables of Indian scripts one over the other.
So HarfBuzz sets such texts, and the engine gets their outlines.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby

from backline.exports.pictures import fonts
from backline.exports.pictures.engine import engine
from backline.exports.pictures.fonts import Fonts

FONT = "Liberation Sans"
"""The one font vl-convert brings along, so that a chart looks the same on every machine."""

FONTS = f"{FONT}, sans-serif"
"""What a chart is written in; a browser that lacks the first takes its own of the second."""

_ALWAYS = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u017f\u0192\u0218-\u021b\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce"
    "\u0400-\u045f\u0490\u0491\u2013-\u2015\u2017-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033"
    "\u2039\u203a\u20ac\u2116\u2122\u2190-\u2195\u2212\u221e\u2248\u2260\u2264\u2265\u25cf\u2660"
    "\u2663\u2665\u2666\u266a\u266b]*"
)
"""What Liberation Sans has in each of its versions: one that is installed goes before our own."""

_OWN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u02ff\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce\u03d0-\u0482"
    "\u048a-\u0513\u05d0-\u05ea\u1e00-\u1e9b\u1e9e\u1ea0-\u1ef9\u2012-\u2022\u2026\u2030"
    "\u2032-\u2034\u2039\u203a\u20a0-\u20b5\u2116\u2117\u2122\u2190-\u2195\u2212\u221e\u2248"
    "\u2260\u2264\u2265\u25cf\u2660\u2663\u2665\u2666\u266a\u266b\u266f]*"
)
"""What it has in the version that vl-convert brings along."""

_EUROPEAN = re.compile("[\u00c0-\u052f\u1e00-\u1fff\u2c60-\u2c7f\ua720-\ua7ff]")
_JOINER = "\u200d"
_EM = 100  # the size that widths are measured in, since the engine rounds to whole units
_SPACE = 0.278  # of a size, in Liberation Sans in either weight


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a text that one font draws: the charts' own one, or another's outlines.

    Attributes:
        text: what it says.
        outline: as the path of an SVG, upwards; empty in the own font.
        advance: how wide the outline is.
        em: how many of its units are a size of the letters.
    """

    text: str
    outline: str = ""
    advance: int = 0
    em: int = 1

    def width(self, *, bold: bool) -> float:
        """In sizes of its letters."""
        return self.advance / self.em if self.outline else _width(self.text, bold=bold)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a part is set in: the whole text around it, the fonts there are, and how heavy."""

    beside: str
    here: Fonts
    bold: bool


def is_own(text: str) -> bool:
    """Whether the charts' own font has every sign of a text."""
    if _ALWAYS.fullmatch(text):
        return True
    return _OWN.fullmatch(text) is not None and fonts.of_system().has(FONT, text) is not False


def can_be_set(text: str) -> bool:
    """Whether some font here has every sign of a text, and each stretch of it as one."""
    return _parts(text, fonts.of_system(), bold=False) is not None


def syllables(text: str) -> list[str]:
    """A text's signs, each with the marks that belong to it."""
    found: list[str] = []
    for sign in text:
        if found and (unicodedata.category(sign)[0] == "M" or sign == _JOINER):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def written(
    text: str, x: float, y: float, size: float, *, bold: bool = False, share: float = 0
) -> str:
    """A line as parts of an SVG that take their colour from the group around them.

    Args:
        text: of which :func:`can_be_set` says yes.
        x: where it begins.
        y: what its letters stand on.
        size: of its letters.
        bold: whether they are bold.
        share: how much of its width is left of ``x``, e.g. 1 for a line that ends there.
    """
    here = fonts.of_system()
    parts = _parts(text, here, bold=bold)
    if parts is None:  # of a line put together: what can be drawn of it
        alone = (_parts(sign, here, bold=bold) or () for sign in syllables(text))
        parts = tuple(part for sign in alone for part in sign)
    x -= share * size * sum(part.width(bold=bold) for part in parts)
    drawn = []
    for part in parts:
        if part.outline:
            scale = size / part.em
            place = f"translate({x:.2f},{y:.2f}) scale({scale:.6f},{-scale:.6f})"
            drawn.append(f'<path transform="{place}" d="{part.outline}"/>')
        elif part.text.strip():
            before = _SPACE * size * (len(part.text) - len(part.text.lstrip()))
            look = f'font-family="{FONTS}" font-size="{size:g}"'
            look += ' font-weight="bold"' if bold else ""
            place = f'x="{x + before:.2f}" y="{y:.2f}"'
            drawn.append(f"<text {place} {look}>{escape(part.text.strip())}</text>")
        x += size * part.width(bold=bold)
    return "".join(drawn)


@lru_cache(1024)
def _parts(text: str, here: Fonts, *, bold: bool) -> tuple[_Part, ...] | None:
    """A line's parts from left to right; None where no font has a stretch of it."""
    found: list[tuple[bool, list[_Part]]] = []
    for leftwards, stretch in _directions(text):
        set_ = list(_set(stretch, _Setting(text, here, bold), leftwards=leftwards))
        if None in set_:
            return None
        found.append((leftwards, [part for part in set_ if part]))
    return tuple(part for _, parts in _in_sight(found) for part in parts)


def _directions(text: str) -> Iterator[tuple[bool, str]]:
    """The stretches of a line that is read rightwards, and whether each is read leftwards.

    What has no direction has that of the letters on both its sides, else the line's
    (Unicode's annex 9, rules N1 and N2).
    """
    signs = syllables(text)
    ways = [_leftwards(sign[0]) for sign in signs]
    for place, way in enumerate(ways):
        if way is None:
            after = next((one for one in ways[place:] if one is not None), False)
            ways[place] = after and place > 0 and bool(ways[place - 1])
    for way, pairs in groupby(zip(ways, signs, strict=True), key=lambda pair: pair[0]):
        yield bool(way), "".join(sign for _, sign in pairs)


def _leftwards(sign: str) -> bool | None:
    way = unicodedata.bidirectional(sign)
    return True if way in ("R", "AL") else False if way in ("L", "EN", "AN") else None


def _in_sight(
    stretches: list[tuple[bool, list[_Part]]],
) -> Iterable[tuple[bool, list[_Part]]]:
    """Stretches in the order they are seen: two that are read leftwards swap around a number."""
    ordered = list(stretches)
    place = 0
    while place + 2 < len(ordered):
        (one, _), (_, middle), (other, _) = ordered[place : place + 3]
        number = not any(sign.isalpha() for part in middle for sign in part.text)
        if one and other and number:
            last = ordered[place + 2]
            ordered[place : place + 3] = [last, ordered[place + 1], ordered[place]]
            place += 1
        place += 1
    return ordered


def _set(text: str, setting: _Setting, *, leftwards: bool) -> Iterator[_Part | None]:
    """A stretch in one direction, in as few fonts as have it; None for what no font has."""
    if is_own(text):
        yield _Part(text)
    elif leftwards:
        yield _outlined(text, setting, leftwards=True)
    else:
        for piece in _pieces(text, setting):
            yield _Part(piece) if is_own(piece) else _outlined(piece, setting)


def _pieces(text: str, setting: _Setting) -> Iterator[str]:
    """A stretch in pieces that are the own font's or might be one other's.

    A word is not split within Latin, Greek or Cyrillic letters, nor is what one font has.
    """
    for own, words in groupby(re.split("( )", text), key=is_own):
        if own:
            yield "".join(words)
            continue
        for word in words:
            if _EUROPEAN.search(word) and _outlined(word, setting):
                yield word
                continue
            for plain, signs in groupby(syllables(word), key=is_own):
                found = list(signs)
                whole = "".join(found)
                yield from [whole] if plain or _outlined(whole, setting) else found


@lru_cache(1024)
def _outlined(text: str, setting: _Setting, *, leftwards: bool = False) -> _Part | None:
    """A text in one other font; None where none draws each of its letters."""
    import uharfbuzz as hb

    letters = text.replace(_JOINER, "")
    font = setting.here.find(letters, setting.beside, bold=setting.bold)
    if font is None:
        return None
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if leftwards else "ltr"
    hb.shape(font, buffer)
    pen = _Pen()
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == 0:  # the empty box
            return None
        pen.at = (pen.x + position.x_offset, position.y_offset)
        font.draw_glyph_with_pen(info.codepoint, pen)
        pen.x += position.x_advance
    # A letter that leaves no trace is as bad as a box.
    return _Part(text, "".join(pen.told), pen.x, font.face.upem) if pen.told else None


class _Pen:
    """Writes glyphs one beside the other as the path of an SVG; its methods are HarfBuzz's."""

    def __init__(self) -> None:
        self.x = 0
        self.at = (0, 0)
        self.told: list[str] = []

    def _tell(self, letter: str, *points: tuple[float, float]) -> None:
        left, up = self.at
        places = " ".join(f"{round(x + left)} {round(y + up)}" for x, y in points)
        self.told.append(letter + places)

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._tell("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._tell("L", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._tell("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._tell("C", *points)

    def closePath(self) -> None:  # noqa: N802
        self.told.append("Z")

    def endPath(self) -> None:  # noqa: N802
        self.told.append("Z")


@lru_cache(1024)
def _width(text: str, *, bold: bool) -> float:
    """How wide the engine draws a text in the charts' own font, in sizes of its letters."""
    inner = text.strip()
    weight = "bold" if bold else "normal"
    look = {"text": inner, "font": FONTS, "fontSize": _EM, "fontWeight": weight}
    mark = {"type": "text", "encode": {"enter": {n: {"value": v} for n, v in look.items()}}}
    svg = engine().vega_to_svg(
        {"width": 0, "height": 0, "padding": 0, "autosize": "pad", "marks": [mark]}
    )
    width = float(svg.partition(' width="')[2].partition('"')[0]) if inner else 0.0
    return width / _EM + _SPACE * (len(text) - len(inner))
