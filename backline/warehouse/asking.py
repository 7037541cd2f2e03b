"""Putting questions to an engine over files, any of which may turn out to be damaged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self, TypeVar

from backline.engines import Engine, EngineError, TooLargeError, Variable
from backline.errors import DataError
from backline.warehouse.sql import piped
from backline.warehouse.tables import fill

if TYPE_CHECKING:
    import pyarrow as pa

Answer = TypeVar("Answer")


class Asking(ABC):
    """An engine that is asked questions, which are files of ``warehouse/sql``."""

    def __init__(self, engine: Engine) -> None:
        """Ask nothing yet.

        Args:
            engine: what answers, to be closed with this.
        """
        self._engine = engine
        self._variables: dict[str, Variable] = {}
        self._as_one = False

    @abstractmethod
    def _leave_out_damaged(self) -> bool:
        """Leave out every file whose content cannot be read; whether there was any."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection and of what was put aside for it."""
        self._engine.close()

    @property
    def memory(self) -> str | None:
        """How much an answer may take; None where nobody said."""
        return self._engine.memory

    def ask(self, *questions: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a question, which is a file of ``warehouse/sql``.

        Of several, each reads as ``answer`` what the one before it found. A file that turns out to
        be damaged inside is left out and becomes a problem.

        Raises:
            DataError: the files cannot be read for another reason, or do not fit into memory.
        """
        return self.as_one(lambda: self._engine.rows(piped(*questions), values))

    def table(self, *questions: str, **values: Any) -> pa.Table:
        """The same rows as one Arrow table, for rows that hold long lists.

        Raises:
            DataError: as for :meth:`ask`.
        """
        return self.as_one(lambda: self._engine.table(piped(*questions), values))

    def batches(self, *questions: str) -> Iterator[pa.RecordBatch]:
        """The same rows as Arrow batches, for answers that are not looked at row by row.

        Another question may be put only when all of them were taken.

        Raises:
            DataError: as for :meth:`ask`.
        """
        try:
            yield from self._engine.batches(piped(*questions))
        except EngineError as error:
            raise self._unanswered(error) from None

    def prepare(self, *questions: str, into: str | None = None, **values: Any) -> None:
        """Run a step of a question that leaves tables for the next one.

        Args:
            questions: as for :meth:`ask`.
            into: a table that the rows are appended to; made where it is not there.
            values: as for :meth:`ask`.

        Raises:
            DataError: as for :meth:`ask`.
        """
        self.as_one(lambda: self._engine.prepare(piped(*questions), values, into=into))

    def drop(self, *tables: str) -> None:
        """Let go of tables that steps of a question left, or may have left.

        Raises:
            DataError: as for :meth:`ask`.
        """
        self.as_one(lambda: self._engine.drop(*tables))

    def let(self, **values: Variable) -> None:
        """Give values to the variables that the steps of a question read."""
        self._variables |= values
        self._engine.let(**values)

    def tell(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Let questions know these rows, instead of those that a small table had.

        Args:
            table: ``title`` or ``verdict``, as :mod:`backline.warehouse.tables` has them.
            rows: with a value for each of its columns.
        """
        fill(self._engine, table, rows)

    def as_one(self, work: Callable[[], Answer]) -> Answer:
        """Do several steps as one: where a file turns out to be damaged, all again without it.

        Raises:
            DataError: the files cannot be read for another reason, or do not fit into memory.
        """
        if self._as_one:
            return work()
        self._as_one = True
        try:
            return work()
        except EngineError as error:
            if isinstance(error, TooLargeError) or not self._leave_out_damaged():
                raise self._unanswered(error) from None
        finally:
            self._as_one = False
        return self.as_one(work)

    def _unanswered(self, error: EngineError) -> DataError:
        if isinstance(error, TooLargeError):
            given = f"{self.memory} of memory" if self.memory else "memory"
            return DataError(
                f"The numbers do not fit into {given}, nor into what is free in the system's "
                "temporary folder; set memory higher in roster.toml, or free some disk."
            )
        return DataError(f"The numbers cannot be read: {error}.")
