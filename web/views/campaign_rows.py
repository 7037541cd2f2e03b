"""Campaigns, placements and clients as rows of the pages' tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backline.campaigns.figures import CampaignFigures, ClientFigures, PlacementFigures
from backline.exports.campaign_columns import CAMPAIGNS, CLIENTS, PLACEMENTS
from backline.names import same_name, shown
from backline.spotify_links import spotify_id, track_link
from backline.words import many
from bot.replies.campaigning import why_unknown
from web.shown import Number
from web.views.campaign_numbers import (
    LONGEST_NAME,
    NO_GOAL,
    OVER,
    Ending,
    Names,
    ending_of,
    stands,
)


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign as tables and its own page show it.

    Attributes:
        figures: all there is to know.
        client: the client's name.
        seller: the salesperson in the one form for all spellings.
        known: how many of its placements something is known of.
        range: the recent pace's range of 80 %, in words; empty where there is none.
    """

    figures: CampaignFigures
    name: str
    client: str
    artist: str
    salesperson: str
    seller: str
    goal: Number
    delivered: Number
    remaining: Number
    progress: Number
    reported: Number
    promised: Number
    recent: Number
    budget: Number
    paid: Number
    ending: Ending
    known: str
    range: str


def campaign_row(names: Names, one: CampaignFigures, artists: Mapping[str, str]) -> CampaignRow:
    """A campaign's figures.

    Args:
        names: of clients.
        one: the figures.
        artists: names by the keys of the roster.
    """
    row = stands(CAMPAIGNS, one.campaign)
    unknown = _unknown(one)
    left = unknown if one.stream_goal else NO_GOAL
    still = OVER.get(one.status, "")
    return CampaignRow(
        figures=one,
        name=shown(one.name, LONGEST_NAME),
        client=names.of("clients", one.client),
        artist=shown(artists.get(one.artist or "", one.artist or ""), LONGEST_NAME),
        salesperson=shown(one.salesperson or "", LONGEST_NAME),
        seller=seller_key(one.salesperson or ""),
        goal=row.count("stream_goal", one.stream_goal, NO_GOAL),
        delivered=row.count("delivered", one.delivered, unknown),
        remaining=row.count("remaining", one.remaining, left),
        progress=row.share("progress", one.progress, left),
        reported=row.count("reported_remaining", one.reported_remaining, "not reported"),
        promised=row.pace(
            "promised_per_day",
            one.promised_per_day,
            still or "no promise",
        ),
        recent=row.pace(
            "recent_per_day",
            one.recent_per_day,
            still or "no pace is known",
        ),
        budget=row.money("budget", one.budget, "not written down"),
        paid=row.money("price_paid", one.price_paid, "no price is known"),
        ending=ending_of(
            one.status,
            one.remaining,
            one.finish,
            "no pace is known" if one.stream_goal else NO_GOAL,
        ),
        known=f"known of {one.known_placements:,} of {many(one.placements, 'placement')}",
        range=_range(one.recent_low, one.recent_high),
    )


def seller_key(name: str) -> str:
    """One form for all spellings of a salesperson's name, fit for an attribute."""
    return same_name(shown(name, LONGEST_NAME))


def _unknown(one: CampaignFigures) -> str:
    """Why nothing is known of what a campaign delivered."""
    if not one.placements:
        return "no placement yet"
    if one.without_song == one.placements:
        return "no song is out"
    return "no scrape tells of it" if one.as_of is None else "nothing is known since its start"


def _range(low: float | None, high: float | None) -> str:
    return f"{low:,.0f} to {high:,.0f}" if low is not None and high is not None else ""


@dataclass(frozen=True, slots=True)
class PlacementRow:
    """A placement as tables show it.

    Attributes:
        song: what it is called, or why it has no name.
        link: its page on Spotify; empty until it is out.
        vendor: the vendor's name; empty where none is chosen.
        notes: what else is to be known of its figures.
    """

    figures: PlacementFigures
    song: str
    link: str
    campaign: str
    vendor: str
    goal: Number
    delivered: Number
    remaining: Number
    progress: Number
    promised: Number
    recent: Number
    price: Number
    cost: Number
    ending: Ending
    notes: tuple[str, ...]


def placement_row(names: Names, one: PlacementFigures) -> PlacementRow:
    """A placement's figures."""
    row = stands(PLACEMENTS, one.placement)
    unknown = why_unknown(one)
    left = unknown if one.goal else NO_GOAL
    still = OVER.get(one.status, "")
    priced = "nothing was delivered that is known" if one.price_paid is not None else "no price"
    return PlacementRow(
        figures=one,
        song=shown(one.title or one.track or "no song yet", LONGEST_NAME),
        link=song_link(one.track),
        campaign=shown(one.campaign_name, LONGEST_NAME),
        vendor=names.of("vendors", one.vendor),
        goal=row.count("goal", one.goal, NO_GOAL),
        delivered=row.count("delivered", one.delivered, unknown),
        remaining=row.count("remaining", one.remaining, left),
        progress=row.share("progress", one.progress, left),
        promised=row.pace(
            "promised_per_day",
            one.promised_per_day,
            "no promise is known",
            one.promised_as or "",
        ),
        recent=row.pace(
            "recent_per_day",
            one.recent_per_day,
            still or unknown or "no pace is known",
        ),
        price=row.money("price_paid", one.price_paid, "no price"),
        cost=row.money("cost_per_1000", one.cost_per_1000, priced),
        ending=ending_of(
            one.status, one.remaining, one.finish, "no pace is known" if one.goal else NO_GOAL
        ),
        notes=tuple(_notes(one)),
    )


def _notes(one: PlacementFigures) -> list[str]:
    found = []
    if one.shared:
        found.append(f"{one.shared:,} more shared with another placement")
    if one.unknown_spans:
        found.append(f"{many(one.unknown_spans, 'span')} of days cannot be known")
    if one.fell:
        found.append("a count fell, as when Spotify takes streams back")
    if one.reported_remaining is not None:
        when = f" on {one.reported_on}" if one.reported_on else ""
        found.append(f"an older system reported {one.reported_remaining:,} left{when}")
    if one.curator_status == "denied":
        found.append("the curator denied it")
    return found


def song_link(track: str | None) -> str:
    """A song's page on Spotify; empty where what stands there is no id of one."""
    try:
        return track_link(spotify_id("track", track)) if track else ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class ClientRow:
    """A client as tables and its own page show it."""

    figures: ClientFigures
    name: str
    campaigns: Number
    active: Number
    completed: Number
    spent: Number
    goal: Number
    delivered: Number


def client_row(one: ClientFigures) -> ClientRow:
    """A client's figures."""
    row = stands(CLIENTS, one.client)
    return ClientRow(
        figures=one,
        name=shown(one.name, LONGEST_NAME),
        campaigns=row.count("campaigns", one.campaigns),
        active=row.count("active", one.active),
        completed=row.count("completed", one.completed),
        spent=row.money(
            "spent",
            one.spent,
            "no budget of a campaign that began is known",
            f"the budgets of {many(one.budgets_known, 'campaign')} that began",
        ),
        goal=row.count("stream_goal", one.stream_goal, NO_GOAL),
        delivered=row.count(
            "delivered",
            one.delivered,
            "nothing is known yet",
            f"known of {one.delivered_known:,} of {many(one.campaigns, 'campaign')}",
        ),
    )
