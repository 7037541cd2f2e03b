"""Importing an agency's weekly sheet into a root, as one change."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from backline.errors import ConfigError
from backline.imports.beginning import roster_to_add_to
from backline.imports.days import BEGAN, Order, why_not
from backline.imports.ending import Ended, NotTaken, finish
from backline.imports.tracking_sheet.columns import (
    Columns,
    dated_columns,
    prove_by_others,
    sheet_order,
)
from backline.imports.tracking_sheet.figures import Figures, compare_figures
from backline.imports.tracking_sheet.file import Block, Sheet, read_sheet
from backline.imports.tracking_sheet.history import Adopted, Adoption
from backline.imports.tracking_sheet.labels import is_blank
from backline.names import same_name, shown
from backline.people import parse_roster
from backline.people.roster import LONGEST_NAME
from backline.people.roster_edit import free_key, with_artist
from backline.store import Store

UNPLACED_FILE = "import_tracking_sheet.csv"
"""Below ``reports/``: everything of the sheet that was not taken, one row each."""


@dataclass(slots=True)
class SheetImport:
    """What an import did.

    Attributes:
        figures: how the sheet's own growth and change compare with its columns.
        roster: what was added to the roster, one sentence each.
        new_tracks: how many tracks were not known.
        untaken: a sentence for each artist of the sheet of whom nothing was taken.
    """

    adopted: Adopted
    figures: Figures
    roster: list[str] = field(default_factory=list)
    new_tracks: int = 0
    untaken: list[str] = field(default_factory=list)
    ended: Ended = field(default_factory=Ended)


def import_sheet(
    path: Path,
    store: Store,
    current: date,
    previous: date | None,
    *,
    dates: Order | None = None,
    today: date | None = None,
) -> SheetImport:
    """Adopt a sheet into a root: artists, tracks, days, people's own cells, what was not taken.

    Args:
        path: the sheet as CSV.
        store: the root.
        current: the day of the current values.
        previous: the day of the newest older column; None where the headings say it.
        dates: whether day or month comes first in the headings, where a person says it.
        today: the UTC day of the run; the clock's when None.

    Raises:
        ConfigError: a date is wrong, the order of the headings is not certain, or the root's
            roster is wrong.
        DataError: the sheet or a file of the root cannot be read, the disk is full, or another
            run is writing.
    """
    if previous is not None and previous >= current:
        raise ConfigError(
            f"--previous-date {previous} must be before --current-date {current}: it is the day "
            "of the newest column beside the current values."
        )
    if why := why_not(current, today or datetime.now(UTC).date(), BEGAN):
        raise ConfigError(f"--current-date {current} cannot be: {why}.")
    sheet = read_sheet(path)
    blocks, untaken = _of_one_name(sheet)
    order = sheet_order(path.name, blocks, current, previous, dates)
    with store.writing():
        subjects, notes = store.subjects(), store.notes()
        known = len(subjects)
        adoption = Adoption(subjects, notes)
        dated = [(block, dated_columns(block, current, previous, order)) for block in blocks]
        prove_by_others(dated, order)
        dated, empty = _with_numbers(dated)
        before = store.roster_text()
        text, created = roster_to_add_to(store)
        text, done, refused = _with_artists(text, dated)
        roster = parse_roster(text)
        for block, columns in dated:
            if artist := roster.find(block.name):
                adoption.block(block, artist.key, columns)
        adopted = adoption.result
        adopted.unplaced = [*sheet.unread, *adopted.unplaced]
        adopted.said = [*sheet.said, *adopted.said]
        ended = finish(
            store,
            f"the import of the sheet {shown(path.name)}",
            roster,
            subjects,
            adopted.days.values(),
            NotTaken(UNPLACED_FILE, adopted.unplaced, place="cell"),
            roster_text=None if text == before else text,
            notes=notes,
            refused=[*sheet.headless, *untaken, *refused],
        )
    return SheetImport(
        adopted,
        compare_figures(blocks),
        [*created, *done],
        len(subjects) - known,
        [*sheet.headless, *untaken, *empty, *refused],
        ended,
    )


def _of_one_name(sheet: Sheet) -> tuple[list[Block], list[str]]:
    """The blocks whose artist has a name of its own, and a sentence for each of the others."""
    names = Counter(same_name(block.name) for block in sheet.blocks)
    untaken = []
    for name in (name for name, count in names.items() if count > 1):
        same = [block for block in sheet.blocks if same_name(block.name) == name]
        rows = " and ".join(str(block.row) for block in same)
        untaken.append(
            f"{shown(same[0].name)} heads several blocks (rows {rows}), and which of them is whose "
            "is not certain, so none was taken: give each a name of its own."
        )
    return [b for b in sheet.blocks if names[same_name(b.name)] == 1], untaken


def _with_numbers(
    dated: list[tuple[Block, Columns]],
) -> tuple[list[tuple[Block, Columns]], list[str]]:
    """The blocks that have a number, and a sentence for each of the others."""
    found, empty = [], []
    for block, columns in dated:
        rows = [line.text(column) for line in block.lines for column in columns.days]
        if any(not is_blank(text) for text in rows):
            found.append((block, columns))
            continue
        what = "no number in its rows" if block.lines else "no rows below its header"
        empty.append(f"{shown(block.name)} (row {block.row}) has {what}, so nothing was taken.")
    return found, empty


def _with_artists(
    text: str, dated: list[tuple[Block, Columns]]
) -> tuple[str, list[str], list[str]]:
    """The roster with the sheet's artists, what was done to it, and who could not be added."""
    done, refused = [], []
    for block, columns in dated:
        roster = parse_roster(text)
        if roster.find(block.name):
            continue
        if len(block.name) > LONGEST_NAME:
            refused.append(
                f"{shown(block.name)} was left out: a name has {LONGEST_NAME} signs at most."
            )
            continue
        fields = {
            "key": free_key(roster, block.name),
            "name": block.name,
            "since": min(columns.days.values()),
        }
        text = with_artist(text, fields)
        done.append(f"{shown(block.name)} was added to the roster as {fields['key']}.")
    return text, done, refused
