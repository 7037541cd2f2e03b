"""Spark, by any address that speaks Spark Connect: an engine of many machines."""

from __future__ import annotations

import re
import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backline.engines.dialect import Dialect, Step
from backline.engines.engine import EngineError, Row, Values, Variable
from backline.names import first_line

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.connect.dataframe import DataFrame

_SCRATCH = "backline-"

_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # It makes plans of anti joins invalid (4.3).
    "spark.sql.optimizer.excludedRules": (
        "org.apache.spark.sql.catalyst.optimizer.RemoveRedundantAliases"
    ),
}


class Spark:
    """One session with a cluster, with a folder of its own for the steps that it keeps.

    Attributes:
        memory: always None: what an answer may take is the cluster's own affair.
    """

    memory: str | None = None

    def __init__(self, address: str, scratch: Path | None = None) -> None:
        """Connect.

        Args:
            address: e.g. ``sc://host:15002``.
            scratch: a folder that the cluster and its workers can write to; the system's temporary
                folder where None.

        Raises:
            EngineError: nobody answers there.
        """
        from pyspark.sql.connect.session import SparkSession

        self._dialect = Dialect()
        self._numbers = count()
        folder = tempfile.mkdtemp(prefix=_SCRATCH, dir=scratch)
        self._scratch = Path(folder)
        self._sweep = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._kept: dict[str, list[str]] = {}
        self._opened: dict[tuple[Path, ...], str] = {}
        with _told():
            self._session = SparkSession.builder.remote(address).create()
            for name, value in _SETTINGS.items():
                self._session.conf.set(name, value)

    def close(self) -> None:
        """Let go of the session and of what was put aside for it."""
        self._session.stop()
        self._sweep()

    def files(self, paths: Sequence[Path], *, named: bool = False) -> str:
        """The query for the rows of some Parquet files."""
        key = tuple(paths)
        if key not in self._opened:
            with _told():
                read = self._session.read
                first = read.parquet(f"file://{paths[0]}")
                frame = read.schema(first.schema).parquet(*(f"file://{path}" for path in paths))
                self._opened[key] = self._name(frame, f"file_{next(self._numbers)}")
        return f"select * from {self._opened[key]}"  # noqa: S608 (a name of our own)

    def small(
        self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Make a table of rows that are at hand."""
        with _told():
            made = _arrow(columns, rows)
            if made.num_rows:
                frame = self._session.createDataFrame(made)
            else:  # no rows tell no types
                typed = ", ".join(f"cast(null as {_spark_type(k)}) as `{n}`" for n, k in columns.items())
                frame = self._session.sql(f"select {typed} where false")
            self._name(frame, table)

    def view(self, name: str, query: str) -> None:
        """Give a query a name."""
        self._run(Step(self._dialect.query(query), makes=name, view=True))

    def prepare(self, text: str, values: Values = None, *, into: str | None = None) -> None:
        """Run a step that leaves something for the next one."""
        if into is not None:
            self._run(Step(self._dialect.query(text, values), makes=into, appends=into in self._kept))
            return
        for step in self._dialect.steps(text, values):
            self._run(step)

    def drop(self, *tables: str) -> None:
        """Let go of tables, where they are."""
        for table in tables:
            if self._dialect.tables.pop(table, None) is not None:
                self._session.catalog.dropTempView(table)
            for folder in self._kept.pop(table, ()):
                shutil.rmtree(folder, ignore_errors=True)

    def let(self, **values: Variable) -> None:
        """Give values to the variables that questions read."""
        self._dialect.variables |= values

    def rows(self, text: str, values: Values = None) -> list[Row]:
        """The rows of a question."""
        return self.table(text, values).to_pylist()

    def table(self, text: str, values: Values = None) -> pa.Table:
        """The same as one Arrow table."""
        told = self._dialect.query(text, values)
        with _told(told):
            return self._session.sql(told).toArrow()

    def batches(self, text: str) -> Iterator[pa.RecordBatch]:
        """The same as Arrow batches."""
        yield from self.table(text).to_batches()

    def write(self, query: str, path: Path) -> None:
        """Write the rows of a query as a Parquet file."""
        import pyarrow.parquet as pq

        pq.write_table(self.table(query), path, compression="zstd")

    def rows_in(self, paths: Sequence[Path]) -> list[int]:
        """How many rows each file has."""
        import pyarrow.parquet as pq

        return [pq.read_metadata(path).num_rows for path in paths]

    def hold(self, table: str, query: str, texts: Sequence[str]) -> None:
        """Keep the rows of a query as a table."""
        self._run(Step(self._dialect.query(query), makes=table))

    def suspects(self, paths: Sequence[Path], like: str) -> Iterable[Path]:
        """Those of some measurement files that have to be looked at each."""
        return paths

    def fault(self, path: Path) -> str | None:
        """What is wrong with the rows of a measurement file."""
        return None

    def _run(self, step: Step) -> None:
        if step.drops:
            self.drop(*step.drops)
            return
        with _told(step.query):
            frame = self._session.sql(step.query)
            if step.view:
                self._name(frame, step.makes)
                return
            folder = str(self._scratch / f"{step.makes}-{next(self._numbers)}")
            frame.write.parquet(f"file://{folder}")
            folders = [*self._kept.get(step.makes, ()), folder] if step.appends else [folder]
            if not step.appends:
                self.drop(step.makes)
            self._kept[step.makes] = folders
            read = self._session.read.schema(frame.schema)
            self._name(read.parquet(*(f"file://{one}" for one in folders)), step.makes)

    def _name(self, frame: DataFrame, name: str) -> str:
        """Give rows a name that questions know, with their columns and types."""
        frame.createOrReplaceTempView(name)
        self._dialect.tables[name] = {
            field.name: field.dataType.simpleString() for field in frame.schema.fields
        }
        return name


@contextmanager
def _told(text: str = "") -> Iterator[None]:
    """Tell an error of Spark's as an engine's."""
    from grpc import RpcError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, RpcError) as error:
        raise EngineError(first_line(error)) from error


def _spark_type(kind: str) -> str:
    inner = kind.removesuffix("[]")
    named = {"varchar": "string", "integer": "int"}.get(inner, inner)
    return f"array<{named}>" if kind != inner else named


def _arrow_type(kind: str) -> pa.DataType:
    import pyarrow as pa

    if kind.endswith("[]"):
        return pa.list_(_arrow_type(kind[:-2]))
    if found := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(found[1]), int(found[2]))
    return {
        "varchar": pa.string(),
        "integer": pa.int32(),
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "timestamp": pa.timestamp("us"),
        "timestamptz": pa.timestamp("us", "UTC"),
        "double": pa.float64(),
    }[kind]


_DECIMAL = re.compile(r"decimal\((\d+), ?(\d+)\)")


def _arrow(columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> pa.Table:
    """Rows at hand as a table of the types they are told to have."""
    import pyarrow as pa

    listed = list(zip(*rows, strict=True)) or [()] * len(columns)
    made = {}
    for (name, kind), cells in zip(columns.items(), listed, strict=True):
        to = _arrow_type(kind)
        try:
            made[name] = pa.array(cells, to)
        except (pa.ArrowInvalid, pa.ArrowTypeError):  # a text says what it stands for
            made[name] = pa.array([None if c is None else str(c) for c in cells], pa.string()).cast(to)
    return pa.table(made)
