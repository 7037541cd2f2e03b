"""What the table of popularity scores must not lose without a word: days of artists.

The table only grows. Where a day's file cannot be read its rows stay, with the reason in place of
the numbers; where rows would be gone for another reason, a person has to say that it is meant.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from backline.errors import DataError
from backline.exports.columns import POPULARITY
from backline.names import shown, unguarded
from backline.store import Store
from backline.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

Days = Mapping[str, set[date]]
"""By an artist's name, the days that have a row."""

UNREADABLE = "unreadable"

_ACCEPT = "scripts/export.py --accept-loss"
_MOST = 3  # artists that a sentence names


def days_in(texts: Iterable[str]) -> Days:
    """The rows of tables of popularity scores; a line that is none is left out."""
    found: dict[str, set[date]] = defaultdict(set)
    for text in texts:
        rows = csv.DictReader(io.StringIO(text))
        while True:
            try:
                row = next(rows, None)
                if row is None:
                    break
                found[unguarded(row["artist_name"])].add(date.fromisoformat(row["date"]))
            except (KeyError, TypeError, ValueError, AttributeError, csv.Error):
                continue  # people may have edited the table; it is written anew
    return found


def stored_days(store: Store) -> Days:
    """The rows of the tables as they are on the disk.

    Raises:
        DataError: one is no text.
    """
    return _days_on_disk(store.popularity_files())


def _days_on_disk(paths: Iterable[Path]) -> Days:
    try:
        return days_in(path.read_text(encoding="utf-8-sig") for path in paths)
    except UnicodeDecodeError:
        raise DataError(
            f"{POPULARITY.path} is no UTF-8 text; restore it with: "
            f"git checkout -- {POPULARITY.path}."
        ) from None


def gone(old: Days, new: Days) -> dict[str, list[date]]:
    """The rows that one state has and a later one has not, by artist.

    An artist whose name is new and who has all days of one whose name is gone was renamed; one who
    has just the missing days has the rows of a key that the roster no longer knows.
    """
    found = {}
    names = new.keys() - old.keys()
    for name, days in old.items():
        missing = days - new.get(name, set())
        renamed = any(missing == new[n] or (name not in new and days <= new[n]) for n in names)
        if missing and not renamed:
            found[name] = sorted(missing)
    return found


def in_words(rows: Mapping[str, Sequence[date]]) -> str:
    """Rows that are gone, e.g. ``12 rows (2026-08-01 to 2026-08-12 of Ada)``."""
    count = sum(map(len, rows.values()))
    each = [
        f"{days[0]}{f' to {days[-1]}' if days[1:] else ''} of {shown(name, 40)}"
        for name, days in rows.items()
    ]
    rest = f" and {len(each) - _MOST} more artists" if len(each) > _MOST else ""
    return f"{count:,} row{'s' if count > 1 else ''} ({', '.join(each[:_MOST])}{rest})"


def check_loss(store: Store, written: Mapping[Path, bytes]) -> None:
    """Refuse tables that lack rows which those on the disk have.

    Args:
        store: the root.
        written: the bytes of every table of popularity scores as it is to be.

    Raises:
        DataError: rows would be gone; the sentence says how to put the days back, or to accept it.
    """
    # A table that stays as it is tells nothing: at many artists there is one for each year.
    changed = [path for path in store.popularity_files() if written.get(path) != path.read_bytes()]
    same = set(store.popularity_files()) - set(changed)
    new = days_in(content.decode() for path, content in written.items() if path not in same)
    lost = gone(_days_on_disk(changed), new)
    if lost:
        raise DataError(
            f"{POPULARITY.path} would lose {in_words(lost)}, so no report was written: put the "
            "files of these days back with git checkout -- data/measurements, or say that it is "
            f"meant with {_ACCEPT}."
        )


def unreadable_artists(store: Store, warehouse: Warehouse) -> dict[date, list[str]]:
    """By a day whose file cannot be read, the artists to be named on it, by name.

    These are the artists that the table has on that day already, else those of the roster.
    """
    if not warehouse.unreadable:
        return {}
    before = stored_days(store)
    found = {}
    for day in warehouse.unreadable:
        known = [name for name, days in before.items() if day in days]
        names = known or [artist.name for artist in warehouse.roster.on(day)]
        found[day] = list(dict.fromkeys(names))
    return found


def unreadable_batch(day: date, names: Iterable[str]) -> pa.RecordBatch:
    """A row for each artist of a day whose file cannot be read: the reason and no number."""
    import pyarrow as pa

    kinds = {"integer": pa.int64(), "date": pa.date32()}
    columns = POPULARITY.columns
    schema = pa.schema([(column.name, kinds.get(column.kind, pa.string())) for column in columns])
    rows = [{"artist_name": name, "date": day, "reason": UNREADABLE} for name in names]
    return pa.RecordBatch.from_pylist(rows, schema)
