"""The measured points of series, for charts."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby

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


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """The points of one series that are of one account.

    Attributes:
        points: days and values, oldest first.
        since: since when this account answers, where older points of another one are left out.
    """

    points: tuple[tuple[date, int], ...]
    since: date | None = None


def own_points(
    warehouse: Warehouse, artist: str, first: date, last: date
) -> dict[tuple[str, str], OwnPoints]:
    """An artist's points that may be compared with the newest: what another account had may not.

    Args:
        warehouse: the measurements.
        artist: roster key.
        first: the first day that is looked at.
        last: the last one.

    Returns:
        By platform and metric; what has no point is absent.
    """
    warehouse.look_at(first, last)
    found = {}
    rows = warehouse.ask("points_of_account", artist=artist)
    for series, group in groupby(rows, key=lambda row: (row["platform"], row["metric"])):
        every = list(group)
        newest = every[-1]["since"]
        own = tuple((row["date"], row["value"]) for row in every if row["since"] == newest)
        found[series] = OwnPoints(own, newest if len(own) < len(every) else None)
    return found
