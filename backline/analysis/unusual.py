"""What changed beyond noise on a day: a step unlike those of the four weeks before.

A step is the change from one day to the next. It is unusual where it lies more than twice as far
from the usual one, the median of the 28 days before, as the farthest of them did, and by more than
the platform rounds to and a thousandth of the number. Of fewer than ten steps nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from statistics import median
from typing import Any

from backline.analysis.news import AUDIENCES
from backline.measure import LEVEL_BREAKS
from backline.warehouse import Warehouse

PAST, FEWEST = 28, 10
"""The days whose steps are what is usual, and so many of them there must be."""

TIMES = 2
"""So many times as far as the farthest of them."""

LEAST_SHARE = 0.001
"""Of the number: less is nothing that anybody would want to be told."""


@dataclass(frozen=True, slots=True)
class Unusual:
    """A step of a day.

    Attributes:
        artist: roster key; empty for the label's own number.
        value: the day's number.
        step: its change since the day before.
        usual: the median of the steps before.
        steps: how many there were.
    """

    artist: str
    platform: str
    metric: str
    value: int
    step: int
    usual: float
    steps: int

    @property
    def size(self) -> float:
        """How far it is from the usual one, as a fraction of the number."""
        return abs(self.step - self.usual) / max(self.value, 1)


def unusual(warehouse: Warehouse, day: date) -> list[Unusual]:
    """The audiences whose step of a day is beyond noise, the largest first.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse.look_at(day - timedelta(days=PAST + 1), day)
    rows = warehouse.ask("steps")
    return sorted(_found(rows, day), key=lambda one: -one.size)


def _found(rows: Sequence[dict[str, Any]], day: date) -> Iterator[Unusual]:
    anew = {(one.platform, one.metric, one.date) for one in LEVEL_BREAKS}
    for series, steps in groupby(
        rows, key=lambda row: (row["artist"], row["platform"], row["metric"])
    ):
        _, platform, metric = series
        told = [row for row in steps if (platform, metric, row["date"]) not in anew]
        if (platform, metric) not in AUDIENCES or not told or told[-1]["date"] != day:
            continue
        *before, now = told
        if len(before) >= FEWEST and _is_unusual(now, [row["step"] for row in before]):
            usual = median(row["step"] for row in before)
            yield Unusual(*series, now["value"], now["step"], usual, len(before))


def _is_unusual(now: dict[str, Any], before: Sequence[int]) -> bool:
    usual = median(before)
    noise = max(
        TIMES * max(abs(step - usual) for step in before),
        now["resolution"] or 1,
        LEAST_SHARE * now["value"],
    )
    return bool(abs(now["step"] - usual) > noise)
