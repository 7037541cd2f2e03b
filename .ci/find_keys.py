"""Refuse a key in a file that git keeps: in the shapes that the platforms of Backline give them.

``python .ci/find_keys.py`` looks through every file that git knows or would add, and says the file,
the line and the shape, but nothing of the key. Exit code 1 where there is one.

A line that only looks like it ends with the words of :data:`MADE_UP`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from backline.net.credentials import ALERT_PREFIX, NAMES, NOT_SECRET  # noqa: E402

MADE_UP = b"made up, opens nothing"
"""What a line says of itself that has a made-up key."""

_SECRET = "|".join(
    (
        *(name for name in NAMES if name not in NOT_SECRET),
        "WORKER_API_KEY",
        f"{ALERT_PREFIX}[A-Z0-9_]+",
    )
)
_WORD = rb"(?<![A-Za-z0-9_-])"

_ID, _SIGNS = rb"\d{17,20}", rb"[A-Za-z0-9_-]"

SHAPES = {
    "a key of Google": _WORD + rb"AIza[A-Za-z0-9_-]{35}",
    "a token of Meta": _WORD + rb"EAA[A-Za-z0-9]{60,}",
    "a token of a Discord bot": (
        _WORD + rb"[MNO][A-Za-z0-9_-]{23,27}\." + _SIGNS + rb"{6}\." + _SIGNS + rb"{27,45}"
    ),
    "a web hook of Discord": (
        rb"(?:discord(?:app)?\.com/api/(?:v\d+/)?webhooks|discord:/)/"
        + _ID + rb"/" + _SIGNS + rb"{60,}"
    ),
    "a web hook of Slack": (
        rb"hooks\.slack\.com/services/T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}"
    ),
    "a token of GitHub": (
        _WORD + rb"(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{60,})"
    ),
    "a token of Cloudflare": (
        rb"CLOUDFLARE_API_TOKEN[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9_-]{40}"
    ),
    "a signed token": (
        _WORD + rb"eyJ" + _SIGNS + rb"{15,}\.eyJ" + _SIGNS + rb"{15,}\." + _SIGNS + rb"{30,}"
    ),
    "a private key": rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----",
    "a value beside its name": (
        rb"\b(?:" + _SECRET.encode() + rb")[\"']?\s*[:=]\s*[\"']?"
        rb"(?=[A-Za-z_./:+-]*\d)[A-Za-z0-9_./:+-]{20,}"
    ),
}  # fmt: skip
"""What keys look like, by what they are.

Those of Spotify and of the paid services have no shape of their own: the name beside them tells.
"""

_PATTERNS = {what: re.compile(shape) for what, shape in SHAPES.items()}


def found_in(content: bytes) -> Iterator[tuple[int, str]]:
    """The line of each key in a file, from 1 on, and what it is."""
    for number, line in enumerate(content.splitlines(), 1):
        if MADE_UP in line:
            continue
        for what, pattern in _PATTERNS.items():
            if pattern.search(line):
                yield number, what


def files(root: Path) -> list[Path]:
    """Every file that git keeps, or would with the next commit."""
    told = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=root,
        capture_output=True,
        check=True,
    ).stdout
    names = sorted({name.decode("utf-8", "surrogateescape") for name in told.split(b"\0") if name})
    return [path for name in names if (path := root / name).is_file() and not path.is_symlink()]


def main(root: Path) -> int:
    """How it ended: 1 where a key was found."""
    found = [
        f"{path.relative_to(root)}:{number}: {what}"
        for path in files(root)
        for number, what in found_in(path.read_bytes())
    ]
    for line in found:
        print(line.encode("utf-8", "replace").decode())
    if found:
        print(
            "A key that was ever committed is known to others: take it back at its platform first, "
            "then take it out. SECURITY.md says how."
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT))
