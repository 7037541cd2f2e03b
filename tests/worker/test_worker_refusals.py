"""Locked unless it is opened, one refusal for whatever is wrong, and an audit without secrets."""

from __future__ import annotations

import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest

from sandbox.local_worker import hashed
from sandbox.oidc_issuer import unsigned
from tests.worker.running import KEYS, OFFICE_KEY, REFUSAL, refused, told

OFFICE = {"name": "office", "bearer": "office", "keys": ["instagram"]}
JOB = {"name": "job", "repository_id": "1", "ref": "r", "workflow_ref": "w", "keys": ["spotify"]}
LIMITS = {"ADDRESS_LIMIT": 60, "CALLER_LIMIT": 10}


def test_it_lives_and_says_nothing_else(process):
    process.deploy({})
    answer = process.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not process.lines


def test_a_worker_nobody_set_up_gives_nobody_anything(process, issuer):
    process.deploy(KEYS)
    assert refused(process.get())
    assert refused(process.get(key=OFFICE_KEY))
    assert refused(process.get(key=issuer.token(process.address)))


def test_a_worker_without_its_limits_is_locked(process, settings):
    process.deploy(settings, limits={"ADDRESS_LIMIT": 60})
    assert refused(process.get(key=OFFICE_KEY))
    process.deploy(settings, limits={"CALLER_LIMIT": 60})
    assert refused(process.get(key=OFFICE_KEY))
    reason = "settings: ADDRESS_LIMIT is not bound: see wrangler.toml"
    assert process.audit()[0]["reason"] == reason


def with_rule(base, **changed):
    rule = {name: value for name, value in {**base, **changed}.items() if value is not None}
    return {"RULES": json.dumps([rule])}


MISTAKES = {
    "no JSON": {"RULES": "[{"},
    "no list": {"RULES": '{"name": "office"}'},
    "no rule": {"RULES": '["office"]'},
    "no name": with_rule(OFFICE, name=None),
    "one name twice": {"RULES": json.dumps([OFFICE, OFFICE])},
    "no keys": with_rule(OFFICE, keys=None),
    "an empty list of keys": with_rule(OFFICE, keys=[]),
    "a platform misspelled": with_rule(OFFICE, keys=["instagram", "spotfy"]),
    "a name that is no key": with_rule(OFFICE, keys=["instagram", "BEARER_HASHES"]),
    "a condition misspelled": with_rule(JOB, enviroment="keys"),
    "a token of any branch": with_rule(JOB, ref=None),
    "a token of any workflow": with_rule(JOB, workflow_ref=None),
    "a token of any repository": with_rule(JOB, repository_id=None),
    "an empty condition": with_rule(JOB, ref=""),
    "an empty list": with_rule(JOB, ref=[]),
    "a number": with_rule(JOB, repository_id=1),
    "a key and a token": with_rule(JOB, bearer="office"),
    "a key that has no hash": with_rule(OFFICE, bearer="nobody"),
    "hashes that are no JSON": {"BEARER_HASHES": OFFICE_KEY},
    "the key instead of its hash": {"BEARER_HASHES": json.dumps({"office": [OFFICE_KEY]})},
    "a hash without its list": {"BEARER_HASHES": json.dumps({"office": hashed(OFFICE_KEY)})},
    "three keys at once": {"BEARER_HASHES": json.dumps({"office": [hashed(OFFICE_KEY)] * 3})},
    "an issuer without https": {"OIDC_ISSUER": "http://token.example"},
    "an issuer that is no address": {"OIDC_KEYS": "token.example"},
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_the_settings_locks_it_and_the_audit_says_which(process, settings, mistake):
    process.deploy({**settings, **mistake})
    assert refused(process.get(key=OFFICE_KEY))
    (line,) = process.audit()
    name = next(iter(mistake)).replace("OIDC_KEYS", "OIDC_ISSUER")
    assert line["reason"].startswith(f"settings: {name}"), line
    assert OFFICE_KEY not in json.dumps(line)


def test_whatever_is_wrong_the_answer_is_the_same_to_the_letter(worker, issuer):
    right = issuer.token(worker.address)
    answers = [
        worker.get(),
        worker.get(key="no-key-of-ours-but-long-enough-0123456789"),
        worker.get(key=issuer.token(worker.address, repository_id="1")),
        worker.get(key="e.y.j"),
        worker.get("/", key=right),
        worker.get("/api", key=right),
        worker.get("/api/credentials/", key=right),
        worker.get("/api/credentials.json", key=right),
        worker.get("/API/credentials", key=right),
        worker.get("/api//credentials", key=right),
        worker.get("/.env", key=right),
        worker.get("/api/credentials?only=nothing", key=right),
        *(worker.get(key=right, method=m) for m in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS")),
        worker.get("/healthz", method="POST"),
    ]
    assert {json.dumps(told(answer)) for answer in answers} == {json.dumps(REFUSAL)}
    head = worker.get(key=right, method="HEAD")
    assert (head.status_code, head.text) == (403, "")


def test_no_page_of_another_site_may_read_an_answer(worker):
    asks = {"Origin": "https://evil.example", "Access_Control_Request_Method": "GET"}
    assert refused(worker.get(method="OPTIONS", **asks))
    answer = worker.get(key=OFFICE_KEY, **asks)
    assert answer.status_code == 200
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_a_connection_anybody_can_read_along_is_refused(worker):
    assert refused(worker.get(key=OFFICE_KEY, Host="keys.label.example"))
    assert worker.audit()[0]["reason"] == "not https"


def raw(worker, request):
    """The first bytes of the answer to bytes of one's own; empty where it hangs up."""
    place = urlsplit(worker.address)
    with socket.create_connection((place.hostname, place.port), timeout=20) as there:
        try:
            there.sendall(request)
            return there.recv(64)
        except (ConnectionResetError, BrokenPipeError):
            return b""


def test_a_header_of_ten_megabytes_is_refused_and_nothing_falls_over(worker):
    line = b"GET /api/credentials HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
    answer = raw(worker, line + b"a" * 10_000_000 + b"\r\n\r\n")
    assert answer == b"" or answer.split()[1] in {b"403", b"431"}, answer
    assert worker.get(key=OFFICE_KEY).status_code == 200


def test_a_key_too_long_to_be_one_is_refused_unread(worker):
    assert refused(worker.get(key="a" * 9_000))
    assert worker.audit()[0]["reason"] == "key: too long"


def test_a_thousand_requests_of_one_caller_get_the_limit_and_then_the_refusal(process, settings):
    process.deploy(settings, limits=LIMITS)

    def ask(_):
        answer = process.get(key=OFFICE_KEY, CF_Connecting_IP="192.0.2.1")
        return answer.status_code if answer.status_code == 200 else refused(answer)

    with ThreadPoolExecutor(16) as several:
        answers = list(several.map(ask, range(1_000)))
    assert 10 <= answers.count(200) <= 20  # a minute may have begun in the middle
    assert answers.count(True) == 1_000 - answers.count(200)
    assert {line["reason"] for line in process.audit(1_000) if line["status"] == 403} == {
        "too many: CALLER_LIMIT", "too many: ADDRESS_LIMIT",
    }  # fmt: skip


def test_a_caller_who_asks_too_often_takes_nothing_from_another(process, settings, issuer):
    process.deploy(settings, limits=LIMITS)
    for place in range(130):
        process.get(key="a-guess-that-is-long-enough-to-be-hashed", CF_Connecting_IP="192.0.2.1")
        if place % 50 == 0:
            assert process.get(key=OFFICE_KEY, CF_Connecting_IP="192.0.2.2").status_code == 200
    token = issuer.token(process.address)
    assert process.get(key=token, CF_Connecting_IP="192.0.2.3").status_code == 200


def test_another_address_does_not_give_a_caller_more(process, settings):
    process.deploy(settings, limits=LIMITS)
    answers = [
        process.get(key=OFFICE_KEY, CF_Connecting_IP=f"192.0.2.{place}") for place in range(40)
    ]
    assert 10 <= [answer.status_code for answer in answers].count(200) <= 20


@pytest.mark.parametrize("other", ["2001:db8:1:2::9", "2001:DB8:1:2:ffff:1:2:3"])
def test_the_addresses_of_one_network_are_one_callers(process, settings, other):
    process.deploy(settings, limits={"ADDRESS_LIMIT": 4, "CALLER_LIMIT": 100})
    for _ in range(8):
        process.get(key=OFFICE_KEY, CF_Connecting_IP="2001:db8:1:2::1")
    assert refused(process.get(key=OFFICE_KEY, CF_Connecting_IP=other))
    stranger = process.get(key=OFFICE_KEY, CF_Connecting_IP="2001:db8:1:3::1")
    assert stranger.status_code == 200


def test_the_audit_tells_who_read_what_and_no_secret(worker, issuer):
    token = issuer.token(worker.address)
    worker.get("/api/credentials?only=spotify", key=token, CF_Connecting_IP="192.0.2.7")
    (line,) = worker.audit()
    assert line.pop("at").endswith("Z")
    assert line == {
        "audit": "credentials", "status": 200, "rule": "daily run", "address": "192.0.2.7",
        "gave": ["SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET"], "run_id": "17",
        "repository": "label/numbers", "repository_id": "4711", "ref": "refs/heads/main",
        "workflow_ref": "label/numbers/.github/workflows/update-data.yml@refs/heads/main",
        "sha": "ab" * 20, "event_name": "schedule",
    }  # fmt: skip
    assert not [form for form in (*KEYS.values(), token, token.split(".")[2]) if form in str(line)]


def test_the_audit_repeats_nothing_that_was_not_proved(worker, issuer):
    secret = "pasted-where-it-does-not-belong"
    forged = unsigned({"alg": "none", "kid": secret}, issuer.claims("", repository=secret))
    worker.get(f"/api/credentials/{secret}?key={secret}", key=OFFICE_KEY)
    worker.get(f"/api/credentials?only={secret}", key=OFFICE_KEY)
    worker.get(f"/api/credentials?{secret}", key=secret + "-and-some-more", User_Agent=secret)
    worker.get(key=f"{forged}.{secret}", X_Api_Key=secret)
    worker.get(key=issuer.token(worker.address, iss=secret))
    for line in worker.audit(5):
        assert secret not in json.dumps(line)
        assert OFFICE_KEY not in json.dumps(line)


def test_what_a_repository_is_called_stays_on_its_line(worker, issuer):
    name = '"}\n{"audit": "credentials", "status": 200}' + "x" * 5_000
    worker.get(key=issuer.token(worker.address, repository=name, repository_id="1"))
    (line,) = worker.audit()
    assert line["repository"] == name[:200]


@pytest.fixture
def slow(issuer, monkeypatch):
    """The issuer takes a quarter of a second to tell its keys."""
    told = issuer.jwk("first")
    monkeypatch.setattr(issuer, "jwk", lambda kid: time.sleep(0.25) or told)
    return issuer


def test_who_hangs_up_early_is_written_down_all_the_same(worker, slow):
    place = urlsplit(worker.address)
    asked = f"Host: {place.netloc}\r\nAuthorization: Bearer {slow.token(worker.address)}"
    with socket.create_connection((place.hostname, place.port)) as there:
        there.sendall(f"GET /api/credentials HTTP/1.1\r\n{asked}\r\n\r\n".encode())
        worker.wait(lambda: slow.asked)
    (line,) = worker.audit()
    assert (line["status"], line["repository"]) == (200, "label/numbers")


def test_every_answer_comes_at_the_end_of_a_step(process, settings, slow):
    process.deploy({**settings, "STEP_MS": "200"})

    def took(**asked):
        begun = time.monotonic()
        process.get(**asked)
        return time.monotonic() - begun

    token = slow.token(process.address)
    assert took(key=token) >= 0.4, "the keys came in the second step"
    assert took(key=token) >= 0.2
    assert took(path="/nowhere") >= 0.2
    assert took(key="no-key-of-ours-but-long-enough-0123456789") >= 0.2
