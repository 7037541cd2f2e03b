"""A repository nobody has set up: every part says one helpful sentence, and a run skips itself."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from backline.people.roster import NOBODY
from sandbox import Sandbox, World
from sandbox.github import token_of
from tests.roots import before, root_of, row
from tests.test_scripts import PROJECT, run
from tests.workflow import Runner, label_repository, log

WORLD = World(seed=1, artists=2)


@pytest.fixture
def shipped(tmp_path):
    """The label's folder as the repository ships it."""
    shutil.copy(PROJECT / "roster.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["collect"], 2),
        (["export"], 2),
        (["export_weekly"], 2),
        (["growth"], 0),
        (["audit"], 0),
        (["artists", "list"], 0),
        (["artists", "propose"], 2),
        (["artists", "forget", "ada"], 2),
        (["ask", "/stats"], 0),
        (["ask", "/growth period:30"], 0),
        (["ask", "/artist name:Ada"], 1),
        (["ask", "/weekly"], 0),
    ],
)
def test_every_script_says_how_to_begin_and_writes_nothing(shipped, command, code):
    script, *rest = command
    done = run(script, *rest, "--root", shipped, COLUMNS="200")
    assert done.returncode == code
    said = done.stdout + done.stderr
    assert said.count(NOBODY) == 1
    assert len(said.splitlines()) <= 5
    assert {p.name for p in shipped.rglob("*") if p.is_file()} <= {"roster.toml", ".backline.lock"}


def test_a_format_for_programs_stays_one(shipped):
    assert run("growth", "--root", shipped, "--format", "json").stdout == "[]\n"
    assert run("audit", "--root", shipped, "--format", "json").stdout == "[]\n"


def test_the_scheduled_run_skips_itself_and_says_so_once(tmp_path):
    remote = label_repository(tmp_path / "label", (PROJECT / "roster.toml").read_text())
    with Sandbox(WORLD, date=date(2026, 9, 4)) as box:
        variables = {"BACKLINE_SANDBOX_URL": box.url, "GITHUB_API_URL": f"{box.url}/github"}
        runner = Runner(remote, tmp_path / "runs", variables, token_of(WORLD))
        head = log(remote)
        played = runner.play("2026-09-04T02:31:00Z")  # a Friday, when the weekly report is due
        # No platform is asked, and at GitHub nothing is opened.
        assert {(call.platform, call.method) for call in box.calls} <= {
            ("github", "GET"),
            ("github", "HEAD"),
        }
    assert (played.status, played.failed) == ("success", [])
    assert played.said.count("::notice") == 1
    assert f"::notice title=Backline is not set up yet::{NOBODY}" in played.steps["collect"].out
    assert played.summary == f"## 2026-09-04: nobody was asked\n\n{NOBODY}\n"
    assert log(remote) == head


def test_reports_speak_of_the_rosters_artists_only(tmp_path):
    rows = [row(before(n), 5 + n, artist=a) for n in range(31) for a in ("ada", "bo", "cy")]
    root = root_of(tmp_path, rows)  # cy is nobody of the roster
    assert run("export", "--root", root).returncode == 0
    for name in ("latest", "growth", "coverage"):
        text = (root / f"reports/{name}.csv").read_text()
        assert ",ada," in text
        assert "cy" not in text
    assert "cy" not in run("growth", "--root", root).stdout


def test_the_example_is_a_roster_that_can_be_used(tmp_path):
    shutil.copy(PROJECT / "examples/roster.toml", tmp_path)
    done = run("artists", "list", "--root", tmp_path)
    assert "Casa 24Beats" in done.stdout
    assert Path(PROJECT / "README.md").read_text().count("examples/roster.toml") == 1
