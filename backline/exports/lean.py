"""The reports of a label with more than 50 artists, in the form of which git keeps least.

Every row of ``latest.csv``, ``growth.csv`` and ``coverage.csv`` changed every day, if only in its
``as_of``: at 1,000 artists that was two thirds of the repository. Here a row changes when a number
does. The day is said once, as ``as_of`` of ``datapackage.json``, and ages count back from it; the
windows of a series stand side by side, so that ``now`` is said once too. Nothing is lost: ``then``
is ``now`` minus the growth, ``change`` the growth divided by ``then``. The rows are made by
``lean_latest.sql`` and ``lean_growth.sql``.
"""

from __future__ import annotations

from dataclasses import replace

from backline.exports.columns import COVERAGE, GROWTH, LATEST, WINDOWS, Column, Table


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
        *_only(LATEST, "state", "detail", "note"),
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
