"""What the bot tells by itself: set with /settings or in the roster, found, posted once."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import discord
import pytest
import simcord

from backline.errors import ConfigError
from backline.people import parse_roster
from backline.people.bot_channels import Channel, quiet_hours, zone_named, zones_like
from bot import room as rooms
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from bot.posts.channels import channels_of
from bot.posts.found import KINDS_OF
from bot.posts.stamps import stamped
from bot.state import State
from bot.typed import question_of
from tests.bot_rooms import Here
from tests.roots import DAY, before, root_of, row

NOON = datetime.combine(DAY, datetime.min.time(), UTC) + timedelta(hours=12)
ROSTER = 'label = "Night Shift"\n[[artist]]\nkey = "ada"\nname = "Ada *Löf*"\n'


def course(step_today, days=40):
    """Followers that gain 10 a day up to the day before, and a reached 2,500 five days ago."""
    values = [2_550 - 10 * n for n in range(1, days)]
    rows = [row(before(n), value) for n, value in enumerate(values, 1)]
    return [*rows, row(DAY, 2_540 + step_today)]


class Server:
    """A server with the bot, and somebody who may manage it."""

    def __init__(self, env, root):
        self.env, self.bot, self.root = env, env.bot, root
        self.guild = env.create_guild()
        self.channel = self.guild.create_text_channel("numbers")
        self.other = self.guild.create_text_channel("alerts")
        manager = discord.Permissions(manage_guild=True)
        role = self.guild.create_role("managers", permissions=manager)
        self.ann = self.guild.add_member(env.create_user("ann"), roles=[role])
        self.bob = self.guild.add_member(env.create_user("bob"))

    async def set(self, person=None, **options):
        return await (person or self.ann).slash(self.channel, "settings", **options)

    async def go(self, now=NOON):
        await self.bot.poster.go(now)

    def posts(self, channel=None):
        return [m for m in (channel or self.channel).history() if m.author.bot]

    def embeds(self, channel=None):
        return [embed for message in self.posts(channel) for embed in message.embeds]

    @property
    def kept(self):
        return json.loads((self.root / ".bot-state/channels.json").read_text())


@pytest.fixture
async def start(monkeypatch):
    """Starts a bot over a root, in a simulated Discord."""
    running = []

    async def begin(root, state=None):
        monkeypatch.setattr(rooms, "Worker", Here)
        state = State(root / ".bot-state") if state is None else state
        bot = BacklineBot(Library(root, today=lambda: DAY), COMMANDS, state=state)
        bot.poster.rounds.cancel()
        env = simcord.Env(bot, settle_timeout=60)
        await env.start()
        bot.poster.rounds.cancel()
        running.append(env)
        return Server(env, root)

    yield begin
    for env in running:
        await env.shutdown()
        await env.bot.room.close()


@pytest.fixture
def moved(tmp_path):
    return root_of(tmp_path, course(400), ROSTER)


class TestSettings:
    async def test_settings(self, start, moved):
        """Shown and changed by who may manage the server, and seen by nobody else."""
        here = await start(moved)
        result = await here.set()
        assert result.ephemeral
        (embed,) = result.response.embeds
        assert "no channel is told anything" in embed.description
        result = await here.set(daily=True, alerts=True, time_zone="europe/rome", quiet="22-8")
        (embed,) = result.response.embeds
        line = embed.fields[0].value
        assert line == (
            f"<#{here.channel.id}>: daily, alerts; quiet 22:00 to 08:00 (Europe/Rome); "
            "not told anything yet"
        )
        assert here.kept == {
            str(here.channel.id): {
                "guild": str(here.guild.id),
                "posts": ["daily", "alerts"],
                "time_zone": "Europe/Rome",
                "quiet": "22:00-08:00",
            }
        }

    async def test_nobody_else_may(self, start, moved):
        here = await start(moved)
        with pytest.raises(simcord.SetupError):
            await here.set(here.bob, daily=True)  # Discord does not even show it
        assert not (moved / ".bot-state/channels.json").exists()

    async def test_nor_where_the_server_shows_the_command_to_all(self, start, moved):
        here = await start(moved)
        command = next(c for c in await here.bot.tree.fetch_commands() if c.name == "settings")
        here.guild.set_command_permissions(command, {here.bob: True})
        result = await here.set(here.bob, daily=True)
        assert "people who may manage the server" in result.response.content
        assert not (moved / ".bot-state/channels.json").exists()

    async def test_one_thing_is_changed_and_the_rest_stays(self, start, moved):
        here = await start(moved)
        await here.set(daily=True, weekly=True, quiet="23:30-7")
        await here.set(daily=False, alerts=True)
        (kept,) = here.kept.values()
        assert (kept["posts"], kept["quiet"]) == (["weekly", "alerts"], "23:30-07:00")
        await here.set(quiet="none")
        assert here.kept[str(here.channel.id)]["quiet"] == ""
        await here.set(weekly=False, alerts=False)
        assert here.kept == {}

    async def test_another_channel_is_named(self, start, moved):
        here = await start(moved)
        await here.set(channel=here.other, weekly=True)
        assert list(here.kept) == [str(here.other.id)]

    @pytest.mark.parametrize(
        ("said", "sentence"),
        [
            (
                {"daily": True, "time_zone": "Mars"},
                "There is no time zone",
            ),
            ({"daily": True, "quiet": "all day"}, "Quiet hours are a beginning and an end such as"),
            ({"quiet": "22-8"}, "Say what this channel is to be told: daily, weekly or alerts."),
        ],
    )
    async def test_what_cannot_be_is_one_sentence(self, start, moved, said, sentence):
        here = await start(moved)
        result = await here.set(**said)
        assert result.ephemeral
        assert sentence in result.response.content
        assert not (moved / ".bot-state/channels.json").exists()

    async def test_the_roster_wins(self, start, moved):
        here = await start(moved)
        text = f'{ROSTER}[bot_channels.{here.channel.id}]\nposts = ["weekly"]\n'
        (moved / "roster.toml").write_text(text)
        result = await here.set(daily=True)
        assert f"\\[bot\\_channels.{here.channel.id}\\]" in result.response.content
        (embed,) = (await here.set()).response.embeds
        assert "weekly; at any hour; set in roster.toml" in embed.fields[0].value

    async def test_a_missing_permission_is_said(self, start, moved):
        here = await start(moved)
        await here.set(daily=True)
        channel = here.bot.get_channel(here.channel.id)
        await channel.set_permissions(channel.guild.default_role, send_messages=False)
        (embed,) = (await here.set()).response.embeds
        assert "cannot be told:** the bot lacks the permission Send Messages" in str(embed.fields)

    async def test_a_folder_that_cannot_be_written_is_one_sentence(self, start, moved):
        (moved / "file").write_text("")
        here = await start(moved, State(moved / "file" / "state"))
        result = await here.set(daily=True)
        assert "BACKLINE\\_BOT\\_STATE" in result.response.content

    async def test_zones_are_proposed(self, start, moved):
        here = await start(moved)
        choices = await here.ann.autocomplete(here.channel, "settings", "time_zone", "berl")
        assert [one["value"] for one in choices] == ["Europe/Berlin"]

    def test_the_terminal_shows_what_is_set_and_changes_nothing(self, moved):
        text = f'{ROSTER}[bot_channels.123456789012345678]\nposts = ["weekly"]\n'
        (moved / "roster.toml").write_text(text)
        library = Library(moved, today=lambda: DAY)
        made = library.ask(question_of("/settings"))
        library.close()
        assert "<#123456789012345678>: weekly" in made.fields[0][1]
        with pytest.raises(ConfigError, match="on its server with /settings"):
            question_of("/settings daily:True")


class TestTheDay:
    async def test_a_step_beyond_noise_is_told_once(self, start, moved):
        here = await start(moved)
        await here.set(daily=True)
        await here.go()
        (embed,) = here.embeds()
        assert embed.title == f"Night Shift: {DAY}"
        (told,) = [f for f in embed.fields if f.name == "Unlike the 28 days before"]
        assert told.value == (
            "Spotify followers: Ada \\*Löf\\* **+400** to 2,940, usually +10 a day"
        )
        assert len(stamped(embed.footer.text)) == 1
        for hours in range(1, 4):
            await here.go(NOON + timedelta(hours=hours))
        assert len(here.posts()) == 1

    async def test_a_day_like_all_others_is_silent(self, start, tmp_path):
        here = await start(root_of(tmp_path, course(10), ROSTER))
        await here.set(daily=True)
        await here.go()
        assert here.posts() == []

    async def test_the_next_days_note_is_another(self, start, moved, monkeypatch):
        here = await start(moved)
        await here.set(daily=True)
        await here.go()
        root_of(moved, [row(DAY + timedelta(1), 3_900)], ROSTER)
        monkeypatch.setattr(here.bot.library, "_today", lambda: DAY + timedelta(1))
        await here.go(NOON + timedelta(days=1))
        assert [e.title[-10:] for e in here.embeds()] == [str(DAY), str(DAY + timedelta(1))]

    async def test_quiet_hours_by_the_channels_clock_are_kept(self, start, moved):
        here = await start(moved)
        await here.set(daily=True, time_zone="America/New_York", quiet="22:00-09:00")
        await here.go(NOON)  # 8 o'clock there, or 7
        assert here.posts() == []
        await here.go(NOON + timedelta(hours=3))
        assert len(here.posts()) == 1


class TestTheWeek:
    async def test_it_comes_with_one_picture_and_its_words(self, start, moved):
        here = await start(moved)
        await here.set(weekly=True)
        await here.go()
        (message,) = here.posts()
        (embed,) = message.embeds
        assert embed.title == "Night Shift: the week"
        assert embed.image.url.endswith("chart.png")
        (picture,) = message.attachments
        assert picture.description.startswith("Spotify followers: Ada *Löf* +70 (")


class TestAlerts:
    async def test_a_round_number_and_a_silent_platform_are_one_message(self, start, tmp_path):
        rows = [
            *course(10),
            *(row(before(n), 900, series="deezer/fans", source="deezer_api") for n in range(4, 12)),
            *(
                row(before(n), None, series="deezer/fans", source="deezer_api", detail="503")
                for n in range(4)
            ),
        ]
        here = await start(root_of(tmp_path, rows, ROSTER))
        await here.set(alerts=True)
        await here.go()
        (embed,) = here.embeds()
        assert embed.title == "2 alerts, Night Shift"
        first, second = embed.description.splitlines()
        assert first.startswith(f"! Deezer has told no number since {before(4)}")
        assert second.startswith("- Ada ∗Löf∗: Spotify followers reached 2,500")
        assert len(stamped(embed.footer.text)) == 2

    async def test_a_key_that_ends_soon_is_told(self, start, moved):
        ends = DAY + timedelta(days=4)
        (moved / "data/keys.csv").write_text(
            f"variable,what,ends\nINSTAGRAM_ACCESS_TOKEN,The Instagram token,{ends}\n"
        )
        here = await start(moved)
        await here.set(alerts=True)
        await here.go()
        (embed,) = here.embeds()
        assert embed.description.splitlines()[0] == (
            f"! The Instagram token ends on {ends}, in 4 days: make a new one and set "
            "INSTAGRAM＿ACCESS＿TOKEN."
        )

    async def test_what_many_signs_tell_is_told_whole(self, start, tmp_path):
        names = [f"🎸{n} {'🎸' * 60}" for n in range(12)]
        artists = "".join(
            f'[[artist]]\nkey = "a{n}"\nname = "{name}"\n' for n, name in enumerate(names)
        )
        rows = [replace(one, artist=f"a{n}") for n in range(12) for one in course(10)]
        here = await start(root_of(tmp_path, rows, f'label = "Night Shift"\n{artists}'))
        await here.set(alerts=True)
        await here.go()
        lines = [line for embed in here.embeds() for line in embed.description.splitlines()]
        ids = [one for embed in here.embeds() for one in stamped(embed.footer.text)]
        assert len(lines) == len(ids) == 12
        assert all("reached 2,500" in line for line in lines)

    def test_campaigns_are_in_no_channel(self):
        told = {kind for kinds in KINDS_OF.values() for kind in kinds}
        assert told == {"day", "week", "dead_source", "purge", "breakout", "reached", "key_ends"}

    async def test_a_number_that_may_not_be_shown_is_not_told(self, start, moved):
        text = f"{ROSTER}[policy.spotify_api]\npublish = false\n"
        (moved / "roster.toml").write_text(text)
        here = await start(moved)
        await here.set(daily=True, weekly=True, alerts=True)
        await here.go()
        said = " ".join(str(embed.to_dict()) for embed in here.embeds())
        assert "2,940" not in said
        assert "2,500" not in said


class TestOnce:
    async def test_a_second_bot_looks_in_the_channel_first(self, start, moved):
        here = await start(moved)
        await here.set(daily=True, weekly=True, alerts=True)
        await here.go()
        told = len(here.posts())
        assert told == 3
        for file in ("posted.csv",):
            (moved / ".bot-state" / file).unlink()
        here.bot.poster._seen = None
        await here.go(NOON + timedelta(minutes=1))
        assert len(here.posts()) == told
        (embed,) = (await here.set()).response.embeds
        assert f"told last on {DAY}" in embed.fields[0].value

    async def test_two_bots_at_the_same_moment_are_one_message_to_discord(self, start, moved):
        here = await start(moved)
        await here.set(daily=True)
        await here.go()
        (sent,) = [
            one.json
            for one in here.env.http_requests
            if one.method == "POST" and one.path == f"/channels/{here.channel.id}/messages"
        ]
        assert sent["enforce_nonce"] is True
        assert 0 < len(sent["nonce"]) <= 25
        assert sent["allowed_mentions"] == {"parse": []}

    async def test_a_post_of_a_person_with_the_same_words_counts_for_nothing(self, start, moved):
        here = await start(moved)
        await here.set(daily=True)
        await here.bob.send(here.channel, "id 0123456789")
        await here.go()
        assert len(here.posts()) == 1

    async def test_a_channel_is_told_what_it_asked_for_alone(self, start, moved):
        here = await start(moved)
        await here.set(daily=True)
        await here.set(channel=here.other, alerts=True)
        await here.go()
        assert len(here.posts()) == 1
        assert "reached" in here.embeds(here.other)[0].description

    async def test_what_was_switched_off_while_it_was_quiet_is_not_told(self, start, moved):
        here = await start(moved)
        await here.set(daily=True, weekly=True, quiet="10-14")
        await here.go()
        await here.set(daily=False)
        await here.go(NOON + timedelta(hours=3))
        assert [embed.title for embed in here.embeds()] == ["Night Shift: the week"]


class TestFaults:
    async def test_a_channel_that_is_gone_is_said_once_and_others_are_told(
        self, start, moved, caplog
    ):
        here = await start(moved)
        await here.set(daily=True)
        await here.set(channel=here.other, daily=True)
        await here.bot.get_channel(here.channel.id).delete()
        for minutes in (0, 1, 30):
            await here.go(NOON + timedelta(minutes=minutes))
        assert caplog.text.count("there is no such channel where the bot is") == 1
        assert len(here.posts(here.other)) == 1

    async def test_without_the_permission_nothing_is_lost(self, start, moved, caplog):
        here = await start(moved)
        await here.set(daily=True)
        channel = here.bot.get_channel(here.channel.id)
        await channel.set_permissions(channel.guild.default_role, send_messages=False)
        await here.go()
        assert "it needs View Channel, Send Messages" in caplog.text
        await channel.set_permissions(channel.guild.default_role, send_messages=True)
        await here.go(NOON + timedelta(minutes=5))
        assert here.posts() == []  # it is left alone for a while
        await here.go(NOON + timedelta(minutes=11))
        assert len(here.posts()) == 1

    @pytest.mark.parametrize("content", [b"{", b"[]", b'{"1": {}}', b"\xff"])
    async def test_a_damaged_file_is_said_once_and_the_roster_counts(
        self, start, moved, caplog, content
    ):
        here = await start(moved)
        (moved / ".bot-state").mkdir(exist_ok=True)
        (moved / ".bot-state/channels.json").write_bytes(content)
        text = f'{ROSTER}[bot_channels.{here.other.id}]\nposts = ["daily"]\n'
        (moved / "roster.toml").write_text(text)
        for minutes in (0, 1):
            await here.go(NOON + timedelta(minutes=minutes))
        assert caplog.text.count("channels.json is damaged") == 1
        assert len(here.posts(here.other)) == 1

    async def test_without_a_folder_of_state_a_quiet_channel_of_the_roster_is_told_later(
        self, start, moved
    ):
        (moved / "file").write_text("")
        here = await start(moved, State(moved / "file" / "state"))
        text = f'[bot_channels.{here.channel.id}]\nposts = ["daily"]\nquiet = "10-14"\n'
        (moved / "roster.toml").write_text(ROSTER + text)
        for hours in (0, 1, 3, 4):
            await here.go(NOON + timedelta(hours=hours))
        assert len(here.posts()) == 1

    async def test_the_rounds_go_on_whatever_happens(self, start, moved, caplog):
        here = await start(moved)
        await here.set(daily=True)
        (moved / "roster.toml").write_text("label = ")
        for _ in range(2):
            await here.bot.poster.rounds.coro(here.bot.poster)
        assert caplog.text.count("Nothing is posted now") == 1
        (moved / "roster.toml").write_text(ROSTER)
        await here.bot.poster.rounds.coro(here.bot.poster)


class TestHours:
    @pytest.mark.parametrize(
        ("typed", "hours"),
        [("22-8", "22:00-08:00"), (" 9:30 – 17 ", "09:30-17:00"), ("", ""), ("0-5", "00:00-05:00")],
    )
    def test_are_read_as_people_write_them(self, typed, hours):
        assert quiet_hours(typed) == hours

    @pytest.mark.parametrize("typed", ["24-8", "8", "8-8", "8-9-10", "x", "-8", "8-"])
    def test_others_are_refused(self, typed):
        with pytest.raises(ValueError, match="quiet hours are"):
            quiet_hours(typed)

    def test_they_go_over_midnight_and_with_summer_time(self):
        channel = Channel(posts=("daily",), time_zone="Europe/Rome", quiet="22:00-08:00")
        assert channel.is_quiet(datetime(2026, 7, 1, 20, 0, tzinfo=UTC))
        assert not channel.is_quiet(datetime(2026, 7, 1, 6, 0, tzinfo=UTC))
        assert channel.is_quiet(datetime(2026, 1, 1, 6, 59, tzinfo=UTC))
        by_day = Channel(posts=("daily",), quiet="09:00-17:00")
        assert by_day.is_quiet(datetime(2026, 7, 1, 9, 0, tzinfo=UTC))
        assert not by_day.is_quiet(datetime(2026, 7, 1, 17, 0, tzinfo=UTC))
        assert not Channel(posts=("daily",)).is_quiet(NOON)

    def test_zones_are_found_as_people_type_them(self):
        assert zone_named("europe/rome") == "Europe/Rome"
        assert zone_named("America/New York") == "America/New_York"
        assert "America/New_York" in zones_like("new y")
        assert len(zones_like("")) == 25


class TestTheRoster:
    def test_names_channels_by_their_ids(self, tmp_path):
        roster = parse_roster(
            'label = "x"\n[bot_channels.123456789012345678]\nposts = ["weekly", "daily"]\n'
            'time_zone = "Europe/Rome"\nquiet = "22-8"\n'
        )
        (chosen,) = channels_of(roster, State(tmp_path)).values()
        assert chosen.by_roster
        assert chosen.channel.posts == ("daily", "weekly")

    @pytest.mark.parametrize(
        ("table", "said"),
        [
            ('[bot_channels.abc]\nposts = ["daily"]', "'abc' is no channel's id, a number of 17"),
            ("[bot_channels.123456789012345678]\nposts = []", "posts: list what is told, of"),
            (
                '[bot_channels.123456789012345678]\nposts = ["hourly"]',
                "there is no post 'hourly'; there are",
            ),
        ],
    )
    def test_a_mistake_is_one_sentence_with_its_line(self, table, said):
        with pytest.raises(ConfigError, match=r"roster\.toml line \d") as wrong:
            parse_roster(f'label = "x"\n{table}\n')
        assert said in str(wrong.value)
