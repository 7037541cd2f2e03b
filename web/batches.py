"""Several processes that write pages at the same time, each with the files open for itself.

This process writes, too; others are started only where they save more time than their start takes.
Each opens the files once and keeps them, so that one site tells one state of them.
"""

from __future__ import annotations

import errno
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from backline.errors import BacklineError, DataError
from bot.library import Label, Library
from web.freeze import Task, Written, as_stored, fault, write
from web.visit import Mode

MOST_PROCESSES = 4
"""Each holds the newest numbers in memory."""

MEMORY = "1GB"
"""What the answers of each may take where the roster does not say; what is more is spilled."""

PAGES_OF_ONE = 50
"""Fewer pages are written by one process: another takes a second or two to start."""

Told = Callable[[int], None]
"""Told how many more pages are written."""


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why a process could not go on: a sentence, or what the system said."""

    sentence: str = ""
    number: int = 0
    words: str = ""

    def error(self) -> Exception:
        """The same as an error."""
        return OSError(self.number, self.words) if self.number else DataError(self.sentence)


def opened(root: Path, mode: Mode) -> Library:
    """The files of a root as each process has them: by itself, and with its part of the memory."""
    return Library(root, published=mode is Mode.PUBLIC, threads=1, memory=MEMORY)


def processes_for(pages: int) -> int:
    """How many processes write so many pages here."""
    return max(1, min(_processors(), MOST_PROCESSES, pages // PAGES_OF_ONE))


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not everywhere
        return os.cpu_count() or 1


class _Tasks:
    """What is still to be written, and what came of the rest; for several threads."""

    def __init__(self, tasks: Sequence[Task], told: Told) -> None:
        self._left = list(reversed(tasks))
        self._told = told
        self._lock = threading.Lock()
        self.written = Written()
        self.failed: Exception | None = None

    def next(self) -> Task | None:
        """One more; None where there is none, or where somebody failed."""
        with self._lock:
            return self._left.pop() if self._left and self.failed is None else None

    def told(self, count: int) -> None:
        """Count so many more pages."""
        with self._lock:
            self._told(count)

    def done(self, written: Written) -> None:
        """Count what came of a task."""
        with self._lock:
            self.written.add(written)

    def fail(self, error: Exception) -> None:
        """Let nobody begin another task."""
        with self._lock:
            self.failed = self.failed or error


def write_all(label: Label, out: Path, mode: Mode, tasks: Sequence[Task], told: Told) -> Written:
    """Write every task, by as many processes as help.

    Args:
        label: as it is stored; what this process writes from.
        out: the folder; it is there.
        mode: how the pages are shown.
        tasks: the pages, what takes longest first.
        told: told of progress.

    Raises:
        BacklineError: the files cannot be read.
        OSError: a page cannot be written.
    """
    shared = _Tasks(tasks, told)
    others = processes_for(sum(map(len, tasks))) - 1
    workers = [_Worker(label.root, out, mode, shared) for _ in range(others)]
    try:
        while (task := shared.next()) is not None:
            shared.done(write(label, out, mode, task, shared.told))
        for worker in workers:
            worker.wait()
    finally:
        for worker in workers:
            worker.end()
    if shared.failed is not None:
        raise shared.failed
    return shared.written


class _Worker:
    """Another process, and the thread that hands it one task after the other."""

    def __init__(self, root: Path, out: Path, mode: Mode, tasks: _Tasks) -> None:
        context = multiprocessing.get_context("spawn")
        self._jobs, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, root, out, mode), name="pages", daemon=True
        )
        self._process.start()
        theirs.close()  # or its end would never be seen
        self._tasks = tasks
        self._thread = threading.Thread(target=self._feed, name="pages", daemon=True)
        self._thread.start()

    def _feed(self) -> None:
        try:
            while (task := self._tasks.next()) is not None:
                self._jobs.send(task)
                while isinstance(said := self._jobs.recv(), int):
                    self._tasks.told(said)
                if isinstance(said, _Failed):
                    return self._tasks.fail(said.error())
                self._tasks.done(said)
        except (EOFError, OSError):
            self._process.join(1)
            self._tasks.fail(
                DataError(
                    f"A process that wrote pages ended before it was done ({self._ended()}); "
                    "what was there before is still there."
                )
            )
        except Exception as error:  # noqa: BLE001 (whoever waits for this thread says it)
            self._tasks.fail(error)
        return None

    def _ended(self) -> str:
        code = self._process.exitcode or 0
        return f"by signal {-code}, perhaps for want of memory" if code < 0 else f"code {code}"

    def wait(self) -> None:
        """Wait until there is nothing left for it."""
        self._thread.join()

    def end(self) -> None:
        """Stop it, whatever it does."""
        self._process.terminate()
        self._process.join()
        self._thread.join()
        self._jobs.close()


def _serve(jobs: Connection, root: Path, out: Path, mode: Mode) -> None:
    """Write the tasks that come until the other end is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started this one gets it, too, and ends it
    library = opened(root, mode)
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
