"""Spark, at any address that speaks Spark Connect: an engine of many machines.

It sees the files under the same names as this machine does, or at another address. What a step
leaves for the next one is written as Parquet files into a folder that it can write to: what is only
cached is made anew from its beginning where a worker is lost, and what stands on it from its own.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from backline.engines.at_hand import arrow_table, spark_type
from backline.engines.dialect import Dialect, Step
from backline.engines.elsewhere import Elsewhere, Lying, listed
from backline.engines.engine import EngineError, Row, Values, Variable
from backline.engines.spark_session import connected, told
from backline.measure import State

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from pyspark.sql.connect.readwriter import DataFrameReader

_SCRATCH = "backline-"
"""How the folders are called that steps are kept in."""


class Spark:
    """One session with a cluster.

    Attributes:
        memory: None: what an answer may take is the cluster's own affair.
        has_bits: False.
    """

    memory: str | None = None
    has_bits = False

    def __init__(
        self,
        address: str,
        *,
        token: str = "",
        scratch: str | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Connect.

        Args:
            address: e.g. ``sc://host:15002``.
            token: what the cluster asks for; never part of the address.
            scratch: a folder that the cluster can write to, or its address; the system's temporary
                folder where None.
            elsewhere: where it reads some files instead of at their places on this machine.

        Raises:
            EngineError: nobody answers there.
        """
        self._elsewhere = elsewhere
        self._dialect = Dialect()
        self._numbers = count()
        self._kept: dict[str, list[str]] = {}
        self._opened: dict[tuple[Path, ...], str] = {}
        self._session = connected(address, token)
        self._sweep: Callable[[], object] = lambda: None
        if scratch and "://" in scratch:
            self._scratch = f"{scratch.rstrip('/')}/{_SCRATCH}{uuid4().hex}"
        else:
            folder = tempfile.mkdtemp(prefix=_SCRATCH, dir=scratch)
            Path(folder).chmod(0o777)  # a worker may be another user
            self._sweep = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._scratch = f"file://{folder}"

    def close(self) -> None:
        """Let go of the session, of what still runs in it, and of what was put aside for it."""
        with suppress(EngineError), told():
            self._session.interruptAll()
        self._session.stop()
        self._session.client.close()
        self._sweep()

    def files(self, paths: Sequence[Path]) -> str:
        """The query for the rows of some Parquet files."""
        key = tuple(paths)
        if key not in self._opened:
            names = [self._named(path) for path in paths]
            try:
                with told():
                    like = self._read().parquet(names[0]).schema
            except EngineError as error:
                raise EngineError(f"{paths[0].name}: {error}") from error
            with told():
                frame = self._read().schema(like).parquet(*names)
                self._opened[key] = self._name(frame, f"files_{next(self._numbers)}")
        return f"select * from {self._opened[key]}"  # noqa: S608 (a name of our own)

    def small(
        self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Make a table of rows that are at hand."""
        made = arrow_table(columns, rows)
        with told():
            if made.num_rows:
                frame = self._session.createDataFrame(made)
            else:  # no rows tell no types
                typed = (f"cast(null as {spark_type(k)}) as `{n}`" for n, k in columns.items())
                frame = self._session.sql(f"select {', '.join(typed)} where false")
            self._name(frame, table)

    def view(self, name: str, query: str) -> None:
        """Give a query a name."""
        self.prepare(f"create view {name} as {query}")  # kept by name, and read when asked for

    def prepare(self, text: str, values: Values = None, *, into: str | None = None) -> None:
        """Run a step that leaves something for the next one."""
        passing: list[str] = []
        for step in self._dialect.steps(text, values):
            asked = into is not None and not step.makes
            self._run(replace(step, makes=into or "") if asked else step, appends=asked)
            passing += [step.makes] * step.passing
        self.drop(*passing)

    def drop(self, *tables: str) -> None:
        """Let go of tables, where they are."""
        for table in tables:
            if self._dialect.tables.pop(table, None) is not None:
                with told():
                    self._session.catalog.dropTempView(table)
            for folder in self._kept.pop(table, ()):
                if folder.startswith("file://"):
                    shutil.rmtree(folder.removeprefix("file://"), ignore_errors=True)

    def let(self, **values: Variable) -> None:
        """Give values to the variables that questions read."""
        self._dialect.variables |= values

    def rows(self, text: str, values: Values = None) -> list[Row]:
        """The rows of a question."""
        found: list[Row] = self.table(text, values).to_pylist()
        for row in found:
            for name, value in row.items():
                if isinstance(value, Decimal) and not value.as_tuple().exponent:
                    row[name] = int(value)  # DuckDB's own whole numbers are as large
        return found

    def table(self, text: str, values: Values = None) -> pa.Table:
        """The same as one Arrow table."""
        passing: list[str] = []
        for step in self._dialect.question(text, values):
            if step.passing:
                self._run(step)
                passing.append(step.makes)
        with told():
            found = self._session.sql(step.query).toArrow()
        self.drop(*passing)
        return found

    def batches(self, text: str) -> Iterator[pa.RecordBatch]:
        """The same as Arrow batches."""
        yield from self.table(text).to_batches()

    def write(self, query: str, path: Path) -> None:
        """Write the rows of a query as a Parquet file of this machine."""
        import pyarrow.parquet as pq

        pq.write_table(self.table(query), path, compression="zstd")

    def lying(self, address: str, *, closely: bool = False) -> dict[str, Lying]:
        """The Parquet files that lie below an address."""
        digest = "sha2(content, 256)" if closely else "''"
        with told():
            found = self._read().format("binaryFile").option("pathGlobFilter", "*.parquet")
            columns = ("path", "length as size", "unix_micros(modificationTime) as written")
            rows = found.load(address).selectExpr(*columns, f"{digest} as digest").toArrow()
        return listed(address, rows.to_pylist())

    def rows_in(self, paths: Sequence[Path]) -> list[int]:
        """How many rows each file has."""
        import pyarrow.parquet as pq

        return [pq.read_metadata(path).num_rows for path in paths]

    def hold(self, table: str, query: str, texts: Sequence[str]) -> None:  # noqa: ARG002 (texts are as small as Parquet has them)
        """Keep the rows of a query as a table."""
        self.prepare(f"create table {table} as {query}")

    def suspects(self, paths: Sequence[Path], like: str) -> Iterable[Path]:  # noqa: ARG002 (each is read by its own columns)
        """Those of some measurement files that have to be looked at each."""
        return [path for path in paths if self.fault(path)]

    def fault(self, path: Path) -> str | None:
        """What is wrong with the rows of a measurement file."""
        states = ", ".join(f"'{state}'" for state in State)
        good = f"state in ({states}) and (state = '{State.MEASURED}') = (value is not null)"
        try:
            # The texts are asked for, so that what is damaged inside is read.
            (found,) = self.rows(
                f"select bool_and({good}) as good, sum(length(artist || detail)) as letters "  # noqa: S608 (our own)
                f"from ({self.files([path])})"
            )
        except EngineError:
            return "is damaged inside"
        return None if found["good"] else "has a row that cannot be"

    def _named(self, path: Path) -> str:
        elsewhere = self._elsewhere.name(path) if self._elsewhere else None
        return elsewhere or _as_the_cluster_names(path)

    def _read(self) -> DataFrameReader:
        # Else a folder called `year=2026` would be a column.
        return self._session.read.option("recursiveFileLookup", "true")

    def _run(self, step: Step, *, appends: bool = False) -> None:
        """Run one statement; a table that it makes is kept as Parquet files."""
        with told():
            frame = self._session.sql(step.query)
            folder = f"{self._scratch}/{step.makes}-{next(self._numbers)}"
            frame.write.parquet(folder)
            folders = [*(self._kept.get(step.makes, ()) if appends else ()), folder]
            if not appends:
                self.drop(step.makes)
            self._kept[step.makes] = folders
            kept = self._read().parquet(*folders)
            if not kept.schema.fields:  # Sail writes no file for no rows
                kept = self._read().schema(frame.schema).parquet(*folders)
            self._name(kept, step.makes)

    def _name(self, frame: DataFrame, name: str) -> str:
        """Give rows a name that questions know, with their columns and types."""
        frame.createOrReplaceTempView(name)
        fields = frame.schema.fields
        self._dialect.views.pop(name, None)
        self._dialect.tables[name] = {f.name: f.dataType.simpleString() for f in fields}
        return name


def _as_the_cluster_names(path: Path) -> str:
    """A file's address; what a pattern would be made of stands for itself."""
    name = "".join(f"\\{sign}" if sign in "[]{}*?\\" else sign for sign in str(path.absolute()))
    return f"file://{name}"
