"""People's corrections, applied: which recorded numbers each one changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from backline.people.corrections import Correction, Placed
from backline.warehouse.sql import sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def fill_corrections(
    connection: DuckDBPyConnection,
    placed: tuple[Placed, ...],
    recorded: Callable[[date, date], str],
) -> list[str]:
    """Make the table ``correction``, one row for each recorded number that is corrected.

    Args:
        connection: where.
        placed: the corrections.
        recorded: the query for the recorded rows from one day to another.

    Returns:
        A sentence for each correction that is stale: the files hold something else than it
        expects, so it is not applied.
    """
    connection.execute(
        "create or replace table correction (date date, artist varchar, platform varchar, "
        "metric varchar, subject varchar, country varchar, source varchar, action varchar, "
        "value bigint, reason varchar)"
    )
    stale = []
    for one in placed:
        c = one.correction
        rows = connection.execute(
            f"with answer as ({recorded(c.first, c.until)}) {sql('corrected')}",
            {
                "artist": c.artist,
                "platform": c.platform,
                "metric": c.metric,
                "subject": c.subject,
                "country": c.country,
                "source": c.source,
            },
        ).fetchall()
        if fault := _stale(c, rows):
            stale.append(f"corrections.toml line {one.line} is stale and not applied: {fault}.")
            continue
        connection.executemany(
            "insert into correction values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(day, *c.series, source, c.do, c.value, c.reason) for day, source, _ in rows],
        )
    return stale


def _stale(correction: Correction, rows: list[tuple[date, str, int]]) -> str:
    """What the files say instead of what a correction expects; empty when they agree."""
    if not rows:
        return f"there is no number from {correction.first} to {correction.until}"
    expected = correction.expect
    if isinstance(expected, tuple):
        if len(expected) != len(rows):
            return f"it expects {len(expected)} numbers and there are {len(rows)}"
        pairs = list(zip(rows, expected, strict=True))
    else:
        pairs = [(row, expected) for row in rows]
    for (day, source, value), wanted in pairs:
        if value != wanted:
            return f"it expects {wanted} on {day} and {source} says {value}"
    return ""
