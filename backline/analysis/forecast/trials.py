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
from backline.analysis.forecast.methods import FEWEST, METHODS, SHORTEST, Method, Pasts

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

EVERY = 7
"""Days from one day of asking to the next."""

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
    import numpy as np

    asked, first, newest = _askings(course, since)
    pairs = [_Pairs(course, days) for days in horizons]
    ends = np.column_stack([one.ends_of(asked, newest) for one in pairs])
    usual = np.column_stack([one.usual(first, newest) for one in pairs])
    # Without a change over as many days there is nothing to tell an error in.
    has = (ends >= 0) & ~np.isnan(usual)
    ahead = np.where(has, course.days[ends] - course.days[newest][:, None], 0).astype(np.float64)
    told = foretold(pasts_of(course, first, newest), ahead, course.step)
    return {
        days: _trial(course, newest[some], ends[some, at], usual[some, at], told[:, some, at].T)
        for at, (days, some) in enumerate(zip(horizons, has.T, strict=True))
    }


def pasts_of(course: Course, first: Ints, last: Ints) -> Pasts:
    """What was known on days of asking, by the places of the first that counts and the newest."""
    return Pasts(course.days, course.values, first, last, course.rises, course.rolling)


def foretold(pasts: Pasts, ahead: Numbers, step: int, ways: Iterable[Method] = METHODS) -> Numbers:
    """What ways foretell of some days ahead, rounded as the platform does, never below 0.

    A counter is never foretold to fall.

    Returns:
        By way, day of asking and day ahead.
    """
    import numpy as np

    least = pasts.now[:, None] if pasts.rises else 0.0
    told = np.stack([np.maximum(way.foretell(pasts, ahead), least) for way in ways])
    return np.floor(told / step + 0.5) * step


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


def _askings(course: Course, since: int) -> tuple[Ints, Ints, Ints]:
    """The days of asking, with the places of the first point that counts then and of the newest."""
    import numpy as np

    days = course.days
    asked = np.arange(days[0] + SHORTEST, days[-1], EVERY)
    asked = asked[asked >= since]
    newest = days.searchsorted(asked, side="right") - 1
    begins = np.array([days[0], *sorted(b.day.toordinal() for b in course.breaks)])
    first = days.searchsorted(begins[np.maximum(begins.searchsorted(days[newest], "right") - 1, 0)])
    enough = (newest - first + 1 >= FEWEST) & (days[newest] - days[first] >= SHORTEST)
    enough &= asked - days[newest] <= OLDEST
    return asked[enough], first[enough], newest[enough]


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

    def ends_of(self, asked: Ints, newest: Ints) -> Ints:
        """The points that what is foretold on some days is held against; -1 where there is none."""
        return self._nearest(asked + self._days, newest)

    def usual(self, first: Ints, last: Ints) -> Numbers:
        """The mean absolute changes between points from one place to another; nan without any."""
        import numpy as np

        # Both rise, so that what lies between two places stands together.
        begins = self._from.searchsorted(first)
        ends = self._to.searchsorted(last, side="right")
        return np.array(
            [
                np.add.reduce(self._changes[begin:end]) / (end - begin) if end > begin else np.nan
                for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)
            ],
            np.float64,
        )

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


def _trial(course: Course, newest: Ints, ends: Ints, usual: Numbers, told: Numbers) -> Trial:
    import numpy as np

    told = np.ascontiguousarray(told)
    missed = np.abs(told - course.values[ends][:, None])
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(missed == 0, 0.0, missed / usual[:, None])
    asked, ended = course.days[newest], course.days[ends]
    return Trial(asked, ended, course.values[newest], course.values[ends], usual, told, errors)


def usual_change(course: Course, days: int, first: int, last: int) -> float | None:
    """The mean absolute change over so many days, between the points from one place to another.

    None where no two of them lie so many days apart.
    """
    import numpy as np

    found = float(_Pairs(course, days).usual(np.array([first]), np.array([last]))[0])
    return None if np.isnan(found) else found
