"""``/growth``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import Question
from bot.client import Interaction
from bot.commands.choices import artist_choices
from bot.replies.growth import PERIODS
from bot.table import line


@app_commands.command(description=line("growth"))
@app_commands.describe(
    period="How far to look back", artist="Only this artist; the whole label when left out"
)
@app_commands.choices(
    period=[app_commands.Choice(name=f"{days} days", value=days) for days in PERIODS]
)
@app_commands.autocomplete(artist=artist_choices)
async def growth(
    interaction: Interaction, period: int, artist: app_commands.Range[str, 1, 300] | None = None
) -> None:
    """Answer ``/growth``."""
    await interaction.client.answer(interaction, Question("growth", artist, period))
