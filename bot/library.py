"""The root's files, kept open and read again as soon as they are others.

The one place where questions reach the files: the bot and ``scripts/ask.py`` share it.
"""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.errors import BacklineError, DataError
from backline.exports.pictures.drawing import draw_sooner
from backline.names import first_line
from backline.store import Store, Subjects
from backline.warehouse import Warehouse

Answer = TypeVar("Answer")

_MOMENT = 0.2
"""Seconds between two tries to open files that are just being replaced."""


def utc_today() -> date:
    """The day it is, by UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Label:
    """What a reply is made from.

    Attributes:
        warehouse: the measurements and the roster.
        subjects: titles of tracks and videos.
        today: the UTC day of asking, to say how old an answer is.
        root: the folder it all comes from.
        notices: sentences about files that could not be read or refreshed.
    """

    warehouse: Warehouse
    subjects: Subjects
    today: date
    root: Path
    notices: tuple[str, ...] = ()


class Library:
    """Answers questions from the files as they are now, one at a time."""

    def __init__(
        self,
        root: Path,
        *,
        today: Callable[[], date] = utc_today,
        notice: Callable[[], str] = str,
        in_memory: bool = True,
    ) -> None:
        """Remember where the files are; they are opened with the first question.

        Args:
            root: the folder with ``roster.toml`` and ``data/``.
            today: the UTC day it is.
            notice: gives a sentence every reply is to carry now, or the empty string.
            in_memory: hold the newest numbers in memory; a process that answers once need not.
        """
        self._root = root
        self._in_memory = in_memory
        self._today = today
        self._notice = notice
        self._lock = threading.Lock()
        self._warehouse: Warehouse | None = None
        self._subjects = Subjects()
        self._faults: tuple[str, ...] = ()

    def ask(self, question: Callable[[Label], Answer]) -> Answer:
        """Put a question to the files. Blocks; safe from any thread.

        Raises:
            BacklineError: the roster or the files cannot be read, or what the question raises.
        """
        with self._lock:
            warehouse = self._open()
            notices = tuple(part for part in (*self._faults, self._notice()) if part)
            return question(Label(warehouse, self._subjects, self._today(), self._root, notices))

    def warm(self, windows: Iterable[int]) -> None:
        """Work out what questions about these windows need, before anybody waits for it.

        Raises:
            BacklineError: the roster or the files cannot be read.
        """

        def work_out(label: Label) -> None:
            latest(label.warehouse)
            for days in windows:
                growth(label.warehouse, days)

        self.ask(work_out)
        draw_sooner()
        # What is held until the files change is no garbage: to look through it again and again
        # makes some replies wait.
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._close()
        gc.unfreeze()

    def _close(self) -> None:
        if self._warehouse is not None:
            self._warehouse.close()
            self._warehouse = None

    def _open(self) -> Warehouse:
        if self._warehouse is not None and self._is_current(self._warehouse):
            return self._warehouse
        self._close()
        self._warehouse = self._read_twice()
        return self._warehouse

    @staticmethod
    def _is_current(warehouse: Warehouse) -> bool:
        try:
            return warehouse.is_current()
        except OSError:
            return False

    def _read_twice(self) -> Warehouse:
        """Open the files, again after a moment: a pull puts them in place one by one."""
        import duckdb

        try:
            return self._read()
        except (BacklineError, OSError, duckdb.Error):
            time.sleep(_MOMENT)
        try:
            return self._read()
        except (OSError, duckdb.Error) as error:
            raise DataError(f"The label's files cannot be read now: {first_line(error)}.") from None

    def _read(self) -> Warehouse:
        warehouse = Warehouse(self._root, in_memory=self._in_memory, published=True)
        self._subjects, fault = self._read_subjects()
        self._faults = _faults(warehouse.problems, fault)
        return warehouse

    def _read_subjects(self) -> tuple[Subjects, str]:
        """The titles, or none and a sentence that says so: numbers do not wait for titles."""
        try:
            return Store(self._root).subjects(), ""
        except DataError as error:
            return Subjects(), f"titles are missing: {str(error).rstrip('.')}"


def _faults(problems: tuple[str, ...], of_subjects: str) -> tuple[str, ...]:
    found = [of_subjects] if of_subjects else []
    if problems:
        first = problems[0].rstrip(".")
        rest = f" (and {len(problems) - 1:,} more like it)" if problems[1:] else ""
        found.insert(0, first + rest)
    return tuple(found)
