"""What lies in an inbox: which files are meant, which cannot be touched, which are still written.

Names and files are other people's: a link is never followed, and nothing is opened that is no
regular file.
"""

from __future__ import annotations

import hashlib
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from backline.errors import ConfigError
from backline.imports.inbox.options import ENDING
from backline.names import shown

DONE, REFUSED = "done", "refused"
LARGEST = 50 * 2**20
"""Bytes of a file that is moved: what is moved is committed, and GitHub has its limits."""

LONGEST_NAME = 200
"""Bytes of a file's name; beside it stand others with more behind it."""

SETTLED = 5.0
"""Seconds for which a file must not have changed before it is taken."""

_UNFINISHED = ".backline-tmp"
_BLOCK = 2**20


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that stays where it is, and why: it can be neither taken nor moved."""

    path: Path
    why: str


@dataclass(slots=True)
class Listing:
    """What lies in an inbox.

    Attributes:
        files: files and folders to be taken, by name.
        kept: those that cannot be touched.
        waiting: the names of those that are still being written.
        said: what else to know, one sentence each.
    """

    files: list[Path] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def list_inbox(folder: Path, sleep: Callable[[float], None] = time.sleep) -> Listing:
    """Look into an inbox.

    A file that changed within the last seconds is waited for; one that changes meanwhile is left
    to the next run.

    Args:
        folder: the inbox; it need not exist.
        sleep: how to wait.

    Raises:
        ConfigError: the folder, or one of its own two, is a link.
    """
    for own in (folder, folder / DONE, folder / REFUSED):
        if own.is_symlink() or (own.exists() and not own.is_dir()):
            raise ConfigError(f"{own} is no folder; make it one, since files are moved there.")
    found = Listing()
    if not folder.exists():
        return found
    names = sorted(path.name for path in folder.iterdir())
    for name in names:
        if name in (DONE, REFUSED) or name.startswith(".") or name.endswith(_UNFINISHED):
            continue
        if name.endswith(ENDING):
            if name.removesuffix(ENDING) not in names:
                found.said.append(f"{shown(name)} belongs to no file of the inbox.")
            continue
        path = folder / name
        if why := _untouchable(path):
            found.kept.append(Kept(path, why))
        elif path.is_file() or any(_files(path)):
            found.files.append(path)
    _leave_unsettled(found, sleep)
    return found


def contents(path: Path) -> list[Path]:
    """The files of a file or folder, itself or all below it."""
    return sorted(_files(path)) if path.is_dir() else [path]


def digest_of(path: Path) -> str:
    """SHA-256 of a file's bytes; of a folder's names and bytes.

    Raises:
        OSError: it cannot be read.
    """
    if not path.is_dir():
        return _sha(path)
    whole = hashlib.sha256()
    for file in contents(path):
        whole.update(f"{_sha(file)}  {file.relative_to(path).as_posix()}\n".encode())
    return whole.hexdigest()


def _sha(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if not path.is_dir())


def _untouchable(path: Path) -> str:
    """Why a file can be neither taken nor moved, in a sentence; empty where it can."""
    name = shown(path.name)
    try:
        path.name.encode()
    except UnicodeEncodeError:
        return f"{name} has a name that is no UTF-8: rename it."
    if len(path.name.encode()) > LONGEST_NAME:
        return f"{name} has too long a name: shorten it."
    if not path.is_symlink() and path.is_dir():
        inner = ((p, f"{name}/{shown(p.relative_to(path).as_posix())}") for p in path.rglob("*"))
        return next((why for p, what in inner if (why := _unusable(p, what))), "")
    return _unusable(path, name)


def _unusable(path: Path, name: str) -> str:
    if path.is_symlink():
        return f"{name} is a link, which is never followed: put the file itself there."
    if path.name == ".git":
        return f"{name} makes its folder a repository of its own: drop the files without it."
    return "" if path.is_dir() else _unreadable(path, name)


def _unreadable(path: Path, name: str) -> str:
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            return f"{name} is no regular file."
        if status.st_size > LARGEST:
            return (
                f"{name} is larger than {LARGEST // 2**20} MB, and what is taken here is committed "
                "to git: take it with the command, from outside of the repository."
            )
        with path.open("rb"):
            return ""
    except OSError as error:
        return f"{name} cannot be read ({error.strerror})."


def _leave_unsettled(found: Listing, sleep: Callable[[float], None]) -> None:
    now = time.time()
    before = {path: _stamp(path) for path in found.files}
    young = [p for p, stamps in before.items() if any(abs(now - s[2]) < SETTLED for s in stamps)]
    if not young:
        return
    sleep(SETTLED)
    changed = {path for path in young if _stamp(path) != before[path]}
    found.files = [path for path in found.files if path not in changed]
    found.waiting = [path.name for path in sorted(changed)]


def _stamp(path: Path) -> list[tuple[str, int, float]]:
    return list(_stamps(contents(path)))


def _stamps(paths: Iterable[Path]) -> Iterator[tuple[str, int, float]]:
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue  # gone meanwhile, which is a change
        yield str(path), status.st_size, status.st_mtime
