"""Finding an artist at Chartmetric: by the Spotify id, else by name for a person to choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backline.errors import SourceError
from backline.names import shown
from backline.net.answers import dig
from backline.people import Artist
from backline.people.links import ID_FORMS
from backline.sources.chartmetric.answers import artist_ids
from backline.sources.chartmetric.client import ChartmetricClient
from backline.sources.reading import text, whole
from backline.sources.search import MOST, Candidate


def by_spotify_id(client: ChartmetricClient, spotify: str) -> list[str]:
    """The service's ids of the artists it knows under a Spotify id: one, unless it is unsure.

    Raises:
        ConfigError: the refresh token is refused.
        SourceError: there was no answer.
    """
    form, _ = ID_FORMS["chartmetric"]
    return [found for found in artist_ids(client.ids(spotify)) if form.fullmatch(found)]


def search(artist: Artist, client: ChartmetricClient) -> list[Candidate]:
    """Who an artist may be at Chartmetric: whoever has the Spotify id, then those of the name.

    Of two artists with one name the first hit is as likely the wrong one, so none is chosen. One
    client serves all artists: it keeps its access token and the pace of what it asks.

    Raises:
        ConfigError: the refresh token is missing or refused.
        SourceError: there was no answer.
    """
    found: dict[str, Candidate] = {}
    if artist.spotify:
        for account in by_spotify_id(client, artist.spotify):
            detail = "has the Spotify id of the roster"
            found[account] = Candidate("chartmetric", account, artist.name, detail)
    for candidate in _named(client.search(artist.name, MOST)):
        found.setdefault(candidate.account, candidate)
    form, _ = ID_FORMS["chartmetric"]
    return [c for c in found.values() if form.fullmatch(c.account)][:MOST]


def _named(obj: Any) -> Iterator[Candidate]:
    listed = dig(obj, "artists")
    if not isinstance(listed, list):
        raise SourceError("Chartmetric answered the search without a list")
    for item in listed:
        counts = (
            (whole(dig(item, "sp_followers")), "followers on Spotify"),
            (whole(dig(item, "sp_monthly_listeners")), "monthly listeners"),
        )
        detail = " · ".join(f"{n:,} {what}" for n, what in counts if n is not None)
        account = whole(dig(item, "id"))
        yield Candidate("chartmetric", str(account), shown(text(dig(item, "name"))), detail)
