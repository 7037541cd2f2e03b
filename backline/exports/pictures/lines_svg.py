"""Pictures of lines as SVG without the engine that draws all others.

The engine takes a twentieth of a second and more for each picture, which a page can wait for and a
site of ten thousand pages cannot. What is drawn is what the picture's own rows say, with the
engine's places, scales and words; a test holds the two against each other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from backline.exports.pictures.colours import DARK
from backline.exports.pictures.drawing import WIDTH, Form, Picture
from backline.exports.pictures.layers import FIRST, LAST
from backline.exports.pictures.layouts import COLUMN, SPARK, line_width
from backline.exports.pictures.marked import LETTERS, RADIUS
from backline.exports.pictures.widths import fitted

Row = Mapping[str, Any]
Ink = Callable[[str], str]
"""The colour on the page for a colour of the picture."""

_FINE = 10
"""So many steps of a line's places to a unit of the picture."""

_EDGE = 4
_TICKS = 3
_BASELINES = {
    "top": 0.79,
    "middle": 0.3,
    "bottom": -0.21,
}  # of a size, from a word's top or foot to its line
_FIGURES = 6  # that the numbers on an axis are told in


@dataclass(frozen=True, slots=True)
class _Room:
    """Where the panels of a form stand, and what is written around each.

    Attributes:
        across: panels side by side.
        width: of a line.
        height: of a line.
        left: how far the words reach to the left of it.
        above: how far they reach above it.
        pitch: from one panel to the next, across and down.
        axes: whether there are numbers beside the line and days below the lowest ones.
        pen: how thick a line is.
        words: by kind: place, letters' size, room, and whether they are bold or flush right.
    """

    across: int
    width: int
    height: int
    left: int
    above: int
    pitch: tuple[int, int]
    axes: bool
    pen: float
    words: Mapping[str, tuple[float, float, float, float, bool, bool]]


def _panels(columns: int) -> _Room:
    width = line_width(columns)
    whole = COLUMN if columns > 1 else WIDTH
    left = whole - width
    return _Room(
        columns, width, 56, left, 48, (whole + 24, 119), True, 2.5,
        {
            "title": (-left, -36, 14, whole, True, False),
            "subtitle": (-left, -18, 13, whole, False, False),
            "change": (width, -18, 13, whole, False, True),
        },
    )  # fmt: skip


def _sparks() -> _Room:
    label = 176
    right = WIDTH - label
    room = right - SPARK - 10
    return _Room(
        1, SPARK, 36, label, 0, (WIDTH, 45), False, 2,
        {
            "label": (-label, 18, 14, label - 8, False, False),
            "figure": (right, 9, 15, room, True, True),
            "change": (right, 28, 13, room, False, True),
        },
    )  # fmt: skip


def lines_svg(picture: Picture, ink: Ink) -> str:
    """The picture's SVG, without its title.

    Args:
        picture: with a form.
        ink: gives the colours of the page.

    Raises:
        ValueError: the picture has no form.
    """
    if picture.form is Form.OTHER:
        raise ValueError(picture.form)
    room = _sparks() if picture.form is Form.SPARKS else _panels(int(picture.form))
    panels: dict[int, list[Row]] = {}
    for row in picture.rows:
        panels.setdefault(row["panel"], []).append(row)
    days = picture.parameters
    parts = []
    for place, rows in panels.items():
        x = _EDGE + room.left + place % room.across * room.pitch[0]
        y = _EDGE + room.above + place // room.across * room.pitch[1]
        foot = room.axes and place + room.across >= len(panels)
        drawn = _panel(room, rows, days[FIRST], days[LAST], ink, foot=foot)
        parts.append(f'<g transform="translate({x},{y})">{drawn}</g>')
    across = room.left + room.width if room.axes else WIDTH
    width = (room.across - 1) * room.pitch[0] + across + 2 * _EDGE
    below = 24 if room.axes else 0
    down = (len(panels) - 1) // room.across
    height = room.above + down * room.pitch[1] + room.height + below + 2 * _EDGE
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" aria-hidden="true">'
        f"{''.join(parts)}</svg>"
    )


def _panel(room: _Room, rows: Sequence[Row], first: int, last: int, ink: Ink, *, foot: bool) -> str:
    values = [row["value"] for row in rows if "value" in row]
    low, high = min(values), max(values)
    per_day = room.width / (last - first) if last > first else 0.0
    per_value = room.height / (high - low) if high > low else 0.0

    def x(day: float) -> float:
        return (day - first) * per_day

    def y(value: float) -> float:
        return float(room.height - (value - low) * per_value)

    parts = [_levels(room, low, high, y, ink)] if room.axes else []
    parts.append(_line(room, [row for row in rows if row["kind"] == "solid"], x, y, ink))
    for row in rows:
        kind = row["kind"]
        if kind in ("gap", "tick"):
            top = 0 if kind == "gap" else room.height - 7
            at, wide = x(row["from"]), x(row["to"]) - x(row["from"])
            parts.append(
                f'<rect x="{_short(at)}" y="{top}" width="{_short(wide)}" '
                f'height="{room.height - top}" fill="{ink(DARK.gap)}"/>'
            )
    parts += [
        f'<circle cx="{_short(x(row["day"]))}" cy="{_short(y(row["value"]))}" r="2.9" '
        f'fill="{ink(row["colour"])}"/>'
        for row in rows
        if row["kind"] == "dot"
    ]
    parts += [
        f'<circle cx="{_short(x(row["day"]))}" cy="{_short(y(row["value"]))}" r="{RADIUS}" '
        f'fill="{ink(DARK.background)}" stroke="{ink(DARK.text)}" stroke-width="1.5"/>'
        for row in rows
        if row["kind"] == "ring"
    ]
    parts += [
        _beside(row, x(row["day"]), y(row["value"]), ink) for row in rows if row["kind"] == "word"
    ]
    parts += [_words(room, row, ink) for row in rows if row["kind"] in room.words]
    if foot:
        parts.append(_days(room, first, last, ink))
    return "".join(parts)


def _line(
    room: _Room,
    rows: Iterable[Row],
    x: Callable[[float], float],
    y: Callable[[float], float],
    ink: Ink,
) -> str:
    """The unbroken stretches as one path, from step to step so that few letters tell it."""
    path, colour, part, before = [""], "", None, (0, 0)
    for row in rows:
        colour = row["colour"]
        at = (round(x(row["day"]) * _FINE), round(y(row["value"]) * _FINE))
        if row["part"] == part:
            path.append(f"{at[0] - before[0]} {at[1] - before[1]} ")
        elif path[-1].endswith("l"):  # a point by itself, which has a dot
            path[-1] = f"M{at[0]} {at[1]}l"
        else:
            path.append(f"M{at[0]} {at[1]}l")
        part, before = row["part"], at
    if path[-1].endswith("l"):
        path.pop()
    told = "".join(path).replace(" -", "-").replace(" M", "M").rstrip()
    return (
        f'<path d="{told}" transform="scale({1 / _FINE:g})" fill="none" stroke="{ink(colour)}" '
        f'stroke-width="{room.pen * _FINE:g}" stroke-linejoin="round"/>'
    )


def _levels(room: _Room, low: float, high: float, y: Callable[[float], float], ink: Ink) -> str:
    """The numbers beside a line and the rules through it."""
    whole = [tick for tick in ticks(low, high, _TICKS) if tick == int(tick)]
    rules = "".join(f"M.5 {round(y(tick)) + 0.5:g}h{room.width}" for tick in whole)
    words = "".join(
        f'<text x="-5.5" y="{_short(y(tick) + 4.5)}">{in_thousands(int(tick))}</text>'
        for tick in whole
    )
    return (
        f'<path d="{rules}" stroke="{ink(DARK.grid)}"/>'
        f'<g font-size="12" text-anchor="end" fill="{ink(DARK.quiet)}">{words}</g>'
        if whole
        else ""
    )


def _days(room: _Room, first: int, last: int, ink: Ink) -> str:
    """The axis below a line, with its first and its last day."""
    from datetime import UTC, datetime

    ends = [f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d}" for at in (first, last)]
    wide, high = room.width, room.height
    return (
        f'<path d="M.5 {high + 6.5}v-4h{wide}v4" fill="none" stroke="{ink(DARK.grid)}"/>'
        f'<g font-size="12" fill="{ink(DARK.quiet)}"><text x=".5" y="{high + 17.5}">{ends[0]}'
        f'</text><text x="{wide + 0.5}" y="{high + 17.5}" text-anchor="end">{ends[1]}</text></g>'
    )


def _words(room: _Room, row: Row, ink: Ink) -> str:
    x, y, size, width, bold, right = room.words[row["kind"]]
    look = ' font-weight="bold"' if bold else ""
    look += ' text-anchor="end"' if right else ""
    return (
        f'<text x="{x:g}" y="{y + math.floor(0.3 * size + 0.5):g}" font-size="{size:g}"{look} '
        f'fill="{ink(row["colour"])}">{escape(fitted(row["text"], size, width))}</text>'
    )


def _beside(row: Row, x: float, y: float, ink: Ink) -> str:
    """The word beside a ring."""
    down = row["dy"] + math.floor(_BASELINES[row["baseline"]] * LETTERS + 0.5)
    right = ' text-anchor="end"' if row["align"] == "right" else ""
    return (
        f'<text class="beside" x="{_short(x + row["dx"])}" y="{_short(y + down)}" '
        f'font-size="{LETTERS}"{right} '
        f'fill="{ink(DARK.text)}">{escape(row["text"])}</text>'
    )


def _short(number: float) -> str:
    return f"{round(number, 1):g}"


def ticks(low: float, high: float, count: int) -> list[float]:
    """Round numbers from one to another, about so many, as D3 chooses them."""
    if not high > low:
        return [low]
    step = (high - low) / count
    power = math.floor(math.log10(step))
    error = step / 10**power
    steps = ((10, 50**0.5), (5, 10**0.5), (2, 2**0.5))
    factor = next((by for by, least in steps if error >= least), 1)
    if power < 0:
        parts = 10**-power / factor
        begin, end = math.floor(low * parts + 0.5), math.floor(high * parts + 0.5)
        begin += begin / parts < low
        end -= end / parts > high
        return [n / parts for n in range(begin, end + 1)]
    size = 10**power * factor
    begin, end = math.floor(low / size + 0.5), math.floor(high / size + 0.5)
    begin += begin * size < low
    end -= end * size > high
    return [n * size for n in range(begin, end + 1)]


def in_thousands(number: int) -> str:
    """``1.2M``, ``100.5k``, ``950``: in six figures at most."""
    sign, size = ("−" if number < 0 else ""), abs(number)
    if size:
        beyond = max(0, len(str(size)) - _FIGURES)
        size = (size + 10**beyond // 2) // 10**beyond * 10**beyond
    place = min((len(str(size)) - 1) // 3, 4)
    whole, rest = divmod(size, 1000**place)
    decimals = f"{rest:0{3 * place}}".rstrip("0") if place else ""
    return f"{sign}{whole}{'.' if decimals else ''}{decimals}{('', 'k', 'M', 'B', 'T')[place]}"
