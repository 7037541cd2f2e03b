"""Starting the bot: what is missing or wrong ends it with one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import aiohttp
import discord
import pytest

from backline.errors import BacklineError, ConfigError
from backline.net import Credentials
from backline.store import Store
from bot import run as starting
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from tests.bot_roots import roster_of, save

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def root(tmp_path):
    return save(tmp_path / "root", [], roster_of(["A"]))


def start(root, **environment):
    """Run ``python -m bot`` as a person does, without any of this machine's keys."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", "--root", str(root)],
        cwd=PROJECT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_missing_token_is_one_sentence_and_exit_2(root):
    done = start(root)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("DISCORD_BOT_TOKEN is missing: set it in the environment")
    assert done.stderr.count("\n") == 1


def test_a_missing_roster_is_one_sentence_and_exit_2(tmp_path):
    done = start(tmp_path, DISCORD_BOT_TOKEN="x" * 30)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("There is no roster.toml in ")
    assert done.stderr.count("\n") == 1


def test_a_server_id_that_is_no_number_is_exit_2(root):
    done = start(root, DISCORD_BOT_TOKEN="x" * 30, DISCORD_GUILD_ID="my server")
    assert done.returncode == 2
    assert done.stderr.startswith("DISCORD_GUILD_ID must be the server's id")
    assert "x" * 30 not in done.stderr


def test_a_token_that_the_worker_could_not_give_says_why():
    credentials = Credentials({}, unavailable="the credentials worker answered 502")
    with pytest.raises(ConfigError, match=r"is missing \(the credentials worker answered 502\)"):
        starting.token_of(credentials)


@pytest.mark.parametrize(
    ("raised", "error", "words"),
    [
        (discord.LoginFailure("Improper token has been passed."), ConfigError, "does not accept"),
        (aiohttp.ClientConnectionError("no route"), BacklineError, "could not be reached"),
        (OSError("no network"), BacklineError, "could not be reached"),
        (KeyError("wrong.token.here"), BacklineError, "by a fault of its own"),
    ],
)
def test_a_refused_login_is_one_sentence(root, monkeypatch, raised, error, words):
    async def refuses(*_):
        raise raised

    monkeypatch.setattr(discord.http.HTTPClient, "static_login", refuses)
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "wrong.token.here")
    monkeypatch.delenv("WORKER_API_URL", raising=False)
    monkeypatch.setattr(starting, "log_to_stderr", lambda _: None)
    with pytest.raises(error, match=words) as caught:
        starting.run(root)
    assert "wrong.token.here" not in str(caught.value)


def test_a_group_that_the_roster_switches_off_is_not_offered(tmp_path, monkeypatch):
    text = roster_of(["A"]).replace(
        "\n\n[[artist]]", '\n\n[settings]\nbot_commands = ["rankings"]\n\n[[artist]]', 1
    )
    offered = []

    class Recorded(BacklineBot):
        def __init__(self, library, commands, **options):
            offered.extend(command.name for command in commands)
            super().__init__(library, (), **options)

    async def refuses(*_):
        raise discord.LoginFailure("no")

    monkeypatch.setattr(discord.http.HTTPClient, "static_login", refuses)
    monkeypatch.setattr(starting, "BacklineBot", Recorded)
    monkeypatch.setattr(starting, "log_to_stderr", lambda _: None)
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "wrong.token.here")
    monkeypatch.delenv("WORKER_API_URL", raising=False)
    with pytest.raises(ConfigError):
        starting.run(save(tmp_path / "root", [], text))
    assert offered == ["leaderboard", "compare", "help"]


async def test_commands_that_discord_refuses_are_one_sentence(root, monkeypatch):
    bot = BacklineBot(Library(root), COMMANDS)

    class Answer:
        status, reason = 403, "Forbidden"

    async def forbidden(**_):
        raise discord.Forbidden(Answer(), {"code": 50001, "message": "Missing Access"})

    monkeypatch.setattr(bot.tree, "sync", forbidden)
    with pytest.raises(ConfigError, match="invite the bot with the scope"):
        await bot.setup_hook()
    await bot.close()


def test_a_broken_roster_does_not_keep_the_bot_from_pulling_its_mend(root, caplog):
    store = Store(root)
    store.roster_file.write_text("label = ")
    assert starting.settings_of(store).bot_pull_minutes == 10
    assert "goes on with the usual settings" in caplog.text


def test_the_server_id_is_optional():
    assert starting.guild_of(Credentials({})) is None
    assert starting.guild_of(Credentials({"DISCORD_GUILD_ID": "123456789012345678"})) == (
        123456789012345678
    )
