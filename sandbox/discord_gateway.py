"""Discord as a bot meets it: its gateway over ws and its interactions over http, on this machine.

It keeps to what matters to a bot that answers: an interaction is to be acknowledged within three
seconds and once, its token dies, a message can be gone, a session is taken up again with what was
missed, and any request can be made to fail.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from typing import Any

from aiohttp import WSMsgType, web

from sandbox.discord_interactions import CALLBACK, EDIT, FOLLOWUP, Asked, Fault, Seen
from sandbox.discord_shapes import ME, application, error, guild, interaction, message, ready

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11

_OF_INTERACTION = re.compile(
    r"(?:interactions|webhooks)/\d+/([^/]+)(/callback|/messages/@original)?"
)
_WHAT = {"/callback": CALLBACK, "/messages/@original": EDIT, None: FOLLOWUP}


class Discord:
    """One Discord with one bot.

    Attributes:
        begun: how each session began, ``IDENTIFY`` or ``RESUME``.
        told: the commands it was told: the path and how many.
        socket: the connection that is open.
        answers: a status for each path that is to fail whenever it is asked for.
        asked: the interactions by their tokens.
    """

    def __init__(self, port: int = 0, guilds: int = 0) -> None:
        """Prepare; nothing is served before :meth:`start`.

        Args:
            port: where; any that is free when 0.
            guilds: in how many servers the bot is.
        """
        self.port = port
        self.begun: list[int] = []
        self.told: list[tuple[str, int]] = []
        self.socket: web.WebSocketResponse | None = None
        self.arrived = asyncio.Event()
        self.answers: dict[str, int] = {}
        self.asked: dict[str, Asked] = {}
        self.guilds = [guild(place) for place in range(guilds)]
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._sent: list[dict[str, Any]] = []
        self._is_live = False
        self._ids = itertools.count(10**18)
        app = web.Application(client_max_size=30_000_000)
        app.router.add_route("*", "/api/v10/{path:.*}", self._api)
        app.router.add_get("/", self._gateway)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def start(self) -> None:
        """Begin to serve."""
        await self.runner.setup()
        site = web.TCPSite(self.runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        """End every connection."""
        await self.runner.cleanup()

    async def next_one(self) -> None:
        """Wait until a session has begun."""
        await asyncio.wait_for(self.arrived.wait(), 20)
        self.arrived.clear()

    def forgive(self) -> None:
        """Have no request fail any more."""
        self._faults.clear()

    def fail(self, what: str, *faults: Fault) -> None:
        """Have the next requests of a kind fail, one after the other."""
        self._faults[what].extend(faults)

    async def ask(
        self,
        name: str,
        options: Mapping[str, Any] | None = None,
        *,
        place: int = 0,
        typing: str | None = None,
        seen: Seen | None = None,
    ) -> Asked:
        """Send a command to the bot as somebody in one of the servers typed it.

        Args:
            name: of the command.
            options: what was typed for each.
            place: of the server.
            typing: the option that is being typed, where names are to be proposed.
            seen: is told of everything that is done with it.
        """
        given = options or {}
        data = {
            "id": "1",
            "name": name,
            "type": 1,
            "options": [
                {"name": key, "type": 4 if isinstance(value, int) else 3, "value": value}
                | ({"focused": True} if key == typing else {})
                for key, value in given.items()
            ],
        }
        return await self._begin(4 if typing else 2, data, place, seen=seen)

    async def press(
        self,
        custom_id: str,
        below: Mapping[str, Any] | None = None,
        *,
        place: int = 0,
        seen: Seen | None = None,
    ) -> Asked:
        """Press a button.

        Args:
            custom_id: the button's id.
            below: the message it stands below; one of long ago when None.
            place: of the server.
            seen: is told of everything that is done with it.
        """
        found = dict(below) if below else message(self._next_id(), {})
        data = {"custom_id": custom_id, "component_type": 2}
        return await self._begin(3, data, place, found, seen)

    async def drop(self) -> None:
        """Cut the connection to the bot."""
        transport = self.socket and self.socket._req and self.socket._req.transport
        self._is_live = False
        if transport:
            transport.abort()

    async def dispatch(self, name: str, data: Mapping[str, Any]) -> None:
        """Send an event; what cannot be sent now is sent when the session is taken up again."""
        event = {"op": DISPATCH, "s": len(self._sent) + 1, "t": name, "d": data}
        self._sent.append(event)
        if self._is_live and self.socket is not None:
            with contextlib.suppress(ConnectionError):
                await self.socket.send_json(event)

    def _next_id(self) -> str:
        return str(next(self._ids))

    async def _begin(
        self,
        kind: int,
        data: dict[str, Any],
        place: int,
        below: dict[str, Any] | None = None,
        seen: Seen | None = None,
    ) -> Asked:
        token = f"token-{next(self._ids)}"
        where = self.guilds[place] if self.guilds else guild(place)
        payload = interaction(self._next_id(), token, kind, data, where)
        if below is not None:
            payload["message"] = below
        asked = self.asked[token] = Asked(payload, message=below, seen=seen)
        await self.dispatch("INTERACTION_CREATE", payload)
        return asked

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        self.socket = ws = web.WebSocketResponse()
        await ws.prepare(request)
        await ws.send_json({"op": HELLO, "d": {"heartbeat_interval": 45000}, "s": None, "t": None})
        async for one in ws:
            if one.type is not WSMsgType.TEXT:
                continue
            said = one.json()
            if said["op"] == HEARTBEAT:
                await ws.send_json({"op": ACK, "d": None, "s": None, "t": None})
            elif said["op"] in (IDENTIFY, RESUME):
                self.begun.append(said["op"])
                if said["op"] == IDENTIFY:
                    await self._identified()
                else:
                    await self._resumed(ws, said["d"]["seq"] or 0)
                self.arrived.set()
        return ws

    async def _identified(self) -> None:
        self._sent.clear()
        self._is_live = True
        url = f"ws://127.0.0.1:{self.port}/"
        await self.dispatch("READY", ready(url, [one["id"] for one in self.guilds]))
        for one in self.guilds:
            await self.dispatch("GUILD_CREATE", one)

    async def _resumed(self, ws: web.WebSocketResponse, known: int) -> None:
        """Send what was missed, also what comes meanwhile."""
        while known < len(self._sent):
            await ws.send_json(self._sent[known])
            known += 1
        self._is_live = True
        await self.dispatch("RESUMED", {})

    async def _api(self, request: web.Request) -> web.StreamResponse:
        path = request.match_info["path"]
        if path in self.answers:
            return _json(error(0), self.answers[path])
        if found := _OF_INTERACTION.fullmatch(path):
            return await self._of_interaction(request, _WHAT[found[2]], found[1])
        if request.method == "PUT":
            self.told.append((path, len(await request.json())))
            return _json([])
        if path == "users/@me":
            return _json(ME)
        if path.startswith(("oauth2/applications", "applications")):
            return _json(application())
        return _json({"url": f"ws://127.0.0.1:{self.port}/"})

    async def _of_interaction(
        self, request: web.Request, what: str, token: str
    ) -> web.StreamResponse:
        body = await _body(request)
        asked = self.asked.get(token)
        fault = self._faults[what].popleft() if self._faults[what] else None
        if asked is not None and (fault is None or fault.after):
            told, status = asked.take(what, body, self._next_id)
            if fault is None:
                return _json(told, status)
        if fault is None:
            return _json(error(10015), 404)
        if fault.status == 0:
            if request.transport:
                request.transport.abort()
            return web.Response()
        if fault.status == 429:
            limited = {"message": "limited", "retry_after": fault.retry_after, "global": False}
            return _json(limited, 429, {"Via": "1.1 here"})
        return _json(error(fault.code), fault.status)


async def _body(request: web.Request) -> dict[str, Any]:
    """What was sent, with the sizes of its files."""
    if not request.content_type.startswith("multipart/"):
        found: dict[str, Any] = await request.json()
        return found
    parts = await request.post()
    body: dict[str, Any] = json.loads(str(parts["payload_json"]))
    files = [part for part in parts.values() if isinstance(part, web.FileField)]
    return body | {"files": {one.filename: len(one.file.read()) for one in files}}


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    # discord.py reads a body as JSON only where the type is written exactly like this
    told = {"Content-Type": "application/json", **(headers or {})}
    return web.Response(body=json.dumps(body).encode(), status=status, headers=told)


@contextlib.contextmanager
def instead_of_discord(there: Discord) -> Iterator[None]:
    """Have discord.py talk to a stand-in that has been started."""
    import discord
    import yarl

    route, gateway = discord.http.Route, discord.gateway.DiscordWebSocket
    before = route.BASE, gateway.DEFAULT_GATEWAY
    route.BASE = f"http://127.0.0.1:{there.port}/api/v10"
    gateway.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{there.port}/")
    try:
        yield
    finally:
        route.BASE, gateway.DEFAULT_GATEWAY = before
