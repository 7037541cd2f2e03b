"""Processes that work beside the bot, and the queue in front of them."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from backline.errors import BacklineError, DataError
from backline.net.credentials import SETTINGS
from bot.worker import Fault, Job, Refused

log = logging.getLogger(__name__)

PROJECT = Path(__file__).resolve().parent.parent

LONGEST = 120
"""Seconds a job may take before its process is taken to hang."""

_GOODBYE = 3
_STOPPING = "The bot is being stopped; ask again when it is back."
_MAIN = "import os, sys; os.nice(int(sys.argv[2])); from bot.worker import main; main()"


class FullError(BacklineError):
    """More is asked than can be answered soon."""

    def __init__(self) -> None:
        super().__init__(
            "Too many questions at once: this one was left out, ask again in a moment."
        )


class LostError(BacklineError):
    """The process that worked on a job is gone, and with it the job."""


class FaultError(Exception):
    """A job failed in a way nobody foresaw; the message is its cause, then the traceback."""

    def __init__(self, traceback: str) -> None:
        """Begin with the cause, which a traceback ends with.

        Args:
            traceback: the worker's.
        """
        cause = (traceback.strip().splitlines() or [""])[-1]
        super().__init__(f"{cause}\n{traceback}" if cause != traceback else cause)


class Worker:
    """One process beside the bot, started with its first job and anew after it was lost."""

    def __init__(self, root: Path, duty: str, *, nice: int = 0) -> None:
        """Start nothing yet.

        Args:
            root: the label's folder.
            duty: what it is for, a key of :data:`bot.worker.DUTIES`.
            nice: how far it stands back behind the bot where processors are short.
        """
        self._given = (f"{nice}", duty, str(root.absolute()))
        self._process: subprocess.Popen[bytes] | None = None
        self._jobs: Connection | None = None
        self._stopped = False
        self._starting = threading.Lock()

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, where there is none.

        Raises:
            LostError: the bot is being stopped.
        """
        self._started()

    def do(self, job: Job) -> Any:
        """Have a job done. Blocks.

        Raises:
            LostError: the process ended meanwhile, or was ended since it took too long.
            DataError: the job's sentence for the person who asked.
            FaultError: the job failed otherwise.
        """
        jobs = self._started()
        try:
            jobs.send(job)
            answered = jobs.poll(LONGEST)
            found = jobs.recv() if answered else None
        except (EOFError, OSError):
            self.close()
            raise LostError(
                "The process that worked on this ended before it had an answer; another takes its "
                "place: ask again."
            ) from None
        if not answered:
            self.close()
            raise LostError(f"There was no answer within {LONGEST} seconds, so it was given up.")
        if isinstance(found, Refused):
            raise DataError(found.sentence)
        if isinstance(found, Fault):
            raise FaultError(found.traceback)
        return found

    def stop(self) -> None:
        """End the process for good, whatever it is doing, and wait until it is gone."""
        self._stopped = True
        if self._process is not None:
            _end(self._process)

    def close(self) -> None:
        """End the process and let go of it; only while no job waits for it."""
        if self._process is not None:
            _end(self._process)
        self._process = None
        if self._jobs is not None:
            self._jobs.close()
            self._jobs = None

    def _started(self) -> Connection:
        with self._starting:
            return self._start()

    def _start(self) -> Connection:
        if self._process is not None and self._process.poll() is not None:
            log.warning("A process ended with %s while it had nothing to do", self._process.poll())
            self.close()
        if self._jobs is None:
            ours, theirs = socket.socketpair()
            with theirs:
                number = theirs.fileno()
                self._process = subprocess.Popen(  # noqa: S603 (ourselves)
                    [sys.executable, "-c", _MAIN, f"{number}", *self._given],
                    cwd=PROJECT,
                    env={n: value for n, value in os.environ.items() if n not in SETTINGS},
                    pass_fds=[number],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )
            self._jobs = Connection(ours.detach())
            weakref.finalize(self, _end, self._process)  # where nobody closes a bot
        if self._stopped:
            self.close()
            raise LostError(_STOPPING)
        return self._jobs


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_GOODBYE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@dataclass(order=True, slots=True)
class _Waiting:
    """A job in the queue: what comes first, then who came first."""

    rank: int
    place: int
    job: Job = field(compare=False)
    since: float = field(compare=False)
    found: asyncio.Future[Any] = field(compare=False)


class Lane:
    """A queue with the processes that serve it; nothing in it waits for what is in another."""

    def __init__(self, workers: Sequence[Worker], *, most: int, patience: float) -> None:
        """Start nothing yet.

        Args:
            workers: the processes.
            most: so many jobs may wait.
            patience: seconds after which a job that still waits is given up.
        """
        self._workers = list(workers)
        self._free = list(reversed(workers))
        self._most = most
        self._patience = patience
        self._queue: list[_Waiting] = []
        self._count = itertools.count()
        self._closed = False
        self._busy: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(len(workers), thread_name_prefix="lane")

    @property
    def pids(self) -> list[int]:
        """The numbers of the processes there are now."""
        return [worker.pid for worker in self._workers if worker.pid]

    @property
    def is_free(self) -> bool:
        """Whether a job would be begun at once."""
        return bool(self._free) and not self._queue

    async def do(self, job: Job, *, first: bool = False, since: float | None = None) -> Any:
        """Have a job done as soon as a process is free.

        Args:
            job: what is to be done.
            first: before everything that waits without being so.
            since: from when on patience is counted, by :func:`time.perf_counter`; now when None.
                A job that finds a free process is done in any case.

        Raises:
            FullError: too many wait, or it waited too long.
            LostError: its process ended.
            DataError: the job's sentence for the person who asked.
            FaultError: the job failed otherwise.
        """
        if self._closed:
            raise LostError(_STOPPING)
        if len(self._queue) >= self._most:
            raise FullError
        found = asyncio.get_running_loop().create_future()
        if since is None or self.is_free:
            since = time.perf_counter()
        waiting = _Waiting(0 if first else 1, next(self._count), job, since, found)
        heapq.heappush(self._queue, waiting)
        self._go_on()
        return await found

    async def start(self) -> None:
        """Start every process that is not at work, so that it gets ready by itself."""
        for worker in tuple(self._free):
            await asyncio.to_thread(worker.start)

    async def close(self) -> None:
        """Refuse what waits and what comes, and end the processes."""
        self._closed = True
        for waiting in self._queue:
            _give(waiting.found, error=LostError(_STOPPING))
        self._queue.clear()
        for worker in self._workers:
            await asyncio.to_thread(worker.stop)
        await asyncio.gather(*self._busy, return_exceptions=True)
        for worker in self._workers:
            worker.close()
        self._threads.shutdown()

    def _go_on(self) -> None:
        """Give the free processes what waits; what has waited too long is told so."""
        while self._free and self._queue:
            waiting = heapq.heappop(self._queue)
            if waiting.found.done():
                continue  # nobody wants it any more
            if time.perf_counter() - waiting.since > self._patience:
                _give(waiting.found, error=FullError())
                continue
            task = asyncio.ensure_future(self._work(self._free.pop(), waiting))
            self._busy.add(task)
            task.add_done_callback(self._busy.discard)

    async def _work(self, worker: Worker, waiting: _Waiting) -> None:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.run_in_executor(self._threads, worker.do, waiting.job)
        except LostError as error:
            if not self._closed:
                log.error("A process was lost: %s", error)  # noqa: TRY400 (it happened elsewhere)
            _give(waiting.found, error=LostError(_STOPPING) if self._closed else error)
        except (BacklineError, FaultError) as error:
            _give(waiting.found, error=error)
        else:
            _give(waiting.found, found)
        self._free.append(worker)
        self._go_on()


def _give(future: asyncio.Future[Any], found: Any = None, error: Exception | None = None) -> None:
    if future.done():
        return  # who asked has gone
    if error is not None:
        future.set_exception(error)
    else:
        future.set_result(found)
