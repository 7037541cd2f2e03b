"""What the made-up label has bought from Chartmetric: its rate, its endpoints, its tokens."""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from datetime import date

from sandbox.noise import HEX, LETTERS_AND_DIGITS, code


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an account stands with its rate after a request.

    Attributes:
        admitted: whether the request was within the rate.
        reset: epoch seconds at which the window has moved on.
    """

    admitted: bool
    limit: int
    remaining: int
    reset: int

    @property
    def headers(self) -> dict[str, str]:
        """What stands on every answer, as keyword arguments of ``Reply.having``."""
        return {
            "X_RateLimit_Limit": str(self.limit),
            "X_RateLimit_Remaining": str(self.remaining),
            "X_RateLimit_Reset": str(self.reset),
        }


@dataclass
class Plan:
    """The label's account; a test changes it while the sandbox runs.

    Attributes:
        per_second: requests in any second. The entry plan has 1; a large one is the rule here, so
            that trials take seconds.
        locked: what the plan does not have: names of sources (``facebook``), or ``tracks``,
            ``track``, ``most-history``, ``search``, ``get-ids``.
        lock_status: how it is refused, 401 or 403.
        revoked: whether the refresh token exists no more.
        token_life: after so many requests an access token is refused; None: it lasts its hour.
        unknown: keys of artists the service has never heard of.
        minted: how many access tokens were handed out.
    """

    seed: int
    per_second: int = 100
    locked: set[str] = field(default_factory=set)
    lock_status: int = 403
    revoked: bool = False
    token_life: int | None = None
    unknown: set[str] = field(default_factory=set)
    minted: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._moments: deque[float] = deque()
        self._generation = 0
        self._used = 0

    @property
    def refresh_token(self) -> str:
        """The one secret the label has."""
        return f"sandbox-chartmetric-refresh-{code(HEX, 48, self.seed, 'chartmetric')}"

    def token(self, day: date) -> str:
        """The access token of a day that is good at the moment."""
        signs = code(LETTERS_AND_DIGITS, 60, self.seed, "chartmetric", day, self._generation)
        return f"sandbox-chartmetric-token-{signs}"

    def mint(self, day: date) -> str:
        """The token for somebody who shows the refresh token."""
        with self._lock:
            self.minted += 1
            if self._is_dead():
                self._generation += 1
                self._used = 0
        return self.token(day)

    def takes(self, token: str, day: date) -> bool:
        """Count a request with this token; whether it is still good."""
        with self._lock:
            if token != self.token(day) or self._is_dead():
                return False
            self._used += 1
            return True

    def end_token(self) -> None:
        """Let the present access token be refused from now on."""
        with self._lock:
            self._generation += 1
            self._used = 0

    def admit(self) -> Standing:
        """Count a request against the rate, unless it is above it."""
        return self._stand(count=True)

    def standing(self) -> Standing:
        """The rate as it is, without counting anything."""
        return self._stand(count=False)

    def _is_dead(self) -> bool:
        return self.token_life is not None and self._used >= self.token_life

    def _stand(self, *, count: bool) -> Standing:
        now = time.monotonic()
        with self._lock:
            while self._moments and self._moments[0] <= now - 1.0:
                self._moments.popleft()
            admitted = len(self._moments) < self.per_second
            if count and admitted:
                self._moments.append(now)
            left = max(0, self.per_second - len(self._moments))
            passes = self._moments[0] + 1.0 - now if self._moments else 0.0
        return Standing(admitted, self.per_second, left, math.ceil(time.time() + passes))
