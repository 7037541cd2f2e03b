"""Writing every page as a plain file, for any static host or to be opened from a disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.library import Label
from web.pages import PAGES
from web.render import STATIC
from web.visit import Mode, Visit


def freeze(label: Label, out: Path, *, public: bool = False) -> int:
    """Write all pages.

    Args:
        label: what they tell.
        out: the folder; it is there.
        public: only what everybody may read.

    Returns:
        How many pages there are.
    """
    mode = Mode.PUBLIC if public else Mode.FROZEN
    count = 0
    for page in PAGES:
        if public and not page.public:
            continue
        for parts in page.every(label):
            address = page.at(parts)
            path = out / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(page.html(Visit(label, address, parts, mode=mode)))
            count += 1
    shutil.copytree(STATIC, out / "static", dirs_exist_ok=True)
    return count
