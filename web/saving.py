"""Saving what forms and programs sent: waits for other writers, writes all or nothing, commits.

The tables are read inside the block that writes them, so that two saves at once lose nothing. A
form that is sent twice is saved once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from backline.campaigns.book import Book, file_name, parse_book, read_book, save_book
from backline.campaigns.editing.finding import called
from backline.campaigns.editing.forms import Difference, differences, words_of
from backline.campaigns.merging.changes import changes, title
from backline.campaigns.tables import TABLES, Table
from backline.errors import BusyError, DataError
from backline.net import Redactor
from backline.store import Store
from backline.store.holder import holder_of
from backline.unattended.git_merge import MergingGit
from web.committing import commit
from web.refusals import stored
from web.sent import Operation
from web.waiting import when_free

PATIENCE = 20.0
"""Seconds that a save waits for another writer before it says so."""

_REMEMBERED = 1000
"""So many saves are known to a form that is sent again, and to the page that tells of them."""


@dataclass(frozen=True, slots=True)
class Intent:
    """What a save is about.

    Attributes:
        table: the table of the form.
        verb: what happens to the row: ``added``, ``changed``, ``ended`` or ``settled``.
        seen: by column, what the sender saw of the row; empty where it is new.
        once: what names the form that was sent, so that it is saved once; empty for none.
        content: all that was sent with it; the same form with other content is another save.
    """

    table: Table
    verb: str
    seen: Mapping[str, str] = field(default_factory=dict)
    once: str = ""
    content: Mapping[str, str] = field(default_factory=dict)

    @property
    def print(self) -> str:
        """The same for the same form with the same content; empty where it has no name."""
        text = "\0".join(f"{name}\0{value}" for name, value in sorted(self.content.items()))
        return hashlib.sha256(f"{self.once}\0{text}".encode()).hexdigest() if self.once else ""


Cell = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that was saved, in words.

    Attributes:
        table: its table.
        row: its id.
        called: its name.
        cells: column, before and after of each cell that changed; None twice of a private one.
    """

    table: Table
    row: str
    called: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of a save.

    Attributes:
        key: names it for the page that tells of it.
        table: the table of the form.
        verb: what happened to the row, as in :class:`Intent`.
        row: the id of the row.
        rows: what changed.
        meanwhile: the columns that somebody else had changed since the sender looked.
        uncommitted: why it is saved but not committed, as a sentence; empty where it is committed.
    """

    key: str
    table: Table
    verb: str
    row: str
    rows: Sequence[RowChange] = ()
    meanwhile: Sequence[str] = ()
    uncommitted: str = ""


class Saver:
    """Saves to the campaign tables of one root.

    Args:
        root: the label's folder.
        environment: of git.
        patience: seconds to wait for another writer.
    """

    def __init__(
        self, root: Path, environment: Mapping[str, str], patience: float = PATIENCE
    ) -> None:
        self._store = Store(root)
        self._environment = environment
        self._patience = patience
        self._saves: OrderedDict[str, tuple[Saved, str]] = OrderedDict()
        self._prints: dict[str, Saved] = {}
        self._lock = Lock()

    def told(self, key: str) -> Saved | None:
        """The save of a key; None where it is not remembered."""
        with self._lock:
            return self._saves.get(key, (None,))[0]

    async def save(self, operation: Operation, intent: Intent) -> Saved:
        """Carry an operation out on the tables as they are now, write them and commit.

        Args:
            operation: gives the changed copy.
            intent: what it is about.

        Raises:
            RefusedError: what was sent cannot be saved.
            BusyError: another program wrote all the time; nothing was changed.
            DataError: a table cannot be read, or nothing can be written; nothing was changed.
        """
        try:
            return await when_free(lambda: self._save(operation, intent), self._patience)
        except BusyError as error:
            holder = holder_of(self._store.root)
            raise BusyError(f"{error} It is {holder}." if holder else str(error)) from None

    def _save(self, operation: Operation, intent: Intent) -> Saved:
        with self._store.writing():
            if (known := self._known(intent)) is not None:
                return known
            before = read_book(self._store)
            if before.unreadable:
                raise DataError(f"Nothing was saved. {before.unreadable[0].sentence}")
            after, row = operation(before)
            found = differences(before, after)
            saved = Saved(
                secrets.token_urlsafe(9),
                intent.table,
                intent.verb,
                row,
                _rows(before, after, found),
                _meanwhile(intent, before.rows[intent.table.name].get(row)),
                self._written(after) if found else "",
            )
            self._remember(saved, intent.print)
        return saved

    def _known(self, intent: Intent) -> Saved | None:
        with self._lock:
            return self._prints.get(intent.print)

    def _remember(self, saved: Saved, print_: str) -> None:
        with self._lock:
            self._saves[saved.key] = saved, print_
            if print_:
                self._prints[print_] = saved
            while len(self._saves) > _REMEMBERED:
                _, (_, oldest) = self._saves.popitem(last=False)
                self._prints.pop(oldest, None)

    def _written(self, after: Book) -> str:
        """Write the tables and commit those that changed; why they are not committed, if so."""
        with self._store.change() as change:
            save_book(self._store, change, after)
            paths = change.paths
        names = [path.stem for path in paths]
        git = MergingGit(self._store.root, self._environment, Redactor())
        line = f"Campaigns: {title(_since_commit(git, names, after))}"
        return commit(self._store.root, paths, line, environment=self._environment)


def _since_commit(git: MergingGit, names: Sequence[str], after: Book) -> list[str]:
    """What is new in some tables since they were committed, a line each.

    What somebody had changed there before and not committed is committed with it, and so is told.
    """
    texts = {name: git.shown("HEAD", f"./{file_name(name)}") for name in names}
    now = Book()
    now.rows |= {name: after.rows[name] for name in names}
    return changes(parse_book(texts), now)


def _rows(before: Book, after: Book, found: Sequence[Difference]) -> list[RowChange]:
    """The differences of two books by row, the row's own coming or going told by its cells."""
    cells: dict[tuple[str, str], list[Cell]] = {}
    for one in found:
        listed = cells.setdefault((one.table, one.row), [])
        if one.field and TABLES[one.table].field(one.field).private:
            listed.append((one.field, None, None))
        elif one.field:
            pair = [
                words_of(book, one.table, row, one.field)
                if (row := book.rows[one.table].get(one.row))
                else ""
                for book in (before, after)
            ]
            listed.append((one.field, pair[0], pair[1]))
    return [
        RowChange(TABLES[name], key, called(after, name, key), listed)
        for (name, key), listed in cells.items()
    ]


def _meanwhile(intent: Intent, row: Mapping[str, str] | None) -> list[str]:
    """The columns in which a row was other than its sender saw it."""
    if row is None:
        return []
    fields = (one for one in intent.table.fields if one.name in intent.seen)
    return [one.name for one in fields if stored(one, intent.seen[one.name]) != row[one.name]]
