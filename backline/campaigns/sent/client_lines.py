"""A campaign's songs and playlists as its client is told of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backline.spotify_links import track_link


@dataclass(frozen=True, slots=True)
class SongLine:
    """A song of a campaign.

    Attributes:
        title: empty where nobody wrote it.
        track: Spotify's id; None until the song is out.
        delivered: streams counted for the campaign; None where that is not known.
        first_stream: the day the first of them came, as far as it is known.
        as_of: the last day that is known.
        readings: how often its page was read.
    """

    title: str
    track: str | None
    delivered: int | None
    first_stream: date | None
    as_of: date | None
    readings: int

    @property
    def link(self) -> str:
        """Where it is on Spotify; empty until it is out."""
        return track_link(self.track) if self.track else ""


@dataclass(frozen=True, slots=True)
class PlaylistLine:
    """A playlist of a song.

    Attributes:
        song: its place among the songs, from 1.
        streams_7d: as the page told on ``seen_on``, as for 28 days and 12 months.
        counted: streams counted for the campaign; None for those of Spotify's own.
        gone: whether a newer reading no longer lists it.
    """

    song: int
    name: str
    added: date | None
    streams_7d: int | None
    streams_28d: int | None
    streams_12m: int | None
    counted: int | None
    seen_on: date
    gone: bool
