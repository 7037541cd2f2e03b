"""The forecast of a number of an artist, with a measured interval and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from backline.analysis.forecast.courses import Break, Course, courses
from backline.analysis.forecast.earning import OF_INTERVALS, Earned, earned
from backline.analysis.forecast.methods import METHODS, Method
from backline.analysis.forecast.trials import (
    EVERY,
    Trial,
    begun,
    foretold,
    is_enough,
    last_break,
    pasts_of,
    trials,
    usual_change,
)
from backline.measure import Metric
from backline.warehouse import Warehouse

SHORTEST_AHEAD, LONGEST_AHEAD = 7, 90
"""Days that can be looked ahead."""

LONGEST_BEHIND = 2 * 366
"""Days of the past that are looked at."""

MOST_OTHERS = 40
"""So many other artists are the pool, those whose number is closest in size."""

_STEPS = (7, 14, 30, 60, 90)
"""The usual spans: days that are told on the way to others."""

_MOST_COURSES = 40
"""So many numbers' courses are kept, each about 12 kB an artist."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is expected of one day.

    Attributes:
        day: which.
        value: the forecast.
        low: 8 of 10 such forecasts ended at it or above; None where too few are known.
        high: likewise, or below.
        earned: what it rests on.
    """

    day: date
    value: int
    low: int | None
    high: int | None
    earned: Earned

    @property
    def method(self) -> Method:
        """The way it was made."""
        return METHODS[self.earned.method]


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected of a number.

    Attributes:
        artist: roster key.
        course: the measured points it stands on.
        now: the newest value.
        now_date: its day.
        source: which client or file told it.
        ahead: some days up to the one that was asked for, which is the last.
        since: the first day that counts.
        broken: why none before counts; None where nothing happened.
        enough: whether there are points enough for anything but the newest value.
        pool: how many other artists' trials counted.
    """

    artist: str
    metric: Metric
    course: Course
    now: int
    now_date: date
    source: str
    ahead: tuple[Ahead, ...]
    since: date
    broken: Break | None
    enough: bool
    pool: int

    @property
    def last(self) -> Ahead:
        """What is expected of the day that was asked for."""
        return self.ahead[-1]


def forecast(
    warehouse: Warehouse,
    artist: str,
    metric: Metric,
    days: int,
    as_of: date,
    *,
    path: bool = True,
    if_earned: bool = False,
) -> Forecast | None:
    """What is expected of a number; None where it was never measured in the days looked at.

    Args:
        warehouse: the measurements.
        artist: roster key.
        metric: which; see :func:`~backline.analysis.forecast.courses.can_be_foretold`.
        days: how far to look ahead, 7 to 90.
        as_of: the day to look ahead from.
        path: also what is expected on the way to that day.
        if_earned: None also where no way has earned it over so many days, or no interval is known.

    Raises:
        DataError: the files cannot be read.
    """
    known = _courses(warehouse, metric, as_of)
    course = known.get(artist)
    if course is None:
        return None
    steps = (*(step for step in _STEPS if path and step < days), days)
    others = closest(course, known.values())
    tried = {one.artist: _tried(warehouse, metric, as_of, one, steps) for one in (course, *others)}
    first, last = begun(course, int(course.days[-1])), len(course) - 1
    ahead: list[Ahead] = []
    for step in reversed(steps):
        own = tried[artist][step]
        pool = [tried[one.artist][step] for one in others]
        # The way that has earned it over the days asked for makes the whole course.
        only = ahead[0].earned.method if ahead else None
        ahead.insert(0, _ahead(course, own, pool, step, first, only))
        if if_earned and not (ahead[-1].earned.method and ahead[-1].low is not None):
            return None
    return Forecast(
        artist,
        metric,
        course,
        int(course.values[-1]),
        date.fromordinal(int(course.days[-1])),
        course.source,
        tuple(ahead),
        date.fromordinal(int(course.days[first])),
        last_break(course, int(course.days[-1])),
        is_enough(course, first, last),
        len(others),
    )


def _ahead(
    course: Course, own: Trial, pool: Sequence[Trial], step: int, first: int, only: int | None
) -> Ahead:
    """What is expected so many days after the newest value."""
    import numpy as np

    last, now = len(course) - 1, int(course.days[-1])
    asked = sorted({int(day) for day in own.asked} | {now})
    if not is_enough(course, first, last):
        only = 0
    rests_on = earned(own, pool, asked, only)[-1]
    past = pasts_of(course, np.array([first]), np.array([last]))
    way = METHODS[rests_on.method]
    told = float(foretold(past, np.array([[float(step)]]), course.step, [way])[0, 0, 0])
    usual = usual_change(course, step, first, last)
    low, high = _interval(course, told, rests_on.off, usual)
    return Ahead(date.fromordinal(now + step), int(told), low, high, rests_on)


def _interval(
    course: Course, told: float, off: float | None, usual: float | None
) -> tuple[int | None, int | None]:
    """From where to where, never below 0 and of a counter never below what it has."""
    if off is None or usual is None:
        return None, None
    least = float(course.values[-1]) if course.rises else 0.0
    reach = off * usual
    low = max(least, floor((told - reach) / course.step + 0.5) * course.step)
    return int(low), int(floor((told + reach) / course.step + 0.5) * course.step)


def _courses(warehouse: Warehouse, metric: Metric, as_of: date) -> dict[str, Course]:
    """The courses of all the roster's artists, read once."""
    keys = [artist.key for artist in warehouse.roster.artists]
    first = as_of - timedelta(days=LONGEST_BEHIND)
    return warehouse.remember(
        _CoursesOf(metric.platform, metric.name, as_of),
        lambda: courses(warehouse, metric, first, as_of, keys),
        always=True,
        most=_MOST_COURSES,
    )


@dataclass(frozen=True, slots=True)
class _CoursesOf:
    """Names the courses of a number that are kept."""

    platform: str
    metric: str
    as_of: date


def closest(course: Course, known: Iterable[Course]) -> list[Course]:
    """The other courses that are closest in size, the closest first: the pool of a course."""
    size = max(1.0, float(course.values[-1]))

    def apart(other: Course) -> float:
        value = max(1.0, float(other.values[-1]))
        return max(value / size, size / value)

    return sorted((c for c in known if c is not course), key=apart)[:MOST_OTHERS]


def _tried(
    warehouse: Warehouse, metric: Metric, as_of: date, course: Course, horizons: Sequence[int]
) -> dict[int, Trial]:
    """The trials of a course, as many as anything is decided by.

    Those over usual spans up to the newest day are made once. Anybody may ask for any span, and who
    has left is asked about up to days of their own: each of these would hold as much again.
    """
    name = ("trials", metric.platform, metric.name, course.artist)
    kept: dict[int, Trial] = {}
    if as_of == warehouse.latest_day:
        kept = warehouse.remember(name, dict, always=True)
    made = dict(kept)
    if new := [days for days in horizons if days not in made]:
        since = as_of.toordinal() - OF_INTERVALS * EVERY - LONGEST_AHEAD
        made |= {days: trial.lean() for days, trial in trials(course, new, since).items()}
        kept |= {days: made[days] for days in new if days in _STEPS}
    return made
