"""The measurement files as DuckDB reads them: which are whole, and the query for their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from backline.measure import State
from backline.store.measurement_file import (
    CHANGED,
    FORMAT_KEY,
    PARQUET_FORMAT,
    ROWS_KEY,
    is_pointer,
    rows_fault,
    schema_fault,
    seal_holds,
)
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


def faults(paths: Sequence[Path], *, closely: bool = False) -> dict[Path, str]:
    """What is wrong with files, by file: the rest of a sentence.

    A file whose seal holds is what was written, and what is written is read back before. Of others,
    which are older or another tool's, every row is looked at.

    Args:
        paths: the files.
        closely: whether each file without a seal is looked at alone, since one is known to be bad.
    """
    found: dict[Path, str] = {}
    unsealed = []
    for path in paths:
        try:
            holds = seal_holds(path.read_bytes())
        except OSError as error:
            found[path] = f"cannot be read ({error.strerror})"
            continue
        if holds is None:
            unsealed.append(path)
        elif not holds:
            found[path] = _fault(path) or CHANGED
    suspects = unsealed if closely else _suspects(unsealed)
    return found | {path: fault for path in suspects if (fault := _fault(path))}


def _suspects(paths: Sequence[Path]) -> Iterable[Path]:
    """The files that have to be looked at each; all of them where one is damaged.

    Asked on a connection of its own, since a fault may end it.
    """
    import duckdb

    if not paths:
        return ()
    try:
        with duckdb.connect() as connection:
            if not _well_formed(connection, paths):
                return paths
            good = {Path(name) for (name,) in connection.execute(_good_rows(paths)).fetchall()}
    except duckdb.Error:
        return paths
    return [path for path in paths if path not in good or _is_marked(path)]


def _well_formed(connection: DuckDBPyConnection, paths: Sequence[Path]) -> bool:
    """Whether all files are of the form known here and have its columns."""
    values = {
        "files": [str(path) for path in paths],
        "key": FORMAT_KEY.decode(),
        "version": str(PARQUET_FORMAT),
    }
    looked = connection.execute(sql("files"), values).fetchone()
    return looked == (len(paths), len(paths), 1) and _knows(connection, paths[0])


def _good_rows(paths: Sequence[Path]) -> str:
    """The query for those files that have rows, all of their day, with known states."""
    states = ", ".join(f"'{state}'" for state in State)
    # A sum over all columns is what a file's statistics cannot answer: it shows damage inside.
    read = " + ".join((*(f"strlen({name})" for name in _NEVER_NULL), "resolution"))
    day = "parse_filename(any_value(filename), true)"
    return (
        "select filename from (select *, filename from read_parquet("  # noqa: S608 (file names, quoted, and names of columns)
        f"[{quoted(paths)}], hive_partitioning = false, filename = true)) group by filename "
        f"having count({read}) = count(*) and sum(({read} + coalesce(value, 0))::hugeint) > -1e30 "
        f"and bool_and(state in ({states}) and (state = '{State.MEASURED}') = (value is not null)) "
        f"and min(date)::varchar = {day} and max(date)::varchar = {day}"
    )


_NEVER_NULL = (
    "artist", "platform", "metric", "subject", "country", "state", "source", "detail",
)  # fmt: skip


def _is_marked(path: Path) -> bool:
    """Whether a file carries the checksum of its rows, as one that another tool wrote anew does."""
    return ROWS_KEY.encode() in path.read_bytes()


def _knows(connection: DuckDBPyConnection, path: Path) -> bool:
    """Whether a file has the columns of a measurement; without pyarrow, slow to import."""
    wanted, found = (
        {column[:2] for column in connection.execute(f"describe {query}").fetchall()}
        for query in (sql("empty"), content([path]))
    )
    return wanted <= found


def _fault(path: Path) -> str | None:
    """What is wrong with one file, by both that read it."""
    import duckdb
    import pyarrow.parquet as pq

    try:
        fault = schema_fault(pq.read_schema(path))
    except Exception:  # noqa: BLE001 (whatever a reader raises is a fault of the file)
        if is_pointer(path):
            return "is only a pointer of git LFS: get the file itself with git lfs pull"
        return "is cut short or is no Parquet file"
    if fault:
        return fault
    try:
        if fault := rows_fault(pq.read_table(path, partitioning=None), day_of(path)):
            return fault
        with duckdb.connect() as connection:
            connection.sql(content([path])).to_arrow_table()  # also what no question asks for
            good = connection.execute(_good_rows([path])).fetchone()
    except Exception:  # noqa: BLE001 (as above)
        return "is damaged inside"
    return None if good else "has a row that cannot be"


def rows_in(connection: DuckDBPyConnection, paths: Sequence[Path]) -> list[int]:
    """How many rows each file has, in the order of the paths."""
    text = f"select file_name, num_rows from parquet_file_metadata([{quoted(paths)}])"  # noqa: S608 (file names, quoted)
    by_name = dict(connection.execute(text).fetchall())
    return [int(by_name[str(path)]) for path in paths]
