"""A label whose past Chartmetric has, and which may ask as fast as it likes."""

from __future__ import annotations

import pytest

from sandbox import Sandbox
from tests.backfilled import DAY, quick_world, root_of


@pytest.fixture
def world():
    """The label and what the service has of it."""
    return quick_world()


@pytest.fixture
def box(world):
    """The service, stood in for on this machine."""
    with Sandbox(world, date=DAY) as running:
        yield running


@pytest.fixture
def root(world, tmp_path):
    """The label's folder before the past is asked for."""
    return root_of(world, tmp_path / "label")
