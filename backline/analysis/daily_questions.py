"""The questions that every day asks, about some artists: what any engine has to answer the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from backline.analysis.coverage import coverage
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.analysis.points import points
from backline.people import Roster
from backline.warehouse import Warehouse

WINDOWS = (7, 28)
"""Lengths of the windows of growth and coverage, in days."""

BACK = 60
"""So many days of single points are asked for."""


def some_artists(roster: Roster, most: int) -> list[str]:
    """The keys of some artists, from all over the roster, always the same ones.

    Args:
        roster: the label's.
        most: so many at most.
    """
    keys = [artist.key for artist in roster.artists]
    step = max(1, -(-len(keys) // most))
    return keys[::step][:most]


def ask_daily(
    warehouse: Warehouse, artists: Sequence[str], told: Callable[[str, int, int], object]
) -> None:
    """Ask for the newest values, growth both ways, coverage and points.

    Args:
        warehouse: the measurements; nothing is asked of none.
        artists: roster keys.
        told: told whose turn it is, how many are done, and of how many.

    Raises:
        DataError: the files cannot be read.
    """
    day = warehouse.latest_day
    if day is None:
        return
    for place, key in enumerate(artists):
        told(key, place, len(artists))
        latest(warehouse, artist=key)
        for days in WINDOWS:
            growth(warehouse, days, artist=key)
            growth(warehouse, days, artist=key, by="snapshot")
            coverage(warehouse, days, artist=key)
        points(warehouse, day - timedelta(days=BACK), day, artist=key)
