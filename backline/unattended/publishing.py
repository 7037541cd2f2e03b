"""Committing what a run wrote and pushing it, also while other people push.

A run's numbers go to the branch it came from and nowhere else. A push that loses a race is put on
top of what the others pushed and tried again, a bounded number of times. Where they touched other
files than ours, people's tables in ``data`` among them, that is a rebase. Where they wrote days or
reports too, no line of theirs is mixed with one of ours: the days are taken out of our commit,
merged into theirs as a second run of a day is, and the reports are computed anew. Of older days,
and of charts and cities, only what the run added is taken. What a run of a part of the roster left
beside a day is a file of its own, which is a rebase again.

Whatever goes wrong on the way, :mod:`backline.unattended.rescue` keeps the numbers.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from backline.errors import BacklineError, ConfigError, place_of
from backline.store import Day, Store
from backline.store.monthly import MONTHLY
from backline.unattended.beyond import Months, months_beyond, months_of, rows_beyond
from backline.unattended.git import BRANCH, Git, Verdict
from backline.unattended.learned import ROSTER, Ids, learned_ids, learned_since
from backline.unattended.replant import replant
from backline.unattended.rescue import Rescue, check_folders, days_of, is_beside

ATTEMPTS = 5
"""How often a push is tried in all."""

PAUSES = (0.0, 2.0, 5.0, 10.0)
"""Seconds before the second and each further attempt; a first lost race needs none."""

LONGEST = 240.0
"""Seconds after which a push is not tried again, so that time is left to put the day aside."""

Message = Callable[[Sequence[date]], str]
"""Makes the commit message, told the days whose numbers the commit changes, the newest last."""

_COMPUTED = re.compile(
    r"reports/|data/(?:measurements|historical|popularity_scores)/|"
    rf"data/(?:{'|'.join(re.escape(table.folder) for table in MONTHLY)})/|"
    r"data/(?:latest\.json|popularity_scores\.csv|subjects\.csv|identities\.csv|alerts\.csv"
    r"|keys\.csv|quotas\.csv)$"
)
"""What of a run's files can be made anew on top of other days; the rest is put together by git."""

_BY_MONTH = tuple(f"data/{table.folder}/" for table in MONTHLY)
_REFUSED = "see docs/actions.md, When a push is refused"
_BY_HAND = "merge it by hand"


class PublishError(BacklineError):
    """What a run wrote could not be pushed (exit 1).

    Attributes:
        way_out: what a person does with the numbers, once it is said where they are.
    """

    def __init__(self, detail: str, way_out: str = "") -> None:
        super().__init__(detail)
        self.way_out = way_out


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
        folder: see :class:`Rescue`.
        wrote: files that this run wrote beside those that runs write anyway, such as a table of
            people's that a job filled in.
    """

    def __init__(
        self,
        git: Git,
        message: Message,
        sleep: Callable[[float], None] = time.sleep,
        *,
        folder: Path | None = None,
        wrote: Sequence[str] = (),
    ) -> None:
        self._git = git
        self._store = Store(git.root)
        self._message = message
        self._sleep = sleep
        self._wrote = wrote
        self._rescue = Rescue(git, folder, wrote)
        self._base = ""  # what the remote branch was at when the run began
        self._ours = ""  # the commit with the run's files
        self._onto = ""  # where a rewritten history has come to

    def publish(self) -> Published:
        """Commit what runs write in ``data`` and ``reports``, and push what is not pushed yet.

        Raises:
            ConfigError: the run came from no branch or another one than is checked out, or the
                folder is not all of its repository.
            DataError: git or a hook fails, or what somebody else pushed cannot be read.
            PublishError: the push was refused, or lost every race. Each says where the numbers are.
        """
        try:
            branch = self._where()
            self._base = self._git.tracked(branch)
            self._git.drop_left_locks()
            with self._store.writing():  # finishes what a killed run left half-way
                check_folders(self._git)
                self._commit()
            return self._pushed(branch)
        except BacklineError as error:
            way_out = error.way_out if isinstance(error, PublishError) else ""
            raise type(error)(self._kept(str(error), way_out)) from None
        except Exception as error:  # noqa: BLE001 (a fault of ours must not cost the day)
            said = f"A fault in Backline ended the publishing ({place_of(error)})"
            raise PublishError(self._kept(said, "please report it")) from None

    def _where(self) -> str:
        """The full name of the branch to push to: the one the run came from.

        Raises:
            ConfigError: it came from none, or another one is checked out.
        """
        if self._git.prefix():
            raise ConfigError(
                f"{self._git.root} is a part of a repository; a label's folder must be all of one."
            )
        came, out = self._git.came_from, self._git.branch()
        if came and not came.startswith(BRANCH):
            raise ConfigError(
                f"The run came from {_named(came)}, and numbers belong on a branch: run the "
                "workflow on the branch they belong on."
            )
        if not out:
            raise ConfigError(
                "The checkout is on no branch, so there is nowhere to push to: run the workflow "
                "on a branch, not on a tag."
            )
        if came and came != out:
            raise ConfigError(
                f"The run came from {_named(came)} and {_named(out)} is checked out, so neither "
                "was pushed to: check out the branch that the workflow is run on."
            )
        return out

    def _pushed(self, branch: str) -> Published:
        """Push, and after each lost race once more on top of what came first."""
        name, words, began = branch.removeprefix(BRANCH), "", time.monotonic()
        for attempt in range(1, ATTEMPTS + 1):
            if not self._git.ahead(branch):
                return Published("", name, attempt - 1)
            answer = self._git.push(branch)
            if answer.verdict is Verdict.DONE:
                return Published(self._git.short("HEAD"), name, attempt)
            if answer.verdict is Verdict.REFUSED:
                raise PublishError(f"GitHub refuses the push to {name} ({answer.words})", _REFUSED)
            behind = answer.verdict is Verdict.BEHIND
            words = "other commits came first each time" if behind else answer.words
            if attempt == ATTEMPTS or time.monotonic() - began > LONGEST:
                break
            self._sleep(PAUSES[attempt - 1])
            if behind:
                self._onto_theirs(branch)
        count = f"{attempt} attempt{'s' if attempt > 1 else ''}"
        raise PublishError(f"The numbers could not be pushed to {name} in {count} ({words})")

    def _commit(self) -> None:
        there = self._store.roster_file.exists()
        text = self._store.roster_file.read_bytes().decode("utf-8") if there else ""
        learned = there and self._ids("HEAD", text)
        staged = self._git.stage(*self._wrote, *([ROSTER] if learned else []))
        if staged:
            self._git.commit(self._message(days_of(staged)), staged)
        self._ours = self._git.head()

    def _ids(self, commit: str, text: str) -> Ids:
        """The ids a roster's text has that a commit's has not."""
        before, after = (t.replace("\r\n", "\n") for t in (self._git.shown(commit, ROSTER), text))
        try:
            return learned_ids(before, after) if before else {}
        except ConfigError:
            return {}  # a roster that breaks a rule is nothing a run wrote

    def _kept(self, sentence: str, way_out: str) -> str:
        """A sentence about what went wrong, with where the numbers are and what to do."""
        ours = "" if self._ours == self._base else self._ours
        kept = self._rescue.keep(ours, self._base, self._words_aside(), onto=self._onto)
        parts = [sentence.rstrip("."), *([kept] if kept else [])]
        return f"{'; '.join(parts)}{f': {way_out}' if way_out else ''}."

    def _words_aside(self) -> str:
        """The message of a commit that is put aside; a plain one where no other can be made."""
        newest = self._store.newest_day()
        try:
            return self._message([newest] if newest else [])
        except Exception:  # noqa: BLE001 (what made it fail is told by the error this belongs to)
            return f"{newest or 'Reports'}: put aside, since it could not be published\n"

    def _onto_theirs(self, branch: str) -> None:
        """Put our commits on top of what others pushed."""
        git, name = self._git, branch.removeprefix(BRANCH)
        known = git.tracked(branch)
        verdict = git.fetch(branch).verdict
        if verdict is Verdict.GONE:
            raise PublishError(
                f"The branch {name} is gone from the remote: it was renamed or deleted while the "
                "run was under way, and is not made anew",
                _BY_HAND,
            )
        if verdict is not Verdict.DONE:
            return
        theirs = git.tracked(branch)
        if known and not git.contains(theirs, known):
            self._onto = theirs
            raise PublishError(
                f"The history of {name} was rewritten while the run was under way, and what was "
                "taken out of it is not put back",
                _BY_HAND,
            )
        base = git.fork_point("HEAD", theirs)
        if not git.is_clean() or not base or git.in_the_way(theirs):
            raise self._by_hand(name)
        ids = self._ids(base, git.shown("HEAD", ROSTER))
        changed, mine = git.changed(base, theirs), git.changed(base, "HEAD")
        computed = any(_COMPUTED.match(path) or (ids and path == ROSTER) for path in changed)
        # What a run of a part of the roster leaves stands beside every other file as it is.
        beside = all(map(is_beside, changed)) or all(map(is_beside, mine))
        if not computed or beside:
            if git.rebase(theirs, base):
                self._base, self._ours = theirs, git.head()
                return
            if not computed:
                raise self._by_hand(name)
        self._replanted(base, theirs, name, ids)

    def _replanted(self, base: str, theirs: str, name: str, ids: Ids) -> None:
        """Merge our days into theirs; our commit is checked out again where that fails."""
        git, ours = self._git, self._git.head()
        days, subjects = self._days_to_move(base, name, ids), self._store.subjects()
        mine = git.changed(base, "HEAD")
        months, older = months_of(self._store, mine), self._older(base)
        learned = learned_since(self._store, git, base, ids)
        try:
            if older or any(path.startswith(_BY_MONTH) for path in mine):
                git.reset(base)
                days = [self._beyond(day, name) if day.date in older else day for day in days]
                learned = replace(learned, months=self._months_beyond(months, mine, name))
            git.reset(theirs)
            replant(self._store, days, subjects, learned)
            self._commit()
        except Exception:
            self._ours = ours
            git.stage()
            git.reset(ours)
            raise
        self._base = theirs

    def _older(self, base: str) -> set[date]:
        """The days of our commits that were stored before, but for the newest."""
        dates = days_of(self._git.changed(base, "HEAD"))
        added = days_of(self._git.changed(base, "HEAD", only_added=True))
        return set(dates) - {*added, *dates[-1:]}

    def _beyond(self, day: Day, name: str) -> Day:
        """What our commits added to a day; the base is checked out."""
        added = rows_beyond(day, self._store.read_day(day.date))
        if added is None:
            raise self._by_hand(name)
        return added

    def _months_beyond(self, months: Months, mine: Sequence[str], name: str) -> Months:
        """What our commits added to the tables by month; the base is checked out."""
        added = months_beyond(months, months_of(self._store, mine))
        if added is None:
            raise self._by_hand(name)
        return added

    def _by_hand(self, name: str) -> PublishError:
        return PublishError(
            f"Others pushed to {name} what cannot be put together with this by itself", _BY_HAND
        )

    def _days_to_move(self, base: str, name: str, ids: Ids) -> list[Day]:
        """The days of our commits, where adding them to another state says all they say.

        It does not where somebody took whole days out, or wrote something else too.

        Raises:
            PublishError: a person has to put the two together.
        """
        mine = self._git.changed(base, "HEAD")
        dates = days_of(mine)
        days = [day for d in dates if (day := self._store.read_day(d))]
        whole = len(days) == len(dates)
        computed = [path for path in mine if not (ids and path == ROSTER)]
        if not whole or not all(_COMPUTED.match(path) for path in computed):
            raise self._by_hand(name)
        return days


def _named(ref: str) -> str:
    """What people call what a full name of git's stands for."""
    for start, what in ((BRANCH, "the branch"), ("refs/tags/", "the tag")):
        if ref.startswith(start):
            return f"{what} {ref.removeprefix(start)}"
    pull = re.fullmatch(r"refs/pull/(\d+)/\w+", ref)
    return f"the pull request {pull[1]}" if pull else ref
