"""The chart files of a root as DuckDB reads them: the months that are asked for, and no other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from backline.errors import DataError
from backline.store.charts import chart_files, read_charts
from backline.warehouse.files import quoted
from backline.warehouse.sql import sql


def chart_months(data: Path, first: date, last: date) -> list[Path]:
    """The chart files of the months from one day to another."""
    return [p for p in chart_files(data) if f"{first:%Y-%m}" <= p.stem <= f"{last:%Y-%m}"]


def chart_lines(paths: Sequence[Path]) -> str:
    """The query for the lines of some chart files."""
    if not paths:
        return sql("no_charts")
    return f"select * from read_parquet([{quoted(paths)}], hive_partitioning = false)"  # noqa: S608 (file names, quoted)


def chart_faults(paths: Iterable[Path]) -> dict[Path, str]:
    """A sentence for each chart file that cannot be read."""
    found = {}
    for path in paths:
        try:
            read_charts(path)
        except DataError as error:
            found[path] = str(error)
    return found
