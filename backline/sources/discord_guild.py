"""Discord's guild endpoint: members of the label's own server, and how many are online."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backline import __version__
from backline.errors import SourceError
from backline.net import Client, RefusedError
from backline.people import Artist
from backline.sources.asking import AskingSource
from backline.sources.base import Answer, Context
from backline.sources.reading import count, text


class DiscordSource(AskingSource):
    """The label's server, one request a run."""

    name = "discord_api"
    platform = "discord"
    metrics: tuple[str, ...] = ("members", "online")
    needs: tuple[str, ...] = ("DISCORD_BOT_TOKEN", "DISCORD_GUILD_ID")
    of_label = True

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:  # noqa: ARG002
        """Ask once; the artists do not matter."""
        guild = context.credentials.get("DISCORD_GUILD_ID")
        if not guild.isdecimal():
            raise SourceError(
                "DISCORD_GUILD_ID must be the server's number, as Discord copies it",
                scope="platform",
            )
        token = context.credentials.get("DISCORD_BOT_TOKEN")
        # Discord refuses bots whose User-Agent does not begin like this.
        headers = {
            "Authorization": f"Bot {token}",
            "User-Agent": f"DiscordBot (Backline, {__version__})",
        }
        url = f"{context.endpoints.discord}/guilds/{guild}"
        try:
            body = client.get_json(url, params={"with_counts": "true"}, headers=headers)
        except RefusedError as refused:
            raise SourceError(why(refused), scope="platform") from None
        yield parse_guild(body)


def parse_guild(body: dict[str, Any]) -> Answer:
    """The label's answer in a guild object; absent counts are not measured."""
    readings = [
        count("discord", "members", body.get("approximate_member_count")),
        count("discord", "online", body.get("approximate_presence_count")),
    ]
    words = {"server_name": text(body.get("name")), "server_id": text(body.get("id"))}
    return Answer("", readings, words={name: word for name, word in words.items() if word})


def why(refused: RefusedError) -> str:
    """A refusal in the words of whoever can mend it."""
    if refused.status == 401:
        return "Discord refuses DISCORD_BOT_TOKEN (401): copy the bot's token anew"
    if refused.status in (403, 404):
        return (
            f"Discord shows the bot no server DISCORD_GUILD_ID ({refused.status}): "
            "invite the bot to it, or correct the number"
        )
    return str(refused)
