"""Endpoints, the run's budget, and the client every platform is asked with."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from backline.errors import ConfigError, SourceError
from backline.net import Client, Endpoints, Redactor, RefusedError, RunBudget
from backline.net.answers import asked_wait, duration, endpoint, reason
from backline.net.pace import LIMITS, Limit
from backline.sources import ALL
from sandbox import Failure, Sandbox
from tests.asked import QUICK, scripted
from tests.played import DAY, WORLD

JSON = {"Content-Type": "application/json"}
GOOD = (200, JSON, b'{"ok": 1}')
FAST = Limit(1000, 1, 4)


@pytest.fixture
def waits():
    return []


@pytest.fixture
def client(waits):
    def make(seconds=120, **options):
        budget = RunBudget(seconds, sleep=waits.append)
        options = {"timeout": QUICK, "limit": FAST, **options}
        made.append(Client("deezer_api", "Deezer", budget, Redactor(), **options))
        return made[-1]

    made = []
    yield make
    for one in made:
        one.close()


def failure(client, url):
    with pytest.raises(SourceError) as caught:
        client.get_json(url)
    return caught.value


def test_a_sandbox_address_leads_every_platform_there():
    endpoints = Endpoints.from_environment({"BACKLINE_SANDBOX_URL": "http://127.0.0.1:8800/"})
    assert endpoints.deezer == "http://127.0.0.1:8800/deezer"
    assert Endpoints.from_environment({}) == Endpoints()


@pytest.mark.parametrize("url", ["https://127.0.0.1", "http://example.com", "127.0.0.1:80", "x"])
def test_keys_are_not_sent_to_a_sandbox_elsewhere(url):
    with pytest.raises(ConfigError, match="of this machine"):
        Endpoints.from_environment({"BACKLINE_SANDBOX_URL": url})


def test_a_budget_waits_until_it_is_spent(waits):
    budget = RunBudget(5, sleep=waits.append)
    assert budget.wait(3)
    assert not budget.wait(3)
    assert (budget.left, waits) == (2, [3])


def test_every_source_has_a_limit():
    assert {source.name for source in ALL} | {"chartmetric", "soundcharts"} == set(LIMITS)


def test_an_answer_comes_at_the_first_attempt(client, waits):
    with scripted(GOOD) as (url, requests):
        assert client().get_json(f"{url}/artist/1", params={"a": "b"}) == {"ok": 1}
    assert len(requests) == 1
    assert requests[0][0] == "/artist/1?a=b"
    assert requests[0][1]["User-Agent"].startswith("Backline/")
    assert waits == []


@pytest.mark.parametrize(
    "bad",
    [
        (500, JSON, b"{}"),
        (503, {"Content-Type": "text/html"}, b"<html>"),
        (200, {"Content-Type": "text/html"}, b"<html>"),
        (200, JSON, b""),
        (200, JSON, b'{"ok": '),
        (200, JSON, b"[1]"),
        (200, {**JSON, "Content-Length": "50"}, b'{"ok": 1}'),
        (429, JSON, b"{}"),
    ],
    ids=["500", "503 page", "page", "empty", "cut JSON", "list", "cut body", "429"],
)
def test_a_passing_fault_costs_a_second_and_no_number(client, waits, bad):
    with scripted(bad, GOOD) as (url, requests):
        assert client().get_json(url) == {"ok": 1}
    assert len(requests) == 2
    assert waits == [1]


def test_a_fault_that_stays_is_told_after_three_attempts(client, waits):
    with scripted((502, {"Content-Type": "text/html"}, b"<html>")) as (url, requests):
        error = failure(client(), f"{url}/artist/27?access_token=secret")
    assert str(error) == "Deezer answered 502 (artist)"
    assert error.scope == "artist"
    assert len(requests) == 3
    assert waits == [1, 2]


@pytest.mark.parametrize(
    ("reply", "sentence"),
    [
        ((200, {"Content-Type": "text/html"}, b"<html>"), "a web page where data belongs"),
        ((200, JSON, b""), "with nothing"),
        ((200, JSON, b"{"), "data that is broken off or garbled"),
        ((200, JSON, b"[" * 100_000), "data that is broken off or garbled"),
    ],
)
def test_what_is_no_data_is_said_in_one_sentence(client, reply, sentence):
    with scripted(reply) as (url, _):
        error = failure(client(), f"{url}/artist/27")
    assert str(error) == f"Deezer answered {sentence} (artist)"


def test_data_under_an_old_name_is_data(client):
    with scripted((200, {"Content-Type": "text/javascript"}, b'{"ok": 1}')) as (url, _):
        assert client().get_json(url) == {"ok": 1}


def test_a_short_wait_that_is_asked_for_is_kept(client, waits):
    with scripted((429, {**JSON, "Retry-After": "7"}, b"{}"), GOOD) as (url, _):
        assert client().get_json(url) == {"ok": 1}
    assert waits == [7]


def test_a_wait_longer_than_the_budget_ends_the_platform_at_once(client, waits):
    body = b'{"error": {"status": 429, "reason": "QUOTA_EXCEEDED"}}'
    with scripted((429, {**JSON, "Retry-After": "86400"}, body)) as (url, requests):
        one = client()
        error = failure(one, url)
        again = failure(one, url)
    assert "asks to wait 24 hours" in str(error)
    assert "429, QUOTA_EXCEEDED" in str(error)
    assert error.scope == again.scope == "platform"
    assert str(again) == str(error)
    assert len(requests) == 1
    assert waits == []


def test_one_source_leaves_half_of_the_budget_to_others(client, waits):
    with scripted((429, {**JSON, "Retry-After": "6"}, b"{}")) as (url, requests):
        assert "6 seconds" in str(failure(client(seconds=10), url))
    assert len(requests) == 1
    assert waits == []


def test_a_platform_that_keeps_asking_to_slow_down_is_left_alone(client):
    with scripted((429, JSON, b"{}")) as (url, requests):
        error = failure(client(), url)
    assert (str(error), error.scope) == ("Deezer is asked too often (429)", "platform")
    assert len(requests) == 3


def test_the_third_fault_in_a_row_ends_the_platform(client):
    with scripted((500, JSON, b"{}")) as (url, requests):
        one = client(seconds=0)
        scopes = [failure(one, url).scope for _ in range(4)]
        error = failure(one, url)
    assert scopes == ["artist", "artist", "platform", "platform"]
    assert str(error) == "Deezer failed 3 times in a row; at last it answered 500 (request)"
    assert len(requests) == 3


def test_a_good_answer_between_faults_keeps_the_platform(client):
    bad = (500, JSON, b"{}")
    with scripted(bad, bad, GOOD, bad, bad, GOOD) as (url, requests):
        one = client(attempts=1)
        for scope in ("artist", "artist", None, "artist", "artist", None):
            assert (failure(one, url).scope if scope else one.get_json(url)) == (scope or {"ok": 1})
    assert len(requests) == 6


def test_nobody_there_is_told_without_the_address(client):
    with scripted(GOOD) as (url, _):
        pass
    error = failure(client(), f"{url}/artist/27?key=secret")
    assert str(error) == "Deezer could not be reached (artist: ConnectionError)"


def test_a_server_that_never_answers_is_given_up(client):
    with Sandbox(WORLD, date=DAY) as box:
        box.fail("deezer", Failure.SLOW)
        begun = time.monotonic()
        error = failure(client(attempts=2), f"{box.url}/deezer/artist/1")
        assert time.monotonic() - begun < 3
    assert str(error) == "Deezer did not answer within 0.4 s (artist)"


@pytest.mark.parametrize(("status", "scope"), [(400, "artist"), (404, "artist"), (401, "platform")])
def test_a_refusal_is_not_asked_again(client, waits, status, scope):
    body = json.dumps({"error": {"message": "key=secret", "reason": "notThis"}}).encode()
    with (
        scripted((status, JSON, body)) as (url, requests),
        pytest.raises(RefusedError) as caught,
    ):
        client().get_json(f"{url}/artist/1")
    assert (caught.value.status, caught.value.scope) == (status, scope)
    assert caught.value.body["error"]["reason"] == "notThis"
    said = "refuses the key" if status == 401 else f"answered {status}"
    assert str(caught.value).startswith(f"Deezer {said} (artist, notThis")
    assert len(requests) == 1
    assert waits == []


def test_the_third_403_in_a_row_is_everybodys(client):
    with scripted((403, JSON, b"{}")) as (url, _):
        one = client()
        assert [failure(one, url).scope for _ in range(3)] == ["artist", "artist", "platform"]


def test_a_token_does_not_follow_to_another_host(client):
    with scripted(GOOD) as (elsewhere, stolen):
        away = elsewhere.replace("127.0.0.1", "localhost")
        with (
            scripted((302, {"Location": f"{away}/login"}, b"")) as (url, requests),
            pytest.raises(RefusedError) as caught,
        ):
            client().get_json(url, headers={"Authorization": "Bearer secret"})
    assert caught.value.status == 302
    assert (len(requests), stolen) == (1, [])


@pytest.mark.parametrize("target", ["//localhost:1/x", "https://127.0.0.1/x", "http://[bad"])
def test_a_redirect_to_somewhere_strange_is_not_followed(client, target):
    with scripted((302, {"Location": target}, b"")) as (url, requests):
        assert "answered 302" in str(failure(client(), url))
    assert len(requests) == 1


def test_a_redirect_within_the_host_is_followed(client):
    with scripted((302, {"Location": "/there"}, b""), GOOD) as (url, requests):
        assert client().get_json(url) == {"ok": 1}
    assert [path for path, _ in requests] == ["/", "/there"]


def test_a_netrc_does_not_replace_the_token(client, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login someone password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with scripted(GOOD) as (url, requests):
        client().get_json(url, headers={"Authorization": "Bearer ours"})
    assert requests[0][1]["Authorization"] == "Bearer ours"


def test_a_minted_token_is_learned():
    redactor = Redactor()
    with (
        scripted((200, JSON, b'{"access_token": "minted-today"}')) as (url, _),
        Client("deezer_api", "Deezer", RunBudget(0), redactor) as one,
    ):
        one.get_json(url)
    assert redactor.clean("it is minted-today") == "it is ***"


def test_cookies_are_refused(client):
    with scripted((200, {**JSON, "Set-Cookie": "a=b"}, b"{}")) as (url, requests):
        one = client()
        one.get_json(url)
        one.get_json(url)
    assert "Cookie" not in requests[1][1]


def test_two_clients_of_one_process_share_no_window(client):
    slow = Limit(1, 60, 1)
    with scripted(GOOD) as (url, requests):
        begun = time.monotonic()
        client(limit=slow).get_json(url)
        client(limit=slow).get_json(url)
        assert time.monotonic() - begun < 1
    assert len(requests) == 2


def test_a_limit_is_kept(client):
    with scripted(GOOD) as (url, _):
        one = client(limit=Limit(2, 0.3, 1))
        begun = time.monotonic()
        for _ in range(5):
            one.get_json(url)
        assert 0.6 <= time.monotonic() - begun < 1.5


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.spotify.com/v1/artists/0OdUWJ0sBjDrqHygGUXeCF/top-tracks?x=1", "top-tracks"),
        ("https://api.spotify.com/v1/artists/?ids=abc", "artists"),
        ("https://graph.facebook.com/v26.0/17841400000000000?fields=secret", "request"),
        ("https://graph.facebook.com/v26.0/debug_token?input_token=secret", "debug_token"),
        ("https://youtube.googleapis.com/youtube/v3/playlistItems?key=secret", "playlistItems"),
    ],
)
def test_an_endpoint_is_named_without_ids_and_queries(url, name):
    assert endpoint(url) == name


def test_the_forms_of_a_wait():
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    assert asked_wait({"Retry-After": "120"}) == 120
    assert asked_wait({"Retry-After": "0.65"}) == 0.65
    assert 290 < asked_wait({"Retry-After": later}) <= 300
    assert asked_wait({"X-RateLimit-Reset-After": "1.5"}) == 1.5
    assert asked_wait({"Retry-After": "-3"}) == 0
    assert asked_wait({"Retry-After": "soon"}) is None
    assert asked_wait({"Retry-After": "inf"}) is None
    assert asked_wait({"Retry-After": "9" * 300}) == 366 * 86400
    assert asked_wait({"Retry-After": "Mon, 01 Jan 99999 00:00:00 GMT"}) is None
    assert asked_wait({}) is None


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (86400, "24 hours"),
        (7200, "2 hours"),
        (300, "5 minutes"),
        (90, "90 seconds"),
        (1, "1 second"),
        (0.2, "1 second"),
    ],
)
def test_a_wait_in_words(seconds, words):
    assert duration(seconds) == words


def test_a_reason_is_a_code_word_and_never_a_message():
    assert reason({"error": {"errors": [{"reason": "quotaExceeded"}]}}) == "quotaExceeded"
    assert reason({"error": "invalid_client"}) == "invalid_client"
    assert reason({"error": "bad token abc123"}) == ""
    assert reason({"error": {"message": "API key abc"}}) == ""
    assert reason(["error"]) == ""
