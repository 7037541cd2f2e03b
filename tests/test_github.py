"""The client for GitHub's issues, the issue it keeps, and the clock it asks."""

from __future__ import annotations

import os
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from backline.errors import ConfigError
from backline.net import Redactor
from backline.unattended.failure_issue import LABEL, Run, again_text, issue_text, keep_issue
from backline.unattended.github import GitHub, GitHubError, check_clock
from backline.unattended.run_record import RunRecord
from sandbox import Failure, Sandbox, World
from sandbox.github import token_of
from tests.started import finished

PROJECT = Path(__file__).parent.parent
DAY = date(2026, 9, 2)
WORLD = World(seed=1, artists=2)
TOKEN = token_of(WORLD)


@pytest.fixture
def box():
    with Sandbox(WORLD, date=DAY) as running:
        yield running


@pytest.fixture
def github(box):
    with client(box) as opened:
        yield opened


def client(box, **variables):
    redactor = Redactor()
    given = {"GITHUB_API_URL": f"{box.url}/github", "GITHUB_REPOSITORY": "label/numbers"}
    opened = GitHub.from_environment({**given, "GITHUB_TOKEN": TOKEN, **variables}, redactor)
    opened._sleep = lambda _: None
    assert redactor.clean(f"x {TOKEN}") == f"x {variables.get('GITHUB_TOKEN', '***')}" or variables
    return opened


def run(day=DAY, failed=("collect",), said="Nothing could be measured.", **more):
    record = RunRecord(day=day, failures=dict.fromkeys(failed[:1], said))
    fields = {"newest": day - timedelta(days=1), "url": "https://github.com/x", "docs": "docs"}
    return Run(day=day, record=record, failed=failed, **{**fields, **more})


class TestTheIssue:
    def test_opens_is_commented_once_a_day_and_closes(self, github, box):
        assert keep_issue(github, run()).startswith("Issue 1 is open: https://github.com/label")
        assert keep_issue(github, run()) == "Issue 1 tells of 2026-09-02 already."
        box.date = DAY + timedelta(days=1)
        assert "has a comment about 2026-09-03" in keep_issue(github, run(box.date))
        assert keep_issue(github, run(box.date)) == "Issue 1 tells of 2026-09-03 already."
        box.date += timedelta(days=1)
        assert keep_issue(github, run(box.date, failed=())) == "Issue 1 is closed."
        assert keep_issue(github, run(box.date, failed=())) == "No issue was open."
        (issue,) = box.tracker.issues
        assert (issue["state"], issue["state_reason"]) == ("closed", "completed")
        assert len(box.tracker.comments[1]) == 2
        assert keep_issue(github, run(box.date)).startswith("Issue 2 is open")

    def test_other_issues_and_pull_requests_are_not_its_own(self, github, box):
        box.tracker.open({"title": "A wish", "labels": ["wish"]}, DAY)
        box.tracker.open({"title": "A fix", "labels": [LABEL], "pull_request": {}}, DAY)
        assert keep_issue(github, run(failed=())) == "No issue was open."
        assert keep_issue(github, run()).startswith("Issue 3 is open")
        assert [issue["state"] for issue in box.tracker.issues] == ["open"] * 3

    def test_two_that_are_open_are_both_closed(self, github, box):
        for _ in range(2):
            box.tracker.open({"title": "The daily run fails", "labels": [LABEL]}, DAY)
        assert keep_issue(github, run(failed=())) == "Issue 1, 2 is closed."

    def test_numbers_that_wait_on_a_branch_are_remembered_at_the_end(self, github, box):
        keep_issue(github, run(said="They are on the branch backline/unpublished-2026-09-02-abc."))
        keep_issue(github, run(failed=()))
        assert "`backline/unpublished-` can still be merged" in box.tracker.comments[1][0]["body"]

    def test_a_label_that_is_there_already_is_fine(self, github, box):
        box.tracker.labels.append(LABEL)
        keep_issue(github, run())
        assert box.tracker.labels == [LABEL]


def test_the_texts_say_what_to_do():
    refused = run(failed=("publish",), said="GitHub refuses the push to main.")
    assert "When a push is refused" in issue_text(refused)
    assert "newest stored day" not in issue_text(refused)
    other = issue_text(run(failed=("export",), said="reports/growth.csv would lose every row."))
    assert "run the workflow again the same day" in other
    unnamed = issue_text(Run(DAY, RunRecord(), ("checkout",), "u", "d", None))
    assert "**checkout**: its log has the reason." in unnamed
    assert "Numbers of 2026-09-02 were stored by an earlier run." in again_text(run(newest=DAY))


def test_texts_of_others_are_no_orders_in_an_issue():
    text = issue_text(run(said="@all closes #1 <!-- x --> | `y`"))
    assert "@all" not in text
    assert "#1" not in text
    assert text.count("<!--") == text.count("\\<!--") + 1  # the mark of the day


class TestRefusals:
    @pytest.mark.parametrize(
        ("failure", "said"),
        [
            (Failure.UNAUTHORIZED, "GitHub refuses GITHUB_TOKEN (401)."),
            (Failure.FORBIDDEN, "needs the permission issues: write."),
            (Failure.NOT_FOUND, "needs the permission issues: write."),
            (Failure.RATE_LIMIT, "GitHub is asked too often (429)."),
            (Failure.SERVER_ERROR, "GitHub answered 500 when asked about issues."),
            (Failure.HTML, "GitHub answered something that is no JSON."),
            (Failure.EMPTY, "GitHub answered something that is no JSON."),
            (Failure.RESET, "GitHub could not be reached (ConnectionError)."),
        ],
    )
    def test_each_is_one_sentence(self, github, box, failure, said):
        box.fail("github", failure)
        with pytest.raises(GitHubError) as error:
            keep_issue(github, run())
        assert str(error.value).endswith(said)
        assert TOKEN not in str(error.value)

    def test_issues_that_are_switched_off(self, github, box):
        box.tracker.enabled = False
        with pytest.raises(GitHubError, match=r"Issues are switched off in label/numbers \(410\)"):
            keep_issue(github, run())

    def test_no_list_and_no_number(self, github, box):
        with pytest.raises(GitHubError, match="no list of issues"):
            github._listed("", {})
        box.fail("github", Failure.MISSING_FIELDS, match="issues")
        box.tracker.open({"title": "x", "labels": [LABEL]}, DAY)
        with pytest.raises(GitHubError, match="an issue without a number"):
            github.open_issues(LABEL)

    def test_what_passes_is_tried_again_and_what_writes_is_not(self, github, box):
        box.fail("github", Failure.SERVER_ERROR, times=2)
        assert github.open_issues(LABEL) == []
        box.fail("github", Failure.SERVER_ERROR, times=1)
        with pytest.raises(GitHubError, match="answered 500"):
            github.create_issue("x", "y", LABEL)
        assert box.tracker.issues == []

    @pytest.mark.parametrize(
        ("variables", "said"),
        [
            ({"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set"),
            ({"GITHUB_REPOSITORY": "numbers"}, "GITHUB_REPOSITORY must name"),
            ({"GITHUB_REPOSITORY": "../x/y"}, "GITHUB_REPOSITORY must name"),
            ({"GITHUB_API_URL": "http://api.github.com"}, "must begin with https://"),
        ],
    )
    def test_variables_that_are_wrong(self, box, variables, said):
        with pytest.raises(ConfigError, match=said):
            client(box, **variables)


class TestTheClock:
    NOW = datetime(2026, 9, 2, 2, 31, tzinfo=UTC)

    def check(self, box, **variables):
        check_clock({"GITHUB_API_URL": f"{box.url}/github", **variables}, self.NOW)

    @pytest.mark.parametrize("hours", [-0.9, 0, 0.9])
    def test_it_agrees(self, box, hours):
        box.clock = self.NOW + timedelta(hours=hours)
        self.check(box)

    @pytest.mark.parametrize("hours", [-30, -1.1, 1.1, 24 * 400])
    def test_it_does_not(self, box, hours):
        box.clock = self.NOW + timedelta(hours=hours)
        with pytest.raises(ConfigError, match="would be written into a wrong day"):
            self.check(box)

    def test_nobody_tells_the_time(self, box):
        self.check(box)
        box.fail("github", Failure.RESET)
        self.check(box)
        self.check(box, GITHUB_API_URL="")


def report(box, *arguments, **environment):
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    given = {
        "GITHUB_API_URL": f"{box.url}/github",
        "GITHUB_REPOSITORY": "label/numbers",
        "GITHUB_TOKEN": TOKEN,
    }
    return finished(
        [sys.executable, str(PROJECT / "scripts/report_failure.py"), *map(str, arguments)],
        env={**base, **given, **environment},
    )


class TestTheScript:
    def test_a_green_run_stays_green_where_issues_are_switched_off(self, box, tmp_path):
        box.tracker.enabled = False
        done = report(box, "--root", tmp_path, JOB_STATUS="success")
        assert done.returncode == 0
        assert done.stderr == (
            "The issue about failed runs stays as it is. Issues are switched off in label/numbers "
            "(410).\n"
        )

    def test_a_red_run_without_a_token(self, box, tmp_path):
        done = report(box, "--root", tmp_path, JOB_STATUS="failure", STEPS="{}", GITHUB_TOKEN="")
        assert done.returncode == 2
        assert done.stderr.startswith("GITHUB_TOKEN is not set")
        assert done.stderr.count("\n") == 1

    def test_a_cancelled_run_says_nothing_on_github(self, box, tmp_path):
        done = report(box, "--root", tmp_path, JOB_STATUS="cancelled")
        assert (done.returncode, box.calls) == (0, [])

    def test_a_record_that_is_none(self, box, tmp_path):
        (tmp_path / "run.json").write_text("{")
        options = ("--root", tmp_path, "--report", tmp_path / "run.json")
        done = report(box, *options, JOB_STATUS="failure", STEPS="{}")
        assert (done.returncode, done.stderr) == (
            1,
            "run.json is no record of a run; delete it.\n",
        )
