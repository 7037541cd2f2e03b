"""Whether the bot can tell the channels that are to be told by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.check.discord_side import Discord, UnreachableError
from bot.check.finding import Finding
from bot.posts.needed import IN_WORDS


def channel_findings(token: str, base: str, channels: Iterable[int]) -> Iterator[Finding]:
    """What Discord says of each channel that is told anything.

    Args:
        token: the bot's.
        base: where Discord is.
        channels: their ids.
    """
    asked = Discord(base, token)
    for place in channels:
        try:
            heard = asked.ask(f"/channels/{place}/messages?limit=1")
        except UnreachableError:
            return  # which is said already
        if heard.status == 404:
            yield Finding(
                "Channels",
                f"There is no channel {place} where the bot is: correct the id in roster.toml, or "
                "invite the bot there.",
                1,
            )
        elif heard.status != 200:
            yield Finding(
                "Channels",
                f"The bot cannot read channel {place} ({heard.status}): give it {IN_WORDS} there.",
                1,
            )
        else:
            yield Finding("Channels", f"The bot reads channel {place}, which it tells things.")
