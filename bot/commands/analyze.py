"""``/analyze``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import analysis_question
from bot.client import Interaction
from bot.commands.choices import artist_choices
from bot.table import line


@app_commands.command(description=line("analyze"))
@app_commands.rename(first="from", last="to")
@app_commands.describe(
    artist="The artist's name",
    first="The first day, such as 2026-08-01; 30 days when left out",
    last="The last day, which counts; the newest measured one when left out",
    country="Two letters such as IT; worldwide when left out",
)
@app_commands.autocomplete(artist=artist_choices)
async def analyze(
    interaction: Interaction,
    artist: app_commands.Range[str, 1, 300],
    first: app_commands.Range[str, 1, 40] | None = None,
    last: app_commands.Range[str, 1, 40] | None = None,
    country: app_commands.Range[str, 1, 20] | None = None,
) -> None:
    """Answer ``/analyze``."""
    await interaction.client.answer(interaction, analysis_question(artist, first, last, country))
