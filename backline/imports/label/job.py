"""Importing a label's old folder into a root, as one change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from backline.imports.beginning import roster_to_add_to
from backline.imports.copies import said_of_copies
from backline.imports.days import Order
from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.label.folder import read_folder
from backline.imports.label.history import Adopted, adopt
from backline.imports.label.roster import RosterChange, implied_roster
from backline.names import shown
from backline.people import parse_roster
from backline.store import Store

UNPLACED_FILE = "import_label_history.csv"
"""Below ``reports/``: everything of the folder that was not taken, one row each."""


@dataclass(frozen=True, slots=True)
class LabelImport:
    """What an import did.

    Attributes:
        broken_files: a sentence for each file of the folder that could not be read.
        said: what to know about what was taken, one sentence each.
    """

    adopted: Adopted
    roster: RosterChange
    broken_files: list[str]
    ended: Ended
    said: list[str]


def import_label(
    folder: Path, store: Store, *, dates: Order | None = None, today: date | None = None
) -> LabelImport:
    """Adopt a label's folder into a root: roster, days, reports, and what was not taken.

    Args:
        folder: the label's folder.
        store: the root.
        dates: the order of the CSVs' dates, where a person says it.
        today: the UTC day of the run; the clock's when None.

    Raises:
        ConfigError: the folder or the root's roster is wrong, or the order of a CSV's dates is
            not certain.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    found = read_folder(folder, today or datetime.now(UTC).date(), dates)
    with store.writing():
        before = store.roster_text()
        text, created = roster_to_add_to(store)
        roster_change = implied_roster(text, found)
        roster_change.done[:0] = created
        roster = parse_roster(roster_change.text)
        subjects = store.subjects()
        adopted = adopt(found, roster, subjects)
        ended = finish(
            store,
            f"the import of the folder {shown(folder.name)}",
            roster,
            subjects,
            adopted.days,
            NotTaken(UNPLACED_FILE, adopted.unplaced),
            roster_text=None if roster_change.text == before else roster_change.text,
            refused=found.broken_files,
        )
    said = [*found.said, *said_of_copies(adopted.days)]
    return LabelImport(adopted, roster_change, found.broken_files, ended, said)
