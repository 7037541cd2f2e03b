"""YouTube's Data API: subscribers, views, videos and the five most viewed uploads.

The top videos are exact among a channel's newest uploads: its uploads playlist is read 50 a page,
the views of what it lists are asked 50 a call, several channels sharing calls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backline.answers import dig
from backline.errors import SourceError
from backline.measure import State, youtube_subscriber_step
from backline.names import shown
from backline.roster import Artist
from backline.sources.asking import AskingSource, chunks, gather
from backline.sources.base import Answer, Context, Reading, gaps
from backline.sources.reading import count, iso_day, text
from backline.subjects import Subject
from backline.transport import TIMEOUT, Client, RefusedError

if TYPE_CHECKING:
    from backline.sources.youtube_client import YouTubeClient

BATCH = 50
"""Ids in one call, and entries on one page. Source: YouTube Data API, ``maxResults``."""

UNITS_A_DAY = 10_000
"""What a key usually has; each call made here costs 1. Source: YouTube Data API, "Quota"."""

TOP = 5
LIST = "top_videos"


@dataclass(slots=True)
class _Channel:
    """A channel on its way to an answer; ``uploads`` are its newest videos, or why not."""

    artist: Artist
    item: Any
    uploads: list[str] | SourceError = field(default_factory=list)


class YouTubeSource(AskingSource):
    """Subscribers, views, number of videos and the five top videos of each artist."""

    name = "youtube_api"
    platform = "youtube"
    metrics: tuple[str, ...] = ("subscribers", "views", "videos")
    needs: tuple[str, ...] = ("YOUTUBE_API_KEY",)

    def __init__(self, timeout: tuple[float, float] = TIMEOUT) -> None:
        super().__init__(timeout)
        self.lists = {LIST: "views"}

    def client(self, context: Context, **options: Any) -> Client:
        """A client that knows Google's own way to say "too fast"."""
        from backline.sources.youtube_client import is_too_fast

        return super().client(context, too_fast=is_too_fast, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """Ask in groups of 50 channels: the channels, then their uploads, then the views."""
        from backline.sources.youtube_client import YouTubeClient

        run = _Run(YouTubeClient(context, client), client, context.settings.youtube_newest)
        by_id = [a for a in artists if not (a.youtube or "").startswith("@")]
        by_handle = [a for a in artists if (a.youtube or "").startswith("@")]
        found = run.channels_of_handles(by_handle)
        try:
            for group in chunks(by_id, BATCH):
                yield from self._group(run, found + run.channels(group))
                found = []
            yield from self._group(run, found)
            context.note(run.quota())
        finally:
            if run.cut:
                context.note(run.note())

    def _group(self, run: _Run, found: list[tuple[Artist, Any]]) -> Iterator[Answer]:
        channels = []
        for artist, item in found:
            if isinstance(item, SourceError):
                yield self.missed(artist, item)
            else:
                channels.append(_Channel(artist, item))
        run.list_uploads(channels)
        videos = run.videos(channels)
        for channel in channels:
            yield parse_channel(channel.artist.key, channel.item, channel.uploads, videos)
        run.client.raise_if_stopped()


class _Run:
    """The calls of one run, and whose uploads were too many to look at all of them."""

    def __init__(self, api: YouTubeClient, client: Client, newest: int) -> None:
        self.client = client
        self.cut: list[str] = []
        self._api = api
        self._newest = newest

    def channels(self, artists: Sequence[Artist]) -> list[tuple[Artist, Any]]:
        """Each artist with the channel's item, or with the error that cost it."""
        try:
            body = self._api.channels([a.youtube or "" for a in artists])
        except SourceError as error:
            if error.scope == "platform":
                self.client.stop(error)
            return [(artist, error) for artist in artists]
        found = by_id(body)
        gone = SourceError("YouTube has no channel with this id: it is wrong, or the channel gone")
        return [(artist, found.get(artist.youtube or "", gone)) for artist in artists]

    def channels_of_handles(self, artists: Sequence[Artist]) -> list[tuple[Artist, Any]]:
        """As :meth:`channels`, one call each: a handle cannot be asked in a batch."""

        def one(artist: Artist) -> Any:
            item = dig(self._api.channel_of(artist.youtube or ""), "items", 0)
            if item is None:
                raise SourceError("YouTube has no channel with this handle")
            return item

        return gather(self.client, artists, one)

    def list_uploads(self, channels: Sequence[_Channel]) -> None:
        """Fill in every channel's newest videos."""
        for channel, uploads in gather(self.client, channels, self._uploads):
            channel.uploads = uploads

    def _uploads(self, channel: _Channel) -> list[str]:
        playlist = text(dig(channel.item, "contentDetails", "relatedPlaylists", "uploads"))
        if not playlist:
            raise SourceError("YouTube does not name the channel's uploads")
        ids: list[str] = []
        page: str | None = None
        for _ in range(math.ceil(self._newest / BATCH)):
            try:
                body = self._api.playlist_items(playlist, page)
            except RefusedError as refused:
                if refused.status != 404:
                    raise
                # The playlist of a channel that never published anything does not exist.
                if (
                    count("youtube", "videos", dig(channel.item, "statistics", "videoCount")).value
                    == 0
                ):
                    return []
                raise SourceError("YouTube does not find the channel's uploads") from None
            ids += parse_page(body)
            page = text(body.get("nextPageToken")) or None
            if page is None:
                break
        if page or len(ids) > self._newest:
            self.cut.append(channel.artist.name)
        return ids[: self._newest]

    def videos(self, channels: Sequence[_Channel]) -> dict[str, Any]:
        """Every listed video's item by id, or the error of the call that should have told it."""
        ids = [i for c in channels if isinstance(c.uploads, list) for i in c.uploads]
        found: dict[str, Any] = {}
        groups = list(chunks(ids, BATCH))
        for group, body in gather(self.client, groups, lambda group: self._api.videos(list(group))):
            if isinstance(body, SourceError):
                found.update(dict.fromkeys(group, body))
            else:
                found.update(by_id(body))
        return found

    def quota(self) -> str:
        """What is left of the day's quota, as far as one run can know."""
        spent = self._api.calls
        return (
            f"YouTube: at most {max(0, UNITS_A_DAY - spent):,} of the {UNITS_A_DAY:,} units a key "
            f"usually has a day are left; this run used {spent:,}."
        )

    def note(self) -> str:
        """That some top videos are the top of the newest ones only."""
        names = ", ".join(shown(name, 40) for name in sorted(self.cut)[:3])
        more = f" and {len(self.cut) - 3} more" if len(self.cut) > 3 else ""
        return (
            f"YouTube's top videos of {names}{more} are chosen from the newest {self._newest} "
            "uploads (youtube_newest in the roster's settings), not from all."
        )


def by_id(body: Any) -> dict[str, Any]:
    """The items of a list by their ids; without any where the body has none."""
    items = dig(body, "items")
    named = ((text(dig(item, "id")), item) for item in items) if isinstance(items, list) else ()
    return {name: item for name, item in named if name}


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
    )
    try:
        top = parse_top(key, text(dig(item, "snippet", "title")), uploads, videos)
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
    key: str, title: str, uploads: Sequence[str] | SourceError, videos: dict[str, Any]
) -> list[Ranked]:
    """The five most viewed uploads, the newer first of two with equal views.

    Videos that are not public or hide their views cannot be ranked and are left out.

    Raises:
        SourceError: the uploads or the views of some of them could not be had.
    """
    if isinstance(uploads, SourceError):
        raise uploads
    items = [videos[i] for i in dict.fromkeys(uploads) if i in videos]
    for item in items:
        if isinstance(item, SourceError):
            raise item
    if uploads and not items:
        raise SourceError("YouTube tells nothing of the channel's uploads")
    ranked = [_video(key, title, item) for item in items]
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
