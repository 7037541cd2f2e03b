"""What the bot remembers between two starts: small files in a folder of its own, which git ignores.

``commands.json`` has which commands it told Discord, and where; nothing depends on it but the time
of a start. ``channels.json`` and ``posted.csv`` are of :mod:`bot.posts`.
"""

from __future__ import annotations

import contextlib
import errno
import json
import logging
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from backline.errors import DataError

Kept = TypeVar("Kept")

log = logging.getLogger(__name__)

FOLDER_VARIABLE = "BACKLINE_BOT_STATE"
USUAL_FOLDER = ".bot-state"
EVERYWHERE = "everywhere"
"""The name of the scope of every server; that of one server is its id."""

_COMMANDS = "commands.json"
_TOLD_AGAIN = "Discord is told the commands at every start"


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
        self._folder = folder
        self._complained: set[str] = set()

    def told(self, application: str) -> Told:
        """What Discord was told about an application; nothing where that is not known."""
        known = self.read(_COMMANDS, _read, _TOLD_AGAIN)
        return known if known and known.application == application else Told(application)

    def keep(self, told: Told) -> None:
        """Remember it, whole or not at all."""
        text = json.dumps({"application": told.application, "digests": told.digests}, indent=1)
        self.write(_COMMANDS, f"{text}\n", _TOLD_AGAIN)

    def forget(self, scope: str) -> None:
        """Forget what was told about a scope."""
        with contextlib.suppress(OSError, ValueError):  # then it is known to nobody anyway
            told = _read((self._folder / _COMMANDS).read_bytes())
            if told.digests.pop(scope, None) is not None:
                self.keep(told)

    def read(self, name: str, meaning: Callable[[bytes], Kept], otherwise: str) -> Kept | None:
        """What a file says; None where it says nothing or cannot be read, which the log has once.

        Args:
            name: of the file.
            meaning: makes something of its bytes; raises ValueError or DataError for a damaged one.
            otherwise: what happens without it, for the log.
        """
        try:
            return meaning((self._folder / name).read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            self._complain(name, f"cannot be read ({error.strerror})", otherwise)
        except (ValueError, DataError):
            self._complain(name, "is damaged", otherwise)
        return None

    def write(self, name: str, text: str, otherwise: str) -> bool:
        """Write a file, whole or not at all; whether that was possible, else the log says why once.

        Args:
            name: of the file.
            text: the whole of it.
            otherwise: what happens without it, for the log.
        """
        path, draft = self._folder / name, ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if self._folder.name == USUAL_FOLDER:  # of a label whose .gitignore is older
                (self._folder / ".gitignore").write_bytes(b"*\n")
            handle, draft = tempfile.mkstemp(prefix=f".{name}.", dir=self._folder)
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.write(text)
            Path(draft).replace(path)
        except OSError as error:
            if draft:
                Path(draft).unlink(missing_ok=True)
            self._complain(name, f"cannot be written ({error.strerror})", otherwise)
            return False
        return True

    def fault(self) -> str:
        """Why nothing can be remembered, or the empty string; nothing is made."""
        place = self._folder
        try:
            while not place.exists():
                place = place.parent
        except OSError as error:
            return error.strerror or type(error).__name__
        if not place.is_dir():
            return os.strerror(errno.ENOTDIR)
        return "" if os.access(place, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)

    def _complain(self, name: str, what: str, otherwise: str) -> None:
        if name not in self._complained:
            log.warning(
                "%s %s: %s. Delete it, or name a folder that can be written in %s.",
                self._folder / name,
                what,
                otherwise,
                FOLDER_VARIABLE,
            )
        self._complained.add(name)


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
