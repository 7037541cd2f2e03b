"""Coverage: on how many of the expected days a series was measured, and what happened else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from backline.measure import State
from backline.warehouse import Warehouse
from backline.warehouse.newest import bits

if TYPE_CHECKING:
    import pyarrow as pa

NO_ROW = "no row"
"""What a day is called on which nothing was written about a series, e.g. because no run was."""

UNREADABLE = "unreadable"
"""What a day is called whose file is there and cannot be read."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of one artist-level series over a window.

    Attributes:
        artist: roster key; empty for the label itself.
        subject: always empty; here so that coverage sorts like any series.
        days_in_window: the window's length.
        days_expected: its days from the series' first row on, while the artist was with the label.
        days_measured: those with a number.
        by_state: those without one, counted by state, :data:`NO_ROW` and :data:`UNREADABLE`.
        missing: the days without a number as ranges with their state, oldest first, e.g.
            ``2025-09-03/2025-09-05 failed; 2025-09-08 no row``.
    """

    artist: str
    platform: str
    metric: str
    subject: str
    as_of: date
    days_in_window: int
    days_expected: int
    days_measured: int
    by_state: dict[str, int]
    missing: str


def coverage(
    warehouse: Warehouse, days: int, *, as_of: date | None = None, artist: str | None = None
) -> list[Coverage]:
    """The coverage of every artist-level series in the ``days`` days up to ``as_of``.

    A series without an expected day in the window is not listed. ``as_of`` defaults to the
    latest measured day; ``artist`` is a roster key.
    """
    day = as_of or warehouse.latest_day
    if day is None:
        return []

    def ask() -> list[dict[str, Any]]:
        _prepare(warehouse, days, day, artist)
        return warehouse.ask("coverage", "in_order")

    return [_coverage(row, day) for row in warehouse.as_one(ask)]


def coverage_batches(warehouse: Warehouse, windows: Iterable[int]) -> Iterator[pa.RecordBatch]:
    """The same on the latest measured day with names, as ``reports/coverage.csv`` has it.

    Args:
        warehouse: the measurements.
        windows: lengths in days; all rows of one stand before those of the next.
    """
    day = warehouse.latest_day
    if day is None:
        return
    warehouse.let(report_day=day)
    for days in windows:

        def gather(days: int = days) -> None:
            warehouse.drop("gathered")
            _prepare(warehouse, days, day, None)
            warehouse.prepare("coverage", into="gathered")

        warehouse.as_one(gather)
        yield from warehouse.batches("gathered", "for_windows", "for_readers", "in_order")


def _prepare(warehouse: Warehouse, days: int, day: date, artist: str | None) -> None:
    """Leave what the question stands on."""
    until, first = warehouse.settle(), day - timedelta(days=days - 1)
    warehouse.let(as_of=day, days=days, artist=artist, **bits(first, day))
    warehouse.look_at(until + timedelta(days=1) if until else date.min, day)
    warehouse.prepare("coverage_first")
    warehouse.look_at(first, day)


def _coverage(row: dict[str, Any], as_of: date) -> Coverage:
    counts = {NO_ROW: row["days_no_row"], UNREADABLE: row["days_unreadable"]}
    counts |= {s.value: row[f"days_{s}"] for s in State if s is not State.MEASURED}
    told = {f.name: row[f.name] for f in fields(Coverage) if f.name not in ("as_of", "by_state")}
    return Coverage(**told, as_of=as_of, by_state={state: n for state, n in counts.items() if n})


def from_days(measured: int, of: int) -> str:
    """Coverage in the words every reply and table uses: ``from 26 of 30 days``."""
    return f"from {measured} of {of} days"
