"""A batch of twenty artists through the real command: from empty, again, and offline."""

from __future__ import annotations

import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox import Sandbox, World
from tests.backfilled import content_of, root_of
from tests.started import finished

PROJECT = Path(__file__).parent.parent.parent


def export(root, *words, **environment):
    base = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return finished(
        [sys.executable, str(PROJECT / "scripts/export_weekly.py"), "--root", str(root), *words],
        env={**base, **environment},
    )


@pytest.mark.heavy
def test_twenty_artists_from_empty_to_reports_then_again_and_offline(tmp_path):
    world = World(seed=1, artists=20)
    root = root_of(world, tmp_path / "label")
    asked = ("--weeks", "12", "--tracks")
    # The command measures on the machine's own day.
    with Sandbox(world, date=datetime.now(UTC).date()) as box:
        first = export(root, *asked, **box.environment())
        assert first.returncode == 0, first.stderr
        answered = Counter(call.status for call in box.calls_to("chartmetric"))
        assert set(answered) == {200}
        before, calls = content_of(root / "data"), len(box.calls_to("chartmetric"))
        second = export(root, *asked, **box.environment())
        assert second.returncode == 0, second.stderr
        assert len(box.calls_to("chartmetric")) == calls
        assert content_of(root / "data") == before
    offline = export(root, "--offline")
    assert offline.returncode == 0, offline.stderr
    assert content_of(root / "data") == before
    assert list((root / "reports").rglob("*.csv"))
    for secret in (world.chartmetric.refresh_token, world.worker_key):
        assert not any(secret in done.stdout + done.stderr for done in (first, second, offline))
