"""A root's pages, live on a free port from a thread of their own, for tests that wait for nobody.

``live.py`` has the same for asynchronous tests, which no module with a browser may hold.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from urllib.parse import urlencode

from aiohttp import web

from tests.web.pages_read import Page, read
from tests.workflow import git
from web.server import LISTENING, make_app
from web.site import Site


@dataclass(frozen=True)
class Answered:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def page(self) -> Page:
        """The page it is."""
        assert self.headers["Content-Type"].startswith("text/html"), self.headers
        return read(self.body)


class Threaded:
    """The pages of one root.

    Attributes:
        root: the label's folder.
        site: what they stand on.
        address: where they are, without a slash at the end.
    """

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.root = root
        self.site = Site(root, [], environment=environment or {})
        self.address = ""
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Threaded:
        self._thread.start()
        assert self._ready.wait(30), "the server did not start"
        assert self.address, "the server could not start"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(30)
        assert not self._thread.is_alive(), "the server did not stop"

    @property
    def start(self) -> str:
        """The address that gives a browser its cookie."""
        return f"{self.address}/?token={self.site.token}"

    def get(self, address: str = "", **query: str | list[str]) -> Answered:
        """A page, a file or an answer of the interface."""
        asked = f"?{urlencode({name.rstrip('_'): said for name, said in query.items()}, True)}"
        connection = HTTPConnection(self.address.removeprefix("http://"), timeout=60)
        try:
            token = {"Authorization": f"Bearer {self.site.token}"}
            connection.request("GET", f"/{address}{asked if query else ''}", headers=token)
            got = connection.getresponse()
            return Answered(got.status, dict(got.headers.items()), got.read())
        finally:
            connection.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        finally:
            self._ready.set()
            self._loop.close()

    async def _serve(self) -> None:
        runner = web.AppRunner(make_app(self.site), **LISTENING)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
            self.site.origins = [self.address]
            self._ready.set()
            await self._stop.wait()
        finally:
            await runner.cleanup()
            self.site.close()


def kept_in_git(root: Path) -> Path:
    """The root as a checkout of somebody's, all of it committed."""
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Mara Office")
    git(root, "config", "user.email", "mara@office.example")
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Start")
    return root
