"""Every answer ends: within a time and a size, whoever gives it and in whatever form."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest

from backline.errors import ConfigError, SourceError
from backline.net import Client, Redactor, RunBudget, load_credentials
from backline.net.bounds import MOST
from backline.net.pace import Limit
from backline.unattended.github import GitHub, GitHubError, check_clock
from sandbox import Failure
from sandbox.github import token_of
from tests.asked import QUICK, scripted, spoken
from tests.played import WORLD

JSON = {"Content-Type": "application/json"}
GOOD = (200, JSON, b'{"ok": 1}')
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
LATE = "Deezer did not end its answer within 0.6 s (artist)"
MUCH = "Deezer sent more than 4 MB (artist)"


def client(**options):
    options = {"timeout": QUICK, "limit": Limit(1000, 1, 4), "attempts": 1, **options}
    budget = options.pop("budget", None) or RunBudget(0)
    return Client("deezer_api", "Deezer", budget, Redactor(), **options)


def said(url, **options):
    with client(**options) as one, pytest.raises(SourceError) as caught:
        one.get_json(f"{url}/artist/1?key=secret")
    return str(caught.value)


def letters(text):
    return [text[place : place + 1] for place in range(len(text))]


class TestOneThatComesALetterAtATime:
    @pytest.mark.parametrize(
        "pieces",
        [
            letters(HEAD),
            [HEAD, b"Content-Length: 500\r\n\r\n", *letters(b'{"a": "' + b"a" * 500)],
            [HEAD, b"Transfer-Encoding: chunked\r\n\r\n", *([b"1\r\na\r\n"] * 500)],
            [HEAD, b"\r\n", *letters(b"a" * 500)],
            [HEAD + b"Content-Encoding: gzip\r\n\r\n", *letters(gzip.compress(bytes(9)) * 50)],
        ],
        ids=["headers", "body", "chunks", "until closed", "packed"],
    )
    def test_is_left_after_its_time(self, pieces):
        with spoken(*pieces, pause=0.02, again=[b"a"]) as url:
            assert said(url) == LATE

    def test_is_left_though_each_attempt_would_go_on(self):
        with spoken(HEAD, pause=0.05, again=[b"X: y\r\n"]) as url:
            assert said(url, attempts=3) == LATE

    def test_one_that_says_nothing_more_is_called_late_and_not_unreachable(self):
        with spoken(HEAD, b"Content-Length: 5\r\n\r\n", b"{", pause=0, again=[]) as url:
            assert "broke off its answer" in said(url)
        silent = [b"HTTP/1.1 200 OK\r\n"]
        with spoken(*silent, pause=0.0, again=[b""]) as url:
            assert said(url) == "Deezer did not answer within 0.4 s (artist)"


class TestOneThatNeverEnds:
    @pytest.mark.parametrize(
        ("pieces", "again"),
        [
            ([HEAD, b"\r\n"], b"a" * 65536),
            ([HEAD, b"Content-Length: 99999999999\r\n\r\n"], b"a" * 65536),
            ([HEAD, b"Transfer-Encoding: chunked\r\n\r\n"], b"10000\r\n" + b"a" * 65536 + b"\r\n"),
            ([HEAD, b"Transfer-Encoding: chunked\r\n\r\n0\r\n"], b"X: y\r\n" * 10000),
            ([], b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
        ],
        ids=["body", "promised", "chunks", "trailers", "100 Continue"],
    )
    def test_is_left_at_its_size(self, pieces, again):
        with spoken(*pieces, again=[again]) as url:
            assert said(url, timeout=(5, 20)) == MUCH

    def test_the_size_of_a_chunk_is_no_place_to_go_on(self):
        chunked = [HEAD, b"Transfer-Encoding: chunked\r\n\r\n"]
        with spoken(*chunked, again=[b"1" * 65536]) as url:
            assert said(url, timeout=(5, 20)) == "Deezer broke off its answer (artist)"

    @pytest.mark.parametrize("line", [b"X: y\r\n" * 10000, b"X: " + b"y" * 65536])
    def test_endless_headers_are_a_sentence(self, line):
        with spoken(HEAD, again=[line]) as url:
            assert said(url, timeout=(5, 20)) == "Deezer sent headers without end (artist)"


def bombs():
    zeros = zlib.compressobj(9, zlib.DEFLATED, 31)
    packed = b"".join([*(zeros.compress(bytes(2**20)) for _ in range(300)), zeros.flush()])
    return {
        "gzip": (packed, "gzip"),
        "deflate": (zlib.compress(bytes(300 * 2**20)), "deflate"),
        "twice": (gzip.compress(packed), "gzip, gzip"),
    }


@pytest.mark.parametrize(("body", "encoding"), bombs().values(), ids=bombs())
def test_what_unpacks_to_300_mb_costs_a_tenth_of_it_at_most(body, encoding):
    reply = (200, {**JSON, "Content-Encoding": encoding}, body)
    with scripted(reply) as (url, _):
        tracemalloc.start()
        assert said(url, timeout=(5, 20)) == MUCH
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 30 * 2**20


def test_a_large_answer_below_the_bound_is_read_packed_or_not():
    body = b'{"ok": 1, "more": "' + b"a" * (MOST - 1000) + b'"}'
    packed = (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(body))
    with scripted((200, JSON, body), packed) as (url, _), client() as one:
        assert one.get_json(url)["ok"] == 1
        assert one.get_json(url)["ok"] == 1


class TestRedirects:
    def test_each_is_a_request_at_the_usual_pace(self):
        hops = [(302, {"Location": f"/{n}"}, b"") for n in range(2)]
        with scripted(*hops, GOOD) as (url, requests), client() as one:
            taken = []
            real = one._limiter.try_acquire
            one._limiter.try_acquire = lambda label: taken.append(label) or real(label)
            assert one.get_json(f"{url}/artist/1?key=secret") == {"ok": 1}
        assert [path for path, _ in requests] == ["/artist/1?key=secret", "/0", "/1"]
        assert len(taken) == 3

    def test_they_are_few(self):
        with scripted((302, {"Location": "/artist/1"}, b"")) as (url, requests):
            assert said(url, attempts=3) == (
                "Deezer leads from one address to the next without end (artist)"
            )
        assert len(requests) == 4

    def test_the_body_of_one_is_bounded_too(self):
        with spoken(b"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n", again=[b"a" * 65536]) as url:
            assert said(url, timeout=(5, 20)) == MUCH

    def test_a_call_that_writes_is_not_led_elsewhere(self):
        reply = b"HTTP/1.1 307 Go\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n"
        with (
            spoken(reply) as url,
            client() as one,
            pytest.raises(SourceError, match="answered 307"),
        ):
            one.post(f"{url}/token", json={"refreshtoken": "secret"})


class TestTheWorker:
    @pytest.mark.parametrize(
        ("failure", "why"),
        [
            (Failure.DRIPPING, "did not end its answer within 0.6 s"),
            (Failure.ENDLESS, "sent more than 64 KB"),
            (Failure.BOMB, "sent more than 64 KB"),
        ],
    )
    def test_that_never_ends_leaves_its_keys_unknown(self, box, monkeypatch, failure, why):
        patience = QUICK if failure is Failure.DRIPPING else (5, 15)
        monkeypatch.setattr("backline.net.key_worker._TIMEOUT", patience)
        box.fail("worker", failure)
        found = load_credentials(box.environment())
        assert found.unavailable == f"the credentials worker {why}"

    def test_that_redirects_is_not_followed(self, box):
        box.fail("worker", Failure.LOOP)
        with pytest.raises(ConfigError, match="answered 302; check WORKER_API_URL"):
            load_credentials(box.environment())
        assert len(box.calls_to("worker")) == 1

    def test_its_key_is_not_replaced_by_one_of_a_netrc(self, box, tmp_path, monkeypatch):
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login someone password else\n")
        monkeypatch.setenv("NETRC", str(netrc))
        assert load_credentials(box.environment()).get("YOUTUBE_API_KEY")


class TestGitHub:
    @pytest.mark.parametrize(
        ("failure", "why"),
        [
            (Failure.DRIPPING, "did not end its answer within 0.6 s"),
            (Failure.ENDLESS, "sent more than 32 MB"),
            (Failure.BOMB, "sent more than 32 MB"),
            (Failure.LOOP, "answered 302 when asked about issues"),
        ],
    )
    def test_that_never_ends_is_a_sentence(self, box, monkeypatch, failure, why):
        if failure is Failure.DRIPPING:
            monkeypatch.setattr("backline.unattended.github.TIMEOUT", QUICK)
        box.fail("github", failure)
        one = GitHub(f"{box.url}/github", "label/numbers", token_of(WORLD), Redactor())
        one._sleep = lambda _: None
        with one, pytest.raises(GitHubError) as caught:
            one.open_issues("x")
        assert str(caught.value) == f"GitHub {why}."

    @pytest.mark.parametrize("day", ["Fri, 31 Dec 9999 23:59:59 -2300", "Mon, 99 Jan", "\xff", ""])
    def test_a_clock_that_tells_no_time_is_not_asked(self, day):
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nDate: " + day.encode("latin-1")
        with spoken(head + b"\r\n\r\n") as url:
            check_clock({"GITHUB_API_URL": url}, datetime(2026, 9, 1, tzinfo=UTC))


def test_an_address_with_a_key_is_not_logged_for_a_bad_header(caplog):
    with spoken(HEAD + b"no header\r\n\r\n{}") as url, client() as one:
        one.get(f"{url}/artist/1?key=secret")
    assert "secret" not in caplog.text


def test_whoever_reads_an_answer_stops_when_the_run_does():
    budget = RunBudget(0)
    with spoken(HEAD, b"\r\n", pause=0.05, again=[b"a"]) as url, client(budget=budget) as one:
        real = one._attempt

        def attempt(*args, **kwargs):
            budget.end("the run was stopped (SIGTERM)")
            return real(*args, **kwargs)

        one._attempt = attempt
        with pytest.raises(SourceError) as caught:
            one.get(f"{url}/artist/1")
    assert str(caught.value) == "Deezer was not asked to the end: the run was stopped (SIGTERM)"
    assert caught.value.scope == "platform"
