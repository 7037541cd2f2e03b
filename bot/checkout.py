"""Keeping the checkout the bot answers from fresh: a fast-forward pull, and why it failed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from backline.names import shown

_TIMEOUT = 60
_QUICK = 10
_ADDRESS_USER = re.compile(r"(\w+://)[^/@\s]+@")
_NOISE = re.compile(r"^(fatal|error|remote|hint|ssh):\s*", re.IGNORECASE)


def utc_now() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


class Checkout:
    """A git checkout that is pulled now and then.

    Only fast-forwards: what people changed in the checkout stays as it is. ``refresh`` blocks
    and belongs into a thread; ``failure`` may be asked from any.
    """

    def __init__(self, root: Path, *, now: Callable[[], datetime] = utc_now) -> None:
        """Take the folder as fresh now; git is not asked yet.

        Args:
            root: a folder anywhere in the checkout.
            now: the time it is, in UTC.
        """
        self._root = root
        self._now = now
        self._fresh_at = now()
        self._reason = ""

    def can_be_pulled(self) -> bool:
        """Whether there is a repository with a remote; without one there is nothing to pull.

        True also where git itself fails, so that the first pull says why.
        """
        code, out = self._git("remote", timeout=_QUICK)
        return bool(out.strip()) if code == 0 else "not a git repository" not in out

    def refresh(self) -> None:
        """Pull once. A failure is kept for :meth:`failure` until a pull succeeds."""
        code, out = self._git("pull", "--ff-only", "--quiet", timeout=_TIMEOUT)
        if code == 0:
            self._fresh_at = self._now()
            self._reason = ""
        else:
            self._reason = _sentence(out)

    def failure(self) -> str:
        """``could not be refreshed since 14:05 UTC: <reason>``, or the empty string."""
        if not self._reason:
            return ""
        today = self._fresh_at.date() == self._now().date()
        since = self._fresh_at.strftime("%H:%M UTC" if today else "%Y-%m-%d %H:%M UTC")
        return f"could not be refreshed since {since}: {self._reason}"

    def _git(self, *arguments: str, timeout: float) -> tuple[int, str]:
        """Run git without a shell, a prompt or a translation; its exit code and words."""
        environment = {
            **os.environ,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "",
            "SSH_ASKPASS": "",
            "LC_ALL": "C",
        }
        environment.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
        try:
            process = subprocess.Popen(  # noqa: S603 (a fixed command, no shell)
                ["git", "-C", str(self._root), *arguments],  # noqa: S607 (git is found on PATH)
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            return 1, f"git cannot be run ({error.strerror})"
        try:
            out, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            # git's own children hold the pipe, so the whole session has to go.
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return 1, f"git did not answer within {timeout:.0f} seconds"
        return process.returncode, out.decode(errors="replace")


def _sentence(out: str) -> str:
    """What git said, as one clean sentence without names and passwords in addresses."""
    lines = [line.strip() for line in out.splitlines() if line.strip()]
    told = [line for line in lines if re.match(r"(fatal|error):", line)] or lines[-1:]
    said = _NOISE.sub("", told[0]) if told else "git gave no reason"
    return shown(_ADDRESS_USER.sub(r"\1", said).rstrip("."), 200) + "."
