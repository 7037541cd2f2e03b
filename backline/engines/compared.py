"""Two engines asked the same: every answer of the one held against the other's.

It answers with the first one's rows, so that whatever stands on them goes on as always, and keeps
for each question how many rows it had and the first that differ. What a step leaves for the next
one is compared as well.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backline.engines.elsewhere import Lying
from backline.engines.engine import Engine, EngineError, Row, Values, Variable

if TYPE_CHECKING:
    import pyarrow as pa

DIGITS = 9
"""So many digits of a fraction have to agree: sums in another order differ in the last of them."""

_MADE = re.compile(r"create (?:or replace )?(?:temp )?table (\w+)")
_MADE_AS = re.compile(_MADE.pattern + r" as ")
_SHOWN = 3


@dataclass(slots=True)
class Held:
    """What came of one question, over all the times that it was put.

    Attributes:
        asked: how often it was.
        rows: how many rows it had in all.
        differing: how many of those only one engine has.
        only_first: some of those that only the first one has.
        only_other: some of those that only the other has.
        fault: why the other one did not answer, where it did not.
    """

    asked: int = 0
    rows: int = 0
    differing: int = 0
    only_first: list[Row] = field(default_factory=list)
    only_other: list[Row] = field(default_factory=list)
    fault: str = ""

    @property
    def identical(self) -> bool:
        """Whether both engines had the same rows each time."""
        return not self.differing and not self.fault

    @property
    def said(self) -> str:
        """The same in a few words."""
        if self.fault:
            return f"not answered: {self.fault}"
        return "identical" if self.identical else f"{self.differing:,} rows differ"


class Compared:
    """Two sessions, each question put to both.

    Attributes:
        memory: of the first one.
        has_bits: False, so that both read every day.
        held: by the name of each question, in the order they came.
    """

    has_bits = False

    def __init__(
        self,
        first: Engine,
        other: Engine,
        name_of: Callable[[str], str],
        unordered: Mapping[str, Sequence[str]] | None = None,
        held: dict[str, Held] | None = None,
    ) -> None:
        """Ask nothing yet.

        Args:
            first: whose rows are given as answers; closed with this.
            other: whose rows are compared; likewise.
            name_of: what a text of a question is called; empty where it has no name.
            unordered: by question the columns whose lists stand in no order.
            held: what came of questions of earlier sessions, to be gone on with.
        """
        self._first, self._other, self._name_of = first, other, name_of
        self._unordered = unordered or {}
        self._files: dict[tuple[Path, ...], str] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="backline-")
        self.memory = first.memory
        self.held = {} if held is None else held

    def close(self) -> None:
        """Close both."""
        try:
            self._first.close()
        finally:
            self._other.close()
            self._folder.cleanup()

    def files(self, paths: Sequence[Path]) -> str:
        """The query for the rows of some Parquet files, which has one text for both."""
        key = tuple(paths)
        if key not in self._files:
            name = self._files[key] = f"compared_{len(self._files)}"
            for engine in (self._first, self._other):
                engine.view(name, engine.files(paths))
        return f"select * from {self._files[key]}"  # noqa: S608 (a name of our own)

    def small(
        self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]
    ) -> None:
        """Make a table of rows that are at hand."""
        kept = [tuple(row) for row in rows]
        self._first.small(table, columns, kept)
        self._other.small(table, columns, kept)

    def view(self, name: str, query: str) -> None:
        """Give a query a name."""
        self._first.view(name, query)
        self._other.view(name, query)

    def prepare(self, text: str, values: Values = None, *, into: str | None = None) -> None:
        """Run a step, and compare the tables it leaves."""
        self._first.prepare(text, values, into=into)
        name = self._called(text)
        made = [*_MADE.findall(text), *([into] if into else [])]
        try:
            self._other.prepare(text, values, into=into)
        except EngineError as error:
            self._failed(name, error)
            self._lend(name, made)
            return
        for table in made:
            query = f"select * from {table}"  # noqa: S608 (a name out of the project's questions)
            self._hold(name, self._first.rows(query), query)

    def drop(self, *tables: str) -> None:
        """Let go of tables, where they are."""
        self._first.drop(*tables)
        self._other.drop(*tables)

    def let(self, **values: Variable) -> None:
        """Give values to the variables that questions read."""
        self._first.let(**values)
        self._other.let(**values)

    def rows(self, text: str, values: Values = None) -> list[Row]:
        """The first one's rows of a question."""
        found = self._first.rows(text, values)
        self._hold(self._called(text), found, text, values)
        return found

    def table(self, text: str, values: Values = None) -> pa.Table:
        """The same as one Arrow table."""
        self.rows(text, values)
        return self._first.table(text, values)

    def batches(self, text: str) -> Iterator[pa.RecordBatch]:
        """The same as Arrow batches."""
        self.rows(text)
        yield from self._first.batches(text)

    def write(self, query: str, path: Path) -> None:
        """Write the first one's rows as a Parquet file."""
        self._first.write(query, path)

    def lying(self, address: str, *, closely: bool = False) -> Mapping[str, Lying]:
        """The Parquet files that lie below an address, by the other one."""
        return self._other.lying(address, closely=closely)

    def rows_in(self, paths: Sequence[Path]) -> list[int]:
        """How many rows each file has, by the first one."""
        return self._first.rows_in(paths)

    def hold(self, table: str, query: str, texts: Sequence[str]) -> None:
        """Keep the rows of a query at hand."""
        self._first.hold(table, query, texts)
        self._other.hold(table, query, texts)

    def suspects(self, paths: Sequence[Path], like: str) -> Iterable[Path]:
        """Those of some measurement files that have to be looked at each, by the first one."""
        return self._first.suspects(paths, like)

    def fault(self, path: Path) -> str | None:
        """What is wrong with the rows of a measurement file, by the first one."""
        return self._first.fault(path)

    def _called(self, text: str) -> str:
        return self._name_of(text) or self._name_of(_MADE_AS.sub("", text)) or "others, of one line"

    def _lend(self, name: str, tables: Iterable[str]) -> None:
        """Let the other one read the first one's tables, so that what stands on them is asked.

        One that reads no file of this machine is asked without them, and does not answer.
        """
        for table in tables:
            path = Path(self._folder.name) / f"{table}-{len(self.held)}.parquet"
            self._first.write(f"select * from {table}", path)  # noqa: S608 (as above)
            try:
                self._other.drop(table)
                self._other.view(table, self._other.files([path]))
            except EngineError as error:
                self._failed(name, error)

    def _failed(self, name: str, error: EngineError) -> None:
        one = self.held.setdefault(name, Held())
        one.asked += 1
        one.fault = one.fault or str(error)

    def _hold(self, name: str, first: list[Row], text: str, values: Values = None) -> None:
        """Put a question to the other one, and its rows beside the first one's."""
        try:
            other = self._other.rows(text, values)
        except EngineError as error:
            self._failed(name, error)
            return
        one = self.held.setdefault(name, Held())
        one.asked += 1
        one.rows += len(first)
        _name_bits(first, other)
        loose = {column for part in name.split() for column in self._unordered.get(part, ())}
        ours, theirs = (_by_content(rows, loose) for rows in (first, other))
        missing = Counter({key: len(rows) for key, rows in ours.items()})
        beyond = Counter({key: len(rows) for key, rows in theirs.items()})
        for rows, counts, kept in (
            (ours, missing - beyond, one.only_first),
            (theirs, beyond - missing, one.only_other),
        ):
            one.differing += counts.total()
            kept += [rows[key][0] for key in sorted(counts)[: max(0, _SHOWN - len(kept))]]


def _name_bits(first: list[Row], other: list[Row]) -> None:
    """Bit strings, which one engine has, as the places of their bits, which the other has."""
    known, lists = (
        {name for row in rows for name, value in row.items() if isinstance(value, kind)}
        for rows, kind in ((first, list), (other, list))
    )
    for name in lists - known:
        for row in first:
            row[name] = [place for place, bit in enumerate(row[name] or "") if bit == "1"]
        for row in other:
            row[name] = sorted(row[name] or ())


def _by_content(rows: list[Row], loose: set[str]) -> dict[str, list[Row]]:
    """Rows by what they say, whatever engine told it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        plain = {
            name: sorted(map(repr, _plain(value))) if name in loose and value else _plain(value)
            for name, value in row.items()
        }
        found.setdefault(repr(plain), []).append(row)
    return found


def _plain(value: Any) -> Any:
    """A value in a form that both engines' answers share."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0  # there is one zero
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value
