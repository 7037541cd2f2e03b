"""The unattended run: the steps of update-data.yml itself, played in every situation.

A run is many seconds, so that most situations are for ``make test-heavy``; each of them is also
tried without the workflow, by the tests of collecting, publishing, rescuing and telling.
"""

from __future__ import annotations

import base64
import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from sandbox import Failure, Sandbox, World
from sandbox.github import token_of
from sandbox.socket_server import SocketServer
from sandbox.wire import Reply
from tests.campaigns.campaign_roots import ride, rows, seen, write_book, write_scrapes
from tests.campaigns.scraped import TRACK, document
from tests.workflow import (
    JOINER,
    PROTECTED,
    UPDATE,
    Context,
    Runner,
    changed,
    evaluate,
    files,
    git,
    hook,
    label_repository,
    log,
    message,
    somebody_pushes,
)

DAY = date(2026, 9, 1)
TOKEN_OF_A_HOOK = "5Zq-hook-of-the-team-91"
WORLD = World(seed=1, artists=4)
TOKEN = token_of(WORLD)
PLATFORMS = ("spotify_api", "spotify_page", "youtube", "instagram", "discord", "deezer")
ROSTER = WORLD.roster_toml().replace("[settings]", "[settings]\nretry_seconds = 0")


def at(day, time="02:31"):
    return f"{day}T{time}:00Z"


@pytest.fixture(scope="module")
def server():
    with Sandbox(WORLD, date=DAY) as box:
        yield box


@pytest.fixture
def box(server):
    server.heal()
    server.date = DAY
    server.clock = None
    server.tracker.__init__()
    return server


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    return label_repository(tmp_path_factory.mktemp("fresh"), ROSTER)


@pytest.fixture(scope="module")
def with_a_day(tmp_path_factory, server, fresh):
    """A repository after its first run, and that run."""
    folder = tmp_path_factory.mktemp("first")
    runner = runner_of(fresh, folder, server)
    server.date = DAY
    played = runner.play(at(DAY), secrets=secrets(server))
    return runner.remote, played


def secrets(box):
    return {k: v for k, v in box.environment().items() if k.startswith("WORKER")}


def runner_of(remote, folder, box):
    copy = folder / "remote.git"
    shutil.copytree(remote, copy)
    variables = {"BACKLINE_SANDBOX_URL": box.url, "GITHUB_API_URL": f"{box.url}/github"}
    return Runner(copy, folder, variables, TOKEN)


class Label:
    """A repository, its runner and the outside world, with a day's run in one call."""

    def __init__(self, remote, folder, box):
        self.runner = runner_of(remote, folder, box)
        self.remote = self.runner.remote
        self.folder = folder
        self.box = box

    def run(self, day=DAY, time="02:31", **options):
        self.box.date = day
        options.setdefault("secrets", secrets(self.box))
        played = self.runner.play(at(day, time), **options)
        assert_no_secret(played, self.remote)
        return played

    def down(self):
        for platform in PLATFORMS:
            self.box.fail(platform, Failure.UNAVAILABLE)

    @property
    def issues(self):
        return self.box.tracker.issues

    @property
    def comments(self):
        return [c["body"] for said in self.box.tracker.comments.values() for c in said]


def assert_no_secret(played, remote):
    """The token, and the form git sends it in, are nowhere."""
    pair = base64.b64encode(f"x-access-token:{TOKEN}".encode()).decode()
    objects = git(remote, "cat-file", "--batch-all-objects", "--batch", "--buffer", raw=True)
    kept = [p.read_bytes() for p in played.workspace.parent.rglob("*") if p.is_file()]
    for secret in (TOKEN.encode(), pair.encode()):
        assert secret not in played.said.encode()
        assert secret not in objects
        assert not any(secret in content for content in kept)


@pytest.fixture
def label(tmp_path, box, with_a_day):
    """A label that has been measured on DAY."""
    return Label(with_a_day[0], tmp_path, box)


@pytest.fixture
def new_label(tmp_path, box, fresh):
    return Label(fresh, tmp_path, box)


def test_first_run(with_a_day):
    remote, played = with_a_day
    assert (played.status, played.failed) == ("success", [])
    assert log(remote) == ["2026-09-01: 69 of 70 numbers", "Start"]
    assert git(remote, "log", "-1", "--format=%an <%ae>") == (
        "github-actions[bot] <41898282+github-actions[bot]@users.noreply.github.com>"
    )
    assert {name.split("/")[0] for name in changed(remote)} == {"data", "reports"}
    assert "data/measurements/2026/2026-09-01.parquet" in changed(remote)
    said = message(remote)
    assert "- YouTube subscribers of 拾光机: hidden, the channel hides its subscribers" in said
    assert "units a key usually has a day are left; this run used" in said
    assert "## 2026-09-01: 69 of 70 numbers" in played.summary
    assert "| Spotify followers | 4 of 4 |" in played.summary
    assert f"/commit/{git(remote, 'rev-parse', '--short', 'main')})" in played.summary
    assert played.steps["report"].out == "No issue was open.\n"


@pytest.mark.heavy
def test_numbers_that_are_asked_of_a_cluster_elsewhere_are_measured_and_told_from_the_checkout(
    tmp_path, box
):
    named = 'engine = "sc://127.0.0.1:1"\ndata = "s3://nobody-is-here/data"'
    roster = ROSTER.replace("[settings]", f"[settings]\n{named}")
    new = Label(label_repository(tmp_path, roster), tmp_path, box)
    played = new.run()
    assert (played.status, played.failed) == ("success", [])
    assert log(new.remote) == ["2026-09-01: 69 of 70 numbers", "Start"]
    assert "reports/latest.csv" in changed(new.remote)
    assert "nobody-is-here" not in played.said


@pytest.mark.heavy
def test_a_rerun_of_the_day_by_hand_makes_no_commit(label):
    before = log(label.remote)
    played = label.run(time="05:00", event="workflow_dispatch", inputs={"only": "everything"})
    assert played.status == "success"
    assert label.box.calls_to("spotify_api")
    assert played.steps["publish"].out == "Nothing is new, so there is no commit.\n"
    assert log(label.remote) == before
    assert "Every answer was the same as before" in played.summary


@pytest.mark.heavy
def test_the_catch_up_of_a_complete_day_asks_nobody(label):
    calls = len(label.box.calls)
    played = label.run(time="09:43")
    assert played.status == "success"
    assert {call.platform for call in label.box.calls[calls:]} == {"github"}
    assert "2026-09-01 is measured already; no platform was asked again." in played.summary


@pytest.mark.heavy
def test_one_platform_down_is_told_and_asked_again_by_the_catch_up(label):
    day = DAY + timedelta(days=1)
    label.box.fail("youtube", Failure.QUOTA)
    played = label.run(day)
    assert played.status == "success"
    assert log(label.remote)[0] == "2026-09-02: 46 of 58 numbers"
    said = message(label.remote)
    assert "New gaps:\n- YouTube subscribers, views, top videos, videos of Marlow Tide," in said
    assert "failed, YouTube's quota of the day is used up" in said
    assert "| YouTube views | 0 of 4 |" in played.summary
    in_vain = label.run(day, "09:43")
    assert in_vain.status == "success"
    assert "stays as it was measured earlier" in in_vain.steps["collect"].out
    assert log(label.remote)[0] == "2026-09-02: 46 of 58 numbers"
    label.box.heal()
    calls = len(label.box.calls)
    again = label.run(day, "10:43")
    assert again.status == "success", {name: again.steps[name] for name in again.failed}
    assert {c.platform for c in label.box.calls[calls:]} == {"worker", "youtube", "github"}
    assert log(label.remote)[0] == "2026-09-02: 69 of 70 numbers, 23 more than before"
    assert label.issues == []


@pytest.mark.heavy
def test_everything_down_is_one_issue_that_the_next_green_run_closes(label):
    before = log(label.remote)
    label.down()
    second, third, fourth = (DAY + timedelta(days=n) for n in (1, 2, 3))
    played = label.run(second)
    assert (played.status, played.failed) == ("failure", ["collect"])
    assert played.steps["export"].outcome == "skipped"
    assert "2026-09-02: nothing was measured" in played.summary
    (issue,) = label.issues
    assert issue["title"] == "The daily run fails"
    assert issue["labels"] == [{"name": "backline-run-failed"}]
    assert "Nothing could be measured on 2026-09-02; no file was changed." in issue["body"]
    assert "- Discord answered 503 (guilds)" in issue["body"]
    assert "The newest stored day is 2026-09-01, so 1 day is without" in issue["body"]
    assert "https://github.com/label/numbers/actions/runs/7001" in issue["body"]
    assert label.run(second, "09:43").status == "failure"
    assert label.comments == []
    assert label.run(third).status == "failure"
    (comment,) = label.comments
    assert comment.startswith("2026-09-03: failed again.")
    assert "so 2 days are without numbers" in comment
    assert log(label.remote) == before
    label.box.heal()
    assert label.run(fourth).status == "success"
    assert len(label.issues) == 1
    assert issue["state"] == "closed"
    assert "of 2026-09-04 succeeded: 69 of " in label.comments[-1]
    assert "No numbers are stored of 2026-09-02 to 2026-09-03, and no" in label.comments[-1]


class TestOnAFriday:
    FRIDAY = DAY + timedelta(days=3)

    @pytest.mark.heavy
    def test_the_weekly_report_is_written_and_told(self, label):
        played = label.run(self.FRIDAY)
        assert played.status == "success"
        written = files(label.remote, folder="reports/weekly/")
        assert len(written) == 2 * (len(WORLD.artists) + 1)
        assert message(label.remote).endswith("\n- Weekly report: as of 2026-09-04.")
        assert "- Weekly report: as of 2026-09-04." in played.summary
        assert log(label.remote)[0] == "2026-09-04: 69 of 70 numbers"

    @pytest.mark.heavy
    def test_a_service_that_refuses_its_token_is_told_and_costs_no_report(self, label):
        label.box.fail("chartmetric", Failure.UNAUTHORIZED)
        played = label.run(self.FRIDAY)
        assert played.status == "success"
        assert "report: as of 2026-09-04, from stored numbers." in message(label.remote)
        assert "report: Chartmetric refuses CHARTMETRIC_REFRESH_TOKEN" in message(label.remote)
        assert files(label.remote, folder="reports/weekly/")


class TestAlerts:
    """A placement has stalled, and the team wants to know."""

    NEXT = DAY + timedelta(days=1)

    @pytest.fixture
    def hook(self):
        asked = []

        def handle(_method, _path, _headers, body):
            asked.append(json.loads(body)["message"])
            return Reply(503 if self.down else 200, b"")

        server = SocketServer(0, handle, lambda: 0.0)
        server.start()
        yield asked, f"json://127.0.0.1:{server.server_port}/{TOKEN_OF_A_HOOK}"
        server.stop()

    down = False

    def stalled(self, label, tmp_path):
        folder = tmp_path / "tables"
        write_book(folder, rows())
        counts = {"2026-08-20": 2000, "2026-08-28": 2000}
        scraped = [seen(day, w12months=[ride(n, "Aug 1, 2026")]) for day, n in counts.items()]
        write_scrapes(folder, *scraped)
        tables = {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in (folder / "data").rglob("*.*")
        }
        clone = tmp_path / "theirs"
        git(tmp_path, "clone", "-q", str(label.remote), str(clone))
        for name, content in tables.items():
            (clone / name).parent.mkdir(parents=True, exist_ok=True)
            (clone / name).write_bytes(content)
        rules = '\n[alerts.team]\nkinds = ["stalled"]\n'
        (clone / "roster.toml").write_text(ROSTER + rules, encoding="utf-8")
        git(clone, "add", "-A")
        git(clone, "-c", "user.name=a", "-c", "user.email=a@b.c", "commit", "-qm", "Campaigns")
        git(clone, "push", "-q")

    @pytest.mark.heavy
    def test_it_is_told_once_and_remembered_by_the_repository(self, label, tmp_path, hook):
        asked, address = hook
        self.stalled(label, tmp_path)
        given = secrets(label.box) | {"BACKLINE_ALERT_TEAM": address}
        self.down = True
        played = label.run(self.NEXT, secrets=given)
        assert (played.status, played.steps["alerts"].outcome) == ("success", "failure")
        assert "answered 503; the next run tries again" in played.summary
        self.down = False
        for time in ("09:43", "10:43"):
            played = label.run(self.NEXT, time, secrets=given)
            assert played.status == "success"
            assert TOKEN_OF_A_HOOK not in played.summary + message(label.remote)
        assert len(asked) == 2  # in vain, and once
        assert "no stream in the last 8 known days" in asked[1]
        known = git(label.remote, "show", "main:data/alerts.csv").splitlines()
        assert known[1] == (
            "stalled,placement night-pulse,,team,0,2026-08-28,2026-09-02,sent,,1,2026-09-02,"
        )
        assert "data/alerts.csv" in changed(label.remote)


class TestPages:
    """The day as files to be read in a browser, beside the run."""

    NEXT = DAY + timedelta(days=1)

    @pytest.fixture
    def paged(self, label):
        label.runner.pages = True
        return label

    def read(self, played, name):
        top = played.workspace.parent / "artifacts"
        return (top / "pages" / name).read_text(encoding="utf-8")

    @pytest.mark.heavy
    def test_they_are_an_artifact_of_the_run(self, paged):
        played = paged.run(self.NEXT)
        assert played.status == "success"
        assert played.steps["pages"].out.count("\n") == 1
        assert {"pages/index.html", "pages/analytics/28-days.html", "pages/campaigns.html"} <= set(
            played.artifacts
        )
        assert "2026-09-02" in self.read(played, "index.html")
        assert not [name for name in changed(paged.remote) if name.endswith(".html")]
        again = paged.run(self.NEXT, "09:43")
        assert again.steps["pages"].out == (
            "Nothing is new, so the pages are those of an earlier run.\n"
        )
        assert again.artifacts == []

    @pytest.mark.heavy
    def test_they_are_for_everybody_where_a_variable_says_so(self, paged):
        played = paged.run(self.NEXT, vars_={"BACKLINE_PUBLIC_PAGES": "true"})
        assert "tell only what may be published" in played.steps["pages"].out
        names = [name for name in played.artifacts if name.startswith("pages/")]
        assert "pages/index.html" in names
        assert not [name for name in names if "campaign" in name or "client" in name]

    @pytest.mark.heavy
    def test_where_they_cannot_be_written_the_day_is_kept_and_the_page_says_so(self, paged):
        def spoil(workspace):
            (workspace.parent / "temp/pages").mkdir()
            (workspace.parent / "temp/pages/mine.txt").write_text("mine")

        played = paged.run(self.NEXT, before={"pages": spoil})
        assert (played.status, played.failed) == ("success", ["pages"])
        assert log(paged.remote)[0] == "2026-09-02: 69 of 70 numbers"
        assert "**pages failed:** " in played.summary
        assert "holds something that no build of the pages made" in played.summary
        assert paged.issues == []


@pytest.mark.heavy
def test_a_catch_up_after_three_missed_days_invents_none_of_them(label):
    played = label.run(DAY + timedelta(days=4), "09:43")
    assert played.status == "success"
    days = [Path(n).stem for n in files(label.remote, folder="data/measurements/")]
    assert days == ["2026-09-01", "2026-09-05"]
    said = "No numbers are stored of 2026-09-02 to 2026-09-04 (3 days); no platform tells the past."
    assert said in message(label.remote)
    assert said in played.summary


class TestARace:
    @pytest.mark.heavy
    def test_somebody_elses_commit_comes_first(self, label):
        def push(_workspace):
            text = {"notes.md": "On tour\n"}
            somebody_pushes(label.remote, label.folder, text, "A note")

        played = label.run(DAY + timedelta(days=1), before={"publish": push})
        assert played.status == "success"
        assert played.steps["publish"].out.endswith(" is on main at attempt 2.\n")
        assert log(label.remote)[:2] == ["2026-09-02: 69 of 70 numbers", "A note"]
        assert "notes.md" in files(label.remote)
        assert git(label.remote, "rev-list", "--merges", "main") == ""

    @pytest.mark.heavy
    def test_somebody_measured_the_same_day(self, label, tmp_path):
        """Each has a platform the other lacks; both are kept, and the reports are of both."""
        day = DAY + timedelta(days=1)
        other = Label(label.remote, tmp_path / "other", label.box)
        label.box.fail("deezer", Failure.UNAVAILABLE)
        other.run(day)
        label.box.heal()

        def push(_workspace):
            git(other.remote, "push", "-q", str(label.remote), "main")

        label.box.fail("youtube", Failure.QUOTA)
        played = label.run(day, before={"publish": push})
        assert played.status == "success"
        assert log(label.remote)[:2] == [
            "2026-09-02: 69 of 70 numbers",
            "2026-09-02: 65 of 70 numbers",
        ]
        latest = json.loads(git(label.remote, "show", "main:data/latest.json"))["artists"][0]
        assert latest["deezer"]["fans"] is not None
        assert latest["youtube"]["total_views"] is not None
        reports = git(label.remote, "show", "main:reports/latest.csv")
        assert "failed" not in reports


@pytest.mark.heavy
def test_a_push_that_branch_protection_refuses(label):
    hook(label.remote, "pre-receive", PROTECTED)
    before = log(label.remote)
    played = label.run(DAY + timedelta(days=1))
    assert (played.status, played.failed) == ("failure", ["publish"])
    assert log(label.remote) == before
    branch = git(label.remote, "branch", "--list", "backline/*").strip()
    assert branch.startswith("backline/unpublished-2026-09-02-")
    assert message(label.remote, branch).startswith("2026-09-02: 69 of 70 numbers")
    assert played.steps["publish"].err == (
        "GitHub refuses the push to main (GH006: Protected branch update failed for "
        "refs/heads/main. Changes must be made through a pull request); nothing is lost, the "
        f"numbers are on the branch {branch}: see docs/actions.md, When a push is refused.\n"
    )
    assert "GH006" in label.issues[0]["body"]
    assert "When a push is refused" in label.issues[0]["body"]
    assert "GH006" in played.summary


class TestTheDayIsKept:
    NEXT = DAY + timedelta(days=1)
    STORED = "data/measurements/2026/2026-09-02.parquet"

    def aside(self, label):
        return git(label.remote, "branch", "--list", "backline/*").strip()

    @pytest.mark.heavy
    def test_a_tag_is_called_like_the_branch(self, label):
        git(label.remote, "tag", "main", "refs/heads/main")
        assert label.run(self.NEXT).status == "success"
        assert git(label.remote, "log", "-1", "--format=%s", "refs/heads/main") == (
            "2026-09-02: 69 of 70 numbers"
        )
        assert "refs/heads/heads/main" not in git(label.remote, "for-each-ref")

    @pytest.mark.heavy
    @pytest.mark.parametrize("ref", ["refs/tags/v1", "refs/pull/7/merge"])
    def test_a_run_on_something_that_is_no_branch(self, label, ref):
        git(label.remote, "update-ref", ref, "refs/heads/main")
        played = label.run(self.NEXT, event="workflow_dispatch", ref=ref)
        assert played.failed == ["publish"]
        assert self.STORED in files(label.remote, self.aside(label))
        assert "numbers belong on a branch" in label.issues[0]["body"]

    @pytest.mark.heavy
    def test_a_race_with_somebodys_broken_roster(self, label):
        def push(_workspace):
            text = {"roster.toml": "label = “x”\n", "reports/own.csv": "a\n"}
            somebody_pushes(label.remote, label.folder, text, "A mistake")

        played = label.run(self.NEXT, before={"publish": push})
        assert played.failed == ["publish"]
        assert "roster.toml" in played.steps["publish"].err
        branch = self.aside(label)
        assert branch in played.steps["publish"].err
        assert self.STORED in files(label.remote, branch)
        assert played.artifacts == []

    @pytest.mark.heavy
    def test_no_branch_at_all_may_be_pushed(self, label):
        hook(label.remote, "pre-receive", "#!/bin/sh\necho 'GH013: no.' >&2\nexit 1\n")
        played = label.run(self.NEXT)
        assert played.failed == ["publish"]
        assert f"unpublished/{self.STORED}" in played.artifacts
        assert "the numbers are the artifact “unpublished” of this run" in label.issues[0]["body"]
        assert "artifact" in played.summary

    @pytest.mark.heavy
    def test_the_run_is_cancelled_once_it_has_measured(self, label):
        played = label.run(self.NEXT, cancelled="weekly")
        assert played.status == "cancelled"
        assert log(label.remote)[0] == "2026-09-02: 69 of 70 numbers"
        assert label.issues == []

    @pytest.mark.heavy
    def test_a_git_that_was_killed_left_its_lock(self, label):
        def leave(workspace):
            (workspace / ".git/index.lock").touch()

        assert label.run(self.NEXT, before={"publish": leave}).status == "success"


class TestTheDay:
    def test_another_day_than_todays_is_refused(self, label):
        inputs = {"date": "2026-08-31", "only": "everything"}
        played = label.run(event="workflow_dispatch", inputs=inputs)
        assert played.failed == ["collect"]
        assert played.steps["collect"].err == (
            "A run measures the day it begins on, 2026-09-01 in UTC, and cannot measure "
            "'2026-08-31': no platform tells the past or the future.\n"
        )
        assert label.issues[0]["body"].count("cannot measure '2026-08-31'") == 1

    @pytest.mark.heavy
    def test_today_and_one_platform_by_hand(self, label):
        inputs = {"date": "2026-09-02", "only": "deezer"}
        day = DAY + timedelta(days=1)
        played = label.run(day, event="workflow_dispatch", inputs=inputs)
        assert played.status == "success"
        assert log(label.remote)[0] == "2026-09-02: 4 of 4 numbers"


def test_a_repository_in_which_nothing_is_set_up_yet(tmp_path, box):
    roster = 'label = "New"\n[[artist]]\nkey = "ada"\nname = "Ada"\nspotify = ""\n'
    new = Label(label_repository(tmp_path, roster), tmp_path, box)
    played = new.run(secrets={})
    assert played.failed == ["collect"]
    assert played.steps["collect"].err == (
        "Nothing could be measured on 2026-09-01: no account in roster.toml belongs to a platform "
        "that is switched on here; see docs/roster.md and docs/keys.md.\n"
    )
    assert "No day is stored yet." in new.issues[0]["body"]
    assert log(new.remote) == ["Start"]


@pytest.mark.heavy
def test_names_and_answers_that_are_orders(tmp_path, box):
    orders = ["@all closes #1", "[skip ci] skip-checks: true", "::error::x|y", "##[add-mask]a `b`"]
    roster = ROSTER
    for artist, name in zip(WORLD.artists, orders, strict=True):
        roster = roster.replace(f'name = "{artist.name}"', f'name = "{name}"')
    new = Label(label_repository(tmp_path, roster), tmp_path, box)
    box.fail("deezer", Failure.NOT_FOUND)
    played = new.run()
    for text in (message(new.remote), played.summary):
        assert JOINER in text
        for order in ("@all", "#1", "[skip ci]", "skip-checks:", "##["):
            assert order not in text
    assert git(new.remote, "log", "-1", "--format=%(trailers)") == ""
    lines = [line.strip() for line in played.said.splitlines()]
    assert all(line.startswith("::add-mask::") for line in lines if line.startswith("::"))
    assert "##[" not in played.said


@pytest.mark.heavy
def test_the_issue_cannot_be_reached_and_the_run_stays_red(label):
    label.down()
    label.box.fail("github", Failure.FORBIDDEN)
    played = label.run(DAY + timedelta(days=1))
    assert played.failed == ["collect", "report"]
    assert played.steps["report"].err == (
        "GitHub does not let this run use the issues of label/numbers (403): the workflow needs "
        "the permission issues: write.\n"
    )


def test_what_backline_needs_cannot_be_installed(tmp_path, box):
    if not shutil.which("curl"):
        pytest.skip("the step is written with curl, which is not on this machine")
    new = Label(label_repository(tmp_path, ROSTER), tmp_path, box)
    text = {"requirements.txt": "no-such-package-anywhere==1.0\n"}
    somebody_pushes(new.remote, tmp_path, text, "A mistake")
    for _ in range(2):
        played = new.run()
        assert played.failed == ["install"]
        assert played.steps["collect"].outcome == "skipped"
        (issue,) = new.issues
        assert (issue["title"], issue["labels"]) == (
            "The daily run fails",
            [{"name": "backline-run-failed"}],
        )
        assert "/actions/runs/7001" in issue["body"]


def test_a_fork_runs_only_by_hand(label):
    assert label.runner.play(at(DAY), fork=True).status == "skipped"
    document = yaml.safe_load(UPDATE.read_text(encoding="utf-8"))
    condition = document["jobs"]["update"]["if"]
    for event, variables, runs in (
        ("workflow_dispatch", {}, True),
        ("schedule", {}, False),
        ("schedule", {"BACKLINE_IN_FORK": "true"}, True),
    ):
        github = Context(event_name=event, event={"repository": {"fork": True}})
        assert bool(evaluate(condition, {"github": github, "vars": Context(variables)})) is runs


class TestALostPlatform:
    @pytest.mark.heavy
    def test_refused_keys_are_in_the_first_line_and_in_an_issue_until_they_work(self, label):
        second, third = (DAY + timedelta(days=n) for n in (1, 2))
        label.box.fail("youtube", Failure.UNAUTHORIZED)
        played = label.run(second)
        assert played.status == "success"
        assert log(label.remote)[0] == ("2026-09-02: 46 of 58 numbers; YouTube refuses its key")
        assert "\n\nLost:\n- YouTube refuses YOUTUBE_API_KEY (400 " in (message(label.remote))
        assert "### Lost\n\n- YouTube refuses YOUTUBE" in played.summary
        (issue,) = label.issues
        assert issue["title"] == "No numbers from YouTube: its key is refused"
        assert "lost-platform" in issue["labels"][0]["name"]
        label.run(second, "09:43")
        assert (issue["state"], label.comments) == ("open", [])
        label.box.heal()
        assert (
            label.run(third).steps["report"].out.endswith("Issue 1 is closed: YouTube answers.\n")
        )
        assert log(label.remote)[0].startswith("2026-09-03: 69 of 7")

    @pytest.mark.heavy
    def test_a_green_run_with_few_numbers_closes_no_issue(self, label):
        second, third, fourth = (DAY + timedelta(days=n) for n in (1, 2, 3))
        label.down()
        label.run(second)
        label.box.heal()
        for platform in PLATFORMS[:-1]:
            label.box.fail(platform, Failure.UNAVAILABLE)
        played = label.run(third)
        assert played.status == "success"
        assert played.steps["report"].out == (
            "Issue 1 stays open: no answer yet from Discord, Instagram, Spotify, Spotify's artist "
            "pages, YouTube.\n"
        )
        (issue,) = label.issues
        assert "succeeded with 4 of 42 numbers. No answer yet" in label.comments[-1]
        label.run(third, "09:43")
        assert (issue["state"], len(label.comments)) == ("open", 1)
        label.box.heal()
        label.run(fourth)
        assert issue["state"] == "closed"

    @pytest.mark.heavy
    def test_where_issues_are_switched_off_the_commit_still_tells(self, label):
        label.box.tracker.enabled = False
        label.box.fail("discord", Failure.UNAUTHORIZED)
        played = label.run(DAY + timedelta(days=1))
        assert played.status == "success"
        assert log(label.remote)[0].endswith("; Discord refuses its key")
        assert "Issues are switched off in label/numbers (410)" in played.steps["report"].err


class TestTheInbox:
    SCRAPE = f"data/inbox/song_{TRACK}_20260801_100000.json"

    def drop(self, label):
        text = {
            self.SCRAPE: json.dumps(document("2026-08-01T10:00:00", w28day=[ride(10)])),
            "data/inbox/-rf.csv": "what,is\n",
            "data/inbox/people.csv": "who,mail\nAnn,ann@nova.example\n",
            "data/inbox/old.csv": "name,emails\nNova,ann@nova.example\n",
        }
        somebody_pushes(label.remote, label.folder, text, "Files for the inbox")

    @pytest.mark.heavy
    def test_what_was_dropped_is_taken_and_committed_with_the_day(self, label):
        self.drop(label)
        played = label.run(DAY + timedelta(days=1))
        assert (played.status, played.failed) == ("success", [])
        assert files(label.remote, folder="data/inbox/") == [
            f"data/inbox/done/{Path(self.SCRAPE).name}",
            "data/inbox/done/taken.csv",
            "data/inbox/people.csv",
            "data/inbox/refused/-rf.csv",
            "data/inbox/refused/-rf.csv.reason.txt",
            "data/inbox/refused/people.csv.reason.txt",
        ]
        names = changed(label.remote)
        assert {"data/campaigns/scrapes/2026-08.parquet", "data/campaigns/clients.csv"} <= {*names}
        assert "data/measurements/2026/2026-09-02.parquet" in names
        assert "Inbox refused: -rf.csv is no file that is known here" in played.summary
        assert "Inbox: 1 file with playlists of a song taken" in message(label.remote)
        assert "ann@nova" not in played.said + played.summary + message(label.remote)
        before = log(label.remote)
        again = label.run(DAY + timedelta(days=1), time="09:43")
        assert (again.status, log(label.remote)) == ("success", before)

    @pytest.mark.heavy
    def test_an_inbox_that_cannot_be_taken_costs_no_day(self, label):
        self.drop(label)
        month = {"data/campaigns/scrapes/2026-08.parquet": "PAR1 broken"}
        somebody_pushes(label.remote, label.folder, month, "A mistake")
        played = label.run(DAY + timedelta(days=1))
        assert played.steps["inbox"].outcome == "failure"
        assert "2026-08.parquet cannot be read; restore it with" in played.steps["inbox"].err
        assert "**inbox failed:**" in played.summary
        names = changed(label.remote)
        assert "data/measurements/2026/2026-09-02.parquet" in names
        assert self.SCRAPE in files(label.remote)

    @pytest.mark.heavy
    def test_a_step_that_is_killed_leaves_its_files_to_the_next_run(self, label):
        self.drop(label)
        played = label.run(DAY + timedelta(days=1), killed={"inbox": 0.2})
        assert played.steps["inbox"].outcome == "failure"
        assert "data/measurements/2026/2026-09-02.parquet" in changed(label.remote)
        assert self.SCRAPE in files(label.remote)
        label.run(DAY + timedelta(days=1), time="09:43")
        assert self.SCRAPE not in files(label.remote)
        assert f"data/inbox/done/{Path(self.SCRAPE).name}" in files(label.remote)
