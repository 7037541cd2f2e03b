"""What was found of many scrapes, kept beside them for the next question.

``data/campaigns/told`` is a note of this machine and no record: the folder keeps itself out of git.
It is believed only while every file that it was made of is the very same, and made anew whenever it
is not there.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from backline.engines import Engine, EngineError
from backline.store.files import put
from backline.warehouse import sql

FOLDER = "told"
_LARGE = 200_000
"""Lines of scrapes from which on it pays."""


class Kept:
    """The kept tables of one state of a root's files."""

    def __init__(self, folder: Path, made_of: Iterable[Path]) -> None:
        """Look up which state it is.

        Args:
            folder: a root's ``data/campaigns``.
            made_of: the files that tables are made of.
        """
        self._all = folder / FOLDER
        self._here = self._all / _stamp(made_of)

    def view(self, engine: Engine, table: str) -> bool:
        """Let a question read a kept table; whether there was one that can be read."""
        path = self._here / f"{table}.parquet"
        if not path.exists():
            return False
        try:
            engine.view(table, engine.files([path]))
        except EngineError:  # cut short, as on a full disk: made anew
            return False
        return True

    def keep(self, engine: Engine, table: str, lines: int) -> None:
        """Keep a table, where there are many scrapes; a disk that is full keeps none."""
        if lines < _LARGE:
            return
        with suppress(OSError, EngineError):
            put(self._all / ".gitignore", b"*\n")
            self._here.mkdir(parents=True, exist_ok=True)
            unfinished = self._here / f"{table}.unfinished"
            engine.write(f"from {table}", unfinished)
            unfinished.replace(self._here / f"{table}.parquet")
            for other in self._all.iterdir():
                if other.is_dir() and other != self._here:
                    shutil.rmtree(other, ignore_errors=True)


def _stamp(made_of: Iterable[Path]) -> str:
    """Tells apart the states of some files, and the questions they were asked."""
    digest = hashlib.sha256()
    for path in made_of:
        stat = path.stat()
        digest.update(f"{path.name} {stat.st_mtime_ns} {stat.st_ctime_ns} {stat.st_size} ".encode())
        digest.update(f"{stat.st_ino}\n".encode())
    for question in sorted(files(sql).iterdir(), key=lambda one: one.name):
        if question.name.startswith("campaign_"):
            digest.update(question.read_bytes())
    return digest.hexdigest()[:20]
