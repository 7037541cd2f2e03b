"""Who is writing to a root just now, as far as this machine tells."""

from __future__ import annotations

import os
from pathlib import Path

from backline.names import shown
from backline.store.files import LOCK


def holder_of(root: Path) -> str:
    """The program that holds a root for writing: ``collect.py (process 1234)``.

    Empty where nobody does, or where the system does not say: only Linux lists its locks.
    """
    try:
        about = (root / LOCK).stat()
        listed = Path("/proc/locks").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return ""
    device = f"{os.major(about.st_dev):02x}:{os.minor(about.st_dev):02x}:{about.st_ino}"
    for line in listed:
        words = line.split()  # 1: FLOCK ADVISORY WRITE 1234 08:01:5678 0 EOF; who waits has an ->
        if len(words) > 5 and words[1] == "FLOCK" and words[5] == device:
            return _program(words[4])
    return ""


def _program(process: str) -> str:
    """What a process was started as; of its other words nothing, since they may be anything."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return ""
    script = next((word for word in words if word.endswith(".py")), words[0])
    name = shown(Path(script).name, 60)
    return f"{name} (process {process})" if name else ""
