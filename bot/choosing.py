"""The names people are offered while they type: always at hand, whatever else is going on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path

from backline.people import Artist, Roster
from backline.store import Store
from bot.library import Facts, facts_of
from bot.replies.who import matching


class Names:
    """The roster in memory, read again as soon as its file is another."""

    def __init__(self, root: Path, today: Callable[[], date]) -> None:
        """Read nothing yet.

        Args:
            root: the label's folder.
            today: the UTC day it is, for who is still with the label.
        """
        self._store = Store(root)
        self._today = today
        self._lock = threading.Lock()
        self._roster: Roster | None = None
        self._facts: Facts | None = None

    def matching(self, typed: str) -> list[Artist]:
        """Up to 25 artists that fit what was typed. Blocks for a moment; safe from any thread.

        Raises:
            ConfigError: the roster is missing or wrong.
        """
        return matching(self._current(), typed, self._today())

    def _current(self) -> Roster:
        with self._lock:
            facts = facts_of(self._store.roster_file)
            if self._roster is None or facts != self._facts:
                self._roster = None
                self._roster = self._store.roster()
                self._facts = facts
            return self._roster
