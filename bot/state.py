"""What the bot remembers between two starts: which commands it told Discord, and where.

One small file in a folder of its own, which git ignores. Nothing depends on it but the time of a
start: where it is lost or damaged, Discord is told everything once more.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

log = logging.getLogger(__name__)

FOLDER_VARIABLE = "BACKLINE_BOT_STATE"
USUAL_FOLDER = ".bot-state"
EVERYWHERE = "everywhere"
"""The name of the scope of every server; that of one server is its id."""


def folder_of(root: Path, named: str) -> Path:
    """Where the bot remembers: the folder of the variable, or the usual one in the root."""
    return root / Path(named or USUAL_FOLDER).expanduser()


@dataclass(slots=True)
class Told:
    """What Discord was told.

    Attributes:
        application: whose commands these are.
        digests: of the commands of each scope; a scope without any has the empty string.
    """

    application: str = ""
    digests: dict[str, str] = field(default_factory=dict)


class State:
    """The folder. What is wrong with it is said once in the log, and the bot goes on."""

    def __init__(self, folder: Path) -> None:
        """Nothing is read or made yet."""
        self._file = folder / "commands.json"
        self._complained = False

    def told(self, application: str) -> Told:
        """What Discord was told about an application; nothing where that is not known."""
        try:
            known = _read(self._file.read_bytes())
        except FileNotFoundError:
            return Told(application)
        except OSError as error:
            self._complain(f"cannot be read ({error.strerror})")
            return Told(application)
        except ValueError:
            self._complain("is damaged")
            return Told(application)
        return known if known.application == application else Told(application)

    def keep(self, told: Told) -> None:
        """Remember it, whole or not at all."""
        text = json.dumps({"application": told.application, "digests": told.digests}, indent=1)
        draft = ""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._file.parent.name == USUAL_FOLDER:  # of a label whose .gitignore is older
                (self._file.parent / ".gitignore").write_bytes(b"*\n")
            handle, draft = tempfile.mkstemp(prefix=f".{self._file.name}.", dir=self._file.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(f"{text}\n")
            Path(draft).replace(self._file)
        except OSError as error:
            if draft:
                Path(draft).unlink(missing_ok=True)
            self._complain(f"cannot be written ({error.strerror})")

    def forget(self, scope: str) -> None:
        """Forget what was told about a scope."""
        with contextlib.suppress(OSError, ValueError):  # then it is known to nobody anyway
            told = _read(self._file.read_bytes())
            if told.digests.pop(scope, None) is not None:
                self.keep(told)

    def fault(self) -> str:
        """Why nothing can be remembered, or the empty string; nothing is made."""
        place = self._file.parent
        try:
            while not place.exists():
                place = place.parent
        except OSError as error:
            return error.strerror or type(error).__name__
        if not place.is_dir():
            return os.strerror(errno.ENOTDIR)
        return "" if os.access(place, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)

    def _complain(self, what: str) -> None:
        if not self._complained:
            log.warning(
                "%s %s: Discord is told the commands at every start. Delete it, or name a folder "
                "that can be written in %s.",
                self._file,
                what,
                FOLDER_VARIABLE,
            )
        self._complained = True


def _read(content: bytes) -> Told:
    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError  # noqa: TRY004 (a damaged file, whatever is in it)
    application, digests = document.get("application"), document.get("digests")
    if not isinstance(application, str) or not isinstance(digests, dict):
        raise ValueError  # noqa: TRY004
    scopes = [scope for scope in digests if scope != EVERYWHERE]
    if not all(scope.isascii() and scope.isdecimal() for scope in scopes):
        raise ValueError
    if not all(isinstance(digest, str) for digest in digests.values()):
        raise ValueError
    return Told(application, digests)
