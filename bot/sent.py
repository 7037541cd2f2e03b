"""An answer as the parts of a message that discord.py sends."""

from __future__ import annotations

import io

import discord

from bot.replies.reply import PICTURE_NAME
from bot.room import Answer


def parts_of(answer: Answer) -> tuple[discord.Embed, list[discord.File]]:
    """The embed and the files of an answer; the chart has its words for who cannot see it."""
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
