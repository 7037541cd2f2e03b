"""Several processes that write pages at the same time, each with the files open for itself.

One process writes what is little; more are started only where they save more time than their start
takes. Each opens the files once and keeps them, so that one site tells one state of them.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from pathlib import Path

from backline.errors import BacklineError, DataError
from bot.library import Label, Library
from web.freeze import Task, Written, as_stored, fault, write
from web.visit import Mode

MOST_PROCESSES = 4
"""Each holds the newest numbers in memory."""

PAGES_OF_ONE = 150
"""Fewer pages are written by one process: another takes a second to start."""

Told = Callable[[int], None]
"""Told how many more pages are written."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why a process could not go on: a sentence, or what the system said."""

    sentence: str = ""
    number: int = 0
    words: str = ""


def processes_for(pages: int) -> int:
    """How many processes write so many pages here."""
    return max(1, min(_processors(), MOST_PROCESSES, pages // PAGES_OF_ONE))


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not everywhere
        return os.cpu_count() or 1


def write_all(root: Path, out: Path, mode: Mode, tasks: Sequence[Task], told: Told) -> Written:
    """Write every task, by several processes.

    Args:
        root: whose pages.
        out: the folder; it is there.
        mode: how they are shown.
        tasks: the pages, what takes longest first.
        told: told of progress.

    Raises:
        BacklineError: the files cannot be read.
        OSError: a page cannot be written.
    """
    count = processes_for(sum(len(task.every) for task in tasks))
    workers = [_Worker(root, out, mode) for _ in range(count)]
    written, left = Written(), iter(tasks)
    try:
        busy = {worker.jobs for worker in workers if worker.take(left)}
        while busy:
            for jobs in wait(list(busy)):
                worker = next(one for one in workers if one.jobs is jobs)
                found = worker.found()
                if isinstance(found, int):
                    told(found)
                    continue
                written.add(found)
                if not worker.take(left):
                    busy.discard(worker.jobs)
    finally:
        for worker in workers:
            worker.end()
    return written


class _Worker:
    """One process."""

    def __init__(self, root: Path, out: Path, mode: Mode) -> None:
        context = multiprocessing.get_context("spawn")
        self.jobs, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, root, out, mode), name="pages", daemon=True
        )
        self._process.start()
        theirs.close()  # or its end would never be seen

    def take(self, left: Iterator[Task]) -> bool:
        """Hand it the next task; whether there was one."""
        task = next(left, None)
        if task is not None:
            with suppress(OSError):  # a process that is gone is found out by its silence
                self.jobs.send(task)
        return task is not None

    def found(self) -> Written | int:
        """What it says: how many more pages are written, or what its task came to.

        Raises:
            BacklineError: it cannot go on, or it is gone.
            OSError: a page cannot be written.
        """
        try:
            said = self.jobs.recv()
        except (EOFError, OSError):
            self._process.join()
            raise DataError(
                f"A process that wrote pages ended before it was done ({self._ended()}); "
                "what was there before is still there."
            ) from None
        if isinstance(said, _Failed):
            if said.number:
                raise OSError(said.number, said.words)
            raise DataError(said.sentence)
        if not isinstance(said, Written | int):
            raise TypeError(said)
        return said

    def _ended(self) -> str:
        code = self._process.exitcode or 0
        return f"by signal {-code}, perhaps for want of memory" if code < 0 else f"code {code}"

    def end(self) -> None:
        """Stop it, whatever it does."""
        self.jobs.close()
        self._process.terminate()
        self._process.join()


def _serve(jobs: Connection, root: Path, out: Path, mode: Mode) -> None:
    """Write the tasks that come until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this one gets it, too, and ends it
    library = Library(root, published=mode is Mode.PUBLIC, threads=1)
    with suppress(EOFError, ConnectionError):
        try:
            library.ask(lambda label: _write_on(as_stored(label), jobs, out, mode))
        except BacklineError as error:
            jobs.send(_Failed(str(error)))
        except ConnectionError:
            raise
        except OSError as error:
            words = error.strerror or type(error).__name__
            jobs.send(_Failed(number=error.errno or errno.EIO, words=words))
        except Exception as error:  # noqa: BLE001 (whoever started this one says it)
            jobs.send(_Failed(fault(error)))


def _write_on(label: Label, jobs: Connection, out: Path, mode: Mode) -> None:
    while True:
        task = jobs.recv()
        jobs.send(write(label, out, mode, task, jobs.send))
