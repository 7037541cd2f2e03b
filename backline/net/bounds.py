"""Answers that end: each has a time and a size, whoever gives it and in whatever form.

A timeout of ``requests`` is for the next piece of an answer: one that comes a byte at a time, in
its headers or its body, never meets it. And what is packed may unpack to any size. So the socket
itself is watched while an answer is read.
"""

from __future__ import annotations

import http.client
import io
import logging
import socket
import time
from collections.abc import Callable
from contextvars import ContextVar
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from backline import __version__

USER_AGENT = f"Backline/{__version__} (a music label measuring its own artists once a day)"

TIMEOUT: tuple[float, float] = (5, 20)
"""Seconds to wait for a connection, and for the next piece of an answer."""

MOST = 4 * 2**20
"""Bytes of an answer, headers included, and of what it unpacks to. The largest known answer, 50
videos with long descriptions, has less than half of it."""

_WHOLE = 1.5  # a whole answer may take so many times what its next piece may
_LOOK = 0.25  # seconds after which whoever reads looks up
_CHUNK = 2**16


class UnendingError(requests.RequestException):
    """An answer did not end within its time or size; the text is the rest of a sentence."""


class _EndsHereError(Exception):
    """As :class:`UnendingError`, while urllib3 reads: no kind of error it would call by its own."""


class _Watch:
    """How much time and room one answer has left."""

    def __init__(self, seconds: float, most: int, over: Callable[[], str]) -> None:
        self.until = time.monotonic() + seconds
        self._seconds = seconds
        self._most = most
        self._over = over
        self._raw = 0

    def look(self) -> None:
        """Raise where the time is up, or the run over."""
        if self._over():
            raise _EndsHereError("was left when the run had to end")
        if time.monotonic() >= self.until:
            raise _EndsHereError(f"did not end its answer within {self._seconds:g} s")

    def take(self, size: int) -> None:
        """Count bytes as they come from the socket."""
        self._raw += size
        self.bound(self._raw)

    def bound(self, size: int) -> None:
        """Raise where an answer is larger than it may be."""
        if size > self._most:
            most = self._most
            said = f"{most / 2**20:g} MB" if most >= 2**20 else f"{most / 2**10:g} KB"
            raise _EndsHereError(f"sent more than {said}")


_WATCH: ContextVar[_Watch] = ContextVar("watch")


class _WatchedSocket(io.RawIOBase):
    """What is read from a socket, as its ``makefile`` would, under a watch."""

    def __init__(self, opened: io.RawIOBase, sock: socket.socket) -> None:
        super().__init__()
        self._opened = opened
        self._sock = sock
        self._watch = _WATCH.get()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        patience = self._sock.gettimeout()
        until = time.monotonic() + (patience or TIMEOUT[1])
        try:
            while True:
                self._watch.look()
                now = time.monotonic()
                step = min(_LOOK, until - now, self._watch.until - now)
                self._sock.settimeout(max(step, 0.001))
                try:
                    size = self._sock.recv_into(buffer)
                except TimeoutError:
                    if time.monotonic() >= until:
                        raise
                else:
                    self._watch.take(size)
                    return size
        finally:
            self._sock.settimeout(patience)

    def close(self) -> None:
        if not self.closed:
            self._opened.close()
            super().close()


class _Response(http.client.HTTPResponse):
    """An answer read from a watched socket, from its first byte on."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        # The one place where what http.client reads from can be put under watch.
        self.fp = io.BufferedReader(_WatchedSocket(self.fp.detach(), sock))

    def begin(self) -> None:
        try:
            super().begin()
        except http.client.HTTPException as error:
            # What http.client says of more headers, or longer ones, than it reads.
            if type(error) in (http.client.LineTooLong, http.client.HTTPException):
                raise _EndsHereError("sent headers without end") from None
            raise


class _Connection(HTTPConnection):
    response_class = _Response


class _SecureConnection(HTTPSConnection):
    response_class = _Response


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _SecureConnection


class _Bounded(HTTPAdapter):
    """Reads every answer whole before it hands it on, as far as it may."""

    def __init__(self, most: int, over: Callable[[], str]) -> None:
        self._most = most
        self._over = over
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _use_ours(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **kwargs)
        if not proxy.lower().startswith("socks"):  # its pools speak another protocol
            _use_ours(manager)
        return manager

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        timeout = kwargs.setdefault("timeout", TIMEOUT)
        watch = _Watch(timeout[1] * _WHOLE, self._most, self._over)
        token = _WATCH.set(watch)
        try:
            response = super().send(request, *args, **{**kwargs, "stream": True})
            response._content = _read(response, watch)
        except _EndsHereError as error:
            raise UnendingError(str(error), request=request) from None
        finally:
            _WATCH.reset(token)
        return response


def _use_ours(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _SecurePool}


def _read(response: requests.Response, watch: _Watch) -> bytes:
    pieces, size = [], 0
    try:
        for piece in response.iter_content(_CHUNK):
            size += len(piece)
            watch.bound(size)
            watch.look()  # a packed answer may take its time without a byte from the socket
            pieces.append(piece)
    except BaseException:
        response.close()
        raise
    return b"".join(pieces)


class Session(requests.Session):
    """A session whose answers end, and in which nobody but us says who we are.

    It may be used by several threads at once: cookies, the one thing sessions share besides
    urllib3's pool, are refused.

    Args:
        most: bytes of an answer.
        over: says why nothing more may be read; empty as long as it may.
    """

    def __init__(self, *, most: int = MOST, over: Callable[[], str] = lambda: "") -> None:
        super().__init__()
        # It logs whole addresses: at DEBUG every one, at WARNING those with bad headers.
        logging.getLogger("urllib3").setLevel(logging.ERROR)
        self.headers["User-Agent"] = USER_AGENT
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self.auth = _as_given
        for scheme in ("https://", "http://"):
            self.mount(scheme, _Bounded(most, over))


def _as_given(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No authentication beside our headers: requests would put one from ``~/.netrc`` over them."""
    return request
