"""What any engine can do.

Questions are written in DuckDB's SQL, whatever engine answers them: one that speaks another dialect
reads them in its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from backline.engines.elsewhere import Lying

if TYPE_CHECKING:
    import pyarrow as pa

Variable = date | int | str | bool | list[str] | None
"""What a variable of a question may be."""

Values = Mapping[str, Any] | Sequence[Any] | None
"""What stands for the parameters of a question: by name, or in their order."""

Row = dict[str, Any]
"""One row of an answer, by the names of its columns."""


class EngineError(Exception):
    """An engine could not answer: a file is damaged, or the question cannot be put."""


class TooLargeError(EngineError):
    """What is asked fits neither into memory nor onto the disk."""


class Engine(Protocol):
    """One session with an engine. What it makes is gone when it is closed.

    Every method but :meth:`close` raises :class:`EngineError`. After one, a session may answer
    nothing any more.

    Attributes:
        memory: what an answer may take, e.g. ``1GB``; None where nobody said.
        has_bits: whether it reads and writes bit strings in files, as the small table of newest
            values has them.
    """

    memory: str | None
    has_bits: bool

    def files(self, paths: Sequence[Path]) -> str:
        """The query for the rows of some Parquet files, at least one."""

    def small(
        self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Make a table of rows that are at hand, in place of the one of that name.

        Args:
            table: its name.
            columns: name and type of each.
            rows: with a value for each column; a text stands for what it says in other types, and
                a tuple for a list.
        """

    def view(self, name: str, query: str) -> None:
        """Give a query a name, in place of the view that had it; nothing is read yet."""

    def prepare(self, text: str, values: Values = None, *, into: str | None = None) -> None:
        """Run a step that leaves tables, views or macros for the next one.

        Args:
            text: one statement or several; a query where ``into`` is given.
            values: for its parameters.
            into: the table that the rows are appended to; made where it is not there.
        """

    def drop(self, *tables: str) -> None:
        """Let go of tables, where they are."""

    def let(self, **values: Variable) -> None:
        """Give values to the variables that questions read."""

    def rows(self, text: str, values: Values = None) -> list[Row]:
        """The rows of a question."""

    def table(self, text: str, values: Values = None) -> pa.Table:
        """The same as one Arrow table, for rows that hold long lists."""

    def batches(self, text: str) -> Iterator[pa.RecordBatch]:
        """The same as Arrow batches, for answers that are not looked at row by row.

        Another question may be put only when all of them were taken.
        """

    def write(self, query: str, path: Path) -> None:
        """Write the rows of a query as a Parquet file."""

    def lying(self, address: str, *, closely: bool = False) -> Mapping[str, Lying]:
        """The Parquet files that lie below an address, by their names below it.

        Args:
            address: a checked one; see :mod:`backline.people.data_address`.
            closely: whether each is read for its digest.
        """

    def rows_in(self, paths: Sequence[Path]) -> list[int]:
        """How many rows each file has, in the order of the paths."""

    def hold(self, table: str, query: str, texts: Sequence[str]) -> None:
        """Keep the rows of a query at hand for many questions, as small as they can be.

        Args:
            table: its name, in place of the one that had it.
            query: whose rows.
            texts: the columns that hold a few texts again and again.
        """

    def suspects(self, paths: Sequence[Path], like: str) -> Iterable[Path]:
        """Those of some measurement files, at least one, that have to be looked at each.

        It may be all of them where one is damaged. A fault ends no session; nor does it for
        :meth:`fault`.

        Args:
            paths: the files.
            like: a query with the columns that each must have.
        """

    def fault(self, path: Path) -> str | None:
        """What is wrong with the rows of a measurement file: the rest of a sentence."""

    def close(self) -> None:
        """Let go of everything, and of what was put aside for it."""
