"""Which way has earned it, and how far off it was: decided by trials that had ended by then.

A way is taken for a course only where it has beaten "no change" on the course itself, and clearly;
of those that did, the one whose errors are smallest, with the errors of the pool (the same number
of other artists) counting as so many more trials. Errors are measured and never modelled: how far 8
of 10 forecasts were off is looked up among them, and taken wider or narrower where a course's own
intervals held less or more often than they should (Gibbs and Candès 2021).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backline.analysis.forecast.trials import Trial

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.float64]

LEVEL = 0.8
"""How many of the forecasts end within their interval."""

BY = 0.1
"""By so much its mean and its median error must be smaller than those of "no change"."""

CLOSER = 0.6
"""In so many of the trials it must have been closer; a tie is half of one."""

FEWEST_OWN = 4
"""From so many ended trials on, a course's own decide whether a way may be taken."""

FEWEST_OTHERS = 3
"""So many other courses must have tried a way before it is taken for one that has too few."""

_OF_A_COURSE, OF_INTERVALS = 26, 52
"""So many of the last trials of each course are looked at, for the choice and for intervals."""

_POOL_COUNTS, _POOL_IN_INTERVALS = 16, 20
"""The pool counts as so many more trials."""

_MOST = 4.0
"""A single error counts no more in the choice: one jump decides nothing."""

_FEWEST_ERRORS = 20
"""Fewer measured errors give no interval."""

_LEARNS = 0.02
"""By so much an interval that did not hold is taken wider, for the next."""


@dataclass(frozen=True, slots=True)
class Earned:
    """What had earned it by a day.

    Attributes:
        method: its place among the ways.
        own: how many own trials decided, the last that had ended.
        closer: in which part of them it was closer than no change, a tie half of one; None without.
        error: its mean error over them, as a part of that of no change; None where that is 0.
        off: how far 8 of 10 forecasts are off at most, in usual changes; None where too few are
            known.
    """

    method: int
    own: int
    closer: float | None
    error: float | None
    off: float | None


def earned(
    own: Trial, others: Sequence[Trial], days: Sequence[int], only: int | None = None
) -> list[Earned]:
    """What had earned it by each of some days, in their order.

    Args:
        own: the course's own trials.
        others: those of the pool.
        days: as ordinals, rising.
        only: this way, whatever has earned it.
    """
    pool = _Pool(others, days if only is None else [])
    intervals = _Intervals(own, others, days)
    found = []
    for at, day in enumerate(days):
        ended = int(own.ended.searchsorted(day, side="right"))
        mine = own.errors[max(0, ended - _OF_A_COURSE) : ended]
        method = _chosen(mine, *pool.by(at)) if only is None else only
        off = intervals.off(at, method)
        found.append(_told(method, mine, off))
        intervals.asked(day, off, method)
    return found


def _told(method: int, mine: Numbers, off: float | None) -> Earned:
    import numpy as np

    if not len(mine):
        return Earned(method, 0, None, None, off)
    capped = np.minimum(mine, _MOST)
    still = float(capped[:, 0].mean())
    error = float(capped[:, method].mean()) / still if still else None
    return Earned(method, len(mine), float(_closer(mine)[method]), error, off)


def _closer(errors: Numbers) -> Numbers:
    """In which part of the trials each way was closer than the first."""
    first = errors[:, :1]
    part: Numbers = ((errors < first) + 0.5 * (errors == first)).mean(axis=0)
    return part


def _chosen(mine: Numbers, pool: Numbers, parts: Numbers) -> int:
    """The way that has earned it; 0, no change, where none has.

    Args:
        mine: the errors of the course's own trials, by trial and way.
        pool: the mean errors of each other course, by way.
        parts: likewise, in which part of its trials a way was closer than no change.
    """
    import numpy as np

    if len(pool) < FEWEST_OTHERS and len(mine) < 2 * FEWEST_OWN:
        return 0
    capped = np.minimum(mine, _MOST)
    means = pool.mean(axis=0) if len(pool) else capped.mean(axis=0)
    error = (capped.sum(axis=0) + _POOL_COUNTS * means) / (len(capped) + _POOL_COUNTS)
    if len(mine) >= FEWEST_OWN:
        mean, median = capped.mean(axis=0), np.median(mine, axis=0)
        may = (mean <= (1 - BY) * mean[0]) & (median <= (1 - BY) * median[0])
        may &= _closer(mine) >= CLOSER
    else:
        may = ((parts > 0.5).mean(axis=0) >= CLOSER) & (np.median(parts, axis=0) >= CLOSER)
    may[0] = True
    best = int(np.argmin(np.where(may, error, np.inf)))
    return best if error[best] <= (1 - BY / 2) * error[0] else 0


class _Pool:
    """The errors of other courses, and how often each way was closer, by each of some days."""

    def __init__(self, others: Sequence[Trial], days: Sequence[int]) -> None:
        import numpy as np

        shape = (len(others), len(days), others[0].errors.shape[1] if others else 1)
        self._errors, self._closer = np.zeros(shape), np.zeros(shape)
        self._known = np.zeros(shape[:2], bool)
        for place, trial in enumerate(others if len(days) else ()):
            errors, still = trial.errors, trial.errors[:, :1]
            last = trial.ended.searchsorted(days, side="right")
            first = np.maximum(0, last - _OF_A_COURSE)
            self._known[place] = last - first >= FEWEST_OWN - 1
            capped, closer = np.minimum(errors, _MOST), (errors < still) + 0.5 * (errors == still)
            self._errors[place] = _means(capped, first, last)
            self._closer[place] = _means(closer, first, last)

    def by(self, at: int) -> tuple[Numbers, Numbers]:
        """Mean errors and parts of the trials ended by a day, of who had enough of them.

        Args:
            at: the day's place.
        """
        known = self._known[:, at]
        return self._errors[known, at], self._closer[known, at]


def _means(values: Numbers, first: Ints, last: Ints) -> Numbers:
    """The means of some rows, from each first one to before each last one; 0 of none."""
    import numpy as np

    added = np.vstack([np.zeros((1, values.shape[1])), values.cumsum(axis=0)])
    found: Numbers = (added[last] - added[first]) / np.maximum(last - first, 1)[:, None]
    return found


class _Intervals:
    """How wide the intervals of one course are, learnt from those of it that did not hold."""

    def __init__(self, own: Trial, others: Sequence[Trial], days: Sequence[int]) -> None:
        import numpy as np

        self._own, self._days = own, days
        every = (own, *others)
        self._errors = np.vstack([trial.errors for trial in every])
        before = np.cumsum([0, *(len(trial) for trial in every[:-1])])
        last = np.stack([trial.ended.searchsorted(days, side="right") for trial in every])
        self._many = np.minimum(last, OF_INTERVALS)
        self._first = before[:, None] + last - self._many
        self._outside = 1 - LEVEL
        self._open: list[tuple[int, bool]] = []
        self._last = 0

    def off(self, at: int, method: int) -> float | None:
        """How far 8 of 10 forecasts are off at most, by what had ended on a day.

        Args:
            at: the day's place.
            method: the way they were made.
        """
        import numpy as np

        self._learn(self._days[at])
        errors = self._last_errors(at, method)
        mine = int(self._many[0, at])
        if len(errors) < _FEWEST_ERRORS:
            return None
        weights = np.ones(len(errors))
        weights[mine:] = _POOL_IN_INTERVALS / max(len(errors) - mine, 1)
        order = np.argsort(errors, kind="stable")
        counted = weights[order].cumsum()
        # One more than was seen may be the next (Vovk, Gammerman and Shafer 2005).
        part = min(1.0, (1 - self._outside) * (1 + 1 / counted[-1]))
        place = int(counted.searchsorted(part * counted[-1] - 1e-9))
        off = float(errors[order][min(place, len(errors) - 1)])
        return off if np.isfinite(off) else None

    def _last_errors(self, at: int, method: int) -> Numbers:
        """The errors of a way in the last trials ended by a day, the course's own first."""
        import numpy as np

        many = self._many[:, at]
        skipped = self._first[:, at] - (many.cumsum() - many)
        found: Numbers = self._errors[np.arange(many.sum()) + skipped.repeat(many), method]
        return found

    def asked(self, day: int, off: float | None, method: int) -> None:
        """Remember whether the interval of a day of asking will hold."""
        if off is None or day == self._last:
            return  # after a week without a new number it is the same once more
        self._last = day
        for place in (self._own.asked == day).nonzero()[0]:
            held = bool(self._own.errors[place, method] <= off)
            self._open.append((int(self._own.ended[place]), held))

    def _learn(self, day: int) -> None:
        """Learn from the intervals that had ended by a day."""
        for _, held in [one for one in self._open if one[0] <= day]:
            missed = 0.0 if held else 1.0
            self._outside += _LEARNS * ((1 - LEVEL) - missed)
            self._outside = min(0.5, max(0.02, self._outside))
        self._open = [one for one in self._open if one[0] > day]
