"""Asking the credentials worker as a job on GitHub, and what is refused on the way."""

from __future__ import annotations

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from backline.errors import ConfigError
from backline.net import load_credentials
from backline.net.key_worker import REQUEST_TOKEN, REQUEST_URL, origin_of

KEYS = {"YOUTUBE_API_KEY": "of-the-worker-1"}
TOKEN, PASSWORD = "header.claims.signature", "password-of-the-job"


class Server:
    """Answers as it is told to, and remembers what it was asked."""

    def __init__(self):
        self.asked = []
        self.answers = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path)
                outer.asked.append((path.path, parse_qs(path.query), self.headers["Authorization"]))
                status, body, kind = outer.answer(path.path, self.headers["Authorization"])
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=self.http.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def answer(self, path, bearer):
        status, body, *kind = self.answers.get((path, bearer), self.answers.get(path, (404, b"{}")))
        return status, body, kind[0] if kind else "application/json"

    def bearers(self, path):
        return [bearer for asked, _, bearer in self.asked if asked == path]


@pytest.fixture
def server(monkeypatch):
    monkeypatch.setattr("backline.net.key_worker._WAITS", (0.0, 0.0))
    made = Server()
    made.answers["/token"] = (200, json.dumps({"value": TOKEN}).encode())
    made.answers["/api/credentials"] = (200, json.dumps(KEYS).encode())
    yield made
    made.http.shutdown()
    made.http.server_close()


def job(server, **more):
    """The environment of a job that may have a token."""
    return {
        "WORKER_API_URL": server.url,
        REQUEST_URL: f"{server.url}/token?api-version=2",
        REQUEST_TOKEN: PASSWORD,
        **more,
    }


class TestAJob:
    def test_is_given_keys_for_a_token_of_the_workers_audience(self, server):
        found = load_credentials(job(server))
        assert found.get("YOUTUBE_API_KEY") == "of-the-worker-1"
        (path, query, bearer), (_, _, shown) = server.asked
        assert (path, bearer) == ("/token", f"Bearer {PASSWORD}")
        assert query == {"api-version": ["2"], "audience": [server.url]}
        assert shown == f"Bearer {TOKEN}"

    def test_shows_its_key_where_the_worker_does_not_know_the_token(self, server):
        server.answers["/api/credentials", f"Bearer {TOKEN}"] = (403, b'{"error":"refused"}')
        found = load_credentials(job(server, WORKER_API_KEY="the-key-of-before"))
        assert found.get("YOUTUBE_API_KEY") == "of-the-worker-1"
        assert server.bearers("/api/credentials") == [f"Bearer {TOKEN}", "Bearer the-key-of-before"]

    def test_that_no_rule_names_is_told_where_to_look(self, server):
        server.answers["/api/credentials"] = (403, b'{"error":"refused"}')
        with pytest.raises(ConfigError, match=r"refused this job \(403\): let a rule .*worker\.md"):
            load_credentials(job(server))

    def test_both_refused_is_said_of_both(self, server):
        server.answers["/api/credentials"] = (403, b'{"error":"refused"}')
        with pytest.raises(ConfigError, match="this job's token and WORKER_API_KEY"):
            load_credentials(job(server, WORKER_API_KEY="the-key-of-before"))

    def test_without_the_right_to_a_token_shows_its_key(self, server):
        environment = {"WORKER_API_URL": server.url, "WORKER_API_KEY": "the-key-of-before"}
        load_credentials(environment)
        assert server.bearers("/token") == []
        assert server.bearers("/api/credentials") == ["Bearer the-key-of-before"]

    @pytest.mark.parametrize(
        "answer",
        [(500, b"{}"), (200, b"{"), (200, b"[]"), (200, b'{"value": ""}'), (200, b'{"value": 5}'),
         (200, b'{"value": "a b"}'), (403, b"{}")],
    )  # fmt: skip
    def test_github_that_gives_no_token_leaves_the_keys_unknown(self, server, answer):
        server.answers["/token"] = answer
        found = load_credentials(job(server))
        assert found.unavailable.startswith("GitHub's token service ")
        assert found.get("YOUTUBE_API_KEY") == ""
        assert load_credentials(job(server, WORKER_API_KEY="k" * 12)).get("YOUTUBE_API_KEY")

    def test_a_token_is_asked_for_over_https_alone(self, server):
        environment = job(server, **{REQUEST_URL: "http://example.org/token"})
        load_credentials(environment)
        assert server.bearers("/api/credentials") == [None]

    def test_every_token_is_masked_before_it_is_used_and_never_told(self, server):
        seen = []

        def mask(secret):
            seen.append((secret, len(server.asked)))

        found = load_credentials(job(server), mask=mask)
        assert seen[:2] == [(PASSWORD, 0), (TOKEN, 1)]
        said = found.redactor.clean(
            f"{TOKEN} {PASSWORD} of-the-worker-1 "
            f"{base64.b64encode(b'of-the-worker-1').decode()} {quote('of-the-worker-1')}"
        )
        assert said == "*** *** *** *** ***"


class TestWhereItIs:
    @pytest.mark.parametrize(
        "url", ["http://example.org", "http://192.0.2.7/x", "http://127.0.0.1.example.org"]
    )
    def test_keys_do_not_travel_in_the_clear(self, url):
        with pytest.raises(ConfigError, match="begins with http://, by which everybody on the way"):
            load_credentials({"WORKER_API_URL": url})

    @pytest.mark.parametrize("url", ["our worker", "ftp://x.example", "https://", "http://[::1"])
    def test_what_is_no_web_address(self, url):
        with pytest.raises(ConfigError, match="WORKER_API_URL is no web address"):
            load_credentials({"WORKER_API_URL": url})

    def test_the_audience_is_its_address_without_a_path(self):
        assert origin_of("https://keys.example:8443/a/b?c") == "https://keys.example:8443"


class TestWhatItAnswers:
    @pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/octet-stream"])
    def test_another_kind_than_json_is_refused(self, server, kind):
        server.answers["/api/credentials"] = (200, json.dumps(KEYS).encode(), kind)
        with pytest.raises(ConfigError, match=f"answered {kind} that is no JSON"):
            load_credentials({"WORKER_API_URL": server.url})

    def test_more_than_64_kilobytes_is_not_read(self, server):
        body = json.dumps({**KEYS, "padding": "x" * 2**16}).encode()
        server.answers["/api/credentials"] = (200, body)
        found = load_credentials({"WORKER_API_URL": server.url})
        assert found.unavailable == "the credentials worker sent more than 64 KB"

    def test_a_worker_that_is_busy_is_asked_again(self, server):
        answers = iter([(503, b"{}"), (429, b"{}"), (200, json.dumps(KEYS).encode())])
        server.answer = lambda *_: (*next(answers), "application/json")
        found = load_credentials({"WORKER_API_URL": server.url})
        assert found.get("YOUTUBE_API_KEY") == "of-the-worker-1"
        assert len(server.asked) == 3

    def test_one_that_stays_down_is_left_alone(self, server):
        server.answers["/api/credentials"] = (503, b"{}")
        found = load_credentials({"WORKER_API_URL": server.url})
        assert found.unavailable == "the credentials worker answered 503"
        assert len(server.asked) == 3
