"""``scripts/ask.py``: the bot's replies in a terminal."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from backline.errors import ConfigError
from bot.commands import COMMANDS
from bot.library import Library
from bot.replies.growth import PERIODS
from bot.table import TABLE
from bot.typed import question_of
from tests.bot_roots import roster_of, save, series_rows, small_label
from tests.roots import before
from tests.started import finished

SCRIPT = Path(__file__).parent.parent / "scripts" / "ask.py"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return small_label(tmp_path_factory.mktemp("ask") / "root")


def ask(*arguments, root, cwd=None):
    return finished(
        [sys.executable, SCRIPT, *arguments, "--root", root],
        env={**os.environ, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"},
        cwd=cwd,
    )


def failed(done, code, words):
    assert (done.returncode, done.stdout) == (code, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_a_reply_is_printed_from_anywhere(root, tmp_path):
    done = ask("/growth period:30 artist:Artist 3", root=root, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Artist 3: growth over 30 days" in done.stdout
    assert "monthly listeners 24,000: +720 (+3.1%), from 30 of 30 days" in done.stdout


def test_json_is_the_embed_and_nothing_else(root, tmp_path):
    png = tmp_path / "chart.png"
    done = ask("/artist name:artist-1-0", "--json", "--picture", str(png), root=root)
    embed = json.loads(done.stdout)
    assert embed["title"] == "Artist 1"
    assert embed["image"] == {"url": "attachment://chart.png"}
    assert {"name", "value", "inline"} == set(embed["fields"][0])
    assert png.read_bytes().startswith(b"\x89PNG")


def test_the_terminal_shows_other_peoples_text_as_it_is(tmp_path):
    name = "[bold]x[/bold] **y** @everyone \u202eabc\x1b[31m"
    text = roster_of([name], label="[red]L")
    root = save(tmp_path, series_rows("bold-x-bold-y-everyone-abc-31m-0", [before(0)]), text)
    done = ask("/stats", root=root)
    assert "[bold]x[/bold] **y** @everyone abc" in done.stdout
    assert "[red]L: totals" in done.stdout
    assert "\u202e" not in done.stdout and "\x1b[31m" not in done.stdout


def test_an_unknown_artist_is_exit_1_with_the_closest(root):
    failed(ask("/artist name:Artits 3", root=root), 1, "did you mean Artist 3")


def test_a_reply_without_a_chart_is_said(root, tmp_path):
    png = tmp_path / "no.png"
    failed(ask("/stats", "--picture", str(png), root=root), 1, "has no chart")
    assert not png.exists()


def test_a_picture_that_cannot_be_written_is_exit_1(root, tmp_path):
    target = str(tmp_path / "nowhere" / "x.png")
    failed(ask("/growth period:7", "--picture", target, root=root), 1, "cannot be written")


def test_a_missing_root_is_exit_2(tmp_path):
    failed(ask("/stats", root=tmp_path), 2, "There is no roster.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no command ''"),
        ("/foo", "There is no command 'foo'"),
        ("/growth", "/growth needs period"),
        ("/growth period:31", "period must be one of 7, 14, 30, 60, 90 days, not '31'"),
        ("/growth period:", "/growth needs period"),
        ("/growth 30", "has no option '30'; its options: period and artist"),
        ("/growth days:30", "has no option 'days'"),
        ("/stats artist:x", "has no option 'artist'; its options: none"),
        ("/artist", "/artist needs artist: try /artist artist:NAME."),
        ("/artist Ada", "has no option 'Ada'; its options: artist"),
        ("/campaign artist:x", "has no option 'artist'; its options: name"),
        ("/compare artist:x", "/compare needs artist2: try /compare artist:NAME artist2:NAME"),
        ("/leaderboard period:31", "period must be one of 7, 14, 30, 60, 90 days, not '31'"),
    ],
)
def test_a_wrong_command_is_one_sentence(text, words):
    with pytest.raises(ConfigError) as caught:
        question_of(text)
    assert words in str(caught.value)


def test_a_wrong_command_is_exit_2(root):
    failed(ask("/foo\nbar", root=root), 2, "There is no command 'foo'")


@pytest.mark.parametrize(
    "text",
    [
        "/growth period:30 artist:Artist 3",
        "growth artist:Artist 3 period:30",
        "/growth  period: 30 days artist: ARTIST 3 ",
    ],
)
def test_options_may_stand_in_any_order_and_names_have_blanks(root, text):
    made = Library(root).ask(question_of(text))
    assert made.title == "Artist 3: growth over 30 days"


def test_a_name_may_hold_a_colon(tmp_path):
    root = save(tmp_path, [], roster_of(["Ada: the name"]))
    for option in ("artist", "name"):  # as it is called, and as it was
        made = Library(root).ask(question_of(f"/artist {option}:Ada: the name"))
        assert made.title == "Ada: the name"


def test_every_command_of_the_bot_can_be_asked(root):
    assert list(TABLE) == [command.name for command in COMMANDS]
    for command in COMMANDS:
        assert TABLE[command.name].options == tuple(p.display_name for p in command.parameters)
        needed = tuple(p.display_name for p in command.parameters if p.required)
        assert TABLE[command.name].needed == needed
    for days in PERIODS:
        assert Library(root).ask(question_of(f"/growth period:{days}")).title.endswith("days")
