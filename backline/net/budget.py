"""What one run may spend: time at all, and the waiting that platforms ask for."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from backline.net.answers import duration

RUN_SECONDS = 15 * 60.0
"""A daily run asks no longer than this. Its step in the workflow lasts five minutes more, in which
what was had by then is written."""

SOURCE_SECONDS = 12 * 60.0
"""So long one source of it is asked. They run side by side, so each may have most of the run."""

WEEKLY_SECONDS = 25 * 60.0
"""So long the weekly report of a workflow asks; its step, too, lasts five minutes more."""


class RunBudget:
    """The seconds one run may spend: on waiting for platforms, all together, and in all.

    Args:
        seconds: of waiting for platforms that ask to be retried.
        sleep: how to wait; when None for real, until the run ends.
        lasts: seconds after which the run ends.
        each: seconds after which one source is asked no more.
        now: a clock that only goes forward.
    """

    def __init__(
        self,
        seconds: float,
        sleep: Callable[[float], object] | None = None,
        *,
        lasts: float = math.inf,
        each: float = math.inf,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._left = seconds
        self._stopped = threading.Event()
        self._sleep = sleep or self._stopped.wait
        self._lasts = lasts
        self._each = each
        self._now = now
        self._begun = now()
        self._why = ""
        self._lock = threading.Lock()

    @classmethod
    def of_a_run(cls, seconds: float, sleep: Callable[[float], object] | None = None) -> RunBudget:
        """What a daily run may spend, with so many seconds of waiting for platforms."""
        return cls(seconds, sleep, lasts=RUN_SECONDS, each=SOURCE_SECONDS)

    @property
    def left(self) -> float:
        """Seconds that may still be waited."""
        with self._lock:
            return self._left

    @property
    def over(self) -> str:
        """Why the run has to end, in the rest of a sentence; empty while it goes on."""
        if self._stopped.is_set():
            return self._why
        if self._now() - self._begun < self._lasts:
            return ""
        return f"a run lasts {duration(self._lasts)} at most"

    @property
    def stopped(self) -> str:
        """As :attr:`over`, but only where somebody ended the run."""
        return self._why

    def end(self, why: str) -> None:
        """Let the run end now; ``why`` as :attr:`over` says it. Who waits is woken."""
        self._why = self._why or why
        self._stopped.set()

    def of_source(self) -> Callable[[], str]:
        """As :attr:`over`, for a source that is asked from now on: the run's end, or its own."""
        begun = self._now()

        def over() -> str:
            if self.over or self._now() - begun < self._each:
                return self.over
            return f"one source is asked for {duration(self._each)} at most"

        return over

    def wait(self, seconds: float) -> bool:
        """Sleep, if the budget allows it; False (at once) when it does not."""
        with self._lock:
            if seconds > self._left or self._now() - self._begun + seconds > self._lasts:
                return False
            self._left -= seconds
        self._sleep(seconds)
        return True
