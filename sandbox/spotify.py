"""Spotify's Web API and its token endpoint.

Rules from the Web API reference and its 2026 changes: 50 ids a batch, at most 10 top tracks,
search limits, and the world of development-mode apps, in which ``followers`` and ``popularity``
are absent and batches and top tracks are refused.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any
from urllib.parse import parse_qs, urlencode

from sandbox.cast import Artist, Quirk
from sandbox.catalogue import Track
from sandbox.failures import Failure
from sandbox.noise import HEX, LETTERS_AND_DIGITS, code
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

_API = "https://api.spotify.com/v1"
_SITE = "https://open.spotify.com"
_MARKETS = ["CA", "DE", "ES", "GB", "IT", "JP", "MX", "SE", "US"]
_ID = re.compile(r"[0-9A-Za-z]{22}")


def _error(status: int, message: str, **more: str) -> Reply:
    return json_reply({"error": {"status": status, "message": message, **more}}, status)


def _always(status: int, message: str, **more: str) -> Refusal:
    return lambda _request, _scene: _error(status, message, **more)


def _check_token(request: Request, scene: Scene) -> None:
    scheme, _, token = request.header("Authorization").partition(" ")
    if scheme != "Bearer" or not token:
        raise RefusalError(_error(401, "No token provided"))
    if token != scene.world.access_token(scene.day):
        ours = token.startswith("sandbox-spotify-token-")
        raise RefusalError(
            _error(401, "The access token expired" if ours else "Invalid access token")
        )


def _get_artist(_request: Request, scene: Scene, spotify_id: str) -> Reply:
    return json_reply(artist_object(_known(spotify_id, scene), scene))


def _known(spotify_id: str, scene: Scene) -> Artist:
    if not _ID.fullmatch(spotify_id):
        raise RefusalError(_error(400, "Invalid base62 id"))
    artist = scene.world.on_spotify(spotify_id)
    if artist is None:
        raise RefusalError(_error(404, "Resource not found"))
    return artist


def _get_artists(request: Request, scene: Scene) -> Reply:
    if scene.development_mode:
        return _error(403, "Forbidden")
    ids = request.many("ids")
    if not ids or any(not _ID.fullmatch(i) for i in ids):
        return _error(400, "Invalid base62 id" if ids else "Missing required field: ids")
    if len(ids) > 50:
        return _error(400, "Too many ids requested")
    found = (scene.world.on_spotify(i) for i in ids)
    return json_reply({"artists": [artist_object(a, scene) if a else None for a in found]})


def _top_tracks(request: Request, scene: Scene, spotify_id: str) -> Reply:
    if scene.development_mode:
        return _error(403, "Forbidden")
    artist = _known(spotify_id, scene)
    market = request.one("market") or request.one("country")
    if market and not re.fullmatch("[A-Z]{2}", market):
        return _error(400, "Invalid market code")
    if market not in _MARKETS:  # without a market nothing counts as available to an app
        return json_reply({"tracks": []})
    own = scene.world.numbers(artist, scene.day).popularity
    tracks = scene.world.tracks(artist, scene.day)
    ranked = sorted(tracks, key=lambda t: (-t.popularity(own, scene.day), t.id))[:10]
    return json_reply({"tracks": [_track(t, t.popularity(own, scene.day)) for t in ranked]})


def _search(request: Request, scene: Scene) -> Reply:
    words, kinds = request.one("q") or request.one("query"), request.many("type")
    most = 10 if scene.development_mode else 50
    limit = whole_number(request.one("limit", "5" if scene.development_mode else "20"), 1, most)
    offset = whole_number(request.one("offset", "0"), 0, 1000)
    if not words:
        return _error(400, "No search query")
    if kinds != ["artist"]:
        return _error(400, "Bad search type field" if kinds else "Missing parameter type")
    if limit is None or offset is None:
        return _error(400, "Invalid limit" if limit is None else "Invalid offset")
    wanted = words.removeprefix("artist:").strip('"')
    found = scene.world.named_like(wanted)

    def page(start: int) -> str:
        query = {"query": words, "type": "artist", "offset": start, "limit": limit}
        return f"{request.base}/search?{urlencode(query)}"

    return json_reply(
        {
            "artists": {
                "href": page(offset),
                "items": [artist_object(a, scene) for a in found[offset : offset + limit]],
                "limit": limit,
                "next": page(offset + limit) if offset + limit < len(found) else None,
                "offset": offset,
                "previous": page(max(0, offset - limit)) if offset else None,
                "total": len(found),
            }
        }
    )


def artist_object(artist: Artist, scene: Scene) -> dict[str, Any]:
    """The full artist object; in development mode without its two numbers."""
    numbers = scene.world.numbers(artist, scene.day)
    exact = Quirk.FLOAT_FOLLOWERS not in artist.quirks
    followers = numbers.followers if exact else float(numbers.followers)
    document = {
        **_named(artist),
        "followers": {"href": None, "total": followers},
        "genres": list(artist.genres),
        "images": _images(artist.seed),
        "popularity": numbers.popularity,
    }
    if scene.development_mode:
        del document["followers"], document["popularity"]
    return document


def _named(artist: Artist) -> dict[str, Any]:
    return _link("artist", artist.spotify) | {"name": artist.name}


def _link(kind: str, spotify_id: str) -> dict[str, Any]:
    return {
        "external_urls": {"spotify": f"{_SITE}/{kind}/{spotify_id}"},
        "href": f"{_API}/{kind}s/{spotify_id}",
        "id": spotify_id,
        "type": kind,
        "uri": f"spotify:{kind}:{spotify_id}",
    }


def _images(seed: str) -> list[dict[str, Any]]:
    return [
        {
            "height": size,
            "url": f"https://i.scdn.co/image/{code(HEX, 40, seed, size)}",
            "width": size,
        }
        for size in (640, 320, 160)
    ]


def _track(track: Track, popularity: int) -> dict[str, Any]:
    artists = [_named(a) for a in track.artists]
    album = code(LETTERS_AND_DIGITS, 22, track.artists[0].seed, track.album)
    return _link("track", track.id) | {
        "album": _link("album", album)
        | {
            "album_type": "album",
            "artists": artists,
            "images": _images(album),
            "name": track.album,
            "release_date": track.released.isoformat(),
            "release_date_precision": "day",
            "total_tracks": 4,
        },
        "artists": artists,
        "disc_number": 1,
        "duration_ms": track.seconds * 1000 + 137,
        "explicit": False,
        "external_ids": {"isrc": track.isrc},
        "is_local": False,
        "is_playable": True,
        "name": track.title,
        "popularity": popularity,
        "preview_url": None,
        "track_number": 1,
    }


API = Platform(
    name="spotify_api",
    routes=(
        ("GET", re.compile(r"/artists"), _get_artists),
        ("GET", re.compile(r"/artists/([^/]+)"), _get_artist),
        ("GET", re.compile(r"/artists/([^/]+)/top-tracks"), _top_tracks),
        ("GET", re.compile(r"/search"), _search),
    ),
    unknown=_always(404, "Service not found"),
    guard=_check_token,
    counts=frozenset({"total", "popularity"}),
    parts=frozenset({"followers", "popularity", "tracks", "total"}),
    refusals={
        Failure.RATE_LIMIT: _always(429, "API rate limit exceeded"),
        Failure.RATE_LIMIT_LONG: _always(429, "Too many requests", reason="QUOTA_EXCEEDED"),
        Failure.QUOTA: lambda _request, _scene: _error(
            429, "Too many requests", reason="QUOTA_EXCEEDED"
        ).having(Retry_After="86400"),
        Failure.PASSING: lambda _request, _scene: json_reply(
            {"error": {"status": 503, "message": "Service unavailable"}}
        ),
        Failure.SERVER_ERROR: _always(500, "Server error."),
        Failure.UNAVAILABLE: _always(503, "Service temporarily unavailable"),
        Failure.UNAUTHORIZED: _always(401, "Invalid access token"),
        # the owner of every app needs Premium since 2026; without it each call fails like this
        Failure.FORBIDDEN: _always(403, "Active premium subscription required"),
        Failure.NOT_FOUND: _always(404, "Resource not found"),
    },
)


def _oauth_error(error: str, description: str, status: int = 400) -> Reply:
    return json_reply({"error": error, "error_description": description}, status)


def _token(request: Request, scene: Scene) -> Reply:
    form = {k: v[0] for k, v in parse_qs(request.body.decode(errors="replace")).items()}
    user, secret = form.get("client_id", ""), form.get("client_secret", "")
    scheme, _, pair = request.header("Authorization").partition(" ")
    if scheme == "Basic":
        try:
            user, _, secret = base64.b64decode(pair, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return _oauth_error("invalid_client", "Invalid client")
    keys = scene.world.credentials()
    if user != keys["SPOTIFY_CLIENT_ID"]:
        return _oauth_error("invalid_client", "Invalid client")
    if secret != keys["SPOTIFY_CLIENT_SECRET"]:
        return _oauth_error("invalid_client", "Invalid client secret")
    if form.get("grant_type") != "client_credentials":
        return _oauth_error("unsupported_grant_type", "grant_type must be client_credentials")
    token = scene.world.access_token(scene.day)
    return json_reply({"access_token": token, "token_type": "Bearer", "expires_in": 3600})


def _oauth_always(error: str, description: str, status: int = 400) -> Refusal:
    return lambda _request, _scene: _oauth_error(error, description, status)


ACCOUNTS = Platform(
    name="spotify_accounts",
    routes=(("POST", re.compile(r"/api/token"), _token),),
    unknown=_oauth_always("not_found", "Not found", 404),
    counts=frozenset({"access_token", "expires_in"}),
    parts=frozenset({"access_token", "expires_in"}),
    refusals={
        Failure.PASSING: _oauth_always("temporarily_unavailable", "Try again later"),
        Failure.UNAUTHORIZED: _oauth_always("invalid_client", "Invalid client"),
        Failure.FORBIDDEN: _oauth_always("access_denied", "The app is blocked", 403),
        Failure.NOT_FOUND: _oauth_always("not_found", "Not found", 404),
        Failure.SERVER_ERROR: _oauth_always("server_error", "Server error", 500),
        Failure.UNAVAILABLE: _oauth_always("temporarily_unavailable", "Try again later", 503),
    },
)
