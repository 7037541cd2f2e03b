"""``/weekly``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction
from bot.commands.choices import artist_choices
from bot.table import line


@app_commands.command(description=line("weekly"))
@app_commands.describe(artist="Only this artist; the whole label when left out")
@app_commands.autocomplete(artist=artist_choices)
async def weekly(
    interaction: Interaction, artist: app_commands.Range[str, 1, 300] | None = None
) -> None:
    """Answer ``/weekly``."""
    await interaction.client.answer(interaction, Question("weekly", artist))
