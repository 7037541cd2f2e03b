"""What written files were made of, in a few letters, to tell whether they must be made anew.

Git does not keep when a file was written, and a file's size does not tell of a changed number. So
what counts is the content of the days' files, what the corrections do to them, and the rules.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any

from backline.measure import SOURCE_TRUST
from backline.people import Roster
from backline.store import Store
from backline.store.day_files import by_day
from backline.store.files import is_below
from backline.warehouse import Warehouse
from backline.warehouse.sql import sql
from backline.warehouse.tables import kept_back

_LETTERS = 16
"""Enough that two contents do not share a print by chance: 64 bits."""


class Prints:
    """The prints of a root's days."""

    def __init__(self, store: Store, warehouse: Warehouse) -> None:
        self._rules = _rules(warehouse.roster)
        lost = set(warehouse.unreadable)  # what is made without a day is made anew with it
        self._said = {
            day: b"lost" * (day in lost)
            + b"".join(blake2b(path.read_bytes()).digest() for path in files)
            for day, files in by_day(store.measurement_files()).items()
        }
        self._changes: defaultdict[date, list[str]] = defaultdict(list)
        for row in warehouse.ask("corrections_applied"):
            self._changes[row["date"]].append(row["change"])

    def of(self, days: Iterable[date], *more: object) -> str:
        """The print of some days, the oldest first, and of whatever else a file is made of.

        It changes with the content of a day's file, with a correction of one of the days, with
        the artists of the roster, the policies and the order of trust; not with an artist's name.
        """
        made_of = blake2b(repr((self._rules, more)).encode(), digest_size=_LETTERS // 2)
        for day in days:
            made_of.update(f"{day}{self._changes.get(day, [])}".encode() + self._said[day])
        return made_of.hexdigest()


def _rules(roster: Roster) -> tuple[object, ...]:
    """Whose numbers of which sources may be shown, and how they are chosen."""
    keys = sorted(artist.key for artist in roster.artists)
    questions = [sql(name) for name in ("views", "series_month", "series_in_order")]
    return (keys, sorted(kept_back(roster)), SOURCE_TRUST, questions)


class Book:
    """The print of each file that is not written anew every day, as ``datapackage.json`` has it.

    Attributes:
        entries: by name, the print (``made_of``) and the files, for the package to be written.
    """

    def __init__(self, store: Store) -> None:
        self._folder = store.reports
        self._before = _read(store.reports / "datapackage.json")
        self.entries: dict[str, dict[str, Any]] = {}

    def stands(self, name: str, made_of: str) -> bool:
        """Whether what is there under a name is just what would be written; then it is kept."""
        known = self._before.get(name, {})
        files = known.get("files", [])
        if known.get("made_of") != made_of or not all((self._folder / f).is_file() for f in files):
            return False
        self.entries[name] = known
        return True

    def enter(self, name: str, made_of: str, files: list[str]) -> None:
        """Note what the files of a name, given below ``reports/``, are made of."""
        self.entries[name] = {"made_of": made_of, "files": files}

    def files_of(self, name: str) -> list[str]:
        """The files of a name that was entered or found to stand."""
        files: list[str] = self.entries[name]["files"]
        return files


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """The entries last written; without them, or where they cannot be read, all is made anew."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    entries = found.get("written") if isinstance(found, dict) else None
    return {n: e for n, e in entries.items() if _is_entry(e)} if isinstance(entries, dict) else {}


def _is_entry(found: Any) -> bool:
    """Whether an entry has a print and names of files, as :meth:`Book.enter` writes it."""
    files = found.get("files") if isinstance(found, dict) else None
    return isinstance(files, list) and all(map(is_below, files)) and "made_of" in found
