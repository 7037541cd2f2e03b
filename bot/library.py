"""The root's files, kept open and read again as soon as they are others.

The one place where questions reach the files: the bot and ``scripts/ask.py`` share it.
"""

from __future__ import annotations

import gc
import hashlib
import math
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TypeVar

from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.campaigns.asked import Campaigns
from backline.campaigns.book import file_of
from backline.campaigns.tables import TABLES
from backline.errors import BacklineError, DataError
from backline.names import first_line
from backline.store import Store, Subjects
from backline.warehouse import Warehouse
from bot.facts import Facts, facts_of
from bot.paths import without_paths
from bot.shelf import Shelf

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
        shelf: holds its campaigns.
    """

    warehouse: Warehouse
    subjects: Subjects
    today: date
    root: Path
    notices: tuple[str, ...] = ()
    shelf: Shelf | None = None

    def campaigns(self) -> Campaigns:
        """Its campaigns, opened where they are not yet.

        Raises:
            DataError: their files cannot be read.
        """
        shelf = self.shelf or Shelf(self.root)
        return shelf.open(self.warehouse.memory)


@dataclass(frozen=True, slots=True)
class Moment:
    """When something was asked.

    Attributes:
        today: the UTC day.
        notice: the sentence every reply was to carry then.
        at: by the clock of :func:`time.perf_counter`, the same in all processes of a machine.
    """

    today: date
    notice: str
    at: float


State = bytes
"""What tells the files of a root, as they are, from all others."""


def state_of(root: Path) -> State | None:
    """The state of every file that answers stand on; None while they cannot be looked at."""
    store = Store(root)
    layouts = sorted((root / "layouts").glob("*.toml"))
    others = [store.notes_file, *layouts, *(file_of(store, name) for name in TABLES)]
    try:
        stamp = store.stamp()
    except OSError:  # a file went away between being listed and being looked at
        return None
    found = ([(str(path), facts_of(path)) for path in others], stamp)
    return hashlib.blake2b(repr(found).encode(), digest_size=16).digest()


class Library:
    """Answers questions from the files as they are now, one at a time."""

    def __init__(
        self,
        root: Path,
        *,
        today: Callable[[], date] = utc_today,
        notice: Callable[[], str] = str,
        in_memory: bool = True,
        published: bool = True,
        threads: int | None = None,
        memory: str | None = None,
    ) -> None:
        """Remember where the files are; they are opened with the first question.

        Args:
            root: the folder with ``roster.toml`` and ``data/``.
            today: the UTC day it is.
            notice: gives a sentence every reply is to carry now, or the empty string.
            in_memory: hold the newest numbers in memory; a process that answers once need not.
            published: leave out what the roster's policies do not let be shown to everybody.
            threads: how many processors an answer may use; all where None.
            memory: how much an answer may take, e.g. ``1GB``, where the roster does not say.
        """
        self.root = root
        self._memory = memory
        self._threads = threads
        self._in_memory = in_memory
        self._published = published
        self._today = today
        self._notice = notice
        self._lock = threading.Lock()
        self._warehouse: Warehouse | None = None
        self._state: State | None = None
        self._seen_at = -math.inf
        self._warmed: set[int] = set()
        self._subjects = Subjects()
        self._titles_are: Facts | None = None
        self._no_titles = ""
        self._faults: tuple[str, ...] = ()
        self._shelf = Shelf(root)

    @property
    def is_open(self) -> bool:
        """Whether anything was asked, so that the files are in memory."""
        return self._warehouse is not None

    def now(self) -> Moment:
        """The moment of asking."""
        return Moment(self._today(), self._notice(), time.perf_counter())

    def ask(self, question: Callable[[Label], Answer], asked: Moment | None = None) -> Answer:
        """Put a question to the files. Blocks; safe from any thread.

        Args:
            question: what is asked.
            asked: when; the files are looked at where they were not since then. Now when None.

        Raises:
            BacklineError: the roster or the files cannot be read, or what the question raises.
        """
        return self.ask_with_state(question, asked)[0]

    def ask_with_state(
        self, question: Callable[[Label], Answer], asked: Moment | None = None
    ) -> tuple[Answer, State | None]:
        """The same, and the state of the files that the answer stands on.

        None where that is not certain, since the files could not be looked at.
        """
        asked = asked or self.now()
        with self._lock:
            warehouse = self._open(asked.at)
            parts = (*self._faults, asked.notice)
            notices = tuple(without_paths(part, self.root) for part in parts if part)
            label = Label(warehouse, self._subjects, asked.today, self.root, notices, self._shelf)
            return question(label), self._state

    def warm_one(self, windows: Iterable[int]) -> bool:
        """Work out what questions about one more window need, before anybody waits for it.

        Returns:
            Whether there was anything left to do since the files were opened.

        Raises:
            DataError: the files cannot be read.
        """
        with self._lock:
            left = [days for days in windows if days not in self._warmed]
            if self._warehouse is None or not left:
                return False
            self._warmed.add(left[0])
            latest(self._warehouse)
            growth(self._warehouse, left[0])
        if len(left) == 1:
            # What is held until the files change is no garbage: to look through it again and
            # again makes some replies wait.
            gc.unfreeze()
            gc.collect()
            gc.freeze()
        return True

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._close()
            self._shelf.close()
        gc.unfreeze()

    def _close(self) -> None:
        if self._warehouse is not None:
            self._warehouse.close()
            self._warehouse = None
        self._warmed.clear()

    def _open(self, asked_at: float) -> Warehouse:
        """The files, looked at no earlier than they were asked for."""
        if self._warehouse is not None and asked_at <= self._seen_at:
            return self._warehouse
        seen_at = time.perf_counter()
        if self._warehouse is None or self._state is None or self._state != state_of(self.root):
            self._close()
            seen_at, self._warehouse = self._read_twice()
        self._seen_at = seen_at
        return self._warehouse

    def _read_twice(self) -> tuple[float, Warehouse]:
        """Open the files, again after a moment: a pull puts them in place one by one."""
        try:
            return self._read()
        except (BacklineError, OSError):
            time.sleep(_MOMENT)
        try:
            return self._read()
        except OSError as error:
            raise DataError(f"The label's files cannot be read now: {first_line(error)}.") from None

    def _read(self) -> tuple[float, Warehouse]:
        seen_at, self._state = time.perf_counter(), state_of(self.root)
        warehouse = Warehouse(
            self.root,
            in_memory=self._in_memory,
            published=self._published,
            threads=self._threads,
            memory=self._memory,
        )
        self._read_titles()
        self._faults = _faults(warehouse.problems, self._no_titles)
        return seen_at, warehouse

    def _read_titles(self) -> None:
        """Read the titles where their file is another; numbers do not wait for them."""
        store = Store(self.root)
        facts = facts_of(store.subjects_file)
        if facts == self._titles_are:
            return
        self._subjects, self._no_titles, self._titles_are = Subjects(), "", facts
        try:
            self._subjects = store.subjects()
        except DataError as error:
            self._no_titles = f"titles are missing: {str(error).rstrip('.')}"


def _faults(problems: tuple[str, ...], of_subjects: str) -> tuple[str, ...]:
    found = [of_subjects] if of_subjects else []
    if problems:
        first = problems[0].rstrip(".")
        rest = f" (and {len(problems) - 1:,} more like it)" if problems[1:] else ""
        found.insert(0, first + rest)
    return tuple(found)
