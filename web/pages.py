"""The table of addresses: every page there is, live and frozen, and what makes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from backline.names import shown
from bot.library import Label
from web.periods import NAME
from web.render import rendered
from web.views import (
    about,
    analytics,
    artist,
    artists,
    campaign,
    campaigns,
    clients,
    index,
    playlists,
    quality,
    track,
    vendors,
    weekly,
)
from web.visit import NotFoundError, Visit

Parts = Mapping[str, str]


def _once(_label: Label) -> Iterable[Parts]:
    return ({},)


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page.

    Attributes:
        address: where it stands; ``{key}`` and the like are parts that differ.
        template: its file in ``web/templates``.
        view: what finds the values; a context for the template, with ``http_status`` where
            it is not 200.
        every: the parts of each page there is to be frozen.
        public: whether everybody may read it.
        beside: files that stand beside it, by how their names end in the place of ``.html``, each
            made from the page's own context; None where the page has no such file.
        group: the part whose value pages have in common that are frozen together; any where empty.
        prepare: finds at once what some pages stand on that are frozen one after the other, and
            lets go of it when they are written.
        dear: names what its pages stand on where finding that takes longer than they do: all pages
            of that name are frozen one after the other, begun before any others.
    """

    address: str
    template: str
    view: Callable[[Visit], Mapping[str, Any]]
    every: Callable[[Label], Iterable[Parts]] = _once
    public: bool = True
    beside: Mapping[str, Callable[[Mapping[str, Any]], bytes | None]] = field(default_factory=dict)
    group: str = ""
    prepare: Callable[[Label, Sequence[Parts]], AbstractContextManager[None]] | None = None
    dear: str = ""

    def parts_in(self, address: str) -> Parts | None:
        """What an address names, None where it is another page's."""
        pattern = re.sub(r"\\\{(\w+)\\\}", _part, re.escape(self.address))
        found = re.fullmatch(pattern, address)
        return found.groupdict() if found else None

    def at(self, parts: Parts) -> str:
        """The address with its parts."""
        return self.address.format_map(parts)

    def html(self, visit: Visit) -> bytes:
        """The page itself.

        Raises:
            NotFoundError: nobody is called so.
            BacklineError: the files cannot be read, or the question cannot be.
        """
        return self.answer(visit)[1]

    def answer(self, visit: Visit) -> tuple[int, bytes]:
        """The page with its status, which may say that nobody asked for is known.

        Raises:
            BacklineError: as for :meth:`html`.
        """
        context = self.view(visit)
        return context.get("http_status", 200), rendered(self.template, visit, context)


def _part(found: re.Match[str]) -> str:
    """What a part of an address may be; a period has a hyphen, as keys do."""
    kind = NAME if found[1] == "period" else "[^/]+"
    return f"(?P<{found[1]}>{kind})"


PAGES = (
    Page("index.html", "index.html", index.view, beside=index.BESIDE, dear="findings"),
    Page("artists.html", "artists.html", artists.view),
    Page(
        "artists/{key}.html",
        "artist.html",
        artist.view,
        artist.every,
        beside=artist.BESIDE,
        prepare=artist.prepare,
    ),
    Page("tracks/{key}.html", "track.html", track.view, track.every),
    Page("analytics.html", "analytics.html", analytics.view, beside=analytics.BESIDE),
    Page(
        "analytics/artists/{key}-{period}.html",
        "analytics.html",
        analytics.view,
        analytics.every_artist_and_period,
        beside=analytics.BESIDE,
        group="period",
        prepare=analytics.prepare,
    ),
    Page(
        "analytics/{period}.html",
        "analytics.html",
        analytics.view,
        analytics.every_period,
        beside=analytics.BESIDE,
        group="period",
    ),
    Page("weekly.html", "weekly.html", weekly.view, dear="columns"),
    Page(
        "weekly/{key}.html",
        "weekly.html",
        weekly.view_of_artist,
        weekly.every_artist,
        dear="columns",
    ),
    Page("campaigns.html", "campaigns.html", campaigns.view, public=False),
    Page(
        "campaigns-{page}.html",
        "campaigns.html",
        campaigns.view,
        campaigns.every_page,
        public=False,
    ),
    Page(
        "campaigns/{key}.html",
        "campaign.html",
        campaign.view,
        campaigns.every_campaign,
        public=False,
    ),
    Page("clients.html", "clients.html", clients.view, public=False),
    Page("clients-{page}.html", "clients.html", clients.view, clients.every_page, public=False),
    Page(
        "clients/{key}.html", "client.html", clients.of_client, clients.every_client, public=False
    ),
    Page("vendors.html", "vendors.html", vendors.view, public=False),
    Page("vendors-{page}.html", "vendors.html", vendors.view, vendors.every_page, public=False),
    Page(
        "vendors/{key}.html",
        "vendor.html",
        vendors.of_vendor_page,
        vendors.every_vendor,
        public=False,
    ),
    Page("playlists.html", "playlists.html", playlists.view, public=False),
    Page(
        "playlists-{page}.html",
        "playlists.html",
        playlists.view,
        playlists.every_page,
        public=False,
    ),
    Page("quality.html", "quality.html", quality.view, dear="findings"),
    Page("about.html", "about.html", about.view),
)
"""In the order in which an address is looked up."""


def page_at(address: str) -> tuple[Page, Parts]:
    """The page of an address and what it names.

    Raises:
        NotFoundError: there is none.
    """
    for page in PAGES:
        parts = page.parts_in(address)
        if parts is not None:
            return page, parts
    raise NotFoundError(f"There is no page {shown(address)}.")


def beside_at(address: str) -> tuple[Page, Parts, str]:
    """The page that a file stands beside, what its address names, and how the file ends.

    Raises:
        NotFoundError: there is none.
    """
    for page in PAGES:
        for suffix in sorted(page.beside, key=len, reverse=True):
            if address.endswith(suffix):
                parts = page.parts_in(f"{address.removesuffix(suffix)}.html")
                if parts is not None:
                    return page, parts, suffix
    raise NotFoundError(f"There is no file {shown(address)}.")
