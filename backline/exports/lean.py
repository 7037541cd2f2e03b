"""The reports of a label with more than 50 artists, in the form of which git keeps least.

Every row of ``latest.csv``, ``growth.csv`` and ``coverage.csv`` changed every day, if only in its
``as_of``: at 1,000 artists that was two thirds of the repository. Here a row changes when a number
does. The day is said once, as ``as_of`` of ``datapackage.json``, and ages count back from it; the
windows of a series stand side by side, so that ``now`` is said once too. Nothing is lost: ``then``
is ``now`` minus the growth, ``change`` the growth divided by ``then``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import Any

from backline.exports.columns import COVERAGE, GROWTH, LATEST, WINDOWS, Column, Table

Record = dict[str, Any]


def _only(table: Table, *names: str) -> tuple[Column, ...]:
    return tuple(column for column in table.columns if column.name in names)


def _age(name: str, meaning: str) -> Column:
    return Column(name, "integer", f"{meaning}, in days before as_of of datapackage.json")


LATEST_LARGE = replace(
    LATEST,
    meaning="The newest number of every artist's series, and what the newest day says of it.",
    columns=(
        *_only(LATEST, "artist", "artist_name", "platform", "metric", "value"),
        _age("value_age", "when it was measured"),
        *_only(LATEST, "resolution", "source"),
        _age("row_age", "the newest day with a row of the series"),
        *_only(LATEST, "state", "detail"),
    ),
    key=("platform", "metric", "artist"),
)

_PER_WINDOW = ("span_days", "days_measured", "resolution", "note")

GROWTH_LARGE = replace(
    GROWTH,
    meaning="Growth of every artist's series over 7, 28 and 30 days, the windows side by side. "
    "then is now minus growth, change is growth divided by then.",
    columns=(
        *_only(GROWTH, "artist", "artist_name", "platform", "metric", "country"),
        Column("now", "integer", "the last measured value, as growth.csv of a small label has it"),
        _age("now_age", "when it was measured"),
        *(
            Column(f"growth_{days}", "integer", f"growth over {days} days; empty when unknown")
            for days in WINDOWS
        ),
        *(
            replace(column, name=f"{column.name}_{days}", required=False)
            for days in WINDOWS
            for name in _PER_WINDOW
            for column in _only(GROWTH, name)
        ),
    ),
    key=("platform", "metric", "artist", "country"),
)

COVERAGE_LARGE = replace(
    COVERAGE,
    meaning="On how many of the expected days of the last 30 each artist's series was measured, "
    "and what was else.",
    columns=tuple(column for column in COVERAGE.columns if column.name != "as_of"),
)

LARGE_TABLES: tuple[Table, Table, Table] = (LATEST_LARGE, GROWTH_LARGE, COVERAGE_LARGE)
"""What takes the place of the tables of the same names."""


def lean_latest(records: Iterable[Record], as_of: date | None) -> Iterator[Record]:
    """The records of ``latest.csv`` with ages in place of dates."""
    for record in records:
        ages = {f"{n}_age": _days(record[f"{n}_date"], as_of) for n in ("value", "row")}
        yield record | ages


def lean_growth(records: Iterable[Record], as_of: date | None) -> Iterator[Record]:
    """The records of ``growth.csv``, one for each series instead of one for each window."""

    def series(record: Record) -> tuple[str, ...]:
        return tuple(record[name] for name in ("artist", "platform", "metric", "country"))

    for _, group in groupby(records, series):
        windows = {record["days"]: record for record in group}
        first = next(iter(windows.values()))
        row = {column.name: first.get(column.name) for column in GROWTH_LARGE.columns}
        row["now_age"] = _days(first["now_date"], as_of)
        for days in WINDOWS:
            row |= _window(days, windows.get(days), first)
        yield row


def _window(days: int, record: Record | None, first: Record) -> Record:
    """What one window adds to the row of its series."""
    if record is None:
        return {f"days_measured_{days}": 0, f"note_{days}": "no row in this window"}
    found = {f"{name}_{days}": record[name] for name in ("growth", *_PER_WINDOW)}
    if (record["now"], record["now_date"]) != (first["now"], first["now_date"]):
        other = f"now is {record['now']} of {record['now_date']}"
        found[f"note_{days}"] = "; ".join(filter(None, (other, record["note"])))
    return found


def _days(day: date | None, as_of: date | None) -> int | None:
    return (as_of - day).days if day and as_of else None
