"""A made-up label whose days a test plays through the real daily job."""

from __future__ import annotations

from datetime import UTC, date, datetime

from backline.collecting import run_day
from backline.net import Endpoints, load_credentials
from sandbox import World

DAY = date(2026, 9, 1)
WORLD = World(seed=1, artists=8)


def run(root, box, **options):
    """Run the daily job on the sandbox's day; nobody really waits."""
    credentials = load_credentials(box.environment())
    endpoints = Endpoints.from_environment(box.environment())
    started = datetime(box.date.year, box.date.month, box.date.day, 2, 30, tzinfo=UTC)
    options.setdefault("sleep", lambda _: None)
    return run_day(root, credentials, endpoints, started=started, **options)
