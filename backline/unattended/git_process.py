"""Running git: without a shell, a prompt or a translation, never for ever, and without secrets.

The token for pushing is handed to git in the environment of the one command that needs it. It is
in no file (``.git/config``), no address and no list of processes.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backline.names import shown
from backline.net import Redactor
from backline.unattended.github_text import without_logins

QUICK, PATIENT = 60.0, 180.0
"""Seconds git has for what stays on this machine, and for what does not."""

_TO_TIDY_UP = 5.0  # seconds git has to take its locks away once it is told to end
_ITS_OWN = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")  # set inside of a hook
_REDUNDANT = re.compile(r"hint:|To |error: failed to push some refs")


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended: its exit code, what it printed, and why it failed, in words.

    ``raw`` is what it printed byte by byte, which may be no UTF-8.
    """

    code: int
    out: str
    err: str
    words: str
    raw: bytes = b""


class GitProcess:
    """Runs git in one folder.

    Args:
        root: the folder.
        environment: of the process; in GitHub Actions it names the server and the token.
        redactor: learns the token.
        quick: seconds a command has that stays on this machine.
        patient: seconds a command has that asks another one.
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
        self._root = root
        self._redactor = redactor
        self._seconds = (quick, patient)
        self._environment = {
            **{name: value for name, value in environment.items() if name not in _ITS_OWN},
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "",
            "SSH_ASKPASS": "",
            "LC_ALL": "C",
        }
        self._token = _token(environment, redactor)

    def run(
        self,
        *arguments: str,
        given: str = "",
        remote: bool = False,
        variables: Mapping[str, str] | None = None,
    ) -> Done:
        """Run git to its end, or to the end of its time; then it leaves no lock behind.

        Args:
            arguments: the command and its options.
            given: its standard input.
            remote: whether it asks the remote, and so may have the token and more time.
            variables: more of its environment.
        """
        seconds = self._seconds[remote]
        environment = {**self._environment, **(self._token if remote else {}), **(variables or {})}
        began = time.time()
        try:
            process = subprocess.Popen(  # noqa: S603 (fixed commands, no shell)
                ["git", "-C", str(self._root), "-c", "core.quotePath=false", *arguments],  # noqa: S607 (on PATH)
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            return Done(1, "", "", f"git cannot be run ({error.strerror})")
        try:
            out, err = process.communicate(given.encode(), timeout=seconds)
        except subprocess.TimeoutExpired:
            err = _ended(process)
            self._drop_locks(since=began)
            said = self.words("", err.decode(errors="replace"), nothing="")
            last = f"; its last words: {said}" if said else ""
            return Done(1, "", "", f"it did not end within {seconds:g} seconds{last}")
        told = err.decode(errors="replace")
        text = out.decode(errors="replace")
        return Done(process.returncode, text, told, self.words("", told), out)

    def words(self, told: str, err: str, nothing: str = "no reason given") -> str:
        """The reason in what git, its hooks and the other side said: one line without secrets.

        Args:
            told: the line of ``git push --porcelain`` about the branch, if any.
            err: standard error.
            nothing: what to say where neither says anything.
        """
        clean = without_logins(self._redactor.clean(err))
        lines = [line.strip() for line in clean.splitlines()]
        remote = [line.removeprefix("remote:").strip() for line in lines if "remote:" in line[:7]]
        own = [line for line in lines if line.startswith(("fatal:", "error:"))]
        own = [line for line in own if not _REDUNDANT.match(line)]
        reason = re.search(r"\(([^()]*)\)\s*$", told)
        # What has neither mark was said by a hook of this checkout.
        hook = [] if told else [line for line in lines if line and not _REDUNDANT.match(line)][-5:]
        said = [line for line in remote if line] or own[:2] or hook
        said = [re.sub(r"^(?:(?:fatal|error): |- )+| Visit https?://.*$", "", s) for s in said]
        text = " ".join(said) or (reason[1] if reason else nothing)
        return shown(text, 300).rstrip(".")

    def left_locks(self) -> list[Path]:
        """The files that lock git's own ones, of whatever age."""
        folders = []
        for which in ("--git-dir", "--git-common-dir"):
            found = self.run("rev-parse", which).out.strip()
            folders += [self._root / found] if found else []
        found_locks = [
            lock
            for folder in dict.fromkeys(folders)
            for pattern in ("*.lock", "refs/**/*.lock")
            for lock in folder.glob(pattern)
        ]
        return sorted(set(found_locks))

    def _drop_locks(self, since: float) -> None:
        """Take away the locks of a git that was killed: those made after it began."""
        for lock in self.left_locks():
            with contextlib.suppress(OSError):  # one that is gone by itself
                if lock.stat().st_mtime >= since - 1:
                    lock.unlink()


def _ended(process: subprocess.Popen[bytes]) -> bytes:
    """End git with all its children, which hold its pipes; what it had said until then."""
    for number, seconds in ((signal.SIGTERM, _TO_TIDY_UP), (signal.SIGKILL, None)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        try:
            return process.communicate(timeout=seconds)[1]
        except subprocess.TimeoutExpired:
            continue
    return b""


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
