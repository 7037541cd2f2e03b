"""People's corrections, applied: which recorded numbers each one changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from backline.engines import Engine, Row
from backline.people.corrections import Correction, Placed
from backline.warehouse.sql import sql

_COLUMNS = {
    "date": "date",
    "artist": "varchar",
    "platform": "varchar",
    "metric": "varchar",
    "subject": "varchar",
    "country": "varchar",
    "source": "varchar",
    "action": "varchar",
    "value": "bigint",
    "reason": "varchar",
}


def fill_corrections(
    engine: Engine,
    placed: tuple[Placed, ...],
    recorded: Callable[[date, date], str],
) -> list[str]:
    """Make the table ``correction``, one row for each recorded number that is corrected.

    Args:
        engine: where.
        placed: the corrections.
        recorded: the query for the recorded rows from one day to another.

    Returns:
        A sentence for each correction that is stale: the files hold something else than it
        expects, so it is not applied.
    """
    stale, corrected = [], []
    for one in placed:
        c = one.correction
        rows = engine.rows(
            f"with answer as ({recorded(c.first, c.until)}) {sql('corrected')}",
            {
                "artist": c.artist,
                "platform": c.platform,
                "metric": c.metric,
                "subject": c.subject,
                "country": c.country,
                "source": c.source,
            },
        )
        if fault := _stale(c, rows):
            stale.append(f"corrections.toml line {one.line} is stale and not applied: {fault}.")
            continue
        corrected += [
            (row["date"], *c.series, row["source"], c.do, c.value, c.reason) for row in rows
        ]
    engine.small("correction", _COLUMNS, corrected)
    return stale


def _stale(correction: Correction, rows: list[Row]) -> str:
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
    for row, wanted in pairs:
        if row["value"] != wanted:
            return f"it expects {wanted} on {row['date']} and {row['source']} says {row['value']}"
    return ""
