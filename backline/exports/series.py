"""``reports/series/``: every number once, month by month, for whoever sums and plots.

A month is written anew only when what it is made of changed: its days' files, the corrections of
its days, the roster's artists or the policies (see :mod:`backline.exports.prints`). So a closed
month stays as it is, whatever the days after it say, and a new day reads its own month alone.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from backline.exports.columns import SERIES
from backline.exports.csv_lines import csv_lines
from backline.exports.prints import Book, Prints
from backline.measure import PLATFORM_LABELS
from backline.names import unguarded
from backline.store import Store
from backline.store.files import Change
from backline.warehouse import Warehouse

MOST_WITH_TRACKS = 250
"""With more artists, a month of the series gets its tracks and videos when it is over: their ids
are most of what a day costs, and no part of git's packing sees one twice that far apart."""

_RECORD = re.compile(rb'(?:[^"\n]|"[^"]*")*\n')
"""One record of a CSV; a quoted name may hold line feeds."""

_DAY = len("2026-09-30")


def stage_series(
    store: Store,
    warehouse: Warehouse,
    change: Change,
    prints: Prints,
    book: Book,
    *,
    by_platform: bool,
) -> list[str]:
    """Stage the months that are new or changed, and remove files no month has any longer.

    Of a day whose file cannot be read the rows stay that were written when it could.

    Args:
        store: the root.
        warehouse: its measurements, as they may be published.
        change: what is written together.
        prints: what the days are made of.
        book: what the months that are there were made of; it learns what they are now.
        by_platform: whether a month has one file a platform.

    Returns:
        The files there are then, below ``reports/``, the oldest month first.

    Raises:
        DataError: a day cannot be read, or the disk is full.
    """
    late = len(warehouse.roster.artists) > MOST_WITH_TRACKS
    newest = store.newest_day()
    names: list[str] = []
    for month, group in groupby(store.days(), lambda day: f"{day:%Y-%m}"):
        days = list(group)
        over = newest is not None and f"{newest:%Y-%m}" > month
        warehouse.let(series_late=late, series_over=over)
        made_of = prints.of(days, by_platform, late, late and over)
        if not book.stands(month, made_of):
            files = []
            written = _files(store, warehouse, month, days, by_platform=by_platform, late=late)
            for name, content in written:
                change.write(store.series / name, content)
                files.append(f"{store.series.name}/{name}")
            book.enter(month, made_of, files)
        names += book.files_of(month)
    for path in store.series.glob("*.csv"):
        if f"{store.series.name}/{path.name}" not in names:
            change.remove(path)
    return names


def _files(
    store: Store,
    warehouse: Warehouse,
    month: str,
    days: list[date],
    *,
    by_platform: bool,
    late: bool,
) -> Iterator[tuple[str, bytes]]:
    """The files of a month: their names and contents."""

    def gather() -> None:
        warehouse.look_at(days[0], days[-1])
        warehouse.drop("gathered")
        found = warehouse.ask("series_platforms") if by_platform else [{"platform": None}]
        for row in found:
            warehouse.let(series_platform=row["platform"])
            warehouse.prepare("series_month", into="gathered")

    warehouse.as_one(gather)
    kept = _kept(store, month, set(days) - set(warehouse.days), by_platform=by_platform)
    for platform in PLATFORM_LABELS if by_platform else ("",):
        warehouse.let(series_platform=platform or None)
        lines = csv_lines(SERIES, warehouse.batches("gathered", "series_in_order"))
        content = _merged(lines, kept[platform], late=late)
        if content:
            name = f"{month}-{platform}.csv" if platform else f"{month}.csv"
            yield name, content


def _kept(
    store: Store, month: str, lost: set[date], *, by_platform: bool
) -> defaultdict[str, list[bytes]]:
    """By platform, the rows written earlier of days that can be read no longer."""
    kept: defaultdict[str, list[bytes]] = defaultdict(list)
    texts = {day.isoformat().encode() for day in lost}
    for path in sorted(store.series.glob(f"{month}*.csv")) if lost else ():
        for record in _RECORD.findall(path.read_bytes().removeprefix(codecs.BOM_UTF8)):
            cells = _cells(record) if record[:_DAY] in texts else {}
            if cells:  # one that is damaged as well has nothing to keep
                kept[cells["platform"] if by_platform else ""].append(record)
    return kept


def _merged(lines: Iterator[bytes], kept: list[bytes], *, late: bool) -> bytes:
    """A CSV with the rows that are kept, each in its place; empty where there is no row."""
    heading, rows = codecs.BOM_UTF8 + next(lines), list(lines)
    if kept:
        rows = [*_RECORD.findall(b"".join(rows)), *kept]
        rows.sort(key=lambda record: _place(_cells(record), late=late))
    # Put together once: a month of many artists is hundreds of megabytes.
    return b"".join((heading, *rows)) if any(rows) else b""


def _place(cells: dict[str, str], *, late: bool) -> tuple[str, ...]:
    """Where a row stands in its file, as ``series_in_order.sql`` orders them."""
    day, *series = (cells[name] for name in SERIES.key)
    return ("last", *series, day) if late and cells["subject"] else ("first", day, *series)


def _cells(record: bytes) -> dict[str, str]:
    """The cells of a row by column; nothing where it is no row."""
    try:
        (cells,) = csv.reader(io.StringIO(record.decode(), newline=""))
        return dict(zip(SERIES.header, map(unguarded, cells), strict=True))
    except (ValueError, csv.Error):
        return {}
