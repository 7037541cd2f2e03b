"""The ways a number is foretold: each from one artist's own past alone, and each simple.

A way is fitted to the points known by a day, then asked for the value so many days after the
newest. Between two measured days a course is taken as straight; nothing is made up before or after.
A course is foretold on many days of asking, so each way does all of them at once: a row for each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]
    Values = npt.NDArray[np.float64]

_ROBUST, _MOST_PAIRED = 60, 40
_FEWEST_PAIRED = 4
_RECENT = 60
"""Days of steps that the damped ways look back on."""

_LEAVES = 0.3
"""So much of the change of a window ago is taken to leave a rolling count again."""

_RHYTHM, _WEEKS = 0.3, 4


@dataclass(frozen=True, slots=True)
class Pasts:
    """What is known of one course on several days of asking.

    Attributes:
        days: of its points, as ordinals, rising.
        values: what was measured on them.
        first: by day of asking, the place of the first point that counts.
        last: likewise, of the newest.
        rises: whether it is a counter.
        rolling: over how many days it counts, 0 where it is no rolling count.
    """

    days: Ints
    values: Values
    first: Ints
    last: Ints
    rises: bool = False
    rolling: int = 0

    @property
    def now(self) -> Values:
        """The newest value."""
        return self.values[self.last]

    @property
    def newest(self) -> Ints:
        """Its day."""
        return self.days[self.last]

    @property
    def reach(self) -> Ints:
        """Days from the first to the newest."""
        return self.newest - self.days[self.first]

    def at(self, days: Values | Ints) -> Values:
        """The values of days that lie between the first and the newest."""
        import numpy as np

        found: Values = np.interp(days, self.days, self.values)
        return found

    def back(self, days: Ints | int) -> Values:
        """The value so many days before the newest, at the first day where there is none."""
        import numpy as np

        return self.at(np.maximum(self.newest - days, self.days[self.first]))

    def daily(self, behind: Ints) -> Iterator[tuple[Ints, Values]]:
        """The values of so many days up to the newest, and of that; those of one length together.

        Yields:
            Which days of asking, and a row of values for each.
        """
        import numpy as np

        for days in np.unique(behind):
            (some,) = (behind == days).nonzero()
            yield some, self.at(self.newest[some, None] + np.arange(-days, 1))


Way = Callable[[Pasts, "Values"], "Values"]
"""From pasts and days ahead, a row for each of the pasts, to values in the same shape."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way.

    Attributes:
        name: what tables call it.
        words: what a person is told, after "by ".
        foretell: what it makes of pasts.
    """

    name: str
    words: str
    foretell: Way


def _last(pasts: Pasts, ahead: Values) -> Values:
    return pasts.now[:, None] + 0 * ahead


def _straight(pasts: Pasts, slopes: Values, ahead: Values) -> Values:
    return pasts.now[:, None] + slopes[:, None] * ahead


def _drift(window: int) -> Way:
    def foretell(pasts: Pasts, ahead: Values) -> Values:
        import numpy as np

        days = np.minimum(window, pasts.reach)
        return _straight(pasts, (pasts.now - pasts.back(days)) / days, ahead)

    return foretell


def _robust(pasts: Pasts, ahead: Values) -> Values:
    """The median of the slopes between all pairs of points (Theil 1950, Sen 1968)."""
    import numpy as np

    start = np.maximum(pasts.first, np.searchsorted(pasts.days, pasts.newest - _ROBUST))
    counts = pasts.last - start + 1
    slopes = np.zeros(len(counts))
    for count in np.unique(counts[counts >= _FEWEST_PAIRED]):
        (same,) = (counts == count).nonzero()
        some = np.linspace(0, count - 1, min(count, _MOST_PAIRED)).astype(int)
        places = start[same, None] + some
        days, values = pasts.days[places], pasts.values[places]
        one, other = np.triu_indices(len(some), 1)
        paces = (values[:, other] - values[:, one]) / (days[:, other] - days[:, one])
        slopes[same] = np.median(paces, axis=1)
    return _straight(pasts, slopes, ahead)


def _damped(memory: float, half: float) -> Way:
    """The lately usual daily change, which halves every ``half`` days ahead.

    Args:
        memory: days after which a past change counts half (Gardner and McKenzie 1985 damp a trend
            in the same way).
        half: likewise, ahead.
    """
    keeps = 0.5 ** (1 / half)

    def foretell(pasts: Pasts, ahead: Values) -> Values:
        import numpy as np

        slopes = np.zeros(len(pasts.last))
        for some, daily in pasts.daily(np.minimum(pasts.reach, _RECENT)):
            steps = np.diff(daily)
            weights = 0.5 ** (np.arange(steps.shape[1])[::-1] / memory)
            slopes[some] = (steps * weights).sum(axis=1) / weights.sum()
        left: Values = slopes[:, None] * keeps * (1 - keeps**ahead) / (1 - keeps)
        return pasts.now[:, None] + left

    return foretell


_fast, _slow = _damped(4, 5), _damped(14, 10)


def _leaving(pasts: Pasts, ahead: Values) -> Values:
    """Of a rolling count: the mean of the damped course and of what is known to leave the window.

    What a day brought leaves the count as many days later as it looks back. Daily counts are not
    told, so the change of the count itself then stands for them.
    """
    import numpy as np

    window, near = pasts.rolling, _fast(pasts, ahead)
    if not window:
        return near
    then = pasts.newest[:, None] - window
    came = pasts.at(then + np.minimum(ahead, window))
    left = pasts.now[:, None] - _LEAVES * (came - pasts.back(window)[:, None])
    return np.where((pasts.reach >= 2 * window)[:, None], (near + left) / 2, near)


def _weekly(pasts: Pasts, ahead: Values) -> Values:
    """The last week again, where the weekdays differ; of a counter with what a week brings."""
    import numpy as np

    weeks = np.ceil(ahead / 7)
    again = pasts.at(pasts.newest[:, None] + ahead - 7 * weeks)
    if pasts.rises:
        again = again + weeks * (pasts.now - pasts.back(7))[:, None]
    return np.where(_has_rhythm(pasts)[:, None], again, _last(pasts, ahead))


def _has_rhythm(pasts: Pasts) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether the last weeks were measured nearly daily, and their steps resemble each other."""
    import numpy as np

    before = np.searchsorted(pasts.days, pasts.newest - 7 * _WEEKS, side="right")
    known = (pasts.reach >= 7 * _WEEKS) & (pasts.last + 1 - before >= 6 * _WEEKS)
    (some,) = known.nonzero()
    daily = pasts.at(pasts.newest[some, None] + np.arange(-7 * _WEEKS, 1))
    steps = np.diff(daily)
    steps = steps - steps.mean(axis=1, keepdims=True)
    spread = (steps**2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        alike = (steps[:, 7:] * steps[:, :-7]).sum(axis=1) / spread
    known[some] = (spread > 0) & (alike >= _RHYTHM)
    return known


def _together(pasts: Pasts, ahead: Values) -> Values:
    """The mean of no change, the drift of 90 days and the slowly damped course."""
    ways = (_last, _drift(90), _slow)
    return sum((way(pasts, ahead) for way in ways), 0 * ahead) / len(ways)


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
