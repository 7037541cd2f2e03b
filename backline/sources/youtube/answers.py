"""What YouTube's Data API answers: channels, pages of uploads, and the most viewed videos."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backline.errors import SourceError
from backline.measure import State, youtube_subscriber_step
from backline.net.answers import dig, number
from backline.sources.base import Answer, Reading, gaps
from backline.sources.reading import count, iso_day, named, text
from backline.store import Subject

TOP = 5
LIST = "top_videos"


def by_id(body: Any) -> dict[str, Any]:
    """The items of a list by their ids; without any where the body has none."""
    items = dig(body, "items")
    named = ((text(dig(item, "id")), item) for item in items) if isinstance(items, list) else ()
    return {name: item for name, item in named if name}


def channels_in(body: Any) -> list[Any]:
    """The channels of a list; none where YouTube says that there are none, by leaving it out.

    Raises:
        SourceError: the body is no such list.
    """
    items = dig(body, "items")
    if isinstance(items, list):
        return items
    named_so = items is None and text(dig(body, "kind")).endswith("#channelListResponse")
    if named_so and number(body, "pageInfo", "totalResults") == 0:
        return []
    raise SourceError("YouTube answered without a list of channels")


def videos_in(body: Any, asked: Sequence[str]) -> dict[str, Any]:
    """The videos of a list by their ids; one that is missing is not public.

    Raises:
        SourceError: the body is no list of videos, or one of others than were asked for
            (``rejected``): what is missing from it says nothing then.
    """
    if not isinstance(dig(body, "items"), list):
        raise SourceError("YouTube answered without a list of videos")
    found = by_id(body)
    if found.keys() - set(asked):
        raise SourceError("YouTube gave other videos than asked for", state=State.REJECTED)
    return found


def parse_page(body: Any) -> list[str]:
    """The video ids on a page of a playlist, in its order (uploads: newest first).

    Raises:
        SourceError: the body holds no list of entries, or one that names no video.
    """
    items = dig(body, "items")
    entries = items if isinstance(items, list) else []
    ids = [
        text(dig(e, "contentDetails", "videoId") or dig(e, "snippet", "resourceId", "videoId"))
        for e in entries
    ]
    ids = [i for i in ids if i]
    if not isinstance(items, list) or (items and not ids):
        raise SourceError("YouTube answered without the channel's uploads")
    return ids


def parse_channel(
    key: str, item: Any, uploads: Sequence[str] | SourceError, videos: dict[str, Any]
) -> Answer:
    """The answer of one channel.

    Args:
        key: of the artist in the roster.
        item: the channel; its counts are strings.
        uploads: ids of its newest videos, or why they could not be had.
        videos: items of videos by id, or the error that cost one; a missing one is not public.
    """
    counts = dig(item, "statistics")
    answer = Answer(
        key,
        [
            _subscribers(counts),
            count("youtube", "views", dig(counts, "viewCount")),
            count("youtube", "videos", dig(counts, "videoCount")),
        ],
        who=named(
            dig(item, "id"), dig(item, "snippet", "title"), dig(item, "snippet", "customUrl")
        ),
    )
    channel = text(dig(item, "id"))
    try:
        top = parse_top(key, text(dig(item, "snippet", "title")), uploads, videos, channel)
    except SourceError as error:
        answer.readings += gaps(error, ("views",), LIST)
    else:
        answer.items[LIST] = [(subject, words) for subject, words, _ in top]
        answer.readings += [reading for *_, reading in top]
    return answer


def _subscribers(counts: Any) -> Reading:
    """YouTube rounds down to three significant figures; an owner may hide the number."""
    if dig(counts, "hiddenSubscriberCount") is True:
        return Reading(
            "subscribers", None, State.HIDDEN, detail="the channel hides its subscribers"
        )
    reading = count("youtube", "subscribers", dig(counts, "subscriberCount"))
    if reading.value is None:
        return reading
    return Reading("subscribers", reading.value, resolution=youtube_subscriber_step(reading.value))


Ranked = tuple[Subject, dict[str, Any], Reading]


def parse_top(
    key: str,
    title: str,
    uploads: Sequence[str] | SourceError,
    videos: dict[str, Any],
    channel: str = "",
) -> list[Ranked]:
    """The five most viewed uploads, the newer first of two with equal views.

    Videos that are not public or hide their views cannot be ranked and are left out, as are those
    of another channel than ``channel``.

    Raises:
        SourceError: the uploads or the views of some of them could not be had, or all of them are
            another channel's than ``channel`` (``rejected``).
    """
    if isinstance(uploads, SourceError):
        raise uploads
    items = [videos[i] for i in dict.fromkeys(uploads) if i in videos]
    for item in items:
        if isinstance(item, SourceError):
            raise item
    if uploads and not items:
        raise SourceError("YouTube tells nothing of the channel's uploads")
    owned = [i for i in items if text(dig(i, "snippet", "channelId")) in ("", channel)]
    if channel and items and not owned:
        raise SourceError("YouTube gave the uploads of another channel", state=State.REJECTED)
    ranked = [_video(key, title, item) for item in (owned if channel else items)]
    seen = [entry for entry in ranked if entry[2].value is not None]
    if ranked and not seen:
        first = ranked[0][2]
        raise SourceError(first.detail, state=first.state)
    return sorted(seen, key=lambda entry: -(entry[2].value or 0))[:TOP]


def _video(key: str, title: str, item: Any) -> Ranked:
    published = text(dig(item, "snippet", "publishedAt"))
    subject = Subject(
        key=text(item["id"]),
        kind="video",
        artist=key,
        title=text(dig(item, "snippet", "title")),
        credit=title,
        youtube=text(item["id"]),
        release_date=iso_day(published),
    )
    reading = count("youtube", "views", dig(item, "statistics", "viewCount"), subject=subject)
    return subject, {"title": subject.title, "published_at": published or None}, reading
