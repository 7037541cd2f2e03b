"""The eight numbers of each artist and day that readers of ``popularity_scores.csv`` know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa


def popularity_batches(warehouse: Warehouse, first: date, last: date) -> Iterator[pa.RecordBatch]:
    """A row for every artist and day from ``first`` to ``last``, the oldest day first."""

    def gather() -> None:
        warehouse.look_at(first, last)
        warehouse.drop("gathered")
        warehouse.prepare("popularity_scores", into="gathered")

    warehouse.as_one(gather)
    yield from warehouse.batches("gathered", "popularity_in_order")
