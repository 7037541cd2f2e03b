"""One question put to a root, and what it cost: a part for a process of its own.

A checkout of an earlier state is asked by this very file: what is not the same there is imported
only where it is asked for.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backline.errors import DataError
from benchmarks.measuring import Facts, peak_memory

if TYPE_CHECKING:
    import pyarrow as pa

    from backline.warehouse import Warehouse

WINDOW = 28
"""The window of growth and coverage, in days."""

ENGINE = "BACKLINE_ENGINE"
"""The variable that names another engine than DuckDB."""


def asked(root: str, question: str, how: str, engine: str | None, settings: Facts) -> Facts:
    """Put one question to a root as a script does.

    Args:
        root: the label's folder.
        question: ``growth``, ``latest`` or ``coverage``.
        how: ``batches``, as reports are written, or ``rows``, as people are answered.
        engine: where another engine than DuckDB listens.
        settings: of the warehouse, such as ``memory``.

    Returns:
        ``wall`` and ``cpu``: seconds from before the files are opened until the whole answer is
        here; ``peak``: the most memory until then, in bytes; ``rows``: how many there are;
        ``digest``: of the rows of ``batches``, whatever their order.

    Raises:
        DataError: another engine was to answer and did not.
    """
    os.environ.pop(ENGINE, None)
    if engine:
        os.environ[ENGINE] = engine
    cpu, wall = time.process_time(), time.perf_counter()
    from backline.warehouse import Warehouse

    with Warehouse(Path(root), **settings) as warehouse:
        behind = type(getattr(warehouse, "_engine", None)).__name__
        find = _rows if how == "rows" else _batches
        found = list(find(warehouse, question))
    facts = {
        "wall": time.perf_counter() - wall,
        "cpu": time.process_time() - cpu,
        "peak": peak_memory(),
    }
    if engine and behind == "DuckDB":
        raise DataError(f"{engine} was not asked; DuckDB answered.")
    if how == "rows":
        return {**facts, "rows": len(found), "digest": ""}
    return {**facts, "rows": sum(len(batch) for batch in found), "digest": digest(found)}


def _batches(warehouse: Warehouse, question: str) -> Iterable[pa.RecordBatch]:
    from backline.analysis.coverage import coverage_batches
    from backline.analysis.growth import growth_batches
    from backline.analysis.latest import latest_batches

    if question == "latest":
        return latest_batches(warehouse, WINDOW)
    if question == "coverage":
        return coverage_batches(warehouse, [WINDOW])
    return growth_batches(warehouse, [WINDOW])


def _rows(warehouse: Warehouse, question: str) -> Iterable[Any]:
    from backline.analysis.coverage import coverage
    from backline.analysis.growth import growth
    from backline.analysis.latest import latest

    if question == "latest":
        return latest(warehouse)
    if question == "coverage":
        return coverage(warehouse, WINDOW)
    return growth(warehouse, WINDOW)


def _said(value: object) -> object:
    """A value as JSON has it; a whole number is one, whatever an engine holds it in."""
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return str(value)


def digest(batches: list[pa.RecordBatch]) -> str:
    """The checksum of the rows, whatever their order and however they were cut into batches."""
    rows = sorted(
        json.dumps(row, default=_said, sort_keys=True)
        for batch in batches
        for row in batch.to_pylist()
    )
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
