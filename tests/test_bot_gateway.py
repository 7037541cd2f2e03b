"""The true client over a true socket: lost connections, new sessions, a network that is down."""

from __future__ import annotations

import asyncio
import logging
import socket

import discord
import pytest
import yarl
from aiohttp import WSMsgType, web

from bot import run as starting
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from bot.log import in_a_sentence
from bot.state import State

HELLO, IDENTIFY, RESUME, INVALID, RECONNECT = 10, 2, 6, 9, 7
ME = {"id": "77", "username": "backline", "discriminator": "0", "avatar": None, "bot": True}


class Gateway:
    """As much of Discord as a bot without a server meets, over http and ws on this machine."""

    def __init__(self, port):
        self.port = port
        self.begun = []
        self.told = []
        self.socket = None
        self.arrived = asyncio.Event()
        self.answers = {}
        app = web.Application()
        app.router.add_route("*", "/api/v10/{path:.*}", self.api)
        app.router.add_get("/", self.gateway)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)

    async def start(self):
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()

    async def api(self, request):
        path = request.match_info["path"]
        if path in self.answers:
            return self.json({"message": "no", "code": 0}, self.answers[path])
        if request.method == "PUT":
            self.told.append((path, len(await request.json())))
            return self.json([])
        if path == "users/@me":
            return self.json(ME)
        if path.startswith(("oauth2/applications", "applications")):
            return self.json({
                "id": "77", "name": "Backline", "description": "", "icon": None, "flags": 0,
                "bot_public": True, "bot_require_code_grant": False, "verify_key": "x",
                "owner": ME, "summary": "", "rpc_origins": None, "team": None,
            })  # fmt: skip
        return self.json({"url": f"ws://127.0.0.1:{self.port}/"})

    def json(self, body, status=200):
        # discord.py reads a body as JSON only where the type is written exactly like this
        text = web.json_response(body).text
        return web.Response(
            body=text.encode(), status=status, headers={"Content-Type": "application/json"}
        )

    async def gateway(self, request):
        self.socket = ws = web.WebSocketResponse()
        await ws.prepare(request)
        await ws.send_json({"op": HELLO, "d": {"heartbeat_interval": 45000}, "s": None, "t": None})
        async for message in ws:
            if message.type is not WSMsgType.TEXT:
                continue
            said = message.json()
            if said["op"] in (IDENTIFY, RESUME):
                self.begun.append(said["op"])
                await self.begin(ws, said["op"])
        return ws

    async def begin(self, ws, how):
        ready = {
            "v": 10, "user": ME, "guilds": [], "session_id": "s", "shard": [0, 1],
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/",
            "application": {"id": "77", "flags": 0},
        }  # fmt: skip
        name, data = ("READY", ready) if how == IDENTIFY else ("RESUMED", {})
        await ws.send_json({"op": 0, "s": len(self.begun), "t": name, "d": data})
        self.arrived.set()

    async def next_one(self):
        await asyncio.wait_for(self.arrived.wait(), 20)
        self.arrived.clear()


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
async def gateway(monkeypatch):
    there = Gateway(free_port())
    monkeypatch.setattr(discord.http.Route, "BASE", f"http://127.0.0.1:{there.port}/api/v10")
    monkeypatch.setattr(
        discord.gateway.DiscordWebSocket,
        "DEFAULT_GATEWAY",
        yarl.URL(f"ws://127.0.0.1:{there.port}/"),
    )
    yield there
    await there.runner.cleanup()


@pytest.fixture
def make(tmp_path):
    """Makes bots over a folder, each with the same memory."""
    state = State(tmp_path / "state")
    made = []

    def bot():
        made.append(BacklineBot(Library(tmp_path), COMMANDS, state=state, guild_ready_timeout=0))
        return made[-1]

    bot.made = made
    return bot


async def until(found):
    for _ in range(400):
        if found():
            return
        await asyncio.sleep(0.05)
    pytest.fail("it did not come")


async def stopped(running):
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_lost_connection_is_taken_up_again_and_told(gateway, make, caplog):
    caplog.set_level(logging.INFO)
    await gateway.start()
    running = asyncio.create_task(starting._serve(make, "token"))
    await gateway.next_one()
    await until(lambda: "Connected to Discord as backline, in 0 servers." in caplog.text)
    assert gateway.told == [("applications/77/commands", len(COMMANDS))]

    await gateway.socket.send_json({"op": RECONNECT, "d": None, "s": None, "t": None})
    await gateway.next_one()
    assert gateway.begun == [IDENTIFY, RESUME]
    await until(lambda: "The connection to Discord is back after" in caplog.text)
    assert caplog.text.count("The connection to Discord was lost") == 1

    await gateway.socket.send_json({"op": INVALID, "d": False, "s": None, "t": None})
    await gateway.next_one()
    assert gateway.begun == [IDENTIFY, RESUME, IDENTIFY]
    await until(lambda: caplog.text.count("The connection to Discord is back after") == 2)
    assert not [r for r in caplog.records if r.exc_info]
    await stopped(running)

    # A second start has nothing new to tell.
    running = asyncio.create_task(starting._serve(make, "token"))
    await gateway.next_one()
    assert len(gateway.told) == 1
    await stopped(running)


async def test_a_socket_that_is_cut_is_one_line_without_a_traceback(gateway, make, caplog):
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(in_a_sentence)
    await gateway.start()
    running = asyncio.create_task(starting._serve(make, "token"))
    await gateway.next_one()
    gateway.socket._req.transport.abort()
    await gateway.next_one()
    await until(lambda: "The connection to Discord is back after" in caplog.text)
    caplog.handler.removeFilter(in_a_sentence)
    assert "The connection to Discord was lost" in caplog.text
    assert "Traceback" not in caplog.text
    await stopped(running)


async def test_a_start_waits_for_the_network(gateway, make, monkeypatch, caplog):
    monkeypatch.setattr(starting, "_FIRST_WAIT", 0.1)
    running = asyncio.create_task(starting._serve(make, "token"))
    await until(lambda: "Discord cannot be reached (ClientConnectorError)" in caplog.text)
    await gateway.start()
    await gateway.next_one()
    assert len(make.made) >= 2
    assert all(bot.is_closed() for bot in make.made[:-1])
    await stopped(running)


async def test_a_token_that_is_refused_ends_the_start(gateway, make):
    gateway.answers["users/@me"] = 401
    await gateway.start()
    with pytest.raises(starting.ConfigError, match="does not accept DISCORD_BOT_TOKEN"):
        await starting._serve(make, "token")
    assert len(make.made) == 1
