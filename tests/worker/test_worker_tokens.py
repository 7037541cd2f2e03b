"""Tokens of GitHub Actions: the right one reads, and nothing that resembles it."""

from __future__ import annotations

import hashlib
import hmac
import json
import time

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from sandbox.oidc_issuer import b64, key_pair, public_pem, unsigned
from tests.worker.running import KEYS, refused

ITS_KEYS = {
    name: KEYS[name]
    for name in (
        "DISCORD_GUILD_ID",
        "SPOTIFY_CLIENT_ID",
        "SPOTIFY_CLIENT_SECRET",
        "YOUTUBE_API_KEY",
    )
}
"""What the rule of the job names."""


def test_the_job_that_a_rule_names_gets_the_rules_keys(worker, issuer):
    answer = worker.get(key=issuer.token(worker.address))
    assert answer.status_code == 200
    assert answer.json() == ITS_KEYS
    assert answer.headers["Cache-Control"] == "no-store"


NOW = int(time.time())
WRONG = {
    "audience": ({"aud": "https://other.example"}, "token: aud check_failed"),
    "issuer": ({"iss": "https://token.example"}, "token: iss check_failed"),
    "repository": ({"repository_id": "4712"}, "token: no rule for it"),
    "a fork's repository": (
        {"repository": "fork/numbers", "repository_id": "99", "event_name": "pull_request"},
        "token: of a pull request",
    ),
    "ref": ({"ref": "refs/heads/try"}, "token: no rule for it"),
    "a tag called like the branch": ({"ref": "refs/tags/main"}, "token: no rule for it"),
    "a pull request": ({"ref": "refs/pull/7/merge"}, "token: no rule for it"),
    "a pull request's code beside the branch's workflow": (
        {"event_name": "pull_request_target"},
        "token: of a pull request",
    ),
    "workflow": (
        {"workflow_ref": "label/numbers/.github/workflows/test.yml@refs/heads/main"},
        "token: no rule for it",
    ),
    "the workflow of another branch": (
        {"workflow_ref": "label/numbers/.github/workflows/update-data.yml@refs/heads/x"},
        "token: no rule for it",
    ),
    "a number for the repository's text": ({"repository_id": 4711}, "token: no rule for it"),
    "a list for the repository's text": ({"repository_id": ["4711"]}, "token: no rule for it"),
    "expired": ({"exp": NOW - 60}, "token: ERR_JWT_EXPIRED"),
    "not yet valid": ({"nbf": NOW + 86_400}, "token: nbf check_failed"),
    "issued tomorrow": ({"iat": NOW + 86_400}, "token: iat check_failed"),
    "issued long ago": ({"iat": NOW - 4_000}, "token: ERR_JWT_EXPIRED"),
    "never ends": ({"exp": None}, "token: exp missing"),
    "never began": ({"nbf": None}, "token: nbf missing"),
    "never issued": ({"iat": None}, "token: iat missing"),
    "of nobody": ({"sub": None}, "token: sub missing"),
    "of no repository": ({"repository_id": None}, "token: no rule for it"),
}


@pytest.mark.parametrize(("changed", "reason"), WRONG.values(), ids=WRONG)
def test_a_token_with_anything_else_in_it_is_refused(worker, issuer, changed, reason):
    assert refused(worker.get(key=issuer.token(worker.address, **changed)))
    assert worker.audit()[0]["reason"] == reason


def test_a_little_difference_of_clocks_is_none(worker, issuer):
    now = int(time.time())
    for times in ({"iat": now + 10, "nbf": now + 10}, {"exp": now - 10}):
        assert worker.get(key=issuer.token(worker.address, **times)).status_code == 200


def test_a_token_that_names_no_key_is_refused(worker, issuer):
    assert refused(worker.get(key=issuer.token(worker.address, header={"kid": None})))
    assert worker.audit()[0]["reason"] == "token: names no key"


@pytest.mark.parametrize("alg", ["none", "None", "HS256"])
def test_a_token_signed_by_nobody_is_refused(worker, issuer, alg):
    header = {"typ": "JWT", "alg": alg, "kid": "first"}
    assert refused(worker.get(key=unsigned(header, issuer.claims(worker.address)) + "."))


def test_a_token_signed_with_the_public_key_as_a_password_is_refused(worker, issuer):
    told = unsigned({"alg": "HS256", "kid": "first"}, issuer.claims(worker.address))
    pem, jwk = public_pem("first"), json.dumps(issuer.jwk("first")).encode()
    for password in (pem, pem.strip(), jwk):
        signature = hmac.new(password, told.encode(), hashlib.sha256).digest()
        assert refused(worker.get(key=f"{told}.{b64(signature)}"))


def test_a_token_signed_with_somebody_elses_key_of_that_name_is_refused(worker, issuer):
    forged = issuer.token(worker.address, signer="theirs", header={"kid": "first"})
    assert refused(worker.get(key=forged))
    assert worker.audit()[0]["reason"] == "token: ERR_JWS_SIGNATURE_VERIFICATION_FAILED"


def test_a_token_signed_in_another_way_than_githubs_is_refused(worker, issuer, monkeypatch):
    told = issuer.jwk("first")
    del told["alg"]  # a key that does not say what it is for, which GitHub's do
    monkeypatch.setattr(issuer, "jwk", lambda kid: told)
    said = unsigned({"alg": "RS512", "kid": "first"}, issuer.claims(worker.address))
    signature = key_pair("first").sign(said.encode(), padding.PKCS1v15(), hashes.SHA512())
    assert refused(worker.get(key=f"{said}.{b64(signature)}"))
    assert worker.get(key=issuer.token(worker.address)).status_code == 200


@pytest.mark.parametrize("word", ["jku", "x5u"])
def test_a_token_cannot_say_where_its_key_is(worker, issuer, word):
    header = {"kid": "theirs", word: f"{issuer.address}/theirs", "jwk": issuer.jwk("theirs")}
    assert refused(worker.get(key=issuer.token(worker.address, signer="theirs", header=header)))


def test_one_sign_changed_in_a_token_is_refused(worker, issuer):
    head, body, signature = issuer.token(worker.address).split(".")
    other = "A" if body[20] != "A" else "B"
    assert refused(worker.get(key=f"{head}.{body[:20]}{other}{body[21:]}.{signature}"))


def test_a_token_used_again_after_its_end_is_refused(worker, issuer):
    # 30 seconds are forgiven, so it ends 29 seconds ago: good now, and not two seconds later.
    token = issuer.token(worker.address, exp=int(time.time()) - 28)
    assert worker.get(key=token).status_code == 200
    time.sleep(3)
    assert refused(worker.get(key=token))


def test_a_key_rotated_while_the_worker_runs(worker, issuer):
    before = issuer.token(worker.address)
    assert worker.get(key=before).status_code == 200
    issuer.published = ["second"]
    time.sleep(0.1)
    assert worker.get(key=issuer.token(worker.address)).json() == ITS_KEYS
    assert refused(worker.get(key=before)), "the key the issuer took back"


def test_the_issuers_keys_are_fetched_once_for_many_tokens(worker, issuer):
    for _ in range(10):
        assert worker.get(key=issuer.token(worker.address)).status_code == 200
    assert issuer.asked == 1


def test_made_up_tokens_do_not_have_the_issuer_asked_each_time(process, settings, issuer):
    process.deploy({**settings, "OIDC_COOLDOWN_MS": "30000"})
    for kid in range(20):
        token = issuer.token(process.address, header={"kid": f"made up {kid}"})
        assert refused(process.get(key=token))
    assert issuer.asked == 1


def test_keys_of_an_issuer_that_cannot_be_had(worker, issuer):
    issuer.down = True
    assert refused(worker.get(key=issuer.token(worker.address)))
    assert worker.audit()[0]["reason"] == "token: ERR_JOSE_GENERIC"
    issuer.down = False
    assert worker.get(key=issuer.token(worker.address)).status_code == 200
    issuer.down = True
    assert worker.get(key=issuer.token(worker.address)).status_code == 200, "they are kept"


def test_an_environment_the_rule_names_must_be_the_jobs(process, settings, issuer):
    rule = json.loads(settings["RULES"])[0] | {"environment": ["keys", "other"]}
    process.deploy({**settings, "RULES": json.dumps([rule])})
    right = issuer.token(process.address, environment="keys")
    assert process.get(key=right).status_code == 200
    for wrong in (None, "", "Keys", "keys "):
        assert refused(process.get(key=issuer.token(process.address, environment=wrong)))


def test_an_audience_of_its_own_replaces_the_address(process, settings, issuer):
    process.deploy({**settings, "OIDC_AUDIENCE": "the label's keys"})
    assert process.get(key=issuer.token("the label's keys")).status_code == 200
    assert refused(process.get(key=issuer.token(process.address)))
