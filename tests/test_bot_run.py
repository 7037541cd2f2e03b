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
from bot.keys import keys_of
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
    monkeypatch.setattr(starting, "log_to_stderr", lambda *_: None)
    monkeypatch.setattr(starting, "PATIENCE", 0)
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
    monkeypatch.setattr(starting, "log_to_stderr", lambda *_: None)
    monkeypatch.setenv("DISCORD_BOT_TOKEN", "wrong.token.here")
    monkeypatch.delenv("WORKER_API_URL", raising=False)
    with pytest.raises(ConfigError):
        starting.run(save(tmp_path / "root", [], text))
    assert offered == ["leaderboard", "compare", "settings", "help"]


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


class Down:
    """A bot whose start fails so many times before it is stopped well."""

    was_connected = False
    made = 0

    def __init__(self, *failures):
        self.failures = list(failures)

    def __call__(self):
        self.made += 1
        return self

    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return None

    async def start(self, _token):
        if self.failures:
            raise self.failures.pop(0)


def answered(status):
    class Answer:
        reason = "no"

    Answer.status = status
    return discord.HTTPException(Answer(), "no")


async def test_a_start_while_the_network_is_down_is_tried_again(monkeypatch, caplog):
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    monkeypatch.setattr(starting.asyncio, "sleep", sleep)
    down = Down(OSError("no network"), aiohttp.ClientConnectionError("x"), answered(503))
    await starting._serve(down, "token")
    assert waits == [5, 10, 20]
    assert down.made == 4
    assert "Discord cannot be reached (OSError); tried again in 5 s." in caplog.text
    assert "Discord cannot be reached (HTTPException 503); tried again in 20 s." in caplog.text


async def test_a_refusal_names_the_check():
    with pytest.raises(
        BacklineError, match=r"refuses the bot \(HTTPException 400\): python -m bot"
    ):
        await starting._serve(Down(answered(400)), "token")


@pytest.mark.parametrize("error", [answered(400), discord.LoginFailure("x"), KeyError("x")])
async def test_what_does_not_pass_is_not_tried_again(error):
    down = Down(error)
    with pytest.raises(BacklineError):
        await starting._serve(down, "token")
    assert down.made == 1


def test_the_bots_own_file_comes_before_the_roots_and_after_the_environment(root):
    (root / "bot").mkdir()
    (root / "bot/.env").write_text(
        "DISCORD_BOT_TOKEN=of.the.bot\nDISCORD_CLIENT_ID=77\nYOUTUBE_API_KEY=not-taken\n"
    )
    (root / ".env").write_text("DISCORD_BOT_TOKEN=of.the.root\nDISCORD_GUILD_ID=42\n")
    found = keys_of(root, {"DISCORD_CLIENT_ID": "78", "DISCORD_BOT_TOKEN": " "})
    assert found.get("DISCORD_BOT_TOKEN") == "of.the.bot"
    assert found.get("DISCORD_CLIENT_ID") == "78"
    assert found.get("DISCORD_GUILD_ID") == "42"
    assert found.get("YOUTUBE_API_KEY") == ""
    assert found.redactor.clean("of.the.bot") == "***"
    assert found.redactor.clean("78") == "78"


def test_an_own_file_that_is_no_text_is_exit_2(root):
    (root / "bot").mkdir()
    (root / "bot/.env").write_bytes(b"\xff\xfeA\xd8")
    done = start(root)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("bot/.env cannot be read as UTF-8 text")


def test_git_ignores_what_the_bot_keeps_to_itself():
    for path in ("bot/.env", ".bot-state/commands.json"):
        asked = ["git", "-C", str(PROJECT), "check-ignore", "--quiet", path]
        assert subprocess.run(asked, check=False).returncode == 0, path


def test_a_form_of_the_log_that_there_is_not_is_exit_2(root):
    done = start(root, DISCORD_BOT_TOKEN="x" * 30, BACKLINE_LOG="xml")
    assert (done.returncode, done.stderr) == (
        2, "BACKLINE_LOG must be plain or json, not 'xml'.\n",
    )  # fmt: skip


def test_the_server_id_is_optional():
    assert starting.guild_of(Credentials({})) is None
    assert starting.guild_of(Credentials({"DISCORD_GUILD_ID": "123456789012345678"})) == (
        123456789012345678
    )
