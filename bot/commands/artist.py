"""``/artist``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction
from bot.commands.choices import artist_choices


@app_commands.command(description="An artist's numbers, best tracks and videos, and links")
@app_commands.describe(name="The artist's name")
@app_commands.autocomplete(name=artist_choices)
async def artist(interaction: Interaction, name: app_commands.Range[str, 1, 300]) -> None:
    """Answer ``/artist``."""
    await interaction.client.answer(interaction, Question("artist", name))
