"""Keys in files: each shape is known, made up here piece by piece so that no file has one."""

from __future__ import annotations

import shutil
import string
import subprocess
import sys
from pathlib import Path

import pytest

from backline.net.credentials import NAMES, NOT_SECRET
from tests.workflow import git

PROJECT = Path(__file__).parent.parent
SIGNS = (string.ascii_letters + string.digits) * 3

SHAPED = {
    "a key of Google": "AI" + "za" + SIGNS[:35],
    "a token of Meta": "EA" + "A" + SIGNS[:120],
    "a token of a Discord bot": f"{'M' + SIGNS[:25]}.{SIGNS[:6]}.{SIGNS[:38]}",
    "a web hook of Discord": f"https://discord.com/api/webhooks/{'1' * 18}/{SIGNS[:68]}",
    "an address for alerts": f"discord://{'1' * 18}/{SIGNS[:68]}",
    "a web hook of Slack": f"https://hooks.slack.com/services/T{'0' * 9}/B{'0' * 9}/{SIGNS[:24]}",
    "a token of GitHub": "gh" + "p_" + SIGNS[:36],
    "a fine-grained token of GitHub": "github" + "_pat_" + SIGNS[:82],
    "a token of Cloudflare": f"CLOUDFLARE_API_TOKEN={SIGNS[:40]}",
    "a signed token": f"{'ey' + 'J' + SIGNS[:30]}.{'ey' + 'J' + SIGNS[:90]}.{SIGNS[:86]}",
    "a private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "a line of .env": f"SPOTIFY_CLIENT_SECRET={'0123456789abcdef' * 2}",
    "a line of JSON": f'"WORKER_API_KEY": "{SIGNS[40:83]}"',
}


@pytest.fixture
def repository(tmp_path):
    """A repository with the check in it and one file that git ignores."""
    shutil.copytree(PROJECT / ".ci", tmp_path / ".ci")
    shutil.copytree(PROJECT / "backline", tmp_path / "backline")
    git(tmp_path, "init", "-q")
    (tmp_path / ".gitignore").write_text(".env\n__pycache__\n")
    (tmp_path / ".env").write_text("\n".join(SHAPED.values()))
    git(tmp_path, "add", ".")
    return tmp_path


def looked(root):
    done = subprocess.run(
        [sys.executable, ".ci/find_keys.py"], cwd=root, capture_output=True, text=True, check=False
    )
    assert not done.stderr
    return done.returncode, done.stdout


def test_the_project_has_no_key_in_it():
    assert looked(PROJECT) == (0, "")


def test_every_shape_of_key_is_found_and_never_shown(repository):
    assert looked(repository) == (0, ""), "what git ignores is nobody's business"
    text = "".join(f"{name}\nand then {key}\n" for name, key in SHAPED.items())
    (repository / "notes.md").write_text(text)
    code, said = looked(repository)
    assert code == 1
    for place, (name, key) in enumerate(SHAPED.items()):
        assert f"notes.md:{place * 2 + 2}: a " in said, name
        assert key not in said
    assert SIGNS[:20] not in said


def test_every_secret_name_is_known_with_a_value_beside_it(repository):
    names = [name for name in NAMES if name not in NOT_SECRET] + ["BACKLINE_ALERT_ANY"]
    value = "a1/b2:c3.d4+e5-f6_g7h8i9"
    (repository / "ci.yml").write_text("\n".join(f"  {name}: '{value}'" for name in names))
    code, said = looked(repository)
    assert code == 1
    assert said.count("a value beside its name") == len(names)


@pytest.mark.parametrize(
    "line",
    [
        "SPOTIFY_CLIENT_SECRET: ${{ secrets.SPOTIFY_CLIENT_SECRET }}",
        "WORKER_API_KEY=the-key-you-made",
        f"INSTAGRAM_BUSINESS_ACCOUNT_ID={'1' * 24}",
        f"data:image/png;base64,{SIGNS}",
        f"sha512-{SIGNS}",
        f"YOUTUBE_API_KEY={SIGNS[:39]} # made up, opens nothing",
    ],
)
def test_what_is_no_key_is_left_alone(repository, line):
    (repository / "notes.md").write_text(line)
    assert looked(repository) == (0, "")


def test_a_key_in_a_committed_file_that_is_no_text_is_found(repository):
    key = SHAPED["a key of Google"].encode()
    (repository / "kept.parquet").write_bytes(b"PAR1\0\xff" + key + b"\0PAR1")
    git(repository, "add", ".")
    assert looked(repository)[1].startswith("kept.parquet:1: a key of Google\n")
