"""What the last import replaced, so that it can be taken back.

``.backline-undo/`` holds a list of the files an import wrote, and a copy of each that was there
before. It is written in the same change as the import's own files, so that the two are never
apart; git ignores it by a file of its own. Only the last import that changed anything is kept: its
size is that of the files it replaced, new ones cost nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.store.files import UNDO_FOLDER, Change, is_below, staged_beside
from backline.store.store import Store
from backline.words import listed

_LIST = "import.json"
_BEFORE = "before"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back.

    Attributes:
        what: the import, in words.
        removed: how many files it had made, which are gone.
        restored: how many it had changed or removed, which are as before.
        returned: those of the inbox among them, by path below the root.
    """

    what: str
    removed: int
    restored: int
    returned: tuple[str, ...] = ()


@dataclass(slots=True)
class _Record:
    """What one import did.

    Attributes:
        files: by path below the root, the digests before and after; None where there is no file.
        folders: those it made, by path below the root.
    """

    what: str
    files: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)


class Remembering(Store):
    """A store whose changes, taken together, can be taken back by :func:`undo`."""

    def __init__(self, root: Path, what: str) -> None:
        """Begin.

        Args:
            root: the root.
            what: is done, in words, for the person who takes it back.
        """
        super().__init__(root)
        self._record = _Record(what)

    def change(self) -> Change:
        """A set of files to be written together, remembered with what was there before."""
        return _Remembered(self.root, self._record)


class _Remembered(Change):
    def __init__(self, root: Path, record: _Record) -> None:
        super().__init__(root)
        self._record = record
        self._made: list[str] = []

    def write(self, path: Path, content: bytes) -> None:
        missing = [p for p in path.parents if p.is_relative_to(self._root) and not p.exists()]
        super().write(path, content)
        self._made += [p.relative_to(self._root).as_posix() for p in missing if p.exists()]

    def _commit(self) -> None:
        try:
            self._remember()
        except BaseException:
            self._discard()
            raise
        super()._commit()

    def _remember(self) -> None:
        """Stage the record with the change itself."""
        folder, record = self._root / UNDO_FOLDER, self._record
        older = set() if record.files else {p for p in folder.rglob("*") if p.is_file()}
        record.folders += [name for name in self._made if name not in record.folders]
        for path in self.paths:
            name = path.relative_to(self._root).as_posix()
            staged = staged_beside(path)
            after = _digest(staged if staged.exists() else None)
            if name in record.files:
                record.files[name] = (record.files[name][0], after)
                continue
            before = path.read_bytes() if path.is_file() else None
            record.files[name] = (None if before is None else _sha(before), after)
            if before is not None:
                self.copy(folder / _BEFORE / name, before)
        super().write(folder / ".gitignore", b"*\n")
        super().write(folder / _LIST, _as_json(record))
        for path in older - set(self.paths):
            if path.name not in (".gitignore", _LIST) and not self._same_copy(path):
                self.remove(path)

    def _same_copy(self, path: Path) -> bool:
        """Whether a copy of the import before serves this one as well."""
        before = self._root / UNDO_FOLDER / _BEFORE
        if not path.is_relative_to(before):
            return False
        known = self._record.files.get(path.relative_to(before).as_posix())
        return known is not None and known[0] == _digest(path)


def undo(store: Store) -> Undone:
    """Take back the last import: its files go, and what they replaced is there again.

    Raises:
        DataError: there is nothing to take back, something was changed since (the sentence names
            the files), or another run is writing; nothing was changed.
    """
    with store.writing():
        record = _read(store.root)
        _refuse_changed(store.root, record)
        folder = store.root / UNDO_FOLDER
        with store.change() as change:
            for name, (before, _) in record.files.items():
                if before is None:
                    change.remove(store.root / name)
                else:
                    change.copy(store.root / name, _copy(folder, name, before))
            forget_undo(store, change)
            # The small table is made of the days there were; the next reader makes its own.
            for path in store.newest.glob("*"):
                change.remove(path)
        made = [store.newest, *(store.root / name for name in record.folders)]
        for path in sorted(made, reverse=True):
            with contextlib.suppress(OSError):  # something else is in it by now
                path.rmdir()
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir()
        folder.rmdir()
    removed = sum(before is None for before, _ in record.files.values())
    returned = tuple(
        name
        for name, (before, after) in record.files.items()
        if before and not after and name.startswith("data/inbox/")
    )
    return Undone(record.what, removed, len(record.files) - removed, returned)


def forget_undo(store: Store, change: Change) -> None:
    """Let a change take away what is kept for taking an import back.

    Numbers that must not be kept any longer must not stay there either.
    """
    for path in (store.root / UNDO_FOLDER).rglob("*"):
        change.remove(path)


def _refuse_changed(root: Path, record: _Record) -> None:
    changed = [name for name, (_, after) in record.files.items() if _digest(root / name) != after]
    if changed:
        raise DataError(
            f"{record.what[0].upper()}{record.what[1:]} cannot be taken back: "
            f"{listed(sorted(changed), 5)} changed since, so nothing was touched. Put what you "
            "changed aside and the file back as the import left it, or undo the import's commit "
            "with git revert."
        )


def _copy(folder: Path, name: str, digest: str) -> bytes:
    path = folder / _BEFORE / name
    if _digest(path) != digest:
        raise DataError(
            f"The copy of {name} in {UNDO_FOLDER} is damaged, so nothing was taken back."
        )
    return path.read_bytes()


def _as_json(record: _Record) -> bytes:
    document = {
        "format": _FORMAT,
        "what": record.what,
        "files": dict(sorted(record.files.items())),
        "folders": sorted(record.folders),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _read(root: Path) -> _Record:
    path = root / UNDO_FOLDER / _LIST
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        files = {name: (before, after) for name, (before, after) in document["files"].items()}
        record = _Record(document["what"], files, list(document["folders"]))
    except FileNotFoundError:
        raise DataError("There is no import to take back.") from None
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        record = _Record("")
    below = all(map(is_below, (*record.files, *record.folders)))
    if not (isinstance(record.what, str) and record.what and below):
        raise DataError(
            f"{UNDO_FOLDER}/{_LIST} is damaged, so the last import cannot be taken back."
        )
    return record


def _digest(path: Path | None) -> str | None:
    return _sha(path.read_bytes()) if path is not None and path.is_file() else None


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
