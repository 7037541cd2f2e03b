"""``/artist``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction
from bot.commands.choices import artist_choices
from bot.table import line


@app_commands.command(description=line("artist"))
@app_commands.describe(artist="The artist's name")
@app_commands.autocomplete(artist=artist_choices)
async def artist(interaction: Interaction, artist: app_commands.Range[str, 1, 300]) -> None:
    """Answer ``/artist``."""
    await interaction.client.answer(interaction, Question("artist", artist))
