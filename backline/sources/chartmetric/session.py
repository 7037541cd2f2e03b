"""Chartmetric's pace: as its plan allows and its headers say."""

from __future__ import annotations

import re
import time
from collections import deque
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from backline.errors import SourceError
from backline.net import Redactor, RunBudget
from backline.net.answers import duration
from backline.net.bounds import TIMEOUT
from backline.net.pace import Limit, limiter_of
from backline.sources.service import ServiceSession

LABEL = "Chartmetric"
"""What sentences call the service."""

_FASTEST = 100  # a rate a second above this is no rate a second
_APART = 0.02  # seconds beyond the rate's own


class ChartmetricSession(ServiceSession):
    """The session: as fast as the answers' headers allow, and patient as they ask.

    ``X-RateLimit-Limit`` is the plan's requests a second, ``X-RateLimit-Reset`` the epoch second
    at which a refused request may be repeated. Source: Chartmetric API, "Rate limits".
    """

    def __init__(
        self,
        budget: RunBudget,
        redactor: Redactor,
        *,
        limit: Limit | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        super().__init__("chartmetric", LABEL, budget, redactor, timeout=timeout, limit=limit)
        self._told: int | None = None
        self._most = _FASTEST  # halved by each refusal, should the headers have been misread
        self._held_until = 0.0
        self._answered: deque[float] = deque(maxlen=_FASTEST)
        self.hooks["response"].append(self._heed)

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Ask as any client, after what the last answer asked to wait.

        Raises:
            RefusedError: the platform answered 4xx.
            SourceError: no proper answer came, or the platform is not asked any more.
        """
        held = self._held_until - time.monotonic()
        self._held_until = 0.0
        if held > 0 and not self.wait(held):
            raise self.stop(
                SourceError(
                    f"{LABEL} asks to wait {duration(held)}, longer than this run may",
                    scope="platform",
                )
            )
        return super().request(method, url, *args, **kwargs)

    def _attempt(self, where: str, *args: Any, **kwargs: Any) -> Any:
        """One attempt, so long after earlier answers that it cannot come too early.

        When a request reached the service nobody here knows, only that it had by its answer.
        Counting from there, no delay on the way brings two requests closer together than the
        rate allows.
        """
        many = self._told or self.limit.requests
        if not self._answered and many <= _FASTEST:
            # A run that ended just now may have used up the rate.
            self._answered.extend([time.monotonic()] * many)
        if len(self._answered) >= many:
            early = self._answered[-many] + self.limit.seconds + _APART - time.monotonic()
            if early > 0:
                time.sleep(early)
        try:
            return super()._attempt(where, *args, **kwargs)
        finally:
            self._answered.append(time.monotonic())

    def _heed(self, response: requests.Response, **_: Any) -> requests.Response:
        """Take note of an answer's rate; give a refusal the header every client understands."""
        self.asked += 1
        limit = _number(response, "X-RateLimit-Limit")
        wait = _seconds_to_reset(response)
        if response.status_code == 429:
            self._most = max(1, (self._told or min(self.limit.requests, _FASTEST)) // 2)
            self._pace(self._most)
            if wait is not None and "Retry-After" not in response.headers:
                response.headers["Retry-After"] = f"{max(1.0, wait):.0f}"
        elif wait is not None and wait <= 2 and limit and limit <= _FASTEST:
            self._pace(min(limit, self._most))
        elif wait is not None and wait > 2 and _number(response, "X-RateLimit-Remaining") == 0:
            self._held_until = time.monotonic() + wait
        return response

    def _pace(self, told: int) -> None:
        """From now on ``told`` requests a second."""
        if told != self._told:
            self._told = told
            self._limiter = limiter_of(Limit(told, 1, 1))


def _number(response: requests.Response, name: str) -> int | None:
    text = response.headers.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _seconds_to_reset(response: requests.Response) -> float | None:
    """How far the reset lies ahead, by the service's own clock where it tells it."""
    reset = _number(response, "X-RateLimit-Reset")
    if reset is None:
        return None
    try:
        now = parsedate_to_datetime(response.headers["Date"]).timestamp()
    except (KeyError, ValueError, OverflowError):
        now = datetime.now(UTC).timestamp()
    return max(0.0, reset - now)
