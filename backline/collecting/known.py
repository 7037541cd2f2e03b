"""What is stored of a paid source's answers, and therefore need not be asked again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.measure import State

Series = tuple[str, str, str, str]
"""Artist key, platform, metric, subject."""


@dataclass(frozen=True, slots=True)
class Row:
    """A stored row, as far as it matters here."""

    day: date
    value: int | None
    state: State
    detail: str
    asked_on: date | None


class Known:
    """The stored rows of a source, by series and day.

    Args:
        rows: of the query ``backfill_known``.
        today: the day of the run.
    """

    def __init__(self, rows: Iterable[dict[str, Any]], today: date) -> None:
        self._today = today
        self._rows: dict[Series, dict[date, Row]] = {}
        for row in rows:
            series = (row["artist"], row["platform"], row["metric"], row["subject"])
            state = State(row["state"])
            said = Row(row["date"], row["value"], state, row["detail"], row["asked_on"])
            self._rows.setdefault(series, {})[said.day] = said

    def at(self, series: Series, day: date) -> Row | None:
        """The row of one day."""
        return self._rows.get(series, {}).get(day)
