"""Streams a day of a campaign, of a vendor: what was delivered and what was promised, as stretches.

Each is put together from the placements' courses (``campaign_courses.sql``), so that it adds up to
what the figures say.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import PlacementFigures
from backline.exports.pictures.delivery import Days

_DAY = timedelta(1)
_MILLION = 1_000_000
_OPEN = date(9999, 12, 31)
_SAME = 0.01
"""What the division of a count by its days leaves over is no change of pace."""


@dataclass(frozen=True, slots=True)
class Span:
    """Streams between two days, both counted, of placements; ``total`` in millionths."""

    placements: tuple[str, ...]
    first_day: date
    last_day: date
    rate: int


def real_days(campaigns: Campaigns, placements: Sequence[PlacementFigures]) -> list[Days]:
    """What placements were given a day together, the oldest first.

    Streams that only these placements share are among them. A day of which nothing is known is not
    among them; one of which not all placements that ran are known is ``in_part``.
    """
    keys = [one.placement for one in placements]
    spans = [*_courses(campaigns, keys), *_shared(campaigns, keys)]
    runs = campaigns.rows(
        "select placement, start as first_day, until as last_day from run "
        "where list_contains($1::varchar[], placement) and start is not null",
        keys,
    )
    return _together(spans, [(row["first_day"], row["last_day"]) for row in runs])


def _courses(campaigns: Campaigns, keys: Sequence[str]) -> list[Span]:
    rows = campaigns.rows(
        "select placement, first_day, last_day, cast(rate as bigint) as rate from course "
        "where list_contains($1::varchar[], placement)",
        list(keys),
    )
    return [Span((r["placement"],), r["first_day"], r["last_day"], r["rate"]) for r in rows]


def _shared(campaigns: Campaigns, keys: Sequence[str]) -> list[Span]:
    rows = campaigns.rows(
        "select shared_by, first_day, last_day, cast(streams as bigint) as streams from credit "
        "where category = 'shared' and streams is not null "
        "and list_has_all($1::varchar[], shared_by)",
        list(keys),
    )
    found = []
    for row in rows:
        days = (row["last_day"] - row["first_day"]).days + 1
        rate = row["streams"] * _MILLION // days
        found.append(Span(tuple(row["shared_by"]), row["first_day"], row["last_day"], rate))
    return found


def _together(spans: Iterable[Span], runs: Iterable[tuple[date, date]]) -> list[Days]:
    """Spans added up day by day, as stretches without a change."""
    rates: Counter[date] = Counter()
    known: dict[date, Counter[str]] = {}
    running: Counter[date] = Counter()
    for span in spans:
        after = span.last_day + _DAY
        rates[span.first_day] += span.rate
        rates[after] -= span.rate
        for day, step in ((span.first_day, 1), (after, -1)):
            known.setdefault(day, Counter()).update(dict.fromkeys(span.placements, step))
    for first, last in runs:
        running[first] += 1
        if last < _OPEN:
            running[last + _DAY] -= 1
    return _swept(rates, known, running)


def _swept(
    rates: Mapping[date, int], known: Mapping[date, Mapping[str, int]], running: Mapping[date, int]
) -> list[Days]:
    bounds = sorted({*known, *running})
    ends = [*bounds[1:], _OPEN][: len(bounds)]
    rate, runs, told = 0, 0, Counter[str]()
    found: list[Days] = []
    for day, following in zip(bounds, ends, strict=True):
        rate += rates.get(day, 0)
        runs += running.get(day, 0)
        for key, step in known.get(day, {}).items():
            told[key] += step
        count = sum(number > 0 for number in told.values())
        if count:
            _append(found, Days(day, following - _DAY, rate / _MILLION, count < runs))
    return found


def _append(found: list[Days], one: Days) -> None:
    """Add a stretch; one that goes on as the last did makes it longer."""
    last = found[-1] if found else None
    if (
        last
        and last.last_day + _DAY == one.first_day
        and last.in_part == one.in_part
        and abs(last.per_day - one.per_day) < _SAME
    ):
        found[-1] = replace(last, last_day=one.last_day)
    else:
        found.append(one)


def promised_days(placements: Iterable[PlacementFigures]) -> list[Days]:
    """What placements promise a day together, as far as each is known; empty where none promises.

    A placement promises until its end, or until its goal would be delivered at its promise.
    """
    steps: Counter[date] = Counter()
    for one in placements:
        if one.status in ("planned", "cancelled") or one.curator_status == "denied":
            continue
        if one.promised_per_day and one.start and one.as_of:
            rate = round(one.promised_per_day * _MILLION)
            end = min(
                one.until or _OPEN, one.as_of, _met(one.start, one.goal, one.promised_per_day)
            )
            if end >= one.start:
                steps[one.start] += rate
                steps[end + _DAY] -= rate
    found: list[Days] = []
    rate = 0
    bounds = sorted(steps)
    for day, following in itertools.pairwise(bounds):
        rate += steps[day]
        if rate:
            _append(found, Days(day, following - _DAY, rate / _MILLION))
    return found


def _met(start: date, goal: int | None, per_day: float) -> date:
    """The day a goal is reached at a promise."""
    if not goal:
        return _OPEN
    days = -(-goal // max(round(per_day), 1)) - 1
    return start + timedelta(days) if days < 36500 else _OPEN


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
