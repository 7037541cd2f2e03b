"""Keeping the checkout fresh, with real repositories."""

from __future__ import annotations

import shutil
import stat
import subprocess
from datetime import UTC, datetime

import pytest
import simcord

from backline.store import Store
from bot.checkout import Checkout
from bot.client import BacklineBot
from bot.commands import COMMANDS
from bot.library import Library
from tests.bot_roots import roster_of, save, series_rows
from tests.roots import DAY, before

NOON = datetime(2026, 9, 30, 14, 5, tzinfo=UTC)


def git(folder, *arguments):
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


def commit(folder, message="a day"):
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


@pytest.fixture
def there(tmp_path):
    """The repository the daily job writes to."""
    root = save(tmp_path / "there", series_rows("a-0", [before(1)]), roster_of(["A"]))
    git(root, "init", "-q", "-b", "main")
    commit(root)
    return root


@pytest.fixture
def here(there, tmp_path):
    """The bot's clone of it."""
    subprocess.run(
        ["git", "clone", "-q", str(there), str(tmp_path / "here")], check=True, capture_output=True
    )
    return tmp_path / "here"


def new_day(there, day=DAY):
    store = Store(there)
    save(there, series_rows("a-0", [day]), store.roster_file.read_text())
    commit(there)


def test_a_fast_forward_brings_the_new_day(there, here):
    new_day(there)
    checkout = Checkout(here, now=lambda: NOON)
    assert checkout.can_be_pulled()
    checkout.refresh()
    assert checkout.failure() == ""
    assert Store(here).measurement_file(DAY).is_file()


def test_histories_that_parted_are_left_alone_and_said(there, here):
    new_day(there)
    (here / "note.txt").write_text("changed here\n")
    commit(here)
    checkout = Checkout(here, now=lambda: NOON)
    checkout.refresh()
    assert checkout.failure() == (
        "could not be refreshed since 14:05 UTC: Not possible to fast-forward, aborting."
    )
    assert (here / "note.txt").is_file()
    assert not Store(here).measurement_file(DAY).is_file()


def rewritten(there):
    """The other side's history anew: another first commit, and a day more."""
    git(there, "checkout", "-q", "--orphan", "anew")
    commit(there, "all there is")
    git(there, "branch", "-M", "anew", "main")
    new_day(there)


def head(folder):
    asked = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    return subprocess.run(asked, check=True, capture_output=True, text=True).stdout


def test_a_rewritten_history_is_followed_and_said_until_the_next_pull(there, here, caplog):
    rewritten(there)
    (here / "untracked.txt").write_text("mine\n")
    checkout = Checkout(here, now=lambda: NOON)
    checkout.refresh()
    assert checkout.failure() == ""
    assert checkout.notice() == ("the stored history was rewritten and is followed since 14:05 UTC")
    assert caplog.text.count("The history was rewritten on the other side and is followed") == 1
    assert head(here) == head(there)
    assert Store(here).measurement_file(DAY).is_file()
    assert (here / "untracked.txt").is_file()
    checkout.refresh()
    assert checkout.notice() == ""


def test_a_history_that_somebody_fetched_before_is_followed(there, here):
    rewritten(there)
    git(here, "fetch", "-q")
    checkout = Checkout(here)
    checkout.refresh()
    assert "is followed" in checkout.notice()
    assert head(here) == head(there)


def test_a_history_that_was_cut_short_is_followed(there, here):
    new_day(there)
    checkout = Checkout(here)
    checkout.refresh()
    git(there, "reset", "-q", "--hard", "HEAD~1")
    checkout.refresh()
    assert "is followed" in checkout.notice()
    assert head(here) == head(there)


def test_own_commits_are_kept_from_a_rewritten_history(there, here):
    (here / "note.txt").write_text("made here\n")
    commit(here)
    mine = head(here)
    rewritten(there)
    checkout = Checkout(here, now=lambda: NOON)
    for _ in range(2):
        checkout.refresh()
        assert checkout.failure() == (
            "could not be refreshed since 14:05 UTC: its history was rewritten, and commits made "
            "in this checkout keep it as it is."
        )
    assert head(here) == mine


def test_changed_files_are_kept_from_a_rewritten_history(there, here):
    mine = head(here)
    (here / "roster.toml").write_text('label = "Mine"\n')
    rewritten(there)
    checkout = Checkout(here)
    for _ in range(2):
        checkout.refresh()
        assert checkout.failure().endswith("and files changed in this checkout keep it as it is.")
    assert head(here) == mine
    assert "Mine" in (here / "roster.toml").read_text()
    git(here, "checkout", "-q", "roster.toml")
    checkout.refresh()
    assert head(here) == head(there)


def test_a_file_that_git_does_not_know_is_not_written_over(there, here):
    (here / "note.txt").write_text("mine\n")
    (there / "note.txt").write_text("theirs\n")
    rewritten(there)
    checkout = Checkout(here)
    checkout.refresh()
    assert "its history was rewritten and cannot be followed: " in checkout.failure()
    assert (here / "note.txt").read_text() == "mine\n"


def test_own_commits_on_top_are_no_rewritten_history(here):
    (here / "note.txt").write_text("made here\n")
    commit(here)
    mine = head(here)
    checkout = Checkout(here)
    checkout.refresh()
    assert (checkout.notice(), head(here)) == ("", mine)


def test_whether_a_pull_would_reach_the_other_side(there, here):
    before = head(here)
    new_day(there)
    assert Checkout(here).unreachable() == ""
    assert head(here) == before
    shutil.rmtree(there)
    assert "does not appear to be a git repository" in Checkout(here).unreachable()


def test_a_failure_ends_with_the_next_success(there, here, tmp_path):
    checkout = Checkout(here)
    moved = there.rename(tmp_path / "moved")
    checkout.refresh()
    assert "does not appear to be a git repository" in checkout.failure()
    moved.rename(there)
    checkout.refresh()
    assert checkout.failure() == ""


def test_since_when_names_the_day_where_it_is_another(here, there):
    shutil.rmtree(there)
    times = [NOON, NOON.replace(day=29)]
    checkout = Checkout(here, now=times.pop)
    times.append(NOON)
    checkout.refresh()
    assert checkout.failure().startswith("could not be refreshed since 2026-09-29 14:05 UTC: ")


def test_no_name_or_password_of_an_address_is_said(here):
    git(here, "remote", "set-url", "origin", "http://ada:s3cret@127.0.0.1:1/label.git")
    checkout = Checkout(here)
    checkout.refresh()
    failure = checkout.failure()
    assert "could not be refreshed" in failure
    assert "127.0.0.1" in failure
    assert "s3cret" not in failure and "ada" not in failure
    assert "\n" not in failure and failure.endswith(".")


def test_a_folder_without_a_remote_needs_no_pull(tmp_path, there):
    assert not Checkout(tmp_path).can_be_pulled()
    assert not Checkout(there).can_be_pulled()


def test_a_git_that_hangs_is_ended_with_its_children(here, tmp_path, monkeypatch):
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nsleep 60 &\nsleep 60\n")
    slow.chmod(slow.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(slow.parent), prepend=":")
    monkeypatch.setattr("bot.checkout._TIMEOUT", 0.3)
    monkeypatch.setattr("bot.checkout._QUICK", 0.3)
    checkout = Checkout(here)
    checkout.refresh()
    assert "git did not answer within 0 seconds." in checkout.failure()


def test_without_git_the_failure_says_so(here, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    checkout = Checkout(here)
    assert checkout.can_be_pulled()
    checkout.refresh()
    assert "git cannot be run" in checkout.failure()


async def footer(env, person, channel):
    result = await person.slash(channel, "stats")
    return result.response.embeds[0].footer.text


async def test_the_bot_pulls_in_the_background_and_says_a_failure(there, here, caplog):
    checkout = Checkout(here, now=lambda: NOON)
    library = Library(here, today=lambda: DAY, notice=checkout.failure)
    bot = BacklineBot(library, COMMANDS, checkout=checkout, pull_minutes=10)
    async with simcord.run(bot, settle_timeout=30) as env:
        guild = env.create_guild()
        place = (env, guild.add_member(env.create_user("ada")), guild.create_text_channel("c"))
        assert (await footer(*place)).startswith("as of 2026-09-29")

        new_day(there)
        await env.advance_time(601)
        assert await footer(*place) == "as of 2026-09-30 · from spotify api"

        away = there.rename(there.with_name("away"))
        await env.advance_time(601)
        said = await footer(*place)
        assert "as of 2026-09-30" in said
        assert "could not be refreshed since 14:05 UTC: " in said
        assert "could not be refreshed" in caplog.text

        away.rename(there)
        await env.advance_time(601)
        assert "refreshed" not in await footer(*place)
    library.close()


async def test_0_minutes_switch_the_pull_off(here, monkeypatch):
    checkout = Checkout(here)
    monkeypatch.setattr(checkout, "refresh", lambda: pytest.fail("was pulled"))
    bot = BacklineBot(Library(here), COMMANDS, checkout=checkout, pull_minutes=0)
    async with simcord.run(bot) as env:
        await env.advance_time(3600)
