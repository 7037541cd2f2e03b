"""Milestones: the round numbers that an artist's numbers reached, each with its day, and the next.

A milestone is 1, 2.5 or 5 followed by zeros, from 100 on. It is reached on the first measured day
at or above it that the next measured day confirms, and never across two accounts. What lay behind
a series before its first stored day has no day and is not told.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from backline.measure import OWN_WORK, VOCABULARY, Kind, Metric
from backline.warehouse import Warehouse

ROUNDS = tuple(part * 10**zeros for zeros in range(14) for part in (100, 250, 500))
"""Every milestone there can be: no number is above 10 ** 15."""

LATELY = 90
"""Days back that are told of: who asks for no more than that shares one answer."""

_KEPT = 12
"""So many answers are kept while the numbers are: the label's, and some artists'."""

_PLACES = frozenset({"popularity", "playlists", "editorial_playlists"})


@dataclass(frozen=True, slots=True)
class Milestone:
    """A round number that was reached.

    Attributes:
        artist: roster key.
        milestone: the round number.
        reached_on: the day.
        before_date: the measured day before, which was below it or not confirmed.
        before: that day's value.
        value: the day's own.
        source: which client or file told it.
        newest: whether no later number confirms it yet.
    """

    artist: str
    platform: str
    metric: str
    milestone: int
    reached_on: date
    before_date: date
    before: int
    value: int
    source: str
    newest: bool


def has_milestones(metric: Metric) -> bool:
    """Whether reaching a round number of it says something: an audience, and no count of one day.

    Videos and posts are the artist's own work, popularity and playlists no count of people.
    """
    counted = metric.kind in (Kind.LEVEL, Kind.CUMULATIVE, Kind.ROLLING)
    named = metric.name not in OWN_WORK | _PLACES and not metric.bound_of
    return counted and named and not metric.of_moment and not metric.exported


def next_round(value: int) -> int | None:
    """The smallest milestone above a value; None where there is none."""
    place = bisect_right(ROUNDS, value)
    return ROUNDS[place] if place < len(ROUNDS) else None


def milestones(
    warehouse: Warehouse, as_of: date, artists: Collection[str], since: date = date.min
) -> list[Milestone]:
    """What some artists' numbers reached up to a day, the oldest of each series first.

    Args:
        warehouse: the measurements.
        as_of: the last day that is looked at.
        artists: roster keys.
        since: the first day that is told of; a few days are far less to look through.

    Raises:
        DataError: the files cannot be read.
    """
    asked = _Asked(as_of, frozenset(artists), since)
    return warehouse.remember(asked, lambda: _found(warehouse, asked), most=_KEPT)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of :func:`milestones`, which names the answer that is kept."""

    as_of: date
    artists: frozenset[str]
    since: date


def _found(warehouse: Warehouse, asked: _Asked) -> list[Milestone]:
    named = [
        f"{platform}/{name}"
        for (platform, name), metric in VOCABULARY.items()
        if has_milestones(metric)
    ]
    warehouse.look_at(last=asked.as_of)
    rows = warehouse.ask(
        "milestones",
        artists=sorted(asked.artists),
        metrics=named,
        rounds=list(ROUNDS),
        since=asked.since,
    )
    return [Milestone(**row) for row in rows]
