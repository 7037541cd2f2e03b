"""Instagram's Graph API: business discovery, Meta's error codes, the end of tokens and versions."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from backline.measure import State
from backline.net import RefusedError
from backline.sources.instagram import (
    VERSION,
    InstagramSource,
    parse_discovery,
    refusal,
    token_ends,
    version_note,
)
from sandbox import Failure
from tests.asked import QUICK, ROSTER, ask, named
from tests.played import DAY, WORLD

pytestmark = pytest.mark.usefixtures("unpaced")


def test_a_recorded_account_is_read(recordings):
    path = recordings("api_responses") / "instagram/user_fields.json"
    answer = parse_discovery("x", json.loads(path.read_text()))
    assert {r.metric: r.value for r in answer.readings} == {"followers": 64976, "posts": 436}
    assert answer.words == {"username": "facebookfordevelopers", "name": "Facebook for Developers"}


@pytest.mark.parametrize("body", [{}, {"business_discovery": None}, {"business_discovery": []}])
def test_an_answer_without_the_account_is_a_gap(body):
    answer = parse_discovery("x", body)
    assert {(r.value, r.state) for r in answer.readings} == {(None, State.FAILED)}
    assert answer.words == {}


@pytest.mark.parametrize(
    ("code", "sub", "scope", "words"),
    [
        (190, 463, "platform", "has expired"),
        (190, 460, "platform", "change of password"),
        (190, None, "platform", "is refused"),
        (10, None, "platform", "lacks a permission"),
        (200, None, "platform", "lacks a permission"),
        (299, None, "platform", "lacks a permission"),
        (110, 2207013, "artist", "personal account or unknown, Meta does not tell which"),
        (100, 2207013, "artist", "personal account or unknown"),
        (100, 33, "platform", "INSTAGRAM_BUSINESS_ACCOUNT_ID"),
        (100, None, "artist", "code 100"),
        (300, None, "artist", "code 300"),
        ("190", None, "artist", "answered 400"),
        (None, None, "artist", "answered 400"),
    ],
)
def test_metas_codes_have_their_scope(code, sub, scope, words):
    body = {"error": {"message": "secret", "code": code, "error_subcode": sub}}
    error = refusal(RefusedError("Instagram answered 400", 400, body, "artist"))
    assert error.scope == scope
    assert words in str(error)
    assert "secret" not in str(error)


@pytest.mark.parametrize(
    ("version", "day", "said"),
    [
        ("v26.0", date(2026, 9, 1), ""),
        ("v99.0", date(2026, 9, 1), ""),
        ("v21.0", date(2027, 1, 20), ""),
        ("v21.0", date(2027, 1, 21), "v21.0 ended on 2027-01-21"),
        ("v20.0", date(2026, 9, 1), "v20.0 ended"),
        ("v3.2", date(2026, 9, 1), "v3.2 ended"),
    ],
)
def test_a_version_past_its_end_is_told(version, day, said):
    note = version_note(version, day)
    assert said in note
    assert bool(said) == bool(note) == (VERSION in note)


def expiring(moment):
    return {"data": {"expires_at": moment, "is_valid": True}}


@pytest.mark.parametrize(
    ("days", "words"),
    [(60, ""), (11, ""), (10, "in 10 days"), (1, "in 1 day:"), (0, "in 0 days")],
)
def test_a_token_is_warned_about_from_ten_days_before_its_end(days, words):
    end = datetime.combine(DAY + timedelta(days=days), datetime.min.time(), UTC)
    (one,) = token_ends(expiring(int(end.timestamp())))
    assert one.ends == end.date()
    assert one.is_near(DAY) == bool(words)
    assert words in one.said(DAY)


def test_a_token_without_an_end_needs_no_warning():
    assert token_ends(expiring(0)) == ()


@pytest.mark.parametrize("body", [{}, {"data": []}, expiring("soon"), expiring(10**15)])
def test_a_token_whose_end_is_not_told_is_told_so(body):
    assert token_ends(body) is None


def test_every_artist_takes_one_call_and_the_token_another(box):
    result = ask(InstagramSource(), box)
    there = [a for a in WORLD.artists if a.instagram]
    assert len(box.calls) == len(there) + 1
    assert result.notes == []
    for artist in there:
        truth = WORLD.numbers(artist, DAY)
        assert result.reading(artist.key, "followers").value == truth.instagram
        assert result.reading(artist.key, "posts").value == truth.posts
        assert result.answers[artist.key].words == {
            "username": artist.instagram,
            "name": artist.name,
        }


def test_the_tokens_end_comes_into_the_report(box):
    box.token_expires = DAY + timedelta(days=8)
    result = ask(InstagramSource(), box, named("marlow-tide"))
    assert result.notes == [
        "The Instagram token ends on 2026-09-09, in 8 days: make a new one and set "
        "INSTAGRAM_ACCESS_TOKEN."
    ]


def test_an_ended_token_is_told(box):
    box.token_expires = DAY
    result = ask(InstagramSource(), box)
    assert str(result.error) == "the Instagram token has expired (code 190): make a new one"


def test_a_token_nobody_can_ask_about_costs_no_number(box):
    box.fail("instagram", Failure.SERVER_ERROR, match="debug_token")
    result = ask(InstagramSource(timeout=QUICK), box, named("marlow-tide"))
    assert result.error is None
    assert result.reading("marlow-tide", "followers").state is State.MEASURED
    assert "could not be learned" in result.notes[0]


def test_an_unknown_name_costs_only_its_own_numbers(box):
    gone = ROSTER.artists[0].model_copy(update={"key": "gone", "instagram": "nobody.at.all"})
    result = ask(InstagramSource(), box, [gone, *named("volt-hollow")])
    assert "Meta does not tell which" in result.reading("gone", "posts").detail
    assert result.reading("volt-hollow", "followers").state is State.MEASURED


def test_the_configured_version_is_asked_and_its_end_told(box):
    version = {"INSTAGRAM_API_VERSION": "v20.0"}
    result = ask(InstagramSource(), box, named("marlow-tide"), keys=version)
    assert all(c.path.startswith("/v20.0/") for c in box.calls)
    assert result.notes == [
        f"Instagram's API version v20.0 ended: set INSTAGRAM_API_VERSION to {VERSION} or later."
    ]
    assert result.reading("marlow-tide", "followers").state is State.MEASURED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INSTAGRAM_API_VERSION", "26"),
        ("INSTAGRAM_API_VERSION", "v26.0/../x"),
        ("INSTAGRAM_BUSINESS_ACCOUNT_ID", "my.label"),
        ("INSTAGRAM_BUSINESS_ACCOUNT_ID", "17?fields=x"),
    ],
)
def test_a_setting_that_cannot_be_is_named(box, name, value):
    result = ask(InstagramSource(), box, keys={name: value})
    assert name in str(result.error)
    assert box.calls == []


def test_the_account_that_asks_must_exist(box):
    result = ask(InstagramSource(), box, keys={"INSTAGRAM_BUSINESS_ACCOUNT_ID": "17841"})
    assert str(result.error) == "Instagram knows no account INSTAGRAM_BUSINESS_ACCOUNT_ID"


def test_the_token_rides_in_a_header(box):
    ask(InstagramSource(), box, named("marlow-tide"))
    token = WORLD.credentials()["INSTAGRAM_ACCESS_TOKEN"]
    assert [c.path for c in box.calls if token in c.query] == [f"/{VERSION}/debug_token"]
