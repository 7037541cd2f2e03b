"""What Discord proposes while somebody types an artist's name."""

from __future__ import annotations

import logging

from discord import app_commands

from backline.analysis.forecast.courses import foretold
from backline.errors import BacklineError
from backline.measure import PLATFORM_LABELS
from backline.names import folded
from backline.words import series_name
from bot.client import Interaction
from bot.replies.metrics import key_of, metrics_like
from bot.replies.who import short_list

log = logging.getLogger(__name__)


async def artist_choices(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Up to 25 artists that fit; none while the roster cannot be read."""
    try:
        found = await interaction.client.names_like(current)
    except BacklineError as error:
        # Discord shows no sentence here; the command itself will.
        log.warning("No names to propose: %s", error)
        return []
    return [app_commands.Choice(name=name, value=key) for name, key in short_list(found)]


async def foretold_choices(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """The numbers that fit, of those that a forecast can be made of."""
    found = metrics_like(current, foretold())
    return [app_commands.Choice(name=series_name(one), value=key_of(one)) for one in found]


async def platform_choices(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """The platforms that fit; one that charts alone know may be typed."""
    typed = folded(current)
    return [
        app_commands.Choice(name=label, value=platform)
        for platform, label in PLATFORM_LABELS.items()
        if platform != "discord" and typed in folded(label)
    ]


async def metric_choices(_: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Up to 25 numbers that fit, as ``Spotify monthly listeners``."""
    return [
        app_commands.Choice(name=series_name(metric), value=f"{metric.platform}/{metric.name}")
        for metric in metrics_like(current)
    ]
