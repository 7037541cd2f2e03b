"""Tables of one file a month as DuckDB reads them: the months asked for, and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from backline.engines import Engine
from backline.errors import DataError
from backline.store.months import MonthTable
from backline.warehouse.sql import sql


class Months:
    """The months of one table that are looked at, as a view."""

    def __init__(
        self,
        engine: Engine,
        data: Path,
        table: MonthTable[Any, Any],
        view: str,
        none: str,
    ) -> None:
        """Look at none yet.

        Args:
            engine: the warehouse's.
            data: a root's ``data``.
            table: which one.
            view: the name that questions know it by.
            none: the question that answers with none of its lines.
        """
        self._engine = engine
        self._data = data
        self._table = table
        self._view = view
        self._none = none
        self._looked_at: list[Path] = []
        self._left_out: set[Path] = set()
        self._look()

    def look_at(self, first: date, last: date) -> bool:
        """Look at the months from one day to another; files of other months stay closed.

        Returns:
            Whether there are any.
        """
        files = self._table.files(self._data, first, last)
        paths = [path for path in files if path not in self._left_out]
        if paths != self._looked_at:
            self._looked_at = paths
            self._look()
        return bool(paths)

    def leave_out_apart(self, faults: Callable[[Sequence[Path]], Mapping[Path, str]]) -> list[str]:
        """Leave out every month that is another where the engine reads it; a sentence for each.

        Args:
            faults: says of files what keeps them from being read there: the rest of a sentence.
        """
        files = self._table.files(self._data)
        found = faults([path for path in files if path not in self._left_out])
        self._leave_out(found)
        folder = f"data/{self._table.folder}"
        return [f"{folder}/{p.name} {why}; the month is left out." for p, why in found.items()]

    def leave_out_damaged(self) -> list[str]:
        """Leave out every month looked at that cannot be read; a sentence for each."""
        damaged = {}
        for path in self._looked_at:
            try:
                self._table.read(path)
            except DataError as error:
                damaged[path] = str(error)
        self._leave_out(damaged)
        return list(damaged.values())

    def _leave_out(self, paths: Iterable[Path]) -> None:
        self._left_out.update(paths)
        if any(path in self._left_out for path in self._looked_at):
            self._looked_at = [p for p in self._looked_at if p not in self._left_out]
            self._look()

    def _look(self) -> None:
        files = self._looked_at
        self._engine.view(self._view, self._engine.files(files) if files else sql(self._none))
