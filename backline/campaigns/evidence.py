"""Evidence of streams that nobody listened to: what is out of the ordinary in a placement's course.

It is shown as evidence, with its numbers, and never as a verdict: each piece says what it rests on
and what else it may be. The rules are in :mod:`backline.campaigns.evidence_rules`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence_rules import (
    SAVED_STREAMS,
    Saved,
    Span,
    Stop,
    few_saves,
    one_alone,
    spread,
    stopped,
    too_even,
)
from backline.campaigns.figures import CourseStretch, PlacementFigures, course, placements
from backline.campaigns.songs_told import ids_of, others_of, saved, saves_of
from backline.names import shown
from backline.warehouse import Warehouse

NORM_DAYS = timedelta(days=56)
"""So many days before a placement are a song's norm."""


NEARLY = 0.95
"""A goal of which so much came is reached: who stops there stops at the goal."""


class Kind(StrEnum):
    """What is out of the ordinary."""

    TOO_EVEN = "too even"
    STOPS = "stops on the last day"
    FEW_SAVES = "few saves"
    ALONE = "one playlist alone"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence.

    Attributes:
        kind: which rule found it.
        placement: its id.
        vendor: the placement's.
        playlist: as the book or the page calls it; None where it is of the placement as a whole.
        first_day: of the days it is of.
        last_day: of these.
        sentence: what was seen, with its numbers, and what is worth asking.
        rests_on: how much that is, and what else may be behind it.
    """

    kind: Kind
    placement: str
    vendor: str | None
    playlist: str | None
    first_day: date
    last_day: date
    sentence: str
    rests_on: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """A playlist's spans of a placement's song; ``own`` those credited to the placement."""

    name: str
    spans: tuple[Span, ...]
    own: tuple[Span, ...]


_Lists = Mapping[str, _Listed]


def evidence(
    campaigns: Campaigns,
    warehouse: Warehouse | None = None,
    among: Collection[str] | None = None,
) -> list[Evidence]:
    """The evidence there is, by placement and kind.

    Args:
        campaigns: the campaigns of a root.
        warehouse: its measurements, which tell saves; without them nothing is said of saves.
        among: ids of the placements that are looked at; all where None.

    Raises:
        DataError: the files cannot be read.
    """
    wanted = None if among is None else sorted(among)
    lists = _lists(campaigns, wanted)
    held = {
        (row["vendor"], row["track"]): row["playlists"] for row in campaigns.ask("campaign_held")
    }
    found: list[Evidence] = []
    for one in placements(campaigns):
        own = lists.get(one.placement)
        if own is None or one.start is None:
            continue
        found += _even(one, own)
        found += _stops(campaigns, one, own)
        if warehouse is not None:
            found += _saves(campaigns, one, warehouse)
        found += _alone(one, own, held)
    return found


def _lists(campaigns: Campaigns, among: list[str] | None) -> dict[str, dict[str, _Listed]]:
    rows: dict[tuple[str, str], list[tuple[Span, bool]]] = {}
    names: dict[str, str] = {}
    for row in campaigns.ask("campaign_evidence", among=among):
        names[row["list"]] = shown(row["name"] or row["list"], 60)
        since = row["counted"] == "count over 12 months"
        span = Span(row["first_day"], row["last_day"], row["streams"], since)
        rows.setdefault((row["placement"], row["list"]), []).append((span, row["own"]))
    found: dict[str, dict[str, _Listed]] = {}
    for (placement, key), spans in rows.items():
        found.setdefault(placement, {})[key] = _Listed(
            names[key], tuple(s for s, _ in spans), tuple(s for s, own in spans if own)
        )
    return found


def _even(one: PlacementFigures, lists: _Lists) -> Iterable[Evidence]:
    for listed in lists.values():
        spans = [s for s in listed.own if one.until is None or s.last_day <= one.until]
        even = too_even(spans, len(lists))
        if even is None:
            continue
        off, by_chance = spread(even.spans)
        rates = sorted(span.per_day for span in even.spans)
        first, last = even.spans[0].first_day, even.spans[-1].last_day
        total = sum(span.streams or 0 for span in even.spans)
        yield Evidence(
            Kind.TOO_EVEN,
            one.placement,
            one.vendor,
            listed.name,
            first,
            last,
            f"{listed.name!r} gave {rates[0]:,.1f} to {rates[-1]:,.1f} streams a day in each of "
            f"{len(even.spans)} spans from {first} to {last}: {off:.2%} off their mean, where "
            f"counting alone puts listeners {by_chance:.2%} off; worth asking the vendor who "
            "listens.",
            f"{total:,} streams in {len(even.spans)} spans told apart by scrapes; chance makes "
            f"them so even once in {_once_in(even.odds)}, and what listeners have in common makes "
            "them less even.",
        )


def _once_in(odds: float) -> str:
    return f"{1 / odds:,.0f}" if odds > 1e-6 else "more than 1,000,000"


def _stops(campaigns: Campaigns, one: PlacementFigures, lists: _Lists) -> Iterable[Evidence]:
    """At the placement's end; else where its goal was reached."""
    if one.status == "paused" or one.start is None:
        return
    ends = [(one.until, one.until, f"its last day is {one.until}")] if one.until else []
    if one.goal and (one.delivered or 0) >= NEARLY * one.goal:
        reached = _reached(course(campaigns, one.placement), one.goal)
        ends += [(*days, f"the goal of {one.goal:,} was reached") for days in reached]
    for first, last, words in ends:
        stops = {}
        for key, listed in lists.items():
            spans = [s for s in listed.spans if s.last_day >= one.start]
            if stop := stopped(spans, first, last):
                stops[key] = stop
        # Most of what the vendor gave has to end there, or it is the playlist's own affair.
        given = {key: sum(s.streams or 0 for s in listed.own) for key, listed in lists.items()}
        if 2 * sum(given[key] for key in stops) > sum(given.values()) > 0:
            yield _stop_told(one, {lists[key].name: stop for key, stop in stops.items()}, words)
            return


def _stop_told(one: PlacementFigures, stops: Mapping[str, Stop], words: str) -> Evidence:
    every = list(stops.values())
    after = max(sum(s.days for s in stop.after) for stop in every)
    expected = sum(stop.expected for stop in every)
    left = sum(stop.left for stop in every)
    name = next(iter(stops)) if len(stops) == 1 else None
    whose = f"{name!r}" if name else f"{len(stops)} playlists"
    return Evidence(
        Kind.STOPS,
        one.placement,
        one.vendor,
        name,
        min(stop.before[0].first_day for stop in every),
        max(stop.after[-1].last_day for stop in every),
        f"{whose} gave {sum(stop.per_day for stop in every):,.0f} streams a day steadily, ended "
        f"about {max(stop.about for stop in every)} ({words}), and gave {left:,} in the "
        f"{after} days after, where {expected:,.0f} were to be expected; worth asking the vendor "
        "whether the song was taken out then.",
        f"{sum(len(stop.before) for stop in every)} spans before and "
        f"{sum(len(stop.after) for stop in every)} after; a song that is taken out of a playlist "
        "as agreed ends in the same way.",
    )


def _reached(stretches: Iterable[CourseStretch], goal: int) -> list[tuple[date, date]]:
    """The days in which the last twentieth of a goal came, by the streams a day known; or none."""
    total, since, until = 0.0, None, None
    for stretch in stretches:
        if total < goal - 1 and stretch.per_day:
            until = stretch.last_day
        total += stretch.per_day * ((stretch.last_day - stretch.first_day).days + 1)
        if since is None and total >= NEARLY * goal:
            since = stretch.first_day
    return [(since, until)] if since and until else []


def _saves(campaigns: Campaigns, one: PlacementFigures, warehouse: Warehouse) -> Iterable[Evidence]:
    """Against the song's own norm before; where there is none, against the artist's other songs."""
    if one.track is None or one.start is None or warehouse.latest_day is None:
        return
    ids = ids_of(warehouse, one.track)
    end = min(filter(None, (one.until, one.as_of, warehouse.latest_day)))
    days = saves_of(warehouse, ids, one.start - NORM_DAYS, end)
    within = saved(days, one.start, end)
    if within.streams < SAVED_STREAMS:
        return
    yesterday = one.start - timedelta(days=1)
    norm = saved(days, one.start - NORM_DAYS, yesterday)
    of = f"of its own in the {norm.days} days before"
    if norm.streams < SAVED_STREAMS:
        placed = {row["song"] for row in campaigns.book.all("placements") if row["song"]}
        other = saves_of(warehouse, others_of(warehouse, ids, placed), one.start, end)
        norm, of = saved(other, one.start, end), "of the artist's other songs in these days"
    told = [day for day in days if one.start <= day <= end]
    given = _given(course(campaigns, one.placement), told)
    if not few_saves(within, norm) or 2 * given < within.streams:
        return
    yield Evidence(
        Kind.FEW_SAVES,
        one.placement,
        one.vendor,
        None,
        min(told),
        max(told),
        f"From {min(told)} to {max(told)} the song had {_in_words(within)}, against "
        f"{_in_words(norm)} {of}; about {min(given / within.streams, 1):.0%} of its streams came "
        "from the vendor's playlists; worth asking the vendor who listens.",
        f"{within.days} days of exports of Spotify for Artists; the ranges of 95% are "
        f"{_range(within)} and {_range(norm)}; listeners of playlists save less than others, "
        "so that only less than a quarter counts.",
    )


def _given(stretches: Iterable[CourseStretch], days: Collection[date]) -> float:
    return sum(
        stretch.per_day * sum(stretch.first_day <= day <= stretch.last_day for day in days)
        for stretch in stretches
    )


def _in_words(told: Saved) -> str:
    return f"{told.saves:,} saves in {told.streams:,} streams ({told.share:.2%})"


def _range(told: Saved) -> str:
    low, high = told.range
    return f"{low:.2%} to {high:.2%}"


def _alone(
    one: PlacementFigures, lists: _Lists, held: Mapping[tuple[str | None, str | None], int]
) -> Iterable[Evidence]:
    streams = {key: sum(s.streams or 0 for s in listed.own) for key, listed in lists.items()}
    playlists = held.get((one.vendor, None), 0)
    most = one_alone(streams, playlists)
    if most is None:
        return
    total, own = sum(streams.values()), lists[most].own
    listing = held.get((one.vendor, one.track), 0)
    name = lists[most].name
    yield Evidence(
        Kind.ALONE,
        one.placement,
        one.vendor,
        name,
        own[0].first_day,
        own[-1].last_day,
        f"{name!r} gave {streams[most]:,} of the {total:,} streams credited "
        f"({streams[most] / total:.0%}), while the vendor has {playlists} playlists; worth asking "
        "the vendor why the others gave next to nothing.",
        f"{listing} of the {playlists} list the song, as far as scrapes tell; a vendor may have "
        "placed it in one alone.",
    )
