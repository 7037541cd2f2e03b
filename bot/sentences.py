"""What people are told where something cannot be answered: one sentence, whatever went wrong."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import aiohttp
import discord

from backline.errors import BacklineError
from bot.asked import CAMPAIGNING
from bot.paths import without_paths
from bot.replies.text import safe
from bot.sending import is_acknowledged, is_deleted, is_expired, why

Interaction = discord.Interaction[Any]

log = logging.getLogger(__name__)

_PRIVATE = (*CAMPAIGNING, "settings")
"""Commands whose answers and refusals who asked alone sees."""

APOLOGY = (
    "Sorry, something went wrong on my side; it has been written down for those who run the bot."
)

NOT_TAKEN = "Discord did not take the answer: ask again in a moment."
GONE = "The message that this answer was for has been deleted: ask with the command again."


async def tell(interaction: Interaction, root: Path, cause: Exception, what: str) -> None:
    """Say what is wrong in a sentence; anything unforeseen goes to the log alone.

    Args:
        interaction: of a command or a button.
        root: the folder whose place on the machine nobody is told.
        cause: why there is no answer.
        what: failed, as the log calls it.
    """
    reason = why(cause)
    if is_expired(cause):
        log.warning("%s was not answered, since %s.", what, reason)
        return
    if isinstance(cause, BacklineError):
        sentence = safe(without_paths(str(cause), root), 500)
    elif reason:
        sentence = GONE if is_deleted(cause) else NOT_TAKEN
        log.warning("%s was not answered, since %s.", what, reason)
    else:
        sentence = APOLOGY
        log.error("%s failed", what, exc_info=cause)
    try:
        await (_say_to_one if is_deleted(cause) else _say)(interaction, sentence)
    except (discord.HTTPException, aiohttp.ClientError) as error:
        if not (reason := why(error)):
            log.exception("An error could not be told")
        else:
            log.warning("%s: nobody could be told, since %s.", what, reason)


async def _say(interaction: Interaction, sentence: str) -> None:
    mentions = discord.AllowedMentions.none()
    if interaction.type is discord.InteractionType.component:
        await _say_to_one(interaction, sentence)
    elif is_acknowledged(interaction):
        await interaction.edit_original_response(content=sentence, allowed_mentions=mentions)
    else:
        private = interaction.command is not None and interaction.command.name in _PRIVATE
        await interaction.response.send_message(
            sentence, allowed_mentions=mentions, ephemeral=private
        )


async def _say_to_one(interaction: Interaction, sentence: str) -> None:
    """Say it to whoever asked alone: the message is everybody's and stays as it is, or is gone."""
    mentions = discord.AllowedMentions.none()
    if is_acknowledged(interaction):
        await interaction.followup.send(sentence, allowed_mentions=mentions, ephemeral=True)
    else:
        await interaction.response.send_message(sentence, allowed_mentions=mentions, ephemeral=True)
