"""The credential endpoint and its stand-in in the sandbox keep one contract."""

from __future__ import annotations

import json
from datetime import date

import pytest
import requests

from backline.net import load_credentials
from sandbox import Sandbox, World
from sandbox.credentials_worker import KEYS_OF
from sandbox.job_keys import key_endpoint
from sandbox.local_worker import why_not
from tests.worker.running import REFUSAL

WORLD = World(seed=3, artists=3)
DAY = date(2026, 9, 1)
VALUES = WORLD.credentials()


@pytest.fixture(scope="module")
def stand_in():
    with Sandbox(WORLD, date=DAY) as box:
        yield box.environment()


@pytest.fixture(scope="module")
def worker():
    if why := why_not():
        pytest.skip(why)
    with key_endpoint(WORLD) as endpoint:
        yield endpoint.by_key


@pytest.fixture(params=["stand_in", "worker"])
def given(request):
    """The variables that lead to one of both."""
    return request.getfixturevalue(request.param)


def ask(given, path="/api/credentials", key=WORLD.worker_key, method="GET", **headers):
    named = {"Accept-Encoding": "identity", **headers}
    if key is not None:
        named.setdefault("Authorization", f"Bearer {key}")
    return requests.request(
        method, given["WORKER_API_URL"] + path, headers=named, timeout=20, allow_redirects=False
    )


def said(answer):
    """An answer as :data:`REFUSAL` writes it."""
    return answer.status_code, answer.text, {n: answer.headers.get(n) for n in REFUSAL[2]}


def test_who_may_read_gets_all_values_and_nobody_keeps_them(given):
    answer = ask(given)
    assert (answer.status_code, answer.json()) == (200, VALUES)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"
    assert list(json.loads(answer.text)) == sorted(VALUES)


@pytest.mark.parametrize("only", [*KEYS_OF, "spotify,youtube", "deezer,discord"])
def test_asking_for_some_platforms_gives_their_keys(given, only):
    names = {name for word in only.split(",") for name in KEYS_OF[word]}
    told = ask(given, f"/api/credentials?only={only}").json()
    assert told == {name: VALUES[name] for name in names if name in VALUES}


@pytest.mark.parametrize(
    "asked",
    [
        {"key": None},
        {"key": ""},
        {"key": WORLD.worker_key[:-1]},
        {"key": WORLD.worker_key + "x"},
        {"Authorization": f"Basic {WORLD.worker_key}"},
        {"Authorization": WORLD.worker_key},
        {"path": "/"},
        {"path": "/api/credentials/more"},
        {"path": "/api"},
        {"method": "POST"},
        {"method": "PATCH"},
        {"path": "/api/credentials?only=spotify&only=youtube"},
        {"path": "/api/credentials?only=everything"},
        {"path": "/api/credentials?only="},
        {"path": "/api/credentials?only=spotify,"},
        {"path": "/api/credentials?only=SPOTIFY_CLIENT_ID"},
        {"path": "/api/credentials?all=1"},
    ],
    ids=repr,
)
def test_whatever_else_is_asked_the_refusal_is_one(given, asked):
    assert said(ask(given, **asked)) == REFUSAL


def test_the_sign_of_life_is_for_all_and_says_nothing(given):
    answer = ask(given, "/healthz", key=None)
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_collector_reads_the_same_from_both(given):
    found = load_credentials(given)
    assert {name: found.get(name) for name in VALUES} == VALUES
