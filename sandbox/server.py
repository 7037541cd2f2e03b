"""The server: every platform under a path of its name, on 127.0.0.1, for as long as a test runs."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Self
from urllib.parse import parse_qs, unquote

from sandbox import spotify
from sandbox.chartmetric import CHARTMETRIC
from sandbox.credentials_worker import WORKER
from sandbox.deezer import DEEZER
from sandbox.discord_guild import DISCORD
from sandbox.distort import failed
from sandbox.failures import Failure, Orders
from sandbox.github import GITHUB
from sandbox.instagram import INSTAGRAM
from sandbox.socket_server import SocketServer
from sandbox.soundcharts import SOUNDCHARTS
from sandbox.spotify_page import PAGE
from sandbox.tracker import Tracker
from sandbox.wire import Manner, Meter, Platform, Reply, Request, Scene, json_reply
from sandbox.world import World
from sandbox.youtube import YOUTUBE

_Date = date  # the class has a property of that name

PLATFORMS: dict[str, Platform] = {
    p.name: p
    for p in (
        spotify.API,
        spotify.ACCOUNTS,
        PAGE,
        YOUTUBE,
        INSTAGRAM,
        DISCORD,
        DEEZER,
        CHARTMETRIC,
        SOUNDCHARTS,
        WORKER,
        GITHUB,
    )
}


@dataclass(frozen=True, slots=True)
class Call:
    """One request the sandbox got.

    Attributes:
        platform: whose path it went to; empty where the path names none.
        path: what follows the platform's name, decoded, without the query.
        status: what was answered; 0 where nothing was, or not in time.
        query: the query as it was sent.
    """

    platform: str
    method: str
    path: str
    status: int
    query: str = ""


class Sandbox:
    """The platforms of one made-up label on one day.

    Everything is decided by the world's seed and the date: the same request gets the same bytes.
    Only links to a next page (Spotify's search, Deezer's lists) hold the server's own address.

    Attributes:
        world: whose numbers are told.
        development_mode: whether Spotify treats the app as one of its development mode.
        latency: seconds added to every answer.
        token_expires: the day Instagram's token runs out; None (a system user's) never does.
        access_expires: the day its access to data ends; None: 30 days after the token, if any.
        tracker: the issues of the label's repository on GitHub.
        clock: what GitHub's answers say the time is; None leaves it out.
    """

    def __init__(
        self,
        world: World,
        date: date,
        *,
        port: int = 0,
        development_mode: bool = False,
        latency: float = 0.0,
    ) -> None:
        self.world = world
        self.development_mode = development_mode
        self.latency = latency
        self.token_expires: _Date | None = None
        self.access_expires: _Date | None = None
        self.tracker = Tracker()
        self.clock: datetime | None = None
        self._date = date
        self._port = port
        self._server: SocketServer | None = None
        self._orders = Orders()
        self._meter = Meter()
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Bind the port and serve in threads; ``with`` does it."""
        if self._server is None:
            self._server = SocketServer(self._port, self.handle, lambda: self.latency)
            self._server.start()

    def stop(self) -> None:
        """End every request that is still waiting, and every thread."""
        if self._server is not None:
            self._server.stop()
            self._server = None

    @property
    def url(self) -> str:
        """Where it listens, such as ``http://127.0.0.1:40123``."""
        if self._server is None:
            raise RuntimeError("the sandbox is not running; use it in a with statement")
        return f"http://127.0.0.1:{self._server.server_port}"

    def platforms(self) -> dict[str, str]:
        """The variables that lead a process here instead of to the real platforms, without keys."""
        return {"BACKLINE_SANDBOX_URL": self.url}

    def environment(self) -> dict[str, str]:
        """The same, with what leads it to the keys."""
        return {
            **self.platforms(),
            "WORKER_API_URL": f"{self.url}/worker",
            "WORKER_API_KEY": self.world.worker_key,
        }

    @property
    def date(self) -> _Date:
        """The day the platforms tell the numbers of. Setting it starts quotas and limits anew."""
        return self._date

    @date.setter
    def date(self, day: _Date) -> None:
        self._date = day
        self._meter.reset()

    @property
    def meter(self) -> Meter:
        """What the day's requests have cost; the buckets are ``youtube``, ``youtube_search``."""
        return self._meter

    def fail(
        self, platform: str, failure: Failure, *, match: str = "", times: int | None = None
    ) -> None:
        """Let a platform fail until it is healed.

        Args:
            platform: a field of ``Endpoints``, ``worker`` or ``github``.
            failure: in which way.
            match: only requests whose path and query hold this text.
            times: only so many of them.
        """
        if platform not in PLATFORMS:
            raise ValueError(f"there is no {platform!r}; there are {', '.join(PLATFORMS)}")
        self._orders.add(platform, Failure(failure), match, times)

    def heal(self, platform: str | None = None) -> None:
        """Let a platform, or all of them, work again."""
        if platform is not None and platform not in PLATFORMS:
            raise ValueError(f"there is no {platform!r}; there are {', '.join(PLATFORMS)}")
        self._orders.heal(platform)

    @property
    def calls(self) -> list[Call]:
        """What was asked so far, in order."""
        with self._lock:
            return list(self._calls)

    def calls_to(self, platform: str) -> list[Call]:
        """What one platform was asked."""
        return [call for call in self.calls if call.platform == platform]

    def handle(self, method: str, target: str, headers: dict[str, str], body: bytes) -> Reply:
        """The reply to one request; the server's threads call it."""
        raw_path, _, query = target.partition("?")
        name, _, rest = raw_path.lstrip("/").partition("/")
        platform = PLATFORMS.get(name)
        if platform is None:
            reply = json_reply({"error": "no such platform", "platforms": list(PLATFORMS)}, 404)
            self._note(Call("", method, unquote(raw_path), reply.status, query))
            return reply
        request = Request(
            method=method,
            path="/" + unquote(rest),
            query=parse_qs(query, keep_blank_values=True),
            headers=headers,
            body=body,
            base=f"{self.url}/{name}",
        )
        scene = Scene(
            self.world,
            self._date,
            self.development_mode,
            self.token_expires,
            self._meter,
            self.tracker,
            self.clock,
            self.access_expires,
        )
        failure = self._orders.take(name, f"/{rest}?{query}" if query else f"/{rest}")
        if failure is None:
            reply = platform.answer(request, scene)
        else:
            reply = failed(platform, failure, request, scene)
        heard = reply.manner in (Manner.WHOLE, Manner.CUT)
        self._note(Call(name, method, request.path, reply.status if heard else 0, query))
        return reply

    def _note(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)
