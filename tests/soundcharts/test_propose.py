"""Finding an artist at Soundcharts from the command line."""

from __future__ import annotations

from sandbox import Sandbox, World
from sandbox.soundcharts_shapes import artist_uuid
from tests.soundcharts.conftest import DAY
from tests.test_chartmetric_propose import artists


def test_who_has_the_spotify_id_is_shown_before_those_of_the_name(tmp_path):
    world = World(seed=1, artists=1)
    (tmp_path / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
    with Sandbox(world, date=DAY) as box:
        done = artists("propose", "--root", tmp_path, **box.environment())
    assert done.returncode == 0, done.stderr
    shown = done.stdout[done.stdout.index("on Soundcharts") :]
    first, second = (artist_uuid(a) for a in (world.artists[0], world.strangers[0]))
    assert "has the Spotify id of the roster" in shown
    assert shown.index(first) < shown.index(second)
