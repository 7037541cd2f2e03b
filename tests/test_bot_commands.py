"""Every command, driven as a person in Discord drives it."""

from __future__ import annotations

import io
import logging
import shutil
from datetime import date
from pathlib import Path

import discord
import pytest
import simcord
from simcord import SetupError

from backline.net import Credentials
from backline.store import Store
from bot import room
from bot.asked import CAMPAIGNING, Question
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from bot.log import log_to
from bot.replies.growth import PERIODS
from bot.replies.reply import PICTURE_NAME
from bot.sentences import APOLOGY
from tests.bot_rooms import Here
from tests.bot_roots import (
    HOSTILE,
    SERIES,
    large_label,
    roster_of,
    save,
    series_rows,
    small_label,
)
from tests.charted import charted_root, line, song
from tests.roots import DAY, before, root_of, row
from tests.test_bot_words import LIVE, within_limits

TODAY = DAY


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_label(tmp_path_factory.mktemp("small") / "root")


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    return large_label(tmp_path_factory.mktemp("large") / "root")


class Server:
    """A Discord server with the bot and one person, who types commands."""

    def __init__(self, env):
        self.env, self.bot = env, env.bot
        guild = env.create_guild()
        self.channel = guild.create_text_channel("numbers")
        self.person = guild.add_member(env.create_user("ada"))

    async def slash(self, name, /, **options):
        return await self.person.slash(self.channel, name, **options)

    async def embed(self, name, /, **options):
        """The reply's embed, after the checks that every answer has to pass."""
        before = len(self.env.http_requests)
        result = await self.slash(name, **options)
        assert not result.followups
        assert result.response.content == ""
        (embed,) = result.response.embeds
        limits(embed)
        deferral, answer = self.env.http_requests[before:]
        assert deferral.path.endswith("/callback")
        assert deferral.json["type"] == 5
        assert answer.path.endswith("/messages/@original")
        assert answer.json["allowed_mentions"] == {"parse": []}
        return embed, result.response.attachments

    async def sentence(self, name, /, **options):
        result = await self.slash(name, **options)
        assert not result.response.embeds
        return result.response.content


def limits(embed):
    from bot.replies.reply import Reply

    fields = tuple((f.name, f.value) for f in embed.fields)
    footer = embed.footer.text or ""
    within_limits(Reply(embed.title, embed.description or "", fields, footer))


@pytest.fixture
async def server(monkeypatch):
    """Starts a bot over a root, in a simulated Discord; errors nobody expected fail the test."""
    running = []

    async def start(root, today=TODAY, check_errors=True, processes=False, **options):
        with monkeypatch.context() as patched:
            if not processes:
                patched.setattr(room, "Worker", Here)
            bot = BacklineBot(Library(root, today=lambda: today), COMMANDS, **options)
        env = simcord.Env(bot, settle_timeout=60)
        await env.start()
        running.append((env, check_errors))
        return Server(env)

    yield start
    for env, check_errors in running:
        await env.shutdown()
        await env.bot.room.close()
        if check_errors:
            env.raise_errors()


def text_of(embed):
    return "\n".join(
        [embed.title, embed.description or "", *(f"{f.name}\n{f.value}" for f in embed.fields)]
    )


def field(embed, name):
    return next(f.value for f in embed.fields if f.name == name)


async def test_stats(server, small):
    embed, attachments = await (await server(small)).embed("stats")
    assert "8 artists on 2026-09-30" in embed.description
    assert "(7 of 8 artists)" in field(embed, "Spotify")
    assert "(8 of 8 artists)" in field(embed, "Instagram")
    assert "Artist 8: not configured: no account" in field(embed, "Spotify")
    top = field(embed, "Most monthly listeners on Spotify").splitlines()
    assert [line.split(":")[0] for line in top[:3]] == ["1. Artist 7", "2. Artist 6", "3. Artist 5"]
    assert top[3] == "7 of 8 artists measured"
    assert "listeners" not in field(embed, "Spotify")
    assert "popularity" not in text_of(embed)
    assert "members **60**" in field(embed, "The label's Discord server")
    assert embed.footer.text == "as of 2026-09-30 · from spotify api"
    assert attachments == []


async def test_weekly(server, small):
    embed, attachments = await (await server(small)).embed("weekly", artist="Artist 1")
    assert "Spotify followers **1,000**: 5 days +5 (+0.5%)" in text_of(embed)
    (sheet,) = attachments
    assert sheet.filename == "Artist 1 - Weekly Artist Tracking.csv"


@pytest.mark.parametrize("period", PERIODS)
async def test_growth(server, small, period):
    embed, attachments = await (await server(small)).embed("growth", period=period)
    assert f"growth over {period} days" in embed.title
    assert f"{before(period)} to 2026-09-30" in embed.description
    if period <= 30:
        followers = field(embed, "Spotify followers")
        assert "(7 of 8 artists)" in followers
        assert "1. Artist 1: +" in followers
        assert f"7 of 8 artists, from {period} of {period} days" in followers
        assert embed.image.url.endswith(PICTURE_NAME)
        (chart,) = attachments
        assert chart.filename == PICTURE_NAME
        assert chart.description.startswith("Spotify followers: ")
        assert (await chart.read()).startswith(b"\x89PNG")
    else:
        assert f"the first comparison over {period} days will exist on" in embed.description
        assert not embed.fields
        assert attachments == []


async def test_growth_of_an_artist(server, small):
    embed, attachments = await (await server(small)).embed("growth", period=30, artist="Artist 3")
    assert "Artist 3: growth over 30 days" in embed.title
    assert "from 30 of 30 days" in field(embed, "Spotify")
    assert "monthly listeners **24,000**: +720 (+3.1%)" in field(embed, "Spotify")
    assert len(attachments) == 1


async def test_artist(server, small):
    embed, attachments = await (await server(small)).embed("artist", artist="artist-1-0")
    assert embed.title == "Artist 1"
    assert "7 days +7 (+0.7%) · 28 days +28 (+2.9%)" in field(embed, "Spotify")
    assert "from 28 of 28 days" in field(embed, "Spotify")
    assert "(rounded to 100)" in field(embed, "YouTube")
    tracks = field(embed, "Top tracks on Spotify").splitlines()
    assert tracks[0] == (
        f"1. [Song \\[0\\] \\*live\\*](https://open.spotify.com/track/{'0' * 22}): popularity 50"
    )
    videos = field(embed, "Top videos on YouTube").splitlines()
    assert "watch?v=video000002" in videos[0]
    assert "@\u200beveryone look 2](" in videos[0]
    assert "2,700 views, 7 days +7 (+0.3%)" in videos[0]
    assert len(attachments) == 1


async def test_leaderboard(server, small):
    there = await server(small)
    embed, attachments = await there.embed("leaderboard")
    lines = field(embed, "Spotify monthly listeners").splitlines()
    assert lines[0] == "1. 🥇 Artist 7: **32,000**"
    assert "— Artist 8: no row in this window" in field(embed, "Coverage")
    assert len(attachments) == 1
    embed, attachments = await there.embed("leaderboard", metric="spotify/followers", period=30)
    assert embed.title == "Night Shift: Spotify followers, growth over 30 days"
    assert "7 of 8 artists, from 30 of 30 days" in field(embed, "Coverage")
    assert len(attachments) == 1


async def test_compare(server, small):
    options = {"artist": "artist 1", "artist2": "ARTIST 2", "metric": "Spotify folowers"}
    embed, attachments = await (await server(small)).embed("compare", **options)
    assert embed.title == "Artist 1 and Artist 2: Spotify followers"
    assert "28 days: +28 (+2.9%), from 28 of 28 days" in field(embed, "Artist 1")
    (chart,) = attachments
    assert chart.description.startswith("Spotify followers, 2026-08-22 = 100: Artist 1 104.1")


async def test_coverage(server, small):
    there = await server(small)
    embed, attachments = await there.embed("coverage")
    assert "67 of 67 own numbers measured" in embed.description
    assert "next run: 2026-10-01 at 02:30 UTC" in field(embed, "Runs")
    embed, attachments = await there.embed("coverage", artist="Artist 8")
    assert "Spotify followers of Artist 8: not configured, no account" in text_of(embed)
    assert attachments == []


async def test_help(server, small):
    embed, attachments = await (await server(small)).embed("help")
    assert "**/stats** " in text_of(embed)
    assert attachments == []


async def test_tracks(server, tmp_path):
    root = charted_root(tmp_path, [song("one")], [line(DAY, "one", 500)])
    options = {"artist": "Ada", "platform": "Spotify", "period": 7, "country": "IT"}
    embed, attachments = await (await server(root)).embed("tracks", **options)
    assert embed.title == "Ada: songs on Spotify"
    assert "2026-09-24 to 2026-09-30, IT" in embed.description
    assert "1. One: **≥500** (100.0%)" in field(embed, "Most streams")
    (chart,) = attachments
    assert chart.description.startswith("Spotify streams, 2026-09-24 to 2026-09-30, IT: One ≥500")


async def test_analyze(server, small):
    options = {"artist": "Artist 3", "from": "2026-09-10", "to": "2026-09-30"}
    embed, attachments = await (await server(small)).embed("analyze", **options)
    assert embed.title == "Artist 3: analysis"
    assert "**24,000** on 2026-09-30: +480 (+2.0%) from 23,520 on 2026-09-10" in text_of(embed)
    chart, book = attachments
    assert chart.description.startswith("Spotify monthly listeners 24,000 +480")
    assert book.filename == "artist-3-2 2026-09-10 to 2026-09-30.xlsx"
    assert (await book.read()).startswith(b"PK")


async def test_predict(server, tmp_path):
    days = range(200)
    rows = [row(before(n), 9_000 - 20 * n, artist="artist-1-0") for n in days]
    root = save(tmp_path, rows, roster_of(["Artist 1"]))
    options = {"artist": "artist 1", "metric": "spotify followers", "days": 60}
    embed, attachments = await (await server(root)).embed("predict", **options)
    assert embed.title == "Artist 1: Spotify followers, 60 days ahead"
    assert "**9,000** on 2026-09-30, about **10,200** (+1,200) on 2026-11-29" in embed.description
    assert "going on" in field(embed, "What it rests on")
    assert "2026-10-07: 9,140" in field(embed, "On the way")
    (chart,) = attachments
    assert chart.description.startswith("Spotify followers: 9,000 now, about 10,200 on 2026-11-29")
    assert (await chart.read()).startswith(b"\x89PNG")
    assert embed.footer.text == "as of 2026-09-30 · from spotify api"


async def test_predict_where_nothing_beats_todays_number(server, small):
    embed, _ = await (await server(small)).embed("predict", artist="Artist 3")
    assert embed.title == "Artist 3: Spotify monthly listeners, 30 days ahead"
    assert "No better guess for 2026-10-30 than this number" in embed.description


async def test_predict_of_a_number_that_is_none(server, small):
    there = await server(small, check_errors=False)
    said = await there.sentence("predict", artist="Artist 3", metric="wishes")
    assert said.startswith("No number is called 'wishes': ")
    said = await there.sentence("predict", artist="Artist 3", metric="youtube videos")
    assert said == "Of YouTube videos nothing can be foretold: ask for another number."


async def test_milestones(server, tmp_path):
    rows = [row(before(n), 5_190 - 10 * n, artist="artist-1-0") for n in range(250)]
    rows += [row(before(n), 300, artist="artist-2-1") for n in range(250)]
    there = await server(save(tmp_path, rows, roster_of(["Artist 1", "Artist 2"])))
    embed, attachments = await there.embed("milestones", artist="artist 1")
    assert embed.title == "Artist 1: milestones"
    (line,) = field(embed, "Next").splitlines()
    assert line.startswith("Spotify followers **10,000**: 4,810 to go from 5,190")
    assert line.endswith("not expected within 90 days")
    assert field(embed, "Reached in 90 days") == "Spotify followers **5,000** on 2026-09-11"
    assert attachments == []
    embed, _ = await there.embed("milestones")
    assert embed.description.startswith("2 of 2 artists measured on 2026-09-30")
    assert field(embed, "Next, the nearest first") == "none within 90 days"
    assert field(embed, "Reached in 28 days").startswith("Artist 1, Spotify followers **5,000**")


async def test_milestones_say_when_they_are_expected(server, tmp_path):
    rows = [row(before(n), 4_900 - 10 * n, artist="artist-1-0") for n in range(250)]
    there = await server(save(tmp_path, rows, roster_of(["Artist 1"])))
    embed, _ = await there.embed("milestones")
    line = field(embed, "Next, the nearest first")
    assert "100 to go from 4,900, expected between 2026-10-" in line


async def test_autocomplete_of_numbers_tolerates_spelling(server, small):
    there = await server(small)
    for typed, first in (
        ("", "spotify/followers"),
        ("LISTEN", "spotify/monthly_listeners"),
        ("youtube v", "youtube/views"),
        ("deezer", "deezer/fans"),
    ):
        choices = await there.person.autocomplete(
            there.channel, "predict", "metric", typed, artist="Artist 3"
        )
        assert choices[0]["value"] == first
        assert len(choices) <= 25


async def test_autocomplete_proposes_at_most_25_names(server, large):
    there = await server(large)
    for command, option, filled in (("artist", "artist", {}), ("growth", "artist", {"period": 7})):
        choices = await there.person.autocomplete(there.channel, command, option, "", **filled)
        assert len(choices) == 25
        assert all(0 < len(c["name"]) <= 100 and 0 < len(c["value"]) <= 100 for c in choices)
        choices = await there.person.autocomplete(there.channel, command, option, "ROCK", **filled)
        assert [c["name"] for c in choices] == ["Rock 🎸 Band"]
        assert (
            await there.person.autocomplete(there.channel, command, option, "zzz", **filled) == []
        )


async def test_autocomplete_finds_a_name_without_its_accents(server, tmp_path):
    text = 'label = "L"\n[[artist]]\nkey = "x1"\nname = "ROSALÍA"\n'
    there = await server(root_of(tmp_path, [row(before(0), 5, artist="x1")], text))
    for typed in ("rosalia", "salía", "ROS"):
        choices = await there.person.autocomplete(there.channel, "artist", "artist", typed)
        assert [choice["value"] for choice in choices] == ["x1"]
    embed, _ = await there.embed("artist", artist="rosalia")
    assert "ROSALÍA" in embed.title


async def test_autocomplete_is_quiet_where_the_roster_is_broken(server, tmp_path, caplog):
    there = await server(tmp_path)
    assert await there.person.autocomplete(there.channel, "artist", "artist", "a") == []
    assert "There is no roster.toml" in caplog.text


@pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.heavy)])
async def test_200_artists_with_hostile_names(server, large, step):
    there = await server(large)
    everyone = Store(large).roster().artists
    asked = [("stats", {}), ("milestones", {}), *(("growth", {"period": n}) for n in PERIODS)]
    for place, artist in enumerate(everyone[: len(HOSTILE) + 1 : step]):
        # A person picks a name too long to be typed from the choices, which give its key.
        typed = artist.name if len(artist.name) <= 100 else artist.key
        asked.append(("artist", {"artist": typed}))
        if place % 6 == 0:
            asked.append(("growth", {"period": 90, "artist": typed}))
            asked.append(("predict", {"artist": typed, "metric": "spotify followers"}))
            asked.append(("milestones", {"artist": typed}))
    for command, options in asked:
        embed, _ = await there.embed(command, **options)
        shown = text_of(embed)
        assert not LIVE[1].search(shown)
        assert not LIVE[2].search(shown)
        assert "\u202e" not in shown


async def test_200_artists_name_the_rest(server, large):
    embed, _ = await (await server(large)).embed("growth", period=30)
    assert "and 197 more artists gained: see reports/growth.csv" in text_of(embed)


async def test_an_unknown_artist_gets_proposals(server, small):
    there = await server(small, check_errors=False)
    sentence = await there.sentence("artist", artist="@everyone **x**")
    assert sentence.startswith("No artist is called '@\u200beveryone \\*\\*x\\*\\*'")
    assert sentence.endswith("see the roster for who is.")
    assert "did you mean Artist 3" in await there.sentence("growth", period=7, artist="artist3")


async def test_new_data_needs_no_restart(server, tmp_path):
    root = small_label(tmp_path / "root", days=3)
    there = await server(root)
    embed, _ = await there.embed("stats")
    assert embed.footer.text.startswith("as of 2026-09-30")
    later = date(2026, 10, 1)
    text = Store(root).roster_file.read_text().replace("Artist 1", "Renamed")
    rows = [row(later, 77_777, artist="artist-1-0", series="spotify/monthly_listeners")]
    save(root, rows, text)
    embed, _ = await there.embed("stats")
    assert embed.footer.text.startswith("as of 2026-10-01")
    assert "1. Renamed: **77,777**" in field(embed, "Most monthly listeners on Spotify")


async def test_old_data_says_how_old(server, small):
    embed, _ = await (await server(small, today=date(2026, 11, 20))).embed("stats")
    assert embed.footer.text.startswith("last measured 2026-09-30, 51 days ago")


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("stats", {}),
        ("growth", {"period": 7}),
        ("growth", {"period": 7, "artist": "A"}),
        ("artist", {"artist": "A"}),
        ("analyze", {"artist": "A"}),
        ("predict", {"artist": "A"}),
        ("milestones", {}),
        ("milestones", {"artist": "A"}),
        ("leaderboard", {}),
        ("leaderboard", {"period": 7}),
        ("coverage", {}),
        ("coverage", {"artist": "A"}),
    ],
)
class TestDataFolders:
    """Missing, empty, half-written and corrupt ones: a sentence, never a traceback."""

    async def test_no_roster(self, server, tmp_path, command, options):
        there = await server(tmp_path / "nowhere", check_errors=False)
        assert "There is no roster.toml" in await there.sentence(command, **options)

    async def test_broken_roster(self, server, tmp_path, command, options):
        (tmp_path / "roster.toml").write_text('label = "x\n[[artist')
        there = await server(tmp_path, check_errors=False)
        assert "roster.toml line 1: the quotation mark" in await there.sentence(command, **options)

    async def test_nothing_measured(self, server, tmp_path, command, options):
        (tmp_path / "roster.toml").write_text(roster_of(["A"]))
        embed, _ = await (await server(tmp_path)).embed(command, **options)
        assert "Nothing has been measured yet" in embed.description
        assert embed.footer.text == "nothing measured yet"

    @pytest.mark.few(4)
    async def test_half_written_and_corrupt_days(self, server, tmp_path, command, options):
        root = save(tmp_path, series_rows("a-0", [before(n) for n in range(10)]), roster_of(["A"]))
        files = Store(root).measurement_files()
        files[3].write_bytes(files[3].read_bytes()[:-40])
        files[4].write_bytes(b"")
        files[5].write_text("not parquet")
        whole = files[6].read_bytes()
        files[6].write_bytes(whole[:8] + b"\xff" * 300 + whole[308:])
        embed, _ = await (await server(root)).embed(command, **options)
        assert "the day is left out (and 3 more like it)" in embed.footer.text

    async def test_nothing_but_corrupt_days(self, server, tmp_path, command, options):
        root = save(tmp_path, series_rows("a-0", [DAY]), roster_of(["A"]))
        Store(root).measurement_files()[0].write_bytes(b"PAR1")
        embed, _ = await (await server(root)).embed(command, **options)
        assert "Nothing has been measured yet" in embed.description
        assert "the day is left out" in embed.footer.text

    @pytest.mark.few(4)
    async def test_broken_titles_cost_only_the_titles(self, server, tmp_path, command, options):
        root = save(tmp_path, series_rows("a-0", [DAY]), roster_of(["A"]))
        Store(root).subjects_file.write_text("what,is,this\n")
        embed, _ = await (await server(root)).embed(command, **options)
        assert "titles are missing: data/subjects.csv line 1" in embed.footer.text

    @pytest.mark.few(4)
    async def test_the_data_goes_away_while_the_bot_runs(self, server, tmp_path, command, options):
        root = save(tmp_path, series_rows("a-0", [DAY]), roster_of(["A"]))
        there = await server(root, check_errors=False)
        embed, _ = await there.embed(command, **options)
        assert "as of 2026-09-30" in embed.footer.text
        shutil.rmtree(root / "data")
        embed, _ = await there.embed(command, **options)
        assert "Nothing has been measured yet" in embed.description
        (root / "roster.toml").unlink()
        assert "There is no roster.toml" in await there.sentence(command, **options)


async def test_an_unforeseen_error_is_an_apology_and_a_redacted_log(server, small, monkeypatch):
    there = await server(small, check_errors=False)
    stream = io.StringIO()
    secret = "MTIz.secret.token"
    handler = log_to(stream, Credentials({"DISCORD_BOT_TOKEN": secret}).redactor)

    def fails(*_):
        raise KeyError(secret)

    monkeypatch.setattr(Question, "with_file", fails)
    try:
        assert await there.sentence("stats") == APOLOGY
    finally:
        logging.getLogger().removeHandler(handler)
    assert "KeyError: '***'" in stream.getvalue()
    assert "Traceback" in stream.getvalue()
    assert secret not in stream.getvalue()


async def test_a_chart_that_cannot_be_drawn_costs_only_the_chart(server, small, monkeypatch):
    import vl_convert

    def fails(*_, **__):
        raise ValueError("no fonts")

    monkeypatch.setattr(vl_convert, "vegalite_to_png", fails)
    embed, attachments = await (await server(small)).embed("growth", period=7)
    assert embed.footer.text.endswith("· the chart could not be drawn")
    assert embed.image.url is None
    assert attachments == []


async def test_commands_for_one_server_only(small):
    """With a server's id the commands are that server's, at once, and nobody else's."""
    bot = BacklineBot(Library(small), COMMANDS, guild_id=424_242_424_242_424_242)
    async with simcord.run(bot) as env:
        registered = env.backend.commands
        assert {name for name, _ in registered[424_242_424_242_424_242]} == {
            command.name for command in COMMANDS
        }
        assert not registered.get(None)
        elsewhere = Server(env)
        with pytest.raises(SetupError):
            await elsewhere.slash("stats")


def test_every_command_is_described_and_driven_here():
    """Walks every command: whoever adds one describes it, its options, and tests it."""
    here = Path(__file__)
    beside = ("test_bot_commands.py", "test_bot_posts.py", "campaigns/test_bot_campaigns.py")
    source = "".join((here.parent / one).read_text(encoding="utf-8") for one in beside)
    for command in COMMANDS:
        assert 10 <= len(command.description) <= 100
        assert command.description != "…"
        driven = command.name in CAMPAIGNING and f'("{command.name}", ' in source
        assert driven or f"async def test_{command.name}(" in source
        for parameter in command.parameters:
            assert parameter.description != "…"
            name = parameter.display_name
            assert f'"{name}"' in source or f"{name}=" in source
    assert [c.name for c in COMMANDS] == [
        "stats", "growth", "artist", "weekly", "coverage", "leaderboard", "compare",
        "predict", "milestones",
        "tracks", "analyze", "campaign", "vendor", "settings", "help",
    ]  # fmt: skip
    (period,) = (p for p in COMMANDS[1].parameters if p.name == "period")
    assert [c.value for c in period.choices] == [7, 14, 30, 60, 90]
    assert {p for s in SERIES for p in s.split("/")}  # the roots have numbers of each kind
    assert discord.version_info >= (2, 7)
