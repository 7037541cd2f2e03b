"""What every drawn line has to know of its points: where it breaks, how far its axis reaches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median

Point = tuple[date, int]


def stretches(points: Sequence[Point]) -> list[list[Point]]:
    """The points in runs without a gap.

    A series whose usual step (the median) is up to two days is a daily one, and every missing day
    is a gap. In one that is measured less often, e.g. weekly, a gap is a step of more than one
    and a half times the usual one, at most a week.
    """
    if not points:
        return []
    steps = [(b[0] - a[0]).days for a, b in pairwise(points)]
    usual = min(7, median(steps)) if steps else 0
    longest = 1.5 * usual if usual > 2 else 1
    runs = [[points[0]]]
    for step, point in zip(steps, points[1:], strict=True):
        if step > longest:
            runs.append([])
        runs[-1].append(point)
    return runs


def reach(points: Sequence[Point]) -> list[float]:
    """The ends of a level's axis: the values with some air, at least 1 % of the value apart.

    Without that least distance a change of a few in a million would fill the panel. A count is
    never below 0, and neither is its axis, but for the air a line along 0 needs to be seen.
    """
    values = [value for _, value in points] or [0]
    low, high = min(values), max(values)
    air = max((high - low) * 0.12, (0.01 * high - (high - low)) / 2, 1)
    return [low - air if low >= air else -0.06 * (high + air), high + air]
