"""Whatever is asked: exactly the keys of who asks, or the one refusal."""

from __future__ import annotations

import http.client
import json
import string
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.drawn import drawn
from tests.worker.running import KEYS, OFFICE_KEY, REFUSAL

PRINTED = string.ascii_letters + string.digits + string.punctuation
OF_THE_JOB = {
    "spotify": {"SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"},
    "youtube": {"YOUTUBE_API_KEY"},
    "discord": {"DISCORD_GUILD_ID"},
}
OF_THE_OFFICE = {
    "instagram": {
        "INSTAGRAM_ACCESS_TOKEN",
        "INSTAGRAM_BUSINESS_ACCOUNT_ID",
        "INSTAGRAM_API_VERSION",
    },
    "alerts": {"BACKLINE_ALERT_TEAM"},
}
PLATFORMS = [*OF_THE_JOB, *OF_THE_OFFICE, "deezer", "soundcharts"]


def only(platforms):
    return f"?only={','.join(platforms)}"


methods = st.sampled_from(["GET"] * 8 + ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
words = st.text(PRINTED, max_size=40)
paths = st.one_of(
    st.just("/api/credentials"),
    st.just("/api/credentials"),
    words.map("/{}".format),
    words.map("/api/credentials{}".format),
)
queries = st.one_of(
    st.just(""),
    st.lists(st.sampled_from(PLATFORMS), min_size=1).map(only),
    st.lists(st.sampled_from([*PLATFORMS, "", "all", "*"])).map(only),
    words.map("?{}".format),
)  # fmt: skip
headers = st.dictionaries(
    st.sampled_from(["X-Api-Key", "Cookie", "Origin", "Range", "If-None-Match", "Accept",
                     "X-Forwarded-Proto", "X-HTTP-Method-Override", "CF-Connecting-IP"]),
    words, max_size=3,
)  # fmt: skip


@st.composite
def spoiled(draw, key):
    """The key with one sign replaced, left out or put in.

    Not its last: of a signature's last sign some bits mean nothing.
    """
    place = draw(st.integers(0, len(key) - 2))
    with_ = draw(st.sampled_from(["", *PRINTED]))
    return key[:place] + with_ + key[place + draw(st.integers(0, 1)) :]


def asked_only(query):
    """The platforms a question names where it means something; None where it asks for all."""
    return query.removeprefix("?only=").split(",") if query not in {"", "?"} else None


def expected(method, path, query, key, right):
    """The names to be given where it is a question of somebody who may ask; else None.

    A fragment is no part of a question, and dots may lead back to the right path: such are left
    to the check that never more is given.
    """
    asked = asked_only(query)
    known = asked is None or (query.startswith("?only=") and set(asked) <= set(PLATFORMS))
    if (method, path) != ("GET", "/api/credentials") or key not in right or not known:
        return None
    return set().union(*(names for p, names in right[key].items() if asked is None or p in asked))


def answered(address, method, target, key, more):
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=20)
    try:
        connection.putrequest(method, target, skip_accept_encoding=True)
        for name, value in {**more, **({"Authorization": f"Bearer {key}"} if key else {})}.items():
            connection.putheader(name, value.encode("latin-1"))
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read().decode(), dict(answer.getheaders())
    finally:
        connection.close()


@drawn(150, 3_000)
def test_only_exactly_the_keys_or_the_one_refusal(worker, issuer, examples):
    token = issuer.token(worker.address)
    right = {token: OF_THE_JOB, OFFICE_KEY: OF_THE_OFFICE}
    keys = st.one_of(
        st.sampled_from([token, OFFICE_KEY]),
        st.sampled_from([token, OFFICE_KEY]),
        spoiled(token),
        spoiled(OFFICE_KEY),
        words,
    )
    seen = {"given": 0, "refused": 0}

    @settings(max_examples=examples, deadline=None, database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(methods, paths, queries, keys, headers)
    def ask(method, path, query, key, more):
        status, text, told = answered(worker.address, method, path + query, key, more)
        names = expected(method, path, query, key, right)
        if status == 200 and not (names is None and path == "/healthz"):
            seen["given"] += 1
            given = json.loads(text)
            assert key in right
            assert set(given) <= set().union(*right[key].values())
            assert names is None or set(given) == names
            assert all(KEYS[name] == value for name, value in given.items())
            return
        seen["refused"] += 1
        assert names is None, "somebody who may ask was refused"
        if method == "HEAD":  # which has no text, and need not say how long it would be
            text, told = REFUSAL[1], {**told, "Content-Length": REFUSAL[2]["Content-Length"]}
        assert (status, text, told) == REFUSAL

    ask()
    assert min(seen.values()) > examples // 20, seen


@pytest.mark.parametrize("path", ["/healthz", "/api/../healthz", "/healthz?only=spotify"])
def test_the_sign_of_life_gives_no_key_to_anybody(worker, issuer, path):
    for key in (None, OFFICE_KEY, issuer.token(worker.address)):
        assert worker.get(path, key=key).text == "ok\n"
