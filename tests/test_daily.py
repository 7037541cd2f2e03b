"""The daily job against the sandbox: what a run leaves on disk, whatever the platforms do."""

from __future__ import annotations

import json
import os
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from backline.collecting import run_day
from backline.errors import ConfigError, DataError
from backline.measure import State
from backline.net import Endpoints, load_credentials
from backline.sources import ALL
from backline.store import Day, Store, Subjects
from backline.unattended.run_report import gap_lines, metric_lines
from backline.warehouse import Warehouse
from sandbox import Failure
from tests.played import DAY, WORLD, run
from tests.roots import row
from tests.started import finished

PROJECT = Path(__file__).parent.parent
PLATFORMS = ("spotify_api", "spotify_page", "youtube", "instagram", "discord", "deezer")
OF = {"spotify_api": "spotify", "spotify_page": "spotify"}


@pytest.fixture
def root(label_root):
    return label_root


def files(root):
    kept = [p for p in root.rglob("*") if p.is_file() and p.name != ".backline.lock"]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in kept}


def states(found):
    """By platform, the states its rows have."""
    by_platform = {}
    for m in found.collected.day.measurements:
        by_platform.setdefault(m.platform, set()).add(m.state)
    return by_platform


def test_first_run(root, box):
    found = run(root, box)
    assert found.changed
    assert sorted(files(root)) == [
        "data/historical/2026-09-01.json",
        "data/identities.csv",
        "data/latest.json",
        "data/measurements/2026/2026-09-01.parquet",
        "data/popularity_scores.csv",
        "data/quotas.csv",
        "data/subjects.csv",
        "reports/coverage.csv",
        "reports/datapackage.json",
        "reports/growth.csv",
        "reports/growth_long.csv",
        "reports/latest.csv",
        "reports/series/2026-09.csv",
        "roster.toml",
    ]
    document = json.loads(files(root)["data/latest.json"])
    truth = {a.key: WORLD.numbers(a, DAY) for a in WORLD.artists}
    for artist in document["artists"]:
        followers = artist["spotify"]["followers"]
        assert followers == truth[artist["key"]].followers
        views = artist["youtube"]["total_views"]
        assert views in (None, truth[artist["key"]].views)


def test_every_expected_number_is_a_row(root, box):
    day = run(root, box).collected.day
    artists = {a.key for a in WORLD.artists}
    for source in ALL:
        expected = {""} if source.of_label else artists
        for metric in source.metrics:
            rows = [
                m
                for m in day.measurements
                if (m.source, m.metric, m.subject) == (source.name, metric, "")
            ]
            assert {m.artist for m in rows} == expected
            assert len(rows) == len(expected)
    assert all(m.detail for m in day.measurements if m.state is not State.MEASURED)


def test_a_second_run_of_the_day_changes_no_file(root, box):
    run(root, box)
    stamps = {p: p.stat().st_mtime_ns for p in root.rglob("*.*")}
    assert not run(root, box).changed
    after = {p: p.stat().st_mtime_ns for p in root.rglob("*.*")}
    assert {p.name for p in after if after[p] != stamps.get(p)} <= {".backline.lock"}


def test_everything_down_changes_no_file(root, box):
    run(root, box)
    before = files(root)
    box.date = DAY + timedelta(days=1)
    for platform in PLATFORMS:
        box.fail(platform, Failure.UNAVAILABLE)
    found = run(root, box)
    assert (found.measured, found.changed) == (0, False)
    assert files(root) == before


def test_a_later_failure_of_the_day_replaces_nothing(root, box):
    run(root, box)
    store = Store(root)
    before = {m.fact: m for m in store.read_day(DAY).measurements if m.state is not State.FAILED}
    shown = json.loads(store.latest_file.read_text(encoding="utf-8"))["artists"]
    for platform in PLATFORMS[:-1]:
        box.fail(platform, Failure.SERVER_ERROR)
    assert run(root, box).measured > 0
    after = {m.fact: m for m in store.read_day(DAY).measurements if m.fact in before}
    assert after == before
    assert json.loads(store.latest_file.read_text(encoding="utf-8"))["artists"] == shown


def test_what_failed_in_the_morning_is_filled_in_later(root, box):
    box.fail("youtube", Failure.QUOTA)
    run(root, box)
    assert (
        json.loads(files(root)["data/latest.json"])["artists"][0]["youtube"]["total_views"] is None
    )
    box.heal()
    assert run(root, box).changed
    latest = json.loads(files(root)["data/latest.json"])["artists"][0]
    assert latest["youtube"]["total_views"] == WORLD.numbers(WORLD.artists[0], DAY).views
    assert len(latest["youtube"]["top_videos"]) == 5


@pytest.mark.few(6)
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("failure", [Failure.SERVER_ERROR, Failure.QUOTA, Failure.HTML])
def test_one_platform_down_costs_exactly_its_rows(root, box, platform, failure):
    healthy = states(run(root, box, reports=False))
    box.date = DAY + timedelta(days=1)
    box.fail(platform, failure)
    found = run(root, box, reports=False)
    down = OF.get(platform, platform)
    for name, seen in states(found).items():
        if name != down:
            assert seen == healthy[name]
    own = [
        m
        for m in found.collected.day.measurements
        if m.source.startswith(platform.removesuffix("_api"))
        and m.source != ("spotify_page" if platform == "spotify_api" else "")
        and m.state is not State.NOT_CONFIGURED
    ]
    assert own
    assert {m.state for m in own} == {State.FAILED}


def test_one_artist_wrong_costs_only_that_artist(root, box):
    wrong = WORLD.artists[1]
    for platform, account in (
        ("deezer", wrong.deezer),
        ("spotify_page", wrong.spotify),
        ("instagram", wrong.instagram),
    ):
        box.fail(platform, Failure.NOT_FOUND, match=account)
    day = run(root, box).collected.day
    failed = [
        m for m in day.measurements if m.state is State.FAILED and m.artist != "slow-fireworks"
    ]
    assert {m.artist for m in failed} == {wrong.key}
    assert {m.metric for m in failed} == {"fans", "monthly_listeners", "followers", "posts"}


def test_spotify_in_development_mode_says_so_once(root, box):
    box.development_mode = True
    found = run(root, box)
    spotify = [m for m in found.collected.day.measurements if m.source == "spotify_api"]
    assert {m.state for m in spotify} == {State.NOT_OFFERED}
    assert sum("development" in note for note in found.collected.notes) == 1


def test_no_keys_at_all_measures_what_needs_none(root, box):
    endpoints = Endpoints.from_environment(box.environment())
    found = run_day(
        root, load_credentials({}), endpoints, started=datetime(2026, 9, 1, 2, 30, tzinfo=UTC)
    )
    seen = states(found)
    assert seen["youtube"] == seen["instagram"] == seen["discord"] == {State.NOT_CONFIGURED}
    assert State.MEASURED in seen["deezer"]


def test_only_one_platform_asked_for(root, box):
    found = run(root, box, only=["deezer"])
    assert {m.platform for m in found.collected.day.measurements} == {"deezer"}
    assert {m.platform for m in Store(root).read_day(DAY).measurements} == {"deezer"}


def test_growth_over_days_with_a_hole(root, box):
    for offset in (0, 1, 2, 6, 7):
        box.date = DAY + timedelta(days=offset)
        if offset == 2:
            box.fail("deezer", Failure.QUOTA)
        run(root, box)
        box.heal()
    growth = (root / "reports/growth.csv").read_text(encoding="utf-8").splitlines()
    first = WORLD.artists[0]
    (line,) = [r for r in growth if r.startswith(f"2026-09-08,7,{first.key},") and ",fans," in r]
    now, then = (WORLD.numbers(first, DAY + timedelta(days=n)).fans for n in (7, 0))
    assert f",{now},2026-09-08,{then},2026-09-01,{now - then}," in line
    assert line.split(",")[-4:-1] == ["3", "7", "1"]


def test_the_report_names_each_gap_once(root, box):
    box.fail("youtube", Failure.QUOTA)
    day = run(root, box).collected.day
    lines = {(line.platform, line.metric): line for line in metric_lines(day.measurements)}
    assert (lines["Spotify", "followers"].measured, lines["YouTube", "views"].measured) == (8, 0)
    gaps = [line.sentence for line in gap_lines(day.measurements, Store(root).roster())]
    youtube = [g for g in gaps if g.startswith("YouTube") and "quota" in g.lower()]
    assert len(youtube) == 1
    assert "and 1 more" in youtube[0]


def test_a_damaged_file_of_today_is_found_before_anything_is_asked(root, box):
    run(root, box)
    Store(root).measurement_file(DAY).write_bytes(b"PAR1 cut")
    calls = len(box.calls)
    with pytest.raises(DataError, match=r"2026-09-01\.parquet cannot be read"):
        run(root, box)
    assert {c.platform for c in box.calls[calls:]} == {"worker"}


def script(root, box, *arguments, **environment):
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    return finished(
        [sys.executable, str(PROJECT / "scripts/collect.py"), "--root", str(root), *arguments],
        env={**base, **box.environment(), **environment},
    )


def test_the_first_run_after_an_old_history_was_imported(root, box):
    store = Store(root)
    old = [row(date(2025, 7, 1), 5, artist=WORLD.artists[0].key, source="label_history")]
    with store.writing(), store.change() as change:
        store.save(change, [Day(date(2025, 7, 1), old)], store.roster(), Subjects())
    assert run(root, box).changed


def test_a_clock_set_forward_by_years_is_refused(root, box):
    run(root, box)
    box.date = DAY + timedelta(days=400)
    with pytest.raises(ConfigError, match="400 days before this machine's"):
        run(root, box)
    assert run(root, box, confirmed=True).changed


KILLED = """
import os, runpy, signal, sys
from pathlib import Path

project, moment, root = sys.argv[1:]
real = Path.replace

def replace(self, target):
    done = real(self, target)
    if str(target).endswith(moment):
        os.kill(os.getpid(), signal.SIGKILL)
    return done

Path.replace = replace
sys.path.insert(0, project + "/scripts")
sys.argv = ["collect", "--root", root]
runpy.run_path(project + "/scripts/collect.py", run_name="__main__")
"""


@pytest.mark.few(2)
@pytest.mark.skipif(os.name == "nt", reason="needs signals")
@pytest.mark.parametrize("moment", ["commit.json", ".parquet", "latest.json", "growth.csv"])
def test_killed_while_writing_nothing_half_written_is_ever_read(root, box, moment):
    run(root, box)
    old_day = files(root)["data/historical/2026-09-01.json"]
    base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
    command = [sys.executable, "-c", KILLED, str(PROJECT), moment, str(root)]
    done = finished(command, env={**base, **box.environment()})
    assert done.returncode == -signal.SIGKILL, done.stderr
    with Warehouse(root) as warehouse:
        assert warehouse.problems == ()
    for path in root.rglob("*.json"):
        json.loads(path.read_text(encoding="utf-8"))
    assert files(root)["data/historical/2026-09-01.json"] == old_day
    assert script(root, box).returncode == 0
    assert not [p for p in root.rglob("*") if p.name.endswith("-tmp") or "commit" in p.name]
    assert len(Store(root).measurement_files()) == 2


class TestTheScript:
    def test_a_green_run(self, root, box):
        done = script(root, box)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Spotify followers" in done.stdout
        assert "2026-" in done.stdout.splitlines()[-1]

    def test_nothing_measured_ends_red(self, root, box):
        for platform in PLATFORMS:
            box.fail(platform, Failure.UNAUTHORIZED)
        done = script(root, box)
        assert done.returncode == 1
        assert done.stderr.endswith("no file was changed.\n")
        assert sorted(files(root)) == ["roster.toml"]

    @pytest.mark.parametrize(
        ("environment", "said"),
        [
            (
                {"WORKER_API_KEY": "wrong-one"},
                "The credentials worker refused WORKER_API_KEY (403)",
            ),
            ({"BACKLINE_SANDBOX_URL": "http://example.org"}, "BACKLINE_SANDBOX_URL must be"),
        ],
    )
    def test_wrong_configuration_ends_with_two(self, root, box, environment, said):
        done = script(root, box, **environment)
        assert done.returncode == 2
        assert said in done.stderr
        assert "Traceback" not in done.stderr

    def test_a_roster_with_a_mistake_ends_with_two(self, root, box):
        (root / "roster.toml").write_text('label = "x"\nlables = 1\n')
        done = script(root, box)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert done.stderr.startswith("roster.toml line 2: the field 'lables' is unknown")

    def test_an_unknown_platform_ends_with_two(self, root, box):
        done = script(root, box, "--only", "myspace")
        assert done.returncode == 2
        assert "There is no platform 'myspace'" in done.stderr

    def test_a_worker_that_is_down_is_said_and_the_keyless_platform_measured(self, root, box):
        box.fail("worker", Failure.UNAVAILABLE)
        done = script(root, box)
        assert done.returncode == 0
        assert done.stderr == "The credentials worker answered 503.\n"
        assert "Deezer fans" in done.stdout
