"""git in the label's checkout: what the unattended run asks of it.

Branches are called by their full names (``refs/heads/main``) and commits by their ids: a tag, a
branch and a remote may all be called ``main``, and git guesses.
"""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from backline.errors import DataError
from backline.net import Redactor
from backline.unattended.git_process import PATIENT, QUICK, Done, GitProcess
from backline.unattended.run_files import PUBLISHED, is_of_runs

ASIDE = "backline/unpublished-"
"""What the branches begin with on which numbers wait that could not be pushed where they belong."""

BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
"""Whose commits those of a workflow are, as GitHub itself calls the account."""

BRANCH = "refs/heads/"
"""What the full name of a branch begins with."""

_LITERAL = {"GIT_LITERAL_PATHSPECS": "1"}  # a name is that file's, whatever signs it has
_LONGEST_GIT = 600.0  # seconds; a lock that is older was left by a git that was killed
_LOST_RACE = re.compile(
    r"\[rejected\]|cannot lock ref|failed to update ref|incorrect old value", re.IGNORECASE
)
_NO_ENTRY = re.compile(r"returned error: 40[134]|Permission to .* denied|Authentication failed")
_UNREACHED = re.compile(r"^fatal:", re.MULTILINE)
_GONE = re.compile(r"couldn't find remote ref")


class Verdict(Enum):
    """What came of asking the remote."""

    DONE = auto()
    BEHIND = auto()  # somebody else pushed first
    REFUSED = auto()  # a rule, a hook or a missing right: trying again changes nothing
    GONE = auto()  # the remote has no such branch any more
    UNREACHED = auto()  # no answer, or a fault on the other side


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking the remote, and the reason in words."""

    verdict: Verdict
    words: str = ""


class Git:
    """One checkout.

    Attributes:
        came_from: the full name of what a workflow's run was started on; empty elsewhere.

    Args:
        root: the label's folder, anywhere in the checkout.
        environment: of the process; in GitHub Actions it names the server and the token.
        redactor: learns the token.
        quick: seconds a command has that stays on this machine.
        patient: seconds a command has that asks the remote.
    """

    def __init__(
        self,
        root: Path,
        environment: Mapping[str, str],
        redactor: Redactor,
        *,
        quick: float = QUICK,
        patient: float = PATIENT,
    ) -> None:
        self.root = root
        self._process = GitProcess(root, environment, redactor, quick=quick, patient=patient)
        self._alone = environment.get("GITHUB_ACTIONS") == "true"
        self.came_from = environment.get("GITHUB_REF", "") if self._alone else ""
        self._options: tuple[str, ...] = ()
        if self._alone:
            self._options = ("-c", f"user.name={BOT[0]}", "-c", f"user.email={BOT[1]}")

    def prefix(self) -> str:
        """Where in its repository the folder lies; empty at the top.

        Raises:
            DataError: it lies in none.
        """
        return self._ask("rev-parse", "--show-prefix").strip()

    def branch(self) -> str:
        """The full name of the branch that is checked out; empty where none is."""
        return self._run("symbolic-ref", "--quiet", "HEAD").out.strip()

    def head(self) -> str:
        """The commit that is checked out."""
        return self._ask("rev-parse", "--verify", "HEAD^{commit}").strip()

    def short(self, commit: str) -> str:
        """A commit's id as short as people write it."""
        return self._ask("rev-parse", "--short", commit).strip()

    def tracked(self, branch: str) -> str:
        """The commit the remote branch was at when it was last asked; empty if it never was."""
        return self._run("rev-parse", "--verify", "--quiet", tracking(branch)).out.strip()

    def ahead(self, branch: str) -> bool:
        """Whether there is a commit the remote branch does not have."""
        base = self.tracked(branch)
        return not base or self._ask("rev-list", "--count", f"{base}..HEAD").strip() != "0"

    def contains(self, commit: str, older: str) -> bool:
        """Whether a commit's history holds an older one."""
        return self._run("merge-base", "--is-ancestor", older, commit).code == 0

    def changed(self, since: str, until: str, *, only_added: bool = False) -> list[str]:
        """The files that differ between two commits, or only those the first does not have."""
        kinds = ("--diff-filter=A",) if only_added else ()
        return self._names("diff", "--no-renames", "--name-only", "-z", *kinds, since, until)

    def fork_point(self, one: str, other: str) -> str:
        """The newest commit two have in common; empty where they share none."""
        return self._run("merge-base", one, other).out.strip()

    def files(self, commit: str, folder: str) -> list[str]:
        """The files below a folder in a commit."""
        return self._names("ls-tree", "-r", "-z", "--name-only", commit, "--", folder)

    def shown(self, commit: str, name: str) -> str:
        """A text file as it is in a commit; empty where it is not in it."""
        done = self._run("show", f"{commit}:{name}")
        return "" if done.code else done.out

    def is_clean(self) -> bool:
        """Whether every file git knows is as it was committed."""
        return not self._ask("status", "--porcelain", "--untracked-files=no").strip()

    def drop_left_locks(self) -> None:
        """Take away the locks that a killed git left.

        In GitHub Actions nobody else is at work in the checkout. Elsewhere a lock may be that of
        a person's git, until it is older than any git of theirs will take.
        """
        for lock in self._process.left_locks():
            with contextlib.suppress(OSError):  # one that is gone by itself, or is no file
                if self._alone or time.time() - lock.stat().st_mtime > _LONGEST_GIT:
                    lock.unlink()

    def ignored(self) -> list[str]:
        """The files of :data:`PUBLISHED` that a rule keeps out of git."""
        options = ("--others", "--ignored", "--exclude-standard", "-z")
        return self._names("ls-files", *options, "--", *PUBLISHED)

    def is_of_runs(self, name: str) -> bool:
        """Whether a file is one that a run writes, and no person in this checkout."""
        return is_of_runs(name, alone=self._alone)

    def stage(self, *more: str) -> list[str]:
        """Stage the files that runs write, and ``more``; those that differ from the last commit.

        What people have begun in the same folders stays theirs.
        """
        there = [name for name in (*PUBLISHED, *more) if (self.root / name).exists()]
        if there:
            differ = self._names("diff", "--no-renames", "--name-only", "-z", "--", *there)
            new = self._names("ls-files", "--others", "--exclude-standard", "-z", "--", *there)
            self.add(name for name in (*differ, *new) if name in more or self.is_of_runs(name))
        staged = self._names("diff", "--no-renames", "--cached", "--name-only", "-z")
        return [name for name in staged if name in more or self.is_of_runs(name)]

    def add(self, names: Iterable[str]) -> None:
        """Stage some files as they are on the disk, deleted ones too."""
        if given := "".join(f"{name}\0" for name in names):
            options = ("--all", "--pathspec-from-file=-", "--pathspec-file-nul")
            self._ask("add", *options, given=given, variables=_LITERAL)

    def commit(self, message: str, staged: Iterable[str]) -> None:
        """Commit what was staged of some files, and nothing a person may have staged beside it."""
        file = self._own_file("backline-message")
        options = ("--quiet", "--cleanup=whitespace", f"--file={file}", "--only")
        names = ("--pathspec-from-file=-", "--pathspec-file-nul")
        try:
            file.write_text(message, encoding="utf-8")
            given = "".join(f"{name}\0" for name in staged)
            self._ask("commit", *options, *names, given=given, variables=_LITERAL)
        finally:
            file.unlink(missing_ok=True)

    def in_the_way(self, commit: str) -> list[str]:
        """Files that git does not know here and a commit has: checking it out would lose them."""
        own = self._names("ls-files", "--others", "-z", "--", *PUBLISHED)
        return sorted({*own} & {*self._names("ls-tree", "-r", "-z", "--name-only", commit)})

    def push(self, branch: str) -> Answer:
        """Push what is checked out to a branch of the remote, if that is where it was.

        A branch that was renamed or deleted meanwhile is not made again, and nothing that others
        pushed is overwritten: git compares what it finds there with what it last saw.
        """
        base = self.tracked(branch)
        if base and not self.contains("HEAD", base):
            return Answer(Verdict.BEHIND)
        lease = f"--force-with-lease={branch}:{base}"
        return self._pushed("push", "--porcelain", lease, "origin", f"HEAD:{branch}")

    def push_aside(self, commit: str, branch: str) -> Answer:
        """Push a commit to a branch of its own, past the hooks of this checkout."""
        return self._pushed("push", "--porcelain", "--no-verify", "origin", f"{commit}:{branch}")

    def fetch(self, branch: str) -> Answer:
        """Learn what the remote branch is at."""
        spec = f"+{branch}:{tracking(branch)}"
        done = self._run("fetch", "--quiet", "--no-tags", "origin", spec, remote=True)
        if done.code == 0:
            return Answer(Verdict.DONE)
        gone = _GONE.search(done.err)
        return Answer(Verdict.GONE if gone else Verdict.UNREACHED, done.words)

    def rebase(self, onto: str, base: str) -> bool:
        """Put the commits after ``base`` on top of ``onto``; False, and nothing, on a conflict."""
        done = self._run("rebase", "--quiet", "--onto", onto, base)
        if done.code:
            self._run("rebase", "--abort")
        return done.code == 0

    def reset(self, commit: str) -> None:
        """Make checkout and files those of a commit; only where :meth:`is_clean`."""
        self._ask("reset", "--quiet", "--hard", commit)

    def unknown_to(self, commit: str, files: Mapping[str, Path]) -> dict[str, Path]:
        """Those of some files, by name, that a commit does not have as they are on the disk."""
        listed = self._names("ls-tree", "-r", "-z", commit, "--", *PUBLISHED)
        known = {name: about.split()[2] for about, _, name in (e.partition("\t") for e in listed)}
        contents = self._contents(files.values())
        pairs = zip(files.items(), contents, strict=True)
        return {name: path for (name, path), content in pairs if known.get(name) != content}

    def snapshot(self, parent: str, files: Mapping[str, Path], message: str) -> str:
        """Make a commit of ``parent`` with some files, beside index, branch and hooks.

        Args:
            parent: the commit it stands on.
            files: by name in the repository, where the content is.
            message: of the commit.

        Returns:
            The commit's id; empty where the parent has just these files.
        """
        own = self._own_file("backline-index")
        variables = {"GIT_INDEX_FILE": str(own)}
        try:
            self._ask("read-tree", parent, variables=variables)
            entries = zip(self._contents(files.values()), files, strict=True)
            lines = "".join(f"100644 {content}\t{name}\0" for content, name in entries)
            self._ask("update-index", "-z", "--index-info", given=lines, variables=variables)
            tree = self._ask("write-tree", variables=variables).strip()
        finally:
            for left in (own, own.with_name(f"{own.name}.lock")):
                left.unlink(missing_ok=True)
        if tree == self._ask("rev-parse", "--verify", f"{parent}^{{tree}}").strip():
            return ""
        name, address = BOT
        who = {f"GIT_{role}_NAME": name for role in ("AUTHOR", "COMMITTER")}
        who |= {f"GIT_{role}_EMAIL": address for role in ("AUTHOR", "COMMITTER")}
        arguments = ("commit-tree", tree, "-p", parent, "-F", "-")
        return self._ask(*arguments, given=message, variables=who).strip()

    def _own_file(self, name: str) -> Path:
        """Where a file of ours is among git's own."""
        return (self.root / self._ask("rev-parse", "--git-path", name).strip()).resolve()

    def _contents(self, paths: Iterable[Path]) -> list[str]:
        """The ids under which git keeps the contents of files, from now on at least."""
        lines = "".join(f"{path.resolve()}\n" for path in paths)
        options = ("-w", "--no-filters", "--stdin-paths")
        return self._ask("hash-object", *options, given=lines).split()

    def _pushed(self, *arguments: str) -> Answer:
        done = self._run(*arguments, remote=True)
        if done.code == 0:
            return Answer(Verdict.DONE)
        told = "".join(line for line in done.out.splitlines() if line.startswith("!"))
        words = self._process.words(told, done.err) if done.err else done.words
        if _LOST_RACE.search(told):
            return Answer(Verdict.BEHIND, words)
        # Where git itself found nothing fatal and the remote said nothing, a hook of ours did.
        hook = bool(done.err) and not _UNREACHED.search(done.err)
        refused = told or hook or _NO_ENTRY.search(done.err)
        return Answer(Verdict.REFUSED if refused else Verdict.UNREACHED, words)

    def _names(self, *arguments: str) -> list[str]:
        return [name for name in self._ask(*arguments).split("\0") if name]

    def _ask(
        self, *arguments: str, given: str = "", variables: Mapping[str, str] | None = None
    ) -> str:
        """Git's output.

        Raises:
            DataError: git ended with an error, whose words the sentence has.
        """
        done = self._run(*arguments, given=given, variables=variables)
        if done.code:
            raise DataError(f"git {arguments[0]} failed: {done.words}.")
        return done.out

    def _run(
        self,
        *arguments: str,
        given: str = "",
        remote: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> Done:
        options = (*self._options, *arguments)
        return self._process.run(*options, given=given, remote=remote, variables=variables)


def tracking(branch: str) -> str:
    """The name under which this checkout remembers a branch of the remote."""
    return f"refs/remotes/origin/{branch.removeprefix(BRANCH)}"
