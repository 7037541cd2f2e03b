"""Discord's guild endpoint: members of the label's own server, and how many are online."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import requests

from backline import __version__
from backline.errors import SourceError
from backline.net import Client, RefusedError, Verdict
from backline.net.answers import dig, number
from backline.people import Artist
from backline.sources.asking import AskingSource
from backline.sources.base import Answer, Context
from backline.sources.reading import count, named, text

_TOO_FAST = {20016, 20022, 20028, 31001, 31002, 40062}
_OVERLOADED = 130000
# Source of both: Discord developer documentation, "JSON Error Codes".


class DiscordSource(AskingSource):
    """The label's server, one request a run."""

    name = "discord_api"
    platform = "discord"
    metrics: tuple[str, ...] = ("members", "online")
    needs: tuple[str, ...] = ("DISCORD_BOT_TOKEN", "DISCORD_GUILD_ID")
    of_label = True

    def client(self, context: Context, **options: Any) -> Client:
        """A client that knows Discord's own ways to say "later"."""
        return super().client(context, judge=judge, **options)

    def ask(self, artists: Sequence[Artist], context: Context, client: Client) -> Iterator[Answer]:  # noqa: ARG002
        """Ask once; the artists do not matter."""
        guild = context.credentials.get("DISCORD_GUILD_ID")
        check_guild(guild)
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
            raise SourceError(why(refused), scope="platform", lasting=True) from None
        answer = parse_guild(body)
        if answer.who:
            answer.who = replace(answer.who, asked=guild)
        yield answer


def check_guild(guild: str) -> None:
    """Refuse what is no server's number.

    Raises:
        SourceError: of scope ``platform``; names the variable.
    """
    if not guild.isdecimal():
        raise SourceError(
            "DISCORD_GUILD_ID must be the server's number, as Discord copies it",
            scope="platform",
            lasting=True,
        )


def judge(response: requests.Response, body: dict[str, Any] | None) -> Verdict | None:
    """What Discord's own code says, whatever the HTTP status."""
    code = number(body, "code")
    if code == _OVERLOADED:
        return Verdict.FAULT
    if code in _TOO_FAST:
        return Verdict.TOO_FAST
    return Verdict.REFUSED if response.ok and code is not None and dig(body, "message") else None


def parse_guild(body: dict[str, Any]) -> Answer:
    """The label's answer in a guild object; absent counts are not measured."""
    readings = [
        count("discord", "members", body.get("approximate_member_count")),
        count("discord", "online", body.get("approximate_presence_count")),
    ]
    words = {"server_name": text(body.get("name")), "server_id": text(body.get("id"))}
    who = named(body.get("id"), body.get("name"))
    return Answer("", readings, words={name: word for name, word in words.items() if word}, who=who)


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
