"""A page's values as HTML: one environment for all templates, everything in them escaped."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backline import names, words
from backline.store import Store
from web.shown import marked
from web.visit import Visit

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
STATIC = HERE / "static"


NAVIGATION = (
    ("index.html", "Today"),
    ("artists.html", "Artists"),
    ("analytics.html", "Analytics"),
    ("weekly.html", "Weekly"),
    ("campaigns.html", "Campaigns"),
    ("clients.html", "Clients"),
    ("vendors.html", "Vendors"),
    ("playlists.html", "Playlists"),
    ("quality.html", "Quality"),
    ("about.html", "About"),
)
"""The pages every page links to, in their order."""

FOR_SOME = frozenset({"campaigns.html", "clients.html", "vendors.html", "playlists.html"})
"""Those of them that not everybody may read."""


def navigation(visit: Visit) -> list[tuple[str, str]]:
    """Addresses and words of the pages that every page links to.

    Those about campaigns are not among them where everybody may read, or where none are kept.
    """
    some = not visit.public and Store(visit.label.root).keeps_campaigns()
    return [one for one in NAVIGATION if some or one[0] not in FOR_SOME]


@lru_cache(1)
def environment() -> Environment:
    """The templates; a name that a page forgot to give is an error and no empty text."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {
        "MISSING": words.MISSING,
        "many": words.many,
        "listed": words.listed,
        "shown": names.shown,
        "navigation": navigation,
        "number": marked,
    }
    return made


def rendered(template: str, visit: Visit, context: Mapping[str, Any]) -> bytes:
    """The page.

    Args:
        template: its file's name in ``web/templates``.
        visit: where it stands.
        context: what its view found.
    """
    # Tables say the same links in every row.
    text = environment().get_template(template).render(context, visit=visit, to=cache(visit.to))
    return text.encode()
