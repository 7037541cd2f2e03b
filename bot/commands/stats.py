"""``/stats``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction
from bot.table import line


@app_commands.command(description=line("stats"))
async def stats(interaction: Interaction) -> None:
    """Answer ``/stats``."""
    await interaction.client.answer(interaction, Question("stats"))
