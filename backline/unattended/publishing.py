"""Committing what a run wrote and pushing it, also while other people push.

A push that loses a race is put on top of what the others pushed and tried again, a bounded number
of times. Where they touched other files than ours, that is a rebase. Where they wrote ``data`` or
``reports`` too, no line of theirs is mixed with one of ours: the days are taken out of our commit,
merged into theirs as a second run of a day is, and the reports are computed anew.

What a rule of the repository refuses is pushed to a branch of its own, since the machine a
workflow runs on, and with it the commit, ends with the run.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from backline.errors import BacklineError, ConfigError
from backline.exports import write_reports
from backline.people import Identities
from backline.store import Day, Store, Subjects
from backline.unattended.git import ASIDE, PUBLISHED, Git, Verdict
from backline.unattended.learned import ROSTER, Ids, learned_ids, with_ids, with_learned

ATTEMPTS = 5
"""How often a push is tried in all."""

PAUSES = (0.0, 2.0, 5.0, 10.0)
"""Seconds before the second and each further attempt; a first lost race needs none."""

Message = Callable[[Sequence[date]], str]
"""Makes the commit message, told the days whose numbers the commit changes, the newest last."""

_COMPUTED = re.compile(
    r"reports/|data/(?:measurements|historical|popularity_scores)/|"
    r"data/(?:latest\.json|popularity_scores\.csv|subjects\.csv|identities\.csv)$"
)
"""What a daily run writes; the rest of ``data`` is people's own words."""

_DAY_FILE = re.compile(r"data/measurements/\d{4}/(\d{4}-\d{2}-\d{2})\.parquet$")


class PublishError(BacklineError):
    """What a run wrote is committed and could not be pushed (exit 1)."""


@dataclass(frozen=True, slots=True)
class Published:
    """What became of a run's files.

    Attributes:
        commit: the pushed commit, shortened; empty where nothing was new.
        branch: where it was pushed to.
        attempts: how often that was tried.
    """

    commit: str
    branch: str
    attempts: int


class Publisher:
    """Publishes the files of one checkout.

    Args:
        git: the checkout; its folder is the label's.
        message: see :data:`Message`; asked again when a commit has to be made anew.
        sleep: how to wait between attempts.
    """

    def __init__(
        self, git: Git, message: Message, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._git = git
        self._store = Store(git.root)
        self._message = message
        self._sleep = sleep
        self._branch = git.branch()

    def publish(self) -> Published:
        """Commit ``data`` and ``reports`` where they changed, and push what is not pushed yet.

        Raises:
            ConfigError: the checkout is on no branch, or the folder is not all of it.
            DataError: git fails, or what somebody else pushed cannot be read.
            PublishError: the push was refused, or lost every race; the commit stays.
        """
        if self._git.prefix():
            raise ConfigError(
                f"{self._git.root} is a part of a repository; a label's folder must be all of one."
            )
        if not self._branch:
            raise ConfigError(
                "The checkout is on no branch, so there is nowhere to push to: run the workflow "
                "on a branch, not on a tag."
            )
        with self._store.writing():  # finishes what a killed run left half-way
            self._commit()
        words = ""
        for attempt in range(1, ATTEMPTS + 1):
            if not self._git.ahead(self._branch):
                return Published("", self._branch, attempt - 1)
            answer = self._git.push(self._branch)
            if answer.verdict is Verdict.DONE:
                return Published(self._git.head(), self._branch, attempt)
            if answer.verdict is Verdict.REFUSED:
                raise PublishError(self._refused(answer.words))
            behind = answer.verdict is Verdict.BEHIND
            words = "other commits came first each time" if behind else answer.words
            if attempt < ATTEMPTS:
                self._sleep(PAUSES[attempt - 1])
                if behind:
                    self._onto_theirs()
        raise PublishError(
            f"The numbers could not be pushed to {self._branch} in {ATTEMPTS} attempts ({words}); "
            f"{self._kept()}."
        )

    def _commit(self) -> None:
        there = self._store.roster_file.exists()
        text = self._store.roster_file.read_bytes().decode("utf-8") if there else ""
        learned = there and self._ids("HEAD", text)
        staged = self._git.stage(*([ROSTER] if learned else []))
        if staged:
            self._git.commit(self._message(days_of(staged)), staged)

    def _ids(self, commit: str, text: str) -> Ids:
        """The ids a roster's text has that a commit's has not."""
        before, after = (t.replace("\r\n", "\n") for t in (self._git.shown(commit, ROSTER), text))
        try:
            return learned_ids(before, after) if before else {}
        except ConfigError:
            return {}  # a roster that breaks a rule is nothing a run wrote

    def _refused(self, words: str) -> str:
        return (
            f"GitHub refuses the push to {self._branch} ({words}); {self._kept()}: see "
            "docs/actions.md, When a push is refused."
        )

    def _by_hand(self) -> str:
        return (
            f"Others pushed to {self._branch} what cannot be put together with this by itself; "
            f"{self._kept()}: merge it by hand."
        )

    def _kept(self) -> str:
        """Where the numbers are now: on a branch of their own if that can be pushed."""
        head = self._git.head()
        base = self._git.tracked(self._branch)
        days = days_of(self._git.changed(base, "HEAD")) if base else []
        aside = f"{ASIDE}{days[-1] if days else 'reports'}-{head}"
        if self._git.push(aside).verdict is Verdict.DONE:
            return f"nothing is lost, the numbers are on the branch {aside}"
        return f"the numbers are the commit {head} of the checkout it was tried from"

    def _onto_theirs(self) -> None:
        """Put our commits on top of what others pushed."""
        git, theirs = self._git, f"origin/{self._branch}"
        if not git.fetch(self._branch):
            return
        base = git.fork_point("HEAD", theirs)
        if not git.is_clean() or not base:
            raise PublishError(self._by_hand())
        ids = self._ids(base, git.shown("HEAD", ROSTER))
        both = (*PUBLISHED, *([ROSTER] if ids else []))
        if not any(name.split("/")[0] in both for name in git.changed(base, theirs)):
            if not git.rebase(theirs, base):
                raise PublishError(self._by_hand())
            return
        ours, days = git.head(), self._days_to_move(base, ids)
        subjects = self._store.subjects()
        learned = Learned(ids, self._store.identities(), self._identities(base))
        git.reset(theirs)
        try:
            replant(self._store, days, subjects, learned)
        except BacklineError:
            git.stage()
            git.reset(ours)
            raise
        self._commit()

    def _identities(self, commit: str) -> Identities:
        """Who answered on each platform by a commit's table."""
        name = self._store.identities_file.relative_to(self._store.root).as_posix()
        text = self._git.shown(commit, name)
        return Identities.from_csv(text, name) if text else Identities()

    def _days_to_move(self, base: str, ids: Ids) -> list[Day]:
        """The days of our commits, where adding them to another state says all they say.

        It does not where somebody took numbers out of older days, or wrote something else too.

        Raises:
            PublishError: a person has to put the two together.
        """
        mine = self._git.changed(base, "HEAD")
        dates = days_of(mine)
        settled = [*days_of(self._git.changed(base, "HEAD", only_added=True)), *dates[-1:]]
        days = [day for d in dates if (day := self._store.read_day(d))]
        whole = len(days) == len(dates) and set(dates) <= set(settled)
        computed = [name for name in mine if not (ids and name == ROSTER)]
        if not whole or not all(_COMPUTED.match(name) for name in computed):
            raise PublishError(self._by_hand())
        return days


def days_of(names: Iterable[str]) -> list[date]:
    """The days whose measurements are among files, the newest last."""
    found = (_DAY_FILE.search(name) for name in names)
    return sorted(date.fromisoformat(match[1]) for match in found if match)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a run learned beside its days.

    Attributes:
        ids: that were filled into its roster.
        identities: who answers on each platform.
        before: the same, as both roots once had it.
    """

    ids: Ids = field(default_factory=dict)
    identities: Identities = field(default_factory=Identities)
    before: Identities = field(default_factory=Identities)


def replant(
    store: Store, days: Iterable[Day], subjects: Subjects, learned: Learned | None = None
) -> None:
    """Merge days into a root that has other ones, and write its reports anew.

    Args:
        store: the root.
        days: taken from elsewhere.
        subjects: the tracks and videos as they are known there.
        learned: what else was learned there; nothing when None.

    Raises:
        ConfigError: the roster is wrong.
        DataError: a file of the root cannot be read.
    """
    with store.writing():
        known = store.subjects()
        keys = {subject.key: known.place(subject) for subject in subjects.all()}
        learned = learned or Learned()
        roster, theirs = store.roster(), store.identities()
        answering = with_learned(theirs, learned.before, learned.identities, roster)
        with store.change() as change:
            if learned.ids:
                text = store.roster_file.read_bytes().decode("utf-8")
                change.write(store.roster_file, with_ids(text, learned.ids).encode())
            store.save(change, [_renamed(day, keys) for day in days], roster, known)
            store.write_identities(change, answering)
        write_reports(store)


def _renamed(day: Day, keys: dict[str, str]) -> Day:
    """A day whose tracks and videos are called as another root calls them."""

    def said(value: Any) -> Any:
        if isinstance(value, list):
            return [said(item) for item in value]
        if isinstance(value, dict) and "key" in value:
            return {**value, "key": keys.get(value["key"], value["key"])}
        return value

    return Day(
        day.date,
        [replace(m, subject=keys.get(m.subject, m.subject)) for m in day.measurements],
        {place: {name: said(value) for name, value in w.items()} for place, w in day.words.items()},
    )
