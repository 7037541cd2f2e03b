"""Libraries that stay open for the next test of the same root.

To open a root's files, and to work out anew what they say, is most of what a test of one reply or
one page costs. A library looks at the files before every question, so one that another test had is
what a bot or a server is that has been running: whoever borrows it has it alone until it is back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from bot.library import Library

_MOST = 4
"""So many wait at once; each holds its numbers in memory."""

_waiting: list[tuple[Hashable, Library]] = []


def borrow(root: Path, *, published: bool = True, today: date | None = None) -> Library:
    """A library of a root that nobody else has, open where one was given back.

    Args:
        root: the label's folder.
        published: as for :class:`bot.library.Library`.
        today: the day it is; the real one when None.
    """
    name = (root, published, today)
    for place, (whose, library) in enumerate(_waiting):
        if whose == name:
            del _waiting[place]
            return library
    if today is None:
        return Library(root, published=published)
    return Library(root, published=published, today=lambda: today)


def give_back(library: Library, *, published: bool = True, today: date | None = None) -> None:
    """Have it wait for the next test; of too many, the one that waits longest is closed.

    One that nobody asked anything has nothing to be kept for.
    """
    if not library.is_open:
        library.close()
        return
    _waiting.append(((library.root, published, today), library))
    while len(_waiting) > _MOST:
        _waiting.pop(0)[1].close()


@contextmanager
def borrowed(root: Path, *, published: bool = True, today: date | None = None) -> Iterator[Library]:
    """One for a while, as :func:`borrow` has it."""
    library = borrow(root, published=published, today=today)
    try:
        yield library
    finally:
        give_back(library, published=published, today=today)


def close_all() -> None:
    """Close all that wait."""
    while _waiting:
        _waiting.pop()[1].close()
