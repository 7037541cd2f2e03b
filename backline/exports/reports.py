"""The CSVs people read straight from the repository, and the package that describes them.

All are computed from the measurement files alone, without a clock: the same files give the same
reports, byte for byte. Dates count back from the latest measured day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING

from backline.analysis.coverage import coverage_batches
from backline.analysis.growth import growth_batches
from backline.analysis.latest import latest_batches
from backline.analysis.popularity import popularity_batches
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
from backline.exports.csv_lines import csv_lines
from backline.exports.datapackage import datapackage
from backline.exports.lean import LARGE_TABLES
from backline.exports.loss import check_loss, unreadable_artists, unreadable_batch
from backline.exports.prints import Book, Prints
from backline.exports.series import stage_series
from backline.store import Store
from backline.store.day_json import json_bytes
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

WINDOW_OF_LARGE = 30
"""The one window that ``coverage.csv`` of a large label has."""

MOST_IN_ONE_FILE = 50
"""A label with more artists is large: ``popularity_scores.csv`` becomes one file a year and a month
of the series one a platform, the other reports leave tracks and videos to these, and have the form
of :mod:`backline.exports.lean`. Every row of a report changes every day, and git keeps them all."""

Report = tuple[Path, Table, Iterable[bytes]]
"""A report's file, its columns and its lines, the heading first."""


def write_reports(store: Store, *, may_empty: bool = False) -> list[str]:
    """Write every report of a root, inside ``store.writing()``.

    Args:
        store: the root.
        may_empty: whether reports may lose rows, because a person asked for that.

    Returns:
        A sentence for each measurement file that could not be read and is missing from them.

    Raises:
        DataError: a report would lose all its rows, a day of an artist would be gone, or the disk
            is full; nothing was changed.
    """
    subjects = store.subjects()
    with Warehouse(store.root, published=True) as warehouse, store.change() as change:
        prints, book = Prints(store, warehouse), Book(store)
        large = len(warehouse.roster.artists) > MOST_IN_ONE_FILE
        if not large:
            warehouse.tell("title", [(subject.key, subject.title) for subject in subjects.all()])
        written: dict[Path, bytes] = {}
        scores: list[Path] = []
        for path, table, lines in chain(
            _daily(store, warehouse, large=large),
            _growth_long(store, warehouse, prints, book, large=large),
            _popularity_files(store, warehouse, large=large),
        ):
            heading, *rows = lines
            if not rows and path.parent == store.popularity_year_file(1).parent:
                continue  # a year in which only the label itself was measured has no file
            if not rows and not may_empty and _had_rows(path):
                raise DataError(
                    f"{table.path} would lose every row, so it was not written: "
                    "look at data/measurements first."
                )
            written[path] = b"".join((heading, *rows))
            change.write(path, written[path])
            if table is POPULARITY:
                scores.append(path)
        if not may_empty:
            check_loss(store, {path: written[path] for path in scores})
        for path in store.popularity_files():
            if path not in written:  # the roster grew or shrank across the limit
                change.remove(path)
        series = stage_series(store, warehouse, change, prints, book, by_platform=large)
        label, day = warehouse.roster.label, warehouse.latest_day
        campaigns = store.keeps_campaigns()
        package = datapackage(label, day, series, large=large, campaigns=campaigns)
        package["written"] = book.entries
        change.write(store.reports / "datapackage.json", json_bytes(package))
        return list(warehouse.problems)


def _had_rows(path: Path) -> bool:
    return path.is_file() and len(path.read_bytes().splitlines()) > 1


def _daily(store: Store, warehouse: Warehouse, *, large: bool) -> Iterator[Report]:
    """The three reports that every day changes; to be taken one after the other."""
    newest, grown, covered = LARGE_TABLES if large else (LATEST, GROWTH, COVERAGE)
    found = latest_batches(warehouse, max(WINDOWS), subjects=not large, lean=large)
    yield store.root / newest.path, newest, csv_lines(newest, found)
    found = growth_batches(warehouse, WINDOWS, subjects=not large, lean=large)
    yield store.root / grown.path, grown, csv_lines(grown, found)
    found = coverage_batches(warehouse, (WINDOW_OF_LARGE,) if large else WINDOWS)
    yield store.root / covered.path, covered, csv_lines(covered, found)


def _growth_long(
    store: Store, warehouse: Warehouse, prints: Prints, book: Book, *, large: bool
) -> Iterator[Report]:
    """Growth over long windows, where the month has none yet or what it was made of changed."""
    day = warehouse.latest_day
    if day is not None:
        warehouse.look_at(day.replace(day=1), day)
        (row,) = warehouse.ask("first_measured")
        day = row["day"]
    days = [d for d in store.days() if day and d <= day]
    accounts = sorted(b for b in warehouse.identities.all_breaks() if day and b[-1] <= day)
    made_of = prints.of(days, large, accounts)
    if book.stands(GROWTH_LONG.name, made_of):
        return
    book.enter(GROWTH_LONG.name, made_of, [Path(GROWTH_LONG.path).name])
    found = growth_batches(warehouse, LONG_WINDOWS, as_of=day, subjects=not large)
    yield store.root / GROWTH_LONG.path, GROWTH_LONG, csv_lines(GROWTH_LONG, found)


def _popularity_files(store: Store, warehouse: Warehouse, *, large: bool) -> Iterator[Report]:
    """One file for a small label, one a year for a large one: git keeps each changed file whole."""
    lost = unreadable_artists(store, warehouse)
    days = sorted({*warehouse.days, *lost})
    if not large:
        found = _popularity(warehouse, days, lost)
        yield store.popularity_file, POPULARITY, csv_lines(POPULARITY, found)
        return
    for year, of_year in groupby(days, lambda day: day.year):
        found = _popularity(warehouse, of_year, lost)
        yield store.popularity_year_file(year), POPULARITY, csv_lines(POPULARITY, found)


def _popularity(
    warehouse: Warehouse, days: Iterable[date], lost: Mapping[date, Sequence[str]]
) -> Iterator[pa.RecordBatch]:
    """One month after the other: all years of many artists at once would be many rows.

    A day of ``lost`` cannot be read and names its artists.
    """
    for (_, _, unread), group in groupby(days, lambda d: (d.year, d.month, d in lost and d)):
        span = list(group)
        if unread:
            yield unreadable_batch(unread, lost[unread])
        else:
            yield from popularity_batches(warehouse, span[0], span[-1])
