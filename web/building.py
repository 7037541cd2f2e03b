"""A whole site of a root: its pages and what stands beside them, in a folder that is never half."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backline.errors import BacklineError, BusyError, DataError
from bot.library import Label, state_of
from web.batches import opened, write_all
from web.freeze import as_stored, fault, finish, tasks
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
    library = opened(root, mode)
    with new_folder(out, root) as folder:
        try:
            built = library.ask(lambda label: _written(label, folder, mode, told))
        finally:
            library.close()
        if before is None or state_of(root) != before:
            raise BusyError(
                "The label's files changed while the pages were written, so the old pages stay; "
                "run it again."
            )
    return built


def _written(label: Label, folder: Path, mode: Mode, told: Told) -> Built:
    """Write everything; a fault of our own becomes a sentence that names the page.

    Raises:
        BacklineError: the sentence.
        OSError: a page cannot be written.
    """
    try:
        return _all_written(label, folder, mode, told)
    except (BacklineError, OSError):
        raise
    except Exception as error:
        raise DataError(fault(error)) from error


def _all_written(label: Label, folder: Path, mode: Mode, told: Told) -> Built:
    stored = as_stored(label)
    work = tasks(stored, public=mode is Mode.PUBLIC)
    pages, done = sum(map(len, work)), 0

    def more(count: int) -> None:
        nonlocal done
        done += count
        told("pages", done, pages)

    more(0)
    written = write_all(stored, folder, mode, work, more)
    finish(stored, folder, mode, written.reports)
    return Built(written.pages, label.notices)
