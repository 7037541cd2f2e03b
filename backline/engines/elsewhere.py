"""Files that an engine reads at another address, where the same lie as on this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from backline.people.data_address import path_of

_BEFORE_THE_PATH = re.compile(r"[a-z0-9]+:(//[^/]*)?")


class Lying(NamedTuple):
    """One file as it lies at an address.

    Attributes:
        size: in bytes.
        written: when it was put there, in microseconds since 1970.
        digest: the SHA-256 of its content, where that was asked for; else empty.
    """

    size: int
    written: int
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An address below which an engine reads what this machine has in a folder.

    Attributes:
        address: a checked one; see :mod:`backline.people.data_address`.
        folder: this machine's.
        inner: the folders below it whose files are read there; all others' are read here.
    """

    address: str
    folder: Path
    inner: tuple[str, ...]

    def below(self, path: Path) -> str | None:
        """What a file of this machine is called below the address; None where it is read here."""
        if not path.is_relative_to(self.folder):
            return None
        name = path.relative_to(self.folder).as_posix()
        return name if name.startswith(tuple(f"{folder}/" for folder in self.inner)) else None

    def name(self, path: Path) -> str | None:
        """What the engine calls a file of this machine; None where it is read here."""
        name = self.below(path)
        return None if name is None else f"{self.address}/{name}"


def name_below(address: str, found: str) -> str:
    """What a listed file is called below the address that was listed.

    Engines call it by its address, or leave out the scheme, the host or the first slash.
    """
    path = _BEFORE_THE_PATH.sub("", found, count=1).lstrip("/")
    begins = path_of(address)
    return path.removeprefix(f"{begins}/") if begins else path


def listed(address: str, rows: Iterable[Mapping[str, Any]]) -> dict[str, Lying]:
    """What an engine says of the files below an address, by their names there.

    Args:
        address: that was listed.
        rows: with ``path``, ``size``, ``written`` and ``digest``; a file may have several.
    """
    return {
        name_below(address, row["path"]): Lying(row["size"], row["written"], row["digest"])
        for row in rows
    }
