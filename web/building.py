"""A whole site of a root: its pages and what stands beside them, in a folder that is never half."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backline.errors import BusyError
from bot.library import Label, Library, state_of
from web.batches import processes_for, write_all
from web.freeze import Task, Written, as_stored, finish, tasks, write
from web.visit import Mode
from web.writing_out import new_folder

Told = Callable[[str, int, int], None]
"""Told what is done, how much of it and of how much."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build came to.

    Attributes:
        pages: how many pages there are.
        notices: sentences about files that could not be read.
    """

    pages: int
    notices: tuple[str, ...]


def build(root: Path, out: Path, *, public: bool, told: Told) -> Built:
    """Write every page of a root anew.

    Args:
        root: the label's folder.
        out: where the pages go; what an earlier build put there is replaced when all is written.
        public: only what the roster's policies let be published, nothing of campaigns.
        told: told of progress.

    Raises:
        ConfigError: the roster is missing or wrong, or ``out`` holds something else.
        DataError: the files cannot be read, or the disk is full; ``out`` is as it was.
        BusyError: the files changed meanwhile; ``out`` is as it was.
    """
    mode = Mode.PUBLIC if public else Mode.FROZEN
    before = state_of(root)
    with new_folder(out, root) as folder:
        work, notices = _looked(root, public=public)
        pages, done = sum(len(task.every) for task in work), 0

        def more(count: int) -> None:
            nonlocal done
            done += count
            told("pages", done, pages)

        more(0)
        if processes_for(pages) > 1:
            written = write_all(root, folder, mode, work, more)
        else:
            written = _alone(root, folder, mode, work, more)
        finish(root, folder, mode, written.reports)
        if before is None or state_of(root) != before:
            raise BusyError(
                "The label's files changed while the pages were written, so the old pages stay; "
                "run it again."
            )
    return Built(written.pages, notices)


def _looked(root: Path, *, public: bool) -> tuple[list[Task], tuple[str, ...]]:
    """What there is to write, and what cannot be read."""
    library = Library(root, published=public, in_memory=False)

    def look(label: Label) -> tuple[list[Task], tuple[str, ...]]:
        return tasks(as_stored(label), public=public), label.notices

    try:
        return library.ask(look)
    finally:
        library.close()


def _alone(
    root: Path, folder: Path, mode: Mode, work: list[Task], more: Callable[[int], None]
) -> Written:
    library, written = Library(root, published=mode is Mode.PUBLIC), Written()

    def each(label: Label) -> None:
        for task in work:
            written.add(write(as_stored(label), folder, mode, task, more))

    try:
        library.ask(each)
    finally:
        library.close()
    return written
