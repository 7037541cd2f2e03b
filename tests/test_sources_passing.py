"""Faults that pass, by the platforms' own codes: asked again whatever their HTTP status."""

from __future__ import annotations

import json

import pytest

from backline.measure import State
from sandbox import World
from tests.asked import QUICK, ROSTER, SOURCES, ask, scripted
from tests.played import DAY

JSON = {"Content-Type": "application/json"}
PAGE = {"Content-Type": "text/html"}
BY_NAME = {source.name: source for source in SOURCES}
FIRST = World(seed=1, artists=1).artists[0]
GOOD = {
    "spotify_accounts": {"access_token": "sandbox-token", "token_type": "Bearer", "expires_in": 9},
    "instagram_api": {
        "business_discovery": {
            "id": "178",
            "username": FIRST.instagram,
            "followers_count": 5,
            "media_count": 2,
        }
    },
    "deezer_api": {"id": int(FIRST.deezer), "name": "x", "nb_fan": 5},
    "discord_api": {"id": "10", "approximate_member_count": 5, "approximate_presence_count": 2},
    "youtube_api": {"items": [{"id": FIRST.channel, "statistics": {"viewCount": "5"}}]},
}


pytestmark = pytest.mark.usefixtures("unpaced")


def reply(status, body, **headers):
    if isinstance(body, str):
        return status, PAGE, body.encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return status, {**JSON, **named}, json.dumps(body).encode()


def asked(name, *replies):
    """Ask a source about one artist; every request gets the next reply."""

    class Box:
        date = DAY

        def environment(self):
            return {"BACKLINE_SANDBOX_URL": url}

    with scripted(*replies) as (url, requests):
        result = ask(BY_NAME[name](timeout=QUICK), Box(), ROSTER.artists[:1])
    return result, requests


def meta(code, **more):
    return {"error": {"message": "secret", "code": code, **more}}


def google(code, reason, **more):
    return {"error": {"code": code, "errors": [{"reason": reason}], **more}}


PASSING = [
    *(("instagram_api", 400, meta(code)) for code in (1, 2, 4, 17, 32, 341, 613, 80002)),
    ("instagram_api", 400, meta(99, is_transient=True)),
    ("instagram_api", 200, meta(2, is_transient=True)),
    ("instagram_api", 500, meta(190)),
    ("deezer_api", 200, meta(4)),
    ("deezer_api", 200, meta(700)),
    ("deezer_api", 403, meta(4)),
    ("deezer_api", 400, meta(700)),
    ("youtube_api", 403, google(403, "rateLimitExceeded")),
    ("youtube_api", 403, google(403, "backendError")),
    ("youtube_api", 400, google(400, "internalError")),
    ("youtube_api", 200, google(503, "x")),
    ("youtube_api", 404, google(404, "x", status="UNAVAILABLE")),
    ("discord_api", 400, {"message": "overloaded", "code": 130000}),
    ("discord_api", 400, {"message": "limited", "code": 40062}),
    *((name, status, "<html>busy</html>") for name in GOOD for status in (502, 403, 404)),
    *((name, status, {}) for name in GOOD for status in (408, 425, 429, 503)),
]


@pytest.mark.few(16)
@pytest.mark.parametrize(
    ("name", "status", "body"), [case for case in PASSING if case[0] in BY_NAME]
)
def test_a_fault_that_passes_is_asked_again_and_costs_no_number(name, status, body):
    result, _ = asked(name, reply(status, body), reply(200, GOOD[name]))
    assert result.waits[:1] == [1]
    (answer,) = result.answers.values()
    assert any(r.value == 5 for r in answer.readings)


LASTING = [
    ("instagram_api", 400, meta(190), "token is refused"),
    ("instagram_api", 200, meta(190), "token is refused"),
    ("instagram_api", 400, meta(10), "lacks a permission"),
    ("instagram_api", 400, meta(110), "no business account"),
    ("deezer_api", 200, meta(800), "no artist with this id"),
    ("deezer_api", 200, meta(300), "the error 300"),
    ("youtube_api", 400, google(400, "keyInvalid"), "YOUTUBE_API_KEY"),
    ("youtube_api", 200, google(403, "accessNotConfigured"), "switched on"),
    ("discord_api", 401, {"message": "401", "code": 0}, "DISCORD_BOT_TOKEN"),
    ("discord_api", 404, {"message": "Unknown Guild", "code": 10004}, "shows the bot no server"),
]


@pytest.mark.parametrize(("name", "status", "body", "words"), LASTING)
def test_what_is_refused_for_good_is_asked_once_and_marked(name, status, body, words):
    result, _ = asked(name, reply(status, body))
    assert result.waits == []
    assert any(words in sentence for sentence in result.sentences())
    readings = [r for a in result.answers.values() for r in a.readings]
    assert result.error is None or result.error.lasting
    assert all(r.lasting for r in readings if r.state is State.FAILED)
    assert result.error or readings


@pytest.mark.parametrize("status", [200, 403, 429])
def test_the_quota_of_the_day_is_not_waited_for_and_passes_with_the_day(status):
    result, requests = asked("youtube_api", reply(status, google(403, "quotaExceeded")))
    assert (len(requests), result.waits) == (1, [])
    assert "midnight Pacific" in str(result.error)
    assert not result.error.lasting


@pytest.mark.parametrize(
    ("body", "calls", "words"),
    [
        ({"error": {"status": 429, "reason": "QUOTA_EXCEEDED"}}, 2, "its limit is used up (429"),
        ({"error": {"status": 429, "message": "API rate limit exceeded"}}, 4, "is asked too often"),
    ],
)
def test_spotify_has_two_kinds_of_429(body, calls, words):
    token = reply(200, GOOD["spotify_accounts"])
    result, requests = asked("spotify_api", token, reply(429, body))
    assert len(requests) == calls
    assert words in str(result.error)
    assert (result.error.scope, result.error.lasting) == ("platform", False)


def test_a_wait_that_meta_tells_in_minutes_is_not_waited_for_in_vain():
    usage = json.dumps({"178": [{"estimated_time_to_regain_access": 90}]})
    result, requests = asked(
        "instagram_api", reply(400, meta(80002), X_Business_Use_Case_Usage=usage)
    )
    assert len(requests) == 1
    assert "asks to wait 90 minutes" in str(result.error)


@pytest.mark.parametrize("code", [[], {}, "4", None, True, 1.5])
@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("status", [200, 400])
def test_a_code_that_is_none_breaks_nothing(name, code, status):
    if name not in BY_NAME:
        pytest.skip("the token's address has words instead of numbers")
    body = {**meta(code, status=code, errors=code, details=code), "code": code, "message": "x"}
    result, _ = asked(name, reply(status, body))
    assert result.sentences()
