"""Tables beside the measurements that have one Parquet file a month, such as charts and cities.

A day of one chart, or of one audience, is one thing: what is written of it replaces what there was,
never a part of it.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from backline.errors import RootError
from backline.store.files import Change

if TYPE_CHECKING:
    import pyarrow as pa
    from _typeshed import DataclassInstance

Entry = TypeVar("Entry", bound="DataclassInstance")
"""One line of a table, a dataclass with a ``date``."""

Day = TypeVar("Day", bound=Hashable)
"""What is written as a whole: a tuple that begins with the date."""

_STRETCH = 8192
"""Lines of a file that a reader can leave out by what is least and most in them."""

_MONTH = "[0-9][0-9][0-9][0-9]-[0-9][0-9].parquet"


@dataclass(frozen=True, slots=True)
class MonthTable(Generic[Entry, Day]):
    """One such table.

    Attributes:
        folder: where its files are, below a root's ``data``.
        entry: the class of its lines.
        day_of: of which day an entry is.
        order: by what the lines of a month are sorted.
        columns: the Arrow types of the columns that are no text.
        maybe: the columns that may be null.
    """

    folder: str
    entry: type[Entry]
    day_of: Callable[[Entry], Day]
    order: Callable[[Entry], Any]
    columns: Callable[[], Mapping[str, pa.DataType]]
    maybe: tuple[str, ...] = ()

    def file(self, data: Path, month: date) -> Path:
        """Where a month is."""
        return data / self.folder / f"{month:%Y-%m}.parquet"

    def files(self, data: Path, first: date = date.min, last: date = date.max) -> list[Path]:
        """The months there are that have any of these days, the oldest first."""
        months = (first.isoformat()[:7], last.isoformat()[:7])
        found = sorted((data / self.folder).glob(_MONTH))
        return [path for path in found if months[0] <= path.stem <= months[1]]

    def read(self, path: Path, artists: Collection[str] | None = None) -> list[Entry]:
        """The entries of a month; none where there is no such file.

        Args:
            path: the month's file.
            artists: only theirs, of a table with the column ``artist``.

        Raises:
            DataError: the file cannot be read.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not path.exists():
            return []
        try:
            only = None if artists is None else [("artist", "in", set(artists))]
            rows = pq.read_table(path, schema=self._schema(), filters=only).to_pylist()
            return [self.entry(**{n: _hashable(v) for n, v in row.items()}) for row in rows]
        except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
            raise self._unreadable(path) from None

    def newest(self, data: Path) -> date | None:
        """The newest date of any entry; None where there is none.

        Raises:
            DataError: the newest month's file cannot be read.
        """
        files = self.files(data)
        if not files:
            return None
        import pyarrow as pa
        import pyarrow.compute as pc
        import pyarrow.parquet as pq

        try:
            found: date | None = pc.max(pq.read_table(files[-1], columns=["date"])["date"]).as_py()
        except (pa.ArrowException, OSError, KeyError, TypeError, ValueError):
            raise self._unreadable(files[-1]) from None
        return found

    def _unreadable(self, path: Path) -> RootError:
        name = f"data/{self.folder}/{path.name}"
        return RootError(f"{name} cannot be read; restore it with: git checkout -- {name}.")

    @property
    def sql_columns(self) -> dict[str, str]:
        """Name and SQL type of each column, for readers where there is no month."""
        return {field.name: _SQL[str(field.type)] for field in self._schema()}

    def write(self, change: Change, data: Path, days: Mapping[Day, Sequence[Entry]]) -> int:
        """Stage whole days in their months; a day that would say the same stays.

        Args:
            change: what they are written with.
            data: a root's ``data``.
            days: the entries of each day; one without any takes the day away.

        Returns:
            How many days are new or say something else than before.

        Raises:
            DataError: a month's file cannot be read.
        """
        changed = 0
        for month in sorted({_month_of(day) for day in days}):
            path = self.file(data, month)
            kept: dict[Day, list[Entry]] = {}
            for entry in self.read(path):
                kept.setdefault(self.day_of(entry), []).append(entry)
            told = {
                day: sorted(entries, key=self.order)
                for day, entries in days.items()
                if _month_of(day) == month
            }
            news = {day: entries for day, entries in told.items() if entries != kept.get(day, [])}
            if news:
                changed += len(news)
                self._stage(change, path, [e for day in (kept | news).values() for e in day])
        return changed

    def leave_out(self, change: Change, data: Path, gone: Callable[[Entry], bool]) -> None:
        """Stage every month without some of its entries.

        Raises:
            DataError: a month's file cannot be read.
        """
        for path in self.files(data):
            entries = self.read(path)
            kept = [entry for entry in entries if not gone(entry)]
            if len(kept) < len(entries):
                self._stage(change, path, kept)

    def _stage(self, change: Change, path: Path, entries: Iterable[Entry]) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        listed = sorted(entries, key=self.order)
        if not listed:
            change.remove(path)
            return
        schema = self._schema()
        named = {name: [getattr(entry, name) for entry in listed] for name in schema.names}
        table, out = pa.table(named, schema=schema), io.BytesIO()
        pq.write_table(
            table, out, compression="zstd", compression_level=19, row_group_size=_STRETCH
        )
        change.write(path, out.getvalue())

    def _schema(self) -> pa.Schema:
        import pyarrow as pa

        kinds = {"date": pa.date32(), **self.columns()}
        names = [field.name for field in fields(self.entry)]
        return pa.schema(
            [pa.field(n, kinds.get(n, pa.string()), nullable=n in self.maybe) for n in names]
        )


_SQL = {
    "string": "varchar",
    "date32[day]": "date",
    "int64": "bigint",
    "int32": "integer",
    "bool": "boolean",
    "timestamp[us]": "timestamp",
    "list<item: string>": "varchar[]",
}


def _month_of(day: Any) -> date:
    first: date = day[0]
    return first.replace(day=1)


def _hashable(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
