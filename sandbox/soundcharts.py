"""Soundcharts' API: two keys, a minute and a month that can be full, and pages that overlap.

Rules from its API documentation and from recorded answers: a period has at most 90 days, both ends
included, and 30 where only its end is named; a list comes in pages of at most a hundred; what is
refused has a list of errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from sandbox import soundcharts_shapes as shapes
from sandbox import soundcharts_songs as songs
from sandbox.cast import Artist
from sandbox.catalogue import Track
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

MOST_DAYS = 90
"""The longest period of one question, both ends included."""

_USUAL_DAYS = 30
_UUID = r"([0-9a-f-]{36})"
_CHARTS = {
    "global-28": ("spotify", "daily", "streamcount"),
    "apple-music-it": ("apple-music", "daily", "rank"),
    "top-songs-it": ("spotify", "weekly", "streamcount"),
}


def _error(status: int, key: str, message: str) -> Reply:
    return json_reply({"errors": [{"key": key, "code": status, "message": message}]}, status)


def _too_often(seconds: int) -> Reply:
    refused = _error(429, "access", "You have reached the maximum request count for a minute.")
    return refused.having(x_ratelimit_reset=str(seconds))


def _used_up() -> Reply:
    return _error(429, "access", "Your monthly quota is used up.").having(x_quota_remaining="0")


def _always(reply: Reply) -> Refusal:
    return lambda _request, _scene: reply


_NOT_FOUND = _error(404, "access", "Not found.")
_NOT_LOGGED_IN = _error(401, "access", "You are not logged in.")
_NOT_IN_PLAN = _error(403, "access", "This endpoint is not included in your current plan.")


def _guard(request: Request, scene: Scene) -> None:
    plan = scene.world.soundcharts
    if plan.revoked or (request.header("x-app-id"), request.header("x-api-key")) != plan.keys:
        raise RefusalError(_NOT_LOGGED_IN)
    if any(part in request.path for part in plan.locked):
        raise RefusalError(_NOT_IN_PLAN)
    admitted = plan.admit()
    if admitted.too_often:
        raise RefusalError(_too_often(admitted.reset))
    if admitted.used_up:
        raise RefusalError(_used_up())


def _told(document: dict[str, Any], scene: Scene) -> Reply:
    """An answer with what is left of the month."""
    reply = json_reply(document)
    return reply.having(x_quota_remaining=str(scene.world.soundcharts.quota))


def _paged(
    request: Request, scene: Scene, items: list[dict[str, Any]], related: dict[str, Any] | None
) -> Reply:
    """A page of a list; it repeats the end of the one before."""
    limit = whole_number(request.one("limit", "100"), 1, 100)
    offset = whole_number(request.one("offset", "0"), 0, 100_000)
    if limit is None or offset is None:
        return _error(400, "argument", "limit must be at most 100.")
    overlap = min(scene.world.soundcharts.overlap, limit - 1)
    begin = max(0, offset - overlap) if offset else 0
    page = items[begin : begin + limit]

    def link(at: int) -> str:
        query = {n: v[0] for n, v in request.query.items() if n not in ("offset", "limit")}
        return f"{request.path}?{urlencode({**query, 'offset': at, 'limit': limit})}"

    step = limit - overlap if offset else limit
    more = begin + limit < len(items)
    return _told(
        {
            **({"related": related} if related is not None else {}),
            "items": page,
            "page": {
                "offset": offset,
                "limit": limit,
                "next": link(offset + step) if more else ("" if offset else None),
                "previous": link(max(0, offset - limit)) if offset else None,
                "total": len(items),
            },
            "errors": [],
        },
        scene,
    )


def _artist(uuid: str, scene: Scene) -> Artist:
    """Who answers for an id, which may be somebody else."""
    known = next((a for a in scene.world.everybody if shapes.artist_uuid(a) == uuid), None)
    found = scene.world.taken_over.get(("soundcharts", uuid), known)
    if found is None or found.key in scene.world.soundcharts.unknown:
        raise RefusalError(_NOT_FOUND)
    return found


def _song(uuid: str, scene: Scene) -> Track:
    track = songs.catalogue(scene.world, scene.day).get(uuid)
    if track is None:
        raise RefusalError(_NOT_FOUND)
    return track


def _span(request: Request, scene: Scene) -> tuple[date, date]:
    """The days asked for, both included; what is not there yet is left out."""
    try:
        last = date.fromisoformat(request.one("endDate", scene.day.isoformat())[:10])
        usual = last - timedelta(days=_USUAL_DAYS)
        first = date.fromisoformat(request.one("startDate", usual.isoformat())[:10])
    except ValueError:
        raise RefusalError(_error(400, "argument", "Dates are YYYY-MM-DD.")) from None
    if first > last or (last - first).days >= MOST_DAYS:
        raise RefusalError(_error(400, "argument", "The period must have 1 to 90 days."))
    return first, min(last, scene.day - timedelta(days=shapes.LAG))


def _a_day_more(last: date, scene: Scene) -> date:
    """The end of what is told: now and then a day beyond what was asked for."""
    newest = scene.day - timedelta(days=shapes.LAG)
    return min(last + timedelta(days=last.day % 2), newest)


def _about(artist: Artist, platform: str, scene: Scene) -> dict[str, Any]:
    return {
        "artist": shapes.artist_shown(artist),
        "platform": platform,
        "lastCrawlDate": f"{scene.day}T02:07:10+02:00",
    }


def _supported(platform: str, known: Iterable[str]) -> None:
    names = list(known)
    if platform not in names:
        said = ", ".join(names)
        raise RefusalError(_error(400, "argument", f'Only "{said}" are supported platforms.'))


def _streaming(request: Request, scene: Scene, uuid: str, platform: str) -> Reply:
    _supported(platform, shapes.STREAMING)
    artist = _artist(uuid, scene)
    first, last = _span(request, scene)
    items = shapes.located(scene.world, artist, platform, first, _a_day_more(last, scene))
    return _paged(request, scene, items, _about(artist, platform, scene))


def _social(request: Request, scene: Scene, uuid: str, platform: str) -> Reply:
    _supported(platform, shapes.SOCIAL)
    artist = _artist(uuid, scene)
    first, last = _span(request, scene)
    items = shapes.followers(scene.world, artist, platform, first, last)
    return _paged(request, scene, items, _about(artist, platform, scene))


def _account(request: Request, scene: Scene, uuid: str, platform: str) -> Reply:
    _supported(platform, shapes.ACCOUNTS)
    artist = _artist(uuid, scene)
    first, last = _span(request, scene)
    items = shapes.accounts(scene.world, artist, platform, first, last)
    return _paged(request, scene, items, _about(artist, platform, scene))


def _songs(request: Request, scene: Scene, uuid: str) -> Reply:
    artist = _artist(uuid, scene)
    tracks = sorted(scene.world.tracks(artist, scene.day), key=lambda t: (-t.weight, t.id))
    items = [songs.song_listed(track) for track in tracks]
    return _paged(request, scene, items, shapes.artist_shown(artist))


def _song_told(_request: Request, scene: Scene, uuid: str) -> Reply:
    found = songs.song_told(_song(uuid, scene))
    return _told({"type": "song", "object": found, "errors": []}, scene)


def _song_audience(request: Request, scene: Scene, uuid: str, platform: str) -> Reply:
    _supported(platform, songs.SONG_PLATFORMS)
    track = _song(uuid, scene)
    first, last = _span(request, scene)
    items = songs.song_counts(track, platform, first, last)
    return _paged(request, scene, items, songs.song_listed(track))


def _search(request: Request, scene: Scene, words: str) -> Reply:
    plan = scene.world.soundcharts
    found = [a for a in scene.world.named_like(words) if a.key not in plan.unknown]
    return _paged(request, scene, [shapes.artist_shown(a) for a in found], None)


def _by_platform(_request: Request, scene: Scene, platform: str, account: str) -> Reply:
    ids = {"spotify": "spotify", "youtube": "channel", "deezer": "deezer"}
    field = ids.get(platform, platform)
    for artist in scene.world.everybody:
        known = artist.key not in scene.world.soundcharts.unknown
        if known and getattr(artist, field, None) == account:
            found = {**shapes.artist_shown(artist), "countryCode": ""}
            return _told({"type": "artist", "object": found, "errors": []}, scene)
    return _NOT_FOUND


def _playlists(request: Request, scene: Scene, what: str, uuid: str, platform: str) -> Reply:
    _supported(platform, ("spotify",))
    tracks, about = _whose(what, uuid, scene)
    items = [one for track in tracks for one in songs.placements(track, scene.day)]
    items.sort(key=lambda one: str(one["entryDate"]), reverse=True)
    return _paged(request, scene, items, about)


def _radio(request: Request, scene: Scene, what: str, uuid: str) -> Reply:
    tracks, about = _whose(what, uuid, scene)
    first, last = _span(request, scene)
    items = [one for track in tracks for one in songs.broadcasts(track, first, last)]
    country = request.one("countryCode")
    items = [one for one in items if country in ("", one["radio"]["countryCode"])]
    items.sort(key=lambda one: str(one["airedAt"]), reverse=True)
    return _paged(request, scene, items, about)


def _whose(what: str, uuid: str, scene: Scene) -> tuple[list[Track], dict[str, Any]]:
    if what == "song":
        track = _song(uuid, scene)
        return [track], songs.song_listed(track)
    artist = _artist(uuid, scene)
    return scene.world.tracks(artist, scene.day), shapes.artist_shown(artist)


def _chart(slug: str) -> dict[str, Any]:
    platform, frequency, metric = _CHARTS[slug]
    return {
        "name": slug,
        "type": "song",
        "slug": slug,
        "platform": platform,
        "frequency": frequency,
        "countryCode": "IT" if slug.endswith("-it") else "",
        "maxResultsCount": 200,
        "metric": {"type": metric, "description": metric},
    }


def _charts(request: Request, scene: Scene, platform: str) -> Reply:
    found = [_chart(slug) for slug, (of, _, _) in _CHARTS.items() if of == platform]
    country = request.one("countryCode")
    return _paged(request, scene, [c for c in found if country in ("", c["countryCode"])], None)


def _ranking(request: Request, scene: Scene, slug: str, day: str) -> Reply:
    if slug not in _CHARTS:
        return _NOT_FOUND
    newest = scene.day - timedelta(days=shapes.LAG)
    on = newest if day == "latest" else min(date.fromisoformat(day), newest)
    weekly = _CHARTS[slug][1] == "weekly"
    if weekly:  # a week is dated by the Thursday on which it ends
        on -= timedelta(days=(on.weekday() - 3) % 7)
    counts = _CHARTS[slug][2] == "streamcount"
    items = [
        {
            "song": songs.song_listed(track),
            "position": place,
            "positionEvolution": 0,
            "metric": streams if counts else 0,
            "entryState": "",
            "entryDate": f"{track.released}T12:00:00+00:00",
            "rankDate": f"{on}T12:00:00+00:00",
            "oldPosition": place,
            "timeOnChart": (on - track.released).days // (7 if weekly else 1),
            "timeOnChartUnit": "WOC" if weekly else "DOC",
        }
        for place, (track, streams) in enumerate(songs.charted(scene.world, on)[:200], 1)
    ]
    related = {"chart": _chart(slug), "date": f"{on}T12:00:00+00:00"}
    return _paged(request, scene, items, related)


def _get(path: str, handler: Handler) -> tuple[str, re.Pattern[str], Handler]:
    return "GET", re.compile(path), handler


SOUNDCHARTS = Platform(
    name="soundcharts",
    routes=(
        _get(rf"/api/v2/artist/{_UUID}/streaming/([a-z-]+)", _streaming),
        _get(rf"/api/v2\.37/artist/{_UUID}/social/([a-z-]+)/followers", _social),
        _get(rf"/api/v2/artist/{_UUID}/audience/([a-z-]+)", _account),
        _get(rf"/api/v2\.21/artist/{_UUID}/songs", _songs),
        _get(r"/api/v2/artist/search/(.+)", _search),
        _get(r"/api/v2\.9/artist/by-platform/([a-z-]+)/([^/]+)", _by_platform),
        _get(rf"/api/v2\.25/song/{_UUID}", _song_told),
        _get(rf"/api/v2/song/{_UUID}/audience/([a-z-]+)", _song_audience),
        _get(rf"/api/v2\.20/(artist|song)/{_UUID}/playlist/current/([a-z-]+)", _playlists),
        _get(rf"/api/v2/(artist|song)/{_UUID}/broadcasts", _radio),
        _get(r"/api/v2/chart/song/by-platform/([a-z-]+)", _charts),
        _get(r"/api/v2\.14/chart/song/([a-z0-9-]+)/ranking/([0-9-]{10}|latest)", _ranking),
    ),
    unknown=_always(_NOT_FOUND),
    guard=_guard,
    counts=frozenset(
        (
            "value",
            "likeCount",
            "followerCount",
            "viewCount",
            "position",
            "metric",
            "latestSubscriberCount",
            "reach",
        )
    ),
    parts=frozenset(("items", "object")),
    refusals={
        Failure.RATE_LIMIT: _always(_too_often(1)),
        Failure.RATE_LIMIT_LONG: _always(_too_often(86_400)),
        Failure.QUOTA: _always(_used_up()),
        Failure.SERVER_ERROR: _always(_error(500, "server", "Internal server error.")),
        Failure.UNAVAILABLE: _always(_error(503, "server", "Service unavailable.")),
        Failure.UNAUTHORIZED: _always(_NOT_LOGGED_IN),
        Failure.FORBIDDEN: _always(_NOT_IN_PLAN),
        Failure.NOT_FOUND: _always(_NOT_FOUND),
    },
)
