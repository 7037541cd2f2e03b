"""What keeps the bot running: the container, the service, and the steps of the quick start."""

from __future__ import annotations

import configparser
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from bot.checkout import Checkout

PROJECT = Path(__file__).parent.parent
CONTAINER = PROJECT / "Containerfile"
SERVICE = PROJECT / "bot/backline-bot.service"
PAGES = [PROJECT / "bot/QUICKSTART.md", PROJECT / "bot/README.md", PROJECT / "docs/bot.md"]


def instructions():
    """The Containerfile's instructions: word and rest, continued lines joined."""
    lines = CONTAINER.read_text(encoding="utf-8").splitlines()
    text = "\n".join(line for line in lines if not line.startswith("#"))
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            word, rest = line.split(None, 1)
            yield word, rest.strip()


def all_of(word):
    return [rest for found, rest in instructions() if found == word]


def test_the_container_copies_what_is_there():
    sources = [source for rest in all_of("COPY") for source in rest.split()[:-1]]
    assert sources == ["requirements.txt", "backline", "bot"]
    assert all((PROJECT / source).exists() for source in sources)
    kept = (PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert kept[1] == "*"
    assert {line[1:] for line in kept if line.startswith("!")} == set(sources)
    assert {"**/.env", "**/.env.*"} <= set(kept[kept.index("!bot") :])


def test_the_container_runs_a_command_that_there_is_as_nobody_special():
    (command,) = map(json.loads, all_of("CMD"))
    assert command[:3] == ["python", "-m", "bot"]
    assert_parses(command[3:])
    (base,) = all_of("FROM")
    assert base.endswith("python:3.11-slim")
    words = [word for word, _ in instructions()]
    assert words.index("USER") < words.index("CMD")
    assert all_of("USER") == ["backline"]
    (health,) = all_of("HEALTHCHECK")
    assert json.loads(health[health.index("[") :])[-1] == "/proc/1/cmdline"


def test_the_container_needs_no_module_it_does_not_copy(tmp_path):
    for name in ("backline", "bot"):
        (tmp_path / name).symlink_to(PROJECT / name)
    code = "import bot.run, bot.check, bot.worker, bot.commands"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def assert_parses(arguments):
    """The bot's own options, without starting it."""
    result = CliRunner().invoke(app, [*arguments, "--help"])
    assert result.exit_code == 0, result.output
    for option in (word for word in arguments if word.startswith("--")):
        assert option in result.output


def service():
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read_string(SERVICE.read_text(encoding="utf-8"))
    return parser["Service"]


def test_the_service_runs_the_bot_and_may_write_only_where_it_must():
    found = service()
    place = found["WorkingDirectory"]
    command = shlex.split(found["ExecStart"])
    assert command[:3] == [f"{place}/.venv/bin/python", "-m", "bot"]
    assert_parses(command[3:])
    assert found["User"] == "backline"
    assert found["ProtectSystem"] == "strict"
    assert found["NoNewPrivileges"] == "yes"
    assert found["Restart"] == "on-failure"
    state = f"/var/lib/{found['StateDirectory']}"
    assert found["ReadWritePaths"].split() == [place, state]
    assert found["Environment"] == f"BACKLINE_BOT_STATE={state}"
    assert found["EnvironmentFile"].startswith("-/etc/")


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not here")
def test_systemd_finds_nothing_wrong_with_the_service(tmp_path):
    text = SERVICE.read_text(encoding="utf-8")
    text = text.replace("/srv/label/.venv/bin/python", sys.executable)
    text = text.replace("User=backline", "User=root").replace("file:///srv/label", "file://")
    unit = tmp_path / SERVICE.name
    unit.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if SERVICE.name in line]
    assert (done.returncode, said) == (0, []), done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def commands_of(page):
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("    ") and line.strip():
            yield shlex.split(line.strip(), comments=True)


def test_the_steps_of_the_quick_start_have_commands_that_there_are():
    text = PAGES[0].read_text(encoding="utf-8")
    assert re.findall(r"^## (\d+)\. ", text, re.MULTILINE) == [str(n) for n in range(1, 11)]
    known = {
        "cd", "chmod", "git", "journalctl", "make", "podman", "sudo", "systemctl",
    }  # fmt: skip
    bots = 0
    for words in commands_of(PAGES[0]):
        if words[0] == ".venv/bin/python":
            if words[1:3] == ["-m", "bot"]:
                bots += 1
                assert_parses(words[3:])
            else:
                assert (PROJECT / words[1]).is_file(), words
        elif words[0] == "make":
            assert f"\n{words[1]}:" in (PROJECT / "Makefile").read_text(encoding="utf-8")
        else:
            assert words[0] in known or "=" in words[0], words
        for word in words:
            if word.startswith(("bot/", "scripts/")) and word != "bot/.env":
                assert (PROJECT / word).exists(), word
    assert bots >= 2


def test_a_repository_that_is_read_only_is_pulled_by_others(tmp_path, monkeypatch):
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", "x"], check=True)
    (tmp_path / "label").mkdir()
    checkout = Checkout(tmp_path / "label")
    assert checkout.can_be_pulled()
    monkeypatch.setattr("os.access", lambda *_: False)
    assert checkout.is_read_only()
    assert not checkout.can_be_pulled()
