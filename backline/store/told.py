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
from backline.store.runs import keys_told, quotas_told
from backline.store.store import Store

Told = KeyTold | Quota
"""What a platform says of itself beside numbers."""

Table = TypeVar("Table", KeyEnds, Quotas)


def key_ends(store: Store) -> KeyEnds:
    """When keys end, as far as platforms told it, also runs that are not taken in yet.

    Raises:
        DataError: the table cannot be read, or a line breaks a rule.
    """
    return _keys_file(store).with_told(keys_told(store.runs()))


def quotas(store: Store) -> Quotas:
    """What was left of quotas, as the newest run was told, also one that is not taken in yet.

    Raises:
        DataError: the table cannot be read, or a line breaks a rule.
    """
    return Quotas(quotas_told(_quotas_file(store), store.runs()))


def _keys_file(store: Store) -> KeyEnds:
    path = store.keys_file
    return KeyEnds.from_csv(read_text(path), store.name(path)) if path.exists() else KeyEnds()


def _quotas_file(store: Store) -> Quotas:
    path = store.quotas_file
    return Quotas.from_csv(read_text(path), store.name(path)) if path.exists() else Quotas()


def write_told(store: Store, change: Change, told: Sequence[Told]) -> list[str]:
    """Stage what a run was told, with what runs that are not taken in yet were.

    Returns:
        A sentence for each table that could not be read and is written anew.

    Raises:
        DataError: the disk is full.
    """
    runs = store.runs()
    keys = [one for one in told if isinstance(one, KeyTold)]
    pending = keys_told(runs)
    left = [one for one in told if isinstance(one, Quota)]
    faults: list[str] = []
    if keys or pending:
        ends = _or_anew(lambda: _keys_file(store), KeyEnds, faults)
        ends = ends.with_told(pending).with_told(keys)
        if len(ends) or store.keys_file.exists():
            change.write(store.keys_file, ends.to_csv().encode())
    if left or quotas_told((), runs):
        known = _or_anew(lambda: _quotas_file(store), Quotas, faults)
        found = Quotas(quotas_told(known, runs)).with_told(left)
        change.write(store.quotas_file, found.to_csv().encode())
    return faults


def _or_anew(read: Callable[[], Table], anew: Callable[[], Table], faults: list[str]) -> Table:
    try:
        return read()
    except DataError as error:
        faults.append(str(error))
        return anew()
