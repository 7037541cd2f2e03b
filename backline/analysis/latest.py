"""The newest number of every series, and why the newest day lacks one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from backline.analysis.verdicts import verdicts
from backline.measure import State
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa


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
    warehouse: Warehouse,
    *,
    as_of: date | None = None,
    artist: str | None = None,
    alone: bool = False,
) -> list[Latest]:
    """The newest value of every series on or before a day, in the order people read them.

    Tracks and videos are listed while they have a row in the last 7 days. ``as_of`` defaults to
    the latest measured day; ``artist`` is a roster key; ``alone`` as for
    :func:`backline.analysis.growth.growth`.
    """
    day = as_of or warehouse.latest_day
    if day is None:
        return []
    if warehouse.in_memory and not alone:
        every = warehouse.remember(("latest", day), lambda: _found(warehouse, day, None))
        return [one for one in every if artist in (None, one.artist)]
    return _found(warehouse, day, artist)


def _found(warehouse: Warehouse, day: date, artist: str | None) -> list[Latest]:
    def ask() -> list[dict[str, Any]]:
        warehouse.find_newest(day, artist)
        return warehouse.ask("latest", "in_order")

    rows = warehouse.as_one(ask)
    return [Latest(**{**row, "state": State(row["state"])}) for row in rows]


def latest_batches(
    warehouse: Warehouse, days: int, *, subjects: bool = True, lean: bool = False
) -> Iterator[pa.RecordBatch]:
    """The same on the latest measured day with names and titles, as ``reports/latest.csv`` has it.

    Each also has as ``note`` what the audit knows of its value.

    Args:
        warehouse: the measurements.
        days: how far the audit looks back for it; asked like growth, it looks once for both.
        subjects: also of tracks and videos.
        lean: also with ages, as the report of many artists has them.
    """
    day = warehouse.latest_day
    if day is None:
        return iter(())
    warehouse.tell("verdict", verdicts(warehouse, day, days).rows())
    warehouse.let(report_day=day, subjects=subjects)
    warehouse.find_newest(day)
    steps = ("latest", "latest_told", "asked_subjects", *(("lean_latest",) if lean else ()))
    return warehouse.batches(*steps, "for_readers", "in_order")
