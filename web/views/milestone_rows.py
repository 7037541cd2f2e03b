"""An artist's milestones as rows: the round numbers that were reached, and the next one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from backline.analysis.growth import Growth
from backline.analysis.milestones import Milestone, has_milestones, milestones, next_round
from backline.measure import PLATFORM_LABELS, VOCABULARY
from bot.library import Label
from web.shown import Held, Number, count

MOST = 3
"""So many of the last ones of a number stand on the page; the file has all."""

_NAME = "milestones"
_COLUMNS = ("platform", "metric", "milestone", "reached_on", "value", "before_date", "before",
            "source", "confirmed", "now", "left")  # fmt: skip


class Reached(NamedTuple):
    """A round number and its day.

    Attributes:
        after: the measured day before where days lie between, so that it may have been any of them.
        confirmed: whether a later number held it.
    """

    milestone: Number
    on: date
    after: date | None
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A number with its milestones.

    Attributes:
        about: where ``about.html`` defines it.
        reached: the last ones, the newest first.
        next: the smallest above the number as it is now; missing where that is not known.
        left: how far it is to that one.
        again: whether the number was there before and fell below it.
    """

    platform: str
    platform_name: str
    label: str
    about: str
    reached: Sequence[Reached]
    next: Number
    left: Number
    again: bool


@dataclass(frozen=True, slots=True)
class Milestones:
    """Those of one artist.

    Attributes:
        every: all that were reached, the oldest of each number first.
        now: the numbers as they are, by platform and metric.
        file: which holds them.
    """

    every: Sequence[Milestone]
    now: dict[tuple[str, str], int]
    file: str

    def rows(self) -> list[Row]:
        """A row for each number that reached one or has a next one, in the usual order."""
        found: dict[tuple[str, str], list[Milestone]] = {}
        for one in self.every:
            found.setdefault((one.platform, one.metric), []).append(one)
        return [
            self._row(series, found.get(series, []))
            for series in VOCABULARY
            if series in found or series in self.now
        ]

    def _row(self, series: tuple[str, str], reached: Sequence[Milestone]) -> Row:
        platform, metric = series
        now = self.now.get(series)
        coming = None if now is None else next_round(now)
        held = None if coming is None else self._held(series, coming)
        why = "there is no number of these days"
        left = None if now is None or coming is None else coming - now
        return Row(
            platform,
            PLATFORM_LABELS[platform],
            VOCABULARY[series].label,
            f"{platform}-{metric}",
            [self._reached(one) for one in reversed(reached[-MOST:])],
            count(coming, "" if coming else why, held, "milestone"),
            count(left, "" if coming else why, held, "left"),
            any(one.milestone == coming for one in reached),
        )

    def _reached(self, one: Milestone) -> Reached:
        number = count(
            one.milestone, "", self._held((one.platform, one.metric), one.milestone), "milestone"
        )
        between = (one.reached_on - one.before_date).days > 1
        return Reached(number, one.reached_on, one.before_date if between else None, not one.newest)

    def _held(self, series: tuple[str, str], milestone: int) -> Held:
        return Held(self.file, {"platform": series[0], "metric": series[1], "milestone": milestone})

    def lines(self) -> Iterator[Sequence[object]]:
        """The lines of the file beside the page, its header first; a milestone has one line."""
        yield _COLUMNS
        coming = {
            (*series, following): (now, following - now)
            for series, now in self.now.items()
            if (following := next_round(now))
        }
        for row in self.every:
            place = (row.platform, row.metric, row.milestone)
            confirmed = "no" if row.newest else "yes"
            day = row.reached_on, row.value, row.before_date, row.before, row.source, confirmed
            yield (*place, *day, *coming.pop(place, (None, None)))  # one it fell below again
        for place, left in coming.items():
            yield (*place, *[None] * 6, *left)


def milestones_of(
    label: Label, key: str, day: date, own: Iterable[Growth], file: str
) -> Milestones:
    """An artist's milestones up to a day.

    Args:
        label: whose artist.
        key: the artist's.
        day: the last day.
        own: the growth of the artist's own numbers up to that day, which has them as they are.
        file: which holds the milestones, below the site's root.

    Raises:
        DataError: the files cannot be read.
    """
    ready: list[Milestone] | None = label.warehouse.known((_NAME, key, day))
    every = milestones(label.warehouse, day, [key]) if ready is None else ready
    now = {
        (row.platform, row.metric): row.now
        for row in own
        if row.now is not None and has_milestones(VOCABULARY[row.platform, row.metric])
    }
    return Milestones(every, now, file)


def knowing_milestones(
    label: Label, keys: Sequence[str], day: date
) -> AbstractContextManager[None]:
    """Have the milestones of several artists up to a day at hand, read at once.

    Raises:
        DataError: the files cannot be read.
    """
    found: dict[object, list[Milestone]] = {(_NAME, key, day): [] for key in keys}
    for one in milestones(label.warehouse, day, keys):
        found[_NAME, one.artist, day].append(one)
    return label.warehouse.knowing(found)
