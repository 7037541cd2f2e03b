"""``clients.html`` and ``clients/ID.html``: who pays for campaigns, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from backline.campaigns.figures import clients
from backline.campaigns.picked import campaigns_of, client_of
from backline.names import same_name
from backline.store import Store
from bot.library import Label
from web.views.campaign_asked import (
    contacts_of,
    keeps_campaigns,
    key_of,
    keys_matching,
    later_pages,
    part_of,
    problems_of,
)
from web.views.campaign_numbers import FILES, Names
from web.views.campaign_rows import campaign_row, client_row
from web.views.campaigns import artist_names, in_order
from web.visit import Visit


def view(visit: Visit) -> Mapping[str, Any]:
    """The clients that the query asks for, by name.

    Raises:
        ConfigError: the query asks for what clients do not have.
        NotFoundError: there is no such page of them.
        DataError: the files cannot be read.
    """
    if not keeps_campaigns(visit):
        return {"title": "Clients", "kept": False}
    campaigns = visit.label.campaigns()
    every = sorted(clients(campaigns), key=lambda one: (same_name(one.name), one.client))
    wanted = keys_matching(visit, campaigns, "clients")
    found = every if wanted is None else [one for one in every if one.client in wanted]
    part = part_of(visit, "clients", found)
    return {
        "title": part.title("Clients"),
        "kept": True,
        "rows": [client_row(one) for one in part.rows],
        "part": part,
        "every": len(every),
        "filtered": wanted is not None,
        "search": visit.asked("search"),
        "problems": problems_of(campaigns),
        "report": FILES["clients"],
    }


def of_client(visit: Visit) -> Mapping[str, Any]:
    """One client with all campaigns; with contact data where it is asked for by name, live.

    Raises:
        NotFoundError: there is none of this id.
        DataError: the row or the files cannot be read.
    """
    key = key_of(visit, "clients")
    campaigns = visit.label.campaigns()
    names, artists = Names(campaigns.book), artist_names(visit.label)
    every = in_order(campaigns_of(campaigns, key))
    one = client_row(client_of(campaigns, key))
    return {
        "title": f"{one.name}: client",
        "one": one,
        "rows": [campaign_row(names, each, artists) for each in every],
        "contacts": contacts_of(visit, "clients", key),
        "files": FILES,
    }


def every_page(label: Label) -> Iterable[Mapping[str, str]]:
    """The pages of all clients after the first."""
    if not Store(label.root).keeps_campaigns():
        return ()
    return later_pages(len(clients(label.campaigns())))


def every_client(label: Label) -> Iterable[Mapping[str, str]]:
    """Each client whose row can be read."""
    if not Store(label.root).keeps_campaigns():
        return ()
    return [{"key": one.client} for one in clients(label.campaigns())]
