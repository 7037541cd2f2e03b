"""``/campaign``, ``/vendor`` and ``/client``, as people of a server ask them."""

from __future__ import annotations

import asyncio
import json

import discord
import pytest
import simcord

from backline.campaigns.tables import TABLES
from backline.errors import BacklineError, ConfigError
from backline.people import Settings
from bot import room as rooms
from bot.allowed import NO_ROLE, NOT_HERE, NOT_YOU, RefusedError, check
from bot.asked import CAMPAIGNING, Question
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library, state_of
from bot.replies.text import plain
from tests.bot_rooms import Here
from tests.campaigns.bot_asked import ASKED, AUGUST, TODAY, ask, label, roster, scrapes, text_of
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    CLIENT,
    PLACEMENT,
    PLAYLIST,
    VENDOR,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER


@pytest.fixture
def root(tmp_path):
    return label(tmp_path / "root")


def typed_as(command):
    """A client is asked for with an option of /campaign."""
    return ("campaign", "client") if command == "client" else (command, "name")


class Server:
    """A server with the bot, somebody with the role and somebody without."""

    def __init__(self, env, root):
        self.env, self.root = env, root
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("numbers")
        self.role = self.guild.create_role("campaigns")
        other = self.guild.create_role("others")
        self.ann = self.guild.add_member(env.create_user("ann"), roles=[self.role])
        self.bob = self.guild.add_member(env.create_user("bob"), roles=[other])
        roster(root, self.role.id)

    async def asked(self, person, command, name):
        asked, option = typed_as(command)
        result = await person.slash(self.channel, asked, **{option: name})
        assert result.ephemeral
        assert result.response.ephemeral
        assert not result.followups
        return result.response

    async def sentence(self, person, command, name):
        response = await self.asked(person, command, name)
        assert not response.embeds
        assert not response.attachments
        return response.content


@pytest.fixture
async def server(monkeypatch, root):
    """The bot over the root, in a simulated Discord."""
    running = []

    async def start(folder=root):
        with monkeypatch.context() as patched:
            patched.setattr(rooms, "Worker", Here)
            bot = BacklineBot(Library(folder, today=lambda: TODAY), COMMANDS)
        env = simcord.Env(bot, settle_timeout=60)
        await env.start()
        running.append(env)
        return Server(env, folder)

    yield start
    for env in running:
        await env.shutdown()
        await env.bot.room.close()
        try:
            env.raise_errors()
        except ExceptionGroup as group:
            # What people are told in a sentence is no fault of the bot's.
            for error in group.exceptions:
                assert isinstance(error, discord.app_commands.CommandInvokeError)
                assert isinstance(error.original, BacklineError)


class TestWhoIsAnswered:
    @pytest.mark.parametrize(("command", "name"), ASKED)
    async def test_somebody_with_the_role_alone_sees_it(self, server, command, name):
        here = await server()
        response = await here.asked(here.ann, command, name)
        (embed,) = response.embeds
        assert embed.title.endswith(f": {command}")
        assert len(response.attachments) == (command != "client")

    @pytest.mark.parametrize(("command", "name"), ASKED)
    async def test_somebody_without_it_is_refused_whatever_they_name(self, server, command, name):
        here = await server()
        told = {await here.sentence(here.bob, command, n) for n in (name, "nobody at all")}
        assert told == {NOT_YOU}

    async def test_campaign_needs_one_name_of_a_campaign_or_a_client(self, server):
        here = await server()
        for said in ({}, {"name": "night", "client": "nova"}):
            result = await here.ann.slash(here.channel, "campaign", **said)
            assert result.ephemeral
            assert "one of them: try /campaign name:NAME" in result.response.content

    async def test_without_a_role_set_nobody_is_answered(self, server):
        here = await server()
        roster(here.root)
        assert "bot\\_campaign\\_role" in await here.sentence(here.ann, "campaign", "night")
        assert "bot_campaign_role = ID" in NO_ROLE

    async def test_a_role_that_is_taken_away_or_set_anew_counts_at_once(self, server):
        here = await server()
        assert (await here.asked(here.ann, "campaign", "night")).embeds
        roster(here.root, 123456789012345678)
        assert await here.sentence(here.ann, "campaign", "night") == NOT_YOU
        roster(here.root, here.role.id)
        here.env.backend.remove_member_role(here.guild.id, here.ann.id, here.role.id)
        assert await here.sentence(here.ann, "campaign", "night") == NOT_YOU

    async def test_that_everybody_has_the_servers_own_role_opens_nothing(self, server):
        here = await server()
        roster(here.root, here.guild.default_role.id)
        assert await here.sentence(here.bob, "client", "nova") == NOT_YOU

    @pytest.mark.parametrize(
        ("command", "typed", "key"),
        [("campaign", "dri", "night"), ("vendor", "pul", "pulse"), ("client", "", "nova")],
    )
    async def test_names_are_proposed_to_the_role_alone(self, server, command, typed, key):
        here = await server()

        async def proposed(person):
            choices = await person.autocomplete(here.channel, *typed_as(command), typed)
            return [choice["value"] for choice in choices]

        assert await proposed(here.ann) == [key]
        assert await proposed(here.bob) == []
        roster(here.root)
        assert await proposed(here.ann) == []

    async def test_while_the_roster_is_wrong_nobody_is_answered(self, server):
        here = await server()
        (here.root / "roster.toml").write_text("label = ")
        assert "roster.toml" in await here.sentence(here.ann, "campaign", "night")
        assert await here.ann.autocomplete(here.channel, "campaign", "name", "n") == []

    def test_alone_with_the_bot_nobody_is_answered(self):
        with pytest.raises(RefusedError) as refused:
            check(object.__new__(discord.User), 123456789012345678)
        assert str(refused.value) == NOT_HERE
        assert all(c.guild_only for c in COMMANDS if c.name in CAMPAIGNING)

    @pytest.mark.parametrize("role", ["x", 12, True, "123", "1" * 21, 1.5])
    def test_a_role_that_is_no_id_is_refused_with_the_roster(self, role):
        with pytest.raises(ValueError, match="role's id"):
            Settings(bot_campaign_role=role)

    def test_an_id_in_quotes_is_one_too(self):
        assert Settings(bot_campaign_role="123456789012345678").bot_campaign_role is not None


class TestNoContact:
    def test_no_private_field_is_in_any_reply(self, tmp_path):
        """Every private field of every table holds a word of its own, which nobody is told."""
        secrets = {}
        filled = {}
        for name, row in {
            "clients": CLIENT, "vendors": VENDOR, "campaigns": CAMPAIGN,
            "placements": PLACEMENT, "playlists": PLAYLIST,
        }.items():  # fmt: skip
            own = {}
            for place, field in enumerate(f for f in TABLES[name].fields if f.private):
                digits = f"0{len(secrets):03}77{place:03}"
                value = {"emails": f"secret{digits}@nova.example", "phone": digits}
                own[field.name] = value.get(field.name, f"secret{digits}")
                secrets[name, field.name] = digits
            filled[name] = [{**row, **own}]
        assert len(secrets) >= 6
        root = label(tmp_path / "root", **filled)
        for command, name in ASKED:
            reply = ask(root, command, name)
            said = text_of(reply) + json.dumps(reply.picture.spec if reply.picture else {})
            for (table, field), digits in secrets.items():
                assert digits not in said, (command, table, field)

    @pytest.mark.parametrize("command", CAMPAIGNING)
    def test_a_contact_finds_nobody(self, root, command):
        with pytest.raises(ConfigError, match="has no"):
            ask(root, command, "secret@nova.example")

    def test_a_private_cell_that_cannot_be_read_is_not_repeated(self, tmp_path):
        root = label(tmp_path / "root")
        path = root / "data/campaigns/clients.csv"
        path.write_text(path.read_text().replace("secret@nova.example", "secret at nova"))
        assert "secret" not in text_of(ask(root, "client", "nova"))


class TestEdits:
    def test_the_state_covers_every_table_and_every_scrape(self, root):
        states = [state_of(root)]
        for table in TABLES:
            path = root / f"data/campaigns/{table}.csv"
            path.write_text(path.read_text() + "\n")
            states.append(state_of(root))
        write_scrapes(root, seen("2026-10-01", OTHER, w12months=[ride(5, AUGUST)]))
        states.append(state_of(root))
        assert len(set(states)) == len(states)

    async def test_an_edit_and_a_new_scrape_show_at_once(self, server):
        here = await server()

        async def about():
            (embed,) = (await here.asked(here.ann, "campaign", "night")).embeds
            return embed.description

        assert "3,700 of 10,000" in plain(await about())
        write_book(here.root, rows(campaigns=[{**CAMPAIGN, "stream_goal": "20000"}]))
        assert "3,700 of 20,000" in plain(await about())
        write_scrapes(here.root, *scrapes(), seen("2026-09-11", w12months=[ride(3900, AUGUST)]))
        assert "3,900 of 20,000" in plain(await about())

    def test_campaigns_stay_open_while_their_files_are_the_same(self, root):
        library = Library(root, today=lambda: TODAY)
        first = library.ask(lambda label: label.campaigns())
        assert library.ask(lambda label: label.campaigns()) is first
        write_book(root, rows(clients=[{**CLIENT, "name": "Nova"}]))
        assert library.ask(lambda label: label.campaigns()) is not first
        library.close()


async def test_where_others_ask_the_chart_follows(server, monkeypatch):
    here = await server()
    monkeypatch.setattr(rooms.Room, "_is_at_hand", lambda *_: False)
    before = len(here.env.http_requests)
    response = await here.asked(here.ann, "campaign", "night")
    _, numbers, chart = here.env.http_requests[before:]
    assert numbers.json["embeds"][0]["footer"]["text"].endswith(rooms.FOLLOWS)
    assert "image" not in numbers.json["embeds"][0]
    assert chart.path.endswith("/messages/@original")
    assert len(response.attachments) == 1
    assert "delivered 3,700 of 10,000" in response.attachments[0].description


async def test_it_is_answered_by_a_process_of_its_own(root, monkeypatch):
    monkeypatch.setattr(rooms, "PATIENCE", 600)
    room = rooms.Room(Library(root, today=lambda: TODAY))
    try:
        one, two = await asyncio.gather(*(room.ask(Question(c, name=n)) for c, n in ASKED[:2]))
        assert one.reply.title == "Night Drive: campaign"
        assert two.reply.title == "Pulse: vendor"
        assert room.reports.pids
    finally:
        await room.close()
