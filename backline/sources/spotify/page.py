"""Spotify's public artist pages: monthly listeners, which its Web API never tells.

The site's terms do not allow reading it by machine, so this source is off until a person switches
it on. It says who it is and asks once per artist and run, without a second attempt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any, Self

from backline.errors import SourceError
from backline.net import Client, RefusedError
from backline.net.answers import page_text
from backline.people import Artist, Settings, Who
from backline.people.links import account_id
from backline.sources.asking import AskingSource
from backline.sources.base import Answer, Context, Reading
from backline.sources.reading import named

_SIZES = {"": 1, "K": 10**3, "M": 10**6, "B": 10**9}
_TAGS = re.compile(r"<(?:meta|link)\b[^<>]*>", re.IGNORECASE)
_COUNT = re.compile(
    r"\u00b7 (?P<number>[0-9]{1,3}(?:,[0-9]{3}){1,5}|[0-9]{1,15}(?:\.[0-9]{1,9})?)"
    r"(?P<suffix>[KMB]?) monthly listeners?\b"
)


class SpotifyPageSource(AskingSource):
    """Monthly listeners of each artist, one page each."""

    name = "spotify_page"
    platform = "spotify"
    metrics: tuple[str, ...] = ("monthly_listeners",)

    def switched_off(self, settings: Settings) -> str:
        """Off unless a person wants it."""
        return (
            "" if settings.spotify_page else "switched off in the roster's settings (spotify_page)"
        )

    def client(self, context: Context, **options: Any) -> Client:
        """A client for pages, which asks each of them once."""
        return super().client(context, expects="html", attempts=1, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """Read the pages, few at once; in English, the one language the parser knows."""
        base = context.endpoints.spotify_page

        def one(artist: Artist) -> Answer:
            try:
                page = client.get(
                    f"{base}/artist/{artist.spotify}",
                    headers={"Accept-Language": "en", "Accept": "text/html"},
                )
            except RefusedError as refused:
                if refused.status == 404:
                    raise SourceError(
                        "Spotify has no page for this artist id", lasting=True
                    ) from None
                raise
            text = page_text(page.content)
            return Answer(artist.key, [parse_page(text)], who=parse_who(text))

        yield from self.answers(client, artists, one)


def parse_page(page: str) -> Reading:
    """The reading in a page's ``og:description``.

    Raises:
        SourceError: the page has no such tag (a shell for browsers), or it says something else.
    """
    description = _Tags.of(page).description
    if description is None:
        raise SourceError("Spotify's page came as an empty shell, without the number")
    reading = parse_description(description)
    if reading is None:
        raise SourceError("Spotify's page does not tell monthly listeners in the form known")
    return reading


def parse_who(page: str) -> Who | None:
    """Whose page it is by its own address, ``og:url`` or the canonical one; None without."""
    tags = _Tags.of(page)
    try:
        return named(account_id("spotify", tags.address), tags.title)
    except ValueError:
        return None


def parse_description(description: str) -> Reading | None:
    """The reading in ``Artist · 278.2K monthly listeners.``, or None where it tells none.

    The page rounds: the resolution is one step of the last digit it shows, 100 for ``278.2K``.
    A number without a suffix is exact.
    """
    match = _COUNT.search(description)
    if match is None:
        return None
    size = _SIZES[match["suffix"]]
    number = Decimal(match["number"].replace(",", ""))
    decimals = -int(number.as_tuple().exponent)
    value, step = number * size, Decimal(size).scaleb(-decimals)
    if value != int(value) or step < 1:
        return None
    return Reading("monthly_listeners", int(value), resolution=int(step))


class _Tags(HTMLParser):
    """Finds what the page's head says of itself."""

    def __init__(self) -> None:
        super().__init__()
        self.description: str | None = None
        self.title = ""
        self.address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        content = named.get("content") or ""
        if tag == "link" and (named.get("rel") or "").lower() == "canonical":
            self.address = self.address or named.get("href") or ""
        elif tag == "meta" and named.get("property") == "og:url":
            self.address = self.address or content
        elif tag == "meta" and named.get("property") == "og:title":
            self.title = self.title or content
        elif tag == "meta" and named.get("property") == "og:description":
            self.description = self.description or named.get("content")

    @classmethod
    def of(cls, page: str) -> Self:
        """What the tags say."""
        parser = cls()
        # Only the tags that matter: on a broken declaration elsewhere the parser would stop.
        for tag in _TAGS.findall(page):
            parser.feed(tag)
        parser.close()
        return parser
