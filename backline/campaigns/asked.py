"""The campaigns of a root, ready to be asked: its book, and its scrapes as DuckDB reads them.

Questions are the files ``warehouse/sql/campaign_*.sql``; the rooms beside this one put them. Each
stream is told from once, in the table ``credit``, and every figure is made from that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from backline.campaigns.book import Book, file_name, file_of, read_book
from backline.campaigns.checks import names_of
from backline.campaigns.kept import Kept
from backline.campaigns.tables import TABLES
from backline.errors import DataError
from backline.names import first_line, same_name
from backline.store import Store
from backline.store.playlist_streams import ALGORITHMIC, SCRAPES, STREAMS
from backline.warehouse.engine import Engine
from backline.warehouse.files import quoted
from backline.warehouse.sql import piped
from backline.warehouse.tables import fill

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

_BETWEEN = "\x1f"
"""Between several values of a cell on their way into DuckDB; no cell can hold it."""

_KEPT = frozenset(_STEPS) - {"seen", "counted", "tile"}
"""Those that many scrapes are not asked for twice; the others only lead to them."""


class Campaigns:
    """The campaigns of one root.

    Attributes:
        book: the tables that people keep.
        problems: a sentence for each row and file that was left out.
    """

    def __init__(self, root: Path, memory: str | None = None) -> None:
        """Open them.

        Args:
            root: the folder with ``data/campaigns``.
            memory: what a question may take, as the roster's settings say it.

        Raises:
            DataError: a table is no text, or the scrapes cannot be read.
        """
        self._store = Store(root)
        self.book = read_book(self._store)
        self.problems: tuple[str, ...] = tuple(f.sentence for f in self.book.unreadable)
        self._engine = Engine(memory)
        self._connection = self._engine.connection
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
        self._prepare(text)
        cursor = self._run(text, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def rows(self, text: str, *values: object) -> list[dict[str, Any]]:
        """The rows of a text of one's own, e.g. ``from figure where campaign = ?``."""
        self._prepare(text)
        cursor = self._run(text, list(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _prepare(self, text: str, among: Sequence[str] = tuple(_STEPS)) -> None:
        """Make the tables that a question reads, and before each those it is made of."""
        if "listed" not in self._made and re.search(r"\blisted\b", text):
            self._made.add("listed")
            self._fill_listed()
        for place, name in enumerate(among):
            if name not in self._made and re.search(rf"\b{name}\b", text):
                self._made.add(name)
                if name in _KEPT and self._kept.view(self._connection, name):
                    continue
                step = piped(*_STEPS[name])
                self._prepare(step, among[:place])
                self._run(f"create table {name} as {step}")
                if name in _KEPT:
                    self._kept.keep(self._connection, name, self._lines)

    def _run(self, text: str, values: Any = None) -> Any:
        import duckdb

        try:
            return self._connection.execute(text, values)
        except duckdb.Error as error:
            raise DataError(f"The campaigns cannot be read: {first_line(error)}.") from None

    def _fill_tables(self) -> None:
        """The book's tables, their cells as what they stand for; a cell with a fault is empty."""
        for name, table in TABLES.items():
            columns = ", ".join(f'"{f.name}" {f.kind.column}' for f in table.fields)
            self._run(f"create table {table.one} ({columns})")
            rows = [row for row in self.book.all(name) if not self._left_out(name, row)]
            if rows:
                cells = [[_told(self.book, name, row, c) for row in rows] for c in table.header]
                told = ", ".join(_TOLD.get(f.kind.column, "unnest(?)") for f in table.fields)
                self._run(f"insert into {table.one} select {told}", cells)

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
                self._run(
                    f"create view {view} as select * from read_parquet([{quoted(readable)}], "  # noqa: S608 (file names, quoted)
                    "hive_partitioning = false)"
                )
            else:
                self._connection.register(f"no_{view}", table.nothing())
                self._run(f"create view {view} as from no_{view}")
        return lines

    def _fill_listed(self) -> None:
        """Say in ``listed`` which playlist each line of a scrape is, and whose by the inventory."""
        self._run(
            "create table listed (playlist varchar, link varchar, kind varchar, list varchar, "
            "vendor varchar, rule varchar)"
        )
        found = self._run("select distinct playlist, link, kind from stream").fetchall()
        inventory = Inventory(self.book)
        fill(self._connection, "listed", [(*line, *inventory.whose(*line)) for line in found])


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


_TOLD = {"varchar[]": f"string_split(unnest(?), '{_BETWEEN}')"}
"""How a parameter becomes values of a type, where it does not by itself."""


def _told(book: Book, name: str, row: dict[str, str], column: str) -> str | None:
    """A cell as DuckDB reads it; None where it is empty or cannot be read."""
    value = book.value(name, row, column)
    if isinstance(value, tuple):
        return _BETWEEN.join(map(str, value))
    return None if value is None else str(value)


def _fault(path: Path) -> bool:
    """Whether a month's file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return True
    return False
