"""Asking a source in a test: a context with a clock that costs no time, and what came of it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, cycle
from socketserver import BaseRequestHandler, ThreadingTCPServer

from backline.errors import SourceError
from backline.net import Credentials, Endpoints, RunBudget
from backline.people import parse_roster
from backline.sources import Context
from backline.sources.deezer import DeezerSource
from backline.sources.discord_guild import DiscordSource
from backline.sources.instagram import InstagramSource
from backline.sources.spotify.api import SpotifySource
from backline.sources.spotify.page import SpotifyPageSource
from backline.sources.youtube.api import YouTubeSource
from tests.played import WORLD

SOURCES = (
    SpotifySource,
    SpotifyPageSource,
    YouTubeSource,
    InstagramSource,
    DeezerSource,
    DiscordSource,
)
ROSTER = parse_roster(WORLD.roster_toml())
QUICK = (0.4, 0.4)


@dataclass
class Result:
    """What a source answered: by artist, and the error it ended with."""

    answers: dict = field(default_factory=dict)
    error: SourceError | None = None
    notes: list = field(default_factory=list)
    waits: list = field(default_factory=list)

    def reading(self, artist, metric, list_name=""):
        """The one reading of an artist's own number, or of a list that could not be had."""
        found = [
            r
            for r in self.answers[artist].readings
            if (r.metric, r.list_name) == (metric, list_name) and r.subject is None
        ]
        assert len(found) == 1, found
        return found[0]

    def sentences(self):
        """Everything it said."""
        details = [r.detail for a in self.answers.values() for r in a.readings]
        return [*filter(None, details), *self.notes, *([str(self.error)] if self.error else [])]


def context_for(box, result=None, *, keys=None, seconds=120, **settings):
    """A context that leads to the sandbox and never really waits."""
    result = result or Result()
    return Context(
        credentials=Credentials({**WORLD.credentials(), **(keys or {})}),
        settings=ROSTER.settings.model_copy(update=settings),
        endpoints=Endpoints.from_environment(box.environment()),
        budget=RunBudget(seconds, sleep=result.waits.append),
        started=datetime(box.date.year, box.date.month, box.date.day, 6, tzinfo=UTC),
        note=result.notes.append,
    )


def ask(source, box, artists=ROSTER.artists, **options):
    """Ask about the artists that have an account on the source's platform."""
    result = Result()
    context = context_for(box, result, **options)
    there = [a for a in artists if a.account(source.platform)]
    try:
        for answer in source.measure(there, context):
            assert answer.artist not in result.answers
            result.answers[answer.artist] = answer
    except SourceError as error:
        result.error = error
    return result


def named(*keys):
    """Artists of the roster by their keys."""
    return tuple(a for a in ROSTER.artists if a.key in keys)


@contextmanager
def scripted(*replies):
    """A server that gives one reply after the other, the last one for ever.

    A reply is a status, headers and a body. Yields its address and the requests it got.
    """
    requests = []
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            with lock:
                status, headers, body = replies[min(len(requests), len(replies) - 1)]
                requests.append((self.path, dict(self.headers)))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self):
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.do_GET()

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", requests
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def spoken(*pieces, pause=0.0, again=()):
    """A server that reads a request, sends the pieces and then ``again`` for ever.

    Yields its address. It sees to no rule of HTTP, and ends when the client goes away.
    """
    over = threading.Event()

    class Handler(BaseRequestHandler):
        def handle(self):
            self.request.recv(65536)
            try:
                for piece in chain(pieces, cycle(again)):
                    if over.wait(pause):
                        return
                    self.request.sendall(piece)
            except OSError:
                return

    server = ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()
