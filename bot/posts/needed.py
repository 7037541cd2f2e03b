"""What the bot may need in a channel that it tells anything by itself. Replies need none of it."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from backline.words import listed

NEEDED: Mapping[str, str] = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "embed_links": "Embed Links",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}
"""The permissions by discord.py's names, as Discord shows them."""

PERMISSIONS = discord.Permissions(**dict.fromkeys(NEEDED, True))

IN_WORDS = listed(list(NEEDED.values()), len(NEEDED))


def lacking(has: discord.Permissions) -> list[str]:
    """Which of them are not there, as Discord shows them."""
    return [word for name, word in NEEDED.items() if not getattr(has, name)]
