"""Sixty days of a made-up label, played through the real daily job against the sandbox."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from backline.collecting import run_day
from backline.net import Endpoints, load_credentials
from sandbox.failures import Failure
from sandbox.server import Sandbox
from sandbox.world import World

DAYS = 60
_RUN_AT = time(2, 30)


@dataclass(frozen=True, slots=True)
class Mishap:
    """Something that goes wrong on purpose, counted back from the last day.

    Attributes:
        platform: which fails and how; None when the job did not run at all.
    """

    days_ago: int
    said: str
    platform: tuple[str, Failure] | None = None


MISHAPS = (
    Mishap(33, "nobody ran the job"),
    Mishap(21, "YouTube's quota was used up", ("youtube", Failure.QUOTA)),
    Mishap(12, "Instagram refused the token", ("instagram", Failure.UNAUTHORIZED)),
    Mishap(11, "Instagram refused the token", ("instagram", Failure.UNAUTHORIZED)),
    Mishap(4, "Deezer was down", ("deezer", Failure.UNAVAILABLE)),
)


def play(
    root: Path, last_day: date, progress: Callable[[date], None] = lambda _: None
) -> tuple[World, list[str]]:
    """Make a root from nothing by running the daily job once for each of 60 days.

    Args:
        root: its days and reports are swept away first.
        last_day: the day the label's history ends on.
        progress: told each day that has been played.

    Returns:
        The label's world, and a sentence for each thing that went wrong on purpose.
    """
    for name in ("data", "reports"):
        shutil.rmtree(root / name, ignore_errors=True)
    root.mkdir(parents=True, exist_ok=True)
    world = World(seed=1, artists=8)
    (root / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
    mishaps = {last_day - timedelta(days=m.days_ago): m for m in MISHAPS}
    with Sandbox(world, date=last_day) as box:
        for offset in range(DAYS - 1, -1, -1):
            day = last_day - timedelta(days=offset)
            mishap = mishaps.get(day)
            box.heal()
            box.date = day
            if mishap and mishap.platform:
                box.fail(*mishap.platform)
            if mishap is None or mishap.platform:
                _run(root, datetime.combine(day, _RUN_AT, UTC), box)
            progress(day)
    return world, [f"{day}: {m.said}" for day, m in sorted(mishaps.items())]


def _run(root: Path, moment: datetime, box: Sandbox) -> None:
    """Run the daily job as on that morning; nobody waits for made-up platforms to recover."""
    environment = box.environment()
    run_day(
        root,
        load_credentials(environment),
        Endpoints.from_environment(environment),
        started=moment,
        clock=lambda: moment,
        sleep=lambda _: None,
    )
