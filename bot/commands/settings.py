"""``/settings``: for people who may manage the server, seen by nobody else."""

from __future__ import annotations

import discord
from discord import app_commands

from backline.people.bot_channels import zones_like
from bot.client import Interaction
from bot.posts.changing import Wish, change
from bot.table import line


async def zone_choices(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Up to 25 time zones that fit."""
    return [app_commands.Choice(name=zone, value=zone) for zone in zones_like(current)]


@app_commands.command(description=line("settings"))
@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
@app_commands.describe(
    channel="Which channel; this one when left out",
    daily="The day's note after new numbers, where something changed beyond noise",
    weekly="The label's week with one picture, once it is over",
    alerts="Round numbers, breakouts, purges and platforms that tell nothing",
    time_zone="By whose clock it is quiet, such as Europe/Rome",
    quiet="When nothing is posted, such as 22:00-08:00; none for never",
)
@app_commands.autocomplete(time_zone=zone_choices)
async def settings(
    interaction: Interaction,
    channel: discord.TextChannel | None = None,
    daily: bool | None = None,
    weekly: bool | None = None,
    alerts: bool | None = None,
    time_zone: app_commands.Range[str, 1, 60] | None = None,
    quiet: app_commands.Range[str, 1, 40] | None = None,
) -> None:
    """Answer ``/settings``."""
    said = {"daily": daily, "weekly": weekly, "alerts": alerts}
    posts = {name: on for name, on in said.items() if on is not None}
    await change(interaction, Wish(channel, posts, time_zone, quiet))
