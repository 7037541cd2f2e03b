"""Reading the artists' own numbers of a period, as the warehouse tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from backline.analysis.audience.asked import Asked
from backline.analysis.audience.days import Days
from backline.analysis.audience.rows import Stored
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa


def stored_series(warehouse: Warehouse, asked: Asked) -> Mapping[tuple[str, str, str], Stored]:
    """What is stored of each metric, by artist, platform and metric.

    The last answer is kept: all artists' page of a period and their own stand on the same.

    Raises:
        DataError: the files cannot be read.
    """
    return warehouse.remember(asked, lambda: _found(warehouse, asked), most=1)


def _found(warehouse: Warehouse, asked: Asked) -> Mapping[tuple[str, str, str], Stored]:
    warehouse.look_at(asked.first, asked.last)
    found = warehouse.table(
        "audience_series",
        first=asked.first,
        artists=[whom.key for whom in asked.artists],
        platforms=list(asked.platforms),
        country=asked.country,
    )
    told = found.drop_columns(["points", "gaps"]).to_pylist()
    values, gaps = _values(found["points"], asked.first), _gaps(found["gaps"], asked.first)
    return {
        (row["artist"], row["platform"], row["metric"]): Stored(
            days,
            tuple(sorted(row["sources"])),
            (row["first_by"], row["last_by"]) if days else ("", ""),
            lacking,
            [(b["best"], b["source"], b["days"], b["apart"]) for b in row["beside"] or ()],
        )
        for row, days, lacking in zip(told, values, gaps, strict=True)
    }


def _values(column: pa.ChunkedArray, first: date) -> Iterator[Days]:
    """The values of each row, whose days the warehouse counts from the first and in no order."""
    import numpy as np

    ends, (of_day, of_value) = _lists(column)
    ordinals = np.asarray(of_day, np.int64) + first.toordinal()
    counts = np.asarray(of_value, np.int64)
    for begin, end in pairwise(ends):
        days, own = ordinals[begin:end], counts[begin:end]
        if len(days) > 1 and not (days[1:] > days[:-1]).all():
            order = days.argsort()
            days, own = days[order], own[order]
        yield Days(days, own)


def _gaps(column: pa.ChunkedArray, first: date) -> Iterator[Mapping[date, str]]:
    """The reasons of each row, by day."""
    ends, (of_day, of_reason) = _lists(column)
    begun = first.toordinal()
    days, reasons = of_day.to_pylist(), of_reason.to_pylist()
    for begin, end in pairwise(ends):
        dated = (date.fromordinal(begun + day) for day in days[begin:end])
        yield dict(zip(dated, reasons[begin:end], strict=True))


def _lists(column: pa.ChunkedArray) -> tuple[Sequence[int], Sequence[Any]]:
    """Where the lists of a column begin and end, and the fields of what they hold."""
    whole = column.combine_chunks()
    return whole.offsets.to_pylist(), whole.values.flatten()
