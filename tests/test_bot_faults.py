"""What Discord, the files and the charts do wrong while the bot answers, over a true socket.

Each fault meets every command that is asked here, and the press of a button: the person gets a
sentence where they can be told at all, the log has the cause in one line, and the bot lives.
"""

from __future__ import annotations

import asyncio
import logging
import shutil
from contextlib import ExitStack

import pytest

from backline.store import Store
from bot import room as rooms
from bot.asked import Question
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from bot.log import in_a_sentence
from bot.sentences import APOLOGY, GONE, NOT_TAKEN
from bot.worker import Draw
from sandbox.discord_gateway import IDENTIFY, RESUME, Discord, instead_of_discord
from sandbox.discord_interactions import CALLBACK, EDIT, FOLLOWUP, Fault
from tests.bot_rooms import Here
from tests.bot_roots import save, small_label
from tests.roots import DAY, row

COMMANDED = {
    "predict": {"artist": "Artist 3", "metric": "spotify/followers"},
    "leaderboard": {},
    "compare": {"artist": "Artist 1", "artist2": "Artist 2"},
    "milestones": {},
    "weekly": {},
    "coverage": {},
    "help": {},
    "growth": {"period": 7},
}
PRESSED = "1:growth:14:"
EACH = [*COMMANDED, PRESSED]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_label(tmp_path_factory.mktemp("small") / "root")


class Hurried:
    """The module asyncio for discord.py, whose waits between two tries are a hundredth as long."""

    def __getattr__(self, name):
        return getattr(asyncio, name)

    async def sleep(self, seconds):
        await asyncio.sleep(seconds / 100)


class There:
    """The bot, running, and the Discord it is connected to."""

    def __init__(self, discord, bot):
        self.discord, self.bot = discord, bot

    async def ask(self, one):
        if one in COMMANDED:
            return await self.discord.ask(one, COMMANDED[one])
        return await self.discord.press(one)

    async def answered(self, asked):
        """Wait for the last thing that is done with an interaction."""
        await until(lambda: asked.answered)
        await self.rest()

    async def rest(self):
        """Wait until the bot has nothing under way."""
        await until(lambda: not [t for t in asyncio.all_tasks() if works(t)])

    async def is_well(self):
        """The next question is answered as if nothing had happened."""
        asked = await self.discord.ask("stats")
        await self.answered(asked)
        assert "8 artists" in asked.message["embeds"][0]["description"]


def works(task):
    return task.get_name().startswith(("discord.py: on_interaction", "CommandTree-invoker"))


async def until(found):
    for _ in range(2_000):
        if found():
            return
        await asyncio.sleep(0.01)
    pytest.fail("it did not come")


@pytest.fixture
async def start(monkeypatch, caplog):
    """Starts a bot over a root; when the test is over no line of the log has a traceback."""
    monkeypatch.setattr(rooms, "Worker", Here)
    monkeypatch.setattr("discord.webhook.async_.asyncio", Hurried())
    monkeypatch.setattr("bot.sending._WAITS", (0.01, 0.01))
    caplog.set_level(logging.INFO)
    caplog.handler.addFilter(in_a_sentence)
    running, reached = [], ExitStack()

    async def begin(root):
        discord = Discord(guilds=3)
        await discord.start()
        reached.enter_context(instead_of_discord(discord))
        bot = BacklineBot(Library(root, today=lambda: DAY), COMMANDS, guild_ready_timeout=0)
        running.append((discord, bot, asyncio.create_task(bot.start("token"))))
        await discord.next_one()
        await until(bot.is_ready)
        return There(discord, bot)

    yield begin
    for discord, bot, task in running:
        assert not task.done()
        await bot.close()
        await task
        await discord.stop()
    reached.close()
    caplog.handler.removeFilter(in_a_sentence)


@pytest.fixture
async def there(start, small):
    return await start(small)


def lines(caplog):
    """What the log says that is no news, in whole lines; none with a traceback."""
    said = [r for r in caplog.records if r.levelno >= logging.WARNING]
    assert not [r for r in said if r.exc_info]
    found = [r.getMessage() for r in said if not r.name.startswith("discord")]
    assert not [one for one in found if "\n" in one]
    caplog.clear()
    return found


def name_of(one):
    return f"Command {one}" if one in COMMANDED else "Button"


def hold(there, monkeypatch):
    """Keep every answer back until it is let go."""
    ask, go = there.bot.room.ask, asyncio.Event()

    async def held(question):
        await go.wait()
        return await ask(question)

    monkeypatch.setattr(there.bot.room, "ask", held)
    return go


@pytest.mark.parametrize(
    ("what", "fault"),
    [
        (CALLBACK, Fault(429, retry_after=0.05)),
        (CALLBACK, Fault(0, after=True)),
        (EDIT, Fault(500)),
        pytest.param(CALLBACK, Fault(500), marks=pytest.mark.heavy),
        pytest.param(CALLBACK, Fault(502, after=True), marks=pytest.mark.heavy),
        pytest.param(CALLBACK, Fault(0), marks=pytest.mark.heavy),
        pytest.param(EDIT, Fault(429, retry_after=0.05), marks=pytest.mark.heavy),
        pytest.param(EDIT, Fault(503, after=True), marks=pytest.mark.heavy),
        pytest.param(EDIT, Fault(0), marks=pytest.mark.heavy),
    ],
    ids=str,
)
async def test_a_fault_that_passes_costs_nobody_an_answer(there, caplog, what, fault):
    for one in EACH:
        there.discord.fail(what, fault)
        asked = await there.ask(one)
        await there.answered(asked)
        assert asked.message["embeds"], one
        assert asked.message["content"] == ""
        assert not asked.alone
    assert lines(caplog) == []
    await there.is_well()


@pytest.mark.parametrize(
    "status", [500, *(pytest.param(one, marks=pytest.mark.heavy) for one in (429, 503, 0))]
)
async def test_an_answer_that_discord_does_not_take_is_a_sentence(there, caplog, status):
    for one in EACH:
        there.discord.fail(EDIT, *[Fault(status)] * (3 if status == 0 else 5))
        asked = await there.ask(one)
        await there.answered(asked)
        if one == PRESSED:
            assert asked.alone == [NOT_TAKEN]
            assert asked.message["embeds"] == []
        else:
            assert asked.message["content"] == NOT_TAKEN
        why = (
            f"Discord did not take it ({status})" if status
            else "Discord could not be reached (ServerDisconnectedError)"
        )  # fmt: skip
        assert lines(caplog) == [f"{name_of(one)} was not answered, since {why}."]
    await there.is_well()


async def test_where_not_even_a_sentence_is_taken_the_log_says_so(there, caplog):
    for one in EACH:
        there.discord.fail(EDIT, *[Fault(503)] * 10)
        there.discord.fail(FOLLOWUP, *[Fault(503)] * 5)
        asked = await there.ask(one)
        await until(lambda asked=asked: asked.acknowledged)
        await there.rest()
        assert not asked.answered
        why = "since Discord did not take it (503)."
        assert lines(caplog) == [
            f"{name_of(one)} was not answered, {why}",
            f"{name_of(one)}: nobody could be told, {why}",
        ]
        there.discord.forgive()
    await there.is_well()


async def test_an_interaction_that_expired_before_it_was_acknowledged(there, caplog):
    for one in EACH:
        there.discord.fail(CALLBACK, Fault(404, 10062))
        await there.ask(one)
        await until(lambda: "expired" in caplog.text)
        await there.rest()
        assert lines(caplog) == [
            f"{name_of(one)} was not answered, since it had expired before it was acknowledged."
        ]
    await there.is_well()


async def test_names_that_come_too_late_for_who_types_are_one_line(there, caplog):
    there.discord.fail(CALLBACK, Fault(404, 10062))
    await there.discord.ask("predict", {"artist": "art"}, typing="artist")
    await until(lambda: "No names could be proposed" in caplog.text)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == [
        "No names could be proposed for /predict, since it had expired before it was acknowledged."
    ]
    assert "Traceback" not in caplog.text
    await there.is_well()


async def test_an_interaction_that_expired_while_it_was_worked_on(there, caplog, monkeypatch):
    for one in EACH:
        with monkeypatch.context() as patched:
            go = hold(there, patched)
            asked = await there.ask(one)
            await until(lambda asked=asked: asked.acknowledged)
            asked.expired = True
            go.set()
            await there.rest()
        assert lines(caplog) == [
            f"{name_of(one)} was not answered, since it had expired before the answer was there."
        ]
    await there.is_well()


async def test_a_message_that_was_deleted_before_its_answer(there, caplog, monkeypatch):
    for one in EACH:
        with monkeypatch.context() as patched:
            go = hold(there, patched)
            asked = await there.ask(one)
            await until(lambda asked=asked: asked.acknowledged)
            asked.deleted = True
            go.set()
            await there.rest()
        assert asked.alone == [GONE]
        assert lines(caplog) == [
            f"{name_of(one)} was not answered, since its message had been deleted."
        ]
    await there.is_well()


async def test_a_connection_that_breaks_while_answers_are_worked_on(there, caplog, monkeypatch):
    go = hold(there, monkeypatch)
    asked = [await there.ask(one) for one in EACH]
    await until(lambda: all(one.acknowledged for one in asked))
    there.discord.arrived.clear()
    await there.discord.drop()
    missed = [await there.ask(one) for one in EACH]
    go.set()
    for one in asked:
        await until(lambda one=one: one.answered)  # an answer needs no gateway
    await there.discord.next_one()
    assert there.discord.begun == [IDENTIFY, RESUME]
    for one in (*asked, *missed):
        await until(lambda one=one: one.answered)
        assert one.message["embeds"]
    await there.rest()
    assert lines(caplog) == ["The connection to Discord was lost; it is taken up again by itself."]
    assert "The connection to Discord is back after" in caplog.text or there.bot.was_connected
    await there.is_well()


async def test_a_data_folder_that_is_replaced_in_the_middle_of_an_answer(
    start, tmp_path, monkeypatch, caplog
):
    """Whoever asked gets what one of the two has; whoever asks next what is there now."""
    root = small_label(tmp_path / "root", days=40)
    other = small_label(tmp_path / "other", days=40)
    text = Store(other).roster_file.read_text()
    save(other, [row(DAY, 777_777, artist="artist-1-0", series="spotify/followers")], text)
    there = await start(root)
    await there.is_well()
    with_file, replaced = Question.with_file, []

    def meanwhile(question, label, **more):
        if not replaced:
            replaced.append(1)
            (root / "data").rename(tmp_path / f"before-{len(list(tmp_path.iterdir()))}")
            shutil.copytree(other / "data", root / "data")
        return with_file(question, label, **more)

    monkeypatch.setattr(Question, "with_file", meanwhile)
    for one in EACH:
        replaced.clear()
        asked = await there.ask(one)
        await there.answered(asked)
        assert replaced, one
        assert asked.message["embeds"], one
        assert asked.message["content"] == ""
        assert not asked.alone
    assert lines(caplog) == []
    asked = await there.discord.ask("artist", {"artist": "Artist 1"})
    await there.answered(asked)
    assert "777,777" in str(asked.message["embeds"])


async def test_a_chart_that_cannot_be_drawn_costs_the_chart_alone(there, caplog, monkeypatch):
    def fails(*_):
        raise ValueError("no such colour")

    monkeypatch.setattr(Draw, "do", fails)
    for one in ("predict", "leaderboard", "compare", "growth", PRESSED):
        asked = await there.ask(one)
        await there.answered(asked)
        (embed,) = asked.message["embeds"]
        assert embed["footer"]["text"].endswith("· the chart could not be drawn"), one
        assert "image" not in embed
        (said,) = [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING]
        command = one if one in COMMANDED else "growth"
        first, *_ = said.splitlines()
        assert first == f"The chart of /{command} could not be drawn: ValueError: no such colour"
        caplog.clear()
    monkeypatch.undo()
    await there.is_well()


async def test_a_fault_of_our_own_is_an_apology_and_in_the_log(there, caplog, monkeypatch):
    def fails(*_, **__):
        raise KeyError("secret")

    with monkeypatch.context() as patched:
        patched.setattr(Question, "with_file", fails)
        for one in EACH:
            asked = await there.ask(one)
            await there.answered(asked)
            said = asked.alone if one == PRESSED else [asked.message["content"]]
            assert said == [APOLOGY]
            assert f"{name_of(one)} failed" in caplog.text
            assert "KeyError: 'secret'" in caplog.text
            caplog.clear()
    await there.is_well()
