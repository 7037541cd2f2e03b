"""``/weekly``."""

from __future__ import annotations

import io

import discord
from discord import app_commands

from bot.client import Interaction
from bot.commands.choices import artist_choices
from bot.library import Label
from bot.replies.reply import Reply
from bot.replies.weekly import WeeklyFile, weekly_with_file


@app_commands.command(
    description="The weekly tracking report: its main rows, and the sheet as a CSV"
)
@app_commands.describe(artist="Only this artist; the whole label when left out")
@app_commands.autocomplete(artist=artist_choices)
async def weekly(
    interaction: Interaction, artist: app_commands.Range[str, 1, 300] | None = None
) -> None:
    """Answer ``/weekly``."""
    await interaction.response.defer(thinking=True)

    def question(label: Label) -> tuple[Reply, WeeklyFile | None]:
        return weekly_with_file(label, artist)

    reply, file = await interaction.client.ask(question)
    attached = [discord.File(io.BytesIO(file.content), file.name)] if file else []
    await interaction.edit_original_response(
        embed=reply.to_embed(),
        attachments=attached,
        allowed_mentions=discord.AllowedMentions.none(),
    )
