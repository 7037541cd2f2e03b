"""The true client over a true socket: lost connections, new sessions, a network that is down."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot import run as starting
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from bot.log import in_a_sentence
from bot.state import State
from sandbox.discord_gateway import (
    IDENTIFY,
    INVALID,
    RECONNECT,
    RESUME,
    Discord,
    instead_of_discord,
)


@pytest.fixture
async def gateway():
    there = Discord()
    await there.start()
    with instead_of_discord(there):
        yield there
    await there.stop()


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
    running = asyncio.create_task(starting._serve(make, "token"))
    await gateway.next_one()
    await gateway.drop()
    await gateway.next_one()
    await until(lambda: "The connection to Discord is back after" in caplog.text)
    caplog.handler.removeFilter(in_a_sentence)
    assert "The connection to Discord was lost" in caplog.text
    assert "Traceback" not in caplog.text
    await stopped(running)


async def test_a_start_waits_for_the_network(gateway, make, monkeypatch, caplog):
    await gateway.stop()
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
    with pytest.raises(starting.ConfigError, match="does not accept DISCORD_BOT_TOKEN"):
        await starting._serve(make, "token")
    assert len(make.made) == 1
