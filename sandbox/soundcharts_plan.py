"""What the made-up label has bought from Soundcharts: its limits, endpoints and oddities."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass, field

from sandbox.noise import LETTERS_AND_DIGITS, code


@dataclass(frozen=True, slots=True)
class Admitted:
    """Whether a request is answered.

    Attributes:
        too_often: the minute is full; it has room again after ``reset`` seconds.
        used_up: the month's requests are gone.
    """

    too_often: bool = False
    used_up: bool = False
    reset: int = 0


@dataclass
class SoundchartsPlan:
    """The label's account; a test changes it while the sandbox runs.

    Attributes:
        per_minute: requests in a minute. A large number is the rule here, so that trials take
            seconds.
        minute: seconds of that minute.
        quota: requests that are left of the month; one that is refused costs none.
        locked: what the plan does not have, by a part of the path, such as ``streaming``.
        revoked: whether the keys exist no more.
        unknown: keys of artists the service has never heard of.
        overlap: by so many items a page repeats the end of the page before.
        whole: whether every day has its number; else some are missing and some are null.
    """

    seed: int
    per_minute: int = 100_000
    minute: float = 60.0
    quota: int = 500_000
    locked: set[str] = field(default_factory=set)
    revoked: bool = False
    unknown: set[str] = field(default_factory=set)
    overlap: int = 2
    whole: bool = False

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._moments: deque[float] = deque()

    @property
    def keys(self) -> tuple[str, str]:
        """The label's app id and key."""
        return (
            f"sandbox-soundcharts-app-{code(LETTERS_AND_DIGITS, 12, self.seed, 'soundcharts id')}",
            f"sandbox-soundcharts-key-{code(LETTERS_AND_DIGITS, 24, self.seed, 'soundcharts')}",
        )

    def admit(self) -> Admitted:
        """Count a request against both limits, unless it is above one of them."""
        now = time.monotonic()
        with self._lock:
            while self._moments and self._moments[0] <= now - self.minute:
                self._moments.popleft()
            if len(self._moments) >= self.per_minute:
                passes = self._moments[0] + self.minute - now
                return Admitted(too_often=True, reset=max(0, math.ceil(passes)))
            if self.quota <= 0:
                return Admitted(used_up=True)
            self._moments.append(now)
            self.quota -= 1
            return Admitted()
