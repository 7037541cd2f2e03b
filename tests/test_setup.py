"""The guided start: a label sets itself up against the sandbox, with keys that look real."""

from __future__ import annotations

import os
import pty
import select
import shutil
import stat
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dotenv import dotenv_values

from backline.errors import ConfigError
from backline.net.env_file import keep_keys
from backline.people import load_roster
from sandbox import Failure, Sandbox, World
from tests.test_scripts import PROJECT

WORLD = World(seed=1, artists=8)
MARLOW, VOLT = WORLD.artists[:2]
KEYS = WORLD.credentials()
SECRETS = [value for name, value in KEYS.items() if name.endswith(("SECRET", "KEY", "TOKEN"))]

NAMED = ["Quiet Lamp"]
ARTISTS = [
    MARLOW.name,
    f"https://open.spotify.com/artist/{MARLOW.spotify}?si=1 "
    f"https://www.youtube.com/channel/{MARLOW.channel}",
    f"instagram=@{MARLOW.instagram}",
    f"https://www.deezer.com/en/artist/{MARLOW.deezer}",
    "",
    "",
]
SPOTIFY = [KEYS["SPOTIFY_CLIENT_ID"], KEYS["SPOTIFY_CLIENT_SECRET"], "y"]
YOUTUBE = [KEYS["YOUTUBE_API_KEY"], ""]
INSTAGRAM = [KEYS["INSTAGRAM_ACCESS_TOKEN"], KEYS["INSTAGRAM_BUSINESS_ACCOUNT_ID"], ""]
DISCORD = [KEYS["DISCORD_BOT_TOKEN"], KEYS["DISCORD_GUILD_ID"], ""]
CHARTMETRIC = [KEYS["CHARTMETRIC_REFRESH_TOKEN"], ""]
SOUNDCHARTS = [KEYS["SOUNDCHARTS_APP_ID"], KEYS["SOUNDCHARTS_API_KEY"], ""]
EVERYTHING = [
    *NAMED, *ARTISTS, *SPOTIFY, *YOUTUBE, *INSTAGRAM, *DISCORD, *CHARTMETRIC,
    *SOUNDCHARTS, "y",
]  # fmt: skip


@dataclass
class Start:
    """A fresh clone, and the guide run in it."""

    root: Path
    environment: dict[str, str]

    def run(self, *answers, check=False):
        done = subprocess.run(
            self.command(*(["--check"] if check else [])),
            input="".join(f"{answer}\n" for answer in answers),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in done.stderr
        for secret in SECRETS:
            assert secret not in done.stdout + done.stderr
        return done

    def command(self, *options):
        script = str(PROJECT / "scripts/setup.py")
        return [sys.executable, script, "--root", str(self.root), *options]

    @property
    def roster(self):
        return load_roster(self.root / "roster.toml")

    @property
    def env(self):
        return dotenv_values(self.root / ".env", interpolate=False)


@pytest.fixture(scope="module")
def server():
    with Sandbox(WORLD, datetime.now(UTC).date()) as box:
        yield box


@pytest.fixture
def start(tmp_path, server):
    server.heal()
    for name in ("roster.toml", ".gitignore"):
        shutil.copy(PROJECT / name, tmp_path)
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return Start(tmp_path, {**kept, "BACKLINE_SANDBOX_URL": server.url, "COLUMNS": "80"})


def test_from_the_shipped_roster_to_a_first_day_and_a_reply(start):
    done = start.run(*EVERYTHING)
    assert (done.returncode, done.stderr) == (0, "")
    assert start.roster.label == "Quiet Lamp"
    (marlow,) = start.roster.artists
    assert (marlow.spotify, marlow.youtube) == (MARLOW.spotify, MARLOW.channel)
    assert (marlow.instagram, marlow.deezer) == (MARLOW.instagram, MARLOW.deezer)
    assert start.env == {k: v for k, v in KEYS.items() if k != "INSTAGRAM_API_VERSION"}
    assert stat.S_IMODE((start.root / ".env").stat().st_mode) == 0o600
    assert "Spotify answers: Marlow Tide has" in done.stdout
    assert "Discord answers: your server has" in done.stdout
    assert "  gh secret set YOUTUBE_API_KEY\n" in done.stdout
    assert f'  gh variable set DISCORD_GUILD_ID --body "{KEYS["DISCORD_GUILD_ID"]}"' in done.stdout
    assert "numbers, written." in done.stdout
    assert "Quiet Lamp: totals" in done.stdout
    assert list((start.root / "data/measurements").rglob("*.parquet"))
    ignored = subprocess.run(
        ["git", "-C", start.root, "status", "--short", "--untracked-files=all"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert ".env" not in ignored


def test_a_second_time_it_says_what_is_done_and_goes_on_from_there(start):
    start.run(*NAMED, *ARTISTS, *SPOTIFY)  # and then the terminal was closed
    assert list(start.env) == ["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"]
    before = (start.root / "roster.toml").read_text()
    done = start.run("", *YOUTUBE)
    assert "Quiet Lamp, as roster.toml says." in done.stdout
    assert "roster.toml has Marlow Tide." in done.stdout
    assert "SPOTIFY_CLIENT_ID (" not in done.stdout
    assert (start.root / "roster.toml").read_text() == before
    assert "YOUTUBE_API_KEY" in start.env


def test_a_refused_key_is_said_in_the_platforms_words_and_not_kept(start):
    wrong = [KEYS["SPOTIFY_CLIENT_ID"], "f" * 32]
    done = start.run(*NAMED, *ARTISTS, *wrong, "", *SPOTIFY)
    assert "Spotify refuses SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET" in done.stdout
    assert "Write them into .env nevertheless? [y/N]" in done.stdout
    assert start.env["SPOTIFY_CLIENT_SECRET"] == KEYS["SPOTIFY_CLIENT_SECRET"]


def test_a_no_writes_nothing(start):
    start.run(*NAMED, *ARTISTS, *SPOTIFY[:2], "n")
    assert not (start.root / ".env").exists()


def test_artists_by_name_are_looked_for_and_a_person_chooses(start):
    answers = [
        *NAMED,
        MARLOW.name,
        "",
        "",
        *SPOTIFY,
        "",
        "",
        "",
        "",
        "",
        "y",
        "1",
        "9",
        "2",
        "1",
        "",
    ]
    done = start.run(*answers)
    assert f"https://open.spotify.com/artist/{MARLOW.spotify}" in done.stdout
    assert "There is no number 9." in done.stderr
    (marlow,) = start.roster.artists
    assert (marlow.spotify, marlow.youtube) == (MARLOW.spotify, None)
    assert marlow.deezer == WORLD.strangers[0].deezer  # the second that was offered
    assert "There is no number 1." in done.stderr  # Instagram offers none to choose from


def test_what_cannot_be_read_is_asked_again(start):
    answers = [*NAMED, "https://open.spotify.com/artist/x", MARLOW.name, "nonsense", *ARTISTS[1:]]
    done = start.run(*answers)
    assert "first the name, then its links" in done.stdout
    assert "'nonsense' is a link to none of" in done.stderr
    assert start.roster.artists[0].spotify == MARLOW.spotify


class TestCheck:
    def test_nobody_is_set_up(self, start):
        done = start.run(check=True)
        assert done.returncode == 2
        assert "Label: My label (nobody named it yet)" in done.stdout
        assert "roster.toml has no artist yet: run scripts/setup.py" in done.stderr

    def test_everything_works(self, start):
        start.run(*EVERYTHING[:-1])
        done = start.run(check=True)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Newest day: none measured yet" in done.stdout
        assert done.stdout.count("answers: ") == 5

    def test_a_platform_refuses(self, start, server):
        start.run(*NAMED, *ARTISTS, *SPOTIFY)
        server.fail("spotify_accounts", Failure.UNAUTHORIZED)
        done = start.run(check=True)
        assert done.returncode == 1
        assert "Spotify refuses SPOTIFY_CLIENT_ID" in done.stdout
        assert "YouTube: YOUTUBE_API_KEY not set; 1 of 1 artists have an account" in done.stdout

    def test_the_keys_are_open_to_others_or_to_git(self, start):
        start.run(*NAMED, *ARTISTS, *SPOTIFY)
        (start.root / ".env").chmod(0o644)
        (start.root / ".gitignore").write_text("demo-label/\n")
        done = start.run(check=True)
        assert done.returncode == 1
        assert "run chmod 600 .env" in done.stderr
        assert "git would commit .env" in done.stderr

    def test_a_broken_roster(self, start):
        (start.root / "roster.toml").write_text('label = "x"\nartists = 3\n')
        assert start.run(check=True).returncode == 2


def at_a_terminal(start, *typed, last="\x03"):
    """Run the guide at a terminal, type lines, then press Ctrl-C; what the screen showed."""
    main, side = pty.openpty()
    process = subprocess.Popen(
        start.command(), stdin=side, stdout=side, stderr=side, env=start.environment,
        start_new_session=True, preexec_fn=_own_terminal,  # noqa: PLW1509 (no thread runs here)
    )  # fmt: skip
    os.close(side)
    screen = b""
    for line in [*typed, None]:
        screen += _until_quiet(main)
        os.write(main, last.encode() if line is None else f"{line}\n".encode())
    screen += _until_quiet(main)
    code = process.wait(30)
    os.close(main)
    return screen.decode(), code


def _own_terminal():
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def _until_quiet(terminal):
    """What comes until a question stands there or the process has ended."""
    seen, ends = b"", time.monotonic() + 30
    while time.monotonic() < ends:
        ready, _, _ = select.select([terminal], [], [], 0.3)
        if ready:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                return seen
            if not piece:
                return seen
            seen += piece
        elif seen.rstrip(b" ").endswith(b":"):
            return seen
    return seen


def test_ctrl_c_at_a_hidden_key_leaves_nothing_half_written(start):
    typed = [*NAMED, *ARTISTS, KEYS["SPOTIFY_CLIENT_ID"]]
    screen, code = at_a_terminal(start, *typed)
    assert code == 130
    assert "SPOTIFY_CLIENT_SECRET (hidden):" in screen
    assert KEYS["SPOTIFY_CLIENT_ID"] not in screen  # typed, and never shown
    assert "Stopped; nothing half-written was left behind." in screen
    assert "Traceback" not in screen
    assert start.roster.artists[0].spotify == MARLOW.spotify
    left = {p.name for p in start.root.iterdir()} - {".git", ".backline.lock"}
    assert left == {"roster.toml", ".gitignore"}


class TestTheKeysFile:
    def test_what_else_stands_there_stays(self, tmp_path):
        path = tmp_path / ".env"
        path.write_text("# mine\nOTHER=1\nYOUTUBE_API_KEY=old")
        keep_keys(path, {"YOUTUBE_API_KEY": "n'e\"w $x #y", "B": "2"})
        assert path.read_text().startswith("# mine\nOTHER=1\n")
        read = dotenv_values(path, interpolate=False)
        assert read == {"OTHER": "1", "YOUTUBE_API_KEY": "n'e\"w $x #y", "B": "2"}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert [p.name for p in tmp_path.iterdir()] == [".env"]

    def test_a_file_that_git_would_commit_gets_no_key(self, tmp_path):
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        with pytest.raises(ConfigError, match=r"git would commit \.env"):
            keep_keys(tmp_path / ".env", {"A": "1"})
        assert not (tmp_path / ".env").exists()
