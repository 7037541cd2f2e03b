"""The pages of a root as they are served, asked as a browser of the person asks."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar
from aiohttp.test_utils import TestServer
from multidict import CIMultiDictProxy
from yarl import URL

from tests.web.pages_read import Page, read
from web.server import LISTENING, make_app
from web.site import Site


@dataclass(frozen=True)
class Came:
    """An answer."""

    status: int
    headers: CIMultiDictProxy[str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def page(self) -> Page:
        return read(self.body)

    @property
    def json(self) -> Any:
        assert self.headers["Content-Type"].startswith("application/json"), self.text
        return json.loads(self.body)


@dataclass
class Live:
    """A running site and a browser that has its cookie."""

    site: Site
    session: ClientSession
    origin: str = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self.site.origins[0]

    async def ask(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, **more: Any
    ) -> Came:
        """Any request at all, its address sent as it is written."""
        url = URL(self.origin + path, encoded=True)
        async with self.session.request(
            method, url, headers=headers, allow_redirects=False, **more
        ) as answer:
            return Came(answer.status, answer.headers, await answer.read())

    async def get(self, path: str, **more: Any) -> Came:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, data: Any = None, **more: Any) -> Came:
        """As a form of these pages."""
        return await self.ask("POST", path, {"Origin": self.origin}, data=data, **more)

    async def followed(self, path: str, data: Any = None) -> Came:
        """A form, and the page it leads to."""
        came = await self.post(path, data)
        assert came.status == 303, came.text
        return await self.get(came.headers["Location"])


@asynccontextmanager
async def serving(
    root: Path, environment: Mapping[str, str] | None = None, *, enter: bool = True
) -> AsyncIterator[Live]:
    """A root's pages on this machine.

    Args:
        root: the label's folder.
        environment: the variables that hold keys and settings.
        enter: whether the browser opens the start address first.
    """
    site = Site(root, [], environment=environment or {})
    server = TestServer(make_app(site), host="127.0.0.1")
    await server.start_server(**LISTENING)
    site.origins = [f"http://127.0.0.1:{server.port}", f"http://localhost:{server.port}"]
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        live = Live(site, session)
        if enter:
            assert (await live.get(f"/?token={site.token}")).status == 303
        try:
            yield live
        finally:
            await session.close()  # the server waits for what is still being sent to it
            await server.close()
            site.close()
