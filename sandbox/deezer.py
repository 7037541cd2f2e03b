"""Deezer's public API: no key, and every error is an HTTP 200.

Rules from Deezer's API documentation: 50 requests in 5 seconds, error codes 4 (quota), 200
(permission), 300 (token), 501 (parameter missing), 600 (unknown path), 800 (no data).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from sandbox.cast import Artist
from sandbox.catalogue import Track
from sandbox.failures import Failure
from sandbox.noise import HEX, code
from sandbox.wire import (
    Platform,
    Refusal,
    RefusalError,
    Reply,
    Request,
    Scene,
    json_reply,
    whole_number,
)

REQUESTS, SECONDS = 50, 5.0
"""The window all requests from one address share."""

_SITE = "https://www.deezer.com"
_API = "https://api.deezer.com"


def _error(code_number: int, kind: str, message: str) -> Reply:
    error = {"type": kind, "message": message, "code": code_number}
    return json_reply({"error": error}, escape=True)


def _always(code_number: int, kind: str, message: str) -> Refusal:
    return lambda _request, _scene: _error(code_number, kind, message)


def _status(status: int, message: str) -> Refusal:
    return lambda _request, _scene: json_reply({"message": message}, status)


_QUOTA = (4, "Exception", "Quota limit exceeded")
_NO_DATA = (800, "DataException", "no data")


def _check_window(_request: Request, scene: Scene) -> None:
    if not scene.meter.pass_window("deezer", REQUESTS, SECONDS):
        raise RefusalError(_error(*_QUOTA))


def _known(deezer_id: str, scene: Scene) -> Artist:
    artist = scene.world.on_deezer(deezer_id)
    if artist is None:
        raise RefusalError(_error(*_NO_DATA))
    return artist


def _get_artist(_request: Request, scene: Scene, deezer_id: str) -> Reply:
    artist = _known(deezer_id, scene)
    return json_reply(
        _named(artist) | {"share": f"{_SITE}/artist/{deezer_id}"} | _counted(artist, scene),
        escape=True,
    )


def _counted(artist: Artist, scene: Scene) -> dict[str, Any]:
    numbers = scene.world.numbers(artist, scene.day)
    return {"nb_album": numbers.albums, "nb_fan": numbers.fans, "radio": numbers.fans > 100}


def _top(request: Request, scene: Scene, deezer_id: str) -> Reply:
    artist = _known(deezer_id, scene)
    fans = scene.world.numbers(artist, scene.day).fans
    tracks = scene.world.tracks(artist, scene.day)
    ranked = sorted(tracks, key=lambda t: (-t.rank(fans, scene.day), t.deezer))
    return _paged(request, [_track(t, t.rank(fans, scene.day)) for t in ranked], 5)


def _search(request: Request, scene: Scene) -> Reply:
    words = request.one("q")
    if not words:
        return _error(501, "MissingParameterException", "Missing parameters: q")
    found = [a for a in scene.world.named_like(words) if a.deezer]
    return _paged(request, [_named(a) | _counted(a, scene) for a in found], 25)


def _paged(request: Request, items: list[dict[str, Any]], usual: int) -> Reply:
    limit = whole_number(request.one("limit", str(usual)), 1, 100) or usual
    index = whole_number(request.one("index", "0"), 0, 100_000) or 0
    document: dict[str, Any] = {"data": items[index : index + limit], "total": len(items)}
    if index + limit < len(items):
        query = {name: values[0] for name, values in request.query.items()}
        query |= {"limit": str(limit), "index": str(index + limit)}
        document["next"] = f"{request.base}{request.path}?{urlencode(query)}"
    return json_reply(document, escape=True)


def _named(artist: Artist) -> dict[str, Any]:
    picture = f"https://cdn-images.dzcdn.net/images/artist/{code(HEX, 32, artist.seed, 'picture')}"
    return {
        "id": int(artist.deezer or 0),
        "name": artist.name,
        "link": f"{_SITE}/artist/{artist.deezer}",
        "picture": f"{_API}/artist/{artist.deezer}/image",
        "picture_small": f"{picture}/56x56-000000-80-0-0.jpg",
        "picture_medium": f"{picture}/250x250-000000-80-0-0.jpg",
        "picture_big": f"{picture}/500x500-000000-80-0-0.jpg",
        "picture_xl": f"{picture}/1000x1000-000000-80-0-0.jpg",
        "tracklist": f"{_API}/artist/{artist.deezer}/top?limit=50",
        "type": "artist",
    }


def _track(track: Track, rank: int) -> dict[str, Any]:
    first = track.artists[0]
    return {
        "id": track.deezer,
        "readable": True,
        "title": track.title,
        "title_short": track.title,
        "title_version": "",
        "link": f"{_SITE}/track/{track.deezer}",
        "duration": track.seconds,
        "rank": rank,
        "explicit_lyrics": False,
        "preview": "",
        "contributors": [{"id": int(a.deezer or 0), "name": a.name} for a in track.artists],
        "artist": {"id": int(first.deezer or 0), "name": first.name, "type": "artist"},
        "album": {"id": track.deezer // 7, "title": track.album, "type": "album"},
        "type": "track",
    }


DEEZER = Platform(
    name="deezer",
    routes=(
        ("GET", re.compile(r"/artist/([^/]+)"), _get_artist),
        ("GET", re.compile(r"/artist/([^/]+)/top"), _top),
        ("GET", re.compile(r"/search/artist"), _search),
    ),
    unknown=_always(600, "InvalidQueryException", "Unknown path components"),
    guard=_check_window,
    counts=frozenset({"nb_fan", "nb_album", "rank"}),
    parts=frozenset({"nb_fan", "nb_album", "rank"}),
    refusals={
        Failure.RATE_LIMIT: _always(*_QUOTA),
        Failure.QUOTA: _always(*_QUOTA),
        Failure.PASSING: _always(700, "Exception", "Service busy"),
        Failure.UNAUTHORIZED: _always(300, "OAuthException", "Invalid OAuth access token"),
        Failure.FORBIDDEN: _always(200, "OAuthException", "Permission denied"),
        Failure.NOT_FOUND: _always(*_NO_DATA),
        Failure.SERVER_ERROR: _status(500, "Internal error"),
        Failure.UNAVAILABLE: _status(503, "Service busy"),
    },
)
