"""Which weeks of a series are wanted, which of them are stored, and which must be asked for.

A week is the seven days that end on one weekday. Of a series the week's number is its point
nearest to that last day, on its own date; a week the service has nothing of is a row of the last
day that says so. Both are remembered by the rows themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from backline.collecting.known import Known, Row, Series
from backline.errors import ConfigError, DataError
from backline.measure import State
from backline.people.identities import id_answered
from backline.sources.chartmetric.answers import SOURCE
from backline.sources.chartmetric.client import NOT_IN_PLAN
from backline.warehouse import Warehouse

FRIDAY = 4
"""The weekday on which weeks end unless somebody says otherwise; Monday is 0."""

MOST_WEEKS = 52
"""Weeks of one question: with a day more at the end they are the service's 365 days."""


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """Seven days.

    Attributes:
        last: the day it ends on.
    """

    last: date

    @property
    def first(self) -> date:
        """The day it begins on."""
        return self.last - timedelta(days=6)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def weeks_until(day: date, count: int, ends_on: int = FRIDAY) -> list[Week]:
    """The newest ``count`` weeks that have ended on ``day`` or before, oldest first.

    Raises:
        ConfigError: that is no number of weeks, or no weekday.
    """
    if count < 1:
        raise ConfigError(f"{count} weeks cannot be asked for: it must be one at least.")
    if not 0 <= ends_on <= 6:
        raise ConfigError(f"{ends_on} is no weekday: 0 is Monday, 6 is Sunday.")
    newest = day - timedelta(days=(day.weekday() - ends_on) % 7)
    return [Week(newest - timedelta(weeks=n)) for n in reversed(range(count))]


@dataclass(frozen=True, slots=True)
class Window:
    """One question: the weeks it is for and the days it asks for, both included.

    It asks for a day more than the weeks have, since nobody could confirm that the service takes
    the last one as included.
    """

    weeks: tuple[Week, ...]

    @property
    def since(self) -> date:
        """The first day asked for."""
        return self.weeks[0].first

    @property
    def until(self) -> date:
        """The last day asked for."""
        return self.weeks[-1].last + timedelta(days=1)


def windows(weeks: Iterable[Week]) -> list[Window]:
    """As few questions as the wanted weeks need, the newest first."""
    found: list[list[Week]] = []
    for week in sorted(weeks, reverse=True):
        if found and (found[-1][0].last - week.last).days < 7 * MOST_WEEKS:
            found[-1].append(week)
        else:
            found.append([week])
    return [Window(tuple(reversed(group))) for group in found]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run wants of every artist.

    Attributes:
        weeks: oldest first.
        tracks: whether tracks are wanted, too.
        most_tracks: of how many, the most streamed first.
        today: the day of the run.
        clock: gives the time an answer came.
    """

    weeks: Sequence[Week]
    tracks: bool
    most_tracks: int
    today: date
    clock: Callable[[], datetime]


class KnownWeeks(Known):
    """The stored rows, and which weeks of them are settled.

    Args:
        rows: of the query ``backfill_known``.
        today: the day of the run.
    """

    def __init__(self, rows: Iterable[dict[str, Any]], today: date) -> None:
        super().__init__(rows, today)
        self._of_artist: dict[str, list[Series]] = defaultdict(list)
        for series in self._rows:
            self._of_artist[series[0]].append(series)

    def settled(self, series: Series, day: date) -> bool:
        """Whether the row of one day says something final."""
        row = self.at(series, day)
        return row is not None and _is_final(row)

    def in_week(self, series: Series, week: Week) -> list[Row]:
        """The rows of a week that say something final: a number, or that there is none."""
        return [r for r in self._rows.get(series, {}).values() if r.day in week and _is_final(r)]

    def wanted(self, several: Sequence[Series], weeks: Sequence[Week]) -> set[Week]:
        """The weeks that must be asked for: some series lacks them, or they are recent.

        The newest week is asked for again on another day than it was asked on: a late number may
        be nearer to its end. What the plan did not give is asked for again together with it.
        """
        found = {week for week in weeks if any(not self.in_week(s, week) for s in several)}
        if weeks and not self.asked_today(several[0][0]):
            found.add(weeks[-1])
            found |= {w for w in weeks if all(self._is_locked(s, w) for s in several)}
        return found

    def asked_today(self, artist: str) -> bool:
        """Whether anything of an artist was answered today already."""
        return any(
            row.asked_on == self._today and _is_final(row)
            for series in self._of_artist.get(artist, ())
            for row in self._rows[series].values()
        )

    def subjects_on(self, artist: str, day: date, metrics: Collection[tuple[str, str]]) -> set[str]:
        """An artist's subjects with a final row of one of ``metrics`` on ``day``."""
        return {
            series[3]
            for series in self._of_artist.get(artist, ())
            if series[3] and series[1:3] in metrics and self.settled(series, day)
        }

    def unsettled(self, artist: str, day: date) -> bool:
        """Whether something of an artist failed on ``day``, so that it is worth asking again."""
        return any(
            row.day == day and row.state is State.FAILED
            for series in self._of_artist.get(artist, ())
            for row in self._rows[series].values()
        )

    def missed_today(self, artist: str) -> str:
        """The sentence with which an artist was found to have no match today, or nothing."""
        return next(
            (
                row.detail
                for series in self._of_artist.get(artist, ())
                for row in self._rows[series].values()
                if row.state is State.NOT_CONFIGURED and row.asked_on == self._today
            ),
            "",
        )

    def _is_locked(self, series: Series, week: Week) -> bool:
        rows = self.in_week(series, week)
        return bool(rows) and all(_locked(row) for row in rows)


def _is_final(row: Row) -> bool:
    open_ = row.state in (State.FAILED, State.NOT_CONFIGURED)
    # Somebody else's number is asked for again: the account may have been set right meanwhile.
    return not open_ and not (row.state is State.REJECTED and id_answered(row.detail))


def _locked(row: Row) -> bool:
    return row.state is State.NOT_OFFERED and row.detail.startswith(NOT_IN_PLAN)


def load_known(root: Path, first: date, today: date) -> KnownWeeks:
    """What the files of a root say from ``first`` on.

    Raises:
        DataError: a file cannot be read; asking would come to nothing, since it cannot be saved.
        ConfigError: the roster or the corrections are wrong.
    """
    with Warehouse(root) as warehouse:
        rows = warehouse.ask("backfill_known", source=SOURCE, first=first)
        damaged = [p for p in warehouse.problems if p.startswith("data/measurements/")]
    if damaged:
        raise DataError(f"{damaged[0]} Restore it first; nothing was asked.")
    return KnownWeeks(rows, today)
