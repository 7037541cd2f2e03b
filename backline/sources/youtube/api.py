"""YouTube's Data API: subscribers, views, videos and the five most viewed uploads.

The top videos are exact among a channel's newest uploads: its uploads playlist is read 50 a page,
the views of what it lists are asked 50 a call, several channels sharing calls.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backline.errors import SourceError
from backline.names import shown
from backline.net import Client, RefusedError
from backline.net.answers import dig
from backline.net.bounds import TIMEOUT
from backline.people import Artist
from backline.sources.asking import AskingSource, chunks, gather
from backline.sources.base import Answer, Context
from backline.sources.reading import count, text
from backline.sources.youtube.answers import (
    LIST,
    by_id,
    channels_in,
    parse_channel,
    parse_page,
    videos_in,
)
from backline.store import Quota

if TYPE_CHECKING:
    from datetime import date

    from backline.sources.youtube.client import YouTubeClient

BATCH = 50
"""Ids in one call, and entries on one page. Source: YouTube Data API, ``maxResults``."""

UNITS_A_DAY = 10_000
"""What a key usually has; each call made here costs 1. Source: YouTube Data API, "Quota"."""


@dataclass(slots=True)
class _Channel:
    """A channel on its way to an answer; ``uploads`` are its newest videos, or why not."""

    artist: Artist
    item: Any
    uploads: list[str] | SourceError = field(default_factory=list)

    @property
    def videos(self) -> list[str]:
        """The videos whose views are to be asked for."""
        return [] if isinstance(self.uploads, SourceError) else self.uploads


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
        """A client that knows Google's own ways to say "later"."""
        from backline.sources.youtube.client import judge

        return super().client(context, judge=judge, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:
        """Ask in groups of 50 channels: the channels, then their uploads, then the views."""
        from backline.sources.youtube.client import YouTubeClient

        run = _Run(YouTubeClient(context, client), client, context.settings.youtube_newest)
        by_id = [a for a in artists if not (a.youtube or "").startswith("@")]
        by_handle = [a for a in artists if (a.youtube or "").startswith("@")]
        found = run.channels_of_handles(by_handle)
        try:
            for group in chunks(by_id, BATCH):
                yield from self._group(run, found + run.channels(group))
                found = []
            yield from self._group(run, found, last=True)
            context.note(run.quota())
            context.tell(run.left(context.started.date()))
        finally:
            if run.cut:
                context.note(run.note())

    def _group(
        self, run: _Run, found: list[tuple[Artist, Any]], *, last: bool = False
    ) -> Iterator[Answer]:
        channels = []
        for artist, item in found:
            if isinstance(item, SourceError):
                yield self.missed(artist, item)
            else:
                channels.append(_Channel(artist, item))
        run.list_uploads(channels)
        yield from run.complete(channels, last=last)
        try:
            run.client.raise_if_stopped()
        except SourceError:
            yield from run.complete([], last=True)  # what a channel itself said is had
            raise


class _Run:
    """The calls of one run, and whose uploads were too many to look at all of them."""

    def __init__(self, api: YouTubeClient, client: Client, newest: int) -> None:
        self.client = client
        self.cut: list[str] = []
        self._api = api
        self._newest = newest
        self._waiting: list[_Channel] = []
        self._asked: set[str] = set()
        self._videos: dict[str, Any] = {}

    def channels(self, artists: Sequence[Artist]) -> list[tuple[Artist, Any]]:
        """Each artist with the channel's item, or with the error that cost it.

        The items' own ids tell whose they are. Where some are nobody's who was asked about, the
        artists without one are asked about alone: that answer is theirs, and says who gave it.
        """
        asked = [a.youtube or "" for a in artists]
        try:
            body = self._api.channels(asked)
            listed = channels_in(body)
        except SourceError as error:
            if error.scope == "platform":
                self.client.stop(error)
            return [(artist, error) for artist in artists]
        found = by_id(body)
        missing = [artist for artist in artists if artist.youtube not in found]
        mixed_up = len(listed) != len(found.keys() & set(asked))
        alone = gather(self.client, missing, self._alone) if mixed_up else []
        answered = {artist.key: item for artist, item in alone}
        return [(a, found.get(a.youtube or "", answered.get(a.key, _gone()))) for a in artists]

    def _alone(self, artist: Artist) -> Any:
        items = channels_in(self._api.channels([artist.youtube or ""]))
        if not items:
            raise _gone()
        return items[0]

    def channels_of_handles(self, artists: Sequence[Artist]) -> list[tuple[Artist, Any]]:
        """As :meth:`channels`, one call each: a handle cannot be asked in a batch."""

        def one(artist: Artist) -> Any:
            items = channels_in(self._api.channel_of(artist.youtube or ""))
            if not items:
                raise SourceError("YouTube has no channel with this handle", lasting=True)
            return items[0]

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
                raise SourceError(
                    "YouTube does not find the channel's uploads", lasting=True
                ) from None
            ids += parse_page(body)
            page = text(body.get("nextPageToken")) or None
            if page is None:
                break
        if page or len(ids) > self._newest:
            self.cut.append(channel.artist.name)
        return ids[: self._newest]

    def complete(self, channels: Sequence[_Channel], *, last: bool) -> Iterator[Answer]:
        """Ask for the videos of these and of waiting channels; the answers that are complete.

        Calls are full: what is left over waits for the next channels, unless there are none.
        """
        self._waiting += channels
        ids = [i for channel in self._waiting for i in channel.videos if i not in self._asked]
        self._ask_videos(ids if last else ids[: len(ids) // BATCH * BATCH])
        done = [c for c in self._waiting if self._asked.issuperset(c.videos)]
        self._waiting = [c for c in self._waiting if not self._asked.issuperset(c.videos)]
        for channel in done:
            yield parse_channel(channel.artist.key, channel.item, channel.uploads, self._videos)
        wanted = {i for channel in self._waiting for i in channel.videos}
        self._videos = {i: item for i, item in self._videos.items() if i in wanted}

    def _ask_videos(self, ids: Sequence[str]) -> None:
        """Add every video's item by its id, or the error of the call that should have told it."""
        groups = list(chunks(ids, BATCH))

        def views(group: Sequence[str]) -> dict[str, Any]:
            return videos_in(self._api.videos(list(group)), group)

        for group, found in gather(self.client, groups, views):
            if isinstance(found, SourceError):
                self._videos.update(dict.fromkeys(group, found))
            else:
                self._videos.update(found)
        self._asked.update(ids)

    def left(self, day: date) -> Quota:
        """What is left of the day's quota, as far as one run can know."""
        left = max(0, UNITS_A_DAY - self._api.calls)
        return Quota("YouTube", day, left, "units", UNITS_A_DAY, "day")

    def quota(self) -> str:
        """The same for the run's report."""
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


def _gone() -> SourceError:
    return SourceError(
        "YouTube has no channel with this id: it is wrong, or the channel gone", lasting=True
    )
