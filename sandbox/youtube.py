"""YouTube's Data API v3: channels, uploads, videos and search, with key and quota.

Rules from the YouTube Data API reference: 10,000 units a day, ``search.list`` 100 calls and
``videos.batchGetStats`` 10,000 calls of their own (since 2026-06-01); 50 ids a call; 5 items a
page unless ``maxResults`` says more; counts are strings; a channel's ``subscriberCount`` keeps
three significant figures; what does not exist is left out of ``items``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.cast import Artist
from sandbox.catalogue import Video
from sandbox.failures import Failure
from sandbox.wire import Platform, Refusal, RefusalError, Reply, Request, Scene, whole_number
from sandbox.youtube_shapes import (
    channel_item,
    envelope,
    error,
    offset_of,
    page_token,
    playlist_item,
    search_item,
    stats_item,
    video_item,
)

UNITS_A_DAY = 10_000
SEARCHES_A_DAY = 100
MOST_IDS = 50

T = TypeVar("T")

_QUOTA = (
    403,
    "quotaExceeded",
    "The request cannot be completed because you have exceeded your quota.",
    "youtube.quota",
)
_BAD_KEY = "API key not valid. Please pass a valid API key."


def _always(code: int, reason: str, message: str, domain: str, **more: Any) -> Refusal:
    return lambda _request, _scene: error(code, reason, message, domain, **more)


def _check_key_and_quota(request: Request, scene: Scene) -> None:
    key = request.one("key") or request.header("X-Goog-Api-Key")
    if not key:
        message = "Method doesn't allow unregistered callers."
        raise RefusalError(error(403, "forbidden", message, status="PERMISSION_DENIED"))
    if key != scene.world.credentials()["YOUTUBE_API_KEY"]:
        detail = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": "API_KEY_INVALID",
            "domain": "googleapis.com",
            "metadata": {"service": "youtube.googleapis.com"},
        }
        raise RefusalError(
            error(400, "badRequest", _BAD_KEY, status="INVALID_ARGUMENT", details=[detail])
        )
    bucket, limit = "youtube", UNITS_A_DAY
    if request.path.endswith("/search"):
        bucket, limit = "youtube_search", SEARCHES_A_DAY
    elif request.path.endswith(":batchGetStats"):
        bucket = "youtube_stats"
    if not scene.meter.spend(bucket, 1, limit):
        raise RefusalError(error(*_QUOTA))


def _parts(request: Request) -> list[str]:
    parts = request.many("part")
    if not parts:
        message = "No values for required parameter: part"
        raise RefusalError(error(400, "missingRequiredParameter", message, "youtube.parameter"))
    return parts


def _page(request: Request, total: int) -> tuple[int, int]:
    """First item and size of the page asked for."""
    given = request.one("maxResults", "5")
    size = whole_number(given, 0, 50)
    if size is None:
        message = f"Invalid value '{given}'. Values must be within the range: [0, 50]"
        raise RefusalError(error(400, "invalidParameter", message, "youtube.parameter"))
    token = request.one("pageToken")
    start = offset_of(token) if token else 0
    if start is None or (start and start >= total):
        message = "The request specifies an invalid page token."
        raise RefusalError(error(400, "invalidPageToken", message, "youtube.parameter"))
    return start, size


def _listed(
    request: Request, kind: str, found: list[T], make: Callable[[T], dict[str, Any]], **more: Any
) -> Reply:
    """One page of what was found."""
    start, size = _page(request, len(found))
    page = found[start : start + size]
    info = {"totalResults": len(found), "resultsPerPage": size}
    tokens = {}
    if size and start + size < len(found):
        tokens["nextPageToken"] = page_token(start + size)
    if start:
        tokens["prevPageToken"] = page_token(max(0, start - size))
    items = [make(entry) for entry in page]
    # without a match the key "items" is missing, it is not an empty list
    return envelope(kind, {**tokens, **more, "pageInfo": info}, items or None)


def _ids(request: Request) -> list[str]:
    ids = list(dict.fromkeys(request.many("id")))
    if len(ids) > MOST_IDS:
        message = "The request specifies an invalid filter parameter: too many ids."
        raise RefusalError(error(400, "invalidFilters", message, "youtube.parameter"))
    return ids


def _no_filter() -> Reply:
    message = "No filter selected. Expected one of: id, forHandle"
    return error(400, "missingRequiredParameter", message, "youtube.parameter")


def _channels(request: Request, scene: Scene) -> Reply:
    parts, ids, handle = _parts(request), _ids(request), request.one("forHandle")
    if not ids and not handle:
        return _no_filter()
    names = [f"@{handle.removeprefix('@')}"] if handle else [i for i in ids if i[:1] != "@"]
    found = [a for a in map(scene.world.on_youtube, names) if a]
    found.sort(key=lambda a: a.channel or "")  # not the order in which they were asked for
    return _listed(request, "channelListResponse", found, lambda a: channel_item(a, parts, scene))


def _playlist_items(request: Request, scene: Scene) -> Reply:
    parts, playlist = _parts(request), request.one("playlistId")
    artist = scene.world.on_youtube(f"UC{playlist[2:]}") if playlist[:2] == "UU" else None
    videos = scene.world.videos(artist, scene.day) if artist else []
    if not artist or not videos:  # the uploads of a channel without any are not found either
        return _no_playlist(request, scene)
    numbered = list(enumerate(reversed(videos)))
    return _listed(
        request,
        "playlistItemListResponse",
        numbered,
        lambda entry: playlist_item(artist, entry[1], entry[0], parts),
    )


def _no_playlist(_request: Request, _scene: Scene) -> Reply:
    message = "The playlist identified with the request's playlistId parameter cannot be found."
    return error(404, "playlistNotFound", message, "youtube.playlistItem")


def _known_videos(request: Request, scene: Scene) -> list[tuple[Artist, Video]]:
    found = (scene.world.video(video_id, scene.day) for video_id in _ids(request))
    return [pair for pair in found if pair]


def _videos(request: Request, scene: Scene) -> Reply:
    parts = _parts(request)
    if not request.many("id"):
        return _no_filter()
    found = _known_videos(request, scene)
    info = {"totalResults": len(found), "resultsPerPage": len(found)}
    items = [video_item(artist, video, parts) for artist, video in found]
    return envelope("videoListResponse", {"pageInfo": info}, items)


def _batch_stats(request: Request, scene: Scene) -> Reply:
    parts = _parts(request)
    items = [stats_item(video, parts) for _artist, video in _known_videos(request, scene)]
    return envelope("batchGetStatsResponse", {}, items)


def _search(request: Request, scene: Scene) -> Reply:
    _parts(request)
    kinds = request.many("type") or ["video", "channel", "playlist"]
    words, channel = request.one("q"), request.one("channelId")
    artists = [a for a in scene.world.named_like(words) if a.channel]
    if channel:
        only = scene.world.on_youtube(channel)
        artists = [only] if only else []
    found: list[tuple[Artist, Video | None]] = []
    if "channel" in kinds and not channel:
        found += [(artist, None) for artist in artists]
    if "video" in kinds:
        uploads = [(a, v) for a in artists for v in scene.world.videos(a, scene.day)]
        uploads.sort(key=lambda pair: -_order(pair[1], request.one("order")))
        found += [(a, v) for a, v in uploads if not v.deleted]
    return _listed(request, "searchListResponse", found, lambda e: search_item(*e), regionCode="US")


def _order(video: Video, order: str) -> float:
    return video.published.timestamp() if order == "date" else float(video.views or 0)


def _nothing(request: Request, scene: Scene) -> Reply:
    """The answer to an id that does not exist."""
    if request.path.endswith("/playlistItems"):
        return _no_playlist(request, scene)
    kind = f"{request.path.rpartition('/')[2].rstrip('s')}ListResponse"
    return envelope(kind, {"pageInfo": {"totalResults": 0, "resultsPerPage": 5}}, None)


_COUNTS = frozenset(
    ("viewCount", "subscriberCount", "videoCount", "likeCount", "commentCount", "favoriteCount")
)

YOUTUBE = Platform(
    name="youtube",
    routes=(
        ("GET", re.compile(r"/youtube/v3/channels"), _channels),
        ("GET", re.compile(r"/youtube/v3/playlistItems"), _playlist_items),
        ("GET", re.compile(r"/youtube/v3/videos"), _videos),
        ("GET", re.compile(r"/youtube/v3/videos:batchGetStats"), _batch_stats),
        ("GET", re.compile(r"/youtube/v3/search"), _search),
    ),
    unknown=_always(404, "notFound", "Not Found", "global"),
    guard=_check_key_and_quota,
    counts=_COUNTS,
    parts=_COUNTS | {"hiddenSubscriberCount", "statistics"},
    refusals={
        Failure.RATE_LIMIT: _always(
            429, "rateLimitExceeded", "Rate limit exceeded", "global", status="RESOURCE_EXHAUSTED"
        ),
        Failure.QUOTA: _always(*_QUOTA),
        Failure.PASSING: _always(403, "backendError", "Backend Error", "global"),
        # the older form of a refused key; a request with a wrong key gets the present one
        Failure.UNAUTHORIZED: _always(400, "keyInvalid", "Bad Request", "usageLimits"),
        Failure.FORBIDDEN: _always(
            403,
            "forbidden",
            "The caller does not have permission",
            "global",
            status="PERMISSION_DENIED",
        ),
        Failure.NOT_FOUND: _nothing,
        Failure.SERVER_ERROR: _always(
            500, "backendError", "Internal error encountered.", "global", status="INTERNAL"
        ),
        Failure.UNAVAILABLE: _always(
            503, "backendError", "The service is unavailable.", "global", status="UNAVAILABLE"
        ),
    },
)
