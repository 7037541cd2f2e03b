"""``vendors.html`` and ``vendors/ID.html``: who promises streams, and how far that was kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from backline.campaigns.deliveries import of_vendor
from backline.campaigns.figures import VendorFigures, vendors
from backline.campaigns.picked import unread_cells
from backline.campaigns.sent.scorecard import RecordLine, VendorPlaylist, record, scorecards
from backline.exports.campaign_columns import VENDORS
from backline.names import same_name, shown
from backline.spotify_links import playlist_link, spotify_id
from backline.store import Store
from bot.library import Label
from web.shown import Number
from web.views.campaign import delivery_drawn
from web.views.campaign_asked import (
    contacts_of,
    keeps_campaigns,
    key_of,
    keys_matching,
    later_pages,
    part_of,
    problems_of,
)
from web.views.campaign_lists import questions_of
from web.views.campaign_numbers import FILES, LONGEST_NAME, NOWHERE, Names, Stands, stands
from web.views.campaign_rows import placement_row
from web.visit import Visit

MOST = 200
"""Placements and playlists on a vendor's page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of a record.

    Attributes:
        name: what it is.
        term: the anchor of its definition; empty where the name says it.
        value: the figure.
        rests_on: of how much it is made.
    """

    name: str
    term: str
    value: Number
    rests_on: str


_TERMS = {
    "delivered": "campaign-delivered",
    "shared": "campaign-credit",
    "cost_per_1000": "vendor-cost",
    "delivery_rate": "vendor-delivery-rate",
    "reliability": "vendor-reliability",
    "days_to_first": "vendor-first-stream",
    "promised_per_day": "campaign-promised",
}
"""Where the figures of a record are defined."""

_ACTIVE = "its active placements"

_ON_CARDS = ("delivery_rate", "reliability", "cost_per_1000", "days_to_first", "promised_per_day")


def _line(row: Stands, figures: VendorFigures, told: RecordLine) -> Line:
    value, column = getattr(figures, told.column), told.column
    gap = told.rests_on or "not known"
    found = row if column in VENDORS.header else NOWHERE
    if column in ("delivery_rate", "reliability"):
        shown_as = found.share(column, value, gap)
    elif column == "cost_per_1000":
        shown_as = found.money(column, value, gap)
    elif column in ("days_to_first", "promised_per_day"):
        shown_as = found.pace(column, value, gap)
    else:
        shown_as = found.count(column, value, gap)
    return Line(told.name, _TERMS.get(column, ""), shown_as, told.rests_on or _ACTIVE)


@dataclass(frozen=True, slots=True)
class Card:
    """A vendor among others."""

    figures: VendorFigures
    name: str
    genres: str
    delivered: Line
    lines: tuple[Line, ...]
    playlists: Number


def _card(one: VendorFigures) -> Card:
    row = stands(VENDORS, one.vendor)
    lines = {told.column: _line(row, one, told) for told in record(one)}
    return Card(
        figures=one,
        name=shown(one.name, LONGEST_NAME),
        genres=_genres(one),
        delivered=lines["delivered"],
        lines=tuple(lines[column] for column in _ON_CARDS),
        playlists=row.count("playlists", one.playlists),
    )


def _genres(one: VendorFigures) -> str:
    return shown(", ".join(one.genres or ()), 200)


def view(visit: Visit) -> Mapping[str, Any]:
    """The vendors that the query asks for, by name.

    Raises:
        ConfigError: the query asks for what vendors do not have.
        NotFoundError: there is no such page of them.
        DataError: the files cannot be read.
    """
    if not keeps_campaigns(visit):
        return {"title": "Vendors", "kept": False}
    campaigns = visit.label.campaigns()
    every = sorted(vendors(campaigns), key=lambda one: (same_name(one.name), one.vendor))
    wanted = keys_matching(visit, campaigns, "vendors")
    found = every if wanted is None else [one for one in every if one.vendor in wanted]
    part = part_of(visit, "vendors", found)
    return {
        "title": part.title("Vendors"),
        "kept": True,
        "cards": [_card(one) for one in part.rows],
        "part": part,
        "every": len(every),
        "filtered": wanted is not None,
        "search": visit.asked("search"),
        "problems": problems_of(campaigns),
        "report": FILES["vendors"],
    }


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A playlist of a vendor over all songs."""

    name: str
    link: str
    figures: VendorPlaylist
    per_day: Number
    songs: Number
    streams: Number
    week: Number
    month: Number
    followers: Number


def _own(one: VendorPlaylist) -> OwnRow:
    row, none = NOWHERE, "nothing was credited yet"
    return OwnRow(
        name=shown(one.name, LONGEST_NAME),
        link=list_link(one.link),
        figures=one,
        per_day=row.pace("", one.per_day, none),
        songs=row.count("", one.songs, none),
        streams=row.count("", one.streams, none),
        week=row.count("", one.streams_7d, "no reading"),
        month=row.count("", one.streams_28d, "no reading"),
        followers=row.count("", one.followers, "nobody looked"),
    )


def list_link(text: str | None) -> str:
    """A playlist's page on Spotify; empty where what stands there is no link of one."""
    try:
        return playlist_link(spotify_id("playlist", text)) if text else ""
    except ValueError:
        return ""


def of_vendor_page(visit: Visit) -> Mapping[str, Any]:
    """One vendor's scorecard; with contact data where it is asked for by name, live.

    Raises:
        NotFoundError: there is none of this id.
        DataError: the row or the files cannot be read.
    """
    key = key_of(visit, "vendors")
    label = visit.label
    campaigns = label.campaigns()
    names = Names(campaigns.book)
    (card,) = scorecards(campaigns, [key])
    figures = card.figures
    row = stands(VENDORS, key)
    # Those that are known first: they are what the record is made of.
    placed = sorted(card.placements, key=lambda one: one.delivered is None)
    about = {one.placement: shown(one.title or one.campaign_name, LONGEST_NAME) for one in placed}
    name = shown(figures.name, LONGEST_NAME)
    return {
        "title": f"{name}: vendor",
        "name": name,
        "figures": figures,
        "genres": _genres(figures),
        "lines": [_line(row, figures, told) for told in card.record],
        "says": NOWHERE.money("", figures.promised_cost_per_1000, "not said"),
        "chart": delivery_drawn(of_vendor(campaigns, key), name, figures.delivered),
        "read": card.read,
        "placements": [placement_row(names, one) for one in placed[:MOST]],
        "every_placement": len(placed),
        "playlists": [_own(one) for one in card.playlists[:MOST]],
        "every_playlist": len(card.playlists),
        "questions": questions_of(visit, campaigns, placed, about),
        "contacts": contacts_of(visit, "vendors", key),
        "problems": unread_cells(campaigns, [("vendors", campaigns.book.rows["vendors"].get(key))]),
        "files": FILES,
        "most": MOST,
        "sent": _sent(label, key),
    }


def _sent(label: Label, key: str) -> list[str]:
    """The files that were made for the vendor."""
    files = [f"reports/campaigns/vendors/{key}.{ending}" for ending in ("pdf", "xlsx")]
    return [file for file in files if (label.root / file).is_file()]


def every_page(label: Label) -> Iterable[Mapping[str, str]]:
    """The pages of all vendors after the first."""
    if not Store(label.root).keeps_campaigns():
        return ()
    return later_pages(len(vendors(label.campaigns())))


def every_vendor(label: Label) -> Iterable[Mapping[str, str]]:
    """Each vendor whose row can be read."""
    if not Store(label.root).keeps_campaigns():
        return ()
    return [{"key": one.vendor} for one in vendors(label.campaigns())]
