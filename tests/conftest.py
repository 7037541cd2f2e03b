"""What every test may lean on."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

from backline.net.pace import LIMITS, Limit
from sandbox import Sandbox
from sandbox.spark import ClusterError, Sail
from tests.kept_open import close_all
from tests.played import DAY, WORLD
from tests.roots import ROSTER
from tests.workflow import git, somebody_pushes

os.fsync = lambda _: None
"""A disk that is waited for guards against the loss of power, which no test can see."""

os.environ["BACKLINE_FONTS"] = ""
"""Charts come out alike whichever fonts this machine has; tests of letters name their own."""

SHARED = Path(__file__).parent.parent.parent / "shared" / "data"

LONGEST = (
    "test_cluster",
    "test_identical",
    "test_told_in_spark",
    "test_played_days",
    "test_workflow",
    "test_accessible",
    "test_in_a_browser",
    "test_artist_page",
    "test_bot_faults",
    "test_bot_commands",
    "test_freeze",
    "test_daily",
    "test_identities",
    "test_quality",
    "test_publishing",
    "test_newest",
    "test_s4a_import",
    "test_tracking_sheet",
    "test_rescue",
    "test_bot_room",
    "test_series",
    "test_catch_up",
    "test_walk_figures",
    "test_campaign_pages",
    "test_sources_failures",
    "test_secrets",
)
"""The files that take longest, in front: what begins last would have others wait for it."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Sort out what only the heavy run asks; the longest files in front, each in its order."""
    _leave_a_few(items)
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(places)))


def _leave_a_few(items):
    """Of a test marked ``few(n)`` leave n, from all over what it is put to; the rest is heavy."""
    tests = defaultdict(list)
    for item in items:
        if item.get_closest_marker("few"):
            tests[item.nodeid.partition("[")[0]].append(item)
    for several in tests.values():
        count = several[0].get_closest_marker("few").args[0]
        # Even steps would meet one value of a parameter again and again; golden ones do not.
        spread = sorted(range(len(several)), key=lambda place: place * (5**0.5 - 1) / 2 % 1)
        for place in spread[count:]:
            several[place].add_marker(pytest.mark.heavy)


@pytest.fixture(autouse=True, scope="module")
def _closed():
    """No file's libraries stay open for another one."""
    yield
    close_all()


@pytest.fixture
def recordings():
    """The folder of real recordings, kept outside the project."""

    def folder(name: str) -> Path:
        path = SHARED / name
        if not path.is_dir():
            pytest.skip(f"the recordings {name} are not on this machine")
        return path

    return folder


@pytest.fixture
def box():
    """The platforms, stood in for on this machine, all well, on the first day."""
    with Sandbox(WORLD, date=DAY) as running:
        yield running


@pytest.fixture
def unpaced(monkeypatch):
    """Every platform may be asked as fast as it answers."""
    for name, limit in LIMITS.items():
        monkeypatch.setitem(LIMITS, name, Limit(100_000, 1, limit.in_flight))


@pytest.fixture
def label_root(tmp_path):
    """The made-up label's folder before its first day."""
    (tmp_path / "roster.toml").write_text(WORLD.roster_toml(), encoding="utf-8")
    return tmp_path


@pytest.fixture
def remote(tmp_path):
    """A bare repository with a roster and no day."""
    bare = tmp_path / "remote.git"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(bare))
    text = {"roster.toml": ROSTER, ".gitignore": ".env\n.backline.lock\n"}
    somebody_pushes(bare, tmp_path, text, "Start")
    return bare


@pytest.fixture
def checkout(tmp_path, remote):
    """A checkout of it, as shallow as a workflow's."""
    git(tmp_path, "clone", "-q", "--depth=1", remote.as_uri(), str(tmp_path / "checkout"))
    return tmp_path / "checkout"


@pytest.fixture(scope="session")
def sail():
    """The address of a cluster of one process, where one can be started here."""
    try:
        cluster = Sail()
    except ClusterError as error:
        pytest.skip(str(error))
    with cluster:
        yield cluster.address
