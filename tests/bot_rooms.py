"""A worker without a process, for tests that ask what is said and not who works on it."""

from __future__ import annotations

from multiprocessing.reduction import ForkingPickler

from backline.errors import DataError
from bot.worker import Fault, Refused, outcome
from bot.workers import FaultError
from tests.kept_open import borrow, give_back


def copied(what):
    return ForkingPickler.loads(ForkingPickler.dumps(what))


class Here:
    """Does a job in the test's own process; job and outcome are copied as a socket copies them.

    Its library is one that stays open, as in a process that has been running for a while.
    """

    pid = None

    def __init__(self, root, *_, **__):
        self._library = borrow(root)

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
        give_back(self._library)
