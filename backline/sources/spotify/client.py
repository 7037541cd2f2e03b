"""spotipy, set up to ask through our session: it neither sleeps nor keeps a token in a file."""

from __future__ import annotations

from typing import Any

import requests
import spotipy
from spotipy.cache_handler import MemoryCacheHandler

from backline.errors import SourceError
from backline.net import Client, RefusedError, Verdict
from backline.net.answers import dig, is_key, number, reason
from backline.sources.base import Context

_DAY_S_QUOTA = "QUOTA_EXCEEDED"
_PASSING = ("server_error", "temporarily_unavailable")


class SpotifyClient:
    """The calls Backline makes.

    spotipy builds the requests and keeps the token; the session it is handed waits, retries and
    turns every refusal into a :class:`~backline.errors.SourceError` before spotipy sees it.
    """

    def __init__(self, context: Context, session: Client) -> None:
        keys = context.credentials
        credentials = spotipy.SpotifyClientCredentials(
            keys.get("SPOTIFY_CLIENT_ID"),
            keys.get("SPOTIFY_CLIENT_SECRET"),
            requests_session=session,
            cache_handler=MemoryCacheHandler(),
        )
        # On the instance: the class keeps Spotify's own address for everybody else.
        credentials.OAUTH_TOKEN_URL = f"{context.endpoints.spotify_accounts}/api/token"
        self._spotify = spotipy.Spotify(auth_manager=_Token(credentials), requests_session=session)
        self._spotify.prefix = f"{context.endpoints.spotify_api}/"

    def artist(self, artist_id: str) -> Any:
        """One artist object."""
        return self._spotify.artist(artist_id)

    def artists(self, artist_ids: list[str]) -> Any:
        """Up to 50 artist objects under ``artists``, null for an unknown id."""
        # The documented address: spotipy's own method asks artists/?ids= with one more slash.
        return self._spotify._get("artists", ids=",".join(artist_ids))

    def top_tracks(self, artist_id: str, market: str) -> Any:
        """At most ten tracks under ``tracks``."""
        # spotipy's own method warns at every call that Spotify wants to retire the endpoint.
        return self._spotify._get(f"artists/{artist_id}/top-tracks", country=market)

    def search(self, name: str, limit: int) -> Any:
        """Artists of a name under ``artists.items``; an app in development mode may ask for 10."""
        return self._spotify.search(name, limit=limit, type="artist")


def judge(response: requests.Response, body: dict[str, Any] | None) -> Verdict | None:
    """What Spotify's own words say, whatever the HTTP status.

    Source: Web API, "Rate limits" (of the two kinds of 429 one means the quota of the day); RFC
    6749 for what the token's address answers.
    """
    status = number(body, "error", "status") or response.status_code
    if status == 429:
        return Verdict.USED_UP if reason(body) == _DAY_S_QUOTA else Verdict.TOO_FAST
    if status >= 500 or dig(body, "error") in _PASSING:
        return Verdict.FAULT
    return Verdict.REFUSED if response.ok and dig(body, "error") else None


class _Token:
    """The place spotipy asks for a token, where a bad answer becomes one of our sentences."""

    def __init__(self, credentials: Any) -> None:
        self._credentials = credentials

    def get_access_token(self, *, as_dict: bool = False) -> str:
        """A token that is still good, minted when there is none.

        Raises:
            SourceError: of scope ``platform``, for without a token nothing can be asked.
        """
        try:
            token = self._credentials.get_access_token(as_dict=as_dict)
        except RefusedError as refused:
            if refused.body.get("error") == "invalid_client":
                sentence = (
                    "Spotify refuses SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET "
                    "(invalid_client): copy both anew from the app's dashboard"
                )
            else:
                sentence = f"Spotify gives this app no token: {refused}"
            raise SourceError(sentence, scope="platform", lasting=True) from None
        except SourceError as error:
            raise error.for_all() from None
        except (KeyError, TypeError):
            token = None  # what spotipy makes of an answer without the two fields it reads
        if not isinstance(token, str) or not token or not is_key(token):
            raise SourceError("Spotify's answer holds no token that can be used", scope="platform")
        return token
