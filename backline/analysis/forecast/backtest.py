"""The backtest: what would have been foretold of every course of a root, and what came."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from backline.analysis.forecast.answer import closest
from backline.analysis.forecast.courses import courses, foretold
from backline.analysis.forecast.earning import earned
from backline.analysis.forecast.methods import METHODS
from backline.analysis.forecast.trials import Trial, trials
from backline.measure import Metric
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Tried:
    """One course over one horizon.

    Attributes:
        trial: with every way.
        methods: the way that had earned it, by day of asking.
        off: how far 8 of 10 were off at most, by what was known then; nan where too few were.
    """

    artist: str
    platform: str
    metric: str
    horizon: int
    trial: Trial
    methods: Ints
    off: Numbers

    def misses(self, *, still: bool = False) -> Numbers:
        """How far the forecasts were off; with ``still`` those of no change."""
        import numpy as np

        told = self.trial.foretold[np.arange(len(self.trial)), self.methods * (not still)]
        return np.abs(told - self.trial.truth)

    def errors(self, *, still: bool = False) -> Numbers:
        """The same in usual changes, without the days on which nothing had ever moved."""
        moved = self.trial.usual > 0
        scaled: Numbers = self.misses(still=still)[moved] / self.trial.usual[moved]
        return scaled

    def held(self) -> Numbers:
        """1 for each interval that held, 0 for each that did not."""
        import numpy as np

        known = ~np.isnan(self.off)
        reach = self.off[known] * self.trial.usual[known]
        return (self.misses()[known] <= reach + 1e-9).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Line:
    """What came of several courses together; a figure is None where there is nothing to tell.

    Attributes:
        metric: as ``platform/metric``; ``all`` for all.
        forecasts: how many there were.
        percent: the median absolute percentage error; ``percent_still`` that of no change.
        scaled: the mean over courses of the median scaled error; ``scaled_still`` of no change.
        better: how much smaller the scaled error is, as a fraction; negative where it is larger.
        held: which part of the intervals held.
        intervals: how many there were.
        most: the ways most often taken, with the part of the forecasts.
    """

    metric: str
    horizon: int
    courses: int
    forecasts: int
    percent: float | None
    percent_still: float | None
    scaled: float | None
    scaled_still: float | None
    better: float | None
    held: float | None
    intervals: int
    most: tuple[tuple[str, float], ...]


def backtest(
    warehouse: Warehouse,
    horizons: Sequence[int],
    as_of: date,
    told: Callable[[int, int], None] = lambda _done, _all: None,
) -> list[Tried]:
    """Everything that would have been foretold of a root's artists.

    Args:
        warehouse: the measurements.
        horizons: days ahead.
        as_of: the last day.
        told: told how many metrics are done, and of how many.

    Raises:
        DataError: the files cannot be read.
    """
    keys = [artist.key for artist in warehouse.roster.artists]
    metrics = foretold()
    found = []
    for done, metric in enumerate(metrics):
        told(done, len(metrics))
        found += list(_of_metric(warehouse, metric, horizons, as_of, keys))
    told(len(metrics), len(metrics))
    return found


def _of_metric(
    warehouse: Warehouse, metric: Metric, horizons: Sequence[int], as_of: date, keys: Sequence[str]
) -> Iterator[Tried]:
    import numpy as np

    known = courses(warehouse, metric, date.min, as_of, keys)
    tried = {key: trials(course, horizons) for key, course in known.items()}
    for key, course in known.items():
        pool = [one.artist for one in closest(course, known.values())]
        for days in horizons:
            own = tried[key][days]
            if not len(own):
                continue
            rests_on = earned(own, [tried[one][days] for one in pool], own.asked.tolist())
            methods = np.array([one.method for one in rests_on], np.int64)
            off = [np.nan if one.off is None else one.off for one in rests_on]
            place = (key, metric.platform, metric.name)
            yield Tried(*place, days, own, methods, np.array(off, np.float64))


def lines(tried: Sequence[Tried]) -> list[Line]:
    """A line for each metric and horizon, and one for all of a horizon."""
    horizons = sorted({one.horizon for one in tried})
    found = []
    for days in horizons:
        of_days = [one for one in tried if one.horizon == days]
        for name in dict.fromkeys(f"{one.platform}/{one.metric}" for one in of_days):
            some = [one for one in of_days if f"{one.platform}/{one.metric}" == name]
            found.append(_line(name, days, some))
        found.append(_line("all", days, of_days))
    return found


def _line(name: str, days: int, some: Sequence[Tried]) -> Line:
    import numpy as np

    held = np.concatenate([one.held() for one in some])
    scaled, still = _scaled(some, still=False), _scaled(some, still=True)
    taken = np.bincount(np.concatenate([one.methods for one in some]), minlength=len(METHODS))
    order = sorted(range(len(METHODS)), key=lambda n: -taken[n])[:3]
    return Line(
        name,
        days,
        len(some),
        sum(len(one.trial) for one in some),
        _percent(some, still=False),
        _percent(some, still=True),
        scaled,
        still,
        1 - scaled / still if scaled is not None and still else None,
        float(held.mean()) if len(held) else None,
        len(held),
        tuple((METHODS[n].name, float(taken[n] / taken.sum())) for n in order if taken[n]),
    )


def _scaled(some: Sequence[Tried], *, still: bool) -> float | None:
    """The median of each course, then the mean over courses."""
    import numpy as np

    medians = [np.median(errors) for one in some if len(errors := one.errors(still=still))]
    return float(np.mean(medians)) if medians else None


def _percent(some: Sequence[Tried], *, still: bool) -> float | None:
    """The median over all forecasts of what is above 0."""
    import numpy as np

    parts = []
    for one in some:
        truth = one.trial.truth
        parts.append(one.misses(still=still)[truth > 0] / truth[truth > 0])
    whole = np.concatenate(parts)
    return float(np.median(whole)) if len(whole) else None
