"""The campaigns of a root, ready to be asked: its book, and its scrapes as an engine reads them.

Questions are the files ``warehouse/sql/campaign_*.sql``; the rooms beside this one put them. Each
stream is told from once, in the table ``credit``, and every figure is made from that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from backline.campaigns.book import Book, file_name, file_of, read_book
from backline.campaigns.checks import names_of
from backline.campaigns.kept import Kept
from backline.campaigns.tables import TABLES
from backline.engines import DuckDB, Engine, EngineError
from backline.errors import DataError
from backline.names import same_name
from backline.store import Store
from backline.store.playlist_streams import ALGORITHMIC, SCRAPES, STREAMS
from backline.warehouse.sql import piped

_STEPS: Mapping[str, tuple[str, ...]] = {
    "run": ("campaign_runs",),
    "seen": ("campaign_seen",),
    "owner": ("campaign_owners",),
    "counted": ("campaign_counted",),
    "tile": ("campaign_tiles",),
    "credit": ("campaign_spans", "campaign_credit"),
    "told": ("campaign_told",),
    "waiting": ("campaign_waiting",),
    "course": ("campaign_courses",),
    "delivered": ("campaign_delivered",),
    "figure": ("campaign_placements",),
    "line": ("campaign_lists",),
    "total": ("campaign_campaigns",),
}
"""The tables that questions stand on, each made of those before it when the first reads it."""

_KEPT = frozenset(_STEPS) - {"seen", "counted", "tile"}
"""Those that many scrapes are not asked for twice; the others only lead to them."""


class Campaigns:
    """The campaigns of one root.

    Attributes:
        book: the tables that people keep.
        problems: a sentence for each row and file that was left out.
    """

    def __init__(
        self, root: Path, memory: str | None = None, *, engine: Engine | None = None
    ) -> None:
        """Open them.

        Args:
            root: the folder with ``data/campaigns``.
            memory: what a question may take, as the roster's settings say it.
            engine: what is to answer, to be closed with this; this machine where None, since the
                tables and scrapes of campaigns are people's own and small.

        Raises:
            DataError: a table is no text, or the scrapes cannot be read.
        """
        self._store = Store(root)
        self.book = read_book(self._store)
        self.problems: tuple[str, ...] = tuple(f.sentence for f in self.book.unreadable)
        self._engine: Engine = engine or DuckDB(memory)
        with _readable():
            self._fill_tables()
            self._lines = self._read_months()
        self._made: set[str] = set()
        self._kept = Kept(self._store.campaigns, self._files())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._engine.close()

    def ask(self, *questions: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a question; of several, each reads as ``answer`` what the one before found.

        Raises:
            DataError: the files cannot be read.
        """
        text = piped(*questions)
        with _readable():
            self._prepare(text)
            return self._engine.rows(text, values)

    def rows(self, text: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a text of one's own, e.g. ``from figure where campaign = ?``."""
        with _readable():
            self._prepare(text)
            return self._engine.rows(text, values)

    def _prepare(self, text: str, among: Sequence[str] = tuple(_STEPS)) -> None:
        """Make the tables that a question reads, and before each those it is made of."""
        if "listed" not in self._made and re.search(r"\blisted\b", text):
            self._made.add("listed")
            self._fill_listed()
        for place, name in enumerate(among):
            if name not in self._made and re.search(rf"\b{name}\b", text):
                self._made.add(name)
                if name in _KEPT and self._kept.view(self._engine, name):
                    continue
                step = piped(*_STEPS[name])
                self._prepare(step, among[:place])
                self._engine.prepare(f"create table {name} as {step}")
                if name in _KEPT:
                    self._kept.keep(self._engine, name, self._lines)

    def _fill_tables(self) -> None:
        """The book's tables, their cells as what they stand for; a cell with a fault is empty."""
        for name, table in TABLES.items():
            rows = [row for row in self.book.all(name) if not self._left_out(name, row)]
            self._engine.small(
                table.one,
                {field.name: field.kind.column for field in table.fields},
                [[_told(self.book, name, row, column) for column in table.header] for row in rows],
            )

    def _left_out(self, name: str, row: dict[str, str]) -> bool:
        """Whether a row cannot be counted, since it does not say what it is of."""
        table = TABLES[name]
        needed = [f.name for f in table.fields if f.required]
        bad = next((n for n in needed if self.book.value(name, row, n) is None), "")
        if bad:
            line = self.book.lines.get((name, row["id"]), 0)
            self.problems += (
                f"{file_name(name)} line {line}: {bad} cannot be read, so the row is left out; "
                "scripts/campaigns.py check says why.",
            )
        return bool(bad)

    def _files(self) -> list[Path]:
        """Everything that answers are made of."""
        tables = [file_of(self._store, name) for name in TABLES]
        months = [path for table in (STREAMS, SCRAPES) for path in table.files(self._store.data)]
        return [path for path in (*tables, *months) if path.exists()]

    def _read_months(self) -> int:
        """Make the views of the scrapes; how many lines they have."""
        import pyarrow.parquet as pq

        lines = 0
        for view, table in (("stream", STREAMS), ("scrape", SCRAPES)):
            readable = []
            for path in table.files(self._store.data):
                fault = _fault(path)
                if fault:
                    name = self._store.name(path)
                    self.problems += (
                        f"{name} cannot be read and is left out; restore it with: git checkout "
                        f"-- {name}.",
                    )
                else:
                    readable.append(path)
                    lines += pq.read_metadata(path).num_rows
            if readable:
                self._engine.view(view, self._engine.files(readable))
            else:
                self._engine.small(view, table.sql_columns, ())
        return lines

    def _fill_listed(self) -> None:
        """Say in ``listed`` which playlist each line of a scrape is, and whose by the inventory."""
        names = "playlist", "link", "kind", "list", "vendor", "rule"
        found = self._engine.rows("select distinct playlist, link, kind from stream")
        lines = [(row["playlist"], row["link"], row["kind"]) for row in found]
        inventory = Inventory(self.book)
        self._engine.small(
            "listed",
            dict.fromkeys(names, "varchar"),
            [(*line, *inventory.whose(*line)) for line in lines],
        )


class Inventory:
    """Whose playlist is whose, by what people wrote down."""

    def __init__(self, book: Book) -> None:
        self._by_link: dict[str, dict[str, str]] = {}
        self._by_name: dict[str, list[tuple[str, dict[str, str]]]] = {}
        for row in book.all("playlists"):
            link = book.value("playlists", row, "link")
            if link:
                self._by_link[link] = row
            for place, name in enumerate(names_of(book, row)):
                how = "alias" if place else "name"
                self._by_name.setdefault(same_name(name), []).append((how, row))

    def whose(self, playlist: str, link: str, kind: str) -> tuple[str, str | None, str]:
        """One name for a playlist however it is called, its vendor, and by which rule.

        The rules are ``algorithmic``, ``link``, ``name``, ``alias``, ``nobody's`` (a person said
        so), ``two vendors'`` (the name is in the inventories of more than one) and ``unknown``.
        """
        name = same_name(playlist)
        if kind == ALGORITHMIC:
            return f"spotify:{name}", None, "algorithmic"
        if link in self._by_link:
            return _as_owned(self._by_link[link], "link")
        rows = self._by_name.get(name, [])
        owners = {row["vendor"] for _, row in rows}
        if len(owners) > 1:
            return f"name:{name}", None, "two vendors'"
        if rows:
            how, row = rows[0]
            return _as_owned(row, how)
        return f"name:{name}", None, "unknown"


def _as_owned(row: dict[str, str], how: str) -> tuple[str, str | None, str]:
    vendor = row["vendor"] or None
    return f"list:{row['id']}", vendor, how if vendor else "nobody's"


def _told(book: Book, name: str, row: dict[str, str], column: str) -> tuple[str, ...] | str | None:
    """A cell as an engine reads it; None where it is empty or cannot be read."""
    value = book.value(name, row, column)
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return None if value is None else str(value)


@contextmanager
def _readable() -> Iterator[None]:
    """Tell an engine's error as a sentence."""
    try:
        yield
    except EngineError as error:
        raise DataError(f"The campaigns cannot be read: {error}.") from None


def _fault(path: Path) -> bool:
    """Whether a month's file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return True
    return False
