"""The label's Discord server."""

import json

import pytest

from backline.measure import State
from backline.sources.discord_guild import DiscordSource, parse_guild
from sandbox import Sandbox
from tests.asked import ask, scripted
from tests.played import DAY, WORLD


def test_the_documented_bodies_are_read(recordings):
    folder = recordings("api_responses") / "discord"
    answer = parse_guild(json.loads((folder / "guild_doc_example_0.json").read_text()))
    assert answer.artist == ""
    assert {r.metric: r.value for r in answer.readings} == {"members": 60814, "online": 20034}
    assert answer.words == {"server_name": "Discord Testers", "server_id": "197038439483310086"}
    answer = parse_guild(json.loads((folder / "guild_doc_example_1.json").read_text()))
    assert {r.metric: r.value for r in answer.readings} == {"members": 2, "online": 2}


def test_a_guild_without_counts_is_a_gap_with_a_name():
    answer = parse_guild({"id": "1", "name": "Here"})
    assert {r.state for r in answer.readings} == {State.FAILED}
    assert answer.words == {"server_name": "Here", "server_id": "1"}


def test_the_server_takes_one_call_whoever_is_in_the_roster():
    for artists in ((), None):
        with Sandbox(WORLD, date=DAY) as box:
            result = ask(DiscordSource(), box, artists or ())
            assert [c.query for c in box.calls] == ["with_counts=true"]
        members, online = WORLD.discord(DAY)
        assert result.reading("", "members").value == members
        assert result.reading("", "online").value == online


def test_a_server_the_bot_is_not_in_is_told_with_the_way_out():
    with Sandbox(WORLD, date=DAY) as box:
        result = ask(DiscordSource(), box, keys={"DISCORD_GUILD_ID": "12345"})
    assert "invite the bot" in str(result.error)


@pytest.mark.parametrize("number", ["my server", "1/../2", "12a"])
def test_a_server_id_that_is_no_number_is_not_asked_for(number):
    with Sandbox(WORLD, date=DAY) as box:
        result = ask(DiscordSource(), box, keys={"DISCORD_GUILD_ID": number})
        assert box.calls == []
    assert "DISCORD_GUILD_ID" in str(result.error)


def test_the_bot_shows_its_token_and_the_name_discord_wants():
    class Box:
        date = DAY

        def environment(self):
            return {"BACKLINE_SANDBOX_URL": url}

    with scripted((200, {"Content-Type": "application/json"}, b"{}")) as (url, requests):
        ask(DiscordSource(), Box(), ())
    headers = requests[0][1]
    assert headers["Authorization"] == f"Bot {WORLD.credentials()['DISCORD_BOT_TOKEN']}"
    assert headers["User-Agent"].startswith("DiscordBot (")
