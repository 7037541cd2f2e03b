"""Dropping files into the inbox: under safe names, over nobody's file, and then taken at once."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import tomlkit

from backline.errors import BacklineError, BusyError, ConfigError
from backline.imports.inbox.dropped import DONE, LONGEST_NAME, REFUSED, SETTLED, list_inbox
from backline.imports.inbox.job import InboxRun, take_inbox
from backline.imports.inbox.kinds import OPTIONS as OF_KINDS
from backline.imports.inbox.kinds import WORDS
from backline.imports.inbox.moving import REASON, kept_name
from backline.imports.inbox.options import ENDING
from backline.names import shown
from backline.store import Store

_UNFINISHED = ".backline-tmp"
_SHOWN = 60
OPTIONS = tuple(dict.fromkeys(option for those in OF_KINDS.values() for option in those))
"""What can be said of files that do not say it themselves, as on the command line."""

ALL_TIME = "all-time"
"""The one of them that is said or not."""

MOST_NOTES = 100
"""So many refused files are shown, the newest first."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A file that somebody chose: what it is called there, and its content."""

    name: str
    content: IO[bytes]


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one file, or of several that were taken together.

    Attributes:
        names: as people read them.
        good: whether they were taken.
        lines: what came of them, a sentence each.
    """

    names: str
    good: bool
    lines: Sequence[str]


@dataclass(slots=True)
class Drop:
    """What became of the files that were handed in together.

    Attributes:
        files: each of them.
        said: what else to know, one sentence each.
        fault: why the inbox could not be gone through; empty where it was.
    """

    files: list[Told] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Lying:
    """What is in the inbox.

    Attributes:
        waiting: the names of what the next run takes.
        refused: what was refused, with the reasons.
        more: how many others were refused.
        fault: why the inbox cannot be looked into; empty where it can.
    """

    waiting: Sequence[str] = ()
    refused: Sequence[Told] = ()
    more: int = 0
    fault: str = ""


def lying(store: Store) -> Lying:
    """What is in the inbox now, nothing opened that is no regular file."""
    try:
        listing = list_inbox(store.inbox, sleep=lambda _: None)
    except ConfigError as error:
        return Lying(fault=str(error))
    except OSError as error:
        return Lying(fault=f"data/inbox cannot be looked into ({error.strerror}).")
    names = [*(path.name for path in listing.files), *listing.waiting]
    kept = [Told(shown(one.path.name, _SHOWN), False, [one.why]) for one in listing.kept]
    notes = sorted((store.inbox / REFUSED).glob(f"*{REASON}"), key=_changed, reverse=True)
    refused = [
        Told(shown(path.name.removesuffix(REASON), _SHOWN), False, _lines(path))
        for path in notes[:MOST_NOTES]
    ]
    waiting = [shown(name, _SHOWN) for name in sorted(names)]
    return Lying(waiting, [*kept, *refused], max(0, len(notes) - MOST_NOTES))


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _lines(path: Path) -> list[str]:
    try:
        return [shown(line, 500) for line in path.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return []


def put(
    store: Store, several: Sequence[Handed], options: Mapping[str, str], made: Drop
) -> list[str]:
    """Put files into the inbox.

    Args:
        store: the root.
        several: the files.
        options: what somebody said of all of them, by :data:`OPTIONS`; empty texts say nothing.
        made: takes what is refused.

    Returns:
        The names of those that are there.
    """
    there = []
    given = {name: text for name, text in options.items() if name in OPTIONS and text.strip()}
    for one in several:
        called = shown(one.name, _SHOWN)
        try:
            there.append(_put(store.inbox, one, given))
        except ConfigError as error:
            made.files.append(Told(called, False, [str(error)]))
        except OSError as error:
            why = f"{called} cannot be put into data/inbox ({error.strerror})."
            made.files.append(Told(called, False, [why]))
    return there


def _put(inbox: Path, one: Handed, options: Mapping[str, str]) -> str:
    """Write a file into the inbox; the name it has there.

    Raises:
        ConfigError: it cannot be called so, is empty, or another one is called so.
        OSError: it cannot be written.
    """
    name = _safe(one.name)
    content = one.content.read()
    if not content:
        raise ConfigError(f"{shown(name, _SHOWN)} is empty.")
    inbox.mkdir(parents=True, exist_ok=True)
    path = inbox / name
    new = _write_new(path, content)
    try:
        if options and not name.endswith(ENDING):
            _write_new(inbox / f"{name}{ENDING}", _document(options))
    except (ConfigError, OSError):
        if new:  # without what was said of it, it might be taken for another thing
            path.unlink(missing_ok=True)
        raise
    return name


def _write_new(path: Path, content: bytes) -> bool:
    """Write a file where none is; False where just this one is there.

    Raises:
        ConfigError: another one is called so.
        OSError: it cannot be written; nothing of it is there.
    """
    try:
        with path.open("xb") as file:
            try:
                file.write(content)
                file.flush()
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        if path.is_symlink() or not path.is_file() or path.read_bytes() != content:
            raise ConfigError(
                f"{shown(path.name, _SHOWN)} is in data/inbox already, with other content: give "
                "this one another name, or take that one away first."
            ) from None
        return False
    return True


def _document(options: Mapping[str, str]) -> bytes:
    """What a person says of a file, as the file beside it has it."""
    document = tomlkit.document()
    for name, text in options.items():
        document[name] = True if name == ALL_TIME else text.strip()
    return tomlkit.dumps(document).encode()


def _safe(typed: str) -> str:
    """The name of a file in the inbox.

    Raises:
        ConfigError: no file there can be called so, or none would be taken.
    """
    said = shown(typed, _SHOWN)
    if "/" in typed or "\\" in typed or typed in ("", ".", ".."):
        raise ConfigError(f"{said or 'A file without a name'} is no name of a file: rename it.")
    try:
        size = len(typed.encode())
    except UnicodeEncodeError:
        raise ConfigError(f"{said} has a name that is no UTF-8: rename it.") from None
    if size > LONGEST_NAME:
        raise ConfigError(f"{said} has too long a name: shorten it.")
    name = kept_name(typed)
    own = name.startswith(".") or name.endswith(_UNFINISHED) or name.lower() in (DONE, REFUSED)
    if own:
        raise ConfigError(f"{said} is called as no file of the inbox may be: rename it.")
    return name


def take(store: Store, there: Sequence[str], made: Drop) -> None:
    """Go through the inbox, as ``scripts/inbox.py`` does.

    Args:
        store: the root.
        there: the names of the files that were put there just now.
        made: takes what becomes of them.

    Raises:
        BusyError: another run is writing; the files lie where they were put.
    """

    def sleep(seconds: float) -> None:
        if _others_are_written(store.inbox, there):
            time.sleep(seconds)

    try:
        run = take_inbox(store, now=datetime.now(UTC), sleep=sleep)
    except BusyError:
        raise
    except BacklineError as error:
        made.fault = str(error)
    except OSError as error:
        made.fault = f"The inbox cannot be gone through ({error.strerror})."
    else:
        made.fault = run.fault
        made.files += _told(run)
        made.said += run.said
        later = [shown(name, _SHOWN) for name in run.waiting]
        made.said += [f"{name} is still being written; the next run takes it." for name in later]


def _others_are_written(inbox: Path, there: Sequence[str]) -> bool:
    """Whether somebody else may just be copying a file: those that came here are whole."""
    now = time.time()
    own = {*there, *(f"{name}{ENDING}" for name in there), DONE, REFUSED}
    others = (path for path in inbox.iterdir() if path.name not in own)
    return any(abs(now - _changed(path)) < SETTLED for path in others if path.name[0] != ".")


def _told(run: InboxRun) -> list[Told]:
    found = []
    for batch in run.taken:
        names = [shown(name, _SHOWN) for name in batch.names]
        more = f" and {len(names) - 3:,} more" if len(names) > 3 else ""
        lines = [f"Taken as {WORDS[batch.kind]}: {batch.gave.words}.", *batch.gave.said]
        found.append(Told(", ".join(names[:3]) + more, True, lines))
    for name in run.beside:
        found.append(Told(shown(name, _SHOWN), True, ["It helped to read the others."]))
    for one in run.refused:
        where = [f"It is in {shown(one.place)} now."] if one.moved else []
        found.append(Told(shown(one.name, _SHOWN), False, [*one.told, *where]))
    return found
