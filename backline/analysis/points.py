"""The measured points of series, for charts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from backline.warehouse import Warehouse

Points = dict[tuple[str, str, str], list[tuple[date, int]]]
"""By artist, platform and metric: the days and their values, oldest first."""


def points(warehouse: Warehouse, first: date, last: date, *, artist: str | None = None) -> Points:
    """The artist-level points from ``first`` to ``last``; days without a number are absent."""
    found: Points = defaultdict(list)
    warehouse.look_at(first, last)
    for row in warehouse.ask("points", artist=artist):
        found[row["artist"], row["platform"], row["metric"]].append((row["date"], row["value"]))
    return dict(found)
