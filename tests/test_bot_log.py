"""The bot's log: as lines or as JSON, without secrets, in words a person understands."""

from __future__ import annotations

import io
import json
import logging

import aiohttp
import pytest
import simcord

from backline.net import Credentials
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from bot.log import Form, log_to

SECRET = 'MTIz."secret".token'


@pytest.fixture
def written():
    """Logs in a form; gives what was written."""
    handlers = []

    def start(form):
        stream = io.StringIO()
        redactor = Credentials({"DISCORD_BOT_TOKEN": SECRET}).redactor
        handlers.append(log_to(stream, redactor, form))
        return stream

    yield start
    for handler in handlers:
        logging.getLogger().removeHandler(handler)


def fail():
    raise KeyError(SECRET)


def test_json_is_one_object_a_line_without_secrets(written):
    stream = written(Form.json)
    log = logging.getLogger("bot.test")
    log.info("plain words\nin %s lines, ROSALÍA", 2)
    try:
        fail()
    except KeyError:
        log.exception("with %s", SECRET)
    first, second = map(json.loads, stream.getvalue().splitlines())
    assert first.keys() == {"time", "level", "logger", "message"}
    assert first["message"] == "plain words\nin 2 lines, ROSALÍA"
    assert (first["level"], first["logger"]) == ("INFO", "bot.test")
    assert first["time"].endswith("Z")
    assert second["message"] == "with ***"
    assert "Traceback" in second["exception"]
    assert "KeyError" in second["exception"]
    assert "MTIz" not in stream.getvalue()


@pytest.mark.parametrize("form", Form)
def test_a_lost_connection_is_one_line_without_a_traceback(written, form):
    stream = written(form)
    try:
        raise aiohttp.ClientConnectionError("a long story")
    except aiohttp.ClientError:
        logging.getLogger("discord.client").exception("Attempting a reconnect in %.2fs", 3.4)
    assert "Discord cannot be reached (ClientConnectionError); tried again in 3 s." in (
        stream.getvalue()
    )
    assert stream.getvalue().count("\n") == 1
    assert "WARNING" in stream.getvalue()


async def test_a_connection_that_comes_and_goes_is_told(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    bot = BacklineBot(Library(tmp_path), COMMANDS)
    async with simcord.run(bot) as env:
        env.create_guild()
        await bot.on_connect()
        await bot.on_ready()
        assert "Connected to Discord as " in caplog.text
        assert bot.was_connected
        await bot.on_disconnect()
        await bot.on_disconnect()
        assert caplog.text.count("The connection to Discord was lost") == 1
        await bot.on_resumed()
        assert "The connection to Discord is back after 0 s." in caplog.text
