"""Finding an artist at Chartmetric from the command line."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from backline.store import Store
from sandbox import Sandbox
from sandbox.chartmetric_shapes import artist_id
from tests.backfilled import quick_world
from tests.started import finished

PROJECT = Path(__file__).parent.parent


@pytest.fixture
def box():
    world = quick_world(artists=1)
    world.chartmetric.per_second = 100
    with Sandbox(world, date=date(2026, 9, 1)) as running:
        yield running


@pytest.fixture
def root(box, tmp_path):
    text = box.world.roster_toml()
    (tmp_path / "roster.toml").write_text(text, encoding="utf-8")
    return tmp_path


def artists(*words, **environment):
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return finished(
        [sys.executable, str(PROJECT / "scripts/artists.py"), *map(str, words)],
        env={**base, **environment},
    )


def test_of_two_artists_with_one_name_a_person_chooses(box, root):
    done = artists("propose", "marlow-tide", "--root", root, **box.environment())
    assert done.returncode == 0, done.stderr
    first, stranger = box.world.artists[0], box.world.strangers[0]
    assert "Marlow Tide on Chartmetric" in done.stdout
    assert "has the Spotify id of the roster" in done.stdout
    for artist in (first, stranger):
        assert f"https://app.chartmetric.com/artist/{artist_id(artist)}" in done.stdout
    assert Store(root).roster().artists[0].chartmetric is None
    link = f"https://app.chartmetric.com/artist/{artist_id(first)}"
    assert artists("set", "marlow-tide", link, "--root", root).returncode == 0
    assert Store(root).roster().artists[0].chartmetric == str(artist_id(first))


def test_many_artists_are_searched_for_with_one_token(tmp_path):
    world = quick_world(artists=3)
    world.chartmetric.per_second = 100
    (tmp_path / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
    with Sandbox(world, date=date(2026, 9, 1)) as box:
        done = artists("propose", "--root", tmp_path, **box.environment())
        paths = [call.path for call in box.calls_to("chartmetric")]
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(" on Chartmetric") == 3
    assert paths.count("/api/token") == 1


def test_a_refused_token_costs_no_other_platform(box, root):
    box.world.chartmetric.revoked = True
    text = (root / "roster.toml").read_text(encoding="utf-8")
    deezer = f'deezer = "{box.world.artists[0].deezer}"\n'
    (root / "roster.toml").write_text(text.replace(deezer, ""), encoding="utf-8")
    done = artists("propose", "--root", root, **box.environment())
    assert done.returncode == 0
    assert "Marlow Tide on Deezer" in done.stdout
    assert done.stderr.count("\n") == 1
    assert "CHARTMETRIC_REFRESH_TOKEN" in done.stderr


def test_without_a_token_it_is_not_spoken_of(box, root):
    done = artists("propose", "--root", root, BACKLINE_SANDBOX_URL=box.url)
    assert "chartmetric" not in (done.stdout + done.stderr).lower()
    assert not box.calls_to("chartmetric")
