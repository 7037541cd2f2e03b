"""Answers with wrong bytes, fields, lists and headers: the right sentence, never a wrong number."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from backline.collecting.collect import collect
from backline.errors import BacklineError, ConfigError
from backline.measure import State
from backline.net import Redactor, RunBudget, load_credentials
from backline.sources.chartmetric import answers as cm
from backline.sources.chartmetric.client import ChartmetricClient
from backline.store import Subjects
from backline.unattended.github import GitHub, GitHubError, check_clock
from sandbox import Sandbox
from sandbox.github import token_of
from tests.asked import ROSTER, SOURCES, context_for
from tests.played import DAY, WORLD
from tests.spoiled import (
    BODIES,
    DEEP,
    ENCODINGS,
    HALF,
    HEADERS,
    HUGE,
    broken,
    cut,
    encoded,
    field,
    lists,
    spoiling,
    stuck,
)

PLATFORMS = [
    ("spotify_api", SOURCES[0]),
    ("spotify_accounts", SOURCES[0]),
    ("spotify_page", SOURCES[1]),
    ("youtube", SOURCES[2]),
    ("instagram", SOURCES[3]),
    ("deezer", SOURCES[4]),
    ("discord", SOURCES[5]),
]
every_platform = pytest.mark.parametrize(
    ("platform", "source"), PLATFORMS, ids=[name for name, _ in PLATFORMS]
)
FEW = ROSTER.model_copy(update={"artists": ROSTER.artists[:3]})
FUZZ = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def box():
    with Sandbox(WORLD, date=DAY) as running:
        yield running


def collected(box, source, platform, spoil=lambda body: body, **more):
    """What a run makes of a platform's answers: its rows, and everything it says."""
    box.meter.reset()
    with spoiling(box, platform, spoil, **more):
        found = collect(FEW, Subjects(), [source()], context_for(box, youtube_newest=100))
    said = [m.detail for m in found.day.measurements if m.detail] + found.notes
    for sentence in said:
        assert "fault in Backline" not in sentence
        assert len(sentence) < 300, sentence[:400]
        assert sentence.isprintable()
    str(found.day.words).encode()
    return {
        (m.artist, m.metric, m.subject): m.value
        for m in found.day.measurements
        if m.state is State.MEASURED
    }, said


@every_platform
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_another_form_of_unicode_is_the_same_answer(box, platform, source, encoding):
    """A mark before the JSON made "YouTube has no channel with this id" of seven artists."""
    honest = collected(box, source, platform)
    assert honest[0]
    assert collected(box, source, platform, encoded(encoding)) == honest


@every_platform
@pytest.mark.parametrize(
    "change",
    [
        lambda items: items[1:] + items[:1],
        lambda items: items[::-1],
        lambda items: items[1:],
        lambda items: items + items,
        lambda items: [*items, None, 5, {}],
    ],
    ids=["moved by one", "reversed", "one missing", "all twice", "strange ones"],
)
def test_answers_are_placed_by_their_ids(box, platform, source, change):
    """A batch moved by one gave an artist 5.8 million followers of somebody else."""
    honest, _ = collected(box, source, platform)
    found, _ = collected(box, source, platform, lists(change))
    own = {place: value for place, value in found.items() if not place[2]}
    assert own.items() <= honest.items()
    if platform != "spotify_page":
        assert own


@every_platform
@pytest.mark.parametrize("development_mode", [False, True])
def test_a_stuck_cache_gives_nobody_anothers_numbers(box, platform, source, development_mode):
    """The first answer for everybody gave six artists the numbers of the first."""
    box.development_mode = development_mode
    honest, _ = collected(box, source, platform)
    found, said = collected(box, source, platform, stuck())
    box.development_mode = False
    assert bool(found) is bool(honest)  # an app in development mode is given no number at all
    assert found.items() <= honest.items()
    if platform in ("spotify_page", "instagram", "deezer"):
        assert len({artist for artist, *_ in found}) == 1
        assert any("answered as" in sentence for sentence in said)


@every_platform
@FUZZ
@given(st.data())
def test_no_wrong_byte_or_field_is_a_fault_of_ours(box, platform, source, data):
    collected(box, source, platform, data.draw(BODIES))


@every_platform
@pytest.mark.parametrize("at", [100, 500, 900])
def test_what_is_broken_off_is_no_unknown_account(box, platform, source, at):
    _, said = collected(box, source, platform, cut(at))
    assert not any("with this" in sentence or "knows no" in sentence for sentence in said)


@pytest.mark.few(3)
@every_platform
@pytest.mark.parametrize("value", [HUGE, DEEP, HALF, None, "9" * 5000, "z" * 200_000, [[]], {}])
def test_a_value_that_is_none_costs_no_other_artist(box, platform, source, value):
    """Endless integers, deep nesting and halves of signs, in each of some fields."""
    for place in (0, 250, 500, 750, 1000):
        _, said = collected(box, source, platform, field(place, value))
        assert said is not None


@every_platform
@FUZZ
@given(HEADERS, st.sampled_from([None, 200, 301, 302, 400, 403, 429, 500, 503]))
@example({"Retry-After": "Mon, 01 Jan 99999 00:00:00 GMT"}, 429)
@example({"Location": "http://["}, 302)
def test_no_wrong_header_is_a_fault_of_ours(box, platform, source, headers, status):
    collected(box, source, platform, headers=headers, status=status)


@FUZZ
@given(BODIES)
@example(encoded("utf-8-sig"))
@example(encoded("utf-16"))
@example(lambda _: b'{"YOUTUBE_API_KEY": "\\ud83dabcd"}')
@example(lambda _: b"[" * 5000)
@example(field(0, HUGE))
def test_no_answer_of_the_worker_is_a_fault_of_ours(box, spoil):
    with spoiling(box, "worker", spoil):
        try:
            found = load_credentials(box.environment())
        except ConfigError as error:
            assert "redentials worker" in str(error)
        else:
            assert found.unavailable == ""


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_mark_before_the_workers_json_is_no_wrong_address(box, encoding):
    with spoiling(box, "worker", encoded(encoding)):
        assert load_credentials(box.environment()).get("YOUTUBE_API_KEY")


@FUZZ
@given(BODIES, HEADERS)
@example(lambda _: b"[" * 5000, {})
@example(lambda _: b'[{"number": 1, "closed_at": "9999"}]', {})
def test_no_answer_of_github_is_a_fault_of_ours(box, spoil, headers):
    box.tracker.issues[:] = []
    box.tracker.open({"title": "A wish", "labels": ["wish"]}, DAY)
    with spoiling(box, "github", spoil, headers=headers):
        one = GitHub(f"{box.url}/github", "label/numbers", token_of(WORLD), Redactor())
        one._sleep = lambda _: None
        try:
            one.open_issues("wish")
        except GitHubError as error:
            assert str(error).startswith("GitHub ")
        try:
            check_clock({"GITHUB_API_URL": f"{box.url}/github"}, datetime(2026, 9, 1, tzinfo=UTC))
        except ConfigError as error:
            assert "clock" in str(error)


@FUZZ
@given(BODIES, HEADERS)
@example(broken(0, 0xFF), {"X-RateLimit-Limit": "9" * 5000})
@example(field(0, HUGE), {"X-RateLimit-Reset": "1", "Date": "Fri, 31 Dec 9999 23:59:59 -2300"})
def test_no_answer_of_chartmetric_is_a_fault_of_ours(box, spoil, headers):
    context = context_for(box)
    budget = RunBudget(120, sleep=lambda _: None)
    with (
        spoiling(box, "chartmetric", spoil, headers=headers),
        ChartmetricClient(context.credentials, context.endpoints, budget) as client,
    ):
        for ask in (
            lambda: cm.artist_ids(client.ids(WORLD.artists[0].spotify)),
            lambda: cm.stats("spotify", client.stats("1", "spotify", date(2026, 8, 1), DAY)),
        ):
            try:
                ask()
            except BacklineError as error:
                assert "Chartmetric" in str(error) or "CHARTMETRIC" in str(error)
