"""``/help``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction
from bot.table import line


@app_commands.command(name="help", description=line("help"))
async def help_command(interaction: Interaction) -> None:
    """Answer ``/help``."""
    await interaction.client.answer(interaction, Question("help"))
