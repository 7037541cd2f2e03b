"""The campaigns of a root, kept open and read again as soon as one of their files is another."""

from __future__ import annotations

import time
from pathlib import Path

from backline.campaigns.asked import Campaigns
from backline.campaigns.book import file_of
from backline.campaigns.tables import TABLES
from backline.errors import BacklineError
from backline.store import Store
from backline.store.playlist_streams import SCRAPES, STREAMS
from bot.facts import Facts, facts_of

_MOMENT = 0.2
"""Seconds between two tries to read files that are just being replaced."""

_State = tuple[tuple[str, Facts | None], ...]


class Shelf:
    """Where opened campaigns stand; for one thread at a time."""

    def __init__(self, root: Path) -> None:
        """Open nothing yet.

        Args:
            root: the label's folder.
        """
        self._store = Store(root)
        self._campaigns: Campaigns | None = None
        self._state: _State | None = None
        self._memory: str | None = None

    def open(self, memory: str | None) -> Campaigns:
        """The campaigns as their files are now.

        Args:
            memory: what a question may take; None leaves it to DuckDB.

        Raises:
            DataError: the files cannot be read.
        """
        state = self._look()
        if self._campaigns is None or state != self._state or memory != self._memory:
            self.close()
            try:
                self._campaigns = Campaigns(self._store.root, memory)
            except (BacklineError, OSError):
                time.sleep(_MOMENT)
                state = self._look()
                self._campaigns = Campaigns(self._store.root, memory)
            self._state, self._memory = state, memory
        return self._campaigns

    def close(self) -> None:
        """Let go of them."""
        if self._campaigns is not None:
            self._campaigns.close()
            self._campaigns = None

    def _look(self) -> _State:
        paths = [file_of(self._store, name) for name in TABLES]
        paths += [path for table in (STREAMS, SCRAPES) for path in table.files(self._store.data)]
        return tuple((str(path), facts_of(path)) for path in paths)
