"""The table of addresses: every page there is, live and frozen, and what makes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.library import Label
from web.render import rendered
from web.views import about, analytics, index
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
        view: what finds the values; a context for the template.
        every: the parts of each page there is to be frozen.
        public: whether everybody may read it.
    """

    address: str
    template: str
    view: Callable[[Visit], Mapping[str, Any]]
    every: Callable[[Label], Iterable[Parts]] = _once
    public: bool = True

    def parts_in(self, address: str) -> Parts | None:
        """What an address names, None where it is another page's."""
        pattern = re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+)", re.escape(self.address))
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
        return rendered(self.template, visit, self.view(visit))


PAGES = (
    Page("index.html", "index.html", index.view),
    Page("analytics.html", "analytics.html", analytics.view),
    Page(
        "analytics/artists/{key}-{period}.html",
        "analytics.html",
        analytics.view,
        analytics.every_artist_and_period,
    ),
    Page("analytics/{period}.html", "analytics.html", analytics.view, analytics.every_period),
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
    raise NotFoundError(f"There is no page {address}.")
