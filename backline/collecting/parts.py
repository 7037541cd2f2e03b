"""Several keys, one roster: a run that measures a part of it, and whoever takes its file in.

A run of part K of N asks about its own artists and writes ``DATE.run-K.parquet`` and nothing else,
so that runs on several machines, each with keys of its own, never write the same file. What lies in
it is in :mod:`backline.store.runs`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from backline.campaigns.reports import write_every_report
from backline.collecting.collect import Collected, Wanted
from backline.collecting.daily import DailyRun, measure
from backline.collecting.retention import prune
from backline.collecting.side_by_side import Progress
from backline.errors import ConfigError
from backline.names import shown
from backline.net import Credentials, Endpoints, RunBudget
from backline.net.budget import RUN_SECONDS
from backline.people import Roster
from backline.people.key_ends import KeyTold
from backline.sources import ALL, Source
from backline.store import Quota, Store, key_ends, quotas
from backline.store.day import bounded, merged
from backline.store.runs import Learnt, run_bytes
from backline.store.taking_in import take_in

MOST_PARTS = 999

LOCK_SECONDS = 60.0
"""So long a run of a part waits before it asks, for another that is writing the root; after it has
asked it waits longer than a run may last, since what it had would be lost."""

_PART = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


@dataclass(frozen=True, slots=True)
class Part:
    """One of several parts of a roster.

    Attributes:
        number: which one, from 1 on.
        of: how many there are.
    """

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Part:
        """What a person wrote as ``K/N``.

        Raises:
            ConfigError: it is none.
        """
        found = _PART.fullmatch(text)
        number, of = (int(found[1]), int(found[2])) if found else (0, 0)
        if not 1 <= number <= of <= MOST_PARTS:
            raise ConfigError(
                f"There is no part {shown(text, 20)!r} of a roster: write it as K/N, such as 2/3, "
                f"with K from 1 to N and N at most {MOST_PARTS}."
            )
        return cls(number, of)

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def has(self, artist: str) -> bool:
        """Whether an artist's key is of this part: by the key alone, so that no other moves it.

        The label itself, whose key is empty, is of the first part.
        """
        if not artist:
            return self.number == 1
        digest = hashlib.sha256(artist.encode()).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def wanted(
        self, sources: Sequence[Source], roster: Roster, day: date, among: Wanted | None = None
    ) -> dict[str, set[str]]:
        """Whom each source is asked about: of this part, and ``among`` those where given."""
        keys = {artist.key for artist in roster.on(day)}
        return {
            source.name: {
                key
                for key in ({""} if source.of_label else keys)
                if self.has(key) and (among is None or key in among.get(source.name, ()))
            }
            for source in sources
        }


def run_part(
    root: Path,
    credentials: Credentials,
    endpoints: Endpoints,
    *,
    part: Part,
    started: datetime,
    only: Sequence[str] = (),
    wanted: Wanted | None = None,
    sources: Sequence[Source] = ALL,
    confirmed: bool = False,
    progress: Progress = lambda *_: None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], object] | None = None,
    begun: Callable[[RunBudget], object] = lambda _: None,
) -> DailyRun:
    """Measure a part of the roster on the day of ``started`` and write its run's file.

    The root is held only while it is read and while it is written, so that several parts may run in
    one. Also a run that measured nothing leaves its rows with their reasons, since others may have
    more of the day.

    The arguments are as for :func:`backline.collecting.daily.run_day`, and of ``wanted`` the part.

    Raises:
        ConfigError: the roster is missing or wrong, or the clock is.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    store = Store(root)
    with store.writing(LOCK_SECONDS):  # finishes what a killed run left half-way
        roster, subjects, identities = store.roster(), store.subjects(), store.identities()
        known, answering = set(subjects.all()), set(identities.all())
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
        wanted=part.wanted(sources, roster, started.date(), wanted),
        confirmed=confirmed,
        progress=progress,
        clock=clock,
    )
    learnt = Learnt(
        subjects=[one for one in subjects.all() if one not in known],
        identities=[one for one in identities.all() if one not in answering],
        told=list(found.told),
    )
    with store.writing(2 * RUN_SECONDS):
        changed = _write(store, part, found, learnt)
    return DailyRun(found, changed, [], budget.stopped)


def _write(store: Store, part: Part, found: Collected, learnt: Learnt) -> bool:
    """Write what a run has that is not known yet beside what it has already; whether it changed."""
    day = bounded(found.day)
    stored = store.read_day(day.date)
    had = {m.fact: m for m in stored.measurements} if stored else {}
    news = [m for m in merged(stored, day).measurements if had.get(m.fact) != m]
    words = stored.words if stored else {}
    learnt.words = {
        place: said
        for place, said in day.words.items()
        if any(words.get(place, {}).get(name) != one for name, one in said.items())
    }
    learnt.told = _not_known(store, learnt.told)
    before = store.read_run(day.date, part.number)
    if not news and not learnt:
        return False
    rows = {m.fact: m for m in before.rows} if before else {}
    rows |= {m.fact: m for m in news or ([] if before else day.measurements)}
    if before:
        learnt = before.learnt.with_later(learnt)
    with store.change() as change:
        change.write(store.run_file(day.date, part.number), run_bytes(rows.values(), learnt))
        return bool(change.paths)


def _not_known(store: Store, told: Sequence[KeyTold | Quota]) -> list[KeyTold | Quota]:
    """What is news of what platforms told of keys and quotas."""
    ends, left = list(key_ends(store)), set(quotas(store))
    return [
        one
        for one in told
        if (
            [end for end in ends if end.variable == one.variable] != list(one.ends)
            if isinstance(one, KeyTold)
            else one not in left
        )
    ]


def merge_runs(root: Path, today: date) -> tuple[list[date], list[str]]:
    """Take every run's file into its day and write the reports; nothing where there is none.

    Any machine may do it, and two at once do the same.

    Returns:
        The days that were written, and a sentence for each file that could not be read.

    Raises:
        ConfigError: the roster is missing or wrong.
        DataError: a file of the root is damaged, the disk is full, or another run is writing.
    """
    store, problems = Store(root), list[str]()
    roster = store.roster()
    with store.writing():
        with store.change() as change:
            days = take_in(store, change, roster, today, problems)
        if days:
            prune(store, roster, today, problems)
            problems += write_every_report(store)
    return days, problems
