"""Which days can have happened for a file, and in which order its dates have day and month.

A spreadsheet of another country saves ``2026-01-02`` as ``02/01/2026`` or ``1/2/2026``. Nothing is
guessed: an order counts where it alone reads every date as a day that can have been, or where it
alone makes a file that has a line for every day go on day by day; else a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS
from backline.names import shown

BEGAN: dict[str, date] = {
    "spotify": date(2008, 10, 7),  # opened to the public in Europe (Spotify's newsroom)
    "youtube": date(2005, 2, 14),  # the domain was registered; its first video is of April
    "instagram": date(2010, 10, 6),  # in Apple's App Store
    "deezer": date(2007, 8, 22),  # opened in France
    "tiktok": date(2014, 8, 1),  # musical.ly, whose accounts became TikTok's in 2018
    "facebook": date(2004, 2, 4),  # opened at Harvard
    "twitter": date(2006, 3, 21),  # the first tweet
    "threads": date(2023, 7, 5),  # opened in 100 countries
    "shazam": date(2002, 8, 19),  # as a telephone service in the United Kingdom
    "discord": date(2015, 5, 13),  # opened to the public
}
"""The first day on which a platform can have had a number. Earlier ones are mistyped or misread.

Source: each company's own account of its beginning; where several dates are told, the earliest.
"""


def why_not(day: date, today: date, platforms: Iterable[str]) -> str:
    """Why a number of these platforms cannot be of a day, or nothing.

    Args:
        day: the day.
        today: the UTC day of the run.
        platforms: where the number may be from; one of them has to have existed. Of those that
            are not in :data:`BEGAN` no beginning is known.
    """
    if day > today:
        return f"{day} has not come yet (today is {today}, UTC)"
    first, platform = min((BEGAN.get(platform, date.min), platform) for platform in platforms)
    return f"{PLATFORM_LABELS[platform]} began on {first}" if day < first else ""


def spans(days: Sequence[date], most: int = 8) -> str:
    """Days in order as ``2026-01-02 to 2026-01-05, 2026-02-01 and 3 more spans``."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(1):
            runs[-1].append(day)
        else:
            runs.append([day])
    words = [f"{run[0]} to {run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


class Order(StrEnum):
    """What comes first in a date of three numbers."""

    dmy = "dmy"
    mdy = "mdy"
    ymd = "ymd"

    @property
    def words(self) -> str:
        """The order in words."""
        return {"d": "day first", "m": "month first", "y": "year first"}[self.value[0]]


_TIME = re.compile(r"[T ]\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*([AaPp][Mm]|Z|[+-]\d{2}(:?\d{2})?)?$")
_THREE = re.compile(r"(\d{1,4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,4})\.?")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = (
    re.compile(r"(?P<d>\d{1,2})[-. ]+(?P<m>[a-z]{3,9})[-., ]+(?P<y>\d{2}|\d{4})", re.IGNORECASE),
    re.compile(r"(?P<m>[a-z]{3,9})[-. ]+(?P<d>\d{1,2})[-., ]+(?P<y>\d{2}|\d{4})", re.IGNORECASE),
)


def read_day(cell: str, order: Order) -> date | None:
    """The day a cell means in an order, or None where it cannot be read so.

    A year of four digits in front, or a month by its English name, needs no order.
    """
    text = _TIME.sub("", cell.strip()).strip()
    for form in _NAMED:
        if (found := form.fullmatch(text)) and found["m"][:3].lower() in _MONTHS:
            month = _MONTHS.index(found["m"][:3].lower()) + 1
            return _date(found["y"], str(month), found["d"])
    parts = _THREE.fullmatch(text)
    if parts is None:
        return None
    one, two, three = parts.groups()
    if len(one) == 4:
        return _date(one, two, three)
    if order is Order.ymd:
        return _date(one, two, three) if len(three) <= 2 else None
    return _date(three, two, one) if order is Order.dmy else _date(three, one, two)


def _date(year: str, month: str, day: str) -> date | None:
    """A day of the calendar; of a year with two digits the one in this century."""
    if len(year) not in (2, 4) or len(day) > 2 or len(month) > 2:
        return None
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


class _Reading:
    """A file's dates in one order."""

    def __init__(
        self, order: Order, cells: Sequence[tuple[int, str]], possible: Callable[[date], bool]
    ) -> None:
        self.order = order
        self.days = [read_day(cell, order) for _, cell in cells]
        self.good = [day if day and possible(day) else None for day in self.days]

    @property
    def misses(self) -> list[int]:
        """The places of the dates that cannot be in this order."""
        return [n for n, day in enumerate(self.good) if day is None]

    @property
    def day_by_day(self) -> bool:
        """Whether the days follow each other: at least half of those from first to last."""
        days = {day for day in self.good if day}
        return len(days) > 1 and 2 * len(days) > (max(days) - min(days)).days

    @property
    def example(self) -> str:
        """The first three days."""
        return ", ".join(str(day) for day in [day for day in self.good if day][:3])


def order_of(
    name: str,
    cells: Sequence[tuple[int, str]],
    possible: Callable[[date], bool],
    *,
    given: Order | None = None,
    series: bool = False,
    every_day: bool = False,
) -> Order:
    """The order of a file's dates.

    Args:
        name: of the file.
        cells: its dates, each with its line; what is no date in any order is left aside.
        possible: whether a day can have happened for the file.
        given: what a person says it is.
        series: whether the dates are the days of a history, so that following each other day by
            day proves an order.
        every_day: whether the file has a line for every day, so that jumping days disprove it.

    Raises:
        ConfigError: two orders fit, the one that was given does not, or days jump in a file that
            has every day.
    """
    # A date that cannot be in any order says nothing about the order.
    known = [
        (line, cell)
        for line, cell in cells
        if any((day := read_day(cell, order)) and possible(day) for order in Order)
    ]
    if not known and given is None:
        return max(Order, key=lambda order: sum(bool(read_day(cell, order)) for _, cell in cells))
    readings = [_Reading(order, known, possible) for order in Order]
    if given is not None:
        _check_given(name, known, readings, given, every_day=every_day)
        return given
    distinct = list({tuple(reading.days): reading for reading in readings}.values())
    few = len(known) // 10
    proven = [r for r in distinct if r.day_by_day and len(r.misses) <= few]
    if series and len(proven) == 1:
        return proven[0].order
    least = min(len(reading.misses) for reading in distinct)
    fitting = [reading for reading in distinct if len(reading.misses) == least]
    jumps = not any(reading.day_by_day for reading in (*proven, *fitting))
    if every_day and jumps and len({day for day in fitting[0].good if day}) > 2:
        raise ConfigError(
            f"{name} should have a line for every day, but its days jump ({fitting[0].example}): "
            "a spreadsheet exchanged day and month, or lines are missing. Take the file as it was "
            f"exported, or say that they are right with --dates {fitting[0].order}."
        )
    if len(fitting) > 1:
        _ask(name, known, fitting)
    return fitting[0].order


def _ask(name: str, cells: Sequence[tuple[int, str]], fitting: Sequence[_Reading]) -> None:
    one, other = fitting[:2]
    at = next(
        n for n, days in enumerate(zip(one.days, other.days, strict=True)) if len({*days}) > 1
    )
    line, cell = cells[at]
    ways = " or ".join(f"{r.days[at]} ({r.order}: {r.order.words})" for r in fitting)
    answers = " or ".join(f"--dates {reading.order}" for reading in fitting)
    raise ConfigError(
        f"{name}: day and month fit in more than one order: line {line}, {shown(cell, 30)}, is "
        f"{ways}. Repeat with {answers}."
    )


def _check_given(
    name: str,
    cells: Sequence[tuple[int, str]],
    readings: Sequence[_Reading],
    given: Order,
    *,
    every_day: bool,
) -> None:
    """Refuse an order that a person named and that the dates contradict."""
    mine = next(reading for reading in readings if reading.order is given)
    others = [reading for reading in readings if reading is not mine]
    for n, (line, cell) in enumerate(cells):
        if mine.days[n] is None:
            raise ConfigError(
                f"{name} line {line}: {shown(cell, 30)} is no date with --dates {given} "
                f"({given.words})."
            )
    missed = mine.misses
    better = next((r for r in others if missed and not r.misses), None)
    if better:
        line, cell = cells[missed[0]]
        raise ConfigError(
            f"{name} line {line}: with --dates {given}, {shown(cell, 30)} is "
            f"{mine.days[missed[0]]}, which cannot be; with --dates {better.order} every day can."
        )
    daily = next((r for r in others if r.day_by_day and not r.misses), None)
    if every_day and daily and not mine.day_by_day:
        steps = enumerate(pairwise(mine.days), 1)
        at = next((n for n, (a, b) in steps if a and b and abs(b - a) > timedelta(1)), 0)
        raise ConfigError(
            f"{name} line {cells[at][0]}: with --dates {given} the days jump ({mine.example}); "
            f"with --dates {daily.order} they follow each other ({daily.example})."
        )
