"""How every import ends: all of it is written as one change, then the reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backline.campaigns.book import Book, save_book
from backline.campaigns.reports import write_every_report
from backline.imports.reading import Unplaced
from backline.people import Notes, Roster
from backline.people.written import csv_text
from backline.store import Day, Store, Subjects
from backline.store.files import Change
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


class Accompanied(Store):
    """A root whose imports change more than their own files, as one change with them.

    Args:
        root: the root.
        along: stages what else belongs to an import, told a sentence for each file, or part of
            one, that the import refuses; an error it raises undoes all of the import.
    """

    def __init__(self, root: Path, along: Callable[[Change, Sequence[str]], None]) -> None:
        super().__init__(root)
        self.along = along


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
    refused: Sequence[str] = (),
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
        refused: a sentence for each file, or part of one, that was not taken.

    Raises:
        DataError: a file of the root is damaged, or the disk is full.
    """
    given, store = store, Remembering(store.root, what)
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
        if isinstance(given, Accompanied):
            given.along(change, refused)
    return Ended(changed, tuple(write_every_report(store)))


def _csv(listed: NotTaken) -> bytes:
    header = (listed.place, "about", "found", "why")
    rows = [(row.place, row.about, row.found, row.why) for row in listed.rows]
    return csv_text([header, *rows], listed.file).encode()
