"""A folder of pages that is whole at any moment: built beside, then put where the old one was.

Whoever reads it finds the old pages or the new ones. A build that is stopped, or finds the disk
full, leaves the old ones. A folder with anything that no build put there is never emptied.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.names import shown

MARK = ".backline-pages"
"""The file that says of a folder that it was made here, and what was put into it."""

_SAYS = (
    "scripts/site.py made this folder and everything in it that is named below; it makes it anew."
)
_NEW, _OLD = ".backline-new", ".backline-old"


@contextmanager
def new_folder(out: Path, root: Path) -> Iterator[Path]:
    """A folder to build in, which takes the place of ``out`` when all went well.

    Args:
        out: where the pages are to be; missing, empty, or made by an earlier build.
        root: the label's folder, which must not be in it.

    Raises:
        ConfigError: ``out`` holds something else, or cannot be a folder.
        DataError: the disk is full, or another build put its pages there meanwhile.
    """
    out = out.absolute()
    if out.is_symlink():
        out = out.resolve()
    try:
        _finish_swap(out)
        _refuse(out, root)
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        building = Path(tempfile.mkdtemp(_NEW, f".{out.name}.", out.parent))
        building.chmod(0o755)
    except OSError as error:
        raise ConfigError(
            f"No pages can be put into {shown(str(out), 200)} ({error.strerror}); "
            "name another --out."
        ) from None
    try:
        with _held(building):
            yield building
            _sign(building)
            _swap(building, out)
    except OSError as error:
        raise DataError(
            f"The pages cannot be written ({error.strerror or type(error).__name__}); "
            "what was there before is still there."
        ) from None
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _refuse(out: Path, root: Path) -> None:
    """Say no to a folder with anything that a build did not make.

    Raises:
        ConfigError: the sentence.
    """
    name = shown(str(out), 200)
    if root.resolve().is_relative_to(out.resolve()):
        raise ConfigError(f"{name} holds the label's own files; name another --out.")
    if not out.exists():
        return
    if not out.is_dir():
        raise ConfigError(f"{name} is a file; name a folder as --out.")
    there = {path.name for path in out.iterdir()}
    other = sorted(there - _made(out))
    if other:
        raise ConfigError(
            f"{name} holds something that no build of the pages made ({shown(other[0], 60)}); "
            "move it away or name another --out."
        )


def _made(out: Path) -> set[str]:
    """What a build put into a folder, by its own list."""
    try:
        lines = (out / MARK).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {MARK, *lines[1:]} if lines[:1] == [_SAYS] else set()


def _sign(folder: Path) -> None:
    names = sorted(path.name for path in folder.iterdir())
    (folder / MARK).write_text("\n".join([_SAYS, *names, ""]), encoding="utf-8")


def _old(out: Path) -> Path:
    return out.with_name(f".{out.name}{_OLD}")


def _swap(building: Path, out: Path) -> None:
    """Put the new folder in the place of the old one."""
    old = _old(out)
    if out.exists():
        out.replace(old)
    try:
        building.replace(out)
    except OSError:
        if not out.exists():
            old.replace(out)
        raise
    finally:
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)


def _finish_swap(out: Path) -> None:
    """Put the old folder back where a build was killed between the two steps of the swap."""
    old = _old(out)
    with suppress(OSError):
        if old.is_dir() and not out.exists():
            old.replace(out)
        elif old.is_dir() and _made(old):
            shutil.rmtree(old)


def _sweep(out: Path) -> None:
    """Remove what killed builds left; a folder that somebody builds in is held and stays."""
    for left in out.parent.glob(f".{out.name}.*{_NEW}"):
        with suppress(OSError), _held(left):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder, so that no other process takes it for left behind.

    Raises:
        OSError: another process holds it.
    """
    if sys.platform == "win32":  # where an open folder cannot be held, nor removed
        yield
        return
    import fcntl

    number = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(number)
