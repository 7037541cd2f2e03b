"""The slash commands, one module per group."""

from __future__ import annotations

from typing import Any

from discord import app_commands

from bot.commands.analyze import analyze
from bot.commands.artist import artist
from bot.commands.campaigns import campaign, client, vendor
from bot.commands.growth import growth
from bot.commands.milestones import milestones
from bot.commands.predict import predict
from bot.commands.stats import stats
from bot.commands.tracks import tracks
from bot.commands.weekly import weekly

COMMANDS: tuple[app_commands.Command[Any, ..., Any], ...] = (
    stats,
    growth,
    artist,
    weekly,
    tracks,
    analyze,
    predict,
    milestones,
    campaign,
    vendor,
    client,
)
"""Every command there is."""

__all__ = ["COMMANDS"]
