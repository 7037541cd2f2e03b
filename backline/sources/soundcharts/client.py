"""Soundcharts' API: its two keys, its pages, and one method for each call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from backline.errors import ConfigError, SourceError
from backline.measure import State
from backline.net import Credentials, Endpoints, RefusedError, RunBudget
from backline.net.answers import dig, is_key
from backline.net.bounds import TIMEOUT
from backline.net.pace import Limit
from backline.sources.service import ServiceClient
from backline.sources.soundcharts.session import LABEL, SoundchartsSession
from backline.sources.soundcharts.windows import Window

KEYS = ("SOUNDCHARTS_APP_ID", "SOUNDCHARTS_API_KEY")
"""What every request carries, as ``x-app-id`` and ``x-api-key``."""

PAGE = 100
"""Items of a page, the most there are."""

MOST_PAGES = 200
"""Pages of one list: a list without an end is none."""

NOT_IN_PLAN = "the label's Soundcharts plan does not give this"
"""How the detail of a row begins whose endpoint the plan does not have."""

_NEXT = re.compile(r"/api/[^\s\\]{1,1000}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A whole list, its pages one after the other.

    Attributes:
        related: what the answer says it is about.
        items: in the service's order; pages may overlap, so that one may stand there twice.
        whole: whether there is nothing more of it.
    """

    related: Any
    items: list[Any]
    whole: bool = True


class SoundchartsClient(ServiceClient[SoundchartsSession]):
    """The calls Backline makes. It may be used by several threads at once."""

    def __init__(
        self,
        credentials: Credentials,
        endpoints: Endpoints,
        budget: RunBudget,
        *,
        limit: Limit | None = None,
        most: int | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        app, key = keys(credentials)
        session = SoundchartsSession(
            budget, credentials.redactor, limit=limit, most=most, timeout=timeout
        )
        super().__init__(session, credentials.redactor)
        self._base = endpoints.soundcharts
        self._session.headers.update({"x-app-id": app, "x-api-key": key})

    @property
    def quota(self) -> int | None:
        """How many requests the month still has; None where no answer said."""
        return self._session.quota

    @property
    def side_by_side(self) -> int:
        """How many requests may be under way at the same time."""
        return self._session.limit.in_flight

    def stop(self, error: SourceError) -> None:
        """Ask no more in this run: every later call raises ``error``."""
        self._session.stop(error)

    def streaming(self, artist: str, platform: str, window: Window) -> Listed:
        """Listeners or views by day; about weekly with the largest cities and their countries."""
        path = f"/api/v2/artist/{artist}/streaming/{platform}"
        return self._list("streaming audience", path, _span(window))

    def followers(self, artist: str, platform: str, window: Window) -> Listed:
        """Followers on a social network by day, as ``value``."""
        path = f"/api/v2.37/artist/{artist}/social/{platform}/followers/"
        return self._list("social followers", path, _span(window))

    def audience(self, artist: str, platform: str, window: Window) -> Listed:
        """Counts of an account by day: ``followerCount``, ``likeCount`` and others, some null."""
        return self._list("audience", f"/api/v2/artist/{artist}/audience/{platform}", _span(window))

    def song_audience(self, song: str, platform: str, window: Window) -> Listed:
        """A song's counts since its beginning: by day one for each linked id, the newest first."""
        path = f"/api/v2/song/{song}/audience/{platform}"
        return self._list("song audience", path, _span(window))

    def songs(self, artist: str, most: int = PAGE) -> Listed:
        """An artist's songs, the most streamed first, at least ``most`` where there are so many."""
        order = {"sortBy": "spotifyStream", "sortOrder": "desc"}
        return self._list("songs", f"/api/v2.21/artist/{artist}/songs", order, most=most)

    def song(self, song: str) -> Any:
        """One song with its ISRC, credit and release date."""
        return self._object("song", f"/api/v2.25/song/{song}")

    def search(self, name: str, limit: int) -> list[Any]:
        """Artists of a name, the best first."""
        path = f"/api/v2/artist/search/{quote(name, safe='')}"
        return self._list("artist search", path, {"limit": str(limit)}, most=limit).items[:limit]

    def by_platform(self, platform: str, account: str) -> Any:
        """The artist who has an account on a platform; None where nobody is known to have it."""
        path = f"/api/v2.9/artist/by-platform/{platform}/{quote(account, safe='')}"
        try:
            return self._object("artist by platform", path)
        except RefusedError as refused:
            if refused.status in (400, 404):
                return None
            raise

    def charts(self, platform: str, country: str = "") -> Listed:
        """The song charts of a platform, of one country where it is given."""
        where = {"countryCode": country} if country else {}
        return self._list("charts", f"/api/v2/chart/song/by-platform/{platform}", where)

    def ranking(self, chart: str, day: date | None = None) -> Listed:
        """The places of a song chart on a day, or on its latest."""
        path = f"/api/v2.14/chart/song/{chart}/ranking/{day or 'latest'}"
        return self._list("chart rankings", path, {})

    def playlists(self, what: str, uuid: str, platform: str, most: int = PAGE) -> Listed:
        """The playlists an ``artist`` or a ``song`` is in now, the newest entry first."""
        path = f"/api/v2.20/{what}/{uuid}/playlist/current/{platform}"
        order = {"sortBy": "entryDate", "sortOrder": "desc"}
        return self._list("playlists", path, order, most=most)

    def broadcasts(self, what: str, uuid: str, window: Window, country: str = "") -> Listed:
        """The radio plays of an ``artist`` or a ``song``, each with its time and station."""
        where = {"countryCode": country} if country else {}
        span = {
            "startDate": f"{window.first}T00:00:00Z",
            "endDate": f"{window.last}T23:59:59Z",
            **where,
        }
        return self._list("radio plays", f"/api/v2/{what}/{uuid}/broadcasts", span)

    def _list(
        self, name: str, path: str, params: Mapping[str, str], *, most: int | None = None
    ) -> Listed:
        """Every page of a list, or as many as hold ``most`` items.

        A page says where the next one is: ``next`` is a path of the service, null or empty. One
        that leads back is no next page.

        Raises:
            SourceError: a page did not come, or is none; ``not_offered`` where the plan does not
                have it.
        """
        limit = PAGE if most is None else min(PAGE, most)
        asked = {**params, "offset": "0", "limit": params.get("limit", str(limit))}
        body = self._get(name, f"{self._base}{path}", params=asked)
        related, items = body.get("related"), _items(body)
        seen: set[str] = set()
        while (ahead := _next(body)) and ahead not in seen:
            if len(seen) >= MOST_PAGES or (most is not None and len(items) >= most):
                return Listed(related, items, whole=False)
            seen.add(ahead)
            body = self._get(name, f"{self._base}{ahead}")
            if not (more := _items(body)):
                break
            items += more
        return Listed(related, items)

    def _object(self, name: str, path: str) -> Any:
        found = dig(self._get(name, f"{self._base}{path}"), "object")
        if not isinstance(found, dict):
            raise SourceError(f"{LABEL} answered without the {name}")
        return found

    def _get(self, name: str, url: str, **kwargs: Any) -> dict[str, Any]:
        """What an endpoint answers; ``name`` is what a plan has or has not.

        Raises:
            SourceError: no answer; ``not_offered`` where the plan does not have it, of scope
                ``platform`` where nothing more can be had.
        """
        if name in self.locked:
            raise SourceError(self.locked[name], state=State.NOT_OFFERED)
        try:
            body = self._session.get_json(url, **kwargs)
        except RefusedError as refused:
            if refused.status == 403:
                self._session.forgive()
                self.locked[name] = not_in_plan(name)
                raise SourceError(self.locked[name], state=State.NOT_OFFERED) from None
            if refused.status == 401:
                said = f"{LABEL} refuses the keys (401): set {KEYS[0]} and {KEYS[1]} anew"
                error = SourceError(said, scope="platform", lasting=True)
                raise self._session.stop(error) from None
            raise
        code = dig(body, "errors", 0, "code")
        if isinstance(code, int) and not body.get("items") and not body.get("object"):
            raise SourceError(f"{LABEL} answered with the error {code} ({name})")
        return body


def keys(credentials: Credentials) -> tuple[str, str]:
    """The label's two keys.

    Raises:
        ConfigError: one is not set, unknown, or holds signs that no key has.
    """
    missing = credentials.missing(KEYS)
    if missing:
        why = f"{' and '.join(missing)} not set"
        if down := credentials.unavailable:
            why = f"{down[:1].upper()}{down[1:]}, so {' and '.join(missing)} unknown"
        raise ConfigError(f"{why}: set what is missing, as docs/keys.md says, or work offline.")
    app, key = (credentials.get(name) for name in KEYS)
    for name, value in zip(KEYS, (app, key), strict=True):
        if not is_key(value):
            raise ConfigError(f"{name} holds signs that no key has: copy it anew.")
    return app, key


def not_in_plan(name: str) -> str:
    """The sentence for what a plan does not give; every one begins with :data:`NOT_IN_PLAN`."""
    return f"{NOT_IN_PLAN} ({name})"


def _span(window: Window) -> dict[str, str]:
    return {"startDate": window.first.isoformat(), "endDate": window.last.isoformat()}


def _items(body: dict[str, Any]) -> list[Any]:
    found = body.get("items")
    if not isinstance(found, list):
        raise SourceError(f"{LABEL} answered without a list")
    return list(found)


def _next(body: dict[str, Any]) -> str:
    """The path of the next page: never an address, which would send the keys elsewhere."""
    ahead = dig(body, "page", "next")
    return ahead if isinstance(ahead, str) and _NEXT.fullmatch(ahead) else ""
