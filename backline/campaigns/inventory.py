"""Every playlist of a label: those that people wrote down, and those that scrapes list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from backline.campaigns.asked import Campaigns
from backline.store.playlist_streams import ALGORITHMIC


class Whose(StrEnum):
    """Whose a playlist is."""

    VENDOR = "of vendors"
    OPEN = "unassigned"
    NOBODY = "nobody's"
    SPOTIFY = "made by Spotify"


@dataclass(frozen=True, slots=True)
class KnownPlaylist:
    """A playlist over all songs; ``campaign_inventory.sql``.

    Attributes:
        list: one name for it, however it is called: ``list:ID`` of the inventory.
        playlist: its id in the inventory; None where it is in none.
        vendor: whose it is.
        link: Spotify's id.
        aliases: what else it is called.
        followers: as somebody last looked.
        songs: that a scrape saw in it.
        track: of one song alone, which it is.
        streams_7d: within the window, of the newest reading of each song, as for the others; None
            where no reading has the window.
        credited: streams that placements were credited with.
        rules: by which it is whose it is.
        whys: the reasons for what nobody was credited with.
        seen_on: the day of the newest reading.
    """

    list: str
    playlist: str | None
    name: str
    vendor: str | None
    link: str | None
    genres: Sequence[str]
    aliases: Sequence[str]
    followers: int | None
    songs: int
    track: str | None
    streams_7d: int | None
    streams_28d: int | None
    streams_12m: int | None
    credited: int | None
    rules: Sequence[str]
    whys: Sequence[str]
    seen_on: date | None

    @property
    def whose(self) -> Whose:
        """A vendor's, nobody's, to be settled, or Spotify's own."""
        if ALGORITHMIC in self.rules:
            return Whose.SPOTIFY
        if self.vendor:
            return Whose.VENDOR
        return Whose.NOBODY if self.playlist else Whose.OPEN


def every_playlist(campaigns: Campaigns) -> list[KnownPlaylist]:
    """Every playlist, the one with most streams in 28 days first."""
    return [KnownPlaylist(**row) for row in campaigns.ask("campaign_inventory")]
