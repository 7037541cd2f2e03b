"""Sharing the campaign tables with others over git: commit, fetch, merge by field, push.

What a person and others changed is put together by row and field
(:mod:`backline.campaigns.merging`), all other files by git itself. Everything is decided before the
checkout is touched: where a person has to choose, where the tables have new faults, or where git
cannot merge another file, it stays as it was.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from backline.campaigns.book import Book, file_name, file_of, read_book, save_book
from backline.campaigns.checks import faults
from backline.campaigns.merging.changes import changes, title
from backline.campaigns.merging.choosing import Choose, nothing_chosen
from backline.campaigns.merging.merge import faults_beyond
from backline.campaigns.tables import TABLES
from backline.errors import ConfigError
from backline.store import Store
from backline.unattended.campaign_commits import FILES, book_at, texts_of
from backline.unattended.campaign_meeting import SyncError, Together, decided, to_mend
from backline.unattended.git import BRANCH, Verdict
from backline.unattended.git_merge import MergingGit
from backline.unattended.github_text import plain
from backline.unattended.publishing import ATTEMPTS, PAUSES


@dataclass(frozen=True, slots=True)
class Synced:
    """What became of the tables.

    Attributes:
        commit: where checkout and remote are now, shortened.
        branch: the branch's short name.
        pushed: whether something was pushed.
        own: what was new of ours, in a line; empty where nothing was.
        others: what came from others, in a line.
        told: further sentences, such as a row that got another id.
    """

    commit: str
    branch: str
    pushed: bool
    own: str = ""
    others: str = ""
    told: tuple[str, ...] = ()

    @property
    def sentences(self) -> list[str]:
        """All of it for people."""
        said = list(self.told)
        said += [f"Yours: {self.own}."] if self.own else []
        said += [f"From others: {self.others}."] if self.others else []
        if not (self.own or self.others or self.pushed):
            return [*said, f"Nothing is new: {self.branch} is at {self.commit} here and there."]
        pushed = " and pushed" if self.pushed else ""
        return [*said, f"Commit {self.commit} is on {self.branch}{pushed}."]


class CampaignSync:
    """Shares the campaign tables of one checkout.

    Args:
        git: the checkout; its folder is the label's.
        choose: decides conflicts.
        sleep: how to wait between attempts.
    """

    def __init__(
        self,
        git: MergingGit,
        choose: Choose = nothing_chosen,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._git = git
        self._store = Store(git.root)
        self._choose = choose
        self._sleep = sleep
        self._own = ""
        self._others = ""
        self._told: tuple[str, ...] = ()

    def sync(self) -> Synced:
        """Commit what changed in the tables, put it together with what others pushed, and push.

        Raises:
            ConfigError: the folder is in no repository or not all of one, or on no branch; or a
                choice is none.
            DataError: a table, or git, cannot be read.
            SyncError: see its sentence; it says what is where.
        """
        branch = self._where()
        book = self._readable()
        name, words = branch.removeprefix(BRANCH), ""
        if not self._git.has_remote():
            raise self._unpushed(book, "This repository has no remote called origin to push to")
        for attempt in range(ATTEMPTS):
            if attempt:
                self._sleep(PAUSES[attempt - 1])
            words = self._fetched(book, branch)
            if words:
                continue
            self._put_together(self._decided(book, branch), book)
            book = read_book(self._store)
            if not self._git.ahead(branch):
                return self._done(name, pushed=False)
            answer = self._git.push(branch)
            if answer.verdict is Verdict.DONE:
                return self._done(name, pushed=True)
            if answer.verdict is Verdict.REFUSED:
                raise self._unpushed(book, f"The push to {name} is refused ({answer.words})")
            behind = answer.verdict is Verdict.BEHIND
            words = "other commits came first each time" if behind else answer.words
        raise self._unpushed(book, f"{name} could not be pushed in {ATTEMPTS} attempts ({words})")

    def _where(self) -> str:
        """The full name of the branch that is shared."""
        if not self._git.is_repository():
            raise ConfigError(
                f"{self._git.root} is in no git repository, so that there is nobody to share the "
                "campaign tables with: begin with git init, or clone the one that others use."
            )
        if self._git.prefix():
            raise ConfigError(
                f"{self._git.root} is a part of a repository; a label's folder must be all of one."
            )
        if not (branch := self._git.branch()):
            raise ConfigError("The checkout is on no branch: check out the one you share.")
        if not self._git.has_commit():
            raise ConfigError(
                "Nothing was ever committed here: begin with git add . and git commit, then sync."
            )
        return branch

    def _readable(self) -> Book:
        """The tables on the disk.

        Raises:
            SyncError: git is in the middle of something, a row cannot be read, or a file is gone.
        """
        book = read_book(self._store)
        if book.unreadable:
            raise SyncError(
                "Nothing was committed, since the tables cannot be read.",
                [fault.sentence for fault in book.unreadable],
            )
        if under_way := self._git.under_way():
            what, finish = under_way
            raise SyncError(f"Git is in the middle of {what}: end it with {finish}, then sync.")
        for name in TABLES:
            gone = not file_of(self._store, name).exists()
            if gone and (count := len(book_at(self._git, "HEAD").rows[name])):
                raise SyncError(
                    f"{file_name(name)} is gone, with {count:,} rows that others still have: git "
                    f"restore {file_name(name)} brings it back; to empty the table leave its "
                    "first line there."
                )
        return book

    def _without_own_faults(self, book: Book, base: str) -> None:
        """Where there is nothing of others to put it together with.

        Raises:
            SyncError: the tables have faults that the base has not.
        """
        known = faults(book_at(self._git, base)) if base else []
        if brought := faults_beyond(book, known):
            raise to_mend(brought)

    def _fetched(self, book: Book, branch: str) -> str:
        """Ask the remote; empty where it answered, else why not.

        Raises:
            SyncError: the branch is not there any more, or its history was rewritten.
        """
        known, name = self._git.tracked(branch), branch.removeprefix(BRANCH)
        answer = self._git.fetch(branch)
        if answer.verdict is Verdict.GONE and known:
            raise self._unpushed(book, f"The branch {name} is gone from the remote")
        if answer.verdict is Verdict.UNREACHED:
            return answer.words
        if known and not self._git.contains(self._git.tracked(branch), known):
            self._git.remember(branch, known)  # so that the next sync says it again
            raise SyncError(
                f"The history of {name} was rewritten on the remote, and what was taken out of it "
                "is not put back: ask who did it, then git rebase by hand."
            )
        return ""

    def _decided(self, book: Book, branch: str) -> Together | None:
        """What to commit of ours and theirs; None where others have nothing new."""
        theirs = self._git.tracked(branch)
        if theirs and not self._git.contains("HEAD", theirs):
            return decided(self._git, book, theirs, self._choose)
        self._without_own_faults(book, theirs)
        return None

    def _put_together(self, found: Together | None, book: Book) -> None:
        """Commit ours, then the merge, and move the checkout to it."""
        with self._store.writing():
            if read_book(self._store).rows != book.rows:
                raise SyncError("The tables were changed meanwhile: sync again.")
            self._commit(book)
            if found is None:
                return
            git, commit = self._git, found.theirs
            if not git.contains(found.theirs, "HEAD"):
                texts = texts_of(git, found.merged.book, found.theirs)
                parents = (git.head(), found.theirs)
                commit = git.commit_merge(found.tree, parents, texts, _words_of_merge(found))
            git.forward(commit)
            self._told += found.told
            self._others = found.others or self._others

    def _commit(self, book: Book) -> None:
        """Commit the tables as they are on the disk, in their one form."""
        with self._store.change() as change:
            save_book(self._store, change, book)
        names = self._git.begun(FILES)
        if not names:
            return
        lines = changes(book_at(self._git, "HEAD"), book)
        words = title(lines) or "the tables in their one form"
        body = "".join(f"- {plain(line, 300)}\n" for line in lines)
        self._git.add(names)
        self._git.commit(f"Campaigns: {plain(words, 200)}\n\n{body}", names)
        self._own = words

    def _unpushed(self, book: Book, sentence: str) -> SyncError:
        """What is said where nothing can be pushed; what the person did is committed here.

        Raises:
            SyncError: it has faults, and so is not.
        """
        branch = self._git.branch()
        tracked = self._git.tracked(branch)
        self._without_own_faults(book, tracked and self._git.fork_point("HEAD", tracked))
        with self._store.writing():
            self._commit(book)
        commit = self._git.short("HEAD")
        return SyncError(
            f"{sentence}; your changes are safe in the commit {commit} of this checkout, and the "
            "next sync pushes them."
        )

    def _done(self, name: str, *, pushed: bool) -> Synced:
        commit = self._git.short("HEAD")
        return Synced(commit, name, pushed, self._own, self._others, self._told)


def _words_of_merge(found: Together) -> str:
    lines = "".join(f"- {plain(line, 300)}\n" for line in found.told)
    return f"Campaigns: put together what several people changed\n\n{lines}"
