"""The newest number of every series, and why the newest day lacks one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backline.analysis.order import in_people_order
from backline.measure import State
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest value of one series.

    Attributes:
        artist: roster key; empty for the label itself.
        value: the newest measured value of any age, None where none was ever measured.
        value_date: the day it was measured.
        resolution: the step the platform rounds to.
        source: which client or file said so; of the newest row where there is no value.
        row_date: the newest day with any row of the series.
        state: what that row says, with ``detail`` the reason when it is not ``measured``.
    """

    artist: str
    platform: str
    metric: str
    subject: str
    value: int | None
    value_date: date | None
    resolution: int | None
    source: str
    row_date: date
    state: State
    detail: str


def latest(
    warehouse: Warehouse, *, as_of: date | None = None, artist: str | None = None
) -> list[Latest]:
    """The newest value of every series on or before a day, in the order people read them.

    Tracks and videos are listed while they have a row in the last 7 days. ``as_of`` defaults to
    the latest measured day; ``artist`` is a roster key.
    """
    day = as_of or warehouse.latest_day
    if day is None:
        return []
    if warehouse.in_memory:
        every = warehouse.remember(("latest", day), lambda: _found(warehouse, day, None))
        return [one for one in every if artist in (None, one.artist)]
    return _found(warehouse, day, artist)


def _found(warehouse: Warehouse, day: date, artist: str | None) -> list[Latest]:
    found = [
        Latest(
            artist=row["artist"],
            platform=row["platform"],
            metric=row["metric"],
            subject=row["subject"],
            value=row["value"],
            value_date=row["value_date"],
            resolution=row["resolution"],
            source=row["value_source"] or row["last_row"]["source"],
            row_date=row["row_date"],
            state=State(row["last_row"]["state"]),
            detail=row["last_row"]["detail"],
        )
        for row in warehouse.ask("latest", as_of=day, artist=artist)
    ]
    return in_people_order(found, warehouse.roster)
