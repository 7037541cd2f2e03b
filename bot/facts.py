"""What tells a file as it is from what it was before."""

from __future__ import annotations

from pathlib import Path

Facts = tuple[int, int, int, int]
"""When a file's content and the file itself changed, its size and its number."""


def facts_of(path: Path) -> Facts | None:
    """What tells a file as it is from what it was before; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
