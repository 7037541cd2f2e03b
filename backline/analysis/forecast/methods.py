"""The ways a number is foretold: each from one artist's own past alone, and each simple.

A way is fitted to the points known by a day, then asked for the value so many days after the
newest. Between two measured days a course is taken as straight; nothing is made up before or after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Days = npt.NDArray[np.int64]
    Values = npt.NDArray[np.float64]

Ahead = Callable[["Values"], "Values"]
"""From days ahead to values."""

_ROBUST, _MOST_PAIRED = 60, 40
_RECENT = 60
"""Days of steps that the damped ways look back on."""

_LEAVES = 0.3
"""So much of the change of a window ago is taken to leave a rolling count again."""

_RHYTHM, _WEEKS = 0.3, 4


@dataclass(frozen=True, slots=True)
class Past:
    """What is known by a day.

    Attributes:
        days: as ordinals, rising, since the last break.
        values: what was measured on them.
        rises: whether it is a counter.
        rolling: over how many days it counts, 0 where it is no rolling count.
    """

    days: Days
    values: Values
    rises: bool
    rolling: int

    @property
    def now(self) -> float:
        """The newest value."""
        return float(self.values[-1])

    def back(self, days: float) -> float:
        """The value so many days before the newest, at the first day where there is none."""
        import numpy as np

        return float(np.interp(self.days[-1] - days, self.days, self.values))

    @property
    def reach(self) -> int:
        """Days from the first to the newest."""
        return int(self.days[-1] - self.days[0])


@dataclass(frozen=True, slots=True)
class Method:
    """One way.

    Attributes:
        name: what tables call it.
        words: what a person is told, after "by ".
        fit: what it makes of a past.
    """

    name: str
    words: str
    fit: Callable[[Past], Ahead]


def _last(past: Past) -> Ahead:
    return lambda ahead: past.now + 0 * ahead


def _straight(past: Past, slope: float) -> Ahead:
    return lambda ahead: past.now + slope * ahead


def _drift(window: int) -> Callable[[Past], Ahead]:
    def fit(past: Past) -> Ahead:
        days = min(window, past.reach)
        return _straight(past, (past.now - past.back(days)) / days)

    return fit


def _robust(past: Past) -> Ahead:
    """The median of the slopes between all pairs of points (Theil 1950, Sen 1968)."""
    import numpy as np

    since = past.days >= past.days[-1] - _ROBUST
    days, values = past.days[since], past.values[since]
    if len(days) > _MOST_PAIRED:
        some = np.linspace(0, len(days) - 1, _MOST_PAIRED).astype(int)
        days, values = days[some], values[some]
    if len(days) < 4:
        return _last(past)
    one, other = np.triu_indices(len(days), 1)
    slopes = (values[other] - values[one]) / (days[other] - days[one])
    return _straight(past, float(np.median(slopes)))


def _damped(memory: float, half: float) -> Callable[[Past], Ahead]:
    """The lately usual daily change, which halves every ``half`` days ahead.

    Args:
        memory: days after which a past change counts half (Gardner and McKenzie 1985 damp a trend
            in the same way).
        half: likewise, ahead.
    """
    keeps = 0.5 ** (1 / half)

    def fit(past: Past) -> Ahead:
        import numpy as np

        first = max(int(past.days[0]), int(past.days[-1]) - _RECENT)
        daily = np.interp(np.arange(first, past.days[-1] + 1), past.days, past.values)
        steps = np.diff(daily)
        weights = 0.5 ** (np.arange(len(steps))[::-1] / memory)
        slope = float((steps * weights).sum() / weights.sum())
        return lambda ahead: past.now + slope * keeps * (1 - keeps**ahead) / (1 - keeps)

    return fit


_fast, _slow = _damped(4, 5), _damped(14, 10)


def _leaving(past: Past) -> Ahead:
    """Of a rolling count: the mean of the damped course and of what is known to leave the window.

    What a day brought leaves the count as many days later as it looks back. Daily counts are not
    told, so the change of the count itself then stands for them.
    """
    window = past.rolling
    near = _fast(past)
    if not window or past.reach < 2 * window:
        return near

    def ahead_of(ahead: Values) -> Values:
        import numpy as np

        then = past.days[-1] - window
        came = np.interp(then + np.minimum(ahead, window), past.days, past.values)
        left: Values = past.now - _LEAVES * (came - past.back(window))
        return (near(ahead) + left) / 2

    return ahead_of


def _weekly(past: Past) -> Ahead:
    """The last week again, where the weekdays differ; of a counter with what a week brings."""
    import numpy as np

    first = past.days[-1] - 7 * _WEEKS
    known = past.days > first
    if past.days[0] > first or known.sum() < 6 * _WEEKS:
        return _last(past)
    daily = np.interp(np.arange(first, past.days[-1] + 1), past.days, past.values)
    steps = np.diff(daily) - np.diff(daily).mean()
    spread = float((steps**2).sum())
    if not spread or float((steps[7:] * steps[:-7]).sum()) / spread < _RHYTHM:
        return _last(past)
    week = past.now - past.back(7) if past.rises else 0.0

    def ahead_of(ahead: Values) -> Values:
        weeks = np.ceil(ahead / 7)
        days = past.days[-1] + ahead - 7 * weeks
        again: Values = np.interp(days, past.days, past.values) + weeks * week
        return again

    return ahead_of


def _together(past: Past) -> Ahead:
    """The mean of no change, the drift of 90 days and the slowly damped course."""
    ways = (_last(past), _drift(90)(past), _slow(past))
    return lambda ahead: sum((way(ahead) for way in ways), 0 * ahead) / len(ways)


METHODS = (
    Method("last", "no change", _last),
    Method("drift_28", "the change of the last 28 days, going on", _drift(28)),
    Method("drift_56", "the change of the last 56 days, going on", _drift(56)),
    Method("drift_90", "the change of the last 90 days, going on", _drift(90)),
    Method("robust_60", "the median pace of the last 60 days, going on", _robust),
    Method("damped_fast", "the pace of the last days, soon fading", _fast),
    Method("damped_slow", "the pace of the last weeks, slowly fading", _slow),
    Method("weekly", "the last week's course, again", _weekly),
    Method("leaving", "the pace of the last days, less what leaves the count", _leaving),
    Method("together", "the mean of no change and of two paces", _together),
)
"""Every way; the first is what all others are held against."""

FEWEST = 8
"""So many points since the last break a way is fitted to."""

SHORTEST = 28
"""Days that they span at least."""
