"""Writing files so that nothing half-written is ever read.

A change of several files is staged first, each in a temporary file beside its target, and then
put in place together. A kill before the last rename is finished by the next writer from a small
journal; a full disk while staging leaves everything as it was.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

from filelock import FileLock, Timeout

from backline.errors import DataError

_SUFFIX = ".backline-tmp"
JOURNAL = ".backline-commit.json"
"""Below the root: what a decided change still has to do."""

UNDO_FOLDER = ".backline-undo"
"""Below the root: what :mod:`backline.store.undo` keeps."""

_LOCK = ".backline.lock"


class _Journal(TypedDict):
    """What a decided change still has to do, by path below the root."""

    put: list[str]
    remove: list[str]


@contextlib.contextmanager
def only_writer(root: Path) -> Iterator[None]:
    """Hold a root for writing, after finishing what a killed writer left.

    Raises:
        DataError: another process holds it, or the folder cannot be written.
    """
    lock = FileLock(root / _LOCK, timeout=0)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise DataError(
            f"Another run is writing to {root}; nothing was changed. Wait until it ends."
        ) from None
    except OSError as error:
        raise DataError(f"{root} cannot be written: {error.strerror}.") from None
    try:
        _recover(root)
        yield
    finally:
        lock.release()


def put(path: Path, content: bytes) -> None:
    """Write one file at once, whoever else writes it: for what is no record and needs no lock.

    Raises:
        OSError: the folder cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(_SUFFIX, path.name, path.parent)
    staged = Path(name)
    try:
        with open(number, "wb") as file:  # noqa: PTH123 (an open file's number)
            file.write(content)
        staged.replace(path)
    except OSError:
        staged.unlink(missing_ok=True)
        raise


class Change:
    """A set of files that change together or not at all.

    Use it as a context manager inside :func:`only_writer`; leaving the block without an error
    puts the files in place.

    Raises:
        DataError: the disk is full or a folder cannot be written; nothing was changed.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._staged: dict[Path, Path] = {}
        self._removed: list[Path] = []

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files this change writes or removes, so far."""
        return (*self._staged, *self._removed)

    def remove(self, path: Path) -> None:
        """Remove a file with the change, if it is there."""
        if path.is_file():
            self._removed.append(path)

    def write(self, path: Path, content: bytes) -> None:
        """Stage ``content`` for ``path``, unless the file holds just that already."""
        try:
            if path.is_file() and path.read_bytes() == content:
                return
            path.parent.mkdir(parents=True, exist_ok=True)
            staged = staged_beside(path)
            self._staged[path] = staged
            with staged.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise DataError(
                f"{path} cannot be written ({error.strerror}); every file stays as it was."
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._discard()
        elif self.paths:
            self._commit()

    def _commit(self) -> None:
        work = _Journal(
            put=[path.relative_to(self._root).as_posix() for path in self._staged],
            remove=[path.relative_to(self._root).as_posix() for path in self._removed],
        )
        journal = self._root / JOURNAL
        unfinished = journal.with_name(JOURNAL + _SUFFIX)
        try:
            unfinished.write_text(json.dumps(work), encoding="utf-8")
            unfinished.replace(journal)
        except OSError as error:
            self._discard()
            raise DataError(
                f"{self._root} cannot be written ({error.strerror}); every file stays as it was."
            ) from None
        _carry_out(self._root, work)

    def _discard(self) -> None:
        for staged in self._staged.values():
            staged.unlink(missing_ok=True)


def staged_beside(path: Path) -> Path:
    """Where the new content of a file waits until it is put in place."""
    return path.with_name(path.name + _SUFFIX)


def _carry_out(root: Path, work: _Journal) -> None:
    for name in work["put"]:
        target = root / name
        with contextlib.suppress(FileNotFoundError):  # renamed before the kill
            staged_beside(target).replace(target)
    for name in work["remove"]:
        (root / name).unlink(missing_ok=True)
    (root / JOURNAL).unlink(missing_ok=True)


def _recover(root: Path) -> None:
    """Finish a change that was decided, and sweep away one that was not."""
    journal = root / JOURNAL
    if journal.is_file():
        _carry_out(root, json.loads(journal.read_text(encoding="utf-8")))
    for folder in ("", "data", "reports", UNDO_FOLDER):
        pattern = f"*{_SUFFIX}" if not folder else f"**/*{_SUFFIX}"
        for leftover in (root / folder).glob(pattern):
            leftover.unlink(missing_ok=True)
