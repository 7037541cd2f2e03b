"""When a number is expected to reach a value, by its forecast."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from backline.analysis.forecast.answer import LONGEST_AHEAD, Forecast, forecast
from backline.measure import Metric
from backline.warehouse import Warehouse

_HORIZONS = (LONGEST_AHEAD, 60, 30)


@dataclass(frozen=True, slots=True)
class Reaching:
    """When a value is expected to be reached.

    Attributes:
        earliest: the first day on which the upper end of the interval is there; None where it is
            not within the days looked ahead.
        expected: likewise, of the forecast itself.
        latest: likewise, of the lower end.
        days: how far was looked ahead.
        foretold: whether any way is closer than no change, without which no day can be told.
    """

    earliest: date | None
    expected: date | None
    latest: date | None
    days: int
    foretold: bool


def reaching(
    warehouse: Warehouse, artist: str, metric: Metric, value: int, as_of: date
) -> Reaching:
    """When an artist's number is expected to reach a value it has not.

    As far ahead as a way has earned it: 90 days, else 60, else 30.

    Raises:
        DataError: the files cannot be read.
    """
    for days in _HORIZONS:
        told = forecast(warehouse, artist, metric, days, as_of, if_earned=True)
        if told is not None:
            return _of(told, value, days)
    return Reaching(None, None, None, _HORIZONS[-1], foretold=False)


def _of(told: Forecast, value: int, days: int) -> Reaching:
    """By the forecast's own steps, between which it is taken as straight."""
    now = told.now_date, told.now
    steps = [(one.day, one.value, one.low or 0, one.high or 0) for one in told.ahead]
    ways = zip(*[(each[1:]) for each in steps], strict=True)
    found = [
        first_day([now, *zip((each[0] for each in steps), way, strict=True)], value) for way in ways
    ]
    expected, latest, earliest = found
    return Reaching(earliest, expected, latest, days, foretold=True)


def first_day(course: Sequence[tuple[date, int]], value: int) -> date | None:
    """The first day on which a course is at a value or above."""
    for (before, low), (day, high) in pairwise(course):
        if high >= value > low:
            part = (value - low) / (high - low)
            return before + timedelta(days=-int(-(day - before).days * part // 1))
    return None
