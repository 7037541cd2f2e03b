"""The CSVs people read straight from the repository, and the package that describes them.

All are computed from the measurement files alone, without a clock: the same files give the same
reports, byte for byte. Dates count back from the latest measured day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from backline.analysis.coverage import coverage_batches
from backline.analysis.growth import growth_batches
from backline.analysis.latest import latest_batches
from backline.analysis.popularity import popularity_batches
from backline.errors import DataError
from backline.exports.columns import COVERAGE, GROWTH, LATEST, POPULARITY, Table
from backline.exports.csv_lines import csv_lines
from backline.exports.datapackage import datapackage
from backline.exports.loss import check_loss, unreadable_artists, unreadable_batch
from backline.store import Store, Subjects
from backline.store.store import json_bytes
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

WINDOWS = (7, 28, 30)
"""The windows of ``growth.csv`` and ``coverage.csv``, in days."""

WINDOW_OF_LARGE = 30
"""The one window that ``coverage.csv`` of a large label has."""

MOST_IN_ONE_FILE = 50
"""A label with more artists is large: ``popularity_scores.csv`` becomes one file a year, the other
reports leave tracks and videos to the measurement files, and coverage is told over one window.
Every row of a report changes every day, and git keeps all of them."""


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
        written: dict[Path, bytes] = {}
        scores: list[Path] = []
        for path, table, lines in _reports(store, warehouse, subjects):
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
        label = warehouse.roster.label
        change.write(store.reports / "datapackage.json", json_bytes(datapackage(label)))
        return list(warehouse.problems)


def _had_rows(path: Path) -> bool:
    return path.is_file() and len(path.read_text(encoding="utf-8").splitlines()) > 1


def _reports(
    store: Store, warehouse: Warehouse, subjects: Subjects
) -> Iterator[tuple[Path, Table, Iterable[bytes]]]:
    """Each report's file and lines, the heading first; to be taken one after the other."""
    large = len(warehouse.roster.artists) > MOST_IN_ONE_FILE
    if not large:
        warehouse.title({subject.key: subject.title for subject in subjects.all()})
    found = latest_batches(warehouse, subjects=not large)
    yield store.root / LATEST.path, LATEST, csv_lines(LATEST, found)
    found = growth_batches(warehouse, WINDOWS, subjects=not large)
    yield store.root / GROWTH.path, GROWTH, csv_lines(GROWTH, found)
    found = coverage_batches(warehouse, (WINDOW_OF_LARGE,) if large else WINDOWS)
    yield store.root / COVERAGE.path, COVERAGE, csv_lines(COVERAGE, found)
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
