"""Writing files so that nothing half-written is ever read.

A change of several files is staged first, each in a temporary file beside its target, and then
put in place together. A kill before the last rename is finished by the next writer from a small
journal; a full disk while staging leaves everything as it was.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Self, TypedDict

from filelock import FileLock, Timeout

from backline.errors import BusyError, RootError
from backline.store.proof import prove

_SUFFIX = ".backline-tmp"
JOURNAL = ".backline-commit.json"
"""Below the root: what a decided change still has to do."""

UNDO_FOLDER = ".backline-undo"
"""Below the root: what :mod:`backline.store.undo` keeps."""

LOCK = ".backline.lock"
"""Below the root: what its only writer holds."""

log = logging.getLogger(__name__)


class _Journal(TypedDict):
    """What a decided change still has to do, by path below the root."""

    put: list[str]
    remove: list[str]


@contextlib.contextmanager
def only_writer(root: Path, wait: float = 0) -> Iterator[None]:
    """Hold a root for writing, after finishing what a killed writer left.

    Args:
        root: the root.
        wait: so many seconds for another process that holds it.

    Raises:
        BusyError: another process holds it.
        RootError: the folder cannot be written.
    """
    lock = FileLock(root / LOCK, timeout=wait)
    try:
        root.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout:
        raise BusyError(
            f"Another run is writing to {root}; nothing was changed. Wait until it ends."
        ) from None
    except OSError as error:
        raise RootError(f"{root} cannot be written: {error.strerror}.") from None
    try:
        try:
            _recover(root)
        except OSError as error:
            raise RootError(
                f"A change that was begun cannot be finished: {_named(error, root)} cannot be "
                f"written ({error.strerror}). Make that possible and run it again."
            ) from None
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
        """Stage ``content`` for ``path``, unless the file holds just that already.

        Raises:
            DataError: the content would not be readable, or the file cannot be written.
        """
        self._stage(path, content, proven=False)

    def copy(self, path: Path, content: bytes) -> None:
        """The same for a copy of what was there before, good or bad."""
        self._stage(path, content, proven=True)

    def _stage(self, path: Path, content: bytes, *, proven: bool) -> None:
        try:
            if path.is_file() and path.read_bytes() == content:
                return
            if not proven:
                prove(path, content)
            path.parent.mkdir(parents=True, exist_ok=True)
            staged = staged_beside(path)
            self._staged[path] = staged
            with staged.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise RootError(_not_written(path, error)) from None

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
            raise RootError(_not_written(self._root, error)) from None
        try:
            _carry_out(self._root, work)
        except OSError as error:
            raise RootError(
                f"{_named(error, self._root)} cannot be written ({error.strerror}), when some of "
                "the files that change with it were; the next run that can write it finishes the "
                "change."
            ) from None

    def _discard(self) -> None:
        for staged in self._staged.values():
            staged.unlink(missing_ok=True)


def _not_written(path: Path, error: OSError) -> str:
    return (
        f"{path} cannot be written ({error.strerror}); it and the files that change with it stay "
        "as they were."
    )


def _named(error: OSError, root: Path) -> str:
    """The file that an error is about."""
    name = str(error.filename2 or error.filename or root).removesuffix(_SUFFIX)
    return Path(name).name


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
        _carry_out(root, _read_journal(journal) or _as_staged(root))
    for leftover in _staged_files(root):
        leftover.unlink(missing_ok=True)


def _staged_files(root: Path) -> list[Path]:
    """Every file that waits below a root to be put in place."""
    found = list(root.glob(f"*{_SUFFIX}"))
    for folder in ("data", "reports", UNDO_FOLDER):
        found += (root / folder).glob(f"**/*{_SUFFIX}")
    return sorted(found)


def _read_journal(path: Path) -> _Journal | None:
    """What the journal says, or None where it is damaged: each name must be one below the root."""
    try:
        found = json.loads(path.read_bytes())
        put, remove = found["put"], found["remove"]
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    names = [*put, *remove] if isinstance(put, list) and isinstance(remove, list) else [None]
    return _Journal(put=put, remove=remove) if all(map(is_below, names)) else None


def _as_staged(root: Path) -> _Journal:
    """What a damaged journal must have said: that there is one says that the change was decided.

    It may be empty after a cut of the power, since nothing waits until it is on the disk.

    All that it wrote was staged whole before, and what an earlier writer left was swept away before
    that. What it was to remove is not known; whoever removed it will do so again.
    """
    staged = [path for path in _staged_files(root) if not path.name.startswith(JOURNAL)]
    names = [path.relative_to(root).as_posix() for path in staged]
    log.warning(
        "%s was damaged; the change it stood for was finished with %s.",
        JOURNAL,
        f"{len(names)} files" if names else "nothing left to do",
    )
    return _Journal(put=[name.removesuffix(_SUFFIX) for name in names], remove=[])


def is_below(name: object) -> bool:
    """Whether a name read from a file is a path that cannot lead out of the root."""
    if not isinstance(name, str) or not name or "\0" in name:
        return False
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and name not in (".", "")
