"""What the workflow files say, beside what actionlint, zizmor and the schema check."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml

from backline.collecting.daily import check_clock
from backline.errors import ConfigError
from backline.net.credentials import ALERT_PREFIX, NAMES
from backline.sources import ALL
from backline.unattended.failure_issue import LABEL, TITLE
from tests.roots import ROSTER, root_of, row
from tests.started import finished
from tests.workflow import PROJECT, UPDATE

FILES = sorted((PROJECT / ".github/workflows").glob("*.yml"))
PINS = {
    "actions/checkout": "3d3c42e5aac5ba805825da76410c181273ba90b1",
    "actions/setup-python": "5fda3b95a4ea91299a34e894583c3862153e4b97",
    "actions/upload-artifact": "043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",
}


def read(path):
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    document["on"] = document.pop(True)  # YAML 1.1 reads the key as a yes
    return document


@pytest.fixture
def update():
    return read(UPDATE)


@pytest.fixture
def steps(update):
    return {step.get("id"): step for step in update["jobs"]["update"]["steps"]}


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_every_action_is_pinned_and_every_job_ends(path):
    for job in read(path)["jobs"].values():
        assert job["timeout-minutes"] <= 165
        for step in job["steps"]:
            if "uses" in step:
                action, _, commit = step["uses"].partition("@")
                assert PINS[action] == commit
            else:
                assert "${{" not in step["run"]


def test_the_job_outlives_its_steps_so_that_no_day_is_lost_to_its_end(update):
    job = update["jobs"]["update"]
    *steps, last = job["steps"]
    assert last["name"] == "Report that nothing could start"  # runs in place of most others
    assert sum(step["timeout-minutes"] for step in steps) <= job["timeout-minutes"]


def test_when_it_runs(update):
    first, second = (entry["cron"] for entry in update["on"]["schedule"])
    assert first == "30 2 * * *"
    minute, hour = map(int, second.split()[:2])
    assert minute % 5
    assert hour - 2 >= 4
    assert update["concurrency"] == {"group": "update-data", "cancel-in-progress": False}
    inputs = update["on"]["workflow_dispatch"]["inputs"]
    assert set(inputs) == {"date", "only"}
    assert set(inputs["only"]["options"]) == {"everything", *(s.platform for s in ALL)}


def test_what_it_may(update, steps):
    assert update["permissions"] == {}
    rights = update["jobs"]["update"]["permissions"]
    assert rights == {"contents": "write", "issues": "write", "id-token": "write"}
    with_token = [name for name, step in steps.items() if "GITHUB_TOKEN" in step.get("env", {})]
    assert with_token == ["publish", "report", None]
    assert steps["checkout"]["with"] == {
        "ref": "${{ github.ref }}",
        "persist-credentials": False,
    }


def test_only_the_collecting_step_has_every_key(steps):
    wanted = {"WORKER_API_URL", "WORKER_API_KEY", *NAMES}
    assert set(steps["collect"]["env"]) == wanted | {"DATE", "ONLY"}
    for name in wanted:
        assert f"secrets.{name} " in steps["collect"]["env"][name]
    assert set(steps["weekly"]["env"]) == {
        "WORKER_API_URL",
        "WORKER_API_KEY",
        "CHARTMETRIC_REFRESH_TOKEN",
    }
    alerts = {n for n in steps["alerts"]["env"] if not n.startswith("WORKER_")}
    assert all(name.startswith(ALERT_PREFIX) for name in alerts)
    keys = (PROJECT / "docs/keys.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in keys for name in alerts)
    with_keys = ("collect", "weekly", "alerts", "publish")
    others = [str(step) for name, step in steps.items() if name not in with_keys]
    assert not any("secrets." in text for text in others)
    assert steps["publish"]["env"] == {
        "GITHUB_TOKEN": "${{ secrets.BACKLINE_PUSH_TOKEN || github.token }}"
    }


def test_the_step_without_packages_speaks_of_the_same_issue(steps):
    assert f'\\"title\\": \\"{TITLE}\\"' in steps[None]["run"]
    assert f'\\"labels\\": [\\"{LABEL}\\"]' in steps[None]["run"]
    assert f"labels={LABEL}" in steps[None]["run"]


def test_the_docs_tell_the_times_and_the_label(update):
    text = (PROJECT / "docs/actions.md").read_text(encoding="utf-8")
    for entry in update["on"]["schedule"]:
        minute, hour = entry["cron"].split()[:2]
        assert f"{int(hour):02}:{int(minute):02}" in text
    assert LABEL in text
    assert "backline/unpublished-" in text
    assert "## When a push is refused" in text


def collect(root, moment, *arguments, **environment):
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    clock = {"PYTHONPATH": str(PROJECT / "tests/clock"), "TEST_CLOCK": moment}
    return finished(
        [sys.executable, str(PROJECT / "scripts/collect.py"), "--root", str(root), *arguments],
        env={**base, **clock, **environment},
    )


def contents(root):
    found = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
    return {p: content for p, content in found.items() if p.name != ".backline.lock"}


class TestADayThatIsNotThisOne:
    @pytest.mark.parametrize("day", ["2026-08-31", "2026-09-02", "yesterday", ""])
    def test_named(self, tmp_path, day):
        done = collect(tmp_path, "2026-09-01T00:00:30Z", "--date", day)
        assert done.returncode == 2
        assert done.stderr.startswith("A run measures the day it begins on, 2026-09-01 in UTC")
        assert done.stderr.count("\n") == 1

    @pytest.mark.parametrize(
        ("moment", "said"),
        [
            ("2026-08-30T02:30:00Z", "comes after this machine's 2026-08-30 (UTC)"),
            ("2031-01-01T02:30:00Z", "1583 days before this machine's 2031-01-01 (UTC)"),
        ],
    )
    def test_by_a_clock_that_jumped(self, tmp_path, moment, said):
        root = root_of(tmp_path, [row(date(2026, 9, 1), 5)])
        before = contents(root)
        done = collect(root, moment, BACKLINE_SANDBOX_URL="http://127.0.0.1:1")
        assert done.returncode == 2
        assert said in done.stderr
        assert done.stderr.count("\n") == 1
        assert contents(root) == before

    def test_a_pause_of_more_than_a_year_has_to_be_confirmed(self):
        newest, day = date(2026, 9, 1), date(2027, 9, 3)
        with pytest.raises(ConfigError, match="--date 2027-09-03"):
            check_clock(newest, day)
        check_clock(newest, day, confirmed=True)
        check_clock(newest, date(2027, 9, 2))
        check_clock(newest, newest)
        check_clock(None, day)
        with pytest.raises(ConfigError):
            check_clock(newest, date(2026, 8, 31), confirmed=True)


def test_what_it_prints_begins_no_line_with_an_order(tmp_path):
    """A long line is not broken where a name could begin the next one."""
    names = "".join(
        f'[[artist]]\nkey = "a{n}"\nname = "{"x" * 20} ::error::{n} ##[add-mask]"\n'
        f'deezer = "{n + 1}"\n'
        for n in range(9)
    )
    (tmp_path / "roster.toml").write_text(f'label = "L"\n[settings]\nretry_seconds = 0\n{names}')
    moment = datetime(2026, 9, 1, 2, 30, tzinfo=UTC).isoformat()
    done = collect(tmp_path, moment, BACKLINE_SANDBOX_URL="http://127.0.0.1:1")
    assert done.returncode == 1
    assert "error" in done.stdout
    assert not any(line.lstrip().startswith("::") for line in done.stdout.splitlines())
    assert "##[" not in done.stdout


def test_a_run_leaves_its_record_where_it_is_told_to(tmp_path):
    (tmp_path / "roster.toml").write_text(ROSTER)
    record = tmp_path / "run.json"
    done = collect(tmp_path, "2026-09-01T02:30:00Z", "--report", str(record))
    assert done.returncode == 1
    text = record.read_text(encoding="utf-8")
    assert '"day": "2026-09-01"' in text
    assert "no account in roster.toml belongs to a platform that is switched on" in text
    assert Path(done.args[1]).name == "collect.py"


def test_the_pages_cost_nobody_the_day_and_are_public_only_where_a_variable_says_so(steps):
    pages, kept = steps["pages"], steps["keep_pages"]
    assert pages["continue-on-error"] is kept["continue-on-error"] is True
    names = list(steps)
    assert names.index("publish") < names.index("pages") < names.index("summary")
    assert pages["env"] == {"PUBLIC": "${{ vars.BACKLINE_PUBLIC_PAGES }}"}
    assert 'if [ "$PUBLIC" = true ]; then options+=(--public); fi' in pages["run"]
    assert kept["with"]["path"] == "${{ runner.temp }}/pages"
    text = (PROJECT / "docs/actions.md").read_text(encoding="utf-8")
    assert "`BACKLINE_PUBLIC_PAGES`" in text
    assert f"for {kept['with']['retention-days']} days" in text
