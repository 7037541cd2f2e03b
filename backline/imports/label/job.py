"""Importing a label's old folder into a root, as one change."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from backline.exports import write_reports
from backline.imports.label.folder import Unplaced, read_folder
from backline.imports.label.history import Adopted, adopt
from backline.imports.label.roster import RosterChange, implied_roster
from backline.names import guarded
from backline.people import parse_roster
from backline.store import Store

UNPLACED_FILE = "import_label_history.csv"
"""Below ``reports/``: everything of the folder that was not taken, one row each."""


@dataclass(frozen=True, slots=True)
class LabelImport:
    """What an import did.

    Attributes:
        changed_days: days whose files changed; 0 when everything was there already.
        broken_files: a sentence for each file of the folder that could not be read.
        problems: a sentence for each file of the root that could not be read.
    """

    adopted: Adopted
    roster: RosterChange
    changed_days: int
    broken_files: list[str]
    problems: list[str]


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
        with store.change() as change:
            change.write(store.roster_file, roster_change.text.encode())
            changed = store.save(change, adopted.days, roster, subjects)
            change.write(store.reports / UNPLACED_FILE, _unplaced_csv(adopted.unplaced))
        problems = write_reports(store)
    return LabelImport(adopted, roster_change, len(changed), found.broken_files, problems)


def _unplaced_csv(unplaced: list[Unplaced]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["place", "about", "found", "why"])
    for row in unplaced:
        writer.writerow([guarded(cell) for cell in (row.place, row.about, row.found, row.why)])
    return out.getvalue().encode()
