"""The slash commands, one module per group."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from discord import app_commands

from bot.commands.analyze import analyze
from bot.commands.artist import artist
from bot.commands.campaigns import campaign, vendor
from bot.commands.compare import compare
from bot.commands.coverage import coverage
from bot.commands.growth import growth
from bot.commands.help import help_command
from bot.commands.leaderboard import leaderboard
from bot.commands.milestones import milestones
from bot.commands.predict import predict
from bot.commands.settings import settings
from bot.commands.stats import stats
from bot.commands.tracks import tracks
from bot.commands.weekly import weekly
from bot.table import switched_on

Command = app_commands.Command[Any, ..., Any]

COMMANDS: tuple[Command, ...] = (
    stats,
    growth,
    artist,
    weekly,
    coverage,
    leaderboard,
    compare,
    predict,
    milestones,
    tracks,
    analyze,
    campaign,
    vendor,
    settings,
    help_command,
)
"""Every command there is, in the order of :data:`bot.table.ROWS`."""


def commands_of(groups: Iterable[str]) -> list[Command]:
    """The commands that a label has switched on by their groups."""
    on = {row.name for row in switched_on(groups)}
    return [command for command in COMMANDS if command.name in on]


__all__ = ["COMMANDS", "commands_of"]
