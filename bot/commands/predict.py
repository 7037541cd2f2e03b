"""``/predict``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import predict_question
from bot.client import Interaction
from bot.commands.choices import artist_choices, foretold_choices
from bot.table import line


@app_commands.command(description=line("predict"))
@app_commands.describe(
    artist="The artist's name",
    metric="Which number; Spotify monthly listeners when left out",
    days="How many days ahead, 7 to 90; 30 when left out",
)
@app_commands.autocomplete(artist=artist_choices, metric=foretold_choices)
async def predict(
    interaction: Interaction,
    artist: app_commands.Range[str, 1, 300],
    metric: app_commands.Range[str, 1, 100] | None = None,
    days: app_commands.Range[int, 7, 90] | None = None,
) -> None:
    """Answer ``/predict``."""
    await interaction.client.answer(interaction, predict_question(artist, metric, days))
