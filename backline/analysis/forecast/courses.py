"""The courses of artists' own numbers that forecasts are made from, and where they begin anew.

Numbers that the audit calls wrong are left out. A course begins anew where what is counted changed:
the platform counts differently, another account is meant (``other``), many artists lost numbers on
one day, or a counter was corrected. Across the first two nothing is compared at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from backline.analysis.quality import Kind as Finds
from backline.analysis.verdicts import recent_findings
from backline.measure import LEVEL_BREAKS, OWN_WORK, VOCABULARY, Kind, Metric
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Days = npt.NDArray[np.int64]
    Values = npt.NDArray[np.float64]


def can_be_foretold(metric: Metric) -> bool:
    """Whether a forecast of it says something: an audience or a score, not the artist's own work.

    A count at a moment swings within the day, a lower bound follows its cities, a rank depends on
    all others.
    """
    named = metric.name not in OWN_WORK and not metric.bound_of
    return named and metric.kind is not Kind.RANK and not metric.of_moment


@dataclass(frozen=True, slots=True)
class Break:
    """A day on which a course begins anew.

    Attributes:
        day: the first one that is counted the new way.
        why: in words that follow "since 2026-08-24: ".
        other: whether what is counted is another thing, so that nothing is compared across it.
    """

    day: date
    why: str
    other: bool


@dataclass(frozen=True, slots=True)
class Course:
    """The measured points of one number of an artist.

    Attributes:
        artist: roster key.
        days: as ordinals, rising.
        values: what was measured, one a day.
        step: what the platform rounded the newest to, 1 when exact.
        source: which client or file told the newest.
        breaks: the oldest first.
        rises: whether it is a counter, which only rises.
        rolling: over how many days it counts; 0 where it is no rolling count.
    """

    artist: str
    days: Days
    values: Values
    step: int = 1
    source: str = ""
    breaks: tuple[Break, ...] = ()
    rises: bool = False
    rolling: int = 0

    def __len__(self) -> int:
        return len(self.days)


def courses(
    warehouse: Warehouse, metric: Metric, first: date, as_of: date, artists: Collection[str]
) -> dict[str, Course]:
    """The courses of a metric of some artists, by artist; who has no number has none.

    Args:
        warehouse: the measurements.
        metric: which.
        first: the first day that is looked at.
        as_of: the last day.
        artists: roster keys.

    Raises:
        DataError: the files cannot be read.
    """
    wrong, breaks = _found_by_the_audit(warehouse, metric, first, as_of)
    warehouse.look_at(first, as_of)
    table = warehouse.table(
        "forecast_points",
        artists=list(artists),
        platform=metric.platform,
        metric=metric.name,
    )
    found = {}
    for key, points in _points(table):
        course = _course(metric, key, points, wrong[key])
        if len(course):
            known = [*breaks[key], *_of_definition(metric), *_of_accounts(points, course)]
            found[key] = _with_breaks(course, known)
    return found


@dataclass(frozen=True, slots=True)
class _Points:
    """One artist's rows; the days, and since when each one's account is meant, as ordinals."""

    days: Days
    values: Values
    accounts: Days
    steps: pa.Array
    sources: pa.Array


def _points(table: pa.Table) -> Iterator[tuple[str, _Points]]:
    """The rows of each artist, whose lists are taken as they are and not cell by cell."""
    import numpy as np

    lists = {name: table[name].combine_chunks() for name in table.column_names[1:]}
    ends = lists["days"].offsets.to_pylist() if len(table) else [0]
    flat = {name: column.flatten() for name, column in lists.items()}
    # pyarrow's own to_numpy() would import pandas first, which takes longer than all this.
    days, values, accounts = (
        np.asarray(np.from_dlpack(flat[name]), np.int64) for name in ("days", "values", "accounts")
    )
    for key, (begin, end) in zip(table["artist"].to_pylist(), pairwise(ends), strict=True):
        of = slice(begin, end)
        told = flat["steps"][of], flat["sources"][of]
        yield key, _Points(days[of], values[of].astype("float64"), accounts[of], *told)


def _course(metric: Metric, key: str, points: _Points, wrong: Collection[date]) -> Course:
    import numpy as np

    kept = ~np.isin(points.days, [day.toordinal() for day in wrong])
    newest = int(kept.nonzero()[0][-1]) if kept.any() else 0
    return Course(
        key,
        points.days[kept],
        points.values[kept],
        points.steps[newest].as_py() or 1,
        points.sources[newest].as_py(),
        rises=metric.kind is Kind.CUMULATIVE,
        rolling=metric.window if metric.kind is Kind.ROLLING else 0,
    )


def _with_breaks(course: Course, known: Iterable[Break]) -> Course:
    """The course with the breaks that lie between two of its points, one for each day."""
    first, last = course.days[0], course.days[-1]
    within = {b.day: b for b in sorted(known, key=lambda b: (b.day, b.other))}
    breaks = tuple(b for day, b in sorted(within.items()) if first < day.toordinal() <= last)
    return replace(course, breaks=breaks)


def _of_definition(metric: Metric) -> list[Break]:
    return [
        Break(b.date, b.note, other=True)
        for b in LEVEL_BREAKS
        if (b.platform, b.metric) == (metric.platform, metric.name)
    ]


def _of_accounts(points: _Points, course: Course) -> list[Break]:
    """The days from which another account is meant."""
    first = int(course.days[0])
    found = {int(day) for day in points.accounts if day > first}
    return [Break(date.fromordinal(day), "another account", other=True) for day in sorted(found)]


def _found_by_the_audit(
    warehouse: Warehouse, metric: Metric, first: date, as_of: date
) -> tuple[Mapping[str, set[date]], Mapping[str, list[Break]]]:
    """By artist the days whose number is wrong, and the days that took something."""
    wrong: dict[str, set[date]] = defaultdict(set)
    breaks: dict[str, list[Break]] = defaultdict(list)
    series = (metric.platform, metric.name)
    known = warehouse.remember(
        ("findings ahead", first, as_of),  # of all metrics at once
        lambda: recent_findings(warehouse, first, as_of),
        always=True,
    )
    for finding in known:
        for part in finding.parts:
            if (part.platform, part.metric) != series or part.subject or part.country:
                continue
            if part.wrong:
                wrong[part.artist].update(value.date for value in part.values)
            elif finding.kind is Finds.PURGE:
                why = f"a purge took from {len(finding.artists)} artists"
                breaks[part.artist].append(Break(part.values[0].date, why, other=False))
            elif finding.kind is Finds.COUNTER_FALL:
                why = "the counter was corrected"
                breaks[part.artist].append(Break(part.values[0].date, why, other=False))
    return wrong, breaks


def foretold() -> list[Metric]:
    """Every metric that a forecast is made of, in the usual order."""
    return [metric for metric in VOCABULARY.values() if can_be_foretold(metric)]
