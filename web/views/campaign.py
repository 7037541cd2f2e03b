"""``campaigns/ID.html``: one campaign, what was promised, what came and by whose playlists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backline.campaigns.asked import Campaigns
from backline.campaigns.deliveries import Drawn as Delivered
from backline.campaigns.deliveries import of_campaign
from backline.campaigns.figures import PlacementFigures
from backline.campaigns.picked import (
    CampaignVendor,
    given_by_rule,
    lists_of,
    placements_of,
    unread_cells,
    vendors_in,
)
from backline.campaigns.sent.client_page import client_page
from backline.campaigns.sent.sentences import Sentence
from backline.exports.pictures.delivery import Days
from backline.names import shown
from backline.words import many
from bot.library import Label
from bot.replies.campaign import RULES
from bot.replies.campaigning import chart
from web.figures import Drawn, drawn
from web.shown import Number
from web.views.campaign_asked import key_of
from web.views.campaign_lists import apart, lifts_of, list_row, questions_of
from web.views.campaign_numbers import FILES, LONGEST_NAME, NOWHERE, Names
from web.views.campaign_rows import CampaignRow, PlacementRow, campaign_row, placement_row
from web.views.campaigns import artist_names
from web.visit import Visit

MOST = 200
"""Placements and playlists of each kind on a page."""


def view(visit: Visit) -> Mapping[str, Any]:
    """All there is to know of a campaign.

    Raises:
        NotFoundError: there is none of this id.
        DataError: its row or the files cannot be read.
    """
    key = key_of(visit, "campaigns")
    label = visit.label
    campaigns = label.campaigns()
    names, artists = Names(campaigns.book), artist_names(label)
    told = client_page(campaigns, key, artists)
    one = campaign_row(names, told.figures, artists)
    placed = placements_of(campaigns, "campaign", key)
    rows = [placement_row(names, each) for each in placed]
    about = {row.figures.placement: _about(row) for row in rows}
    return {
        "title": f"{one.name}: campaign",
        "one": one,
        "steps": _said(told.steps),
        "known": _said(told.known),
        "artist": _artist(label, told.figures.artist),
        "chart": _chart(campaigns, one),
        "placements": rows[:MOST],
        "vendors": [_vendor(names, each) for each in vendors_in(campaigns, key)],
        "credited": _credited(campaigns, placed),
        "questions": questions_of(visit, campaigns, placed, about),
        "lifts": lifts_of(label, campaigns, placed, about),
        "problems": unread_cells(campaigns, _rows(campaigns, key, placed)),
        "notes": _notes(visit, campaigns, key),
        "sent": _sent(label, key),
        "files": FILES,
        "most": MOST,
        **_lists(names, campaigns, placed),
    }


def _said(sentences: Iterable[Sentence]) -> list[str]:
    """Sentences with other people's names fit for a line."""
    return [one.said(lambda name: shown(name, LONGEST_NAME)) for one in sentences]


def _about(row: PlacementRow) -> str:
    return f"{row.song} at {row.vendor}" if row.vendor else row.song


def _artist(label: Label, artist: str | None) -> tuple[str, str] | None:
    """The artist's key and name, where the roster knows just one of the name."""
    meant = label.warehouse.roster.meant(artist) if artist else []
    return (meant[0].key, meant[0].name) if len(meant) == 1 else None


def _rows(
    campaigns: Campaigns, key: str, placed: Sequence[PlacementFigures]
) -> list[tuple[str, dict[str, str] | None]]:
    rows = campaigns.book.rows
    own = [("placements", rows["placements"].get(each.placement)) for each in placed]
    return [("campaigns", rows["campaigns"].get(key)), *own]


def _notes(visit: Visit, campaigns: Campaigns, key: str) -> list[str]:
    """What people wrote down; live only, since it may be about people."""
    text = campaigns.book.rows["campaigns"][key]["notes"] if visit.live else ""
    return [shown(line, 1000) for line in text.splitlines()]


def _sent(label: Label, key: str) -> list[str]:
    """The files that were made for the client."""
    files = [f"reports/campaigns/clients/{key}.{ending}" for ending in ("pdf", "xlsx")]
    return [file for file in files if (label.root / file).is_file()]


def _lists(
    names: Names, campaigns: Campaigns, placed: Sequence[PlacementFigures]
) -> dict[str, Any]:
    titles = {p.track: shown(p.title or p.track, LONGEST_NAME) for p in placed if p.track}
    songs = titles if len(titles) > 1 else {}
    found = [list_row(names, one, songs) for one in lists_of(campaigns, list(titles))]
    return {
        "lists": apart(found),
        "known_lists": bool(found),
        "several": bool(songs),
        "own": {p.placement for p in placed},
    }


def _chart(campaigns: Campaigns, one: CampaignRow) -> Drawn | None:
    figures = one.figures
    if figures.as_of is None:
        return None
    return delivery_drawn(of_campaign(campaigns, figures.campaign), one.name, figures.delivered)


def delivery_drawn(told: Delivered, name: str, delivered: int | None) -> Drawn | None:
    """Real against promised with the numbers behind it; None where no day is known.

    Raises:
        DataError: it cannot be drawn.
    """
    title = f"{name}: delivered against promised"
    columns = ("From", "Until", "What", "Streams a day")
    rows = [
        *_days(told.delivery.real, "delivered"),
        *_days(told.delivery.promised, "promised"),
    ]
    return drawn(chart(told, "", delivered), title, columns, rows)


def _days(found: Sequence[Days], what: str) -> list[tuple[str, str, str, str]]:
    return [
        (
            f"{one.first_day}",
            f"{one.last_day}",
            f"{what}, of a part of the placements" if one.in_part else what,
            f"{one.per_day:,.1f}",
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class VendorPart:
    """A vendor's part of a campaign."""

    figures: CampaignVendor
    name: str
    goal: Number
    delivered: Number
    promised: Number
    recent: Number
    paid: Number
    playlists: Number


def _vendor(names: Names, one: CampaignVendor) -> VendorPart:
    row = NOWHERE
    known = f"known of {one.known_placements:,} of {many(one.placements, 'placement')}"
    return VendorPart(
        figures=one,
        name=names.of("vendors", one.vendor),
        goal=row.count("", one.goal, "not every placement has a goal"),
        delivered=row.count("", one.delivered, "nothing is known yet", known),
        promised=row.pace("", one.promised_per_day, "no active placement promises"),
        recent=row.pace("", one.recent_per_day, "no pace is known"),
        paid=row.money("", one.price_paid, "no price is known"),
        playlists=row.count("", one.playlists),
    )


def _credited(campaigns: Campaigns, placed: Sequence[PlacementFigures]) -> list[tuple[Number, str]]:
    """By which rules the streams were credited."""
    return [
        (
            NOWHERE.count("", one.streams, "not known"),
            f"{RULES.get(one.rule, one.rule)}, {many(one.playlists, 'playlist')}",
        )
        for one in given_by_rule(campaigns, [each.placement for each in placed])
    ]
