"""A cluster of several processes: the same rows, also when one is lost; nothing left, nothing told.

It is Spark with a master, two workers and a Connect server on loopback that asks for a token.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from backline.engines import EngineError, open_engine
from backline.errors import ConfigError
from benchmarks import identical_root
from benchmarks.identical import ARTISTS, DAYS, ask_both
from benchmarks.identical_questions import NOT_ON_SAIL
from sandbox.spark import PROJECT, WORKERS, ClusterError, Spark
from tests.test_scripts import given, run

pytestmark = pytest.mark.heavy

TOKEN = "a-token-that-is-nowhere-else"
PATIENCE = 120


@pytest.fixture(scope="module")
def cluster():
    """Spark, where it is installed and can be started."""
    try:
        started = Spark(TOKEN)
    except ClusterError as error:
        pytest.skip(str(error))
    with started, pytest.MonkeyPatch.context() as patched:
        patched.setenv("BACKLINE_ENGINE_TOKEN", TOKEN)
        yield started


@pytest.fixture(scope="module")
def label(tmp_path_factory):
    """A label with everything that a question may meet."""
    root = tmp_path_factory.mktemp("cluster") / "label"
    identical_root.write(root, artists=45, days=62)
    return root


@pytest.fixture(scope="module")
def held(cluster, tmp_path_factory):
    """What came of each question about many artists put to DuckDB and to Spark."""
    root = tmp_path_factory.mktemp("identical") / "label"
    about = identical_root.write(root, ARTISTS, DAYS)
    return ask_both(root, about, cluster.address, lambda *_: None)


def until(true, asking=None):
    """Look again and again until something is true, while somebody asks."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert asking is None or asking.poll() is None, asking.communicate()
        assert time.monotonic() < end, "it did not come to that in time"
        time.sleep(0.02)


@contextmanager
def asks(root, cluster, scratch):
    """A script that asks the cluster for the growth of everybody, begun; ended with the block."""
    command, environment = given(
        "growth",
        ("--days", "28", "--root", root, "--format", "json"),
        {
            "BACKLINE_ENGINE": cluster.address,
            "BACKLINE_ENGINE_TOKEN": TOKEN,
            "BACKLINE_ENGINE_SCRATCH": str(scratch),
        },
    )
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True) as asking:
        try:
            yield asking
        finally:
            asking.kill()


def test_every_question_has_the_same_rows(held):
    wrong = {
        name: (one.fault, one.only_first, one.only_other)
        for name, one in held.items()
        if not one.identical
    }
    assert not wrong


def test_what_the_smaller_cluster_cannot_be_asked_is_asked_here(held):
    asked = {part for name in held for part in name.split()}
    assert set(NOT_ON_SAIL) <= asked


@pytest.mark.parametrize("steps", [0, 2], ids=["at its first step", "between its steps"])
def test_a_worker_that_is_killed_midway_changes_no_row(cluster, label, tmp_path, steps):
    here = run("growth", "--days", "28", "--root", label, "--format", "json")
    with asks(label, cluster, tmp_path) as asking, without_a_worker(cluster) as kill:
        until(lambda: len(kept(tmp_path)) >= steps, asking)
        until(lambda: cluster.running() == WORKERS, asking)  # so that it takes its task with it
        kill()
        told, errors = asking.communicate(timeout=PATIENCE)
    assert (asking.returncode, errors) == (0, here.stderr)
    assert told == here.stdout
    assert len(told) > 10_000


@contextmanager
def without_a_worker(cluster):
    """What kills a worker, which is started anew behind the block."""
    killed = []

    def kill():
        cluster.kill("worker-1")
        killed.append(True)

    try:
        yield kill
    finally:
        if killed:
            cluster.start_worker(1)
            cluster.wait_for_workers(WORKERS)
    assert killed


def kept(scratch):
    """The steps of questions that are put aside as files."""
    return [path for path in Path(scratch).glob("*/*") if (path / "_SUCCESS").exists()]


def rests(cluster):
    """Whether a cluster is at nothing for some seconds, not only between two steps."""
    for _ in range(30):
        if cluster.running():
            return False
        time.sleep(0.1)
    return True


LONG = """
    select count(*) as n
    from (select unnest(range(400000)) as a) cross join (select unnest(range(400000)) as b)
    where (a * b) % 7 = 3
"""
"""One step that takes a cluster of this size many minutes."""

CLIENT = """
import sys
from contextlib import closing
from backline.engines import open_engine
with closing(open_engine(sys.argv[1])) as engine:
    engine.rows(sys.argv[2])
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_client_that_gives_up_leaves_nothing_running(cluster, how):
    command = [sys.executable, "-c", CLIENT, cluster.address, LONG]
    with subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL) as asking:
        until(lambda: cluster.running() > 0, asking)
        asking.send_signal(how)
    until(lambda: rests(cluster))


def test_a_script_that_is_stopped_takes_its_steps_away(cluster, label, tmp_path):
    with asks(label, cluster, tmp_path) as asking:
        until(lambda: kept(tmp_path), asking)
        asking.send_signal(signal.SIGINT)
        _, errors = asking.communicate(timeout=PATIENCE)
    assert "Traceback" not in errors
    assert asking.returncode != 0
    assert not list(tmp_path.iterdir())
    until(lambda: rests(cluster))


class TestTheToken:
    def test_without_it_or_with_another_nobody_is_answered(self, cluster, monkeypatch):
        for said in ("", "another"):
            monkeypatch.setenv("BACKLINE_ENGINE_TOKEN", said)
            with pytest.raises(ConfigError) as caught:
                open_engine(cluster.address)
            assert "\n" not in str(caught.value)
            assert "BACKLINE_ENGINE" in str(caught.value)

    def test_stands_in_no_log_no_message_and_no_command(self, cluster, label, tmp_path, capfd):
        with closing(open_engine(cluster.address)) as engine:
            assert engine.rows("select 1 as n") == [{"n": 1}]
            with pytest.raises(EngineError) as caught:
                engine.rows("select nothing from nowhere")
        with asks(label, cluster, tmp_path) as asking:
            said = asking.communicate(timeout=PATIENCE)
        assert asking.returncode == 0
        told = [*said, str(caught.value), *capfd.readouterr(), cluster.logs(), *commands()]
        assert "growth" in "".join(told)  # what is looked through is there
        assert not [text for text in told if TOKEN in text]


def commands():
    """The command of every process of ours."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield process.read_text(encoding="utf-8", errors="replace")
        except OSError:  # it has ended
            continue
