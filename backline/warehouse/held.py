"""The newest days held in memory, for a process that answers many questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backline.warehouse.files import rows_in

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_ROWS = 5_000_000
"""So many rows are held, of the newest days: about 250 MB, three years of 240 artists or seven
months of 1,000. What lies before them is read from the files when somebody asks for it."""

_TEXTS = ("artist", "platform", "metric", "subject", "country", "state", "source", "detail")


def newest_that_fit(connection: DuckDBPyConnection, paths: Sequence[Path]) -> list[Path]:
    """The files of the newest days, as many as have no more than :data:`MOST_ROWS` rows in all."""
    if not paths:
        return []
    rows, first = 0, len(paths)
    for place, count in reversed(list(enumerate(rows_in(connection, paths)))):
        rows += count
        if rows > MOST_ROWS:
            break
        first = place
    return list(paths[first:])


def hold(connection: DuckDBPyConnection, query: str) -> None:
    """Put the rows of a query into the table ``held``.

    A text is kept as its place in the sorted list of all such texts, which takes a third of the
    memory and sorts and compares as the text does.
    """
    run = connection.execute
    run("drop table if exists held")
    lists = ", ".join(f"list(distinct {name}) as {name}" for name in _TEXTS)
    run(f"create or replace temp table held_text as select {lists} from {query}")  # noqa: S608 (names of columns)
    for name in _TEXTS:
        run(f"drop type if exists held_{name}")
        run(
            f"create type held_{name} as enum "  # noqa: S608 (names of columns)
            f"(select unnest({name}) as text from held_text order by text)"
        )
    coded = ", ".join(f"{name}::held_{name} as {name}" for name in _TEXTS)
    run(f"create table held as select * replace ({coded}) from {query}")  # noqa: S608 (names of columns)
    run("drop table held_text")
