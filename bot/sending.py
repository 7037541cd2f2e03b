"""What the bot sends for an interaction, and what it is called when Discord does not take it.

discord.py asks again by itself where Discord is busy or answers with a fault of its own. Beyond
that a connection that breaks is taken up again here: to acknowledge twice, or to put the same
answer into the same message twice, does no harm.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp
import discord

from bot.replies.reply import PICTURE_NAME
from bot.room import Answer

Interaction = discord.Interaction[Any]
Sent = TypeVar("Sent")

DELETED = 10008
"""Discord's code for a message that is gone."""

_ALREADY = 40060
_EXPIRED = {
    10062: "it had expired before it was acknowledged",
    10015: "it had expired",
    50027: "it had expired before the answer was there",
}
_WAITS = 0.2, 1.0
"""Seconds before a request whose connection broke is made again."""

_ACKNOWLEDGED = "acknowledged"


async def acknowledge(
    interaction: Interaction, *, thinking: bool = False, ephemeral: bool = False
) -> None:
    """Tell Discord, within its three seconds, that an answer will come.

    Raises:
        HTTPException: Discord does not take it; see :func:`why`.
    """
    try:
        await _again(lambda: interaction.response.defer(thinking=thinking, ephemeral=ephemeral))
    except discord.HTTPException as error:
        if error.code != _ALREADY:  # Discord took it though it had answered otherwise
            raise
    interaction.extras[_ACKNOWLEDGED] = True


def is_acknowledged(interaction: Interaction) -> bool:
    """Whether Discord knows that there will be an answer."""
    return interaction.response.is_done() or _ACKNOWLEDGED in interaction.extras


async def show(
    interaction: Interaction, answer: Answer, view: discord.ui.View | None
) -> discord.InteractionMessage:
    """Put an answer into its message.

    Raises:
        HTTPException: Discord does not take it; see :func:`why`.
    """

    async def put() -> discord.InteractionMessage:
        embed, files = parts_of(answer)
        return await interaction.edit_original_response(
            embed=embed,
            attachments=files,
            view=view,
            allowed_mentions=discord.AllowedMentions.none(),
        )

    return await _again(put)


def why(cause: Exception) -> str:
    """Why Discord did not take something, in words that follow "since"; empty for a fault of ours.

    Args:
        cause: what was raised.
    """
    if isinstance(cause, discord.HTTPException):
        if is_expired(cause):
            return _EXPIRED[cause.code]
        if cause.code == DELETED:
            return "its message had been deleted"
        if cause.status == 429 or cause.status >= 500:
            return f"Discord did not take it ({cause.status})"
    if isinstance(cause, aiohttp.ClientError):
        return f"Discord could not be reached ({type(cause).__name__})"
    return ""


def is_expired(cause: Exception) -> bool:
    """Whether nobody can be told anything any more."""
    return isinstance(cause, discord.HTTPException) and cause.code in _EXPIRED


def is_deleted(cause: Exception) -> bool:
    """Whether the message is gone."""
    return isinstance(cause, discord.HTTPException) and cause.code == DELETED


def parts_of(answer: Answer) -> tuple[discord.Embed, list[discord.File]]:
    """The embed and the files of an answer: anew for each request, which reads them to their end.

    The chart has its words for who cannot see it.
    """
    embed = answer.reply.to_embed()
    files = []
    if answer.png is not None:
        embed.set_image(url=f"attachment://{PICTURE_NAME}")
        files.append(_file(answer.png, PICTURE_NAME, answer.shows[:1000]))
    if answer.file is not None:
        files.append(_file(answer.file.content, answer.file.name))
    return embed, files


def _file(content: bytes, name: str, says: str | None = None) -> discord.File:
    return discord.File(io.BytesIO(content), name, description=says)


async def _again(send: Callable[[], Awaitable[Sent]]) -> Sent:
    """Send something, again where the connection breaks."""
    for wait in _WAITS:
        try:
            return await send()
        except aiohttp.ClientConnectionError:
            await asyncio.sleep(wait)
    return await send()
