"""``/compare``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import compare_question
from bot.client import Interaction
from bot.commands.choices import artist_choices, metric_choices
from bot.table import line


@app_commands.command(description=line("compare"))
@app_commands.describe(
    artist="The one artist's name",
    artist2="The other artist's name",
    metric="Which number; Spotify monthly listeners when left out",
)
@app_commands.autocomplete(artist=artist_choices, artist2=artist_choices, metric=metric_choices)
async def compare(
    interaction: Interaction,
    artist: app_commands.Range[str, 1, 300],
    artist2: app_commands.Range[str, 1, 300],
    metric: app_commands.Range[str, 1, 100] | None = None,
) -> None:
    """Answer ``/compare``."""
    await interaction.client.answer(interaction, compare_question(artist, artist2, metric))
