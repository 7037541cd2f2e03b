"""Evidence of streams that nobody listened to: what is out of the ordinary in a placement's course.

It is shown as evidence, with its numbers, and never as a verdict: each piece says what it rests on
and what else it may be. The rules are in :mod:`backline.campaigns.evidence.rules`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence.piece import Evidence, Kind, Listed, Lists
from backline.campaigns.evidence.rules import (
    SAVED_STREAMS,
    Saved,
    Span,
    few_saves,
    one_alone,
    spread,
    too_even,
)
from backline.campaigns.evidence.songs_told import ids_of, others_of, saved, saves_of
from backline.campaigns.evidence.stops import stops
from backline.campaigns.figures import CourseStretch, PlacementFigures, course, placements
from backline.names import shown
from backline.warehouse import Warehouse

__all__ = ["Evidence", "Kind", "evidence"]

NORM_DAYS = timedelta(days=56)
"""So many days before a placement are a song's norm."""


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
    for one in placements(campaigns, wanted):
        own = lists.get(one.placement)
        if own is None or one.start is None:
            continue
        found += _even(one, own)
        found += stops(campaigns, one, own)
        if warehouse is not None:
            found += _saves(campaigns, one, warehouse)
        found += _alone(one, own, held)
    return found


def _lists(campaigns: Campaigns, among: list[str] | None) -> dict[str, dict[str, Listed]]:
    found: dict[str, dict[str, Listed]] = {}
    for row in campaigns.ask("campaign_evidence", among=among):
        spans = [
            (Span(s["first_day"], s["last_day"], s["streams"], s["since_added"]), s["own"])
            for s in row["spans"]
        ]
        found.setdefault(row["placement"], {})[row["list"]] = Listed(
            shown(row["name"] or row["list"], 60),
            row["streams"],
            row["first_day"],
            row["last_day"],
            tuple(span for span, _ in spans),
            tuple(span for span, own in spans if own),
        )
    return found


def _even(one: PlacementFigures, lists: Lists) -> Iterable[Evidence]:
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
            f"{listed.name!r} gave {_between(rates)} streams a day in each of "
            f"{len(even.spans)} spans from {first} to {last}: {off:.2%} off their mean, where "
            f"counting alone puts listeners {by_chance:.2%} off; worth asking the vendor who "
            "listens.",
            f"{total:,} streams in {len(even.spans)} spans told apart by scrapes; chance makes "
            f"them so even once in {_once_in(even.odds)}, and what listeners have in common makes "
            "them less even.",
        )


def _between(rates: Sequence[float]) -> str:
    low, high = f"{rates[0]:,.1f}", f"{rates[-1]:,.1f}"
    return low if low == high else f"{low} to {high}"


def _once_in(odds: float) -> str:
    return f"{1 / odds:,.0f}" if odds > 1e-6 else "more than 1,000,000"


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
    one: PlacementFigures, lists: Lists, held: Mapping[tuple[str | None, str | None], int]
) -> Iterable[Evidence]:
    streams = {key: listed.streams for key, listed in lists.items()}
    playlists = held.get((one.vendor, None), 0)
    most = one_alone(streams, playlists)
    if most is None:
        return
    total = sum(streams.values())
    listing = held.get((one.vendor, one.track), 0)
    others = (
        f"{listing} of which list the song; worth asking the vendor why the others gave next to "
        "nothing"
        if listing > 1
        else "and the song was seen in no other; worth asking the vendor why"
    )
    name = lists[most].name
    yield Evidence(
        Kind.ALONE,
        one.placement,
        one.vendor,
        name,
        lists[most].first_day,
        lists[most].last_day,
        f"{name!r} gave {streams[most]:,} of the {total:,} streams credited "
        f"({streams[most] / total:.0%}), while the vendor has {playlists} playlists, {others}.",
        "As far as scrapes list playlists, of which a page shows the largest; a vendor may have "
        "placed the song in one alone.",
    )
