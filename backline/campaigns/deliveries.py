"""Days and streams of a placement, a campaign or a vendor, as their chart is made of them.

Placements whose song no scrape tells of are no part of it. A promise counts as in the figures: from
a placement's start until its end, or the last day its scrapes tell of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from backline.campaigns.asked import Campaigns
from backline.exports.pictures.delivery import Days, Delivery

_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a chart is made of.

    Attributes:
        delivery: the days.
        placements: how many are drawn.
        of: how many there are.
    """

    delivery: Delivery
    placements: int
    of: int


def of_placement(campaigns: Campaigns, placement: str) -> Drawn:
    """One placement's, against its goal."""
    told = _told(campaigns, "placement", placement)
    goal, delivered = next(((one.goal, one.delivered) for one in told), (None, None))
    return _drawn(told, _courses(campaigns, told), goal=goal, delivered=delivered)


def of_campaign(campaigns: Campaigns, campaign: str) -> Drawn:
    """All placements of a campaign, with what only they share, against the campaign's goal."""
    told = _told(campaigns, "campaign", campaign)
    spans = [*_courses(campaigns, told), *_shares(campaigns, told)]
    (row,) = campaigns.rows(
        "select stream_goal, delivered from total where campaign = $1", campaign
    ) or [{"stream_goal": None, "delivered": None}]
    return _drawn(told, spans, goal=row["stream_goal"], delivered=row["delivered"])


def of_vendor(campaigns: Campaigns, vendor: str) -> Drawn:
    """All placements of a vendor, who has no goal."""
    told = _told(campaigns, "vendor", vendor)
    counts = [one.delivered for one in told if one.delivered is not None]
    drawn = _drawn(told, _courses(campaigns, told), delivered=sum(counts) if counts else None)
    return replace(drawn, delivery=replace(drawn.delivery, without_goal=_TOGETHER))


_TOGETHER = "all placements together"


@dataclass(frozen=True, slots=True)
class _Placement:
    placement: str
    start: date | None
    until: date | None
    as_of: date | None
    goal: int | None
    promised_per_day: float | None
    delivered: int | None

    @property
    def is_told(self) -> bool:
        """Whether a scrape tells of a day of it."""
        return bool(self.start and self.as_of and self.as_of >= self.start)


def _told(campaigns: Campaigns, column: str, key: str) -> list[_Placement]:
    rows = campaigns.rows(
        "select placement, start, until, as_of, goal, promised_per_day, delivered from figure "  # noqa: S608 (one of three columns)
        f"where {column} = $1 order by placement",
        key,
    )
    return [_Placement(**row) for row in rows]


@dataclass(frozen=True, slots=True)
class _Span:
    """Days on which some placements together had the same streams a day, in millionths."""

    placements: Sequence[str]
    first_day: date
    last_day: date
    rate: int


def _courses(campaigns: Campaigns, told: Iterable[_Placement]) -> list[_Span]:
    rows = campaigns.rows(
        "select placement, first_day, last_day, cast(rate as bigint) as rate from course "
        "where list_contains($1::varchar[], placement)",
        [one.placement for one in told],
    )
    return [
        _Span([row["placement"]], row["first_day"], row["last_day"], row["rate"]) for row in rows
    ]


def _shares(campaigns: Campaigns, told: Iterable[_Placement]) -> list[_Span]:
    """What some of these placements share with no other one."""
    rows = campaigns.rows(
        "select shared_by, first_day, last_day, streams from credit "
        "where category = 'shared' and streams is not null "
        "and list_has_all($1::varchar[], shared_by)",
        [one.placement for one in told],
    )
    return [
        _Span(
            row["shared_by"],
            row["first_day"],
            row["last_day"],
            row["streams"] * _MILLION // ((row["last_day"] - row["first_day"]).days + 1),
        )
        for row in rows
    ]


_MILLION = 1_000_000


def _drawn(
    every: Sequence[_Placement],
    spans: Iterable[_Span],
    *,
    goal: int | None = None,
    delivered: int | None = None,
) -> Drawn:
    """Placements together."""
    told = [one for one in every if one.is_told]
    first = min((one.start for one in told if one.start), default=None)
    last = max((one.as_of for one in told if one.as_of), default=None)
    running = {
        one.placement: (one.start, min(one.until or date.max, last))
        for one in told
        if one.start and last
    }
    promises = [
        _Span([one.placement], one.start, end, round(one.promised_per_day * _MILLION))
        for one in told
        if one.start and one.promised_per_day and one.as_of
        and (end := min(one.until or date.max, one.as_of)) >= one.start
    ]  # fmt: skip
    delivery = Delivery(_added(spans, running), _added(promises, {}), goal, delivered, first, last)
    return Drawn(delivery, len(told), len(every))


def _added(spans: Iterable[_Span], running: Mapping[str, tuple[date, date]]) -> list[Days]:
    """Spans together, as days without a change.

    Args:
        spans: of any placements, in any order.
        running: from when to when each placement runs; days on which one runs of which no span
            tells are known in part.
    """
    changes: dict[date, list[tuple[Sequence[str], int, int]]] = defaultdict(list)
    for span in spans:
        changes[span.first_day].append((span.placements, span.rate, 1))
        changes[span.last_day + _DAY].append((span.placements, -span.rate, -1))
    for begun, ended in running.values():
        changes[begun] += ()
        changes[ended + _DAY] += ()
    known: Counter[str] = Counter()
    rate, found = 0, list[Days]()
    for day, following in pairwise(sorted(changes)):
        for placements, change, count in changes[day]:
            rate += change
            for placement in placements:
                known[placement] += count
        if any(known.values()):
            unknown = any(
                begun <= day <= ended and not known[placement]
                for placement, (begun, ended) in running.items()
            )
            _append(found, Days(day, following - _DAY, rate / _MILLION, unknown))
    return found


def _append(found: list[Days], days: Days) -> None:
    """Put days behind others, as one with those before where nothing changed."""
    if found:
        before = found[-1]
        same = (
            before.per_day == days.per_day
            and before.in_part == days.in_part
            and before.last_day + _DAY == days.first_day
        )
        if same:
            found[-1] = Days(before.first_day, days.last_day, days.per_day, days.in_part)
            return
    found.append(days)
