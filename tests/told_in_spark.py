"""DuckDB, and every question it is asked told in Spark's SQL beside it; no cluster is needed."""

from __future__ import annotations

import re

from sqlglot import exp

from backline.engines import DuckDB
from backline.engines.dialect import Dialect

MADE = re.compile(r"create (?:or replace )?(?:temp )?table (\w+)")


def spark_type(kind: str) -> str:
    """A type of DuckDB's as Spark calls it; bit strings are lists of places there."""
    if kind == "BIT":
        return "array<int>"
    if kind.startswith("ENUM") or kind == '"NULL"':
        return "string"
    return exp.DataType.build(kind, dialect="duckdb").sql("spark")


class ToldInSpark(DuckDB):
    """A session of DuckDB that knows what a cluster would be sent.

    Attributes:
        told: by the text of a question or a step, what Spark would run for it; what a question
            reads several times stands in it once.
    """

    has_bits = False

    def __init__(self):
        super().__init__()
        self.dialect = Dialect()
        self.told: dict[str, list[str]] = {}
        self._seen: set[tuple[object, ...]] = set()

    def small(self, table, columns, rows):
        super().small(table, columns, rows)
        self._learn(table)

    def view(self, name, query):
        super().view(name, query)
        list(self.dialect.steps(f"create view {name} as {query}"))

    def files(self, paths, *, named=False):
        if named:
            return super().files(paths, named=True)
        name = f"files_{len(self.dialect.tables)}"
        super().view(name, super().files(paths))
        self._learn(name)
        return f"select * from {name}"  # noqa: S608 (a name of our own)

    def prepare(self, text, values=None, *, into=None):
        super().prepare(text, values, into=into)
        for table in MADE.findall(text):
            self._learn(table)
        self._tell(self.dialect.steps(text, values), text, values)
        if into:
            self._learn(into)

    def drop(self, *tables):
        for table in tables:
            self.connection.execute(f"drop table if exists {table}")
            self.dialect.tables.pop(table, None)

    def rows(self, text, values=None):
        self._tell(self.dialect.question(text, values), text, values)
        return super().rows(text, values)

    def table(self, text, values=None):
        self._tell(self.dialect.question(text, values), text, values)
        return super().table(text, values)

    def batches(self, text):
        self._tell(self.dialect.question(text), text)
        yield from super().batches(text)

    def let(self, **values):
        super().let(**values)
        self.dialect.variables |= values

    def _tell(self, steps, text, values=None):
        """Once for all values of the same types, since nothing else changes what is told."""
        every = [*(values or {}).items(), *self.dialect.variables.items()]
        asked = (text, *sorted((name, type(value).__name__) for name, value in every))
        if asked not in self._seen:
            self._seen.add(asked)
            self.told[text] = [step.query for step in steps if step.query]

    def _learn(self, table):
        columns = super().rows(f"describe {table}")
        self.dialect.views.pop(table, None)
        self.dialect.tables[table] = {
            row["column_name"]: spark_type(row["column_type"]) for row in columns
        }
