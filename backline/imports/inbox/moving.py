"""Where a file of the inbox goes: into ``done/``, or into ``refused/`` with the reason beside it.

All is staged in the change of the import that took the file, so that a kill leaves it either taken
and moved, or not taken and where it was.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from pathlib import Path

from backline.errors import DataError
from backline.imports.inbox.dropped import DONE, REFUSED, contents, digest_of
from backline.imports.inbox.kinds import WORDS, Kind
from backline.imports.inbox.options import ENDING, Options, command, options_beside
from backline.names import shown, unguarded
from backline.people.saved import read_text
from backline.people.written import csv_text
from backline.store import Store
from backline.store.files import Change

TAKEN = "taken.csv"
"""In ``done/``: every file that was ever taken, campaigns' files among them, which are not kept."""

REASON = ".reason.txt"
"""What the name of a note has behind that of the refused file it tells of."""

_HEADER = ("taken_on", "name", "kind", "sha256", "kept_as")
_LONGEST = 150  # bytes of a name; staged files and notes have more behind it
_NEVER = re.compile(r'[\\/:*?"<>|]')
_TABLE_WORDS = "a table beside charts or counts"
_CONTACT = re.compile(rb"[\w.+-]@[\w-]+\.\w|e-?mail|phone|mobile|contact|whatsapp", re.IGNORECASE)
_LOOKED_AT = 2**20


@dataclass(frozen=True, slots=True)
class Item:
    """A file, or a folder, of the inbox.

    Attributes:
        kind: what it is; None where that is not known, or for a table that only helps others.
        digest: of what was read.
    """

    path: Path
    kind: Kind | None
    digest: str
    options: Options = field(default_factory=Options)

    @property
    def name(self) -> str:
        """What it is called."""
        return self.path.name

    @property
    def files(self) -> list[Path]:
        """All that is moved with it: itself, or all below it, and its options."""
        beside = options_beside(self.path)
        return [*contents(self.path), *([beside] if beside and _is_plain(beside) else [])]


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def kept_name(name: str) -> str:
    """A name that every file system and every command line can hold, as like as possible."""
    plain = "".join(sign if sign.isprintable() else "_" for sign in _NEVER.sub("_", name))
    if plain.endswith(REASON):  # a note's name is a note's alone
        plain = plain.removesuffix(REASON) + ".reason_.txt"
    stem, ending = _parted(plain)
    room = _LONGEST - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", "ignore") + ending


def _parted(name: str) -> tuple[str, str]:
    ending = Path(name).suffix
    return (name, "") if len(ending.encode()) > 20 else (name[: len(name) - len(ending)], ending)


class ChangedError(DataError):
    """A file is not any more what was read.

    Attributes:
        item: the file.
    """

    def __init__(self, item: Item) -> None:
        super().__init__(f"{shown(item.name)} changed while it was read.")
        self.item = item


class Moves:
    """Stages moves within changes of a root.

    Args:
        store: the root.
        folder: its inbox.
        today: the UTC day of the run.
    """

    def __init__(self, store: Store, folder: Path, today: date) -> None:
        self._store = store
        self._folder = folder
        self._today = today
        self.gone: list[str] = []

    def done(self, change: Change, items: Iterable[Item]) -> None:
        """Stage what was taken; of campaigns' records only name, digest and day are kept.

        Raises:
            ChangedError: a file is not any more what was read.
        """
        rows = self._taken()
        known = {(row[1], row[3]) for row in rows}
        for item in items:
            self._check(item)
            kept = ""
            if item.kind is not Kind.CAMPAIGNS:
                kept = self._free(change, DONE, item)
                self._copy(change, item, self._folder / DONE / kept)
            self._remove(change, item)
            if (item.name, item.digest) not in known:
                words = WORDS[item.kind] if item.kind else _TABLE_WORDS
                rows.append([self._today.isoformat(), item.name, words, item.digest, kept])
        text = csv_text([_HEADER, *sorted(rows)], TAKEN)
        change.write(self._folder / DONE / TAKEN, text.encode())

    def refused(self, change: Change, item: Item, why: str) -> str:
        """Stage a refused file and its note; where it is afterwards, below the root.

        Raises:
            ChangedError: the file is not any more what was read.
        """
        self._check(item)
        kept = self._free(change, REFUSED, item)
        target = self._folder / REFUSED / kept
        self._copy(change, item, target)
        self._remove(change, item)
        place = self._name(target)
        self._note(change, target.with_name(kept + REASON), self.told(item, place, why))
        return place

    def stays(self, change: Change, path: Path, told: Iterable[str]) -> Path:
        """Stage the note on a file that stays in the inbox; the note's place."""
        name = kept_name(path.name.encode("utf-8", "replace").decode())
        note = self._folder / REFUSED / (name + REASON)
        if (self._folder / REFUSED / name).exists():
            note = self._folder / REFUSED / (name + ".inbox" + REASON)
        self._note(change, note, told)
        return note

    def told(self, item: Item, place: str, why: str) -> list[str]:
        """Why a file was refused, and how it is taken by hand."""
        if item.kind is None:
            return [why]
        return [why, f"To take it: {command(item.kind, place, item.options, why)}"]

    def drop_notes(self, change: Change, notes: Iterable[Path], waiting: Iterable[str]) -> None:
        """Stage away the notes on files that are gone: moved, mended or thrown away.

        Args:
            change: the change.
            notes: those that were staged in this run.
            waiting: the names of files of which this run said nothing.
        """
        keep = {*notes, *change.paths}
        keep |= {self._folder / REFUSED / (kept_name(name) + REASON) for name in waiting}
        for note in (self._folder / REFUSED).glob(f"*{REASON}"):
            about = note.with_name(note.name.removesuffix(REASON))
            if note not in keep and not about.exists() and about not in keep:
                change.remove(note)

    def tidy(self, items: Iterable[Item]) -> None:
        """Remove the folders that are empty now."""
        for item in items:
            if item.path.is_dir():
                folders = [p for p in item.path.rglob("*") if p.is_dir()]
                for folder in (*sorted(folders, reverse=True), item.path):
                    if not any(folder.iterdir()):
                        folder.rmdir()

    def _check(self, item: Item) -> None:
        try:
            same = digest_of(item.path) == item.digest
        except OSError:
            same = False
        if not same:
            raise ChangedError(item)

    def _copy(self, change: Change, item: Item, target: Path) -> None:
        for file in item.files:
            if file.is_relative_to(item.path):
                place = target / file.relative_to(item.path)
            else:
                place = target.with_name(target.name + ENDING)
            change.copy(place, file.read_bytes())

    def _remove(self, change: Change, item: Item) -> None:
        for file in item.files:
            change.remove(file)
            self.gone.append(self._name(file))

    def _free(self, change: Change, where: str, item: Item) -> str:
        """A name that is free in a folder, or holds just this content."""
        stem, ending = _parted(kept_name(item.name))
        begun = set(change.paths)
        for number in count(1):
            name = f"{stem}-{number}{ending}" if number > 1 else f"{stem}{ending}"
            target = self._folder / where / name
            if name.lower() == TAKEN or target in begun:
                continue
            if any(path.is_relative_to(target) for path in begun):
                continue
            if not target.exists() or digest_of(target) == item.digest:
                return name
        raise AssertionError

    def _taken(self) -> list[list[str]]:
        path = self._folder / DONE / TAKEN
        if not path.exists():
            return []
        rows = list(csv.reader(io.StringIO(read_text(path, ours=True), newline="")))
        return [[unguarded(cell) for cell in row] for row in rows[1:] if len(row) == len(_HEADER)]

    def _note(self, change: Change, path: Path, told: Iterable[str]) -> None:
        change.write(path, ("\n".join(told) + "\n").encode())

    def _name(self, path: Path) -> str:
        return path.relative_to(self._store.root).as_posix()


def may_hold_contacts(item: Item) -> bool:
    """Whether a refused file may hold people's contacts: campaigns' records and what is like them.

    A file that cannot be read as text, such as a workbook, may hold anything.
    """
    if item.kind is Kind.CAMPAIGNS:
        return True
    if item.kind is not None or item.path.is_dir():
        return False
    with item.path.open("rb") as file:
        content = file.read(_LOOKED_AT)
    if b"\0" in content or content.startswith(b"PK\x03\x04"):
        return True
    return bool(_CONTACT.search(content))
