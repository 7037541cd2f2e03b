"""Every run ends: by its own time, its sources' or somebody's signal, with the day so far."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import yaml

from backline.collecting.catch_up import still_to_ask
from backline.measure import State
from backline.net import RunBudget, budget, load_credentials
from backline.net.budget import RUN_SECONDS, SOURCE_SECONDS, WEEKLY_SECONDS
from backline.net.pace import Limit
from backline.sources import ALL, Answer, Reading
from backline.store import Store
from backline.unattended.causes import Kind, kind_of
from sandbox import Failure, Sandbox
from tests import backfilled
from tests.backfilled import FAST, content_of, quick_world, refreshed
from tests.played import DAY, run
from tests.test_collect import Fans, rows
from tests.test_collect import run as collected
from tests.workflow import PROJECT, UPDATE

STOPPED = "YouTube was not asked to the end: the run was stopped ({})"


@pytest.fixture
def quick_end(monkeypatch):
    def at(run_seconds=60.0, source_seconds=60.0):
        monkeypatch.setattr(budget, "RUN_SECONDS", run_seconds)
        monkeypatch.setattr(budget, "SOURCE_SECONDS", source_seconds)

    return at


def of(day, platform):
    return [m for m in day.measurements if m.platform == platform]


def measured(day):
    return {m.platform for m in day.measurements if m.state is State.MEASURED}


class TestAPlatformThatComesALetterAtATime:
    @pytest.mark.parametrize(
        ("ends", "why"),
        [
            ({"run_seconds": 2.0}, "a run lasts 2 seconds at most"),
            ({"source_seconds": 2.0}, "one source is asked for 2 seconds at most"),
        ],
        ids=["the run", "the source"],
    )
    def test_costs_its_own_numbers_and_the_day_is_written(
        self, label_root, box, quick_end, unpaced, ends, why
    ):
        quick_end(**ends)
        box.fail("youtube", Failure.DRIPPING)
        found = run(label_root, box)
        assert found.changed
        day = Store(label_root).read_day(DAY)
        assert measured(day) == {"spotify", "instagram", "deezer", "discord"}
        lost = [m for m in of(day, "youtube") if m.state is not State.NOT_CONFIGURED]
        assert {m.detail for m in lost} == {f"YouTube was not asked to the end: {why}"}
        assert all(m.may_pass for m in lost)
        assert kind_of(lost[0].detail) is Kind.OUTAGE
        assert f"YouTube was not asked to the end: {why}." in found.collected.notes
        keys = still_to_ask(
            day, DAY, ALL, Store(label_root).roster(), lambda: load_credentials(box.environment())
        )
        assert keys["youtube_api"] == {m.artist for m in lost}


class TestASourceThatHangs:
    def test_is_left_alone_and_can_add_nothing_later(self):
        hangs = threading.Event()

        def act(artists, _):
            yield Answer(artists[0].key, [Reading("fans", 5)])
            hangs.wait(30)
            yield Answer(artists[1].key, [Reading("fans", 7)])

        found = collected(Fans(act), budget=RunBudget(0, lasts=0.2))
        hangs.set()
        assert rows(found)["ada", ""] == 5
        assert rows(found)["bo", ""] == (
            "failed: Deezer was not asked to the end: a run lasts 1 second at most"
        )

    def test_one_that_goes_on_for_ever_is_left_too(self):
        left = threading.Event()

        def act(artists, _):
            while not left.is_set():
                yield Answer(artists[0].key, [Reading("fans", 5)])

        budget = RunBudget(0)
        budget.end("the run was stopped (SIGINT)")
        found = collected(Fans(act), budget=budget)
        left.set()  # or its thread would take half of this processor from every test that follows
        assert rows(found)["bo", ""].endswith("the run was stopped (SIGINT)")


class TestABudget:
    def test_waits_for_nothing_that_ends_after_the_run(self):
        waits = []
        budget = RunBudget(100, sleep=waits.append, lasts=10)
        assert not budget.wait(11)
        assert budget.wait(3)
        assert waits == [3]

    def test_wakes_whoever_waits_when_the_run_is_ended(self):
        budget = RunBudget(100)
        waiting = threading.Thread(target=budget.wait, args=(60,))
        waiting.start()
        budget.end("the run was stopped (SIGTERM)")
        waiting.join(5)
        assert not waiting.is_alive()
        assert budget.over == budget.stopped == "the run was stopped (SIGTERM)"

    def test_gives_a_source_less_than_the_run(self):
        moment = [0.0]
        budget = RunBudget(0, lasts=100, each=10, now=lambda: moment[0])
        moment[0] = 50.0
        over = budget.of_source()
        assert over() == ""
        moment[0] = 60.0
        assert over() == "one source is asked for 10 seconds at most"
        assert budget.over == ""


def test_the_runs_end_well_before_the_workflow_ends_them():
    steps = yaml.safe_load(UPDATE.read_text(encoding="utf-8"))["jobs"]["update"]["steps"]
    by_id = {step.get("id"): step for step in steps}
    step = by_id["collect"]
    assert SOURCE_SECONDS < RUN_SECONDS <= step["timeout-minutes"] * 60 - 240
    assert by_id["weekly"]["timeout-minutes"] * 60 - 240 >= WEEKLY_SECONDS
    # A signal reaches what stands in the shell's place, not what it waits for.
    assert "exec python scripts/collect.py" in step["run"]


def test_the_weekly_report_asks_no_longer_than_it_may_and_keeps_what_it_had(tmp_path):
    world = quick_world()
    with Sandbox(world, date=backfilled.DAY) as box:
        root = backfilled.root_of(world, tmp_path / "root")
        first = world.artists[0].key
        assert not refreshed(root, box, artists={first}, limit=Limit(FAST, 1, 1)).failed
        had = content_of(root)
        found = refreshed(root, box, weeks=8, lasts=0)
    assert set(found.failed.values()) == {
        "Chartmetric was not asked to the end: a run lasts 0 seconds at most"
    }
    assert content_of(root) == had


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
class TestASignal:
    @pytest.fixture
    def stopped(self, label_root, box, tmp_path):
        """Stop a real run once five platforms have answered and the sixth never will."""

        def stop(number, failure):
            box.fail("youtube", failure)
            base = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
            with subprocess.Popen(
                [
                    sys.executable, str(PROJECT / "scripts/collect.py"),
                    "--root", str(label_root), "--report", str(tmp_path / "run.json"),
                ],
                env={**base, **box.environment()},
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            ) as process:  # fmt: skip
                for ended, line in enumerate(process.stdout, 1):
                    assert "answered" in line
                    if ended == len(ALL) - 1:
                        break
                process.send_signal(number)
                _, err = process.communicate(timeout=20)
            return process.returncode, err

        return stop

    @pytest.mark.few(2)
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
    @pytest.mark.parametrize("failure", [Failure.SLOW, Failure.DRIPPING])
    def test_ends_the_run_with_the_day_so_far(self, label_root, tmp_path, stopped, number, failure):
        code, err = stopped(number, failure)
        assert code == 130
        assert "Traceback" not in err
        said = f"The run was stopped ({number.name}); the numbers it had by then are written.\n"
        assert err.startswith(said)
        store = Store(label_root)
        day = store.read_day(store.newest_day())
        assert measured(day) == {"spotify", "instagram", "deezer", "discord"}
        lost = [m for m in of(day, "youtube") if m.state is State.FAILED]
        assert {m.detail for m in lost} == {STOPPED.format(number.name)}
        record = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
        assert record["failures"]["collect"] == said.strip()
        assert record["measured"] == day.measured
        assert not list(Path(label_root).glob("data/**/*-tmp"))
