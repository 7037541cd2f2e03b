"""``campaigns.html``: all campaigns, the goal against what came, the promise against the pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from backline.campaigns.figures import CampaignFigures, totals
from backline.names import same_name, shown
from backline.store import Store
from bot.library import Label
from web.views.campaign_asked import (
    keeps_campaigns,
    keys_matching,
    later_pages,
    part_of,
    problems_of,
)
from web.views.campaign_numbers import FILES, LONGEST_NAME, Names
from web.views.campaign_rows import campaign_row, seller_key
from web.visit import Visit

STATUSES = ("active", "paused", "planned", "completed", "cancelled")
"""In the order in which campaigns are listed."""


def view(visit: Visit) -> Mapping[str, Any]:
    """The campaigns that the query asks for.

    Raises:
        ConfigError: the query names nothing there is.
        NotFoundError: there is no such page of them.
        DataError: the files cannot be read.
    """
    if not keeps_campaigns(visit):
        return {"title": "Campaigns", "kept": False}
    campaigns = visit.label.campaigns()
    every = in_order(totals(campaigns))
    sellers, typed = _sellers(every), visit.asked("salesperson")
    chosen = typed if typed in sellers else seller_key(typed)
    seller = sellers.get(chosen, typed)
    wanted = keys_matching(visit, campaigns, "campaigns", salesperson=seller)
    found = every if wanted is None else [one for one in every if one.campaign in wanted]
    part = part_of(visit, "campaigns", found)
    names = Names(campaigns.book)
    artists, statuses = artist_names(visit.label), _statuses(every)
    asked = {name: visit.asked(name) for name in ("status", "client", "salesperson", "search")}
    return {
        "title": part.title("Campaigns"),
        "kept": True,
        "rows": [campaign_row(names, one, artists) for one in part.rows],
        "part": part,
        "every": len(every),
        "filtered": wanted is not None,
        "statuses": statuses,
        "status_choices": [(status, f"{status} ({count:,})") for status, count in statuses],
        "clients": _clients(every, names),
        "salespeople": sorted((key, shown(name, LONGEST_NAME)) for key, name in sellers.items()),
        "asked": asked | {"salesperson": chosen},
        "as_of": max((one.as_of for one in every if one.as_of), default=None),
        "problems": problems_of(campaigns),
        "report": FILES["campaigns"],
    }


def in_order(found: Iterable[CampaignFigures]) -> list[CampaignFigures]:
    """Those that run before others, the newest first."""

    def place(one: CampaignFigures) -> tuple[int, int, str, str]:
        start = one.start or date.min
        return STATUSES.index(one.status), -start.toordinal(), same_name(one.name), one.campaign

    return sorted(found, key=place)


def artist_names(label: Label) -> dict[str, str]:
    """What artists are called, by their keys in the roster."""
    return {artist.key: artist.name for artist in label.warehouse.roster.artists}


def _statuses(every: Iterable[CampaignFigures]) -> list[tuple[str, int]]:
    counts = Counter(one.status for one in every)
    return [(status, counts[status]) for status in STATUSES if counts[status]]


def _clients(every: Iterable[CampaignFigures], names: Names) -> list[tuple[str, str]]:
    found = {one.client: names.of("clients", one.client) for one in every}
    return sorted(found.items(), key=lambda pair: (same_name(pair[1]), pair[0]))


def _sellers(every: Iterable[CampaignFigures]) -> dict[str, str]:
    """Each salesperson in one spelling, by the form that filters have."""
    return {seller_key(one.salesperson): one.salesperson for one in every if one.salesperson}


def every_page(label: Label) -> Iterable[Mapping[str, str]]:
    """The pages after the first."""
    if not Store(label.root).keeps_campaigns():
        return ()
    return later_pages(len(totals(label.campaigns())))


def every_campaign(label: Label) -> Iterable[Mapping[str, str]]:
    """Each campaign whose row can be read."""
    if not Store(label.root).keeps_campaigns():
        return ()
    return [{"key": one.campaign} for one in totals(label.campaigns())]
