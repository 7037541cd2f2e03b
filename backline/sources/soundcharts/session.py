"""Soundcharts' pace: so many requests a minute, and so many a month."""

from __future__ import annotations

import re
import threading
import time
from datetime import UTC, datetime
from typing import Any

import requests

from backline.errors import SourceError
from backline.net import Redactor, RunBudget, Verdict
from backline.net.answers import dig
from backline.net.bounds import TIMEOUT
from backline.net.pace import Limit
from backline.sources.service import ServiceSession

LABEL = "Soundcharts"
"""What sentences call the service."""

USED_UP = (
    f"{LABEL} says that the month's quota of the label's plan is used up (429); it comes back "
    "with the next month"
)

_RESET = "x-ratelimit-reset"
_TOO_OFTEN = "maximum request count"  # how the message of a minute's limit calls it
_EPOCH = 10**9  # a reset above this is no wait but a moment


class SoundchartsSession(ServiceSession):
    """The session: waits where a minute is full, ends where a month is.

    Both are 429. That of a minute says ``maximum request count`` and in ``x-ratelimit-reset`` how
    many seconds to wait; that of a month passes with the month alone. Every answer says in
    ``x-quota-remaining`` how many requests the month still has.
    Source: Soundcharts API, "Rate limit and quota".

    With ``most`` no more requests than that are made, repeated ones and redirects included.

    Attributes:
        quota: how many the month still has, as far as answers said; None before.
    """

    def __init__(
        self,
        budget: RunBudget,
        redactor: Redactor,
        *,
        limit: Limit | None = None,
        most: int | None = None,
        timeout: tuple[float, float] = TIMEOUT,
    ) -> None:
        super().__init__(
            "soundcharts", LABEL, budget, redactor, timeout=timeout, limit=limit, judge=_judge
        )
        self.quota: int | None = None
        self._most = most
        self._begun = 0
        self._waiting = threading.Lock()
        self.hooks["response"].append(self._heed)

    def wait(self, seconds: float) -> bool:
        """Wait as any client. The limit is everybody's: who comes later waits for what is left."""
        until = time.monotonic() + seconds
        with self._waiting:
            left = until - time.monotonic()
            return left <= 0 or super().wait(left)

    def _attempt(self, where: str, *args: Any, **kwargs: Any) -> Any:
        with self._lock:
            over = self._most is not None and self._begun >= self._most
            self._begun += not over
        if over:
            sentence = f"{LABEL} may not be asked more than {self._most:,} times now"
            raise self.stop(SourceError(sentence, scope="platform"))
        return super()._attempt(where, *args, **kwargs)

    def _heed(self, response: requests.Response, **_: Any) -> requests.Response:
        """Count, take note of the quota, and give a refusal the header every client understands."""
        left = _number(response, "x-quota-remaining")
        with self._lock:
            self.asked += 1
            if left is not None:  # answers may come in another order than they were counted in
                self.quota = left if self.quota is None else min(left, self.quota)
        wait = _number(response, _RESET)
        if response.status_code == 429 and wait is not None:
            if wait > _EPOCH:
                wait = max(0, wait - int(datetime.now(UTC).timestamp()))
            response.headers.setdefault("Retry-After", str(wait + 1))
        return response

    def _given_up(self, failure: Any, too_long: float | None = None) -> SourceError:
        """The error for a call that stays without a proper answer; a month's limit by its name."""
        if failure.throttled and not failure.again:
            return self.stop(SourceError(USED_UP, scope="platform"))
        return super()._given_up(failure, too_long)


def _judge(response: requests.Response, body: dict[str, Any] | None) -> Verdict | None:
    """Which of the two limits a 429 is of; what no JSON says is somebody else's in between."""
    if response.status_code != 429 or body is None:
        return None
    said = message(body).lower()
    if _TOO_OFTEN in said:
        return Verdict.TOO_FAST
    if "quota" in said or _number(response, "x-quota-remaining") == 0:
        return Verdict.USED_UP
    return Verdict.TOO_FAST if _RESET in response.headers else Verdict.USED_UP


def message(body: Any) -> str:
    """What an error body says, for telling errors apart and never for people."""
    found = dig(body, "errors", 0, "message") or dig(body, "message")
    return found if isinstance(found, str) else ""


def _number(response: requests.Response, name: str) -> int | None:
    text = response.headers.get(name, "")
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None
