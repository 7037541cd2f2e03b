"""Requests, replies and route tables: what every platform of the sandbox is built from."""

from __future__ import annotations

import json
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum, auto
from typing import Any

from sandbox.failures import Failure
from sandbox.tracker import Tracker
from sandbox.world import World


class Manner(Enum):
    """How a reply leaves."""

    WHOLE = auto()
    CUT = auto()  # the promised length, half of the bytes, then the end of the connection
    LATE = auto()  # after longer than anybody waits
    DRIP = auto()  # a byte at a time, status line and headers too
    FLOOD = auto()  # the body again and again, without an end
    NEVER = auto()  # the connection is reset instead


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked of one platform.

    Attributes:
        path: decoded, without the platform's own prefix.
        query: every value of every parameter.
        base: the platform's address in this sandbox, for links that lead to a next page.
    """

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    base: str

    def one(self, name: str, default: str = "") -> str:
        """The first value of a parameter."""
        return self.query.get(name, [default])[0]

    def many(self, name: str) -> list[str]:
        """All values of a parameter, whether repeated or joined with commas."""
        given = (part.strip() for value in self.query.get(name, []) for part in value.split(","))
        return [part for part in given if part]

    def header(self, name: str) -> str:
        """A header's value or the empty string, the name in any case."""
        return self.headers.get(name.lower(), "")


@dataclass(frozen=True, slots=True)
class Reply:
    """What the client gets."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    manner: Manner = Manner.WHOLE

    def having(self, **headers: str) -> Reply:
        """The same with more headers; ``_`` in a name stands for ``-``."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **more})


class RefusalError(Exception):
    """Leaves a route early with a reply that is a refusal."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class Meter:
    """Counts what was spent, as platforms do for quotas (a day) and rate limits (a window)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent: dict[str, int] = {}
        self._moments: dict[str, deque[float]] = {}

    def spend(self, bucket: str, units: int, limit: int) -> bool:
        """Take units of a day's quota; False, and nothing is taken, where it does not suffice."""
        with self._lock:
            spent = self._spent.get(bucket, 0) + units
            if spent > limit:
                return False
            self._spent[bucket] = spent
            return True

    def pass_window(self, bucket: str, limit: int, seconds: float) -> bool:
        """Count one request; False where ``limit`` were let through in the last ``seconds``."""
        now = time.monotonic()
        with self._lock:
            moments = self._moments.setdefault(bucket, deque())
            while moments and moments[0] <= now - seconds:
                moments.popleft()
            if len(moments) >= limit:
                return False
            moments.append(now)
            return True

    def spent(self, bucket: str) -> int:
        """Units of today's quota that are gone."""
        with self._lock:
            return self._spent.get(bucket, 0)

    def reset(self) -> None:
        """A new day: everything starts anew."""
        with self._lock:
            self._spent.clear()
            self._moments.clear()


@dataclass(frozen=True, slots=True)
class Scene:
    """The world as one request finds it.

    Attributes:
        development_mode: Spotify's world of small apps.
        token_expires: the day Instagram's token runs out; None for one that never does.
        tracker: the issues of the label's repository.
        clock: the time GitHub tells; None where it tells none.
        access_expires: the day the token's access to data ends; None for 30 days after the token.
    """

    world: World
    day: date
    development_mode: bool
    token_expires: date | None
    meter: Meter
    tracker: Tracker
    clock: datetime | None
    access_expires: date | None = None


Handler = Callable[..., Reply]
"""Takes the request, the scene and the groups of the route's pattern."""

Refusal = Callable[[Request, Scene], Reply]


def _let_pass(_request: Request, _scene: Scene) -> None:
    return


@dataclass(frozen=True, slots=True)
class Platform:
    """One stand-in.

    Attributes:
        routes: method, pattern of the whole path, handler; the first that fits is taken.
        unknown: the answer where no route fits.
        refusals: the platform's own form of a failure, where it has one.
        guard: raises :class:`RefusalError` before any route, for keys and limits.
        counts: the keys whose values are numbers people want (``Failure.WRONG_TYPES``).
        parts: the keys that go missing with them (``Failure.MISSING_FIELDS``).
        distort: for answers that are not JSON, the two failures above.
        wrong: what stands in place of a count of the wrong type.
    """

    name: str
    routes: tuple[tuple[str, re.Pattern[str], Handler], ...]
    unknown: Refusal
    refusals: Mapping[Failure, Refusal]
    counts: frozenset[str]
    parts: frozenset[str]
    guard: Callable[[Request, Scene], None] = _let_pass
    distort: Callable[[Reply, Failure], Reply] | None = None
    wrong: Any = "abc"

    def answer(self, request: Request, scene: Scene) -> Reply:
        """The honest answer, which may be a refusal."""
        path = request.path.rstrip("/")  # spotipy asks for /artists/?ids=…
        try:
            self.guard(request, scene)
            for method, pattern, handler in self.routes:
                match = pattern.fullmatch(path)
                if match and method == request.method:
                    return handler(request, scene, *match.groups())
        except RefusalError as refusal:
            return refusal.reply
        return self.unknown(request, scene)


def json_reply(
    document: Any, status: int = 200, *, indent: int | None = None, escape: bool = False
) -> Reply:
    """A JSON body as the platform writes it: indented (Google) or all ASCII (Meta, Deezer)."""
    separators = None if indent else (",", ":")
    text = json.dumps(document, ensure_ascii=escape, indent=indent, separators=separators)
    return Reply(status, text.encode(), {"Content-Type": "application/json; charset=utf-8"})


def html_reply(text: str, status: int = 200) -> Reply:
    """A page."""
    return Reply(status, text.encode(), {"Content-Type": "text/html; charset=utf-8"})


def whole_number(text: str, low: int, high: int) -> int | None:
    """The number a parameter states, or None where it is no number from ``low`` to ``high``."""
    if not re.fullmatch(r"[0-9]{1,6}", text):
        return None
    number = int(text)
    return number if low <= number <= high else None
