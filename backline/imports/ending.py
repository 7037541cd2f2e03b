"""How every import ends: all of it is written as one change, then the reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backline.campaigns.book import Book, save_book
from backline.campaigns.reports import write_every_report
from backline.imports.reading import Unplaced
from backline.people import Notes, Roster
from backline.people.written import csv_text
from backline.store import Day, Store, Subjects
from backline.store.months import MonthTable
from backline.store.undo import Remembering

Months = Mapping[MonthTable[Any, Any], Mapping[Any, Sequence[Any]]]
"""By table, the entries of each day that is written."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The list of what was not taken.

    Attributes:
        file: its name below ``reports/``.
        place: what its first column is called.
    """

    file: str
    rows: Iterable[Unplaced]
    place: str = "place"


@dataclass(frozen=True, slots=True)
class Ended:
    """What an import changed.

    Attributes:
        changed_days: days, and days of tables by month, that say something else than before; 0 when
            everything was there already.
        problems: a sentence for each file of the root that could not be read.
    """

    changed_days: int = 0
    problems: tuple[str, ...] = ()


def finish(
    store: Store,
    what: str,
    roster: Roster,
    subjects: Subjects,
    days: Iterable[Day],
    not_taken: NotTaken,
    *,
    roster_text: str | None = None,
    notes: Notes | None = None,
    book: Book | None = None,
    months: Months | None = None,
) -> Ended:
    """Write what an import took, what it did not take, and the reports. Only while writing.

    Args:
        store: the root, held by :meth:`Store.writing`.
        what: was imported, in words: what is taken back by :func:`backline.store.undo.undo`.
        roster: the artists the days are of.
        subjects: the tracks and videos the days name.
        days: what was taken.
        not_taken: what was not, and where that is listed.
        roster_text: ``roster.toml`` where the import may have changed it.
        notes: people's own cells where the import may have added some.
        book: the campaigns' tables where the import may have changed them.
        months: days of the tables by month that were taken, each whole.

    Raises:
        DataError: a file of the root is damaged, or the disk is full.
    """
    store = Remembering(store.root, what)
    with store.change() as change:
        if roster_text is not None:
            change.write(store.roster_file, roster_text.encode())
        changed = len(store.save(change, days, roster, subjects))
        written = [table.write(change, store.data, d) for table, d in (months or {}).items()]
        changed += max(written, default=0)  # beside each other, tables tell of the same days
        if notes:
            change.write(store.notes_file, notes.to_csv().encode())
        if book is not None:
            save_book(store, change, book)
        change.write(store.reports / not_taken.file, _csv(not_taken))
    return Ended(changed, tuple(write_every_report(store)))


def _csv(listed: NotTaken) -> bytes:
    header = (listed.place, "about", "found", "why")
    rows = [(row.place, row.about, row.found, row.why) for row in listed.rows]
    return csv_text([header, *rows], listed.file).encode()
