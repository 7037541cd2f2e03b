"""What Discord says: of the token, the application, its server, the commands and the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import discord
import requests

from backline import __version__
from backline.names import shown
from backline.net.answers import dig, is_key, json_value, number
from backline.net.bounds import Session, UnendingError
from backline.net.proxies import around_proxies
from bot.check.finding import NOTE, Finding
from bot.client import INTENTS
from bot.commands import COMMANDS
from bot.posts.needed import PERMISSIONS
from bot.state import State

_TIMEOUT = (5, 15)
_CLOCK_SECONDS = 5
_PRIVILEGED = {
    "presences": ("Presence", 1 << 12 | 1 << 13),
    "members": ("Server Members", 1 << 14 | 1 << 15),
    "message_content": ("Message Content", 1 << 18 | 1 << 19),
}
"""By intent: its name in the portal, and the flags of an application that has it.

Source: Discord developer documentation, "Application Flags".
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the bot is set up for.

    Attributes:
        token: the bot's.
        guild: the one server the commands are for, if any.
        client: the application's id, where somebody wrote it down.
        commands: the names of those that the roster has switched on.
    """

    token: str
    guild: int | None = None
    client: int | None = None
    commands: tuple[str, ...] = tuple(command.name for command in COMMANDS)


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer of Discord: its status, its JSON, and how far this clock is ahead of its own."""

    status: int
    body: Any
    ahead: float | None

    def text(self, name: str) -> str:
        """A text of it in one harmless line, or the empty string."""
        value = dig(self.body, name)
        return shown(value, 80) if isinstance(value, str) else ""


class UnreachableError(Exception):
    """Discord gave no answer; the text says why."""


class Discord:
    """Asks Discord with the bot's token, once each."""

    def __init__(self, base: str, token: str) -> None:
        self._base = base
        # Discord refuses bots whose User-Agent does not begin like this.
        agent = f"DiscordBot (Backline, {__version__})"
        self._headers = {"Authorization": f"Bot {token}", "User-Agent": agent}

    def ask(self, path: str) -> Heard:
        """The answer to one question.

        Raises:
            UnreachableError: there is none.
        """
        began = datetime.now(UTC)
        try:
            with Session() as session:
                answer = session.get(
                    f"{self._base}{path}",
                    headers=self._headers,
                    timeout=_TIMEOUT,
                    allow_redirects=False,
                    proxies=around_proxies(),
                )
        except UnendingError as error:
            raise UnreachableError(f"it {error}") from None
        except requests.RequestException as error:
            raise UnreachableError(type(error).__name__) from None
        middle = began + (datetime.now(UTC) - began) / 2
        try:
            body = json_value(answer.content)
        except ValueError:
            body = None
        if answer.status_code == 429 or answer.status_code >= 500:
            raise UnreachableError(f"it answered {answer.status_code}")
        return Heard(answer.status_code, body, _ahead(answer.headers.get("Date"), middle))


def invite(application: int | str) -> str:
    """The address at which somebody invites the bot: its scopes, and what posting needs."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&scope=bot+applications.commands&permissions={PERMISSIONS.value}"
    )


def invitation(application: int | str) -> Finding:
    """How the bot gets into a server."""
    return Finding("Invite", "Whoever manages a server opens this:", NOTE, invite(application))


def discord_findings(wanted: Wanted, base: str, state: State) -> Iterator[Finding]:
    """All that Discord tells."""
    if not is_key(wanted.token):
        yield Finding("Token", "DISCORD_BOT_TOKEN holds signs that no token has: copy it anew.", 2)
        return
    asked = Discord(base, wanted.token)
    try:
        who = asked.ask("/users/@me")
        yield from clock_findings(who.ahead)
        if who.status != 200:
            yield Finding(
                "Token",
                f"Discord does not accept DISCORD_BOT_TOKEN ({who.status}): copy the bot's token "
                "anew from the developer portal, under Bot.",
                1,
            )
            return
        yield Finding(
            "Token",
            f"Discord accepts it: the bot is {who.text('username')}. It has no end: it is valid "
            "until somebody resets it.",
        )
        application = asked.ask("/applications/@me")
        ident = application.text("id") or who.text("id")
        yield from application_findings(application, wanted)
        yield invitation(ident)
        if wanted.guild is not None:
            yield from _server_findings(asked, ident, wanted, wanted.guild, state)
        else:
            yield from _everywhere_findings(asked, ident, wanted)
    except UnreachableError as error:
        yield Finding(
            "Discord",
            f"It could not be reached ({error}): see whether this machine reaches discord.com, "
            "or try again later.",
            1,
        )


def application_findings(heard: Heard, wanted: Wanted) -> Iterator[Finding]:
    """Whether the application is set up so that commands reach this bot."""
    if heard.status != 200:
        yield Finding("Application", f"Discord tells nothing of it ({heard.status}).", NOTE)
        return
    ident = heard.text("id")
    if wanted.client is not None and str(wanted.client) != ident:
        yield Finding(
            "Application",
            f"DISCORD_CLIENT_ID is {wanted.client}, but the token is of application {ident}: "
            "correct one of them.",
            1,
        )
    if heard.text("interactions_endpoint_url"):
        yield Finding(
            "Application",
            "Its Interactions Endpoint URL takes every command away from the bot: empty that "
            "field in the developer portal, under General Information.",
            1,
        )
    if dig(heard.body, "bot_require_code_grant") is True:
        yield Finding(
            "Application",
            "It cannot be invited while it requires a code grant: switch off Requires OAuth2 "
            "Code Grant in the developer portal, under Bot.",
            1,
        )
    lacking = missing_intents(INTENTS, int(number(heard.body, "flags") or 0))
    for name in lacking:
        yield Finding(
            "Intents",
            f"The bot needs the {name} intent: switch it on in the developer portal, under Bot.",
            1,
        )
    if not lacking:
        yield Finding("Intents", "The bot needs no privileged intent that it lacks.")


def missing_intents(intents: discord.Intents, flags: int) -> list[str]:
    """The privileged intents that are wanted and that an application does not have."""
    return [
        name
        for intent, (name, either) in _PRIVILEGED.items()
        if getattr(intents, intent) and not flags & either
    ]


def clock_findings(ahead: float | None) -> Iterator[Finding]:
    """Whether this machine's clock is right; a wrong one makes wrong days and refused answers."""
    if ahead is None:
        yield Finding("Clock", "Discord's answer has no time to compare it with.", NOTE)
    elif abs(ahead) > _CLOCK_SECONDS:
        way = "ahead of" if ahead > 0 else "behind"
        yield Finding(
            "Clock",
            f"It is {abs(ahead):.0f} s {way} Discord's: switch on its setting by the network, "
            "e.g. with: timedatectl set-ntp true.",
            1,
        )
    else:
        yield Finding("Clock", f"It agrees with Discord's within {_CLOCK_SECONDS} s.")


def _server_findings(
    asked: Discord, application: str, wanted: Wanted, guild: int, state: State
) -> Iterator[Finding]:
    server = asked.ask(f"/guilds/{guild}")
    if server.status != 200:
        yield Finding(
            "Server",
            f"The bot is not in server {guild} of DISCORD_GUILD_ID ({server.status}): invite it "
            "there with the address above, or correct the number.",
            1,
        )
        return
    yield Finding("Server", f"The bot is in {server.text('name') or guild}.")
    there = asked.ask(f"/applications/{application}/guilds/{guild}/commands")
    if there.status != 200:
        yield Finding(
            "Commands",
            f"They are not allowed in that server ({there.status}): invite the bot again with the "
            "address above, which has the scope applications.commands.",
            1,
        )
        return
    known = str(guild) in state.told(application).digests
    yield from _command_findings(there, wanted.commands, known=known)
    everywhere = asked.ask(f"/applications/{application}/commands")
    if everywhere.status == 200 and everywhere.body:
        yield Finding(
            "Commands",
            "They stand everywhere, too, and so are shown twice: the bot's next start clears them.",
            NOTE,
        )


def _everywhere_findings(asked: Discord, application: str, wanted: Wanted) -> Iterator[Finding]:
    yield Finding(
        "Server", "DISCORD_GUILD_ID is not set, so that every server has the commands.", NOTE
    )
    there = asked.ask(f"/applications/{application}/commands")
    if there.status == 200:
        yield from _command_findings(there, wanted.commands, known=False)


def _command_findings(heard: Heard, commands: Sequence[str], *, known: bool) -> Iterator[Finding]:
    listed = heard.body if isinstance(heard.body, list) else []
    names = {dig(one, "name") for one in listed}
    missing = [name for name in commands if name not in names]
    if not missing:
        yield Finding("Commands", f"All {len(commands)} stand there.")
    elif known:
        yield Finding(
            "Commands",
            f"Discord lost {len(missing)} of {len(commands)}: delete commands.json in the bot's "
            "folder of state and start it again.",
            1,
        )
    else:
        yield Finding(
            "Commands",
            f"{len(missing)} of {len(commands)} do not stand there yet: the bot's next start "
            "brings them.",
            NOTE,
        )


def _ahead(told: str | None, now: datetime) -> float | None:
    """Seconds that ``now`` is ahead of a Date header, which has no fractions of a second."""
    try:
        there = parsedate_to_datetime(told or "")
    except ValueError:
        return None
    if there.tzinfo is None:
        there = there.replace(tzinfo=UTC)
    difference = (now - there).total_seconds()
    return max(0.0, difference - 1) if difference > 0 else difference
