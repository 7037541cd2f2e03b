"""Walks all commands: documented, helpful while one types, and within Discord's limits."""

from __future__ import annotations

from pathlib import Path

import pytest
import simcord

from backline.people import parse_roster
from backline.people.bot_channels import POSTS
from backline.people.bot_groups import GROUPS
from bot.client import BacklineBot
from bot.commands import COMMANDS, commands_of
from bot.library import Library
from bot.replies.help import help_reply
from bot.table import ROWS, TABLE
from bot.typed import question_of
from tests.bot_roots import large_label, names, roster_of, save, series_rows
from tests.roots import DAY, before, row
from tests.test_bot_commands import server, text_of  # noqa: F401 (the fixture)
from tests.test_bot_words import LIVE, within_limits

DOCS = (Path(__file__).parent.parent / "docs/bot.md").read_text(encoding="utf-8")
PROPOSED = {"artist", "artist2", "metric", "platform", "name", "client", "time_zone"}
"""Options that take a name of something there is."""

OWN = ("campaign", "vendor")
"""Answered to one role: their own tests walk them with and without rows."""

ALONE = [row.name for row in ROWS if row.name not in OWN]


@pytest.fixture(scope="module")
def roots(tmp_path_factory):
    """By how many artists: 200 of the longest names, one, none."""
    folder = tmp_path_factory.mktemp("walk")
    days = [before(n) for n in range(40)]
    return {
        200: large_label(folder / "many"),
        1: save(folder / "one", series_rows("ada-0", days), roster_of(["Ada"])),
        0: save(
            folder / "none", [row(DAY, 60, artist="", series="discord/members")], roster_of([])
        ),
    }


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
class TestEach:
    def test_is_documented_and_in_help(self, command, roots):
        options = "".join(f" {one}" for one in TABLE[command.name].options)
        assert f"`/{command.name}{options}`" in DOCS
        library = Library(roots[1], today=lambda: DAY)
        told = str(library.ask(help_reply).fields)
        library.close()
        assert f"**/{command.name}** {command.description}" in told

    def test_has_the_table_s_description_options_and_example(self, command):
        row = TABLE[command.name]
        assert command.description == row.line
        assert 10 <= len(row.line) <= 100
        assert tuple(p.display_name for p in command.parameters) == row.options
        assert tuple(p.display_name for p in command.parameters if p.required) == row.needed
        assert question_of(row.example).command == command.name

    def test_proposes_what_can_be_proposed(self, command):
        for parameter in command.parameters:
            proposes = parameter.display_name in PROPOSED
            assert bool(parameter.autocomplete) == proposes, parameter.display_name


def test_the_bot_s_own_page_has_every_command():
    page = (Path(__file__).parent.parent / "bot/README.md").read_text(encoding="utf-8")
    for one in ROWS:
        assert f"| `{one.example}` | {one.line} |" in page


def test_every_post_is_documented():
    for name in POSTS:
        assert f"| `{name}` |" in DOCS


def test_the_groups_are_documented_with_their_commands():
    for group in GROUPS:
        named = ", ".join(f"`/{row.name}`" for row in ROWS if row.group == group)
        assert f"| `{group}` | {named} |" in DOCS


def asks(command, name, other):
    """A command in each of its ways, with names for its options."""
    row = TABLE[command]
    values = {"artist": name, "artist2": other, "period": "30", "metric": "Spotify followers"}
    needed = [f"{option}:{values[option]}" for option in row.needed]
    every = [f"{option}:{values[option]}" for option in row.options if option in values]
    return dict.fromkeys(" ".join([f"/{command}", *given]) for given in (needed, every))


@pytest.mark.few(4)
@pytest.mark.parametrize("command", ALONE)
def test_200_artists_with_the_longest_names_fit(command, roots):
    roster = parse_roster((roots[200] / "roster.toml").read_text(encoding="utf-8"))
    library = Library(roots[200], today=lambda: DAY)
    keys = [artist.key for artist in roster.artists]
    for one, other in ((0, 1), (17, 18), (198, 199), (2, 20)):
        for text in asks(command, keys[one], keys[other]):
            made = within_limits(library.ask(question_of(text)))
            shown = "\n".join((made.title, made.description, *(v for _, v in made.fields)))
            assert not LIVE[2].search(shown)
            assert "\u202e" not in shown
            assert made.picture is None or made.picture.says
    library.close()
    assert len(keys) == len(names(200))


@pytest.mark.few(5)
@pytest.mark.parametrize("command", ALONE)
def test_one_artist_fits(command, roots):
    library = Library(roots[1], today=lambda: DAY)
    for text in asks(command, "Ada", "Ada"):
        if command == "compare":
            with pytest.raises(Exception, match="Both names are Ada"):
                library.ask(question_of(text))
        else:
            within_limits(library.ask(question_of(text)))
    library.close()


@pytest.mark.parametrize("command", ALONE)
def test_a_roster_without_artists_is_answered(command, roots):
    library = Library(roots[0], today=lambda: DAY)
    for text in asks(command, "Ada", "Bo"):
        if "artist:" in text and command != "tracks":  # charts know others than the roster
            with pytest.raises(Exception, match=r"no artist yet|No artist"):
                library.ask(question_of(text))
        else:
            within_limits(library.ask(question_of(text)))
    library.close()


async def test_in_discord_with_200_artists(server, roots):  # noqa: F811
    there = await server(roots[200])
    embed, charts = await there.embed("leaderboard")
    assert "and 180 more: see reports/latest.csv" in text_of(embed)
    assert charts[0].description.startswith(
        "Spotify monthly listeners, 2026-09-30, the first 10 of"
    )
    embed, charts = await there.embed("leaderboard", metric="deezer fans", period=30)
    assert len(charts) == 1
    keys = [one.key for one in parse_roster((roots[200] / "roster.toml").read_text()).artists]
    embed, charts = await there.embed("compare", artist=keys[17], artist2=keys[199])
    assert len(charts) == 1
    await there.embed("coverage")
    await there.embed("coverage", artist=keys[18])
    await there.embed("help")


async def test_discord_is_told_the_commands_that_are_on_and_no_other(roots):
    bot = BacklineBot(Library(roots[1]), commands_of(["audience"]))
    async with simcord.run(bot) as env:
        registered = {name for name, _ in env.backend.commands[None]}
        assert registered == {"tracks", "analyze", "settings", "help"}
    await bot.room.close()


async def test_numbers_are_proposed_in_discord(server, roots):  # noqa: F811
    there = await server(roots[1])
    propose = there.person.autocomplete
    choices = await propose(there.channel, "leaderboard", "metric", "")
    assert len(choices) == 25
    choices = await propose(there.channel, "leaderboard", "metric", "monthly li")
    assert choices[0]["name"] == "Spotify monthly listeners"
    assert choices[0]["value"] == "spotify/monthly_listeners"
    choices = await propose(there.channel, "compare", "metric", "FÓLLOW", artist="a", artist2="b")
    assert all("followers" in choice["name"] for choice in choices)
    for option in ("artist", "artist2"):
        filled = {"artist2": "x"} if option == "artist" else {"artist": "x"}
        choices = await propose(there.channel, "compare", option, "ad", **filled)
        assert [choice["value"] for choice in choices] == ["ada-0"]


async def test_what_cannot_be_answered_is_one_sentence_in_discord(server, roots):  # noqa: F811
    there = await server(roots[1], check_errors=False)
    sentence = await there.sentence("compare", artist="Ada", artist2="ada-0")
    assert sentence == "Both names are Ada: name two artists, or ask /growth for one."
    sentence = await there.sentence("leaderboard", metric="@everyone")
    assert sentence.startswith("No number is called '@\u200beveryone': ")
    assert not LIVE[2].search(sentence)
