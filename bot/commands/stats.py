"""``/stats``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction


@app_commands.command(description="The label's totals per platform and its most heard artists")
async def stats(interaction: Interaction) -> None:
    """Answer ``/stats``."""
    await interaction.client.answer(interaction, Question("stats"))
