"""The daily job: roster and keys in, one day's files and fresh reports out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from backline.collect import Collected, Progress, collect
from backline.corrections import load_corrections
from backline.credentials import Credentials
from backline.exports.reports import write_reports
from backline.retention import prune
from backline.sources import ALL
from backline.sources.base import Context, Source
from backline.store import Store
from backline.transport import Endpoints, RunBudget


@dataclass(frozen=True, slots=True)
class DailyRun:
    """What a run of the daily job did.

    Attributes:
        changed: whether the day's files changed; a second run with the same answers changes none.
        problems: a sentence for each file of the root that could not be read.
    """

    collected: Collected
    changed: bool
    problems: list[str]

    @property
    def measured(self) -> int:
        """How many numbers this run had."""
        return self.collected.day.measured


def run_day(
    root: Path,
    credentials: Credentials,
    endpoints: Endpoints,
    *,
    started: datetime,
    only: Sequence[str] = (),
    sources: Sequence[Source] = ALL,
    progress: Progress = lambda *_: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> DailyRun:
    """Measure the day of ``started`` and write its files and the reports.

    A day on which nothing could be measured changes no file.

    Args:
        root: the label's folder.
        credentials: the keys of the run.
        endpoints: where the platforms are.
        started: when the run began; its UTC date is the day, also when it ends on the next.
        only: platforms to ask; all when empty.
        sources: the platforms' clients.
        progress: told after each answer.
        clock: gives the time an answer came.
        sleep: how to wait for a platform.

    Raises:
        ConfigError: the roster is missing or wrong.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    store = Store(root)
    roster = store.roster()
    with store.writing():
        subjects = store.subjects()
        # What is wrong with the files is found before any platform is asked.
        store.read_day(started.date())
        load_corrections(store.corrections_file, roster)
        context = Context(
            credentials,
            roster.settings,
            endpoints,
            RunBudget(roster.settings.retry_seconds, sleep),
            started,
            note=lambda _: None,
        )
        chosen = [source for source in sources if not only or source.platform in only]
        found = collect(roster, subjects, chosen, context, progress=progress, clock=clock)
        if not found.day.measured:
            return DailyRun(found, changed=False, problems=[])
        with store.change() as change:
            changed = store.save(change, [found.day], roster, subjects)
        prune(store, roster, found.day.date)
        problems = write_reports(store)
    return DailyRun(found, bool(changed), problems)
