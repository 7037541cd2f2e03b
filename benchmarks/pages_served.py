"""The pages live: ``scripts/serve.py`` as a process of its own, asked over a real socket."""

from __future__ import annotations

import io
import re
import signal
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import Any, cast

from backline.errors import DataError
from backline.store import Store
from benchmarks.measuring import PROJECT, Facts, family, memory_of

PERIODS = {"": 28, "period=365-days": 365, "days=1096": 1096}
"""What the search page is asked for, as its query says it, and how many days that is."""

_AN_ARTISTS = 8
"""The page of an artist is the largest of so many."""

_EITHER = zlib.MAX_WBITS + 32
"""Unpacks both what is packed as gzip and what is as deflate."""

_LOADED = re.compile(rb'<(?:link|script|img)\b[^>]*?(?:href|src)="(?!data:)([^"]+)"')


@dataclass(frozen=True, slots=True)
class Came:
    """An answer of the server.

    Attributes:
        size: the bytes that were sent, status line and headers included.
        seconds: from asking to the last byte.
    """

    body: bytes
    size: int
    seconds: float


class _Said:
    """Bytes that came from a socket, for :class:`HTTPResponse`."""

    def __init__(self, said: bytes) -> None:
        self._said = said

    def makefile(self, _mode: str) -> Any:
        """The same as a file."""
        return io.BytesIO(self._said)


class Browser:
    """Asks a running server as a browser does that keeps nothing.

    Attributes:
        headers: what is sent with each request.
    """

    def __init__(self, start: str) -> None:
        """Enter by the address that ``scripts/serve.py`` printed."""
        host, _, rest = start.removeprefix("http://").partition("/")
        self._place = host.rpartition(":")[::2]
        token = rest.partition("token=")[2]
        cookie = f"backline-{self._place[1]}={token}"
        self.headers = f"Host: {host}\r\nAccept-Encoding: gzip, deflate, br\r\nCookie: {cookie}\r\n"

    def get(self, address: str) -> Came:
        """A page or a file.

        Raises:
            DataError: the server refused it.
        """
        asked = f"GET /{address} HTTP/1.1\r\n{self.headers}Connection: close\r\n\r\n"
        begun = time.perf_counter()
        with socket.create_connection((self._place[0], int(self._place[1])), 600) as connection:
            connection.sendall(asked.encode())
            said = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        seconds = time.perf_counter() - begun
        answer = HTTPResponse(cast(socket.socket, _Said(said)))
        answer.begin()
        body = answer.read()
        if answer.status != 200:
            raise DataError(f"The pages answered {address} with {answer.status}.")
        if "Content-Encoding" in answer.headers:
            body = zlib.decompress(body, _EITHER)
        return Came(body, len(said), seconds)

    def whole(self, address: str) -> tuple[Came, list[Came]]:
        """A page and every file that it loads."""
        page = self.get(address)
        loaded = dict.fromkeys(found.decode() for found in _LOADED.findall(page.body))
        return page, [self.get(name.removeprefix("../")) for name in loaded]


@contextmanager
def serving(root: Path) -> Iterator[tuple[Browser, Callable[[], int]]]:
    """``scripts/serve.py`` of a root, and what it holds in memory."""
    server = subprocess.Popen(  # noqa: S603 (ourselves)
        [sys.executable, "scripts/serve.py", "--root", root, "--port", "0"],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert server.stdout is not None
        start = server.stdout.readline().split()
        if not start:
            raise DataError("The pages could not be served.")
        yield Browser(start[-1]), lambda: memory_of(family(server.pid))
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)


def served(root: str, repeat: int) -> Facts:
    """Ask for pages of artists and for the search page (a part)."""
    with serving(Path(root)) as (browser, memory):
        keys = [artist.key for artist in Store(Path(root)).roster().artists[:_AN_ARTISTS]]
        wholes = [browser.whole(f"artists/{key}.html") for key in keys]
        page, loaded = max(wholes, key=lambda one: one[0].size)
        answers = {}
        for period in PERIODS:
            address = f"analytics.html?{period}"
            first = browser.get(address)
            again = [browser.get(address).seconds for _ in range(repeat)]
            answers[period] = {"first": first.seconds, "size": first.size, "again": again}
        return {
            "page": page.size,
            "loaded": [came.size for came in loaded],
            "seconds": [one.seconds for one, _ in wholes],
            "answers": answers,
            "memory": memory(),
        }
