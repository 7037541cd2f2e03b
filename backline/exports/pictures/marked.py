"""Rings on lines: the days on which something happened, with a word where there is room.

A ring is told by its form and not by its colour, and every one is told in words with its day below
the picture's title and to people who cannot see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from backline.analysis.marks import Mark
from backline.exports.pictures.drawing import WIDTH, instant
from backline.exports.pictures.widths import width_of, wrapped

LETTERS = 12
"""The size of the words beside rings."""

_ROOM = 13  # the size they are given room for: a page on a phone writes them so

RADIUS = 3.8
_AWAY = (6, 10, 14, 19, 25)  # a word above or below its ring from the middle of that
_BESIDE = 8  # the same of a word to its left or right
_FOOT = 6  # of the middle of a ring on a day without a number, above the foot
_AIR = 2  # between a word and a line, and what a word may reach over its frame
_SUBTITLE, _MOST_LINES = 13, 2

Places = Sequence[tuple[date, float]]
"""Days and values, oldest first."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a line is drawn: its days, its size, and the values at its foot and its top."""

    first: date
    last: date
    width: float
    height: float
    low: float
    high: float

    def x(self, day: date) -> float:
        """How far from the left a day stands."""
        return self.width * (day - self.first).days / max(1, (self.last - self.first).days)

    def y(self, value: float) -> float:
        """How far from the top a value stands."""
        return self.height * (self.high - value) / ((self.high - self.low) or 1)

    @property
    def foot(self) -> float:
        """The value at which a ring stands on the foot."""
        return self.low + (self.high - self.low) * _FOOT / self.height


def seen(marks: Iterable[Mark], points: Places) -> tuple[Mark, ...]:
    """The marks that lie within the days of a line."""
    begun, ended = points[0][0], points[-1][0]
    return tuple(one for one in marks if begun <= one.day <= ended)


def ring_rows(frame: Frame, lines: Sequence[tuple[Places, Sequence[Mark]]]) -> list[dict[str, Any]]:
    """A ring for each marked day, on its line or at the foot where the day has no number."""
    rows: list[dict[str, Any]] = []
    for points, marks in lines:
        values = dict(points)
        rows += [
            {"kind": "ring", "day": instant(day), "value": values.get(day, frame.foot)}
            for day in sorted({one.day for one in marks})
        ]
    return rows


@dataclass(frozen=True, slots=True)
class _Box:
    """Where a word could stand: its edges, and how that is said of its ring."""

    left: float
    right: float
    top: float
    bottom: float
    look: dict[str, Any]

    def meets(self, other: _Box) -> bool:
        """Whether two words would touch."""
        apart = self.right < other.left or other.right < self.left
        return not (apart or self.bottom < other.top or other.bottom < self.top)


def word_rows(
    frame: Frame, lines: Sequence[tuple[Places, Sequence[Mark]]], others: Sequence[Places] = ()
) -> list[dict[str, Any]]:
    """The words beside rings, of each that has room above or below it.

    Args:
        frame: of the lines.
        lines: the points of each and what happened to it.
        others: further lines that no word may cover.
    """
    courses: list[Course] = [
        [(frame.x(day), frame.y(value)) for day, value in points]
        for points in (*(points for points, _ in lines), *others)
    ]
    stand: list[_Box] = []
    rows = []
    for place, (points, marks) in enumerate(lines):
        values = dict(points)
        beside = courses[:place] + courses[place + 1 :]
        for mark in marks:
            value = values.get(mark.day, frame.foot)
            x, y = frame.x(mark.day), frame.y(value)
            free = (
                box
                for box in _boxes(frame, x, y, mark.label)
                if not any(map(box.meets, stand))
                and not any(_crosses(course, box) for course in courses)
                and not any(_parts(course, x, y, box) for course in beside)
            )
            if (box := next(free, None)) is not None:
                stand.append(box)
                own = {"kind": "word", "day": instant(mark.day), "value": value}
                rows.append({**own, "text": mark.label, **box.look})
    return rows


def _boxes(frame: Frame, x: float, y: float, label: str) -> Iterator[_Box]:
    """The places of a word within its frame: above or below its ring or beside it, the near first.

    A word above or below begins or ends at its ring.
    """
    wide = width_of(label, _ROOM)
    edges = (-min(RADIUS, x), min(RADIUS, frame.width - x))
    ways: list[tuple[float, float]]
    ways = [(down, dx) for down in (-_AWAY[0], _AWAY[0]) for dx in edges]
    ways += [(0.0, _BESIDE), (0.0, -_BESIDE)]
    ways += [(sign * away, dx) for away in _AWAY[1:] for sign in (-1, 1) for dx in edges]
    for down, dx in ways:
        baseline = "middle" if not down else "bottom" if down < 0 else "top"
        align = "left" if dx == (edges[0] if down else _BESIDE) else "right"
        left = x + dx - (wide if align == "right" else 0)
        top = y + down - _ROOM * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[baseline]
        within = -_AIR <= top <= frame.height - _ROOM + _AIR
        if within and 0 <= left <= frame.width - wide:
            look = {"align": align, "baseline": baseline, "dx": dx, "dy": down}
            yield _Box(left, left + wide, top, top + _ROOM, look)


Course = Sequence[tuple[float, float]]
"""The places of a line in its frame."""


def _crosses(course: Course, box: _Box) -> bool:
    """Whether a line comes near a word."""
    heights = _heights(course, box.left - _AIR, box.right + _AIR)
    if not heights:
        return False
    return min(heights) <= box.bottom + _AIR and max(heights) >= box.top - _AIR


def _parts(course: Course, x: float, y: float, box: _Box) -> bool:
    """Whether a line runs between a ring and its word."""
    top, bottom = min(y, box.top), max(y, box.bottom)
    return any(top < height < bottom for height in _heights(course, x, x))


def _heights(course: Course, left: float, right: float) -> list[float]:
    """How far from the top a line is at two edges and at its points between them."""
    heights = [y for x, y in course if left <= x <= right]
    for (x, y), (next_x, next_y) in pairwise(course):
        for edge in (left, right):
            if x < edge < next_x:
                heights.append(y + (next_y - y) * (edge - x) / (next_x - x))
    return heights


def subtitles(marks: Iterable[Mark]) -> list[str]:
    """What the rings of a picture mean, the newest first, in at most two lines below its title."""
    newest = sorted(set(marks), key=lambda mark: mark.day, reverse=True)
    for count in range(len(newest), 0, -1):
        more = [f"{len(newest) - count} more"] if count < len(newest) else []
        text = f"ring: {', '.join([*_listed(newest[:count]), *more])}"
        lines = wrapped(text, _SUBTITLE, WIDTH)
        if len(lines) <= _MOST_LINES or count == 1:
            return lines
    return []


def told(marks: Iterable[Mark]) -> str:
    """The same of one line, to go on with after its figures; empty without marks."""
    said = ", ".join(_listed(marks))
    return f", marked: {said}" if said else ""


def _listed(marks: Iterable[Mark]) -> list[str]:
    """What happened, each with all its days: ``counter fell 2026-10-25 and 2026-11-06``."""
    days: dict[str, list[str]] = {}
    for one in marks:
        days.setdefault(one.label, []).append(one.days)
    return [f"{label} {' and '.join(each)}" for label, each in days.items()]
