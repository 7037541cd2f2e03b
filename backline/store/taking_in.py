"""Taking runs of a part of the roster into their days, for good.

Anybody may do it at any time, twice or two at once: the same runs make the same bytes.
"""

from __future__ import annotations

from datetime import date

from backline.errors import DataError
from backline.people import Roster
from backline.store.day_files import by_day, is_run
from backline.store.files import Change
from backline.store.store import Store
from backline.store.told import write_told


def take_in(
    store: Store, change: Change, roster: Roster, today: date, problems: list[str]
) -> list[date]:
    """Stage every day that runs lie beside with what they measured, and remove them.

    A day on which nothing at all was measured is none, as for a run of the whole roster: its runs
    stay while it lasts, since others may have more, and go after it. Called inside
    ``store.writing()``.

    Args:
        store: the root.
        change: where it is staged.
        roster: gives artists their names.
        today: the UTC day.
        problems: learns of each day that cannot be read; it and its runs stay as they are.

    Returns:
        The days that were written.

    Raises:
        DataError: the disk is full, or a table beside the days cannot be read.
    """
    runs = [path for path in store.measurement_files() if is_run(path)]
    if not runs:
        return []
    subjects = store.subjects()
    taken = []
    for day, beside in by_day(runs).items():
        try:
            whole, alone = store.read_day(day), store.read_day(day, runs=False)
        except DataError as error:
            problems.append(str(error))
            continue
        if whole is not None and (whole.measured or alone is not None):
            store.rewrite(change, whole, roster, subjects)
            taken.append(day)
        elif day < today:
            for path in beside:
                change.remove(path)
    problems += keep_learnt(store, change)
    return taken


def keep_learnt(store: Store, change: Change) -> list[str]:
    """Stage what runs that are not taken in yet have learnt beside their rows.

    Returns:
        A sentence for each table that could not be read and is written anew.

    Raises:
        DataError: the tables of subjects or identities are damaged, or the disk is full.
    """
    runs = store.runs()
    if any(run.learnt.subjects for run in runs):
        change.write(store.subjects_file, store.subjects().to_csv().encode())
    if any(run.learnt.identities for run in runs):
        store.write_identities(change, store.identities())
    return write_told(store, change, ())
