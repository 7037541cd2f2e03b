"""The campaigns of a root, ready to be asked: its book, and its scrapes as DuckDB reads them.

Questions are the files ``warehouse/sql/campaign_*.sql``; the rooms beside this one put them. Each
stream is told from once, in the table ``credit``, and every figure is made from that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from backline.campaigns.book import Book, file_name, read_book
from backline.campaigns.checks import names_of
from backline.campaigns.kinds import Flag, Many
from backline.campaigns.tables import TABLES
from backline.errors import DataError
from backline.names import first_line, same_name
from backline.store import Store
from backline.store.playlist_streams import ALGORITHMIC, SCRAPES, STREAMS
from backline.warehouse.engine import Engine
from backline.warehouse.files import quoted
from backline.warehouse.sql import piped
from backline.warehouse.tables import fill

if TYPE_CHECKING:
    import pyarrow as pa

_STEPS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("run", ("campaign_runs",)),
    ("seen", ("campaign_seen",)),
    ("owner", ("campaign_owners",)),
    ("counted", ("campaign_counted",)),
    ("tile", ("campaign_tiles",)),
    ("credit", ("campaign_spans", "campaign_credit")),
    ("told", ("campaign_told",)),
    ("waiting", ("campaign_waiting",)),
    ("course", ("campaign_courses",)),
    ("delivered", ("campaign_delivered",)),
    ("figure", ("campaign_placements",)),
)
"""The tables that questions stand on, each made from those before it."""


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
        self._read_months()
        self._fill_listed()
        for name, questions in _STEPS:
            self._run(f"create table {name} as {piped(*questions)}")

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
        cursor = self._run(piped(*questions), values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def batches(self, *questions: str) -> Iterator[pa.RecordBatch]:
        """The same rows as Arrow batches."""
        yield from self._connection.sql(piped(*questions)).to_arrow_reader()

    def let(self, **values: object) -> None:
        """Give values to the variables that questions read."""
        for name, value in values.items():
            self._run(f"set variable {name} = ?", [value])

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
            rows = []
            for row in self.book.all(name):
                if self._left_out(name, row):
                    continue
                values = (self.book.value(name, row, field.name) for field in table.fields)
                rows.append(tuple(list(v) if isinstance(v, tuple) else v for v in values))
            self._fill(table.one, rows, [f.kind for f in table.fields])

    def _fill(self, table: str, rows: list[tuple[Any, ...]], kinds: Sequence[object]) -> None:
        if any(isinstance(kind, Many | Flag) for kind in kinds):
            if rows:  # lists of lists cannot be taken apart by column
                marks = ", ".join("?" for _ in kinds)
                self._connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608 (a name of ours)
            return
        fill(self._connection, table, rows)

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

    def _read_months(self) -> None:
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
            if readable:
                self._run(
                    f"create view {view} as select * from read_parquet([{quoted(readable)}], "  # noqa: S608 (file names, quoted)
                    "hive_partitioning = false)"
                )
            else:
                self._connection.register(f"no_{view}", table.nothing())
                self._run(f"create view {view} as from no_{view}")

    def _fill_listed(self) -> None:
        """Which playlist each line of a scrape is, and whose by the inventory."""
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


def _fault(path: Path) -> bool:
    """Whether a month's file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_metadata(path)
    except (pa.ArrowException, OSError):
        return True
    return False
