"""The platforms: a folder for each large one, a file for each small one."""

from __future__ import annotations

from backline.sources.base import Answer, Context, Reading, Source
from backline.sources.deezer import DeezerSource
from backline.sources.discord_guild import DiscordSource
from backline.sources.instagram import InstagramSource
from backline.sources.spotify.api import SpotifySource
from backline.sources.spotify.page import SpotifyPageSource
from backline.sources.youtube.api import YouTubeSource

ALL: tuple[Source, ...] = (
    SpotifySource(),
    SpotifyPageSource(),
    YouTubeSource(),
    InstagramSource(),
    DeezerSource(),
    DiscordSource(),
)
"""Every source, in the order people read the platforms. They hold nothing of a run."""

__all__ = ["ALL", "Answer", "Context", "Reading", "Source"]
