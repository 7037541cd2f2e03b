"""git in the label's checkout: without a shell, a prompt or a translation, and without secrets.

The token for pushing is handed to git in the environment of the one command that needs it. It is
in no file (``.git/config``), no address and no list of processes.
"""

from __future__ import annotations

import base64
import os
import re
import signal
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from backline.errors import DataError
from backline.names import shown
from backline.net import Redactor

PUBLISHED = ("data", "reports")
"""The folders a run commits; beside them only a roster in which it filled in ids."""

ASIDE = "backline/unpublished-"
"""What the branches begin with on which numbers wait that could not be pushed where they belong."""

BOT = ("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
"""Whose commits those of a workflow are, as GitHub itself calls the account."""

_QUICK, _PATIENT = 60, 180  # seconds for what stays on this machine, and what does not
_LOST_RACE = re.compile(
    r"\[rejected\]|cannot lock ref|failed to update ref|incorrect old value", re.IGNORECASE
)
_NO_ENTRY = re.compile(r"returned error: 40[134]|Permission to .* denied|Authentication failed")


class Verdict(Enum):
    """What came of a push."""

    DONE = auto()
    BEHIND = auto()  # somebody else pushed first
    REFUSED = auto()  # a rule of the repository or a missing right: trying again changes nothing
    UNREACHED = auto()  # no answer, or a fault on the other side


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a push, and the other side's reason in words."""

    verdict: Verdict
    words: str = ""


class Git:
    """One checkout.

    Args:
        root: the label's folder, anywhere in the checkout.
        environment: of the process; in GitHub Actions it names the server and the token.
        redactor: learns the token.
    """

    def __init__(self, root: Path, environment: Mapping[str, str], redactor: Redactor) -> None:
        self.root = root
        self._redactor = redactor
        self._environment = {
            **environment,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "",
            "SSH_ASKPASS": "",
            "LC_ALL": "C",
        }
        self._with_token = {**self._environment, **_token(environment, redactor)}
        self._options: tuple[str, ...] = ("-c", "core.quotePath=false")
        if environment.get("GITHUB_ACTIONS") == "true":
            self._options += ("-c", f"user.name={BOT[0]}", "-c", f"user.email={BOT[1]}")

    def prefix(self) -> str:
        """Where in its repository the folder lies; empty at the top.

        Raises:
            DataError: it lies in none.
        """
        return self._ask("rev-parse", "--show-prefix").strip()

    def branch(self) -> str:
        """The branch that is checked out; empty where none is."""
        return self._run("symbolic-ref", "--quiet", "--short", "HEAD")[1].strip()

    def head(self) -> str:
        """The commit that is checked out, shortened."""
        return self._ask("rev-parse", "--short", "HEAD").strip()

    def tracked(self, branch: str) -> str:
        """The commit the remote branch was at when it was last asked; empty if it never was."""
        name = f"refs/remotes/origin/{branch}"
        return self._run("rev-parse", "--verify", "--quiet", name)[1].strip()

    def ahead(self, branch: str) -> bool:
        """Whether there is a commit the remote branch does not have."""
        base = self.tracked(branch)
        return not base or self._ask("rev-list", "--count", f"{base}..HEAD").strip() != "0"

    def changed(self, since: str, until: str, *, only_added: bool = False) -> list[str]:
        """The files that differ between two commits, or only those the first does not have."""
        kinds = ("--diff-filter=A",) if only_added else ()
        return self._names("diff", "--no-renames", "--name-only", "-z", *kinds, since, until)

    def fork_point(self, one: str, other: str) -> str:
        """The newest commit two have in common; empty where they share none."""
        return self._run("merge-base", one, other)[1].strip()

    def is_clean(self) -> bool:
        """Whether every file git knows is as it was committed."""
        return not self._ask("status", "--porcelain", "--untracked-files=no").strip()

    def shown(self, commit: str, name: str) -> str:
        """A text file as it is in a commit; empty where it is not in it."""
        code, out, _ = self._run("show", f"{commit}:{name}")
        return "" if code else out

    def stage(self, *more: str) -> list[str]:
        """Stage what a run may publish, and ``more``; what differs from the last commit."""
        names = (*PUBLISHED, *more)
        there = [name for name in names if (self.root / name).exists()]
        if there:
            self._ask("add", "--all", "--", *there)
        return self._names("diff", "--cached", "--name-only", "-z", "--", *names)

    def commit(self, message: str, staged: Iterable[str]) -> None:
        """Commit what :meth:`stage` staged, and nothing a person may have staged beside it."""
        folders = sorted({name.split("/")[0] for name in staged})
        self._ask(
            *("commit", "--quiet", "--cleanup=whitespace", "--file=-", "--only", "--", *folders),
            given=message,
        )

    def push(self, branch: str) -> Answer:
        """Push what is checked out to a branch of the remote."""
        code, out, err = self._run(
            *("push", "--porcelain", "origin", f"HEAD:refs/heads/{branch}"),
            environment=self._with_token,
            timeout=_PATIENT,
        )
        if code == 0:
            return Answer(Verdict.DONE)
        told = "".join(line for line in out.splitlines() if line.startswith("!"))
        words = self._words(told, err)
        if _LOST_RACE.search(told):
            return Answer(Verdict.BEHIND, words)
        refused = told or _NO_ENTRY.search(err)
        return Answer(Verdict.REFUSED if refused else Verdict.UNREACHED, words)

    def fetch(self, branch: str) -> bool:
        """Learn what the remote branch is at; False where the remote could not be reached."""
        spec = f"+refs/heads/{branch}:refs/remotes/origin/{branch}"
        code, _, _ = self._run(
            *("fetch", "--quiet", "origin", spec), environment=self._with_token, timeout=_PATIENT
        )
        return code == 0

    def rebase(self, onto: str, base: str) -> bool:
        """Put the commits after ``base`` on top of ``onto``; False, and nothing, on a conflict."""
        code, _, _ = self._run("rebase", "--quiet", "--onto", onto, base)
        if code:
            self._run("rebase", "--abort")
        return code == 0

    def reset(self, commit: str) -> None:
        """Make checkout and files those of a commit; only where :meth:`is_clean`."""
        self._ask("reset", "--quiet", "--hard", commit)

    def _names(self, *arguments: str) -> list[str]:
        return [name for name in self._ask(*arguments).split("\0") if name]

    def _ask(self, *arguments: str, given: str = "") -> str:
        """Git's output.

        Raises:
            DataError: git ended with an error, whose words the sentence has.
        """
        code, out, err = self._run(*arguments, given=given)
        if code:
            raise DataError(f"git {arguments[0]} failed: {self._words('', err)}.")
        return out

    def _run(
        self,
        *arguments: str,
        given: str = "",
        environment: Mapping[str, str] | None = None,
        timeout: int = _QUICK,
    ) -> tuple[int, str, str]:
        """Run git; its exit code, output and errors."""
        try:
            process = subprocess.Popen(  # noqa: S603 (fixed commands, no shell)
                ["git", "-C", str(self.root), *self._options, *arguments],  # noqa: S607 (on PATH)
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(environment or self._environment),
                start_new_session=True,
            )
        except OSError as error:
            return 1, "", f"git cannot be run ({error.strerror})"
        try:
            out, err = process.communicate(given.encode(), timeout=timeout)
        except subprocess.TimeoutExpired:
            # git's own children hold the pipes, so the whole session has to go.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return 1, "", f"git did not answer within {timeout} seconds"
        return process.returncode, out.decode(errors="replace"), err.decode(errors="replace")

    def _words(self, told: str, err: str) -> str:
        """The reason in what git and the other side said, as one line without secrets."""
        lines = [line.strip() for line in self._redactor.clean(err).splitlines()]
        remote = [line.removeprefix("remote:").strip() for line in lines if "remote:" in line[:7]]
        own = [line for line in lines if line.startswith(("fatal:", "error:", "git "))]
        reason = re.search(r"\(([^()]*)\)\s*$", told)
        said = [line for line in remote if line] or own[:1]
        said = [re.sub(r"^(?:(?:fatal|error): |- )+| Visit https?://.*$", "", s) for s in said]
        return shown(" ".join(said) or (reason[1] if reason else "no reason given"), 300).rstrip(
            "."
        )


def _token(environment: Mapping[str, str], redactor: Redactor) -> dict[str, str]:
    """What lets one git command push with ``GITHUB_TOKEN``, where there is one.

    Source: git-config, ``GIT_CONFIG_COUNT``; the header is that of ``actions/checkout``. The
    empty value before it drops a header the checkout may hold: GitHub refuses two.
    """
    token = environment.get("GITHUB_TOKEN", "").strip()
    if not token:
        return {}
    pair = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    redactor.learn(token)
    redactor.learn(pair)
    server = (environment.get("GITHUB_SERVER_URL") or "https://github.com").rstrip("/")
    first = int(environment.get("GIT_CONFIG_COUNT") or 0)
    config = {"GIT_CONFIG_COUNT": str(first + 2)}
    for number, value in enumerate(("", f"AUTHORIZATION: basic {pair}"), first):
        config[f"GIT_CONFIG_KEY_{number}"] = f"http.{server}/.extraheader"
        config[f"GIT_CONFIG_VALUE_{number}"] = value
    return config
