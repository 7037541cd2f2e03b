"""What can go wrong with a platform, and the book in which a test orders it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote


class Failure(StrEnum):
    """A way to fail. Where a platform has a form of its own for it, that form is sent.

    ===============  ==============================================================================
    RATE_LIMIT       429 with ``Retry-After: 1``. Instagram: 400 code 4. Deezer: 200 code 4.
    RATE_LIMIT_LONG  429 with ``Retry-After: 86400``; Spotify adds the reason QUOTA_EXCEEDED.
                     Instagram: 400 code 80002, a day to regain access. Deezer: 200 code 4.
    QUOTA            The quota is used up. Spotify: as RATE_LIMIT_LONG. YouTube: 403 quotaExceeded.
                     Instagram: 400 code 4. Deezer: 200 code 4. Others: 429 without Retry-After.
    PASSING          A fault that passes by the platform's own code. Spotify: 200 with the status
                     503 in its body, its token 400 temporarily_unavailable. YouTube: 403
                     backendError. Instagram: 400 code 2, transient. Deezer: 200 code 700.
                     Discord: 400 code 130000. Others: 408.
    SERVER_ERROR     500.
    UNAVAILABLE      503.
    HTML             200 with a page where JSON belongs, as captive portals and proxies do.
    HTML_ERROR       502 with a page.
    TRUNCATED        The honest answer's length, half of its bytes, and the connection ends.
    EMPTY            200 without a body.
    SLOW             No answer for 30 seconds; ends at once when the sandbox stops.
    DRIPPING         The honest answer, a byte every 0.05 seconds, from its status line on.
    ENDLESS          200 with text that never ends.
    BOMB             200 with 100 kB that unpack to 100 MB.
    LOOP             302 to where it was asked.
    RESET            The connection is reset without an answer.
    UNAUTHORIZED     The key is refused. Spotify: 401, its token 400 invalid_client. YouTube: 400
                     keyInvalid. Instagram: 400 code 190. Discord: 401. Deezer: 200 code 300.
                     Artist page: 401. worker: 403, as for all.
    FORBIDDEN        403 in the platform's form. Instagram: 400 code 10. Deezer: 200 code 200.
    NOT_FOUND        As if nothing had that id. Spotify, Discord: 404. YouTube: 200 without
                     items, for playlistItems 404. Instagram: 400 code 110. Deezer: 200 code 800.
    MISSING_FIELDS   The honest answer without the keys that hold numbers (worker: without names).
                     Artist page: the shell.
    WRONG_TYPES      The honest answer with ``"abc"`` for each number (worker: numbers for texts).
    ===============  ==============================================================================
    """

    RATE_LIMIT = "rate_limit"
    RATE_LIMIT_LONG = "rate_limit_long"
    QUOTA = "quota"
    PASSING = "passing"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    HTML = "html"
    HTML_ERROR = "html_error"
    TRUNCATED = "truncated"
    EMPTY = "empty"
    SLOW = "slow"
    DRIPPING = "dripping"
    ENDLESS = "endless"
    BOMB = "bomb"
    LOOP = "loop"
    RESET = "reset"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    MISSING_FIELDS = "missing_fields"
    WRONG_TYPES = "wrong_types"


NEVER_DONE = frozenset({Failure.SLOW, Failure.DRIPPING, Failure.ENDLESS})
"""What only a client with deadlines of its own gets away from."""


@dataclass(slots=True)
class _Order:
    failure: Failure
    match: str
    left: int | None  # None: until healed


class Orders:
    """The failures that are ordered at the moment, per platform.

    One for some requests goes before one for all of them, a counted one before an endless one,
    and otherwise the older first; a new endless one takes the place of the endless one before it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: dict[str, list[_Order]] = {}

    def add(self, platform: str, failure: Failure, match: str, times: int | None) -> None:
        """Order a failure for requests whose path and query hold ``match``, ``times`` times."""
        with self._lock:
            orders = self._orders.setdefault(platform, [])
            if times is None:
                orders[:] = [o for o in orders if not (o.left is None and o.match == match)]
            orders.append(_Order(failure, match, times))
            orders.sort(key=lambda order: (not order.match, order.left is None))

    def heal(self, platform: str | None) -> None:
        """Forget a platform's orders, or all."""
        with self._lock:
            if platform is None:
                self._orders.clear()
            else:
                self._orders.pop(platform, None)

    def take(self, platform: str, path_and_query: str) -> Failure | None:
        """The failure this request meets, which is counted, or None."""
        forms = (path_and_query, unquote(path_and_query))
        with self._lock:
            orders = self._orders.get(platform, [])
            for order in orders:
                if any(order.match in form for form in forms):
                    if order.left is not None:
                        order.left -= 1
                        if order.left <= 0:
                            orders.remove(order)
                    return order.failure
        return None
