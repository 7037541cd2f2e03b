"""HTTP/1.1 on a local socket, with the ways of answering that no framework offers."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.wire import Manner, Reply

LONGEST_WAIT = 30.0
"""Seconds after which even a slow answer comes."""

PAUSE = 0.05
"""Seconds between two bytes of an answer that drips."""

_Handle = Callable[[str, str, dict[str, str], bytes], Reply]


class SocketServer(ThreadingHTTPServer):
    """Serves in threads until it is stopped, and then leaves neither thread nor socket behind."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, handle: _Handle, latency: Callable[[], float]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.handle = handle
        self.latency = latency
        self.stopping = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._main = threading.Thread(
            target=self.serve_forever, args=(0.01,), name="sandbox", daemon=True
        )

    def start(self) -> None:
        """Begin to serve."""
        self._main.start()

    def stop(self) -> None:
        """End at once: waiting answers are given up, idle connections closed."""
        self.stopping.set()
        self.shutdown()
        with self._lock:
            threads = list(self._open.values())
            for connection in self._open:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        self.server_close()
        for thread in [*threads, self._main]:
            thread.join(5)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve one connection, known to :meth:`stop` for as long as it is open."""
        with self._lock:
            self._open[request] = threading.current_thread()
            if self.stopping.is_set():  # accepted while the others were being closed
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_RDWR)
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._lock:
                self._open.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is no error here; everything else is shown."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: SocketServer

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.handle(self.command, self.path, headers, body)
        late = LONGEST_WAIT if reply.manner is Manner.LATE else 0.0
        if self.server.stopping.wait(self.server.latency() + late):
            self.close_connection = True
        elif reply.manner is Manner.NEVER:
            self._reset()
        else:
            self._send(reply)

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def _send(self, reply: Reply) -> None:
        fields = dict(reply.headers)
        if reply.manner is not Manner.FLOOD:
            fields["Content-Length"] = str(len(reply.body))
        lines = [f"HTTP/1.1 {reply.status} {self.responses.get(reply.status, ('',))[0]}"]
        lines += [f"{name}: {value}" for name, value in fields.items()]
        head = "\r\n".join([*lines, "", ""]).encode("latin-1")
        body = b"" if self.command == "HEAD" else reply.body
        if reply.manner is Manner.CUT:
            body = body[: len(body) // 2]
            self.close_connection = True
        if reply.manner is Manner.DRIP:
            self._drip(head + body)
            return
        # one write for head and body: two would wait for each other's acknowledgement
        self.wfile.write(head + body)
        while reply.manner is Manner.FLOOD and not self.server.stopping.is_set():
            self.wfile.write(body)

    def _drip(self, content: bytes) -> None:
        for place in range(len(content)):
            if self.server.stopping.wait(PAUSE):
                self.close_connection = True
                return
            self.wfile.write(content[place : place + 1])

    def _reset(self) -> None:
        """Close without an answer, so that the client sees a reset and no orderly end."""
        self.close_connection = True
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.rfile.close()
        self.connection.close()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: what was asked stands in ``Sandbox.calls``."""
