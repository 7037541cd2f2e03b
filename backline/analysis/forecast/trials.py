"""Trials: what each way would have foretold of a course on earlier days, and how far it was off.

Every seventh day is a day of asking. What was measured later plays no part in what is foretold on
it; the value it is held against is the measured one closest to the horizon, within a seventh of it.
Errors are in units of the change that so many days usually bring: the mean absolute change over the
horizon, of the days known by then since the last break.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backline.analysis.forecast.courses import Break, Course
from backline.analysis.forecast.methods import FEWEST, METHODS, SHORTEST, Method, Past

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

EVERY = 7
"""Days from one day of asking to the next."""

_Row = tuple[int, int, list[float], float]
"""The places of the newest point and of the end, what each way foretells, the usual change."""

OLDEST = 7
"""So many days the newest value may be old on a day of asking."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one course and horizon; each array has an entry for each day of asking.

    Attributes:
        asked: the day of the newest value then, as an ordinal.
        ended: the day of the value that it was held against.
        now: the newest value then.
        truth: what was measured at the end.
        usual: the change that so many days usually brought; 0 where the course never moved.
        foretold: by day of asking and way.
        errors: likewise, how far each was off, in usual changes; a miss where nothing ever moved is
            infinite.
    """

    asked: Ints
    ended: Ints
    now: Numbers
    truth: Numbers
    usual: Numbers
    foretold: Numbers
    errors: Numbers

    def __len__(self) -> int:
        return len(self.asked)

    def lean(self) -> Trial:
        """The same with what decides alone, for thousands that are kept."""
        none = self.now[:0]
        return replace(self, now=none, truth=none, foretold=none)


def trials(course: Course, horizons: Sequence[int], since: int = 0) -> dict[int, Trial]:
    """The trials of a course over several horizons.

    Args:
        course: whose.
        horizons: days ahead.
        since: the first day of asking, as an ordinal.
    """
    pairs = {days: _Pairs(course, days) for days in horizons}
    rows: dict[int, list[_Row]] = {days: [] for days in horizons}
    for place, first in _askings(course, since):
        ends = {}
        for days in horizons:
            end, usual = pairs[days].end_of(place), pairs[days].usual(first, place[1])
            # Without a change over as many days there is nothing to tell an error in.
            if end is not None and usual is not None:
                ends[days] = end, usual
        if not ends:
            continue
        past = past_of(course, first, place)
        ahead = [float(course.days[end] - course.days[place[1]]) for end, _ in ends.values()]
        told = foretold(past, ahead, course.step)
        for column, (days, (end, usual)) in enumerate(ends.items()):
            rows[days].append((place[1], end, [way[column] for way in told], usual))
    return {days: _trial(course, found) for days, found in rows.items()}


def past_of(course: Course, first: int, place: tuple[int, int]) -> Past:
    """What was known on a day of asking."""
    last = place[1] + 1
    return Past(course.days[first:last], course.values[first:last], course.rises, course.rolling)


def foretold(
    past: Past, ahead: Sequence[float], step: int, ways: Iterable[Method] = METHODS
) -> list[list[float]]:
    """What ways foretell of some days ahead, rounded as the platform does, never below 0.

    A counter is never foretold to fall.
    """
    import numpy as np

    days = np.array(ahead, np.float64)
    least = past.now if past.rises else 0.0
    told = [np.maximum(way.fit(past)(days), least) for way in ways]
    return [(np.floor(values / step + 0.5) * step).tolist() for values in told]


def begun(course: Course, day: int) -> int:
    """The place of the first point that counts on a day: since the last break by then.

    Args:
        course: whose.
        day: as an ordinal.
    """
    days = [b.day.toordinal() for b in course.breaks]
    since = max((each for each in days if each <= day), default=int(course.days[0]))
    return int(course.days.searchsorted(since))


def last_break(course: Course, day: int) -> Break | None:
    """The last break by a day."""
    known = [b for b in course.breaks if b.day.toordinal() <= day]
    return known[-1] if known else None


def is_enough(course: Course, first: int, last: int) -> bool:
    """Whether the points from one place to another are enough for any way but the first."""
    span = int(course.days[last] - course.days[first])
    return last - first + 1 >= FEWEST and span >= SHORTEST


def _askings(course: Course, since: int) -> list[tuple[tuple[int, int], int]]:
    """The day of asking with the place of the newest point, and the first that counts then."""
    found = []
    for day in range(int(course.days[0]) + SHORTEST, int(course.days[-1]), EVERY):
        if day < since:
            continue
        newest = int(course.days.searchsorted(day, side="right")) - 1
        first = begun(course, int(course.days[newest]))
        if day - course.days[newest] <= OLDEST and is_enough(course, first, newest):
            found.append(((day, newest), first))
    return found


class _Pairs:
    """The points of a course so many days apart, as far as they can be compared."""

    def __init__(self, course: Course, days: int) -> None:
        import numpy as np

        self._course, self._days = course, days
        self._tolerance = -(-days // 7)
        others = [b.day.toordinal() for b in course.breaks if b.other]
        self._part = np.searchsorted(others, course.days, side="right")
        every = np.arange(len(course))
        ends = self._nearest(course.days + days, every)
        self._from, self._to = every[ends >= 0], ends[ends >= 0]
        spans = course.days[self._to] - course.days[self._from]
        moved = np.abs(course.values[self._to] - course.values[self._from])
        # As much as it would be over just so many days.
        self._changes = moved * days / np.maximum(spans, 1)

    def end_of(self, place: tuple[int, int]) -> int | None:
        """The point that what is foretold on a day is held against."""
        import numpy as np

        day, newest = place
        end = int(self._nearest(np.array([day + self._days]), np.array([newest]))[0])
        return end if end >= 0 else None

    def usual(self, first: int, last: int) -> float | None:
        """The mean absolute change between the points from one place to another; None without."""
        within = (self._from >= first) & (self._to <= last)
        return float(self._changes[within].mean()) if within.any() else None

    def _nearest(self, wanted: Ints, after: Ints) -> Ints:
        """The point closest to each day, the older on a tie; -1 where none can be compared."""
        import numpy as np

        days = self._course.days
        newer = np.minimum(np.searchsorted(days, wanted), len(days) - 1)
        older = np.maximum(newer - 1, 0)
        far = abs(days[newer] - wanted) < abs(days[older] - wanted)
        end = np.where(far | (older <= after), newer, older)
        near = abs(days[end] - wanted) <= self._tolerance
        return np.where(near & (end > after) & (self._part[end] == self._part[after]), end, -1)


def _trial(course: Course, rows: Sequence[_Row]) -> Trial:
    import numpy as np

    newest = np.array([row[0] for row in rows], np.int64)
    ends = np.array([row[1] for row in rows], np.int64)
    usual = np.array([row[3] for row in rows], np.float64)
    told = np.array([row[2] for row in rows], np.float64).reshape(len(rows), len(METHODS))
    missed = np.abs(told - course.values[ends][:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(missed == 0, 0.0, missed / usual[:, None])
    asked, ended = course.days[newest], course.days[ends]
    return Trial(asked, ended, course.values[newest], course.values[ends], usual, told, errors)


def usual_change(course: Course, days: int, first: int, last: int) -> float | None:
    """The mean absolute change over so many days, between the points from one place to another.

    None where no two of them lie so many days apart.
    """
    return _Pairs(course, days).usual(first, last)
