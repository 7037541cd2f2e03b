"""Chartmetric's API: an access token kept and renewed, and one method for each call."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from backline.errors import ConfigError, SourceError
from backline.measure import State
from backline.net import Credentials, Endpoints, RefusedError, RunBudget
from backline.net.answers import dig, is_key, json_object
from backline.net.bounds import TIMEOUT
from backline.net.pace import Limit
from backline.sources.chartmetric.session import LABEL, ChartmetricSession
from backline.sources.reading import whole
from backline.sources.service import ServiceClient

TOKEN = "CHARTMETRIC_REFRESH_TOKEN"  # noqa: S105 (the name of a variable)
"""The one key; it is changed for an access token that lasts an hour."""

PAGE = 100
"""Tracks of an artist in one answer, the most there are. Source: Chartmetric API, "Artist"."""

_EARLY = 60.0  # seconds before its end at which a token is renewed
_HOUR = 3600.0
_LOCKED = (401, 403)


class TokenError(ConfigError):
    """The refresh token is missing or refused: nothing can be asked until a person acts."""


class ChartmetricClient(ServiceClient[ChartmetricSession]):
    """The calls Backline makes; each returns what the answer holds under ``obj``.

    Good keys are a fresh token: an endpoint is asked with another one before it is given up.
    """

    def __init__(
        self,
        credentials: Credentials,
        endpoints: Endpoints,
        budget: RunBudget,
        *,
        limit: Limit | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        session = ChartmetricSession(budget, credentials.redactor, limit=limit, timeout=timeout)
        super().__init__(session, credentials.redactor)
        self._credentials = credentials
        self._base = f"{endpoints.chartmetric}/api"
        self._now = now
        self._token = ""
        self._good_until = 0.0

    def sign_in(self) -> None:
        """Change the refresh token for an access token: a call that every plan has.

        Raises:
            TokenError: it is refused.
            SourceError: no answer.
        """
        self._bearer()

    def stats(self, artist: str, source: str, since: date, until: date) -> Any:
        """An artist's numbers of a source: by field a list of points; at most 365 days."""
        span = {"since": since.isoformat(), "until": until.isoformat()}
        return self._get(source, f"artist/{artist}/stat/{source}", span)

    def tracks(self, artist: str, offset: int) -> Any:
        """A list of at most :data:`PAGE` tracks of an artist."""
        page = {"limit": str(PAGE), "offset": str(offset)}
        return self._get("tracks", f"artist/{artist}/tracks", page)

    def track(self, track: int) -> Any:
        """One track with all its statistics."""
        return self._get("track", f"track/{track}", {})

    def streams(self, track: int, since: date, until: date) -> Any:
        """A track's cumulative streams: a list of series, one for each linked Spotify id."""
        # Without the type it answers popularity, which looks just the same.
        span = {"type": "streams", "since": since.isoformat(), "until": until.isoformat()}
        return self._get("most-history", f"track/{track}/spotify/stats/most-history", span)

    def ids(self, spotify: str) -> Any:
        """The artists that Chartmetric knows under a Spotify id; None where it knows none."""
        try:
            return self._get("get-ids", f"artist/spotify/{spotify}/get-ids", {})
        except RefusedError as refused:
            if refused.status in (400, 404):
                return None
            raise

    def search(self, name: str, limit: int) -> Any:
        """Artists of a name, under ``artists``."""
        asked = {"q": name, "type": "artists", "limit": str(limit)}
        return self._get("search", "search", asked)

    def _get(self, name: str, path: str, params: dict[str, str]) -> Any:
        """What an endpoint answers; ``name`` is what a plan has or has not.

        Raises:
            TokenError: the refresh token is refused.
            SourceError: no answer; ``not_offered`` where the plan does not have it.
        """
        if name in self.locked:
            raise SourceError(self.locked[name], state=State.NOT_OFFERED)
        for attempt in range(2):
            bearer = {"Authorization": f"Bearer {self._bearer()}"}
            try:
                body = self._session.get_json(f"{self._base}/{path}", params=params, headers=bearer)
            except RefusedError as refused:
                if refused.status == 402:
                    raise self._session.stop(_unpaid()) from None
                if refused.status not in _LOCKED:
                    raise
                self._session.forgive()
                if attempt == 0:
                    # A token may die before its hour is over; a fresh one tells.
                    self._token = ""
            else:
                return dig(body, "obj")
        self.locked[name] = not_in_plan(name)
        raise SourceError(self.locked[name], state=State.NOT_OFFERED)

    def _bearer(self) -> str:
        """An access token that is still good, minted when there is none.

        Raises:
            TokenError: the refresh token is missing or refused.
            SourceError: of scope ``platform``: without a token nothing can be asked.
        """
        if self._token and self._now() < self._good_until:
            return self._token
        given = refresh_token(self._credentials)
        try:
            answer = self._session.post(f"{self._base}/token", json={"refreshtoken": given})
        except RefusedError as refused:
            raise _token_refused(refused) from None
        except SourceError as error:
            raise SourceError(str(error), state=error.state, scope="platform") from None
        body = json_object(answer.content) or {}
        token, lasts = body.get("token"), body.get("expires_in")
        if not isinstance(token, str) or not token or not is_key(token):
            raise SourceError(f"{LABEL}'s answer holds no token that can be used", scope="platform")
        self._credentials.redactor.learn(token)
        seconds = whole(lasts) or _HOUR
        self._token, self._good_until = token, self._now() + seconds - _EARLY
        return token


def not_in_plan(name: str) -> str:
    """The sentence for what a plan does not give; every one begins with :data:`NOT_IN_PLAN`."""
    return f"{NOT_IN_PLAN} ({name})"


NOT_IN_PLAN = "the label's Chartmetric plan does not give this"
"""How the detail of a row begins whose endpoint the plan does not have."""


def refresh_token(credentials: Credentials) -> str:
    """The label's refresh token.

    Raises:
        TokenError: it is not set, unknown, or holds signs that no token has.
    """
    token = credentials.get(TOKEN)
    if not token:
        why = f"{TOKEN} is not set"
        if missing := credentials.unavailable:
            why = f"{missing[:1].upper()}{missing[1:]}, so {TOKEN} is unknown"
        raise TokenError(f"{why}: set it, as docs/keys.md says.")
    if not is_key(token):
        raise TokenError(f"{TOKEN} holds signs that no token has: copy it anew.")
    return token


def _token_refused(refused: RefusedError) -> TokenError | SourceError:
    if refused.status in (400, 401, 403):
        return TokenError(
            f"{LABEL} refuses {TOKEN} ({refused.status}: it does not exist, or no more): copy it "
            "anew from the account's settings."
        )
    return SourceError(f"{LABEL} gives no token: {refused}", scope="platform")


def _unpaid() -> SourceError:
    return SourceError(f"{LABEL} asks for payment before it answers (402)", scope="platform")
