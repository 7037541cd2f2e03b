"""What platforms tell of themselves: when keys end, and what is left of quotas.

Two small tables that runs alone write. Neither is worth a day's numbers: where one cannot be read
when a run has something to write into it, it is written anew, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from backline.errors import DataError
from backline.people.key_ends import KeyEnds, KeyTold
from backline.people.saved import read_text
from backline.store.files import Change
from backline.store.quotas import Quota, Quotas
from backline.store.store import Store

Told = KeyTold | Quota
"""What a platform says of itself beside numbers."""

Table = TypeVar("Table", KeyEnds, Quotas)


def key_ends(store: Store) -> KeyEnds:
    """When keys end, as far as platforms told it.

    Raises:
        DataError: the table cannot be read, or a line breaks a rule.
    """
    path = store.keys_file
    return KeyEnds.from_csv(read_text(path), store.name(path)) if path.exists() else KeyEnds()


def quotas(store: Store) -> Quotas:
    """What was left of quotas, as the newest run was told.

    Raises:
        DataError: the table cannot be read, or a line breaks a rule.
    """
    path = store.quotas_file
    return Quotas.from_csv(read_text(path), store.name(path)) if path.exists() else Quotas()


def write_told(store: Store, change: Change, told: Sequence[Told]) -> list[str]:
    """Stage what a run was told.

    Returns:
        A sentence for each table that could not be read and is written anew.

    Raises:
        DataError: the disk is full.
    """
    keys = [one for one in told if isinstance(one, KeyTold)]
    left = [one for one in told if isinstance(one, Quota)]
    faults: list[str] = []
    if keys:
        ends = _or_anew(lambda: key_ends(store), KeyEnds, faults).with_told(keys)
        if len(ends) or store.keys_file.exists():
            change.write(store.keys_file, ends.to_csv().encode())
    if left:
        known = _or_anew(lambda: quotas(store), Quotas, faults)
        change.write(store.quotas_file, known.with_told(left).to_csv().encode())
    return faults


def _or_anew(read: Callable[[], Table], anew: Callable[[], Table], faults: list[str]) -> Table:
    try:
        return read()
    except DataError as error:
        faults.append(str(error))
        return anew()
