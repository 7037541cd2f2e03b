"""Chartmetric's API: a rate in any second, tokens of an hour, and a plan that lacks some of it.

Rules from its API documentation: the refresh token is changed for an access token by
``POST /api/token``; every answer says how the account stands with its rate; a history is asked
for at most 365 days; each metric of a source has days of its own.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sandbox.cast import Artist
from sandbox.chartmetric_shapes import (
    LAG,
    SOURCES,
    Listing,
    artist_found,
    artist_id,
    catalogue,
    history,
    ids_of,
    listings_of,
    points,
    track_listed,
    track_told,
)
from sandbox.failures import Failure
from sandbox.wire import (
    Handler,
    Platform,
    Refusal,
    RefusalError,
    Reply,
    Request,
    Scene,
    json_reply,
    whole_number,
)

MOST_DAYS = 365
"""The longest span of one question."""

_USUAL_DAYS = 180  # how far back a question reaches that names no day


def _error(status: int, message: str) -> Reply:
    return json_reply({"error": message}, status)


def _always(status: int, message: str) -> Refusal:
    return lambda _request, scene: _told(_error(status, message), scene)


def _told(reply: Reply, scene: Scene) -> Reply:
    """The reply with where the account stands with its rate, as every answer has it."""
    return reply.having(**scene.world.chartmetric.standing().headers)


def _guard(request: Request, scene: Scene) -> None:
    """The rate, which also counts the token's own calls, then the token."""
    plan = scene.world.chartmetric
    standing = plan.admit()
    if not standing.admitted:
        refused = _error(429, "Too many requests, please try again later.")
        raise RefusalError(refused.having(**standing.headers))
    if request.path == "/api/token":
        return
    scheme, _, token = request.header("Authorization").partition(" ")
    if scheme != "Bearer" or not plan.takes(token, scene.day):
        raise RefusalError(_told(_error(401, "Invalid or expired token"), scene))


def _route(handler: Handler, name: str = "") -> Handler:
    """A handler whose answers have the headers; ``name`` is what a plan may lack."""

    def answer(request: Request, scene: Scene, *groups: str) -> Reply:
        try:
            if name:
                _check_plan(name, scene)
            reply = handler(request, scene, *groups)
        except RefusalError as refusal:
            reply = refusal.reply
        return _told(reply, scene)

    return answer


def _check_plan(name: str, scene: Scene) -> None:
    plan = scene.world.chartmetric
    if name in plan.locked:
        raise RefusalError(_error(plan.lock_status, "Your plan does not include this endpoint."))


def _token(request: Request, scene: Scene) -> Reply:
    plan = scene.world.chartmetric
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    given = body.get("refreshtoken") if isinstance(body, dict) else None
    if not isinstance(given, str) or not given:
        return _error(400, "refreshtoken is required")
    if plan.revoked or given != plan.refresh_token:
        return _error(401, "Refresh token does not exist")
    token = plan.mint(scene.day)
    return json_reply({"token": token, "expires_in": 3600, "refresh_token": None, "scope": "api"})


def _known(number: str, scene: Scene) -> Artist:
    for artist in scene.world.everybody:
        if str(artist_id(artist)) == number and _is_listed(artist, scene):
            return artist
    raise RefusalError(_error(404, "Artist not found"))


def _is_listed(artist: Artist, scene: Scene) -> bool:
    return artist.key not in scene.world.chartmetric.unknown


def _span(request: Request, scene: Scene) -> tuple[date, date]:
    """The days asked for, both included; what is not there yet is left out."""
    try:
        until = date.fromisoformat(request.one("until", scene.day.isoformat()))
        usual = until - timedelta(days=_USUAL_DAYS)
        since = date.fromisoformat(request.one("since", usual.isoformat()))
    except ValueError:
        raise RefusalError(_error(400, "since and until must be dates (YYYY-MM-DD)")) from None
    if (until - since).days > MOST_DAYS:
        raise RefusalError(_error(400, "The date range must not be longer than 365 days"))
    return since, min(until, scene.day - timedelta(days=LAG))


def _stat(request: Request, scene: Scene, number: str, source: str) -> Reply:
    if source not in SOURCES:
        valid = ", ".join(SOURCES)
        return _error(400, f"source must be one of {valid}")
    _check_plan(source, scene)
    artist = _known(number, scene)
    since, until = _span(request, scene)
    fields = request.many("field") or list(SOURCES[source])
    if unknown := [name for name in fields if name not in SOURCES[source]]:
        return _error(400, f"field {unknown[0]} is not one of {', '.join(SOURCES[source])}")
    body: dict[str, Any] = {n: points(artist, source, n, since, until) for n in fields}
    if request.one("latest") == "true":
        body = {name: found[-1:] for name, found in body.items()}
    link = _link(artist, source) if any(body.values()) else None
    return json_reply({"obj": {"link": link, **body}})


def _link(artist: Artist, source: str) -> str:
    """The page of the account that is followed."""
    return {
        "spotify": f"https://open.spotify.com/artist/{artist.spotify}",
        "instagram": f"https://www.instagram.com/{artist.instagram}/",
        "youtube_channel": f"https://www.youtube.com/channel/{artist.channel}",
    }.get(source, f"https://example.org/{source}/{artist.key}")


def _tracks(request: Request, scene: Scene, number: str) -> Reply:
    artist = _known(number, scene)
    limit = whole_number(request.one("limit", "10"), 1, 100)
    offset = whole_number(request.one("offset", "0"), 0, 100_000)
    if limit is None or offset is None:
        return _error(400, "limit must be at most 100")
    listed = listings_of(scene.world, artist, scene.day)
    listed.sort(key=lambda entry: (-entry.track.weight, entry.id))
    page = listed[offset : offset + limit]
    return json_reply({"obj": [track_listed(entry, scene.day) for entry in page]})


def _entry(number: str, scene: Scene) -> Listing:
    entry = catalogue(scene.world, scene.day).get(int(number))
    if entry is None:
        raise RefusalError(_error(404, "Track not found"))
    return entry


def _track(_request: Request, scene: Scene, number: str) -> Reply:
    return json_reply({"obj": track_told(_entry(number, scene), scene.day)})


def _history(request: Request, scene: Scene, number: str) -> Reply:
    entry = _entry(number, scene)
    since, until = _span(request, scene)
    kind = request.one("type", "popularity")  # who does not say "streams" gets 0 to 100
    if kind not in ("streams", "popularity"):
        return _error(400, "type must be one of streams, popularity")
    return json_reply({"obj": history(entry, kind, since, until)})


def _ids(_request: Request, scene: Scene, spotify: str) -> Reply:
    artist = scene.world.on_spotify(spotify)
    return json_reply({"obj": [ids_of(artist)] if artist and _is_listed(artist, scene) else []})


def _search(request: Request, scene: Scene) -> Reply:
    words = request.one("q")
    if not words:
        return _error(400, "q is required")
    if request.one("type", "all") not in ("all", "artists"):
        return _error(400, "type must be one of all, artists, tracks, albums, playlists")
    limit = whole_number(request.one("limit", "10"), 1, 100) or 10
    found = [a for a in scene.world.named_like(words) if _is_listed(a, scene)][:limit]
    shown = [artist_found(scene.world, artist, scene.day) for artist in found]
    return json_reply({"obj": {"artists": shown}})


def _far_off(seconds: int) -> Callable[[Request, Scene], Reply]:
    """A refusal whose reset lies ``seconds`` ahead."""

    def refuse(_request: Request, _scene: Scene) -> Reply:
        reply = _error(429, "Too many requests, please try again later.")
        return reply.having(
            X_RateLimit_Limit="1",
            X_RateLimit_Remaining="0",
            X_RateLimit_Reset=str(int(time.time()) + seconds),
        )

    return refuse


CHARTMETRIC = Platform(
    name="chartmetric",
    routes=(
        ("POST", re.compile(r"/api/token"), _route(_token)),
        ("GET", re.compile(r"/api/search"), _route(_search, "search")),
        ("GET", re.compile(r"/api/artist/spotify/([^/]+)/get-ids"), _route(_ids, "get-ids")),
        ("GET", re.compile(r"/api/artist/(\d+)/stat/([a-z_]+)"), _route(_stat)),
        ("GET", re.compile(r"/api/artist/(\d+)/tracks"), _route(_tracks, "tracks")),
        ("GET", re.compile(r"/api/track/(\d+)"), _route(_track, "track")),
        (
            "GET",
            re.compile(r"/api/track/(\d+)/spotify/stats/most-history"),
            _route(_history, "most-history"),
        ),
    ),
    unknown=_always(404, "Not found"),
    guard=_guard,
    counts=frozenset(
        (
            "value",
            "cm_artist",
            "sp_streams",
            "num_sp_playlists",
            "num_sp_editorial_playlists",
            "sp_playlist_total_reach",
            "num_tt_videos",
            "shazam_counts",
            "youtube_views",
            "expires_in",
        )
    ),
    parts=frozenset(("obj", "token")),
    refusals={
        Failure.RATE_LIMIT: _far_off(1),
        Failure.RATE_LIMIT_LONG: _far_off(86_400),
        Failure.QUOTA: _far_off(86_400),
        Failure.SERVER_ERROR: _always(500, "Internal server error"),
        Failure.UNAVAILABLE: _always(503, "Service unavailable"),
        Failure.UNAUTHORIZED: _always(401, "Invalid or expired token"),
        Failure.FORBIDDEN: _always(403, "Your plan does not include this endpoint."),
        Failure.NOT_FOUND: _always(404, "Not found"),
    },
)
