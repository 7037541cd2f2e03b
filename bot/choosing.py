"""The names people are offered while they type: always at hand, whatever else is going on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backline.campaigns.book import file_of, parse_book
from backline.campaigns.editing.finding import names_in
from backline.names import search, shown
from backline.people import Artist, Roster
from backline.people.saved import read_text
from backline.store import Store
from bot.facts import Facts, facts_of
from bot.replies.who import CHOICES, matching

_RESEMBLING = 5


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

    def like(self, typed: str) -> list[Artist]:
        """As :meth:`matching`; where nobody fits, those whose names resemble it most.

        Raises:
            ConfigError: the roster is missing or wrong.
        """
        return self.matching(typed) or self._current().close(typed, _RESEMBLING)

    def key_of(self, name: str) -> str:
        """The key of whom a name means, or the name where that is nobody or several.

        Blocks for a moment; safe from any thread.

        Raises:
            ConfigError: the roster is missing or wrong.
        """
        found = self._current().meant(name)
        return found[0].key if len(found) == 1 else name

    def campaign_role(self) -> int | None:
        """The role that is answered about campaigns. Blocks for a moment; safe from any thread.

        Raises:
            ConfigError: the roster is missing or wrong.
        """
        return self._current().settings.bot_campaign_role

    def _current(self) -> Roster:
        with self._lock:
            facts = facts_of(self._store.roster_file)
            if self._roster is None or facts != self._facts:
                self._roster = None
                self._roster = self._store.roster()
                self._facts = facts
            return self._roster


class RowNames:
    """What the rows of the campaigns' tables are called, read again with their file."""

    def __init__(self, root: Path) -> None:
        """Read nothing yet.

        Args:
            root: the label's folder.
        """
        self._store = Store(root)
        self._lock = threading.Lock()
        self._read: dict[str, tuple[Facts | None, list[_Named]]] = {}

    def matching(self, table: str, typed: str) -> list[tuple[str, str]]:
        """Up to 25 rows that fit what was typed, as name and id, the running ones first.

        Blocks for a moment; safe from any thread.

        Raises:
            DataError: the file is no text.
        """
        found = search(typed, self._current(table), lambda row: row.names)
        return [(row.label, row.key) for _, row in found[:CHOICES]]

    def _current(self, table: str) -> list[_Named]:
        path = file_of(self._store, table)
        with self._lock:
            facts = facts_of(path)
            if table not in self._read or self._read[table][0] != facts:
                self._read[table] = facts, _named(table, read_text(path) if facts else "")
            return self._read[table][1]


@dataclass(frozen=True, slots=True)
class _Named:
    """A row: what it is proposed as, its id, and everything it is called."""

    label: str
    key: str
    names: tuple[str, ...]


def _named(table: str, text: str) -> list[_Named]:
    book = parse_book({table: text})
    rows = sorted(book.all(table), key=lambda row: row.get("status", "active") != "active")
    found = []
    for row in rows:
        name, key = shown(row["name"], 60), row["id"]
        label = name if name == key else f"{name} ({shown(key, 35)})"
        found.append(_Named(label, key, (*names_in(book, table, row), key)))
    return found
