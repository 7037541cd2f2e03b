"""Which rows questions read: of all days or of those looked at, as readers are to see them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from backline.engines import Engine
from backline.store.day_files import day_of
from backline.warehouse.files import content
from backline.warehouse.sql import sql


@dataclass(frozen=True, slots=True)
class Looked:
    """The days that ``recent`` is made of; ``only`` these where it is given."""

    first: date = date.min
    last: date = date.max
    only: Collection[date] | None = None

    def has(self, day: date) -> bool:
        """Whether a day is among them."""
        return self.first <= day <= self.last and (self.only is None or day in self.only)


@dataclass(slots=True)
class Rows:
    """The queries for the rows of a root.

    Attributes:
        engine: what reads them.
        paths: the files that can be read, the oldest first; the view ``recorded`` is of them.
        hides: whether there is anything that the policies do not let be shown.
        corrected: whether people corrected any.
        held_from: the first day that is held in memory, in the table ``held``; None where none is.
    """

    engine: Engine
    paths: list[Path]
    hides: bool
    corrected: bool = False
    held_from: date | None = None

    def of_days(self, days: Looked) -> str:
        """The query for the rows of some days, from memory and from files."""
        every = days == Looked()
        files = self.paths if every else [p for p in self.paths if days.has(day_of(p))]
        if self.held_from is None or days.last < self.held_from:
            return self.of(files)
        files = [path for path in files if day_of(path) < self.held_from]
        held = "select * from held"
        if not every:
            held += f" where date between '{days.first}' and '{days.last}'"
        if days.only is not None:
            listed = ", ".join(f"date '{day}'" for day in days.only)
            held += f" and date in ({listed or 'null'})"
        return f"{held} union all by name {self.of(files)}" if files else held

    def of(self, paths: Sequence[Path], *, everything: bool = False) -> str:
        """The query for the rows of some files as readers see them.

        Args:
            paths: the files.
            everything: also what the policies do not let be shown.
        """
        rows = sql("measurement_corrected" if self.corrected else "measurement_plain")
        every = paths is self.paths  # which the view `recorded` is
        text = rows if every else f"with recorded as ({content(self.engine, paths)}) {rows}"
        if self.hides and not everything:
            text = f"with answer as ({text}) {sql('measurement_published')}"
        return f"({text})"
