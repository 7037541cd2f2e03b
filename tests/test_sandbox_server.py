"""The sandbox as a server: connections, threads, calls, and failures ordered by count."""

import contextlib
import http.client
import threading
import time

import pytest
import requests

from sandbox import Call, Failure, Sandbox
from tests.played import DAY, WORLD

ARTIST = WORLD.artists[0]
DEEZER = f"deezer/artist/{ARTIST.deezer}"


def ask(box, path=DEEZER, timeout=5.0):
    with requests.Session() as session:
        return session.get(f"{box.url}/{path}", timeout=timeout)


def test_slow_outlasts_the_client_and_ends_with_the_sandbox(box):
    box.fail("deezer", Failure.SLOW)
    with pytest.raises(requests.ReadTimeout):
        ask(box, timeout=0.1)
    ended = []

    def patient():
        with pytest.raises(requests.ConnectionError):
            ask(box, timeout=60)
        ended.append(time.monotonic())

    waiting = threading.Thread(target=patient)
    waiting.start()
    while len(box.calls) < 2:
        time.sleep(0.005)
    stopped = time.monotonic()
    box.stop()
    waiting.join(5)
    assert ended
    assert ended[0] - stopped < 1
    assert [call.status for call in box.calls] == [0, 0]


def test_a_reset_is_an_error_of_the_connection(box):
    box.fail("deezer", Failure.RESET)
    with pytest.raises(requests.ConnectionError):
        ask(box)
    assert box.calls[-1].status == 0


def test_a_cut_body_is_noticed_by_its_length(box):
    box.fail("deezer", Failure.TRUNCATED)
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        ask(box)


def test_a_counted_failure_stops_by_itself(box):
    box.fail("deezer", Failure.SERVER_ERROR, times=2)
    assert [ask(box).status_code for _ in range(3)] == [500, 500, 200]


def test_counted_failures_come_in_the_order_they_were_ordered(box):
    box.fail("deezer", Failure.UNAVAILABLE)
    box.fail("deezer", Failure.SERVER_ERROR, times=1)
    box.fail("deezer", Failure.HTML_ERROR, times=1)
    assert [ask(box).status_code for _ in range(4)] == [500, 502, 503, 503]


def test_a_later_endless_failure_takes_the_place_of_the_earlier(box):
    box.fail("deezer", Failure.UNAVAILABLE)
    box.fail("deezer", Failure.SERVER_ERROR)
    assert ask(box).status_code == 500


def test_a_misspelt_platform_or_failure_is_refused(box):
    with pytest.raises(ValueError, match="spotify_api"):
        box.fail("spotify", Failure.QUOTA)
    with pytest.raises(ValueError, match="spotify_api"):
        box.heal("spotify")
    with pytest.raises(ValueError, match="tired"):
        box.fail("youtube", "tired")


def test_calls_are_remembered_in_order(box):
    ask(box)
    ask(box, "discord/guilds/1?with_counts=true")
    box.fail("deezer", Failure.SERVER_ERROR)
    ask(box)
    assert [(c.platform, c.status) for c in box.calls] == [
        ("deezer", 200),
        ("discord", 401),
        ("deezer", 500),
    ]
    assert box.calls_to("discord") == [Call("discord", "GET", "/guilds/1", 401, "with_counts=true")]


def test_latency_is_added_to_every_answer(box):
    box.latency = 0.08
    start = time.monotonic()
    ask(box)
    assert time.monotonic() - start >= 0.08


def test_many_clients_at_once_are_all_served(box):
    statuses = []
    bearer = {"Authorization": f"Bearer {WORLD.access_token(DAY)}"}

    def client():
        with requests.Session() as session:
            for _ in range(20):
                answer = session.get(
                    f"{box.url}/spotify_api/artists/{ARTIST.spotify}", headers=bearer, timeout=5
                )
                statuses.append(answer.status_code)

    threads = [threading.Thread(target=client) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 160
    assert len(box.calls) == 160


def test_connections_are_kept_alive(box):
    connection = http.client.HTTPConnection(box.url.removeprefix("http://"), timeout=5)
    with contextlib.closing(connection):
        sockets = set()
        for _ in range(3):
            connection.request("GET", f"/deezer/artist/{ARTIST.deezer}")
            assert connection.getresponse().read()
            sockets.add(connection.sock.getsockname())
    assert len(sockets) == 1


def test_after_the_end_nobody_listens_and_no_thread_is_left():
    before = threading.active_count()
    with Sandbox(WORLD, date=DAY) as running, requests.Session() as session:
        url = running.url
        assert session.get(f"{url}/deezer/artist/{ARTIST.deezer}", timeout=5).ok
    assert threading.active_count() == before
    with pytest.raises(requests.ConnectionError):
        requests.get(url, timeout=1)
    with pytest.raises(RuntimeError, match="not running"):
        _ = running.url
