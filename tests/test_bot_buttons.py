"""The buttons below replies, pressed as a person in Discord presses them."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
import simcord
from hypothesis import example, given, settings
from hypothesis import strategies as st
from simcord import interactions
from simcord.backend.serializers import message_payload

from bot import client, room
from bot.asked import (
    CAMPAIGNING,
    Question,
    leaderboard_question,
    predict_question,
    tracks_question,
)
from bot.buttons import LONGEST, UnknownButtonError, has_buttons, id_of, question_in, rows_of
from bot.client import BacklineBot
from bot.commands import COMMANDS, commands_of
from bot.library import Library
from bot.pressing import Newest
from bot.replies import growth, tracks
from bot.replies.metrics import METRICS, key_of
from bot.replies.pages import Page
from bot.replies.reply import PICTURE_NAME
from bot.room import Answer
from bot.sentences import APOLOGY
from tests.bot_rooms import Here
from tests.bot_roots import large_label, roster_of, save, small_label
from tests.charted import charted_root, line, song
from tests.roots import DAY, before, row
from tests.test_bot_commands import (  # noqa: F401 (the fixture)
    Server,
    field,
    limits,
    server,
    text_of,
)

PERIODS = ["7 days", "14 days", "30 days", "60 days", "90 days"]


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_label(tmp_path_factory.mktemp("small") / "root")


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return large_label(tmp_path_factory.mktemp("large") / "root")


def buttons(message):
    """What stands on the buttons of each row, those that cannot be pressed in brackets."""
    return [
        [f"[{one['label']}]" if one.get("disabled") else one["label"] for one in row["components"]]
        for row in message.components
    ]


def ids(message):
    return [one["custom_id"] for row in message.components for one in row["components"]]


async def asked(there, name, /, **options):
    return (await there.slash(name, **options)).response


async def press(there, message, label, person=None):
    """Press a button and look at the message, after the checks every press has to pass."""
    before = len(there.env.http_requests)
    result = await (person or there.person).click(message, label=label)
    assert not result.followups
    deferral, answer = there.env.http_requests[before:]
    assert deferral.path.endswith("/callback")
    assert deferral.json["type"] == 6
    assert answer.path.endswith("/messages/@original")
    assert answer.json["allowed_mentions"] == {"parse": []}
    pressed = result.response
    assert pressed.id == message.id
    limits(pressed.embeds[0])
    return pressed


async def refused(there, message, custom_id):
    """What a person alone is told who presses a button with this id."""
    stored = there.env.backend.get_message(message.channel_id, message.id)
    stored.components[0]["components"][0].update(custom_id=custom_id, disabled=False)
    before = len(there.env.http_requests)
    result = await there.person.click(message, custom_id=custom_id)
    (answer,) = there.env.http_requests[before:]
    assert answer.json["type"] == 4
    assert answer.json["data"]["allowed_mentions"] == {"parse": []}
    assert result.response.id != message.id
    assert result.response.ephemeral
    return result.response.content


async def test_growth_over_another_period(server, small):  # noqa: F811
    there = await server(small)
    message = await asked(there, "growth", period=30, artist="artist 3")
    assert buttons(message) == [["7 days", "14 days", "[30 days]", "60 days", "90 days"]]
    assert ids(message)[0] == "1:growth:7:artist-3-2"
    before = message.embeds
    pressed = await press(there, message, "7 days")
    assert pressed.embeds[0].title == "Artist 3: growth over 7 days"
    assert buttons(pressed) == [["[7 days]", *PERIODS[1:]]]
    (chart,) = pressed.attachments
    assert chart.filename == PICTURE_NAME
    assert (await chart.read()).startswith(b"\x89PNG")
    pressed = await press(there, pressed, "30 days")
    assert text_of(pressed.embeds[0]) == text_of(before[0])


async def test_a_reply_without_a_chart_takes_the_chart_away(server, small):  # noqa: F811
    there = await server(small)
    message = await asked(there, "growth", period=7)
    assert len(message.attachments) == 1
    pressed = await press(there, message, "90 days")
    assert "the first comparison over 90 days" in pressed.embeds[0].description
    assert pressed.attachments == []
    assert pressed.embeds[0].image.url is None


async def test_anybody_in_the_channel_may_press(server, small):  # noqa: F811
    there = await server(small)
    message = await asked(there, "growth", period=7)
    other = there.person.guild.add_member(there.env.create_user("bo"))
    pressed = await press(there, message, "14 days", person=other)
    assert "growth over 14 days" in pressed.embeds[0].title


async def test_pages_of_the_leaderboard(server, large):  # noqa: F811
    there = await server(large)
    first = await asked(there, "leaderboard")
    assert buttons(first) == [["Next 20"]]
    assert "2026-09-30, 200 artists, page 1 of 10" in first.embeds[0].description
    before = text_of(first.embeds[0])
    second = await press(there, first, "Next 20")
    assert buttons(second) == [["Previous 20", "Next 20"]]
    assert "page 2 of 10" in second.embeds[0].description
    lines = field(second.embeds[0], "Spotify monthly listeners").splitlines()
    assert lines[0].startswith("21. ")
    assert "and 160 more: see reports/latest.csv" in text_of(second.embeds[0])
    (chart,) = second.attachments
    assert "10 of 200 artists, from place 21 on: 21. " in chart.description
    again = await press(there, second, "Previous 20")
    assert text_of(again.embeds[0]) == before


async def test_the_leaderboard_by_growth_has_periods_and_pages(server, large):  # noqa: F811
    there = await server(large)
    message = await asked(there, "leaderboard", metric="deezer fans", period=30)
    present = [f"[{one}]" if one == "30 days" else one for one in PERIODS]
    assert buttons(message) == [present, ["Next 20"]]
    assert ids(message)[2] == "1:leaderboard:30:1:deezer/fans"
    second = await press(there, message, "Next 20")
    assert buttons(second) == [present, ["Previous 20", "Next 20"]]
    assert "page 2 of" in second.embeds[0].description
    week = await press(there, second, "7 days")
    assert "growth over 7 days" in week.embeds[0].title
    assert "page 1 of" in week.embeds[0].description


async def test_a_short_leaderboard_has_no_pages(server, small):  # noqa: F811
    there = await server(small)
    message = await asked(there, "leaderboard")
    assert buttons(message) == []
    assert "page" not in message.embeds[0].description
    assert buttons(await asked(there, "leaderboard", period=7)) == [["[7 days]", *PERIODS[1:]]]


async def test_predict_further_ahead(server, small):  # noqa: F811
    there = await server(small)
    message = await asked(there, "predict", artist="Artist 3", metric="spotify folowers", days=45)
    assert buttons(message) == [["7 days", "30 days", "60 days", "90 days"]]
    assert ids(message)[0] == "1:predict:7:spotify/followers:artist-3-2"
    pressed = await press(there, message, "60 days")
    assert pressed.embeds[0].title == "Artist 3: Spotify followers, 60 days ahead"
    assert buttons(pressed) == [["7 days", "30 days", "[60 days]", "90 days"]]


async def test_tracks_over_another_period(server, tmp_path):  # noqa: F811
    root = charted_root(tmp_path, [song("one")], [line(DAY, "one", 500)])
    there = await server(root)
    message = await asked(there, "tracks", artist="Ada", period=7, country="it")
    assert buttons(message) == [["[7 days]", "30 days", "90 days"]]
    pressed = await press(there, message, "30 days")
    assert "2026-09-01 to 2026-09-30, IT" in pressed.embeds[0].description


async def test_pages_of_tracks(server, tmp_path):  # noqa: F811
    songs = [song(f"s{n}") for n in range(12)]
    lines = [line(DAY, f"s{n}", 5_000 - 100 * n, position=n + 1) for n in range(12)]
    there = await server(charted_root(tmp_path, songs, lines))
    first = await asked(there, "tracks", artist="Ada", period=7, country="it")
    assert buttons(first) == [["[7 days]", "30 days", "90 days"], ["Next 5"]]
    assert ", page 1 of 3" in first.embeds[0].description
    third = await press(there, await press(there, first, "Next 5"), "Next 2")
    assert buttons(third)[1] == ["Previous 5"]
    lines = field(third.embeds[0], "Most streams").splitlines()
    assert [one.split()[0] for one in lines] == ["11.", "12."]
    (chart,) = third.attachments
    assert chart.description.endswith(": S10 ≥4,000, S11 ≥3,900")


async def test_pages_of_what_is_missing_and_why(server, tmp_path):  # noqa: F811
    names = [f"N{n}" for n in range(10)]
    rows = [row(DAY, None, artist=f"n{n}-{n}", detail=f"reason {n}") for n in range(10)]
    rows.append(row(DAY, 5, artist="n8-8", series="deezer/fans", source="deezer_api"))
    there = await server(save(tmp_path, rows, roster_of(names)))
    first = await asked(there, "coverage")
    assert buttons(first) == [["Next 4"]]
    second = await press(there, first, "Next 4")
    assert len(field(second.embeds[0], "Not measured, and why, page 2 of 2").splitlines()) == 4
    assert buttons(second) == [["Previous 6"]]


async def test_pages_of_milestones_to_come(server, tmp_path):  # noqa: F811
    names = [f"N{n}" for n in range(9)]
    rows = [
        row(before(back), 9_900 + n - back * (n + 2), artist=f"n{n}-{n}")
        for n in range(9)
        for back in range(40)
    ]
    there = await server(save(tmp_path, rows, roster_of(names)))
    first = await asked(there, "milestones")
    assert buttons(first) == [["Next 2"]]
    second = await press(there, first, "Next 2")
    lines = field(second.embeds[0], "Next, the nearest first, page 2 of 2").splitlines()
    assert len(lines) == 2
    assert buttons(second) == [["Previous 7"]]


@pytest.mark.parametrize("command", ["stats", "artist", "coverage", "milestones", "weekly", "help"])
async def test_others_have_no_buttons(server, small, command):  # noqa: F811
    options = {"artist": "Artist 1"} if command == "artist" else {}
    assert buttons(await asked(await server(small), command, **options)) == []


async def test_a_button_of_an_earlier_process_is_answered(small, monkeypatch):
    """Nothing is remembered of a message: another process answers its buttons."""
    monkeypatch.setattr(room, "Worker", Here)
    bot = BacklineBot(Library(small, today=lambda: DAY), COMMANDS)
    async with simcord.run(bot) as env:
        there = Server(env)
        message = await asked(there, "growth", period=30)
        assert not bot.persistent_views
        assert not bot._connection._view_store._views
        fresh = BacklineBot(Library(small, today=lambda: DAY), COMMANDS)
        for name in ("room", "_names", "_newest"):
            monkeypatch.setattr(bot, name, getattr(fresh, name))
        pressed = await press(there, message, "14 days")
        assert "growth over 14 days" in pressed.embeds[0].title
    await bot.room.close()


@pytest.mark.parametrize(
    "damaged",
    [
        "1:growth:8:", "2:growth:7:", "1:growth:07:", "1:growth:7", "growth", ":", "1:stats",
        "1:campaign:7:x", "1:vendor:x", "1:client:", "1:leaderboard:7:0:", "1:leaderboard:7:1:no",
        "1:predict:30::", "1:predict:45::ada", "1:tracks:30:1:spotify:ITA:ada",
        "1:tracks:30:spotify::ada", "1:milestones:0:ada", "1:coverage::", "1:coverage",
        "@everyone", "\n",
    ],
)  # fmt: skip
async def test_a_damaged_button_is_one_sentence_for_who_pressed(server, small, damaged):  # noqa: F811
    there = await server(small)
    message = await asked(there, "growth", period=30)
    said = await refused(there, message, damaged)
    assert said == "This button is not one I know: ask with the command again."
    assert message.embeds[0].title == "Night Shift: growth over 30 days"


@given(st.integers(0, 500), st.integers(1, 30))
def test_pages_have_every_row_once(listed, each):
    rows = list(range(listed))
    first = Page.of(listed, each, 1)
    assert first.first == 0
    found, number = [], 1
    while True:
        page = Page.of(listed, each, number)
        assert page.number == number
        found += page.part(rows)
        assert page.left == listed - len(found)
        if not page.left:
            break
        number += 1
    assert found == rows
    assert Page.of(listed, each, number + 5) == Page.of(listed, each, number)
    assert bool(first.said) == (listed > each)


async def test_a_button_of_a_command_that_is_off(small, monkeypatch):
    monkeypatch.setattr(room, "Worker", Here)
    bot = BacklineBot(Library(small, today=lambda: DAY), commands_of(["numbers"]))
    async with simcord.run(bot) as env:
        there = Server(env)
        message = await asked(there, "growth", period=30)
        said = await refused(there, message, "1:leaderboard:7:1:")
        assert said == "/leaderboard is not offered here: ask /help what is."
    await bot.room.close()


async def test_a_button_on_a_server_that_has_no_commands(server, small, monkeypatch):  # noqa: F811
    """Below a reply from before the bot was for one server alone."""
    there = await server(small)
    message = await asked(there, "growth", period=30)
    monkeypatch.setattr(there.bot, "_guild", client.discord.Object(424_242_424_242_424_242))
    said = await refused(there, message, "1:growth:7:")
    assert said == "/growth is not offered here: ask /help what is."


async def refused_later(there, message, label):
    """What a person alone is told whose press could not be answered; the message stays."""
    before = message.embeds, message.components
    result = await there.person.click(message, label=label)
    (said,) = result.followups
    assert said.ephemeral
    assert (message.embeds, message.components) == before
    return said.content


async def test_an_artist_who_is_gone(server, tmp_path):  # noqa: F811
    root = small_label(tmp_path / "root", days=3)
    there = await server(root)
    message = await asked(there, "growth", period=30, artist="Artist 3")
    roster = root / "roster.toml"
    roster.write_text(roster.read_text().replace("artist-3-2", "other").replace("Artist 3", "Zoe"))
    said = await refused_later(there, message, "7 days")
    assert said.startswith("No artist is called 'artist-3-2'")
    roster.unlink()
    assert "There is no roster.toml" in await refused_later(there, message, "7 days")


async def test_an_unforeseen_error_is_an_apology_to_who_pressed(
    server,  # noqa: F811
    small,
    monkeypatch,
    caplog,
):
    there = await server(small)
    message = await asked(there, "growth", period=30)

    def fails(*_, **__):
        raise KeyError("secret")

    monkeypatch.setattr(Question, "with_file", fails)
    assert await refused_later(there, message, "7 days") == APOLOGY
    assert "Button failed" in caplog.text


def begin(there, message, custom_id):
    """Press a button and do not wait for its answer."""
    backend = there.env.backend
    record, payload = interactions.base_payload(
        backend,
        type=3,
        channel_id=message.channel_id,
        guild_id=there.person.guild.id,
        user_id=there.person.id,
        data={"custom_id": custom_id, "component_type": 2},
    )
    stored = backend.get_message(message.channel_id, message.id)
    record.source_message_id = message.id
    payload["message"] = dict(message_payload(backend, stored))
    backend.emit("INTERACTION_CREATE", payload)


@pytest.mark.parametrize("late", ["numbers", "chart"])
async def test_the_last_press_stands_though_an_earlier_one_is_answered_later(
    server,  # noqa: F811
    small,
    monkeypatch,
    late,
):
    there = await server(small)
    message = await asked(there, "growth", period=30)
    ask, held = there.bot.room.ask, asyncio.Event()

    async def slowly(question):
        found = await ask(question)
        if question.days != 14:
            return found
        if late == "numbers":
            await held.wait()
            return found
        return Answer(found.reply.without_picture(room.FOLLOWS), later=asyncio.create_task(whole()))

    async def whole():
        await held.wait()
        return await ask(Question("growth", None, 14))

    monkeypatch.setattr(there.bot.room, "ask", slowly)
    begin(there, message, "1:growth:14:")
    asyncio.get_running_loop().call_later(1, held.set)
    await there.person.click(message, label="7 days")
    assert held.is_set()
    assert message.embeds[0].title == "Night Shift: growth over 7 days"
    assert buttons(message) == [["[7 days]", *PERIODS[1:]]]


def test_an_older_answer_replaces_none():
    newest = Newest()
    assert newest.takes(1, 10)
    assert newest.takes(1, 10)  # its chart
    assert newest.takes(1, 11)
    assert not newest.takes(1, 10)
    assert newest.takes(2, 10)
    for message in range(3, 1_500):
        assert newest.takes(message, 1)
    assert len(newest._asked) == 1_000


ARTIST = st.text(min_size=1, max_size=120)
METRIC = st.sampled_from(["", *(key_of(one) for one in METRICS)])
COUNTRY = st.sampled_from(["", "IT", "gb"])
QUESTIONS = st.one_of(
    st.builds(Question, st.just("growth"), st.none() | ARTIST, st.sampled_from(growth.PERIODS)),
    st.builds(
        lambda metric, days, page: replace(leaderboard_question(metric, days), page=page),
        METRIC,
        st.sampled_from([0, *growth.PERIODS]),
        st.integers(1, 60),
    ),
    st.builds(
        lambda name, days, metric: Question("predict", name, days, metric=metric),
        ARTIST,
        st.integers(7, 90),
        METRIC,
    ),
    st.builds(
        lambda artist, days, country, page: replace(
            tracks_question(artist, "", days, country), page=page
        ),
        ARTIST,
        st.sampled_from(tracks.PERIODS),
        COUNTRY,
        st.integers(1, 60),
    ),
    st.builds(
        lambda command, artist, page: Question(command, artist, page=page),
        st.sampled_from(["milestones", "coverage"]),
        st.none() | ARTIST,
        st.integers(1, 60),
    ),
)


@given(QUESTIONS, st.integers(0, 1_000), st.integers(1, 30))
def test_every_question_survives_its_buttons(question, listed, each):
    rows = rows_of(question, Page.of(listed, each, question.page))
    made = [one for row in rows for one in row]
    assert len(rows) <= 2
    assert all(1 <= len(row) <= 5 for row in rows)
    assert len({one.id for one in made}) == len(made)
    for one in made:
        assert len(one.id.encode("utf-16-le")) // 2 <= LONGEST
        found = question_in(one.id)
        assert id_of(found) == one.id
        assert replace(found, days=question.days, page=question.page) == question
        assert one.is_present == (one.label == f"{question.days} days")


def test_the_longest_key_has_buttons_and_what_does_not_fit_has_none():
    key = "k" * 70
    for question in (
        Question("growth", key, 30),
        predict_question(key, None, None),
        tracks_question(key, None, None, "IT"),
    ):
        assert len(rows_of(question)[0]) >= 3
    assert rows_of(predict_question(key, "spotify/monthly_listeners", None)) == []
    assert rows_of(tracks_question("x" * 90, None, None, None)) == []


@settings(max_examples=300)
@given(
    st.text(max_size=120)
    | st.builds(":".join, st.lists(st.text(max_size=12) | st.sampled_from(["1", "growth", "7"])))
)
@example("1:growth:٧:ada")
@example("1:growth:7:")
@example("1:predict:30:spotify/followers")
def test_any_text_is_a_question_or_refused(text):
    try:
        found = question_in(text)
    except UnknownButtonError:
        return
    assert id_of(found) == text
    assert has_buttons(found.command)


def test_no_campaign_has_buttons():
    for command in CAMPAIGNING:
        assert not has_buttons(command)
        assert rows_of(Question(command, name="x")) == []
        with pytest.raises(UnknownButtonError):
            question_in(f"1:{command}:7:x")
