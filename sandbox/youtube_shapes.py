"""The resources of YouTube's Data API as JSON: what each ``part`` of an item holds."""

from __future__ import annotations

import base64
import binascii
import html
import re
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sandbox.cast import Artist, Quirk
from sandbox.catalogue import Video
from sandbox.curves import EPOCH
from sandbox.noise import URL_SAFE, code
from sandbox.wire import Reply, Scene, json_reply

_SIZES = (("default", 120, 90), ("medium", 320, 180), ("high", 480, 360))


def error(
    code_number: int, reason: str, message: str, domain: str = "global", **more: Any
) -> Reply:
    """Google's error envelope; ``more`` may hold ``status`` and ``details``."""
    one = {"message": message, "domain": domain, "reason": reason}
    document = {"error": {"code": code_number, "message": message, "errors": [one], **more}}
    return json_reply(document, code_number, indent=2)


def envelope(kind: str, head: dict[str, Any], items: list[dict[str, Any]] | None) -> Reply:
    """A list response; ``items`` None leaves the key out."""
    rest = head if items is None else {**head, "items": items}
    return json_reply({"kind": f"youtube#{kind}", "etag": _etag(rest), **rest}, indent=2)


def _etag(content: object) -> str:
    return base64.urlsafe_b64encode(sha256(repr(content).encode()).digest())[:27].decode()


def page_token(offset: int) -> str:
    """The token of the page that begins at ``offset``."""
    return base64.urlsafe_b64encode(f"PT:{offset}".encode()).decode().rstrip("=")


def offset_of(token: str) -> int | None:
    """Where a token's page begins, or None for a token that was never given out."""
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    match = re.fullmatch(r"PT:(\d{1,6})", text)
    return int(match[1]) if match else None


def rounded_down(count: int) -> int:
    """Three significant figures, never up: how a channel's subscribers are shown."""
    step = int("1" + "0" * max(0, len(str(count)) - 3))
    return count - count % step


def channel_item(artist: Artist, parts: list[str], scene: Scene) -> dict[str, Any]:
    """A channel."""
    numbers = scene.world.numbers(artist, scene.day)
    channel = artist.channel or ""
    hidden = Quirk.HIDDEN_SUBSCRIBERS in artist.quirks
    statistics: dict[str, Any] = {"viewCount": str(numbers.views)}
    if not hidden:
        statistics["subscriberCount"] = str(rounded_down(numbers.subscribers))
    statistics |= {"hiddenSubscriberCount": hidden, "videoCount": str(numbers.videos)}
    return _item(
        "channel",
        channel,
        parts,
        snippet={
            "title": artist.name,
            "description": f"The channel of {artist.name}.",
            "customUrl": artist.handle,
            "publishedAt": _stamp(_opened(artist)),
            "thumbnails": _thumbnails(f"https://yt3.ggpht.com/{code(URL_SAFE, 30, channel)}"),
            "localized": {"title": artist.name, "description": f"The channel of {artist.name}."},
            "country": "US",
        },
        contentDetails={"relatedPlaylists": {"likes": "", "uploads": f"UU{channel[2:]}"}},
        statistics=statistics,
    )


def _opened(artist: Artist) -> date:
    return EPOCH - timedelta(days=1500 + artist.size % 700)


def playlist_item(artist: Artist, video: Video, position: int, parts: list[str]) -> dict[str, Any]:
    """An upload in the uploads playlist, which also keeps the place of a deleted one."""
    playlist = f"UU{video.channel[2:]}"
    content = {"videoId": video.id, "videoPublishedAt": _stamp(video.published)}
    if video.deleted:
        del content["videoPublishedAt"]
    return _item(
        "playlistItem",
        base64.urlsafe_b64encode(f"{playlist}.{video.id}".encode()).decode(),
        parts,
        snippet={
            "publishedAt": _stamp(video.published),
            "channelId": video.channel,
            "title": "Deleted video" if video.deleted else video.title,
            "description": "This video is unavailable." if video.deleted else "",
            "thumbnails": {} if video.deleted else _video_pictures(video),
            "channelTitle": artist.name,
            "playlistId": playlist,
            "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video.id},
        },
        contentDetails=content,
    )


def video_item(artist: Artist, video: Video, parts: list[str]) -> dict[str, Any]:
    """A video."""
    return _item(
        "video",
        video.id,
        parts,
        snippet={
            "publishedAt": _stamp(video.published),
            "channelId": video.channel,
            "title": video.title,
            "description": f"{video.title}\n\nOut now.",
            "thumbnails": _video_pictures(video),
            "channelTitle": artist.name,
            "categoryId": "10",
            "liveBroadcastContent": "none",
            "localized": {"title": video.title, "description": f"{video.title}\n\nOut now."},
        },
        contentDetails={
            "duration": f"PT{video.seconds // 60}M{video.seconds % 60}S",
            "dimension": "2d",
            "definition": "hd",
            "caption": "false",
            "licensedContent": True,
            "projection": "rectangular",
        },
        statistics=_statistics(video) | {"favoriteCount": "0"},
    )


def stats_item(video: Video, parts: list[str]) -> dict[str, Any]:
    """A video as ``batchGetStats`` gives it: no title."""
    return _item(
        "videoStat",
        video.id,
        parts,
        snippet={"publishTime": _stamp(video.published)},
        statistics=_statistics(video),
    )


def search_item(artist: Artist, video: Video | None) -> dict[str, Any]:
    """A search result: a video, or the channel itself. Titles come with HTML entities."""
    channel = artist.channel or ""
    identity = {"kind": "youtube#video", "videoId": video.id} if video else None
    snippet = {
        "publishedAt": _stamp(video.published if video else _opened(artist)),
        "channelId": channel,
        "title": html.escape(video.title if video else artist.name),
        "description": "",
        "thumbnails": _video_pictures(video) if video else {},
        "channelTitle": artist.name,
        "liveBroadcastContent": "none",
    }
    item = _item("searchResult", "", ["snippet"], snippet=snippet)
    return item | {"id": identity or {"kind": "youtube#channel", "channelId": channel}}


def _statistics(video: Video) -> dict[str, str]:
    counts = {
        "viewCount": video.views,
        "likeCount": video.likes,
        "commentCount": video.comments,
    }
    return {name: str(count) for name, count in counts.items() if count is not None}


def _item(kind: str, item_id: str, parts: list[str], **all_parts: Any) -> dict[str, Any]:
    wanted = {name: value for name, value in all_parts.items() if name in parts}
    return {"kind": f"youtube#{kind}", "etag": _etag((item_id, wanted)), "id": item_id, **wanted}


def _stamp(moment: date | datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _video_pictures(video: Video) -> dict[str, Any]:
    return _thumbnails(f"https://i.ytimg.com/vi/{video.id}")


def _thumbnails(base: str) -> dict[str, Any]:
    return {
        name: {"url": f"{base}/{name}.jpg", "width": width, "height": height}
        for name, width, height in _SIZES
    }
