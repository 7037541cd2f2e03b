"""A hundred days of a made-up label, played through the real daily job against the sandbox."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from backline.campaigns.book import Book, save_book
from backline.collecting import DailyRun, run_day
from backline.collecting.audience import fetch_audience
from backline.collecting.audience.asks import PLATFORMS
from backline.errors import BacklineError
from backline.imports.inbox.job import take_inbox
from backline.measure import PLATFORM_LABELS, State
from backline.net import Endpoints, load_credentials
from backline.net.pace import Limit
from backline.store import Store
from sandbox.campaign import WEEKS, scrapes, tables
from sandbox.failures import Failure
from sandbox.server import Sandbox
from sandbox.world import World

DAYS = 100

AUDIENCE_DAYS, SONGS = 60, 5
"""So many days of the first artist's audiences and songs come from a paid service at the end."""

_RUN_AT = time(2, 30)


def label() -> World:
    """Who is played."""
    return World(seed=1, artists=8)


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
    root: Path,
    last_day: date,
    progress: Callable[[date], None] = lambda _: None,
    *,
    days: int = DAYS,
    keys: Mapping[str, str] | None = None,
) -> tuple[World, list[str]]:
    """Make a root from nothing by running the daily job once a day.

    Args:
        root: its days and reports are swept away first.
        last_day: the day the label's history ends on.
        progress: told each day that has been played.
        days: how many days to play.
        keys: variables that lead to the label's keys; from the sandbox's own stand-in when None.

    Returns:
        The label's world, and a sentence for each thing that went wrong on purpose.

    Raises:
        BacklineError: a platform gave nothing that was not meant to fail.
    """
    for name in ("data", "reports"):
        shutil.rmtree(root / name, ignore_errors=True)
    root.mkdir(parents=True, exist_ok=True)
    world = label()
    (root / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
    mishaps = {last_day - timedelta(days=m.days_ago): m for m in MISHAPS}
    with Sandbox(world, date=last_day) as box:
        environment = box.environment() if keys is None else {**box.platforms(), **keys}
        for offset in range(days - 1, -1, -1):
            day = last_day - timedelta(days=offset)
            mishap = mishaps.get(day)
            box.heal()
            box.date = day
            if mishap and mishap.platform:
                box.fail(*mishap.platform)
            if mishap is None or mishap.platform:
                moment = datetime.combine(day, _RUN_AT, UTC)
                run = _run(root, moment, environment, last=not offset)
                _check(run, mishap)
            progress(day)
        first = last_day - timedelta(days=min(max(days - 2, 0), AUDIENCE_DAYS))
        _audience(root, first, last_day, environment)
    _campaign(root, world, last_day)
    return world, [f"{day}: {m.said}" for day, m in sorted(mishaps.items())]


def _campaign(root: Path, world: World, last_day: date) -> None:
    """Keep a campaign, and drop what a scraper saw of it into the inbox.

    Raises:
        BacklineError: the inbox did not take all of it.
    """
    store, book = Store(root), Book()
    for table, row in tables(world, last_day):
        book.put(table, row)
    with store.writing(), store.change() as change:
        save_book(store, change, book)
    scrapes(world, last_day, store.inbox)
    now = datetime.combine(last_day, time(12), UTC)
    run = take_inbox(store, now=now, sleep=lambda _: None)
    if len(run.gone) != WEEKS or run.refused:
        told = [sentence for file in run.refused for sentence in file.told]
        raise BacklineError(f"The demo's inbox did not take its scrapes: {' '.join(told)}")


def _run(root: Path, moment: datetime, environment: Mapping[str, str], *, last: bool) -> DailyRun:
    """Run the daily job as on that morning; nobody waits for made-up platforms to recover."""
    return run_day(
        root,
        load_credentials(environment),
        Endpoints.from_environment(environment),
        started=moment,
        reports=last,
        clock=lambda: moment,
        sleep=lambda _: None,
    )


def _audience(root: Path, first: date, last: date, environment: Mapping[str, str]) -> None:
    """Have what an analysis speaks of, as somebody with a plan of Soundcharts has."""
    store = Store(root)
    fetch_audience(
        store,
        load_credentials(environment),
        Endpoints.from_environment(environment),
        store.roster().artists[:1],
        PLATFORMS,
        first,
        last,
        started=datetime.combine(last, _RUN_AT, UTC),
        songs=SONGS,
        sleep=lambda _: None,
        limit=Limit(1000, 1, 10),
    )


def _check(run: DailyRun, mishap: Mishap | None) -> None:
    """Stop where a platform gave nothing although nothing was meant to go wrong with it."""
    rows = run.collected.day.measurements
    measured = {m.platform for m in rows if m.state is State.MEASURED}
    meant = mishap.platform[0] if mishap and mishap.platform else ""
    for row in rows:
        if row.state is State.FAILED and row.platform not in measured | {meant}:
            raise BacklineError(
                f"The demo measured nothing on {PLATFORM_LABELS[row.platform]} on "
                f"{run.collected.day.date}: {row.detail}. Nothing of it can be shown; is something "
                "between this machine and itself?"
            )
