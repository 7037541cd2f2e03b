"""Asking platforms over HTTP: how fast, how often, how long to wait, what an error says."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

import requests

from backline.errors import SourceError
from backline.net.answers import (
    asked_wait,
    duration,
    endpoint,
    json_object,
    number,
    reason,
    wrong_kind,
)
from backline.net.bounds import MOST, TIMEOUT, Session, UnendingError
from backline.net.budget import RunBudget
from backline.net.credentials import Redactor
from backline.net.pace import LIMITS, Limit, limiter_of
from backline.net.proxies import around_proxies

BACKOFF = (1.0, 2.0)
"""Seconds before the second and the third attempt where the platform asks for none."""

REDIRECTS = 3
"""So many redirects of one call are followed, each a request like any other."""

GIVE_UP_AFTER = 3
"""So many calls in a row without a proper answer, each after its retries: a dead platform."""

_PASSING_STATUS = (408, 425)  # the request came too slowly, or too early
_SHARE = 0.5  # of the run's budget for one source, so that one sick platform leaves some to others

_TALKATIVE = ("spotipy", "googleapiclient")  # at DEBUG they log headers and addresses


class Verdict(Enum):
    """What a platform's own code says of an answer, whatever its HTTP status."""

    TOO_FAST = auto()  # a limit of some seconds or minutes: slow down and ask again
    FAULT = auto()  # a fault on the platform's side that passes: ask again
    USED_UP = auto()  # a limit of hours or a day: nothing more in this run
    REFUSED = auto()  # an error that does not pass


Judge = Callable[[requests.Response, dict[str, Any] | None], Verdict | None]
"""Says so of an answer and the JSON object in it; None where the HTTP status says everything."""


class RefusedError(SourceError):
    """A platform answered 4xx, or 2xx with an error that does not pass.

    Attributes:
        status: the HTTP status.
        body: the JSON object it sent along, empty when it sent none.
    """

    def __init__(
        self, detail: str, status: int, body: dict[str, Any], scope: Literal["artist", "platform"]
    ) -> None:
        super().__init__(detail, scope=scope, lasting=True)
        self.status = status
        self.body = body


@dataclass(frozen=True, slots=True)
class _Failure:
    """An attempt that came to nothing.

    Attributes:
        what: what the platform did, after its name.
        asked: how long it asked to wait.
        throttled: it wants to be left alone.
        again: whether another attempt may be worth it.
    """

    what: str
    asked: float | None = None
    throttled: bool = False
    again: bool = True


class Client(Session):
    """One platform's session for one run; spotipy and the Google client are handed it too.

    Whatever comes back from it is a 2xx answer of the expected kind. Everything else is a
    :class:`~backline.errors.SourceError` that names the platform, the endpoint and the status,
    never an address with its query. Several threads may use a client at once.

    Args:
        source: a name in :data:`backline.net.pace.LIMITS`.
        label: what sentences call the platform.
        judge: knows the platform's own codes; where it says nothing, 408, 425, 429 and 5xx pass.
        attempts: how often a call is tried in all.
        expects: what answers must be.
        most: bytes of an answer, before and after it is unpacked.
    """

    def __init__(
        self,
        source: str,
        label: str,
        budget: RunBudget,
        redactor: Redactor,
        *,
        timeout: tuple[float, float] = TIMEOUT,
        limit: Limit | None = None,
        judge: Judge | None = None,
        attempts: int = len(BACKOFF) + 1,
        expects: Literal["json", "html"] = "json",
        most: int = MOST,
    ) -> None:
        self._over = budget.of_source()
        super().__init__(most=most, over=self._over)
        for name in _TALKATIVE:
            logging.getLogger(name).setLevel(logging.INFO)
        self.limit = limit or LIMITS[source]
        self.label = label
        self._limiter = limiter_of(self.limit)
        self._timeout = timeout
        self._judge = judge
        self._attempts = attempts
        self._expects = expects
        self._redactor = redactor
        self._budget = budget
        self._share = RunBudget(budget.left * _SHARE, sleep=lambda _: None)
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._stopped: SourceError | None = None

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        """Ask at the platform's pace, again where that may help.

        Raises:
            RefusedError: the platform answered 4xx.
            SourceError: no proper answer came, or the platform is not asked any more.
        """
        kwargs |= {
            "timeout": self._timeout,
            "proxies": around_proxies(),
            "allow_redirects": False,
        }
        for attempt in range(self._attempts):
            outcome = self._followed(method, str(url), *args, **kwargs)
            if isinstance(outcome, requests.Response):
                self._in_a_row = 0
                return outcome
            self.raise_if_stopped()
            if attempt + 1 == self._attempts or not outcome.again:
                raise self._given_up(outcome)
            if not self.wait(BACKOFF[attempt] if outcome.asked is None else outcome.asked):
                raise self._given_up(outcome, too_long=outcome.asked)
        raise AssertionError("a client makes at least one attempt")

    def get_json(self, url: str, **kwargs: Any) -> dict[str, Any]:
        """GET a JSON object; ``kwargs`` as for :meth:`requests.Session.get`.

        Raises:
            SourceError: as for :meth:`request`.
        """
        return json_object(self.get(url, **kwargs).content) or {}

    def stop(self, error: SourceError) -> SourceError:
        """Ask this platform no more in this run: every later call raises ``error``. Returns it."""
        with self._lock:
            self._stopped = self._stopped or error
        return error

    def raise_if_stopped(self) -> None:
        """Raise what the platform was stopped with.

        Raises:
            SourceError: of scope ``platform``.
        """
        with self._lock:
            error = self._stopped
        if error is not None:
            raise error.for_all()
        if why := self._over():
            raise self.stop(not_to_the_end(self.label, why))

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where a redirect leads: only within one host, so that no key travels to another."""
        if resp.request.method not in ("GET", "HEAD"):
            return None
        try:
            target = super().get_redirect_target(resp)
            address = urljoin(resp.url, target or "")
            there = urlsplit(address)
        except ValueError:
            return None
        here = urlsplit(resp.url)
        if target is None:
            return None
        return address if (there.scheme, there.netloc) == (here.scheme, here.netloc) else None

    def wait(self, seconds: float) -> bool:
        """Wait, if this source's share of the run's budget allows it; else False at once."""
        return self._share.wait(seconds) and self._budget.wait(seconds)

    def _followed(
        self, method: str | bytes, url: str, *args: Any, **kwargs: Any
    ) -> requests.Response | _Failure:
        """One attempt, and what its redirects lead to: each is a request at the usual pace."""
        where = endpoint(url)
        for _ in range(REDIRECTS + 1):
            self.raise_if_stopped()
            self._limiter.try_acquire(self.label)
            outcome = self._attempt(where, method, url, *args, **kwargs)
            target = self._target(outcome)
            if target is None:
                return outcome
            url, args = target, ()  # the query is part of it
            kwargs.pop("params", None)
        return _Failure(f"leads from one address to the next without end ({where})", again=False)

    def _target(self, outcome: requests.Response | _Failure) -> str | None:
        return None if isinstance(outcome, _Failure) else self.get_redirect_target(outcome)

    def _attempt(self, where: str, *args: Any, **kwargs: Any) -> requests.Response | _Failure:
        try:
            response = super().request(*args, **kwargs)
        except UnendingError as error:
            return _Failure(f"{error} ({where})")
        except requests.Timeout as error:
            connecting = isinstance(error, requests.ConnectTimeout)
            seconds = self._timeout[0 if connecting else 1]
            return _Failure(f"did not answer within {seconds:g} s ({where})")
        except requests.exceptions.ChunkedEncodingError:
            return _Failure(f"broke off its answer ({where})")
        except requests.RequestException as error:
            # The exception's own text holds the whole address, so only its name is told.
            return _Failure(f"could not be reached ({where}: {type(error).__name__})")
        return self._judged(where, response)

    def _judged(self, where: str, response: requests.Response) -> requests.Response | _Failure:
        if self.get_redirect_target(response):
            return response
        status = response.status_code
        body = json_object(response.content)
        verdict = self._judge(response, body) if self._judge else None
        if verdict is None:
            verdict = self._by_status(response, body)
        if verdict is Verdict.REFUSED:
            named = None if status >= 300 else _status_in(body)
            raise self._refused(where, named or status, body or {})
        if verdict is not None:
            asked = asked_wait(response.headers)
            if verdict is Verdict.FAULT:
                page = " with a web page" if status < 500 and _is_page(response) else ""
                said = f"{status}" if status >= 300 else "with an error that passes"
                return _Failure(f"answered {said}{page} ({where})", asked)
            used_up = verdict is Verdict.USED_UP
            what = "says that its limit is used up" if used_up else "is asked too often"
            words = filter(None, (f"{status}" if status >= 300 else "", reason(body)))
            said = ", ".join([*words, *_code_of(body, status)])
            what = f"{what} ({said})" if said else what
            return _Failure(what, asked, throttled=True, again=not used_up)
        wrong = wrong_kind(response.headers, response.content, body, self._expects)
        if wrong:
            return _Failure(f"answered {wrong} ({where})")
        if self._expects == "json":
            # The platforms' own clients read it again, each in its way: so that all find the same.
            response._content = json.dumps(body).encode()
            response.encoding = "utf-8"
        token = (body or {}).get("access_token")
        if isinstance(token, str):  # minted during this run, and a secret like any other
            self._redactor.learn(token)
        return response

    def _by_status(
        self, response: requests.Response, body: dict[str, Any] | None
    ) -> Verdict | None:
        """The verdict of HTTP itself; None for an answer that may be one."""
        status = response.status_code
        if status == 429:
            return Verdict.TOO_FAST
        if status >= 500 or status in _PASSING_STATUS:
            return Verdict.FAULT
        if status >= 400 and body is None and self._expects == "json" and _is_page(response):
            # Not the voice of the platform, which speaks JSON, but of something in between.
            return Verdict.FAULT
        return Verdict.REFUSED if status >= 300 else None

    def _refused(self, where: str, status: int, body: dict[str, Any]) -> RefusedError:
        # A bad key refuses everything; a 403 may be one artist's, but hardly the third in a row.
        said = ", ".join(filter(None, (where, reason(body))))
        what = f"refuses the key ({said}, 401)" if status == 401 else f"answered {status} ({said})"
        with self._lock:
            self._in_a_row = self._in_a_row + 1 if status == 403 else 0
            everywhere = status == 401 or self._in_a_row >= GIVE_UP_AFTER
        scope: Literal["artist", "platform"] = "platform" if everywhere else "artist"
        return RefusedError(f"{self.label} {what}", status, body, scope)

    def _given_up(self, failure: _Failure, too_long: float | None = None) -> SourceError:
        """The error for a call that stays without a proper answer."""
        detail = f"{self.label} {failure.what}"
        if failure.asked:
            detail += f" and asks to wait {duration(failure.asked)}"
        if too_long is not None:
            detail += ", longer than this run may"
        if failure.throttled or too_long is not None:
            return self.stop(SourceError(detail, scope="platform"))
        with self._lock:
            self._in_a_row += 1
            dead = self._in_a_row >= GIVE_UP_AFTER
        if dead:
            detail = (
                f"{self.label} failed {GIVE_UP_AFTER} times in a row; at last it {failure.what}"
            )
            return self.stop(SourceError(detail, scope="platform"))
        return SourceError(detail)


def not_to_the_end(label: str, why: str) -> SourceError:
    """The error of what a platform was not asked any more, since something ended before."""
    return SourceError(f"{label} was not asked to the end: {why}", scope="platform")


def _is_page(response: requests.Response) -> bool:
    return "html" in response.headers.get("Content-Type", "").lower()


def _status_in(body: dict[str, Any] | None) -> int | None:
    """The HTTP status an error body names itself, as Google's and Spotify's do."""
    named = (number(body, "error", name) for name in ("status", "code"))
    return next((status for status in named if status and 400 <= status < 500), None)


def _code_of(body: dict[str, Any] | None, status: int) -> list[str]:
    """The platform's own number for an error, where it is none of HTTP's."""
    code = number(body, "error", "code")
    return [f"code {code}"] if code not in (None, status) else []
