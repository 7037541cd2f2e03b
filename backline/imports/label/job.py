"""Importing a label's old folder into a root, as one change."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.label.folder import read_folder
from backline.imports.label.history import Adopted, adopt
from backline.imports.label.roster import RosterChange, implied_roster
from backline.people import parse_roster
from backline.store import Store

UNPLACED_FILE = "import_label_history.csv"
"""Below ``reports/``: everything of the folder that was not taken, one row each."""


@dataclass(frozen=True, slots=True)
class LabelImport:
    """What an import did.

    Attributes:
        broken_files: a sentence for each file of the folder that could not be read.
    """

    adopted: Adopted
    roster: RosterChange
    broken_files: list[str]
    ended: Ended


def import_label(folder: Path, store: Store) -> LabelImport:
    """Adopt a label's folder into a root: roster, days, reports, and what was not taken.

    Raises:
        ConfigError: the folder or the root's roster is wrong.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    found = read_folder(folder)
    with store.writing():
        text = store.roster_file.read_text(encoding="utf-8") if store.roster_file.exists() else None
        roster_change = implied_roster(text, found)
        roster = parse_roster(roster_change.text)
        subjects = store.subjects()
        adopted = adopt(found, roster, subjects)
        ended = finish(
            store,
            roster,
            subjects,
            adopted.days,
            NotTaken(UNPLACED_FILE, adopted.unplaced),
            roster_text=roster_change.text,
        )
    return LabelImport(adopted, roster_change, found.broken_files, ended)
