"""``/stats``."""

from __future__ import annotations

from discord import app_commands

from bot.client import Interaction
from bot.replies.stats import stats as reply_stats


@app_commands.command(description="The label's totals per platform and its most heard artists")
async def stats(interaction: Interaction) -> None:
    """Answer ``/stats``."""
    await interaction.client.answer(interaction, reply_stats)
