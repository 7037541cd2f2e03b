"""What people are told where something cannot be answered: one sentence, whatever went wrong."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import discord

from backline.errors import BacklineError
from bot.asked import CAMPAIGNING
from bot.paths import without_paths
from bot.replies.text import safe

Interaction = discord.Interaction[Any]

log = logging.getLogger(__name__)

APOLOGY = (
    "Sorry, something went wrong on my side; it has been written down for those who run the bot."
)


async def tell(interaction: Interaction, root: Path, cause: Exception, what: str) -> None:
    """Say what is wrong in a sentence; anything unforeseen goes to the log alone.

    Args:
        interaction: of a command or a button.
        root: the folder whose place on the machine nobody is told.
        cause: why there is no answer.
        what: failed, as the log calls it.
    """
    if isinstance(cause, BacklineError):
        sentence = safe(without_paths(str(cause), root), 500)
    else:
        sentence = APOLOGY
        log.error("%s failed", what, exc_info=cause)
    try:
        await _say(interaction, sentence)
    except discord.HTTPException:
        log.exception("An error could not be told")


async def _say(interaction: Interaction, sentence: str) -> None:
    mentions = discord.AllowedMentions.none()
    if interaction.type is discord.InteractionType.component:
        await _say_to_one(interaction, sentence)
    elif interaction.response.is_done():
        await interaction.edit_original_response(content=sentence, allowed_mentions=mentions)
    else:
        private = interaction.command is not None and interaction.command.name in CAMPAIGNING
        await interaction.response.send_message(
            sentence, allowed_mentions=mentions, ephemeral=private
        )


async def _say_to_one(interaction: Interaction, sentence: str) -> None:
    """Say it to whoever pressed alone: the message is everybody's, and stays as it is."""
    mentions = discord.AllowedMentions.none()
    if interaction.response.is_done():
        await interaction.followup.send(sentence, allowed_mentions=mentions, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, allowed_mentions=mentions, ephemeral=True)
