"""The figures of campaigns, as rows: one definition each, in the question it comes from.

``docs/campaigns.md`` says in words what each is. None is an unknown: a count that could not be had
is None and never 0.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from backline.campaigns.asked import Campaigns
from backline.campaigns.finish import Finish, expected_finish

Figures = TypeVar("Figures", bound="_Row")


@dataclass(frozen=True, slots=True)
class _Row:
    @classmethod
    def of(cls: type[Figures], row: dict[str, Any]) -> Figures:
        return cls(**{f.name: row[f.name] for f in fields(cls)})


@dataclass(frozen=True, slots=True)
class PlacementFigures(_Row):
    """What one placement promised and delivered; ``campaign_placements.sql``.

    Attributes:
        until: its last day; None while it is open.
        as_of: the last day that a scrape of the song tells of.
        listed: playlists in the newest list for 12 months, of ``total``.
        delivered: streams of the vendor's playlists since the start.
        shared: streams that it shares with another placement, which are in no ``delivered``.
        remaining: the goal less what was delivered; below 0 where more came.
        reported_remaining: what an older system said, on ``reported_on``.
        progress: delivered as a fraction of the goal.
        promised_as: what ``promised_per_day`` is made of.
        elapsed: days since the start.
        known_days: those of them of which something is known.
        kept_days: known days at or above 80 % of the promise; None without a promise.
        stretches: in how many spans the known days were told.
        per_day: delivered a known day.
        recent_per_day: the same over the last 28 days, with its range of 80 %.
        days_to_first: from the start to the first stream.
        unknown_spans: spans of which no difference could be made.
        fell: whether a count fell, as when Spotify takes streams back.
    """

    placement: str
    campaign: str
    campaign_name: str
    client: str
    artist: str | None
    track: str | None
    title: str | None
    vendor: str | None
    status: str
    genre: str | None
    start: date | None
    until: date | None
    as_of: date | None
    scrapes: int | None
    listed: int | None
    total: int | None
    goal: int | None
    delivered: int | None
    shared: int | None
    remaining: int | None
    reported_remaining: int | None
    reported_on: date | None
    progress: float | None
    promised_per_day: float | None
    promised_as: str | None
    elapsed: int | None
    known_days: int | None
    promised_to_date: int | None
    kept_days: int | None
    stretches: int
    per_day: float | None
    recent_per_day: float | None
    recent_days: int | None
    recent_low: float | None
    recent_high: float | None
    recent_stretches: int | None
    playlists: int | None
    first_stream: date | None
    days_to_first: int | None
    price_paid: Decimal | None
    vendor_paid: bool | None
    curator_status: str | None
    s4a_access: bool | None
    unknown_spans: int
    fell: bool

    @property
    def delivery_rate(self) -> float | None:
        """Delivered as a fraction of what was promised up to now, which is at most the goal."""
        if self.delivered is None or not self.promised_to_date:
            return None
        return self.delivered / self.promised_to_date

    @property
    def cost_per_1000(self) -> Decimal | None:
        """What 1,000 delivered streams cost; None where the price is not known or nothing came."""
        if self.price_paid is None or not self.delivered or self.delivered < 0:
            return None
        return (self.price_paid * 1000 / self.delivered).quantize(Decimal("0.01"))

    @property
    def finish(self) -> Finish | None:
        """When the goal is reached; None where it was, or where no pace is known."""
        if self.as_of is None or self.recent_per_day is None:
            return None
        several = (self.recent_stretches or 0) > 1
        return expected_finish(
            self.as_of,
            self.remaining,
            self.recent_per_day,
            self.recent_low if several else None,
            self.recent_high if several else None,
        )


@dataclass(frozen=True, slots=True)
class VendorFigures(_Row):
    """A vendor's record; ``campaign_vendors.sql``.

    Attributes:
        cost_per_1000: real cost of 1,000 delivered streams, of ``priced_placements``.
        delivery_rate: delivered as a fraction of what was promised to date, of
            ``promised_placements``.
        reliability: the share of ``judged_days`` at or above 80 % of the promise, with its range.
        stretches: in how many spans these days were told.
        days_to_first: the median of ``started_placements``.
        promised_per_day: by the active placements together.
    """

    vendor: str
    name: str
    active: bool | None
    genres: list[str] | None
    promised_cost_per_1000: Decimal | None
    max_streams_per_day: int | None
    placements: int
    active_placements: int
    active_campaigns: int
    delivered: int | None
    known_placements: int
    shared: int | None
    cost_per_1000: Decimal | None
    priced_placements: int
    delivery_rate: float | None
    promised_placements: int
    promised_to_date: int | None
    reliability: float | None
    reliability_low: float | None
    reliability_high: float | None
    judged_days: int
    stretches: int
    days_to_first: float | None
    started_placements: int
    promised_per_day: float | None
    playlists: int
    songs: int
    as_of: date | None


@dataclass(frozen=True, slots=True)
class CampaignFigures(_Row):
    """What a campaign's placements delivered together; ``campaign_campaigns.sql``.

    Attributes:
        delivered: of ``known_placements``, with what only placements of this campaign share.
        shared: streams that it shares with other campaigns, which are in no ``delivered``.
        price_paid: to vendors; never told to a client.
    """

    campaign: str
    name: str
    client: str
    artist: str | None
    status: str
    invoice_status: str | None
    salesperson: str | None
    start: date | None
    until: date | None
    budget: Decimal | None
    stream_goal: int | None
    placements: int
    songs: int
    vendors: int
    without_song: int
    delivered: int | None
    shared: int | None
    known_placements: int
    remaining: int | None
    reported_remaining: int | None
    reported_on: date | None
    promised_per_day: float | None
    recent_per_day: float | None
    recent_low: float | None
    recent_high: float | None
    price_paid: Decimal | None
    first_stream: date | None
    as_of: date | None
    oldest_as_of: date | None

    @property
    def progress(self) -> float | None:
        """Delivered as a fraction of the goal."""
        if self.delivered is None or not self.stream_goal:
            return None
        return self.delivered / self.stream_goal

    @property
    def finish(self) -> Finish | None:
        """When the goal is reached, the paces of its active placements taken together."""
        if self.oldest_as_of is None or self.recent_per_day is None:
            return None
        return expected_finish(
            self.oldest_as_of,
            self.remaining,
            self.recent_per_day,
            self.recent_low,
            self.recent_high,
        )


@dataclass(frozen=True, slots=True)
class ClientFigures(_Row):
    """What a client spent and got; ``campaign_clients.sql``.

    Attributes:
        spent: the budgets of campaigns that began, ``budgets_known`` of them.
        delivered: of ``delivered_known`` campaigns.
    """

    client: str
    name: str
    campaigns: int
    active: int
    completed: int
    spent: Decimal | None
    budgets_known: int
    stream_goal: int | None
    delivered: int | None
    delivered_known: int
    as_of: date | None


@dataclass(frozen=True, slots=True)
class ListedPlaylist(_Row):
    """One playlist of one song as the newest scrape that lists it has it; ``campaign_lists.sql``.

    Attributes:
        playlist: one name for it, however it is called: ``list:ID`` of the inventory.
        rule: by which it is whose it is.
        streams_7d: of the page's windows, as for the others; None where the window lists it not.
        of_this_name: playlists of this name on the page.
        seen_on: the day of that scrape; ``gone`` where a newer one does not list it.
        credited: streams that placements were credited with, ``placements``.
        why: the reason for what nobody was credited with.
    """

    track: str
    playlist: str
    name: str
    vendor: str | None
    rule: str
    added: date | None
    streams_24h: int | None
    streams_7d: int | None
    streams_28d: int | None
    streams_12m: int | None
    of_this_name: int
    seen_on: date
    as_of: date | None
    gone: bool | None
    credited: int | None
    shared: int | None
    unassigned: int | None
    placements: list[str]
    why: str | None


@dataclass(frozen=True, slots=True)
class CourseStretch(_Row):
    """Days on which a placement had the same streams a day, as far as scrapes tell."""

    placement: str
    first_day: date
    last_day: date
    per_day: float


def placements(
    campaigns: Campaigns, among: Collection[str] | None = None
) -> list[PlacementFigures]:
    """Every placement, or some by their ids, by campaign and id."""
    rows = campaigns.rows(
        "from figure where $1::varchar[] is null or list_contains($1::varchar[], placement) "
        "order by campaign, placement",
        None if among is None else sorted(among),
    )
    return [PlacementFigures.of(row) for row in rows]


def vendors(campaigns: Campaigns) -> list[VendorFigures]:
    """Every vendor by id."""
    return [VendorFigures.of(row) for row in campaigns.ask("campaign_vendors")]


def totals(campaigns: Campaigns) -> list[CampaignFigures]:
    """Every campaign by id."""
    return [CampaignFigures.of(row) for row in campaigns.rows("from total order by campaign")]


def clients(campaigns: Campaigns) -> list[ClientFigures]:
    """Every client by id."""
    return [ClientFigures.of(row) for row in campaigns.ask("campaign_clients")]


def listed(campaigns: Campaigns, track: str | None = None) -> list[ListedPlaylist]:
    """Every playlist of every song, or of one, the largest first."""
    rows = campaigns.rows(
        "select list as playlist, * exclude (list) from line "
        "where $1::varchar is null or track = $1 "
        "order by track, streams_12m desc nulls last, playlist",
        track,
    )
    return [ListedPlaylist.of(row) for row in rows]


def course(campaigns: Campaigns, placement: str) -> list[CourseStretch]:
    """A placement's streams a day, as stretches of days, the oldest first."""
    rows = campaigns.rows(
        "select placement, first_day, last_day, round(rate / 1000000.0, 2) as per_day from course "
        "where placement = $1 order by first_day",
        placement,
    )
    return [CourseStretch.of(row) for row in rows]
