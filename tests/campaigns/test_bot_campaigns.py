"""``/campaign``, ``/vendor`` and ``/client``, as people of a server ask them."""

from __future__ import annotations

import asyncio
import itertools
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import discord
import pytest
import simcord

from backline.campaigns.tables import TABLES
from backline.errors import BacklineError, ConfigError
from backline.people import Settings
from bot import room as rooms
from bot.allowed import NO_ROLE, NOT_HERE, NOT_YOU, RefusedError, check
from bot.asked import CAMPAIGNING, Question, question_of
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library, state_of
from bot.replies.reply import Reply
from bot.replies.text import plain
from tests.bot_rooms import Here
from tests.bot_roots import HOSTILE
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
from tests.campaigns.scraped import OTHER, added
from tests.test_bot_words import LIVE, within_limits

TODAY = date(2026, 9, 11)
AUGUST = added("2026-08-05")
COUNTS = {"2026-08-20": 1600, "2026-08-27": 2300, "2026-09-03": 2650, "2026-09-10": 3700}
ASKED = [("campaign", "night"), ("vendor", "pulse"), ("client", "nova")]


def roster(root: Path, role: int | None = None) -> Path:
    """A root's roster, with the role that is answered."""
    setting = f"[settings]\nbot_campaign_role = {role}\n" if role else ""
    root.mkdir(parents=True, exist_ok=True)
    (root / "roster.toml").write_text(f'label = "Night Shift"\n{setting}')
    return root


def scrapes():
    return [
        seen(
            day,
            w7day=[ride(count // 10, AUGUST)],
            w28day=[ride(count // 2, AUGUST)],
            w12months=[
                ride(count, AUGUST),
                ride(70, "Sep 1, 2024", "Drift"),
                ("Radio", "Spotify", 300, "—"),
            ],
        )
        for day, count in COUNTS.items()
    ]


def label(root: Path, **tables) -> Path:
    """Four weekly scrapes of one song at one vendor."""
    return write_scrapes(write_book(roster(root), rows(**tables)), *scrapes())


@pytest.fixture
def root(tmp_path):
    return label(tmp_path / "root")


def ask(root, command, name, today=TODAY) -> Reply:
    reply = Library(root, today=lambda: today).ask(Question(command, name=name))
    within_limits(reply)
    return reply


def text_of(reply: Reply) -> str:
    return plain(json.dumps(reply.to_dict(), ensure_ascii=False))


def section(reply: Reply, begins: str) -> str:
    return next(value for name, value in reply.fields if name.startswith(begins))


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
        result = await person.slash(self.channel, command, name=name)
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
            choices = await person.autocomplete(here.channel, command, "name", typed)
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


class TestACampaign:
    def test_by_hand(self, root):
        reply = ask(root, "campaign", "night drive")
        about = plain(reply.description).splitlines()
        assert about == [
            "active · Nova Records for Ada · 2026-08-01 to open",
            "budget 500.00, vendors get 50.00",
            "3,700 of 10,000 streams (37%), known of 1 of 1 placement",
            "6,300 remain",
            "lately 100 a day (74 to 126), promised 100 a day (active placements)",
            about[5],
        ]
        assert about[5].startswith("goal expected 2026-11-12 (2026-")
        assert section(reply, "1 song at 1 vendor").startswith(
            "Night Drive at Pulse: **3,700** of 10,000 (37%); lately 100 a day, promised 100 a day"
        )
        assert section(reply, "Playlists").splitlines() == [
            "Night Ride (Pulse, by its name): 7 days 370, 28 days 1,850, 12 months 3,700; added "
            "2026-08-05",
            "Drift (unassigned): 7 days —, 28 days —, 12 months 70; added 2024-09-01",
            "made by Spotify itself, credited to nobody: 1 list, 12 months 300",
        ]
        assert section(reply, "Credited") == "3,700 by the name in the inventory, 1 playlist"
        assert "1 playlist of these songs unassigned" in section(reply, "Beside it")
        assert reply.footer == "as of the newest scrape of 2026-09-10"
        assert "promised 100 a day" in reply.picture.says

    def test_what_an_older_system_reported_stands_beside(self, tmp_path):
        told = {**CAMPAIGN, "reported_remaining": "7000", "reported_on": "2026-08-30"}
        reply = ask(label(tmp_path / "root", campaigns=[told]), "campaign", "night")
        assert (
            "6,300 remain; an older system reported 7,000 left on 2026-08-30" in reply.description
        )

    def test_of_which_no_scrape_tells_nothing_is_0(self, tmp_path):
        root = write_book(roster(tmp_path / "root"), rows())
        reply = ask(root, "campaign", "night")
        assert "goal 10,000; delivered —: nothing is known yet" in reply.description
        assert "— remain" in reply.description
        assert "lately —" in reply.description
        assert reply.footer == "no scrape tells of it yet"
        assert reply.picture is None
        vendor = ask(root, "vendor", "pulse")
        for figure in ("delivered **—**", "rate —", "reliability —", "streams —", "stream —"):
            assert figure in section(vendor, "Record")
        assert (
            "delivered **—** streams: known of 0 of 1 campaign"
            in ask(root, "client", "nova").description
        )

    def test_beyond_its_goal(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[{**CAMPAIGN, "stream_goal": "1000"}])
        reply = ask(root, "campaign", "night")
        assert "2,700 streams beyond the goal" in reply.description
        assert "the goal is reached" in reply.description

    def test_a_long_list_is_cut_with_its_count_and_where_all_is(self, tmp_path):
        many = [ride(5000 - n, AUGUST, f"List {n}") for n in range(40)]
        root = write_scrapes(
            write_book(roster(tmp_path / "root"), rows()), seen("2026-08-20", w12months=many)
        )
        last = section(ask(root, "campaign", "night"), "Playlists").splitlines()[-1]
        assert last == "and 33 more, all in reports/campaigns/playlists.csv"

    def test_it_says_how_old_its_scrape_is(self, root):
        reply = ask(root, "campaign", "night", today=date(2026, 11, 10))
        assert "as of the newest scrape of 2026-09-10, 61 days ago" in reply.footer


class TestAVendor:
    def test_by_hand(self, root):
        reply = ask(root, "vendor", "PULSE")
        assert plain(section(reply, "Record")).splitlines() == [
            "delivered 3,700 streams: known of 1 of 1 placement",
            "delivery rate 90% of 4,100 promised to date: 1 placement",
            "reliability 73% of days at 80% of the promise or more (32% to 94%): 41 days, told in "
            "5 stretches",
            "real cost of 1,000 streams 13.51: 1 placement with a known price",
            "first stream after 4 days: the median of 1 placement",
        ]
        assert section(reply, "1 active campaign, 1 placement").startswith("Night Drive, Night")
        assert plain(section(reply, "Playlists")) == (
            "Night Ride: 100.0, 1 song, 3,700 streams in all"
        )
        assert "all placements together" in reply.picture.says


class TestEvidence:
    EVEN = (2000, 3500, 3501, 3499, 3502, 3500, 3501)

    def even(self, path):
        """Weeks with nearly the same streams each."""
        weeks = [date(2026, 8, 7) + timedelta(7 * n) for n in range(len(self.EVEN))]
        told = [
            seen(f"{day}", w12months=[ride(total, added("2026-08-01"))])
            for day, total in zip(weeks, itertools.accumulate(self.EVEN), strict=True)
        ]
        return write_scrapes(write_book(roster(path), rows()), *told)

    @pytest.mark.parametrize(("command", "name"), ASKED[:2])
    def test_it_is_shown_with_what_it_rests_on_and_as_no_verdict(self, tmp_path, command, name):
        reply = ask(self.even(tmp_path / "root"), command, name)
        told = plain(section(reply, "Worth asking, evidence and no verdict"))
        assert told.startswith("Night Drive, too even: ")
        assert "Rests on: 21,003 streams in 6 spans" in told

    def test_where_there_is_none_nothing_is_said_of_it(self, root):
        for command, name in ASKED[:2]:
            assert "Worth asking" not in text_of(ask(root, command, name))


class TestAClient:
    def test_by_hand(self, tmp_path):
        done = {**CAMPAIGN, "id": "old", "name": "Old", "status": "completed", "budget": "200"}
        off = {**CAMPAIGN, "id": "off", "name": "Off", "status": "cancelled"}
        root = label(tmp_path / "root", campaigns=[CAMPAIGN, done, off])
        reply = ask(root, "client", "nova records")
        assert plain(reply.description).splitlines() == [
            "3 campaigns: 1 active, 1 completed",
            "spent 700.00: the budgets of 2 of 2 campaigns that began",
            "delivered 3,700 streams: known of 1 of 3 campaigns; goals 20,000 in all",
        ]
        assert plain(section(reply, "Active")).startswith(
            "Night Drive (Ada), from 2026-08-01: 3,700 of 10,000 (37%); goal expected 2026-11-12"
        )
        assert section(reply, "Completed") == (
            "Old (Ada), from 2026-08-01: — of 10,000; budget 200.00"
        )
        assert section(reply, "Others").startswith("Off (Ada), from 2026-08-01: cancelled; ")
        assert reply.picture is None


class TestNames:
    def test_accents_and_case_are_folded(self, tmp_path):
        root = label(tmp_path / "root", clients=[{**CLIENT, "name": "Señor Söhne"}])
        assert ask(root, "client", "senor sohne").title == "Señor Söhne: client"

    @pytest.mark.parametrize(("command", "typed"), [("vendor", "pulze"), ("campaign", "nigth")])
    def test_a_slip_of_the_pen_gets_a_suggestion(self, root, command, typed):
        with pytest.raises(ConfigError, match=r"did you mean (Pulse|Night Drive) \("):
            ask(root, command, typed)

    def test_one_of_several_is_asked_back(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[CAMPAIGN, {**CAMPAIGN, "id": "again"}])
        with pytest.raises(ConfigError) as refused:
            ask(root, "campaign", "night drive")
        assert "Night Drive (again), Night Drive (night)" in str(refused.value)
        assert ask(root, "campaign", "again").title == "Night Drive: campaign"

    def test_hostile_names_are_only_text(self, tmp_path):
        tables = {"clients": [], "campaigns": [], "vendors": [], "placements": []}
        for n, name in enumerate(HOSTILE):
            key = f"one-{n}"
            told = {"id": key, "name": name}
            tables["clients"].append({**CLIENT, **told})
            tables["campaigns"].append(
                {**CAMPAIGN, **told, "client": key, "artist": name, "salesperson": name}
            )
            tables["vendors"].append({**VENDOR, **told, "genres": name})
            placed = {"id": key, "campaign": key, "vendor": key, "title": name}
            tables["placements"].append({**PLACEMENT, **placed})
        root = label(tmp_path / "root", **tables, playlists=[{**PLAYLIST, "vendor": "one-0"}])
        library = Library(root, today=lambda: TODAY)
        for command, n in itertools.product(CAMPAIGNING, range(len(HOSTILE))):
            reply = library.ask(Question(command, name=f"one-{n}"))
            within_limits(reply)
            parts = [reply.title, reply.description, *itertools.chain(*reply.fields)]
            for part, pattern in itertools.product(parts, LIVE):
                assert not pattern.search(part.replace("**", "")), part
        library.close()

    @pytest.mark.parametrize("command", CAMPAIGNING)
    def test_a_root_without_campaigns_says_so_in_one_sentence(self, tmp_path, command):
        with pytest.raises(BacklineError, match=r"^This label keeps no \w+s: data/campaigns/"):
            ask(roster(tmp_path / "root"), command, "night")


class TestFaultyRows:
    def test_a_cell_without_a_number_is_named(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[{**CAMPAIGN, "stream_goal": "many"}])
        reply = ask(root, "campaign", "night")
        assert "campaigns.csv line 2: stream_goal cannot be read" in reply.footer
        assert "no goal is known" in reply.description

    def test_a_row_that_cannot_be_counted_says_why(self, tmp_path):
        root = label(tmp_path / "root", campaigns=[{**CAMPAIGN, "status": "soon"}])
        with pytest.raises(BacklineError, match=r"campaigns.csv line 2: status cannot be read"):
            ask(root, "campaign", "night")

    def test_a_table_with_the_marks_of_a_conflict_says_so(self, root):
        path = root / "data/campaigns/vendors.csv"
        path.write_text(f"<<<<<<< HEAD\n{path.read_text()}=======\n>>>>>>> other\n")
        with pytest.raises(BacklineError, match="conflict"):
            ask(root, "vendor", "pulse")
        assert "conflict" in ask(root, "campaign", "night").footer


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


def test_a_terminal_is_told_the_same(root):
    for command, name in ASKED:
        assert question_of(f"/{command} name:{name}") == Question(command, name=name)
    script = Path(__file__).parent.parent.parent / "scripts/ask.py"
    done = subprocess.run(
        [sys.executable, str(script), "/vendor name:pulse", "--root", str(root), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    assert told["fields"][0] == {
        "name": "Record",
        "value": section(ask(root, "vendor", "pulse"), "Record"),
        "inline": False,
    }
