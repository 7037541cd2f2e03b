"""Every way a platform can fail, for every source: a reason beside each gap, and no secret."""

import logging
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from backline.measure import VOCABULARY, State
from backline.sources import ALL
from backline.sources.deezer import DeezerSource
from sandbox import Failure, Sandbox
from tests.asked import QUICK, ROSTER, SOURCES, ask, context_for, named
from tests.played import DAY, WORLD

pytestmark = pytest.mark.usefixtures("unpaced")

ROOT = Path(__file__).resolve().parents[1]
ARTISTS = named("marlow-tide", "nida-al-layl", "slow-fireworks", "orsa-vinter")
PLATFORMS = {
    "spotify_api": ("spotify_api", "spotify_accounts"),
    "youtube_api": ("youtube",),
    "instagram_api": ("instagram",),
    "deezer_api": ("deezer",),
    "discord_api": ("discord",),
    "spotify_page": ("spotify_page",),
}
FAILING = [(source, platform) for source in SOURCES for platform in PLATFORMS[source.name]]
FOR_ALL = {
    Failure.RATE_LIMIT,
    Failure.RATE_LIMIT_LONG,
    Failure.QUOTA,
}
PASSING = {
    Failure.PASSING,
    Failure.SERVER_ERROR,
    Failure.UNAVAILABLE,
    Failure.HTML_ERROR,
    Failure.TRUNCATED,
    Failure.EMPTY,
    Failure.SLOW,
    Failure.RESET,
}


def expected(source):
    artists = [a.key for a in ARTISTS if a.account(source.platform)]
    return [""] if source.of_label else artists


def assert_said_well(result):
    """Short sentences without a key or an address."""
    for sentence in result.sentences():
        assert 10 < len(sentence) < 200
        assert "http" not in sentence
        assert "?" not in sentence or "switched on" in sentence
        assert "\n" not in sentence
        for name, secret in WORLD.credentials().items():
            assert secret not in sentence or name.endswith(("_ID", "_VERSION"))


def is_waited_for(failure):
    """Whether a failure is one that takes as long as anybody waits."""
    return failure in (Failure.SLOW, Failure.DRIPPING)


@pytest.mark.few(45)
@pytest.mark.parametrize(
    ("source", "platform", "failure"),
    [
        pytest.param(
            *asked, failure, marks=[pytest.mark.heavy] * (is_waited_for(failure) and place > 0)
        )
        for place, asked in enumerate(FAILING)
        for failure in Failure
    ],
)
def test_a_failing_platform_costs_its_own_numbers_and_says_why(source, platform, failure):
    with Sandbox(WORLD, date=DAY) as box:
        box.fail(platform, failure)
        result = ask(source(timeout=QUICK), box, ARTISTS)
        calls = len(box.calls)
    assert_said_well(result)
    assert calls <= 25
    if result.error:
        assert result.error.scope == "platform"
        assert result.error.state is not State.MEASURED
    else:
        assert set(result.answers) == set(expected(source))
    for answer in result.answers.values():
        assert answer.readings
        assert all(
            (r.value is None, r.detail != "") == (True, True)
            for r in answer.readings
            if r.subject is None
        )
        assert all(items == [] for items in answer.items.values()) or failure is (
            Failure.WRONG_TYPES
        )
    if failure in FOR_ALL:
        assert result.error


@pytest.mark.few(14)
@pytest.mark.parametrize("failure", sorted(PASSING))
@pytest.mark.parametrize("source", [s for s in SOURCES if s.name != "spotify_page"])
def test_a_fault_that_passes_costs_nothing(source, failure):
    with Sandbox(WORLD, date=DAY) as box:
        whole = ask(source(timeout=QUICK), box, ARTISTS)
        box.fail(PLATFORMS[source.name][0], failure, times=1)
        again = ask(source(timeout=QUICK), box, ARTISTS)
    assert again.answers == whole.answers
    assert again.error is None
    assert again.waits == [1]


@pytest.mark.parametrize("source", [s for s in SOURCES if s.name != "spotify_page"])
def test_a_short_wait_that_is_asked_for_costs_nothing(source):
    with Sandbox(WORLD, date=DAY) as box:
        whole = ask(source(timeout=QUICK), box, ARTISTS)
        box.fail(PLATFORMS[source.name][0], Failure.RATE_LIMIT, times=1)
        again = ask(source(timeout=QUICK), box, ARTISTS)
    assert again.answers == whole.answers
    assert again.waits == [1]


@pytest.mark.parametrize("source", SOURCES)
def test_without_a_budget_nothing_is_waited_for(source):
    with Sandbox(WORLD, date=DAY) as box:
        box.fail(PLATFORMS[source.name][0], Failure.SERVER_ERROR)
        result = ask(source(timeout=QUICK), box, ARTISTS, seconds=0)
    assert result.waits == []
    assert_said_well(result)


@pytest.mark.parametrize("source", SOURCES)
def test_nobody_there_is_a_sentence(source):
    with Sandbox(WORLD, date=DAY) as box:
        environment = box.environment()

    class Gone:
        date = DAY

        def environment(self):
            return environment

    result = ask(source(timeout=QUICK), Gone(), ARTISTS)
    assert any("could not be reached" in sentence for sentence in result.sentences())
    assert_said_well(result)


@pytest.mark.parametrize("source", [s for s in SOURCES if s.needs])
def test_a_wrong_key_is_named(source):
    name = source.needs[0]
    with Sandbox(WORLD, date=DAY) as box:
        result = ask(source(timeout=QUICK), box, ARTISTS, keys={name: "wrong-secret-key"})
    assert result.error.scope == "platform"
    words = {"INSTAGRAM_ACCESS_TOKEN": "Instagram token"}
    assert words.get(name, name) in str(result.error)
    assert "wrong-secret-key" not in "".join(result.sentences())


@pytest.mark.parametrize("pasted", ["schlüssel", "two words", "line\nbreak", "“quoted”"])
@pytest.mark.parametrize("source", [s for s in SOURCES if s.needs])
def test_a_key_pasted_badly_is_named_before_anything_is_asked(source, pasted):
    name = source.needs[0]
    with Sandbox(WORLD, date=DAY) as box:
        result = ask(source(), box, ARTISTS, keys={name: pasted})
        assert box.calls == []
    assert str(result.error) == f"{name} holds signs that no key has: copy it anew"


@pytest.mark.parametrize("source", SOURCES)
def test_no_log_line_holds_a_key_or_a_token(source, caplog):
    caplog.set_level(logging.DEBUG)
    with Sandbox(WORLD, date=DAY) as box:
        ask(source(timeout=QUICK), box, ARTISTS)
        box.fail(PLATFORMS[source.name][0], Failure.FORBIDDEN)
        ask(source(timeout=QUICK), box, ARTISTS)
    secrets = [v for k, v in WORLD.credentials().items() if not k.endswith(("_ID", "_VERSION"))]
    for secret in [*secrets, WORLD.access_token(DAY)]:
        assert secret not in caplog.text


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_keeps_to_its_vocabulary(source):
    with Sandbox(WORLD, date=DAY + timedelta(days=3)) as box:
        result = ask(source(), box, ARTISTS)
    one = source()
    assert set(result.answers) == set(expected(source))
    for answer in result.answers.values():
        own = [r.metric for r in answer.readings if not r.subject and not r.list_name]
        assert sorted(own) == sorted(one.metrics)
        assert all((one.platform, r.metric) in VOCABULARY for r in answer.readings)
        assert set(answer.items) <= set(one.lists)


def test_the_sources_come_in_one_order():
    names = [source.name for source in ALL]
    assert names == list(dict.fromkeys(names))
    assert [type(source) for source in ALL] == list(SOURCES)
    assert [s.name for s in ALL if s.switched_off(ROSTER.settings)] == []
    off = ROSTER.settings.model_copy(update={"spotify_page": False})
    assert {s.name: s.switched_off(off) for s in ALL if s.switched_off(off)} == {
        "spotify_page": "switched off in the roster's settings (spotify_page)"
    }


def test_several_artists_are_asked_at_a_time():
    with Sandbox(WORLD, date=DAY, latency=0.25) as box:
        begun = time.monotonic()
        result = ask(DeezerSource(), box)
        assert time.monotonic() - begun < 0.25 * len(result.answers) / 2
    assert len(result.answers) == 7


def test_the_sources_are_named_without_loading_the_platforms_clients():
    heavy = "{'spotipy', 'googleapiclient', 'httplib2', 'pyrate_limiter'}"
    code = (
        f"import sys, backline.sources, backline.sources.search; print({heavy} & {{*sys.modules}})"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()"


def test_an_answer_not_waited_for_leaves_no_thread_behind():
    before = threading.active_count()
    with Sandbox(WORLD, date=DAY) as box:
        asking = DeezerSource().measure([a for a in ROSTER.artists if a.deezer], context_for(box))
        next(asking)
        asking.close()
    assert threading.active_count() <= before
