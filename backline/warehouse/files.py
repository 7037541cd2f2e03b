"""The measurement files as DuckDB reads them: which are whole, and the query for their rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from backline.store.measurement_file import FORMAT_KEY, PARQUET_FORMAT, is_pointer, schema_fault
from backline.warehouse.sql import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def content(paths: Sequence[Path]) -> str:
    """The query for the rows of some files."""
    if not paths:
        return sql("empty")
    return f"select * from read_parquet([{quoted(paths)}], hive_partitioning = false)"  # noqa: S608 (file names, quoted)


def quoted(paths: Sequence[Path]) -> str:
    """The names of files as a list in SQL has them."""
    return ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)


@lru_cache(1 << 14)
def day_of(path: Path) -> date:
    """The day a measurement file is of."""
    return date.fromisoformat(path.stem)


def faults(connection: DuckDBPyConnection, paths: Sequence[Path]) -> dict[Path, str]:
    """What is wrong with files that are not whole or not of a known form: the rest of a sentence.

    Their content is not read; see :func:`is_damaged`.
    """
    import duckdb

    if not paths:
        return {}
    values = {
        "files": [str(path) for path in paths],
        "key": FORMAT_KEY.decode(),
        "version": str(PARQUET_FORMAT),
    }
    try:
        looked = connection.execute(sql("files"), values).fetchone()
    except (duckdb.IOException, duckdb.InvalidInputException):
        looked = None  # some file is damaged: look at each
    if looked == (len(paths), len(paths), 1) and _knows(connection, paths[0]):
        return {}
    found = {path: _fault(path) for path in paths}
    return {path: fault for path, fault in found.items() if fault}


def _knows(connection: DuckDBPyConnection, path: Path) -> bool:
    """Whether a file has the columns of a measurement; without pyarrow, slow to import."""
    wanted, found = (
        {column[:2] for column in connection.execute(f"describe {query}").fetchall()}
        for query in (sql("empty"), content([path]))
    )
    return wanted <= found


def _fault(path: Path) -> str | None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return schema_fault(pq.read_schema(path))
    except (pa.ArrowException, OSError):
        if is_pointer(path):
            return "is only a pointer of git LFS: get the file itself with git lfs pull"
        return "is cut short or is no Parquet file"


def is_damaged(path: Path) -> bool:
    """Whether the content of a file cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError):
        return True
    return False


def rows_in(connection: DuckDBPyConnection, paths: Sequence[Path]) -> list[int]:
    """How many rows each file has, in the order of the paths."""
    text = f"select file_name, num_rows from parquet_file_metadata([{quoted(paths)}])"  # noqa: S608 (file names, quoted)
    by_name = dict(connection.execute(text).fetchall())
    return [int(by_name[str(path)]) for path in paths]
