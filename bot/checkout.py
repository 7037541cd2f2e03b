"""Keeping the checkout the bot answers from fresh: a fast-forward pull, and why it failed.

A history that was rewritten on the other side, e.g. to forget an artist, is followed where nothing
of this side would be lost.
"""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from backline.names import shown

log = logging.getLogger(__name__)

_TIMEOUT = 60
_QUICK = 10
_ADDRESS_USER = re.compile(r"(\w+://)[^/@\s]+@")
_PARTED = re.compile(r"Not possible to fast-forward|unrelated histories")
_REWRITTEN = "its history was rewritten"
_NOISE = re.compile(r"^(fatal|error|remote|hint|ssh):\s*", re.IGNORECASE)


def utc_now() -> datetime:
    """The time it is."""
    return datetime.now(UTC)


class Checkout:
    """A git checkout that is pulled now and then.

    What people changed in the checkout stays as it is. ``refresh`` blocks and belongs into a
    thread; ``failure`` and ``notice`` may be asked from any.
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
        self._followed = ""

    def can_be_pulled(self) -> bool:
        """Whether there is a repository with a remote; without one there is nothing to pull.

        True also where git itself fails, so that the first pull says why. False where the
        repository is read-only here, as in a container: then whoever owns it pulls it.
        """
        if self.is_read_only():
            return False
        code, out = self._git("remote", timeout=_QUICK)
        return bool(out.strip()) if code == 0 else "not a git repository" not in out

    def is_read_only(self) -> bool:
        """Whether there is a repository, and nothing can be written into it from here."""
        root = self._root.resolve()
        places = (folder / ".git" for folder in (root, *root.parents))
        found = next((place for place in places if place.exists()), None)
        return found is not None and not os.access(found, os.W_OK)

    def refresh(self) -> None:
        """Pull once. A failure is kept for :meth:`failure` until a pull succeeds."""
        before = self._commit("@{upstream}")
        code, out = self._git("pull", "--ff-only", "--quiet", timeout=_TIMEOUT)
        self._followed = ""
        reason = "" if code == 0 else _sentence(out)
        if code == 0 or _PARTED.search(out):
            reason = self._follow(before, reason)
        self._reason = reason
        if not reason:
            self._fresh_at = self._now()

    def _follow(self, before: str, reason: str) -> str:
        """Follow a history that was rewritten; why that cannot be, or the empty string.

        Args:
            before: where the other side stood before this pull.
            reason: why the pull failed, if it did.
        """
        head, there = self._commit("HEAD"), self._commit("@{upstream}")
        if not head or not there or head == there:
            return reason
        if not self._was_theirs(head, before):
            known = self._reason.startswith(_REWRITTEN)
            rewritten = known or (before and not self._is_in(before, there))
            if not reason or not rewritten:
                return reason
            return f"{_REWRITTEN}, and commits made in this checkout keep it as it is."
        if self._git("status", "--porcelain", "--untracked-files=no", timeout=_QUICK) != (0, ""):
            return f"{_REWRITTEN}, and files changed in this checkout keep it as it is."
        # Unlike --hard, --keep never writes over a file that git does not know.
        code, out = self._git("reset", "--keep", "--quiet", "@{upstream}", timeout=_TIMEOUT)
        if code != 0:
            return f"{_REWRITTEN} and cannot be followed: {_sentence(out)}"
        self._followed = (
            f"the stored history was rewritten and is followed since {self._now():%H:%M} UTC"
        )
        log.warning(
            "The history was rewritten on the other side and is followed: from %.10s to %.10s.",
            head,
            there,
        )
        return ""

    def _was_theirs(self, head: str, before: str) -> bool:
        """Whether a commit with all behind it once was the other side's: nothing here is own."""
        if before and self._is_in(head, before):
            return True
        # An earlier pull, or a person, may have fetched the new history already.
        code, out = self._git("merge-base", "--fork-point", "@{upstream}", "HEAD", timeout=_QUICK)
        return code == 0 and out.strip() == head

    def _is_in(self, commit: str, history: str) -> bool:
        code, _ = self._git("merge-base", "--is-ancestor", commit, history, timeout=_QUICK)
        return code == 0

    def _commit(self, name: str) -> str:
        code, out = self._git("rev-parse", "--verify", "--quiet", name, timeout=_QUICK)
        return out.strip() if code == 0 else ""

    def unreachable(self) -> str:
        """Why a pull would not reach the other side, or the empty string; nothing is changed."""
        code, out = self._git("fetch", "--dry-run", "--quiet", timeout=_TIMEOUT)
        return "" if code == 0 else _sentence(out)

    def notice(self) -> str:
        """What stands below replies: a failure or, until the next pull, that one was unusual."""
        return self.failure() or self._followed

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
