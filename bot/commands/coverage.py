"""``/coverage``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction
from bot.commands.choices import artist_choices
from bot.table import line


@app_commands.command(description=line("coverage"))
@app_commands.describe(artist="Only this artist; the whole label when left out")
@app_commands.autocomplete(artist=artist_choices)
async def coverage(
    interaction: Interaction, artist: app_commands.Range[str, 1, 300] | None = None
) -> None:
    """Answer ``/coverage``."""
    await interaction.client.answer(interaction, Question("coverage", artist))
