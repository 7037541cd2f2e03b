"""Dates over the columns of an agency's sheet: newest first and mostly without a year.

A heading such as ``12/5`` is placed by walking backwards from a day that is known: it is the last
5 December before its newer neighbour. A wrong heading among many right ones must not pull the
others along, so the reading is taken that gives up the fewest columns; a column that not every such
reading dates the same stays without a date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from backline.imports.days import Order, read_day

_FORM = re.compile(
    r"(\d{1,4})\s*[/.-]\s*(\d{1,2})\s*(?:[/.-]\s*(\d{1,4}))?\.?\s*(?:\(?\s*([a-z]+)\.?\s*\)?)?",
    re.IGNORECASE,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

LONGEST_STEP = 182
"""Days between two columns beyond which a date without a year reads as well the other way."""

_LONG_STEP_COSTS = 3
"""As many columns are given up before a pause of over half a year is believed."""

_MOST_GIVEN_UP = 26
"""Columns in a row that are given up where anything nearer can be placed: half a year of weeks."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a heading says of its day.

    Attributes:
        year: None where it is not written.
        weekday: 0 for Monday, as ``4/17(Thurs)`` says it; None where it does not.
    """

    month: int
    day: int
    year: int | None = None
    weekday: int | None = None

    def latest_before(self, day: date) -> date | None:
        """The last day before ``day`` that the heading can mean, its weekday left aside."""
        if self.year is not None:
            meant = _day(self.year, self.month, self.day)
            return meant if meant and meant < day else None
        for year in range(day.year, day.year - 9, -1):  # 29 February may be eight years off
            meant = _day(year, self.month, self.day)
            if meant and meant < day:
                return meant
        return None

    def agrees(self, day: date) -> bool:
        """Whether the weekday it names, if any, is that of ``day``."""
        return self.weekday is None or day.weekday() == self.weekday


@dataclass(frozen=True, slots=True)
class Placed:
    """The day of a column, or why it has none."""

    day: date | None
    why: str = ""


def read_heading(text: str, order: Order = Order.mdy) -> Heading | None:
    """A heading such as ``12/5``, ``11/14/2025``, ``9/26/25`` or ``4/17(Thurs)``; else None.

    Args:
        text: the heading.
        order: whether the month or the day comes first; a year of four digits may in any.
    """
    found = _FORM.fullmatch(text.strip())
    if not found:
        return None
    one, two, three, word = found.groups()
    weekday = _weekday(word.lower()) if word else None
    if word and weekday is None:
        return None
    if three is not None:
        day = read_day(f"{one}/{two}/{three}", order)
        return Heading(day.month, day.day, day.year, weekday) if day else None
    month, number = (two, one) if order is Order.dmy else (one, two)
    if order is Order.ymd or _day(2024, int(month), int(number)) is None:
        return None
    return Heading(int(month), int(number), None, weekday)


def is_date(text: str) -> bool:
    """Whether a heading is a date in any order."""
    return any(read_heading(text, order) for order in Order)


def given_up(headings: tuple[Heading | None, ...], before: date) -> int:
    """The least cost of placing headings, in columns given up; see :func:`place`."""
    return _reached(headings, before)[len(headings), date.min][0]


def _weekday(word: str) -> int | None:
    """``Thurs`` is Thursday; fewer than two letters could be two days."""
    fitting = [n for n, name in enumerate(_WEEKDAYS) if name.startswith(word)]
    return fitting[0] if len(word) > 1 and len(fitting) == 1 else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


Node = tuple[int, date]
"""A column's place and a day it may be of; the place -1 is the day everything starts from."""

_Best = dict[Node, tuple[int, int]]
"""For each node the least cost of reaching it, and in how many ways that can be done."""


@lru_cache(256)
def place(headings: tuple[Heading | None, ...], before: date) -> tuple[Placed, ...]:
    """The day of each column, newest first.

    Args:
        headings: what stands over the columns; None where it is no date.
        before: the day of the column to the left of the first one.
    """
    ahead = _reached(headings, before)
    last = (len(headings), date.min)
    best, ways = ahead[last]
    through = _ways_on(headings, ahead, last)
    placed: list[Placed] = []
    for column in range(len(headings)):
        ways_through = {
            day: count * on[1]
            for (at, day), (cost, count) in ahead.items()
            if at == column and (on := through.get((at, day))) and cost + on[0] == best
        }
        sure = [day for day, count in ways_through.items() if count == ways]
        if sure:
            placed.append(Placed(sure[0]))
        else:
            newer = next((p.day for p in reversed(placed) if p.day), before)
            placed.append(Placed(None, _why(headings, column, newer, torn=bool(ways_through))))
    return tuple(placed)


def _steps(headings: Sequence[Heading | None], node: Node) -> list[tuple[Node, int]]:
    """Where one can go from a column, and at what cost: the columns given up between."""
    column, day = node
    found: list[tuple[Node, int]] = []
    given_up = 0
    for at in range(column + 1, len(headings)):
        heading = headings[at]
        if heading is None:
            continue
        if given_up > _MOST_GIVEN_UP and found:
            break
        meant = heading.latest_before(day)
        if meant is not None and heading.agrees(meant):
            long = (day - meant).days > LONGEST_STEP
            found.append(((at, meant), given_up + (_LONG_STEP_COSTS if long else 0)))
        given_up += 1
    rest = sum(heading is not None for heading in headings[column + 1 :])
    found.append(((len(headings), date.min), rest))
    return found


def _reached(headings: Sequence[Heading | None], before: date) -> _Best:
    best: _Best = {(-1, before): (0, 1)}
    waiting: dict[int, set[Node]] = {-1: {(-1, before)}}
    for column in range(-1, len(headings)):
        for node in sorted(waiting.pop(column, ())):
            cost, ways = best[node]
            for to, price in _steps(headings, node):
                _better(best, to, cost + price, ways)
                waiting.setdefault(to[0], set()).add(to)
    return best


def _ways_on(headings: Sequence[Heading | None], ahead: _Best, last: Node) -> _Best:
    """From each node the least cost to the end, and in how many ways."""
    on: _Best = {last: (0, 1)}
    for node in sorted((n for n in ahead if n != last), reverse=True):
        for to, price in _steps(headings, node):
            cost, ways = on[to]
            _better(on, node, cost + price, ways)
    return on


def _better(best: _Best, node: Node, cost: int, ways: int) -> None:
    known, count = best.get(node, (cost, 0))
    if cost < known:
        best[node] = (cost, ways)
    elif cost == known:
        best[node] = (cost, count + ways)


def _why(headings: Sequence[Heading | None], column: int, newer: date, *, torn: bool) -> str:
    """Why a column has no day; ``torn`` where some of the best readings date it and some do not."""
    heading = headings[column]
    if heading is None:
        return "it is no date"
    meant = heading.latest_before(newer)
    if meant and not heading.agrees(meant):
        named = _WEEKDAYS[heading.weekday or 0].capitalize()
        return f"{meant} is a {meant:%A}, not a {named}"
    same = [h for n, h in enumerate(headings) if n != column and h and _same_day(h, heading)]
    if same and (not meant or newer - meant > timedelta(LONGEST_STEP) or _near(same, newer)):
        return "the date stands over two columns, and which of them is of that day is not certain"
    if torn:
        return "it and its neighbours are out of order, and which of them is wrong is not certain"
    return f"it is out of order after {newer}"


def _near(headings: Sequence[Heading], newer: date) -> bool:
    """Whether one of the headings can be of the half year before a day."""
    days = [h.latest_before(newer) for h in headings]
    return any(day and newer - day <= timedelta(LONGEST_STEP) for day in days)


def _same_day(one: Heading, other: Heading) -> bool:
    years = {year for year in (one.year, other.year) if year is not None}
    return (one.month, one.day) == (other.month, other.day) and len(years) < 2
