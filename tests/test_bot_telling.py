"""Telling Discord the commands: only what changed, in one scope, remembered between starts."""

from __future__ import annotations

import json

import discord
import pytest
import simcord
from discord import app_commands

from backline.errors import ConfigError
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from bot.state import EVERYWHERE, State, folder_of
from bot.telling import tell_commands

APP, HERE, THERE = 77, 111111111111111111, 222222222222222222


class Client:
    """What a tree needs of a client."""

    def __init__(self, application_id=APP):
        self.application_id = application_id
        self.http = self._connection = self
        self._command_tree = None


class Tree(app_commands.CommandTree):
    """A tree that writes down what Discord is told, and refuses where it is to."""

    def __init__(self, guild=None, commands=COMMANDS, application=APP):
        super().__init__(Client(application))
        self.told, self.refused = [], {}
        self.guild = guild and discord.Object(guild)
        for command in commands:
            self.add_command(command, guild=self.guild)

    async def sync(self, *, guild=None):
        where = guild.id if guild else None
        if where in self.refused:
            raise self.refused[where]
        self.told.append((where, len(self.get_commands(guild=guild))))


class Answer:
    def __init__(self, status):
        self.status, self.reason = status, "no"


def refusal(status):
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    return kinds.get(status, discord.HTTPException)(Answer(status), "no")


async def told(state, *arguments, **options):
    tree = Tree(*arguments, **options)
    await tell_commands(tree, tree.guild, state)
    return tree.told


@pytest.fixture
def state(tmp_path):
    return State(tmp_path / "state")


async def test_a_second_start_tells_nothing(state):
    assert await told(state) == [(None, len(COMMANDS))]
    assert await told(state) == []


async def test_a_changed_command_is_told(state):
    await told(state, None, COMMANDS[1:])
    assert await told(state) == [(None, len(COMMANDS))]


async def test_another_application_is_told_everything(state):
    await told(state)
    assert await told(state, application=78) == [(None, len(COMMANDS))]


async def test_one_server_has_them_and_everywhere_is_cleared_once(state):
    assert await told(state, HERE) == [(HERE, len(COMMANDS)), (None, 0)]
    assert await told(state, HERE) == []


async def test_they_move_from_server_to_server_and_to_everywhere(state):
    await told(state, HERE)
    assert await told(state, THERE) == [(THERE, len(COMMANDS)), (HERE, 0)]
    assert await told(state) == [(None, len(COMMANDS)), (THERE, 0)]
    assert await told(state) == []
    assert await told(state, HERE) == [(HERE, len(COMMANDS)), (None, 0)]


@pytest.mark.parametrize("status", [403, 404])
async def test_a_server_the_bot_has_left_is_forgotten(state, status):
    await told(state, HERE)
    tree = Tree()
    tree.refused[HERE] = refusal(status)
    await tell_commands(tree, None, state)
    assert state.told(str(APP)).digests.keys() == {EVERYWHERE}


async def test_a_scope_that_could_not_be_cleared_is_tried_again(state, caplog):
    await told(state, HERE)
    tree = Tree()
    tree.refused[HERE] = refusal(500)
    await tell_commands(tree, None, state)
    assert "could not be cleared (500); the next start tries again" in caplog.text
    assert await told(state) == [(HERE, 0)]


async def test_a_refusal_is_one_sentence_and_remembers_nothing(state):
    tree = Tree(HERE)
    tree.refused[HERE] = refusal(403)
    with pytest.raises(ConfigError, match="invite the bot with the scope"):
        await tell_commands(tree, tree.guild, state)
    assert await told(state, HERE) == [(HERE, len(COMMANDS)), (None, 0)]


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b'{"application": 1}', b'{"application": "77", "digests": [1]}',
     b'{"application": "77", "digests": {"../x": "a"}}',
     b'{"application": "77", "digests": {"everywhere": 5}}'],
)  # fmt: skip
async def test_a_damaged_file_is_said_once_and_mended(state, tmp_path, caplog, content):
    file = tmp_path / "state/commands.json"
    file.parent.mkdir()
    file.write_bytes(content)
    assert await told(state) == [(None, len(COMMANDS))]
    assert caplog.text.count("is damaged: Discord is told the commands at every start") == 1
    assert json.loads(file.read_text())["application"] == str(APP)
    assert await told(state) == []


async def test_a_folder_that_cannot_be_made_is_said_once(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    state = State(tmp_path / "file" / "state")
    assert state.fault()
    for _ in range(2):
        assert await told(state) == [(None, len(COMMANDS))]
    assert caplog.text.count("BACKLINE_BOT_STATE") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_folder_is_the_roots_or_the_named_one(tmp_path):
    assert folder_of(tmp_path, "") == tmp_path / ".bot-state"
    assert folder_of(tmp_path, "kept") == tmp_path / "kept"
    assert str(folder_of(tmp_path, "/var/lib/bot")) == "/var/lib/bot"


async def test_git_ignores_the_usual_folder_and_no_other(tmp_path):
    await told(State(tmp_path / ".bot-state"))
    await told(State(tmp_path / "named"))
    assert (tmp_path / ".bot-state/.gitignore").read_text() == "*\n"
    assert [path.name for path in (tmp_path / "named").iterdir()] == ["commands.json"]


async def test_a_bot_that_joins_its_server_again_tells_it_the_commands(tmp_path, monkeypatch):
    state = State(tmp_path / "state")
    bot = BacklineBot(Library(tmp_path), COMMANDS, guild_id=HERE, state=state)
    synced = []
    async with simcord.run(bot):
        real = bot.tree.sync

        async def sync(*, guild=None):
            synced.append(guild.id if guild else None)
            return await real(guild=guild)

        monkeypatch.setattr(bot.tree, "sync", sync)
        await bot.on_guild_join(discord.Object(THERE))
        assert synced == []
        await bot.on_guild_join(discord.Object(HERE))
        assert synced == [HERE]
