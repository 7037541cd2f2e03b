"""The CSVs people read straight from the repository, and the package that describes them.

All are computed from the measurement files alone, without a clock: the same files give the same
reports, byte for byte. Dates count back from the latest measured day.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from backline.analysis.coverage import NO_ROW, coverage
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.analysis.order import in_people_order
from backline.errors import DataError
from backline.exports.columns import (
    COVERAGE,
    GROWTH,
    GROWTH_LONG,
    LATEST,
    LONG_WINDOWS,
    POPULARITY,
    WINDOWS,
    Table,
)
from backline.exports.datapackage import datapackage
from backline.exports.lean import LARGE_TABLES, lean_growth, lean_latest
from backline.exports.prints import Book, Prints
from backline.exports.series import stage_series
from backline.measure import State
from backline.names import guarded
from backline.store import Store, Subjects
from backline.store.store import json_bytes
from backline.warehouse import Warehouse

WINDOW_OF_LARGE = 30
"""The one window that ``coverage.csv`` of a large label has."""

MOST_IN_ONE_FILE = 50
"""A label with more artists is large: ``popularity_scores.csv`` becomes one file a year and a month
of the series one a platform, the other reports leave tracks and videos to these, and have the form
of :mod:`backline.exports.lean`. Every row of a report changes every day, and git keeps them all."""

Record = dict[str, Any]


def write_reports(store: Store, *, may_empty: bool = False) -> list[str]:
    """Write every report of a root, inside ``store.writing()``.

    Args:
        store: the root.
        may_empty: whether a report may lose all its rows, because a person asked for that.

    Returns:
        A sentence for each measurement file that could not be read and is missing from them.

    Raises:
        DataError: a report would lose all its rows, or the disk is full; nothing was changed.
    """
    subjects = store.subjects()
    with Warehouse(store.root, published=True) as warehouse, store.change() as change:
        prints, book = Prints(store, warehouse), Book(store)
        contents: list[tuple[Path, Table, list[Record]]] = [
            *_daily(store, warehouse, subjects),
            *_growth_long(store, warehouse, subjects, prints, book),
            *_popularity_files(store, warehouse),
        ]
        for path, table, records in contents:
            if not records and not may_empty and _had_rows(path):
                raise DataError(
                    f"{table.path} would lose every row, so it was not written: "
                    "look at data/measurements first."
                )
            change.write(path, csv_bytes(table, records))
        written = {path for path, _, _ in contents}
        for path in store.popularity_files():
            if path not in written:  # the roster grew or shrank across the limit
                change.remove(path)
        large = _is_large(warehouse)
        series = stage_series(store, warehouse, change, prints, book, by_platform=large)
        label, day = warehouse.roster.label, warehouse.latest_day
        package = datapackage(label, day, series, large=large) | {"written": book.entries}
        change.write(store.reports / "datapackage.json", json_bytes(package))
        return list(warehouse.problems)


def csv_bytes(table: Table, records: Iterable[Record]) -> bytes:
    """Records as the bytes of a CSV: UTF-8, commas, one line feed, empty for None, ISO dates.

    A cell of other people's words that a spreadsheet would take for a formula gets an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.header)
    for record in records:
        cells = [(_cell(record[column.name]), column.words) for column in table.columns]
        writer.writerow([guarded(text) if words else text for text, words in cells])
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return format(value, ".6f").rstrip("0").rstrip(".")
    return str(value)


def _had_rows(path: Path) -> bool:
    return path.is_file() and len(path.read_text(encoding="utf-8").splitlines()) > 1


def _names(warehouse: Warehouse) -> dict[str, str]:
    """By roster key, what to call an artist, and by the empty key the label."""
    return {"": warehouse.roster.label, **{a.key: a.name for a in warehouse.roster.artists}}


def _record(row: Any, names: Mapping[str, str], **more: Any) -> Record:
    """A row of an analysis with its artist's name; :func:`dataclasses.asdict` copies too deeply."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    return {**values, "artist_name": names.get(row.artist, row.artist), **more}


def _title(subjects: Subjects, key: str) -> str:
    subject = subjects.get(key)
    return subject.title if subject else ""


def _is_large(warehouse: Warehouse) -> bool:
    return len(warehouse.roster.artists) > MOST_IN_ONE_FILE


def _daily(
    store: Store, warehouse: Warehouse, subjects: Subjects
) -> Iterator[tuple[Path, Table, list[Record]]]:
    """The three reports that every day changes."""
    newest, grown = _latest(warehouse, subjects), _growth(warehouse, subjects)
    tables = (LATEST, GROWTH, COVERAGE)
    if _is_large(warehouse):
        day, tables = warehouse.latest_day, LARGE_TABLES
        newest, grown = lean_latest(newest, day), lean_growth(grown, day)
    for table, records in zip(tables, (newest, grown, _coverage(warehouse)), strict=True):
        yield store.root / table.path, table, list(records)


def _growth_long(
    store: Store, warehouse: Warehouse, subjects: Subjects, prints: Prints, book: Book
) -> Iterator[tuple[Path, Table, list[Record]]]:
    """Growth over long windows, where the month has none yet or what it was made of changed."""
    day = warehouse.latest_day
    if day is not None:
        warehouse.look_at(day.replace(day=1), day)
        (row,) = warehouse.ask("first_measured")
        day = row["day"]
    made_of = prints.of([d for d in store.days() if day and d <= day], _is_large(warehouse))
    if not book.stands(GROWTH_LONG.name, made_of):
        book.enter(GROWTH_LONG.name, made_of, [Path(GROWTH_LONG.path).name])
        records = list(_growth(warehouse, subjects, LONG_WINDOWS, day)) if day else []
        yield store.root / GROWTH_LONG.path, GROWTH_LONG, records


def _latest(warehouse: Warehouse, subjects: Subjects) -> Iterator[Record]:
    names, day = _names(warehouse), warehouse.latest_day
    for row in latest(warehouse):
        if not (row.subject and _is_large(warehouse)):
            yield _record(row, names, as_of=day, title=_title(subjects, row.subject))


def _growth(
    warehouse: Warehouse,
    subjects: Subjects,
    windows: Sequence[int] = WINDOWS,
    as_of: date | None = None,
) -> Iterator[Record]:
    """The windows of a series stand together: of what they share git keeps less."""
    names, day = _names(warehouse), as_of or warehouse.latest_day
    every = [row for days in windows for row in growth(warehouse, days, as_of=day)]
    every.sort(key=lambda row: row.country)
    for row in in_people_order(every, warehouse.roster):
        if not (row.subject and _is_large(warehouse)):
            title = _title(subjects, row.subject)
            yield _record(row, names, as_of=day, days=row.days_in_window, title=title)


def _coverage(warehouse: Warehouse) -> Iterator[Record]:
    names, states = _names(warehouse), [s for s in State if s is not State.MEASURED]
    for days in (WINDOW_OF_LARGE,) if _is_large(warehouse) else WINDOWS:
        for row in coverage(warehouse, days):
            counts = {f"days_{state}": row.by_state.get(state, 0) for state in states}
            counts["days_no_row"] = row.by_state.get(NO_ROW, 0)
            yield _record(row, names, days=days, **counts)


def _popularity_files(
    store: Store, warehouse: Warehouse
) -> Iterator[tuple[Path, Table, list[Record]]]:
    """One file for a small label, one a year for a large one: git keeps each changed file whole."""
    records = list(_popularity(warehouse))
    if not _is_large(warehouse):
        yield store.popularity_file, POPULARITY, records
        return
    for year, group in groupby(records, key=lambda record: record["date"].year):
        yield store.popularity_year_file(year), POPULARITY, list(group)


def _popularity(warehouse: Warehouse) -> Iterator[Record]:
    place = {artist.key: n for n, artist in enumerate(warehouse.roster.artists)}
    names = _names(warehouse)
    rows = warehouse.ask("popularity_scores")
    rows.sort(key=lambda r: (r["date"], place.get(r["artist"], len(place)), r["artist"]))
    for row in rows:
        yield {**row, "artist_name": names.get(row["artist"], row["artist"])}
