"""``/leaderboard``."""

from __future__ import annotations

from discord import app_commands

from bot.asked import leaderboard_question
from bot.client import Interaction
from bot.commands.choices import metric_choices
from bot.replies.growth import PERIODS
from bot.table import line


@app_commands.command(description=line("leaderboard"))
@app_commands.describe(
    metric="Which number; Spotify monthly listeners when left out",
    period="By how much it grew over so many days; by the number itself when left out",
)
@app_commands.choices(
    period=[app_commands.Choice(name=f"{days} days", value=days) for days in PERIODS]
)
@app_commands.autocomplete(metric=metric_choices)
async def leaderboard(
    interaction: Interaction,
    metric: app_commands.Range[str, 1, 100] | None = None,
    period: int | None = None,
) -> None:
    """Answer ``/leaderboard``."""
    await interaction.client.answer(interaction, leaderboard_question(metric, period))
