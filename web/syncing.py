"""Sharing the campaign tables on a page: what came and went, and what is left to choose."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from backline.campaigns.book import file_of, read_book
from backline.campaigns.markers import first_mark
from backline.campaigns.merging.changes import changes
from backline.campaigns.merging.merge import LONGEST_SHOWN, OURS, THEIRS, Conflict, differing
from backline.campaigns.tables import TABLES
from backline.errors import BacklineError, BusyError, ConfigError, DataError
from backline.names import shown
from backline.net import Redactor
from backline.people.saved import read_text
from backline.store import Store
from backline.unattended.campaign_commits import book_at
from backline.unattended.campaign_meeting import SyncError
from backline.unattended.campaign_resolve import resolve as put_together
from backline.unattended.campaign_sync import CampaignSync
from backline.unattended.git import BRANCH
from backline.unattended.git_merge import MergingGit

PATIENT = 20.0
"""Seconds that the remote has for one answer; it is asked five times at most."""

MOST = 100
"""So many conflicts are shown at once, and so many lines of what changed."""

OWN = "own"
"""What a person chooses who writes a third value."""

_FIELD = re.compile(r"(key|seen|choice|text)-(\d{1,3})")
_WAYS = re.compile(r": choose on a terminal.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person chose of what was open.

    Attributes:
        by_key: by the conflict's key, what identifies the values that were shown, and ``ours``,
            ``theirs`` or the text that the field shall have.
        take: ``ours`` or ``theirs`` for all others; empty to leave them open.
    """

    by_key: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    take: str = ""

    def of(self, conflicts: Sequence[Conflict]) -> dict[Conflict, str]:
        """The same by conflict; one whose values are others than those shown stays open."""
        found = dict.fromkeys(conflicts, self.take) if self.take in (OURS, THEIRS) else {}
        for conflict in conflicts:
            seen, choice = self.by_key.get(conflict.key, ("", ""))
            if choice and seen == print_of(conflict):
                found[conflict] = choice
        return found


def choices_in(fields: Mapping[str, str]) -> Choices:
    """What the form of the open conflicts says."""
    rows: dict[str, dict[str, str]] = {}
    for name, text in fields.items():
        if found := _FIELD.fullmatch(name):
            rows.setdefault(found[2], {})[found[1]] = text
    by_key = {}
    for row in rows.values():
        choice = row.get("choice", "")
        if choice == OWN:
            choice = row.get("text", "").strip()
        by_key[row.get("key", "")] = (row.get("seen", ""), choice)
    return Choices(by_key, fields.get("take", ""))


def print_of(conflict: Conflict) -> str:
    """What identifies the values of a conflict."""
    return hashlib.sha256(repr((conflict.ours, conflict.theirs)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the tables stand before they are shared.

    Attributes:
        branch: the branch's short name; empty where none is checked out.
        why: why they cannot be shared, as a sentence; empty where they can.
        own: what others do not have yet, a line each.
        marked: the tables in which git left its marks.
    """

    branch: str = ""
    why: str = ""
    own: Sequence[str] = ()
    marked: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it.

    Attributes:
        good: whether it was done.
        lines: what came and went, or why it was not done, a sentence each.
        open: what a person has to choose.
        what: ``sync`` or ``resolve``, which is to be done with the choices.
    """

    good: bool
    lines: Sequence[str]
    open: Sequence[Conflict] = ()
    what: str = "sync"


@dataclass(frozen=True, slots=True)
class Open:
    """A conflict as the form shows it.

    Attributes:
        key: how it is called.
        print: identifies the values that are shown.
        where: table, row and field in words.
        field: whether it is about one field, so that a third value can be written.
        before: what both began from; None where that is not known.
        ours: what stands here; None where the row was removed here.
        theirs: the same of others.
        choice: ``ours``, ``theirs`` or :data:`OWN` where that was chosen before.
        text: the third value that was written.
    """

    key: str
    print: str
    where: str
    field: bool
    before: str | None
    ours: str | None
    theirs: str | None
    choice: str = ""
    text: str = ""


def conflicts_shown(outcome: Outcome, choices: Choices) -> list[Open]:
    """The first conflicts of an outcome for the form, with what was chosen before."""
    return [_shown(one, choices) for one in outcome.open[:MOST]]


def _shown(one: Conflict, choices: Choices) -> Open:
    told = print_of(one)
    seen, choice = choices.by_key.get(one.key, ("", ""))
    text = ""
    if seen != told:
        choice = ""
    elif choice and choice not in (OURS, THEIRS):
        choice, text = OWN, choice
    name = TABLES[one.table].one
    about = one.field.replace("_", " ") if one.field else "the whole row"
    sides = (_words(one, side) for side in (one.base, one.ours, one.theirs))
    before, ours, theirs = sides if one.field else (None, one.ours, one.theirs)
    where = f"{name} {shown(one.id, 80)}: {about}"
    return Open(one.key, told, where, bool(one.field), before, ours, theirs, choice, text)


def _words(one: Conflict, text: str | None) -> str | None:
    """A value as people read it, long ones from where they begin to differ."""
    if text is None:
        return None
    at = differing(one.ours or "", one.theirs or "")
    return shown(f"…{text[at:]}" if at else text, LONGEST_SHOWN)


def standing(root: Path, environment: Mapping[str, str]) -> Standing:
    """How the tables of a root stand; nobody else is asked."""
    git = MergingGit(root, environment, Redactor())
    store = Store(root)
    marked: Sequence[str] = ()
    try:
        paths = {name: file_of(store, name) for name in TABLES}
        texts = {name: read_text(path) for name, path in paths.items() if path.exists()}
        marked = [name for name, text in texts.items() if first_mark(text)]
        if not git.is_repository():
            why = "This folder is in no git repository, so that it is shared with nobody."
            return Standing(why=why, marked=marked)
        if not git.has_commit():
            return Standing(why="Nothing was ever committed here.", marked=marked)
        branch, own = git.branch(), _own(git, store) if not marked else ()
    except BacklineError as error:
        return Standing(why=str(error), marked=marked)
    no_remote = "This repository has no remote called origin to share it with."
    why = "" if git.has_remote() else no_remote
    return Standing(branch.removeprefix(BRANCH), why, own, marked)


def _own(git: MergingGit, store: Store) -> Sequence[str]:
    """What others do not have of the tables, as far as is known here, a line each."""
    theirs = git.tracked(git.branch())
    base = (git.fork_point("HEAD", theirs) if theirs else "") or "HEAD"
    return changes(book_at(git, base), read_book(store))


def sync(root: Path, environment: Mapping[str, str], choices: Choices) -> Outcome:
    """Share the tables, as ``scripts/campaigns.py sync`` does.

    Raises:
        BusyError: another run is writing; nothing was changed.
    """
    asked: list[Conflict] = []
    choose = _chooser(asked, choices)
    git = MergingGit(root, environment, Redactor(), patient=PATIENT)
    return _ended("sync", asked, lambda: CampaignSync(git, choose).sync().sentences)


def resolve(root: Path, environment: Mapping[str, str], choices: Choices) -> Outcome:
    """Put together what git left between its marks, as ``scripts/campaigns.py resolve`` does.

    Raises:
        BusyError: another run is writing; nothing was changed.
    """
    asked: list[Conflict] = []
    choose = _chooser(asked, choices)
    git = MergingGit(root, environment, Redactor())
    return _ended("resolve", asked, lambda: put_together(git, choose).sentences)


def _chooser(
    asked: list[Conflict], choices: Choices
) -> Callable[[Sequence[Conflict]], Mapping[Conflict, str]]:
    def choose(conflicts: Sequence[Conflict]) -> Mapping[Conflict, str]:
        chosen = choices.of(conflicts)
        asked[:] = [one for one in conflicts if one not in chosen] or conflicts
        return chosen

    return choose


def _ended(what: str, asked: list[Conflict], work: Callable[[], list[str]]) -> Outcome:
    try:
        return Outcome(True, work(), what=what)
    except BusyError:
        raise
    except SyncError as error:
        open_ = asked if _WAYS.search(str(error)) else []
        # The ways out that a terminal has are none here: the form below is.
        sentence = _WAYS.sub(": choose below.", str(error))
        details = [] if open_ else [shown(one, 500) for one in error.details[:MOST]]
        return Outcome(False, [sentence, *details], open_, what)
    except ConfigError as error:  # what was chosen is nothing that the field can have
        return Outcome(False, [str(error)], asked, what)
    except DataError as error:
        return Outcome(False, [str(error)], what=what)
