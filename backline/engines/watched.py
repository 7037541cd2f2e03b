"""DuckDB, and which files its answers were read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backline.engines.duckdb import DuckDB
from backline.engines.engine import Row, Values

if TYPE_CHECKING:
    import pyarrow as pa

_READ = re.compile(r"(?:\b(?:from|join)\s+|_of\(')(?!\w+_of\()(\w+)")
"""What a text reads by name, by itself or through a macro."""

_NAMED = re.compile(r"\b(\w+) as (?:materialized )?\(")
"""A query named within a text, which hides a view of that name."""

_MACRO = re.compile(r"create or replace macro .*?;", re.DOTALL)
_VIEW = re.compile(r"create or replace view (\w+) as (.*?);", re.DOTALL)


class Watched(DuckDB):
    """A session that notes what is read.

    Attributes:
        read: the files that any question or step was answered from.
    """

    def __init__(self, memory: str | None = None, threads: int | None = None) -> None:
        """Open it, with nothing read yet."""
        super().__init__(memory, threads)
        self.read: set[Path] = set()
        self._queries: dict[str, frozenset[Path]] = {}
        self._views: dict[str, frozenset[Path]] = {}

    def files(self, paths: Sequence[Path], *, named: bool = False) -> str:
        """The query for the rows of some Parquet files; naming them reads nothing."""
        query = super().files(paths, named=named)
        self._queries[query] = frozenset(paths)
        return query

    def view(self, name: str, query: str) -> None:
        """Give a query a name; nothing is read yet."""
        self._views[name] = self._behind(query)
        super().view(name, query)

    def prepare(self, text: str, values: Values = None, *, into: str | None = None) -> None:
        """Run a step that leaves something for the next one."""
        for name, query in _VIEW.findall(text):
            self._views[name] = self._behind(query)
        self.read |= self._behind(_VIEW.sub("", _MACRO.sub("", text)))
        super().prepare(text, values, into=into)

    def rows(self, text: str, values: Values = None) -> list[Row]:
        """The rows of a question."""
        self.read |= self._behind(text)
        return super().rows(text, values)

    def table(self, text: str, values: Values = None) -> pa.Table:
        """The same as one Arrow table."""
        self.read |= self._behind(text)
        return super().table(text, values)

    def batches(self, text: str) -> Iterator[pa.RecordBatch]:
        """The same as Arrow batches."""
        self.read |= self._behind(text)
        yield from super().batches(text)

    def _behind(self, text: str) -> frozenset[Path]:
        """The files behind everything that a text names."""
        found = {path for query, paths in self._queries.items() if query in text for path in paths}
        names = set(_READ.findall(text)) - set(_NAMED.findall(text))
        return frozenset(found.union(*(self._views[name] for name in names & set(self._views))))
