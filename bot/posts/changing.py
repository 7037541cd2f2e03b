"""Changing, from Discord, what a channel is told."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from backline.errors import ConfigError
from backline.store import Store
from bot.allowed import RefusedError
from bot.posts.channels import Chosen, changed, channels_of, choose
from bot.posts.needed import lacking
from bot.posts.poster import Poster
from bot.replies.settings import settings_reply
from bot.room import Answer
from bot.sending import acknowledge, show

if TYPE_CHECKING:
    from bot.client import Interaction

NEVER = ("none", "never", "no", "off", "-")
"""What people type for no quiet hours."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody typed.

    Attributes:
        channel: which; None for the one it was typed in.
        posts: which are to be told from now on, and which not.
        time_zone: to be changed to; None to leave it.
        quiet: likewise; one of :data:`NEVER` for no such hours.
    """

    channel: discord.TextChannel | None
    posts: Mapping[str, bool]
    time_zone: str | None
    quiet: str | None

    @property
    def changes(self) -> bool:
        """Whether it asks for anything but to be shown what is so."""
        return bool(self.posts) or self.time_zone is not None or self.quiet is not None


async def change(interaction: Interaction, wish: Wish) -> None:
    """Do what is wished and show what is so, to who asked alone.

    Raises:
        RefusedError: they may not manage the server, or ``roster.toml`` decides.
        ConfigError: there is no such time zone or no such hours, or nothing is told there.
        DataError: it cannot be written down.
    """
    await acknowledge(interaction, thinking=True, ephemeral=True)
    guild, poster = interaction.guild, interaction.client.poster
    if guild is None or not interaction.permissions.manage_guild:
        raise RefusedError("This is for people who may manage the server.")
    if poster is None:
        raise RefusedError("This bot runs without a folder of state, and so posts nothing.")
    roster = await asyncio.to_thread(Store(interaction.client.library.root).roster)
    here = wish.channel or interaction.channel
    if wish.changes:
        place = here.id if here else 0
        known = channels_of(roster, poster.state).get(place)
        await asyncio.to_thread(_changed, poster, place, guild.id, known, wish)
    channels = {
        place: chosen
        for place, chosen in channels_of(roster, poster.state).items()
        if chosen.guild == guild.id or (chosen.by_roster and guild.get_channel(place))
    }
    told = await asyncio.to_thread(poster.last_told)
    faults = {**poster.faults, **_lacking(guild, channels)}
    await show(interaction, Answer(settings_reply(roster.label, channels, told, faults)), None)


def _changed(poster: Poster, place: int, guild: int, known: Chosen | None, wish: Wish) -> None:
    if known is not None and known.by_roster:
        raise RefusedError(
            f"roster.toml says what this channel is told, under [bot_channels.{place}]: change it "
            "there, or take it out."
        )
    quiet = wish.quiet
    if quiet is not None and quiet.strip().lower() in NEVER:
        quiet = ""
    before = known.channel if known else None
    after = changed(before, wish.posts, time_zone=wish.time_zone, quiet=quiet)
    if before is None and after is None:
        raise ConfigError("Say what this channel is to be told: daily, weekly or alerts.")
    choose(poster.state, place, guild, after)


def _lacking(guild: discord.Guild, channels: Mapping[int, Chosen]) -> dict[int, str]:
    """By channel, which permission the bot lacks there."""
    found = {}
    for place in channels:
        channel = guild.get_channel(place)
        if channel is None:
            found[place] = "there is no such channel that the bot sees"
            continue
        has = channel.permissions_for(guild.me)
        if lacks := lacking(has):
            found[place] = f"the bot lacks the permission {', '.join(lacks)}"
    return found
