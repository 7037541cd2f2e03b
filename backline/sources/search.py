"""Finding an artist's account by name, for a person to choose from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from backline.errors import SourceError
from backline.measure import State
from backline.names import shown
from backline.net import Client
from backline.net.answers import dig
from backline.net.bounds import TIMEOUT
from backline.people.links import ID_FORMS
from backline.sources.asking import AskingSource, check_keys
from backline.sources.base import Context
from backline.sources.deezer import DeezerSource, check
from backline.sources.reading import text, texts, whole
from backline.sources.spotify.api import SpotifySource
from backline.sources.youtube.api import YouTubeSource

MOST = 10
"""Candidates of one search; Spotify lets an app in development mode ask for no more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An account that may be the artist's.

    Attributes:
        account: the id the roster wants.
        detail: what tells it from others of its name, e.g. ``12,300 followers · dream pop``.
    """

    platform: str
    account: str
    name: str
    detail: str = ""


def search(
    platform: str, name: str, context: Context, timeout: tuple[float, float] = TIMEOUT
) -> list[Candidate]:
    """The platform's accounts of a name, in its order, at most ten; empty where there is none.

    Args:
        platform: ``spotify``, ``youtube`` (one of the key's 100 searches a day) or ``deezer``.
        name: the artist's, as a person would type it.
        context: the keys and the waiting, as for a run.
        timeout: seconds to wait for a connection and for the next piece of an answer.

    Raises:
        SourceError: the platform offers no search, its keys are not set, or it gave no answer.
    """
    source, ask = _known(platform, timeout)
    missing = context.credentials.missing(source.needs)
    if missing:
        raise SourceError(
            f"{source.label} cannot be searched: {' and '.join(missing)} not set",
            state=State.NOT_CONFIGURED,
            scope="platform",
        )
    check_keys(source.needs, context)
    try:
        with source.client(context) as client:
            found = list(ask(name, context, client))
    except SourceError as error:
        sentence = context.credentials.redactor.clean(str(error))
        raise SourceError(sentence, state=error.state, scope=error.scope) from None
    form, _ = ID_FORMS[platform]
    return [c for c in found if form.fullmatch(c.account)][:MOST]


def _known(platform: str, timeout: tuple[float, float]) -> tuple[AskingSource, Any]:
    known: dict[str, tuple[AskingSource, Any]] = {
        "spotify": (SpotifySource(timeout), _spotify),
        "youtube": (YouTubeSource(timeout), _youtube),
        "deezer": (DeezerSource(timeout), _deezer),
    }
    if platform not in known:
        raise SourceError(
            f"{platform} cannot be searched by name; {', '.join(known)} can",
            state=State.NOT_OFFERED,
            scope="platform",
        )
    return known[platform]


def _spotify(name: str, context: Context, client: Client) -> Iterator[Candidate]:
    from backline.sources.spotify.client import SpotifyClient

    body = SpotifyClient(context, client).search(name, MOST)
    for item in _listed(body, "Spotify", "artists", "items"):
        followers = whole(dig(item, "followers", "total"))
        known = [f"{followers:,} followers"] if followers is not None else []
        detail = " · ".join(known + texts(dig(item, "genres"))[:2])
        yield _candidate("spotify", dig(item, "id"), dig(item, "name"), detail)


def _youtube(name: str, context: Context, client: Client) -> Iterator[Candidate]:
    from backline.sources.youtube.client import YouTubeClient

    body = YouTubeClient(context, client).search(name, MOST)
    # What was not found is left out of the answer altogether.
    for item in _listed({"items": [], **body}, "YouTube", "items"):
        # YouTube escapes search results for web pages: "Simon &amp; Garfunkel".
        title, about = (unescape(text(dig(item, "snippet", n))) for n in ("title", "description"))
        yield _candidate("youtube", dig(item, "id", "channelId"), title, shown(about, 60))


def _deezer(name: str, context: Context, client: Client) -> Iterator[Candidate]:
    url = f"{context.endpoints.deezer}/search/artist"
    body = client.get_json(url, params={"q": name, "limit": MOST})
    check(body)
    for item in _listed(body, "Deezer", "data"):
        fans = whole(dig(item, "nb_fan"))
        account = whole(dig(item, "id"))
        detail = f"{fans:,} fans" if fans is not None else ""
        yield _candidate("deezer", str(account), dig(item, "name"), detail)


def _listed(body: Any, label: str, *path: str) -> list[Any]:
    found = dig(body, *path)
    if not isinstance(found, list):
        raise SourceError(f"{label} answered the search without a list")
    return found


def _candidate(platform: str, account: Any, name: Any, detail: str) -> Candidate:
    return Candidate(platform, text(account), shown(text(name)), detail)
