"""A label whose audiences Soundcharts has, and which may ask as fast as it likes."""

from __future__ import annotations

from datetime import date

import pytest

from backline.net import Credentials, Endpoints, RunBudget
from backline.net.pace import Limit
from backline.sources.soundcharts.client import SoundchartsClient
from sandbox import Sandbox, World

DAY = date(2026, 9, 2)
FAST = Limit(100_000, 1, 10)


@pytest.fixture
def world():
    """The label and what the service has of it."""
    return World(seed=1, artists=3)


@pytest.fixture
def box(world):
    """The service, stood in for on this machine."""
    with Sandbox(world, date=DAY) as running:
        yield running


@pytest.fixture
def waited():
    """The seconds that a client waited, in order; nobody really waits."""
    return []


@pytest.fixture
def client(box, waited):
    """A client with the label's keys."""
    with SoundchartsClient(
        Credentials(box.world.credentials()),
        Endpoints.from_environment(box.environment()),
        RunBudget(600, waited.append),
        limit=FAST,
    ) as made:
        yield made


@pytest.fixture
def root(world, tmp_path):
    """The label's folder; the roster has nobody's Soundcharts id."""
    path = tmp_path / "label"
    path.mkdir()
    (path / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
    return path


@pytest.fixture
def roomy(world):
    """A world in which Soundcharts knows every day."""
    world.soundcharts.whole = True
    return world
