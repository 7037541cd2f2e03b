"""DuckDB: the engine of one machine, and the one that questions are written for."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backline.engines.duckdb_damaged import fault, suspects
from backline.engines.elsewhere import Elsewhere, Lying, listed
from backline.engines.engine import EngineError, Row, TooLargeError, Values, Variable
from backline.names import first_line
from backline.people.data_address import scheme_of

if TYPE_CHECKING:
    import pyarrow as pa
    from duckdb import DuckDBPyConnection

_SPILL = "backline-"
"""How folders in the system's temporary folder are called that answers spill to."""

_BETWEEN = "\x1f"
"""Between the values of a list on its way into DuckDB; no text people write can hold it."""

_EXTENSIONS = {
    "s3": "httpfs",
    "s3a": "httpfs",
    "gs": "httpfs",
    "gcs": "httpfs",
    "az": "azure",
    "abfss": "azure",
}
"""What DuckDB reads addresses with that begin like this."""


class DuckDB:
    """One connection with a folder of its own for what does not fit into memory.

    Attributes:
        connection: to DuckDB.
        memory: what it may take, e.g. ``1GB``; None leaves it to DuckDB, which takes up to 80 % of
            the machine's and spills from there on.
        has_bits: True.
    """

    has_bits = True

    def __init__(
        self,
        memory: str | None = None,
        threads: int | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Open it.

        Args:
            memory: what it may take.
            threads: how many processors an answer may use; all where None.
            elsewhere: where it reads some files instead of here, once :meth:`lying` came there.
        """
        import duckdb

        self.memory = memory
        self._elsewhere = elsewhere
        self.connection: DuckDBPyConnection = duckdb.connect()
        # Without a name DuckDB would spill into the folder it is started in.
        folder = tempfile.mkdtemp(prefix=_SPILL)
        self._sweep = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.connection.execute("set temp_directory = ?", [str(Path(folder) / "spilled")])
        self.connection.execute("set preserve_insertion_order = false")
        self.connection.execute("set parquet_metadata_cache = true")
        if memory:
            self.connection.execute("set memory_limit = ?", [memory])
        if threads:
            self.connection.execute("set threads = ?", [threads])

    def close(self) -> None:
        """Let go of the connection and of everything that was spilled."""
        self.connection.close()
        self._sweep()

    def files(self, paths: Sequence[Path], *, named: bool = False) -> str:
        """The query for the rows of some Parquet files; ``named`` also with their ``filename``."""
        how = "hive_partitioning = false" + (", filename = true" if named else "")
        names = [self._elsewhere.name(path) or path for path in paths] if self._elsewhere else paths
        return f"select * from read_parquet([{quoted(names)}], {how})"  # noqa: S608 (file names, quoted)

    def small(
        self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Make a table of rows that are at hand."""
        with _told():
            made = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            self.connection.execute(f"create or replace table {table} ({made})")
            cells = [[_cell(value) for value in column] for column in zip(*rows, strict=True)]
            if cells:  # as columns, which costs one statement and not one a row
                read = ", ".join(
                    f"string_split(unnest(?), '{_BETWEEN}')" if kind.endswith("[]") else "unnest(?)"
                    for kind in columns.values()
                )
                self.connection.execute(f"insert into {table} select {read}", cells)

    def view(self, name: str, query: str) -> None:
        """Give a query a name."""
        with _told():
            self.connection.execute(f"create or replace view {name} as {query}")

    def prepare(self, text: str, values: Values = None, *, into: str | None = None) -> None:
        """Run a step that leaves something for the next one."""
        with _told():
            run = self.connection.execute
            if into is not None:
                known = run("from duckdb_tables() where table_name = ?", [into]).fetchone()
                how = f"insert into {into}" if known else f"create temp table {into} as"
                text = f"{how} {text}"
            run(text, values)

    def drop(self, *tables: str) -> None:
        """Let go of tables, where they are."""
        self.prepare("; ".join(f"drop table if exists {table}" for table in tables))

    def let(self, **values: Variable) -> None:
        """Give values to the variables that questions read."""
        with _told():
            for name, value in values.items():
                self.connection.execute(f"set variable {name} = ?", [value])

    def rows(self, text: str, values: Values = None) -> list[Row]:
        """The rows of a question."""
        with _told():
            cursor = self.connection.execute(text, values)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def table(self, text: str, values: Values = None) -> pa.Table:
        """The same as one Arrow table."""
        with _told():
            return self.connection.sql(text, params=values).to_arrow_table()

    def batches(self, text: str) -> Iterator[pa.RecordBatch]:
        """The same as Arrow batches."""
        with _told():
            yield from self.connection.sql(text).to_arrow_reader()

    def write(self, query: str, path: Path) -> None:
        """Write the rows of a query as a Parquet file."""
        form = "(format parquet, compression zstd)"
        self.prepare(f"copy ({query}) to {quoted([path])} {form}")

    def lying(self, address: str, *, closely: bool = False) -> dict[str, Lying]:
        """The Parquet files that lie below an address."""
        self._load_what_reads(scheme_of(address))
        digest = "sha256(content)" if closely else "''"
        columns = f"filename as path, size, epoch_us(last_modified) as written, {digest} as digest"
        pattern = {"pattern": f"{address}/**/*.parquet"}
        return listed(address, self.rows(f"select {columns} from read_blob($pattern)", pattern))  # noqa: S608 (our own)

    def rows_in(self, paths: Sequence[Path]) -> list[int]:
        """How many rows each file has."""
        text = f"select file_name, num_rows from parquet_file_metadata([{quoted(paths)}])"  # noqa: S608 (file names, quoted)
        by_name = {row["file_name"]: int(row["num_rows"]) for row in self.rows(text)}
        return [by_name[str(path)] for path in paths]

    def hold(self, table: str, query: str, texts: Sequence[str]) -> None:
        """Keep the rows of a query in a table.

        A text is kept as its place in the sorted list of all such texts, which takes a third of the
        memory and sorts and compares as the text does.
        """
        run = self.connection.execute
        with _told():
            run(f"drop table if exists {table}")
            lists = ", ".join(f"list(distinct {name}) as {name}" for name in texts)
            run(f"create or replace temp table {table}_text as select {lists} from {query}")  # noqa: S608 (names of columns)
            for name in texts:
                run(f"drop type if exists {table}_{name}")
                run(
                    f"create type {table}_{name} as enum "  # noqa: S608 (names of columns)
                    f"(select unnest({name}) as text from {table}_text order by text)"
                )
            coded = ", ".join(f"{name}::{table}_{name} as {name}" for name in texts)
            run(f"create table {table} as select * replace ({coded}) from {query}")  # noqa: S608 (names of columns)
            run(f"drop table {table}_text")

    def _load_what_reads(self, scheme: str) -> None:
        """Load the extension for addresses that begin so; DuckDB itself would fetch it unasked."""
        if scheme == "file":
            return
        name = _EXTENSIONS.get(scheme)
        if name is None:
            raise EngineError(f"DuckDB reads no address that begins with {scheme}://")
        self.prepare("set autoinstall_known_extensions = false")
        try:
            self.prepare(f"load {name}")
        except EngineError as error:
            raise EngineError(
                f"DuckDB needs its extension {name} for {scheme}:// and could not load it; "
                f"it is installed once with: INSTALL {name}"
            ) from error

    def suspects(self, paths: Sequence[Path], like: str) -> Iterable[Path]:
        """Those of some measurement files that have to be looked at each."""
        with closing(DuckDB(self.memory)) as beside:
            return suspects(beside, paths, like, beside.files(paths, named=True))

    def fault(self, path: Path) -> str | None:
        """What is wrong with the rows of a measurement file."""
        with closing(DuckDB(self.memory)) as beside:
            return fault(beside, path, beside.files([path], named=True))


@contextmanager
def _told() -> Iterator[None]:
    """Tell an error of DuckDB's as an engine's."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise TooLargeError(first_line(error)) from error
    except duckdb.Error as error:
        raise EngineError(first_line(error)) from error


def quoted(paths: Sequence[Path | str]) -> str:
    """The names of files as a list in SQL has them."""
    return ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)


def _cell(value: object) -> Any:
    return _BETWEEN.join(map(str, value)) if isinstance(value, tuple) else value
