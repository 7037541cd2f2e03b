"""``/tracks``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import tracks_question
from bot.client import Interaction
from bot.commands.choices import artist_choices, platform_choices
from bot.replies.tracks import PERIODS
from bot.table import line


@app_commands.command(description=line("tracks"))
@app_commands.describe(
    artist="The artist's name; one of charts alone, too",
    platform="Spotify when left out",
    period="How many days, up to the newest that charts or counts know; 30 when left out",
    country="Two letters such as IT; worldwide when left out",
)
@app_commands.choices(
    period=[app_commands.Choice(name=f"{days} days", value=days) for days in PERIODS]
)
@app_commands.autocomplete(artist=artist_choices, platform=platform_choices)
async def tracks(
    interaction: Interaction,
    artist: app_commands.Range[str, 1, 300],
    platform: app_commands.Range[str, 1, 60] | None = None,
    period: int | None = None,
    country: app_commands.Range[str, 1, 20] | None = None,
) -> None:
    """Answer ``/tracks``."""
    question = tracks_question(artist, platform, period, country)
    await interaction.client.answer(interaction, question)
