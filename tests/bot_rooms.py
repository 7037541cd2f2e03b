"""A worker without a process, for tests that ask what is said and not who works on it."""

from __future__ import annotations

from multiprocessing.reduction import ForkingPickler

from backline.errors import DataError
from bot.library import Library
from bot.worker import Fault, Refused, outcome
from bot.workers import FaultError


def copied(what):
    return ForkingPickler.loads(ForkingPickler.dumps(what))


class Here:
    """Does a job in the test's own process; job and outcome are copied as a socket copies them."""

    pid = None

    def __init__(self, root, *_, **__):
        self._library = Library(root)

    def do(self, job):
        found = copied(outcome(copied(job), self._library))
        if isinstance(found, Refused):
            raise DataError(found.sentence)
        if isinstance(found, Fault):
            raise FaultError(found.traceback)
        return found

    def start(self):
        """There is no process to begin."""

    def stop(self):
        """There is no process to end."""

    def close(self):
        self._library.close()
