"""Which keys a caller gets: those its rule names, fewer where it asks for fewer, never more."""

from __future__ import annotations

import json
import os
import re
import subprocess

import pytest

from backline.errors import ConfigError
from backline.measure import PLATFORM_LABELS
from backline.net import load_credentials
from backline.net.credentials import NAMES
from sandbox.local_worker import WORKER, hashed
from tests.worker.running import KEYS, OFFICE_KEY, refused

INSTAGRAM = {name: value for name, value in KEYS.items() if name.startswith("INSTAGRAM")}
ALERT = {"BACKLINE_ALERT_TEAM": KEYS["BACKLINE_ALERT_TEAM"]}
PAID = ["chartmetric", "soundcharts"]
"""What can be asked for beside the platforms that are measured."""


def giving(settings, *keys, **more):
    """The settings with one rule, for the office."""
    rule = {"name": "office", "bearer": "office", "keys": keys}
    return {**settings, "RULES": json.dumps([rule]), **more}


def test_a_key_gets_the_keys_of_its_rule(worker):
    answer = worker.get(key=OFFICE_KEY)
    assert answer.status_code == 200
    assert answer.json() == {**INSTAGRAM, **ALERT}


def test_the_collector_reads_what_the_rule_gives(worker):
    wanted = (*NAMES, "BACKLINE_ALERT_TEAM")
    own = {"WORKER_API_URL": worker.address, "WORKER_API_KEY": OFFICE_KEY}
    got = load_credentials(own, names=wanted)
    assert {name: got.get(name) for name in wanted if got.get(name)} == {**INSTAGRAM, **ALERT}
    assert not got.unavailable


def test_the_collector_may_show_a_token_where_it_shows_its_key(worker, issuer):
    own = {"WORKER_API_URL": worker.address, "WORKER_API_KEY": issuer.token(worker.address)}
    got = load_credentials(own)
    assert got.get("SPOTIFY_CLIENT_SECRET") == KEYS["SPOTIFY_CLIENT_SECRET"]
    assert not got.get("INSTAGRAM_ACCESS_TOKEN")


def test_the_collector_takes_the_refusal_for_one(worker):
    own = {"WORKER_API_URL": worker.address, "WORKER_API_KEY": OFFICE_KEY + "x"}
    with pytest.raises(ConfigError, match=r"refused WORKER_API_KEY \(403\)"):
        load_credentials(own)


def test_a_rule_may_give_everything_the_collector_reads(process, settings):
    process.deploy(giving(settings, *PLATFORM_LABELS, *PAID, "alerts"))
    given = process.get(key=OFFICE_KEY).json()
    assert given == KEYS
    assert set(NAMES) <= set(given)


def test_every_platform_can_be_asked_for_alone(process, settings):
    process.deploy(giving(settings, *PLATFORM_LABELS, *PAID, "alerts"))
    parts = {}
    for platform in [*PLATFORM_LABELS, *PAID, "alerts"]:
        answer = process.get(f"/api/credentials?only={platform}", key=OFFICE_KEY)
        assert answer.status_code == 200, platform
        assert not set(parts) & set(answer.json())
        parts |= answer.json()
    assert parts == KEYS


ONLY = {
    "instagram": INSTAGRAM,
    "alerts": ALERT,
    "instagram,alerts": {**INSTAGRAM, **ALERT},
    "alerts,spotify": ALERT,
    "spotify,youtube": {},
    "deezer": {},
}


@pytest.mark.parametrize(("only", "given"), ONLY.items(), ids=ONLY)
def test_asking_for_fewer_platforms_gives_fewer_keys_and_never_others(worker, only, given):
    answer = worker.get(f"/api/credentials?only={only}", key=OFFICE_KEY)
    assert answer.status_code == 200
    assert answer.json() == given


@pytest.mark.parametrize(
    "query",
    ["only=", "only=Instagram", "only=instagram,", "only=INSTAGRAM_ACCESS_TOKEN", "only", "all=1",
     "platform=instagram", "only=instagram&only=spotify",
     "only=instagram&key=x", "only=__proto__", "only=constructor"],
)  # fmt: skip
def test_a_question_nobody_can_mean_is_refused(worker, query):
    assert refused(worker.get(f"/api/credentials?{query}", key=OFFICE_KEY))


def test_a_rule_may_give_single_names(process, settings):
    process.deploy(giving(settings, "DISCORD_GUILD_ID", "BACKLINE_ALERT_TEAM"))
    both = {"DISCORD_GUILD_ID": KEYS["DISCORD_GUILD_ID"], **ALERT}
    assert process.get(key=OFFICE_KEY).json() == both
    assert process.get("/api/credentials?only=alerts", key=OFFICE_KEY).json() == ALERT


def test_what_is_not_set_is_not_given(process, settings):
    settings = {**giving(settings, "discord", "spotify"), "DISCORD_BOT_TOKEN": " "}
    del settings["SPOTIFY_CLIENT_ID"]
    process.deploy(settings)
    assert set(process.get(key=OFFICE_KEY).json()) == {"DISCORD_GUILD_ID", "SPOTIFY_CLIENT_SECRET"}


def test_keys_may_stand_in_a_namespace_and_a_secret_of_the_worker_wins(process, settings):
    settings = giving(settings, "spotify", "alerts", SPOTIFY_CLIENT_ID="the-workers")
    del settings["SPOTIFY_CLIENT_SECRET"]
    stored = {
        "SPOTIFY_CLIENT_ID": "the-namespaces",
        "SPOTIFY_CLIENT_SECRET": "secret-of-the-namespace\n",
        "BACKLINE_ALERT_MANAGERS": "discord://managers-webhook/value",
        "BACKLINE_ALERT_no": "no name of a rule",
        "YOUTUBE_API_KEY": "not named by the rule",
    }
    process.deploy(settings, stored=stored)
    assert process.get(key=OFFICE_KEY).json() == {
        "SPOTIFY_CLIENT_ID": "the-workers",
        "SPOTIFY_CLIENT_SECRET": "secret-of-the-namespace",
        "BACKLINE_ALERT_MANAGERS": "discord://managers-webhook/value",
        **ALERT,
    }


def test_two_keys_are_valid_while_one_takes_the_place_of_the_other(process, settings):
    after = "the-office-key-that-comes-next-9876543210"
    for valid in ([OFFICE_KEY], [OFFICE_KEY, after], [after]):
        hashes = json.dumps({"office": [hashed(key) for key in valid]})
        process.deploy({**settings, "BEARER_HASHES": hashes})
        for key in (OFFICE_KEY, after):
            answer = process.get(key=key)
            assert (answer.status_code == 200) is (key in valid)
            assert key in valid or refused(answer)


def test_a_key_of_a_person_is_not_good_for_another(process, settings):
    theirs = "a-key-of-somebody-who-may-read-nothing-00"
    hashes = {"office": [hashed(OFFICE_KEY)], "left": [hashed(theirs)]}
    process.deploy({**settings, "BEARER_HASHES": json.dumps(hashes)})
    assert refused(process.get(key=theirs))
    assert process.audit()[0] | {"at": "", "address": ""} == {
        "audit": "credentials", "at": "", "status": 403, "address": "",
        "reason": "key: no rule for it", "bearer": "left",
    }  # fmt: skip


def test_a_key_somebody_thought_up_is_too_short_to_be_valid(process, settings):
    hashes = json.dumps({"office": [hashed("letmein")]})
    process.deploy({**settings, "BEARER_HASHES": hashes})
    assert refused(process.get(key="letmein"))


def test_the_hash_itself_opens_nothing(worker):
    assert refused(worker.get(key=hashed(OFFICE_KEY)))


@pytest.mark.parametrize(
    "header",
    ["Basic {}", "Bearer", "Bearer  ", "Token {}", "{}", "Bearer {} x", "Bearer x{}", "bearer={}"],
)
def test_a_key_shown_in_another_way_is_refused(worker, header):
    assert refused(worker.get(Authorization=header.format(OFFICE_KEY)))


def test_a_key_made_by_the_projects_own_command_is_valid(process, settings):
    made = subprocess.run(
        ["npm", "run", "--silent", "key"],
        cwd=WORKER, capture_output=True, text=True, check=True, env={**os.environ, "CI": "1"},
    )  # fmt: skip
    key, hash_ = re.fullmatch(r"key   (\S{43})\nhash  ([0-9a-f]{64})\n", made.stdout).groups()
    process.deploy({**settings, "BEARER_HASHES": json.dumps({"office": [hash_]})})
    assert process.get(key=key).status_code == 200
