"""The Discord of a full room: simulated within discord.py, or reached over true sockets."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from benchmarks.room_questions import AUTOCOMPLETE, PRESS, Asked

if TYPE_CHECKING:
    from bot.client import BacklineBot

SERVERS = 1_000
"""So many servers the bot is in."""

PATIENCE = 120
"""Seconds after which nobody waits any more."""

_COMMAND, _PRESS, _AUTOCOMPLETE = 2, 3, 4
_STRING, _INTEGER = 3, 4
_DEFERRED = {5, 6}
_ADDRESS = re.compile(r"/(?:interactions|webhooks)/\d+/([^/]+)/")


class Discord(Protocol):
    """What a room needs of it."""

    async def start(self, bot: BacklineBot) -> None:
        """Have the bot connected, in all servers."""

    async def send(self, one: Asked, place: int) -> None:
        """Send an interaction of the server with this number; what comes of it is stamped."""

    async def stop(self) -> None:
        """End the connection and the bot."""


@dataclass(slots=True)
class Simulated:
    """SimCord: discord.py itself, without a socket."""

    env: Any = None
    places: list[Any] = field(default_factory=list)
    by_token: dict[str, Asked] = field(default_factory=dict)

    async def start(self, bot: BacklineBot) -> None:
        """Have the bot connected, in all servers."""
        import simcord

        self.env = simcord.Env(bot, settle_timeout=PATIENCE)
        await self.env.start()
        ada = self.env.create_user("ada")
        for _ in range(SERVERS):
            guild = self.env.create_guild()
            self.places.append((guild.create_text_channel("numbers"), guild.add_member(ada)))
        await asyncio.sleep(0)
        by_token = self.by_token

        class Log(list[Any]):
            """Stamps every request of the bot with its moment."""

            def append(self, entry: Any) -> None:
                found = _ADDRESS.search(entry.path + "/")
                asked = by_token.get(found[1]) if found else None
                if asked is not None:
                    _stamp(asked, entry.path.endswith("/callback"), entry.json)

        self.env.backend.http_requests = Log()

    async def send(self, one: Asked, place: int) -> None:
        """Send an interaction of the server with this number; what comes of it is stamped."""
        from simcord.backend.serializers import message_payload
        from simcord.interactions import base_payload

        channel, person = self.places[place]
        backend = self.env.backend
        typing, pressed = one.kind == AUTOCOMPLETE, one.kind == PRESS
        data: dict[str, Any] = {"custom_id": one.options.get("custom_id"), "component_type": 2}
        if not pressed:
            name = "artist" if typing else one.kind
            data = {"id": self._id_of(name, place), "name": name, "type": 1}
            data["options"] = _options(one, typing=typing)
        record, payload = base_payload(
            backend,
            type=_PRESS if pressed else _AUTOCOMPLETE if typing else _COMMAND,
            channel_id=channel.id,
            guild_id=channel.guild.id,
            user_id=person.id,
            data=data,
        )
        if pressed:
            below = backend.create_message(channel.id, self.env.bot.user.id, "an answer")
            record.source_message_id = below.id
            payload["message"] = dict(message_payload(backend, below))
        self.by_token[record.token] = one
        one.begun = time.perf_counter()
        backend.emit("INTERACTION_CREATE", payload)

    def _id_of(self, name: str, place: int) -> str:
        channel, person = self.places[place]
        found = self.env.backend.visible_commands(user_id=person.id, channel_id=channel.id)
        return next(str(command["id"]) for command in found if command["name"] == name)

    async def stop(self) -> None:
        """End the connection and the bot."""
        bot = self.env.bot
        await self.env.shutdown()
        await bot.room.close()


@dataclass(slots=True)
class Connected:
    """A stand-in for Discord on this machine, reached over true sockets."""

    there: Any = None
    bot: Any = None
    running: asyncio.Task[None] | None = None
    reached: ExitStack = field(default_factory=ExitStack)

    async def start(self, bot: BacklineBot) -> None:
        """Have the bot connected, in all servers."""
        from sandbox.discord_gateway import Discord as StandIn
        from sandbox.discord_gateway import instead_of_discord

        self.bot, self.there = bot, StandIn(guilds=SERVERS)
        await self.there.start()
        self.reached.enter_context(instead_of_discord(self.there))
        self.running = asyncio.create_task(bot.start("token"))
        await self.there.next_one()
        await bot.wait_until_ready()

    async def send(self, one: Asked, place: int) -> None:
        """Send an interaction of the server with this number; what comes of it is stamped."""
        one.begun = time.perf_counter()
        seen = _seen_by(one)
        if one.kind == PRESS:
            await self.there.press(one.options["custom_id"], place=place, seen=seen)
        elif one.kind == AUTOCOMPLETE:
            await self.there.ask("artist", one.options, place=place, typing="artist", seen=seen)
        else:
            await self.there.ask(one.kind, one.options, place=place, seen=seen)

    async def stop(self) -> None:
        """End the connection and the bot."""
        await self.bot.close()
        if self.running is not None:
            await self.running
        self.reached.close()
        await self.there.stop()


def _seen_by(one: Asked) -> Callable[[str, dict[str, Any]], None]:
    return lambda what, body: _stamp(one, what == "callback", body)


def _options(one: Asked, *, typing: bool) -> list[dict[str, Any]]:
    options: list[dict[str, Any]] = [
        {"name": name, "type": _INTEGER if isinstance(value, int) else _STRING, "value": value}
        for name, value in one.options.items()
    ]
    if typing:
        options[0]["focused"] = True
    return options


def _stamp(asked: Asked, is_callback: bool, body: dict[str, Any]) -> None:
    """Note the moment of a request by which an interaction is acknowledged or answered."""
    from bot.room import FOLLOWS

    if is_callback and body["type"] in _DEFERRED:
        asked.deferred = time.perf_counter()
        return
    asked.answered = asked.answered or time.perf_counter()
    data = body.get("data") or body
    embeds = data.get("embeds") or []
    asked.refused = not embeds and asked.kind != AUTOCOMPLETE
    footer = (embeds[0].get("footer") or {}).get("text", "") if embeds else ""
    asked.said = str(footer or data.get("content") or "")
    if not asked.said.endswith(FOLLOWS):
        asked.whole = time.perf_counter()
