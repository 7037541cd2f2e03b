"""Growth: what changed over a window of days, and how much of the window was measured."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Literal

from backline.analysis.verdicts import verdicts
from backline.store.day import LISTS
from backline.warehouse import Warehouse
from backline.warehouse.newest import bits

if TYPE_CHECKING:
    import pyarrow as pa

By = Literal["calendar", "snapshot"]

_KEPT = 24
"""So many windows of all series are kept in memory, of those that people may ask for."""


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth of one series.

    Attributes:
        artist: roster key; empty for the label itself.
        now: the last measured value, None where there is none recent enough.
        source: which client or file told ``now``; empty where nothing did.
        then: the value it is compared with.
        growth: ``now - then``.
        change: ``growth / then`` as a fraction; None when ``then`` is 0.
        span_days: days that really lie between the two.
        days_measured: on how many days of the window the series was measured.
        days_in_window: the window's length in days; by snapshots, how many of them.
        resolution: the coarser of the steps that the platform rounded the two to, 1 when exact.
        note: why something is missing, or what to know about the figure.
        now_resolution: the step that ``now`` itself is rounded to, 1 when exact.
        now_note: the part of the note that is about ``now`` alone: likely no true number, or stuck.
    """

    artist: str
    platform: str
    metric: str
    subject: str
    country: str
    now: int | None
    now_date: date | None
    source: str
    then: int | None
    then_date: date | None
    growth: int | None
    change: float | None
    span_days: int | None
    days_measured: int
    days_in_window: int
    resolution: int | None
    note: str
    now_resolution: int | None = None
    now_note: str = ""


def snapshots_back(days: int) -> int:
    """How many snapshots a window of days means: ``round(days / 7)``, half up, at least 1."""
    return max(1, math.floor(days / 7 + 0.5))


def tolerance(days: int) -> int:
    """By how many days a window may miss its length: ``ceil(days / 7)``."""
    return -(-days // 7)


def growth(
    warehouse: Warehouse,
    days: int,
    *,
    as_of: date | None = None,
    artist: str | None = None,
    by: By = "calendar",
    subjects: bool = True,
    alone: bool = False,
) -> list[Growth]:
    """The growth of every series, in the order of the roster and the vocabulary.

    A series is listed when it has any row in reach of the window, measured or not; one whose
    artist had left before ``as_of`` only when the artist is asked for.

    Args:
        warehouse: the measurements.
        days: the window's length in days.
        as_of: the day to look back from; the latest measured day when None.
        artist: roster key, to list only this artist's series.
        subjects: also of tracks and videos; the artists' own numbers alone take less time.
        by: ``calendar``, or ``snapshot`` for the agency sheet's counting of dated columns.
        alone: look at the artist's rows only, where nobody will ask for others of that day.
    """
    day = as_of or warehouse.latest_day
    if day is None:
        return []
    asked = _Question(days, day, by, artist, subjects)
    if not warehouse.in_memory:
        return _found(warehouse, asked)
    if alone:
        return warehouse.remember(asked, lambda: _found(warehouse, asked))
    whole = _Question(days, day, by)
    every = warehouse.remember(whole, lambda: _Every(_found(warehouse, whole)), most=_KEPT)
    found = [g for g in every.of(artist) if asked.covers(g.artist, g.subject)]
    if found or artist is None:
        return found
    return warehouse.remember(asked, lambda: _found(warehouse, asked))  # of one who has left


class _Every:
    """The growth of every series, and of each artist's, so that none has to be looked for."""

    def __init__(self, rows: list[Growth]) -> None:
        self._rows = rows
        self._of: dict[str, list[Growth]] = {}
        for row in rows:
            self._of.setdefault(row.artist, []).append(row)

    def of(self, artist: str | None) -> list[Growth]:
        """Those of an artist; all where it is None."""
        return self._rows if artist is None else self._of.get(artist, [])


def growth_batches(
    warehouse: Warehouse,
    windows: Sequence[int],
    *,
    as_of: date | None = None,
    subjects: bool = True,
    lean: bool = False,
) -> Iterator[pa.RecordBatch]:
    """The same with names and titles, as ``reports/growth.csv`` has it.

    Args:
        warehouse: the measurements.
        windows: lengths in days; the windows of a series stand one below the other, in order.
        as_of: the day to look back from; the latest measured day when None.
        subjects: also of tracks and videos.
        lean: as the report of many artists has it, with the windows of 7, 28 and 30 days side by
            side in one row.
    """
    day = as_of or warehouse.latest_day
    if day is None:
        return iter(())

    def gather() -> None:
        warehouse.drop("gathered")
        for days in windows:
            _prepare(warehouse, _Question(days, day, "calendar", subjects=subjects))
            warehouse.prepare(
                "growth_calendar", "growth_own_account", "growth_told", into="gathered"
            )

    warehouse.let(report_day=day)
    warehouse.as_one(gather)
    form = "lean_growth" if lean else "for_windows"
    return warehouse.batches("gathered", form, "for_readers", "in_order")


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of :func:`growth`, which names the answer that is kept."""

    days: int
    as_of: date
    by: By
    artist: str | None = None
    subjects: bool = True

    def covers(self, artist: str, subject: str) -> bool:
        return self.artist in (None, artist) and (self.subjects or not subject)


def _found(warehouse: Warehouse, asked: _Question) -> list[Growth]:
    def ask() -> list[dict[str, Any]]:
        _prepare(warehouse, asked)
        return warehouse.ask(f"growth_{asked.by}", "growth_own_account", "growth_told", "in_order")

    return [Growth(**row) for row in warehouse.as_one(ask)]


def _prepare(warehouse: Warehouse, asked: _Question) -> None:
    """Leave what the question stands on."""
    # First, since the audit looks at other days than the window's.
    known = verdicts(warehouse, asked.as_of, asked.days)
    warehouse.tell("verdict", known.rows())
    days, reach = asked.days, tolerance(asked.days)
    widest = max(reach, 3)
    first = asked.as_of - timedelta(days=days + widest + 6)
    warehouse.let(as_of=asked.as_of, days=days, tolerance=reach, widest=widest)
    warehouse.let(artist=asked.artist, subjects=asked.subjects)
    warehouse.let(counted=asked.by, back=snapshots_back(days), lists=[n for n, _ in LISTS.values()])
    # After the latest measured day no file could be read, or it would be that one.
    newest = asked.as_of == warehouse.latest_day
    warehouse.let(unreadable_until=date.max if newest else asked.as_of)
    warehouse.let(**bits(first, asked.as_of))
    if asked.by == "calendar":
        warehouse.look_at(first, asked.as_of)
        warehouse.prepare("growth_pairs")
        _find_weekly(warehouse, asked.as_of)
        warehouse.look_at(first, asked.as_of)


def _find_weekly(warehouse: Warehouse, day: date) -> None:
    """Leave the table ``weekly``, reading nothing of the past where no series is undecided."""
    if not warehouse.ask("growth_undecided"):
        warehouse.prepare("growth_weekly_none")
        return
    until = warehouse.settle()
    warehouse.look_at(until + timedelta(days=1) if until else date.min, day)
    warehouse.prepare("growth_weekly")
