"""The daily job: roster and keys in, one day's files and fresh reports out."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from backline.campaigns.reports import write_every_report
from backline.collecting.collect import Collected, Wanted, collect
from backline.collecting.daily_audience import take_audiences
from backline.collecting.retention import prune
from backline.collecting.side_by_side import Progress
from backline.errors import ConfigError, DataError
from backline.measure import IMPORTED, State
from backline.net import Credentials, Endpoints, RunBudget
from backline.people import Identities
from backline.people.corrections import load_corrections
from backline.sources import ALL, Context, Source
from backline.store import Store, Subjects, write_told
from backline.store.taking_in import take_in


@dataclass(frozen=True, slots=True)
class DailyRun:
    """What a run of the daily job did.

    Attributes:
        changed: whether the day's files changed; a second run with the same answers changes none.
        problems: a sentence for each file of the root that could not be read.
        stopped: why somebody ended it early, where somebody did.
    """

    collected: Collected
    changed: bool
    problems: list[str]
    stopped: str = ""

    @property
    def measured(self) -> int:
        """How many numbers this run had."""
        return self.collected.day.measured


LATELY = timedelta(days=7)
"""So long a worker that gives a source's keys no more is taken for one that forgot them; then, for
one that somebody took them from."""

LONGEST_PAUSE = timedelta(days=366)
"""So long after the newest stored day a run believes the machine's clock without being told."""


def check_clock(
    newest: date | None, day: date, *, confirmed: bool = False, imported: bool = False
) -> None:
    """Refuse to measure on a day that only a wrong clock can have come up with.

    No platform tells the past, so a clock that is off would write today's numbers into another day
    without a trace. A clock set back shows in days stored after it. One set forward looks like a
    pause: the run tells how long it was, and beyond :data:`LONGEST_PAUSE` a person has to name the
    day. In GitHub Actions :func:`backline.unattended.github.check_clock` asks GitHub's clock, too.

    Args:
        newest: the newest stored day, None where there is none.
        day: the UTC day of the run.
        confirmed: whether a person named that day.
        imported: whether the newest day came from another tool's files, which may be old.

    Raises:
        ConfigError: the day is before the newest stored one, or unconfirmed and far after it.
    """
    if newest is None or newest == day:
        return
    if day < newest:
        raise ConfigError(
            f"data/measurements has {newest}, which comes after this machine's {day} (UTC), so "
            "nothing was measured: set the clock, or if a clock was wrong before, remove the files "
            f"of {newest}."
        )
    if day - newest > LONGEST_PAUSE and not (confirmed or imported):
        raise ConfigError(
            f"The newest stored day is {newest}, {(day - newest).days} days before this machine's "
            f"{day} (UTC), so nothing was measured: set the clock, or if it is right, say so with "
            f"--date {day}."
        )


def _check_clock(store: Store, day: date, *, confirmed: bool) -> None:
    newest = store.newest_day()
    try:
        stored = store.read_day(newest) if newest and newest < day - LONGEST_PAUSE else None
    except DataError:  # a day that cannot be read vouches for nothing; the reports name it
        stored = None
    imported = stored is not None and all(m.source in IMPORTED for m in stored.measurements)
    check_clock(newest, day, confirmed=confirmed, imported=imported)


def _had(store: Store, sources: Sequence[Source], credentials: Credentials, day: date) -> set[str]:
    """The sources that measured lately; looked up only where the worker did not give a key."""
    if not (credentials.by_worker and any(credentials.missing(s.needs) for s in sources)):
        return set()
    found: set[str] = set()
    for each in [d for d in store.days() if day - LATELY <= d <= day]:
        try:
            stored = store.read_day(each)
        except DataError:
            continue  # the reports name it
        rows = stored.measurements if stored else ()
        found |= {m.source for m in rows if m.state is State.MEASURED}
    return found


def run_day(
    root: Path,
    credentials: Credentials,
    endpoints: Endpoints,
    *,
    started: datetime,
    only: Sequence[str] = (),
    sources: Sequence[Source] = ALL,
    wanted: Wanted | None = None,
    confirmed: bool = False,
    reports: bool = True,
    progress: Progress = lambda *_: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], object] | None = None,
    begun: Callable[[RunBudget], object] = lambda _: None,
) -> DailyRun:
    """Measure the day of ``started`` and write its files and the reports.

    What runs of parts of the roster left is taken in with it. A day on which nothing could be
    measured changes no file. A run that has to end early, by its
    time or by whoever ends it, writes what was had by then; one that is ended leaves the reports
    to the next.

    Args:
        root: the label's folder.
        credentials: the keys of the run.
        endpoints: where the platforms are.
        started: when the run began; its UTC date is the day, also when it ends on the next.
        only: platforms to ask; all when empty.
        sources: the platforms' clients.
        wanted: whom each of them is asked about; every artist when None.
        confirmed: whether a person named the day; see :func:`check_clock`.
        reports: whether the reports are written, too; who plays many days needs the last ones.
        progress: told after each answer.
        clock: gives the time an answer came.
        sleep: how to wait for a platform; for real when None.
        begun: handed the run's budget before anybody is asked: whoever has it may end the run.

    Raises:
        ConfigError: the roster is missing or wrong, or the clock is.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    store, began = Store(root), time.monotonic()
    roster = store.roster()
    with store.writing():
        subjects, identities = store.subjects(), store.identities()
        budget = RunBudget.of_a_run(roster.settings.retry_seconds, sleep)
        begun(budget)
        found = measure(
            store,
            credentials,
            endpoints,
            budget,
            started=started,
            subjects=subjects,
            identities=identities,
            sources=[source for source in sources if not only or source.platform in only],
            wanted=wanted,
            confirmed=confirmed,
            progress=progress,
            clock=clock,
        )
        if not found.day.measured:
            return DailyRun(found, changed=False, problems=[], stopped=budget.stopped)
        problems: list[str] = []
        with store.change() as change:
            taken = take_in(store, change, roster, found.day.date, problems)
        with store.change() as change:
            changed = bool(store.save(change, [found.day], roster, subjects)) or bool(taken)
            store.write_identities(change, identities)
            problems += write_told(store, change, found.told)
        prune(store, roster, found.day.date, problems)
        more = not only and roster.settings.soundcharts_requests_per_day is not None
        if reports and not more and not budget.stopped:
            problems += write_every_report(store)
    if more:
        # Outside of the lock, since the asking takes it by itself; the day is written by now.
        ran = time.monotonic() - began
        paid = take_audiences(
            store, credentials, endpoints, budget, started=started, ran=ran, sleep=sleep
        )
        found.notes += paid.notes
        if paid.quota is not None:
            with store.writing(), store.change() as change:
                problems += write_told(store, change, [paid.quota])
        changed = changed or bool(paid.measured)
        if reports and not budget.stopped:
            problems += _reports(store)
    return DailyRun(found, changed, problems, budget.stopped)


def measure(
    store: Store,
    credentials: Credentials,
    endpoints: Endpoints,
    budget: RunBudget,
    *,
    started: datetime,
    subjects: Subjects,
    identities: Identities,
    sources: Sequence[Source],
    wanted: Wanted | None,
    confirmed: bool,
    progress: Progress,
    clock: Callable[[], datetime],
) -> Collected:
    """Ask the platforms; what is wrong with the clock or the files is found before that.

    The arguments are as for :func:`run_day` and :func:`backline.collecting.collect.collect`.

    Raises:
        ConfigError: the roster or the corrections are wrong, or the clock is.
        DataError: the day's files are damaged.
    """
    roster, day = store.roster(), started.date()
    _check_clock(store, day, confirmed=confirmed)
    store.read_day(day)
    load_corrections(store.corrections_file, roster)
    context = Context(credentials, roster.settings, endpoints, budget, started, note=lambda _: None)
    return collect(
        roster,
        subjects,
        sources,
        context,
        identities=identities,
        wanted=wanted,
        had=_had(store, sources, credentials, day),
        progress=progress,
        clock=clock,
    )


def _reports(store: Store) -> list[str]:
    """Write the reports; a sentence for each file that could not be read, or why they are old."""
    try:
        with store.writing():
            return write_every_report(store)
    except DataError as error:
        return [f"The reports are those of before: {error}"]
