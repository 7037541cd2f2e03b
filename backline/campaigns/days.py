"""Streams a day of some placements together: what was delivered and what was promised.

Each is put together from the placements' courses (``campaign_courses.sql``), so that it adds up to
what the figures say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import PlacementFigures
from backline.exports.pictures.delivery import Days

_DAY = timedelta(1)
_MILLION = 1_000_000
_SAME = 0.01
"""What the division of a count by its days leaves over is no change of pace."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days on which some placements together had the same streams a day, in millionths."""

    placements: Sequence[str]
    first_day: date
    last_day: date
    rate: int


def real_days(
    campaigns: Campaigns, placements: Iterable[PlacementFigures], *, shared: bool
) -> list[Days]:
    """What placements were given a day together, the oldest first.

    A day of which nothing is known is not among them; one of which not all placements that ran are
    known is ``in_part``.

    Args:
        campaigns: whose courses they are.
        placements: any of them.
        shared: whether streams are among them that only these placements share. The figures of a
            campaign count them, those of a vendor do not.
    """
    keys = [one.placement for one in placements]
    spans = [*_courses(campaigns, keys), *(_shares(campaigns, keys) if shared else ())]
    runs = campaigns.rows(
        "select placement, start, until from run "
        "where list_contains($1::varchar[], placement) and start is not null",
        keys,
    )
    return together(spans, {row["placement"]: (row["start"], row["until"]) for row in runs})


def _courses(campaigns: Campaigns, keys: Sequence[str]) -> list[Span]:
    rows = campaigns.rows(
        "select placement, first_day, last_day, cast(rate as bigint) as rate from course "
        "where list_contains($1::varchar[], placement)",
        keys,
    )
    return [Span([r["placement"]], r["first_day"], r["last_day"], r["rate"]) for r in rows]


def _shares(campaigns: Campaigns, keys: Sequence[str]) -> list[Span]:
    """What some of these placements share with no other one."""
    rows = campaigns.rows(
        "select shared_by, first_day, last_day, cast(streams as bigint) as streams from credit "
        "where category = 'shared' and streams is not null "
        "and list_has_all($1::varchar[], shared_by)",
        keys,
    )
    found = []
    for row in rows:
        days = (row["last_day"] - row["first_day"]).days + 1
        rate = row["streams"] * _MILLION // days
        found.append(Span(row["shared_by"], row["first_day"], row["last_day"], rate))
    return found


def promised_days(placements: Iterable[PlacementFigures]) -> list[Days]:
    """What placements promise a day together, as far as each is known; empty where none promises.

    As in the figures a promise counts from a placement's start until its end or the last day its
    scrapes tell of, and no further than its goal.
    """
    spans = []
    for one in placements:
        if one.start and one.as_of and one.promised_per_day:
            met = _met(one.start, one.goal, one.promised_per_day)
            end = min(one.until or date.max, one.as_of, met)
            if end >= one.start:
                rate = round(one.promised_per_day * _MILLION)
                spans.append(Span([one.placement], one.start, end, rate))
    return together(spans, {})


def _met(start: date, goal: int | None, per_day: float) -> date:
    """The day a goal is reached at a promise."""
    if not goal:
        return date.max
    days = -(-goal // max(round(per_day), 1)) - 1
    return start + timedelta(days) if days < 36500 else date.max


def steady_days(goal: int | None, start: date | None, end: date | None) -> list[Days]:
    """A goal spread evenly over the days it is promised for; empty where it is not known."""
    if not goal or start is None or end is None or end < start:
        return []
    return [Days(start, end, goal / ((end - start).days + 1))]


def due(promised: Sequence[Days], goal: int | None, day: date | None) -> int | None:
    """How many streams were promised up to a day, at most the goal; None without a promise."""
    if not promised or day is None:
        return None
    cut = [replace(one, last_day=min(one.last_day, day)) for one in promised]
    streams = round(sum(one.streams for one in cut if one.last_day >= one.first_day))
    return min(streams, goal) if goal else streams


def together(spans: Iterable[Span], running: Mapping[str, tuple[date, date]]) -> list[Days]:
    """Spans added up, as days without a change, the oldest first.

    Args:
        spans: of any placements, in any order.
        running: from when to when each placement runs; days on which one runs of which no span
            tells are known in part.
    """
    changes: dict[date, list[tuple[Span, int]]] = defaultdict(list)
    for span in spans:
        changes[span.first_day].append((span, 1))
        changes[span.last_day + _DAY].append((span, -1))
    for begun, ended in running.values():
        changes[begun] += ()
        changes[min(ended, date.max - _DAY) + _DAY] += ()
    known: Counter[str] = Counter()
    rate, found = 0, list[Days]()
    for day, following in pairwise(sorted(changes)):
        for span, sign in changes[day]:
            rate += sign * span.rate
            for placement in span.placements:
                known[placement] += sign
        if any(known.values()):
            unknown = any(
                begun <= day <= ended and not known[placement]
                for placement, (begun, ended) in running.items()
            )
            _append(found, Days(day, following - _DAY, rate / _MILLION, unknown))
    return found


def _append(found: list[Days], days: Days) -> None:
    """Put days behind others, as one with those before where nothing changed."""
    last = found[-1] if found else None
    if (
        last
        and last.last_day + _DAY == days.first_day
        and last.in_part == days.in_part
        and abs(last.per_day - days.per_day) < _SAME
    ):
        found[-1] = replace(last, last_day=days.last_day)
    else:
        found.append(days)
