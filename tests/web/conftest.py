"""What the tests of the pages share: the expensive roots once, and a browser for each module."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from inspect import iscoroutinefunction
from pathlib import Path

import pytest
from filelock import FileLock

from sandbox import demo
from tests.conftest import SHARED
from tests.test_scripts import run
from tests.web.browser import chromium
from tests.web.pages_read import read

NEWEST = date(2026, 9, 30)
"""The newest day of the made-up label."""

PLAYED = 30
"""Days of it, so that four weeks can be compared."""


@pytest.fixture(scope="module")
def browser(request):
    """Chromium, closed again before another module's asynchronous tests."""
    found = [name for name, one in vars(request.module).items() if iscoroutinefunction(one)]
    assert not found, f"no module with a browser may have asynchronous tests: {found}"
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Makes a folder once for all processes that the tests run in."""
    base = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        base = base.parent

    def made(name: str, make: Callable[[Path], None]) -> Path:
        folder = base / name
        with FileLock(f"{folder}.lock"):
            if not folder.exists():
                begun = base / f"{name}-begun"
                shutil.rmtree(begun, ignore_errors=True)
                make(begun)
                begun.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def played(once):
    """The made-up label with its reports and a campaign; only to be read."""
    return once("label", lambda root: demo.play(root, NEWEST, days=PLAYED))


@pytest.fixture(scope="session")
def site(once, played):
    """Its pages as files; only to be read."""

    def freeze(out: Path) -> None:
        done = run("site", "--root", played, "--out", out)
        assert done.returncode == 0, done.stderr

    return once("site", freeze)


@pytest.fixture(scope="session")
def pages(site):
    """Every one of these pages by its address."""
    return {
        path.relative_to(site).as_posix(): read(path.read_bytes())
        for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def italy(once):
    """Recorded Italian charts and counts of songs, taken into an empty root as a person would."""
    raw = SHARED / "italy_charts"
    if not raw.is_dir():
        pytest.skip("the recordings italy_charts are not on this machine")

    def take(root: Path) -> None:
        root.mkdir()
        for kind, files in (
            ("charts", sorted(raw.glob("*.jsonl"))),
            ("song-audience", [raw / "track_audience_timeseries.jsonl"]),
        ):
            done = run("import_history", kind, *files, "--root", root)
            assert done.returncode == 0, done.stderr

    return once("italy", take)


def copy_of(root: Path, folder: Path) -> Path:
    """A root to write in."""
    return Path(shutil.copytree(root, folder))
