"""The campaign tables as they are in commits, and in the sides that git's index holds."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from backline.campaigns.book import Book, file_name, read_book
from backline.campaigns.tables import TABLES
from backline.store import Store
from backline.unattended.git_merge import MergingGit

FILES = tuple(map(file_name, TABLES))
"""The tables' files, as git calls them."""


def book_at(git: MergingGit, which: str, files: Sequence[str] = FILES) -> Book:
    """The tables of a commit, or of a side in the index (``:1``), whatever program saved them.

    Raises:
        DataError: a file there is no text.
    """
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            content = git.blob(f"{which}:{file}")
            if content is not None:
                path = Path(folder, file)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        return read_book(Store(Path(folder)))


def texts_of(git: MergingGit, book: Book, theirs: str) -> dict[str, str | None]:
    """By file what a merge has; a table that lost its last row keeps its first line.

    None where the file is gone, since one of the two has none.
    """
    texts = book.texts()
    found: dict[str, str | None] = {}
    for name, table in TABLES.items():
        file = file_name(name)
        sides = (git.blob(f"{commit}:{file}") for commit in ("HEAD", theirs))
        empty = None if None in sides else ",".join(table.header) + "\n"
        found[file] = texts.get(name, empty)
    return found
