"""``python -m bot --check``: what it says of a bot that is well, and of each way not to be."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import discord
import pytest

from backline.store import Store
from bot.check import check_bot
from bot.check.discord_side import (
    Discord,
    Heard,
    UnreachableError,
    Wanted,
    application_findings,
    clock_findings,
    discord_findings,
    invite,
    missing_intents,
)
from bot.check.finding import NOTE
from bot.check.this_side import data_findings, env_findings, font_findings, state_findings
from bot.commands import COMMANDS
from bot.library import utc_today
from bot.state import State
from sandbox import Failure, Sandbox
from tests.bot_roots import roster_of, save, series_rows
from tests.played import DAY, WORLD

PROJECT = Path(__file__).parent.parent
TOKEN = WORLD.credentials()["DISCORD_BOT_TOKEN"]
GUILD = int(WORLD.credentials()["DISCORD_GUILD_ID"])


@pytest.fixture
def root(tmp_path):
    days = [utc_today() - timedelta(days=1)]
    return save(tmp_path / "root", series_rows("a-0", days), roster_of(["A"]))


@pytest.fixture
def state(tmp_path):
    return State(tmp_path / "state")


def asked(box, state, **wanted):
    found = Wanted(**{"token": TOKEN, "guild": GUILD, **wanted})
    return list(discord_findings(found, f"{box.url}/discord", state))


def faults(findings):
    return [finding.said for finding in findings if finding.code > 0]


def check(root, **environment):
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-m", "bot", "--check", "--root", str(root)],
        cwd=PROJECT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_all_well_is_exit_0_and_changes_nothing(root, box):
    before = sorted(root.rglob("*"))
    done = check(
        root,
        BACKLINE_SANDBOX_URL=box.url,
        DISCORD_BOT_TOKEN=TOKEN,
        DISCORD_GUILD_ID=str(GUILD),
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.endswith("\nAll is well.\n")
    assert "the bot is backline. It has no end: it is valid until" in " ".join(done.stdout.split())
    assert f"{invite(GUILD + 29)}\n" in done.stdout
    assert TOKEN not in done.stdout
    assert sorted(root.rglob("*")) == before


def test_channels_that_are_told_anything_are_looked_at(root, box):
    text = (root / "roster.toml").read_text()
    tables = "".join(f'[bot_channels.{n}]\nposts = ["daily"]\n' for n in (GUILD + 1, GUILD + 2))
    (root / "roster.toml").write_text(f"{text}\n{tables}")
    done = check(
        root,
        BACKLINE_SANDBOX_URL=box.url,
        DISCORD_BOT_TOKEN=TOKEN,
        DISCORD_GUILD_ID=str(GUILD),
    )
    said = " ".join(done.stdout.split())
    assert done.returncode == 1
    assert f"The bot reads channel {GUILD + 1}, which it tells things." in said
    assert f"There is no channel {GUILD + 2} where the bot is: correct the id in roster" in said


def test_the_invitation_asks_for_what_posting_needs_and_no_more():
    assert "permissions=117760" in invite(5)


def test_a_missing_token_is_exit_2_and_the_rest_is_looked_at(root):
    done = check(root)
    assert (done.returncode, done.stderr) == (2, "")
    assert "DISCORD_BOT_TOKEN is missing" in done.stdout
    assert "The newest day is" in done.stdout
    assert done.stdout.endswith("1 thing to fix.\n")


def test_without_a_token_the_invitation_is_told_where_the_application_is_known(root):
    done = check(root, DISCORD_CLIENT_ID="123456789012345678")
    assert done.returncode == 2
    assert invite("123456789012345678") in done.stdout.split()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DISCORD_GUILD_ID", "my server"),
        ("DISCORD_CLIENT_ID", "my app"),
        ("BACKLINE_LOG", "xml"),
        ("BACKLINE_SANDBOX_URL", "https://example.org"),
    ],
)
def test_a_wrong_variable_is_exit_2(root, capsys, variable, value, monkeypatch):
    monkeypatch.setattr(Discord, "ask", lambda *_: pytest.fail("asked"))
    if variable == "BACKLINE_LOG":
        monkeypatch.setattr("bot.check.discord_findings", lambda *_: [])
    assert check_bot(root, {"DISCORD_BOT_TOKEN": TOKEN, variable: value}) == 2
    assert f"{variable} must be" in capsys.readouterr().out


def test_a_missing_roster_is_exit_2(tmp_path, box, capsys):
    environment = {"DISCORD_BOT_TOKEN": TOKEN, "BACKLINE_SANDBOX_URL": box.url}
    assert check_bot(tmp_path, environment) == 2
    assert "There is no roster.toml" in capsys.readouterr().out


def test_a_token_that_discord_refuses_is_to_be_copied_anew(box, state):
    assert faults(asked(box, state, token="wrong.token")) == [
        "Discord does not accept DISCORD_BOT_TOKEN (401): copy the bot's token anew from the "
        "developer portal, under Bot."
    ]
    assert "signs that no token has" in faults(asked(box, state, token="a b"))[0]


def test_a_server_the_bot_is_not_in_is_named(box, state):
    (said,) = faults(asked(box, state, guild=12345))
    assert said.startswith("The bot is not in server 12345 of DISCORD_GUILD_ID (404): invite it")


def test_commands_that_are_not_allowed_are_said(box, state):
    box.fail("discord", Failure.FORBIDDEN, match=f"guilds/{GUILD}/commands")
    (said,) = faults(asked(box, state))
    assert said.startswith("They are not allowed in that server (403): invite the bot again")


def test_commands_that_discord_lost_are_told_from_those_it_was_never_told(box, state):
    (note,) = [f for f in asked(box, state) if f.about == "Commands"]
    assert note.code == NOTE
    assert note.said.startswith(f"{len(COMMANDS)} of {len(COMMANDS)} do not stand there yet")
    told = state.told(str(GUILD + 29))
    told.digests[str(GUILD)] = "x"
    state.keep(told)
    assert "delete commands.json" in faults(asked(box, state))[0]


def test_another_applications_id_is_said(box, state):
    (said,) = faults(asked(box, state, client=5))
    assert f"DISCORD_CLIENT_ID is 5, but the token is of application {GUILD + 29}" in said
    assert not faults(asked(box, state, client=GUILD + 29, guild=None))


@pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.RATE_LIMIT])
def test_a_discord_that_is_down_is_one_sentence(box, state, failure):
    box.fail("discord", failure)
    (said,) = faults(asked(box, state))
    assert said.startswith("It could not be reached (it answered ")


def test_a_network_that_is_down_is_one_sentence():
    with pytest.raises(UnreachableError, match=r"^ConnectionError$"):
        Discord("http://127.0.0.1:1", "x").ask("/users/@me")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("interactions_endpoint_url", "https://example.org", "Interactions Endpoint URL"),
        ("bot_require_code_grant", True, "Requires OAuth2 Code Grant"),
    ],
)
def test_an_application_that_keeps_commands_away_is_said(field, value, words):
    heard = Heard(200, {"id": "1", "flags": 0, field: value}, None)
    (said,) = faults(application_findings(heard, Wanted("x")))
    assert words in said


def test_a_privileged_intent_is_missing_only_where_it_is_wanted():
    assert missing_intents(discord.Intents(guilds=True), 0) == []
    wanted = discord.Intents(guilds=True, members=True, message_content=True)
    assert missing_intents(wanted, 1 << 15) == ["Message Content"]


@pytest.mark.parametrize(("ahead", "words"), [(9.4, "9 s ahead of"), (-61, "61 s behind")])
def test_a_wrong_clock_is_said(ahead, words):
    assert words in faults(clock_findings(ahead))[0]


@pytest.mark.parametrize("ahead", [None, 0, 4.9, -4.9])
def test_a_right_clock_is_no_fault(ahead):
    assert not faults(clock_findings(ahead))


def test_the_clock_is_compared_with_discords_answer(state):
    with Sandbox(WORLD, date=DAY) as box:
        box.clock = datetime.now(UTC) + timedelta(minutes=2)
        (said,) = faults(asked(box, state))
    assert "s behind Discord's" in said


@pytest.mark.parametrize(("days", "well"), [(0, True), (3, True), (4, False), (-2, False)])
def test_old_numbers_are_said(tmp_path, days, well):
    day = utc_today() - timedelta(days=days)
    root = save(tmp_path, series_rows("a-0", [day]), roster_of(["A"]))
    assert (not faults(data_findings(Store(root)))) is well


def test_a_checkout_that_cannot_be_pulled_is_said(root):
    git = ["git", "-C", str(root)]
    subprocess.run([*git, "init", "-q"], check=True)
    remote = ["remote", "add", "origin", "http://ada:s3cret@127.0.0.1:1/label.git"]
    subprocess.run([*git, *remote], check=True)
    (said,) = faults(data_findings(Store(root)))
    assert said.startswith("It cannot be pulled (")
    assert "s3cret" not in said


def test_keys_that_others_can_read_or_git_would_commit_are_said(root):
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    (root / "bot").mkdir()
    (root / "bot/.env").write_text("")
    (root / "bot/.env").chmod(0o644)
    first, second = faults(env_findings(root))
    assert first.startswith("git would commit bot/.env")
    assert second.endswith("run chmod 600 bot/.env.")


def test_a_state_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file/state"
    assert "(Not a directory)" in faults(state_findings(State(folder), folder))[0]


def test_names_that_charts_cannot_write_are_named_with_what_to_install(tmp_path):
    root = save(tmp_path, [], roster_of(["A", "宇多田ヒカル", "Рок"]))
    first, second = font_findings(Store(root))
    assert first.said == (
        "They are drawn, in Latin, Greek, Cyrillic and Hebrew, not in Arabic, Devanagari, Tamil, "
        "Georgian, Armenian, Thai, Chinese, Japanese or Korean."
    )
    assert second.code == NOTE
    key = Store(root).roster().artists[1].key
    assert second.said == (
        f"This name is drawn as its key: 宇多田ヒカル ({key}). No font here has all the letters: "
        "install Debian's fonts-noto-core and fonts-noto-cjk and start the bot again. "
        "Replies have every name whole."
    )


def test_a_chart_that_cannot_be_drawn_is_said(root, monkeypatch):
    import vl_convert

    def fails(*_, **__):
        raise ValueError("no fonts")

    monkeypatch.setattr(vl_convert, "vegalite_to_png", fails)
    (said,) = faults(font_findings(Store(root)))
    assert "None can be drawn (ValueError)" in said
