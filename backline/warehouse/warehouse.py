"""DuckDB over the measurement files of a root: the one way numbers are read.

Questions are ``.sql`` files in ``warehouse/sql``; the rooms in ``analysis`` put them. A file that
is damaged or from a newer version is left out and named in ``problems``, so that one bad day
never costs an answer and never passes unsaid.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Self, TypeVar

from backline.errors import DataError
from backline.measure import SOURCE_TRUST
from backline.people import Roster
from backline.people.corrections import load_corrections
from backline.store import Store
from backline.store.measurement_file import FORMAT_KEY, PARQUET_FORMAT, schema_fault
from backline.store.store import first_line
from backline.warehouse.corrected import fill_corrections
from backline.warehouse.sql import sql

Answer = TypeVar("Answer")

_NEWEST = 7
"""So many of the newest files are looked into for the newest measured day, before all are."""


class Warehouse:
    """The measurements of one root, ready to be asked.

    Attributes:
        roster: the artists, as the root's ``roster.toml`` has them.
        in_memory: whether the numbers are held in memory, for many questions.
        problems: a sentence for each file that was left out.
        first_day: the oldest day there is a file of, or None.
        latest_day: the newest day on which anything was measured, or None.
    """

    def __init__(self, root: Path, *, in_memory: bool = False, published: bool = False) -> None:
        """Open the files of a root.

        Args:
            root: the folder with ``roster.toml`` and ``data/``.
            in_memory: read them once into a table, for a process that answers many questions.
            published: leave out numbers that the roster's policies do not let be shown.

        Raises:
            ConfigError: the roster or the corrections are missing or wrong.
        """
        import duckdb

        self._store = Store(root)
        self.roster: Roster = self._store.roster()
        self._stamp = self._store.stamp()
        self._connection = duckdb.connect()
        self.problems: tuple[str, ...] = ()
        self.in_memory = in_memory
        self._answers: dict[object, Any] = {}
        self._published = published
        self._looked = (date.min, date.max)
        self._corrections = load_corrections(self._store.corrections_file, self.roster)
        self._register()
        self._paths = self._readable(self._store.measurement_files())
        self._trying(self._create)
        self.first_day = _day_of(self._paths[0]) if self._paths else None
        self.latest_day = self._latest_day()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def is_current(self) -> bool:
        """Whether the files are still those this warehouse was opened on."""
        return self._stamp == self._store.stamp()

    def ask(self, question: str, **values: Any) -> list[dict[str, Any]]:
        """The rows of a question, ``question`` being a file of ``warehouse/sql``.

        A file that turns out to be damaged inside is left out and becomes a problem.

        Raises:
            DataError: the files cannot be read for another reason.
        """
        return self._fetch(sql(question), values)

    def prepare(self, step: str) -> None:
        """Run a step of a question that leaves tables for the next one.

        Raises:
            DataError: as for :meth:`ask`.
        """
        self._fetch(sql(step))

    def look_at(self, first: date, last: date) -> None:
        """Make ``recent`` the measurements of these days; files of other days are not opened."""
        self._looked = (first, last)
        self._trying(self._look)

    def let(self, **values: date | int | str | bool | None) -> None:
        """Give values to the variables that the steps of a question read."""
        for name, value in values.items():
            self._connection.execute(f"set variable {name} = ?", [value])

    def remember(
        self, question: object, make: Callable[[], Answer], *, always: bool = False
    ) -> Answer:
        """The answer to a question, kept while this warehouse is, where it reads from memory.

        Args:
            question: names the answer.
            make: finds it.
            always: keep it also where the numbers are read from the files.
        """
        if not self.in_memory and not always:
            return make()
        if question not in self._answers:
            self._answers[question] = make()
        answer: Answer = self._answers[question]
        return answer

    def _look(self) -> None:
        first, last = self._looked
        if self.in_memory:
            content = f"select * from measurement where date between '{first}' and '{last}'"  # noqa: S608 (dates)
        else:
            days = [path for path in self._paths if first <= _day_of(path) <= last]
            content = f"with recorded as ({_content(days)}) {self._measurement()}"
        self._connection.execute(f"create or replace view recent as {content}")

    def _fetch(self, text: str, values: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        return self._trying(lambda: self._rows(text, values))

    def _trying(self, work: Callable[[], Answer]) -> Answer:
        """Do it, and again without the files that turn out to be damaged inside."""
        import duckdb

        try:
            return work()
        except duckdb.Error as error:
            if not self._leave_out_damaged():
                raise DataError(f"The numbers cannot be read: {first_line(error)}.") from None
            return work()

    def _rows(self, text: str, values: dict[str, Any] | None) -> list[dict[str, Any]]:
        cursor = self._connection.execute(text, values)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _register(self) -> None:
        run = self._connection.execute
        run("set preserve_insertion_order = false")
        run("set parquet_metadata_cache = true")
        run("create table source_trust (source varchar, trust integer)")
        run("create table artist (artist varchar, name varchar, since date, until date)")
        run("create table unpublished (source varchar, artist varchar)")
        self._fill("source_trust", [(source, place) for place, source in enumerate(SOURCE_TRUST)])
        artists = self.roster.artists
        self._fill("artist", [(a.key, a.name, a.since, a.until) for a in artists])
        if self._published:
            self._fill("unpublished", _kept_back(self.roster))

    def _fill(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        """Insert rows as columns, which costs one statement and not one a row."""
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            each = ", ".join("unnest(?)" for _ in columns)
            self._connection.execute(f"insert into {table} select {each}", columns)

    def _create(self) -> None:
        """Put the measurement files behind ``measurement``, as a table or as a view."""
        run = self._connection.execute
        run(f"create or replace view recorded as {_content(self._paths)}")
        stale = fill_corrections(self._connection, self._corrections)
        self.problems += tuple(sentence for sentence in stale if sentence not in self.problems)
        kind = "table" if self.in_memory else "view"
        run(f"create or replace {kind} measurement as {self._measurement()}")
        run(sql("views"))

    def _measurement(self) -> str:
        """The query behind ``measurement``: the plain files where nothing is to be changed."""
        changes = self._connection.execute(
            "select (select count(*) from correction) + (select count(*) from unpublished)"
        ).fetchone()
        return sql("measurement") if changes != (0,) else "select * from recorded"

    def _leave_out_damaged(self) -> bool:
        """Leave out every file whose content cannot be read; whether there was any."""
        damaged = [path for path in self._paths if _is_damaged(path)]
        if not damaged:
            return False
        self._paths = [path for path in self._paths if path not in damaged]
        self.problems += tuple(self._problem(path, "is damaged inside") for path in damaged)
        self._create()
        self._look()
        return True

    def _problem(self, path: Path, fault: str) -> str:
        name = path.relative_to(self._store.root).as_posix()
        return f"{name} {fault}; the day is left out."

    def _readable(self, paths: list[Path]) -> list[Path]:
        """The files that are whole and of a known form; the others become problems."""
        import duckdb

        if not paths:
            return []
        try:
            looked = self._connection.execute(
                sql("files"),
                {
                    "files": [str(path) for path in paths],
                    "key": FORMAT_KEY.decode(),
                    "version": str(PARQUET_FORMAT),
                },
            ).fetchone()
        except (duckdb.IOException, duckdb.InvalidInputException):
            looked = None  # some file is damaged: look at each
        if looked == (len(paths), len(paths), 1) and self._knows(paths[0]):
            return paths
        faults = {path: self._fault(path) for path in paths}
        self.problems = tuple(self._problem(path, fault) for path, fault in faults.items() if fault)
        return [path for path, fault in faults.items() if not fault]

    def _knows(self, path: Path) -> bool:
        """Whether a file has the columns of a measurement; without pyarrow, slow to import."""
        wanted, found = (
            {column[:2] for column in self._connection.execute(f"describe {query}").fetchall()}
            for query in (sql("empty"), _content([path]))
        )
        return wanted <= found

    @staticmethod
    def _fault(path: Path) -> str | None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            return schema_fault(pq.read_schema(path))
        except (pa.ArrowException, OSError):
            return "is cut short or is no Parquet file"

    def _latest_day(self) -> date | None:
        """The newest measured day; nearly always one of the newest files has it."""
        for paths in (self._paths[-_NEWEST:], self._paths):
            if not paths:
                return None
            self.look_at(_day_of(paths[0]), _day_of(paths[-1]))
            (row,) = self._fetch("select max(date) as day from recent where state = 'measured'")
            day: date | None = row["day"]
            if day is not None:
                return day
        return None


def _content(paths: Sequence[Path]) -> str:
    """The query for the rows of some files."""
    if not paths:
        return sql("empty")
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"select * from read_parquet([{listed}], hive_partitioning = false)"  # noqa: S608 (file names, quoted)


def _day_of(path: Path) -> date:
    return date.fromisoformat(path.stem)


def _kept_back(roster: Roster) -> list[tuple[str, str]]:
    """The sources and artists whose numbers may not be shown."""
    return [
        (source, artist.key if artist else "")
        for source in SOURCE_TRUST
        for artist in (None, *roster.artists)
        if not roster.policy_for(source, artist).publish
    ]


def _is_damaged(path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_table(path, partitioning=None)
    except (pa.ArrowException, OSError):
        return True
    return False
