"""Coverage: on how many of the expected days a series was measured, and what happened else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from backline.analysis.order import in_people_order
from backline.measure import State
from backline.warehouse import Warehouse

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
    rows = warehouse.ask("coverage", as_of=day, days=days, artist=artist)
    found = []
    for series, group in groupby(rows, key=lambda r: (r["artist"], r["platform"], r["metric"])):
        outcomes = [(r["date"], r["state"] or NO_ROW) for r in group]
        counted = Counter(state for _, state in outcomes)
        found.append(
            Coverage(
                *series,
                subject="",
                as_of=day,
                days_in_window=days,
                days_expected=len(outcomes),
                days_measured=counted.pop(State.MEASURED.value, 0),
                by_state=dict(counted),
                missing=_ranges(outcomes),
            )
        )
    return in_people_order(found, warehouse.roster)


def _ranges(outcomes: Iterable[tuple[date, str]]) -> str:
    """Days without a number, neighbours of one state joined."""
    runs: list[tuple[date, date, str]] = []
    for day, state in outcomes:
        if state == State.MEASURED:
            continue
        if runs and runs[-1][2] == state and day - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], day, state)
        else:
            runs.append((day, day, state))
    return "; ".join(
        f"{first if first == last else f'{first}/{last}'} {state}" for first, last, state in runs
    )


def from_days(measured: int, of: int) -> str:
    """Coverage in the words every reply and table uses: ``from 26 of 30 days``."""
    return f"from {measured} of {of} days"
