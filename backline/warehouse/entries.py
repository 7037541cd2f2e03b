"""The tables beside the measurements that have one file a month, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.store.months import Entry, MonthTable


def entries_of(
    data: Path,
    table: MonthTable[Entry, Any],
    artists: Collection[str],
    first: date,
    last: date,
    hidden: Collection[tuple[str, str]] = (),
) -> tuple[list[Entry], list[str]]:
    """The lines from one day to another, and a sentence for each month that cannot be read.

    Args:
        data: a root's ``data``.
        table: its lines have a date, an artist and a source.
        artists: whose lines.
        first: the first day.
        last: the last day, which counts.
        hidden: sources and artists whose lines may not be shown.
    """
    found: list[Entry] = []
    problems: list[str] = []
    for path in table.files(data, first, last):
        try:
            lines: list[Any] = list(table.read(path, artists))
        except DataError as error:
            problems.append(str(error))
            continue
        found += (
            line
            for line in lines
            if first <= line.date <= last and (line.source, line.artist) not in hidden
        )
    return found, problems
