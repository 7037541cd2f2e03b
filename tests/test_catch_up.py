"""The catch-up asks exactly those whose numbers are missing for a reason that passes."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from backline.analysis.news import news
from backline.collecting.catch_up import still_to_ask
from backline.measure import LASTING, State
from backline.net import load_credentials
from backline.sources import ALL
from backline.store import Day, Store
from backline.unattended.commit_message import commit_message
from sandbox import Failure
from tests import played
from tests.played import DAY, WORLD
from tests.roots import row

KEYS = {a.key for a in WORLD.artists}
LACKS = {"youtube": "luna-parade", "instagram": "nida-al-layl", "deezer": "pip-co"}


def run(root, box, **options):
    """The daily job without the reports, which take longer than all the rest of it."""
    return played.run(root, box, **{"reports": False, **options})


@pytest.fixture
def root(label_root):
    return label_root


def open_on(root, box, day=DAY):
    store = Store(root)
    keys = load_credentials(box.environment())
    return still_to_ask(store.read_day(day), day, ALL, store.roster(), lambda: keys)


def caught_up(root, box):
    """Run the catch-up; what it asked each platform, and the run."""
    wanted = open_on(root, box)
    calls = len(box.calls)
    found = run(root, box, sources=[s for s in ALL if s.name in wanted], wanted=wanted)
    return [c for c in box.calls[calls:] if c.platform != "worker"], found


def numbers(root, **only):
    return [
        m
        for m in Store(root).read_day(DAY).measurements
        if all(getattr(m, name) == value for name, value in only.items())
    ]


def test_a_day_that_is_not_there_is_asked_of_everybody(root, box):
    assert open_on(root, box) == {s.name: {""} if s.of_label else KEYS for s in ALL}


def test_a_complete_day_is_asked_of_nobody_and_needs_no_keys(root, box):
    run(root, box)
    store = Store(root)

    def keys():
        raise AssertionError("nothing hangs on them")

    assert still_to_ask(store.read_day(DAY), DAY, ALL, store.roster(), keys) == {}


def test_half_a_platform_lost_to_a_limit_is_asked_for_that_half_alone(root, box):
    first, second = WORLD.artists[0], WORLD.artists[1]
    for artist in (first, second):
        box.fail("deezer", Failure.PASSING, match=f"/artist/{artist.deezer}")
    run(root, box)
    lost = {m.artist for m in numbers(root, platform="deezer", state=State.FAILED)}
    assert {first.key, second.key} <= lost < KEYS
    box.heal()
    assert open_on(root, box) == {"deezer_api": lost}
    calls, found = caught_up(root, box)
    asked = {f"/artist/{a.deezer}" for a in WORLD.artists if a.key in lost}
    assert sorted(c.path for c in calls) == sorted(asked)
    assert found.measured == len(lost)
    assert numbers(root, platform="deezer", state=State.FAILED) == []
    assert open_on(root, box) == {}


def test_what_is_refused_for_good_is_left_alone(root, box):
    wrong = WORLD.artists[1]
    for platform, account in (("deezer", wrong.deezer), ("instagram", wrong.instagram)):
        box.fail(platform, Failure.NOT_FOUND, match=account)
    run(root, box)
    refused = numbers(root, artist=wrong.key, state=State.FAILED)
    assert {m.platform for m in refused} == {"deezer", "instagram"}
    assert all(m.detail.endswith(LASTING) for m in refused)
    assert open_on(root, box) == {}


@pytest.mark.few(6)
@pytest.mark.parametrize(
    ("platform", "failure", "again"),
    [
        ("instagram", Failure.UNAUTHORIZED, False),
        ("instagram", Failure.FORBIDDEN, False),
        ("instagram", Failure.RATE_LIMIT, True),
        ("instagram", Failure.RATE_LIMIT_LONG, True),
        ("instagram", Failure.PASSING, True),
        ("youtube", Failure.UNAUTHORIZED, False),
        ("youtube", Failure.FORBIDDEN, False),
        ("youtube", Failure.QUOTA, True),
        ("youtube", Failure.PASSING, True),
        ("spotify_api", Failure.UNAUTHORIZED, False),
        ("spotify_api", Failure.QUOTA, True),
        ("spotify_accounts", Failure.UNAUTHORIZED, False),
        ("spotify_accounts", Failure.PASSING, True),
        ("discord", Failure.UNAUTHORIZED, False),
        ("discord", Failure.NOT_FOUND, False),
        ("discord", Failure.UNAVAILABLE, True),
        ("deezer", Failure.HTML_ERROR, True),
        ("deezer", Failure.MISSING_FIELDS, True),
        ("spotify_page", Failure.SERVER_ERROR, False),  # a page is asked for once a day
    ],
)
def test_whose_reason_passes_is_asked_again_and_nobody_else(root, box, platform, failure, again):
    box.fail(platform, failure)
    run(root, box)
    box.heal()
    wanted = open_on(root, box)
    if not again:
        assert wanted == {}
        return
    source = {"spotify_accounts": "spotify_api", "spotify_api": "spotify_api"}.get(
        platform, f"{platform}_api"
    )
    everybody = {""} if platform == "discord" else KEYS - {LACKS.get(platform)}
    assert wanted == {source: everybody}


def test_a_list_that_is_empty_after_a_failure_clears_the_failure(root, box):
    silent = WORLD.artists[7]
    box.fail("spotify_api", Failure.SERVER_ERROR, match=f"{silent.spotify}/top-tracks")
    run(root, box)
    assert [m.state for m in numbers(root, artist=silent.key, subject="top_tracks")] == [
        State.FAILED
    ]
    box.heal()
    assert open_on(root, box) == {"spotify_api": {silent.key}}
    caught_up(root, box)
    assert numbers(root, artist=silent.key, subject="top_tracks") == []
    latest = json.loads((root / "data/latest.json").read_text(encoding="utf-8"))
    assert latest["artists"][7]["spotify"]["top_tracks"] == []
    assert open_on(root, box) == {}


def test_a_commit_names_no_gap_that_the_catch_up_healed(root, box):
    def message(had_before):
        store = Store(root)
        told = news(store, day)
        return commit_message(told, store.roster(), (), had_before)

    first, silent = WORLD.artists[0], WORLD.artists[7]
    day = DAY
    run(root, box)
    day, box.date = DAY + timedelta(days=1), DAY + timedelta(days=1)
    box.fail("spotify_api", Failure.SERVER_ERROR, match=f"{silent.spotify}/top-tracks")
    box.fail("deezer", Failure.SERVER_ERROR, match=first.deezer)
    run(root, box)
    assert "New gaps:" in message(None)
    had = sum(m.state is State.MEASURED for m in Store(root).read_day(day).measurements)
    box.heal()
    wanted = open_on(root, box, day)
    run(root, box, sources=[s for s in ALL if s.name in wanted], wanted=wanted)
    assert "gaps:" not in message(had).lower()
    day, box.date = DAY + timedelta(days=2), DAY + timedelta(days=2)
    run(root, box)
    assert "gaps:" not in message(None).lower()
    assert "back" not in message(None).lower()


def test_keys_that_came_since_are_used_and_missing_ones_asked_for_once(root, box):
    store = Store(root)
    rows = [
        row(
            DAY,
            None,
            artist="" if s.of_label else a.key,
            series=f"{s.platform}/{s.metrics[0]}",
            state=State.NOT_CONFIGURED,
            source=s.name,
        )
        for s in ALL
        for a in WORLD.artists
    ]
    with_keys, without = load_credentials(box.environment()), load_credentials({})
    ask = (Day(DAY, rows), DAY, ALL, store.roster())
    assert set(still_to_ask(*ask, lambda: with_keys)) == {s.name for s in ALL}
    assert set(still_to_ask(*ask, lambda: without)) == {s.name for s in ALL if not s.needs}


def test_a_worker_that_was_down_costs_no_second_chance(root, box):
    box.fail("worker", Failure.UNAVAILABLE)
    run(root, box)
    box.heal()
    wanted = open_on(root, box)
    assert set(wanted) == {s.name for s in ALL if s.needs}
    _, found = caught_up(root, box)
    assert found.changed
    assert open_on(root, box) == {}


def test_what_was_measured_in_the_morning_stays_when_only_some_are_asked(root, box):
    box.fail("deezer", Failure.PASSING, match=f"/artist/{WORLD.artists[0].deezer}")
    run(root, box)
    before = {m.fact: m for m in numbers(root) if m.state is State.MEASURED}
    box.heal()
    caught_up(root, box)
    after = {m.fact: m for m in numbers(root)}
    assert {fact: after[fact] for fact in before} == before


def test_somebody_new_in_the_roster_is_asked_for_the_same_day(root, box):
    text = (root / "roster.toml").read_text(encoding="utf-8")
    last = text.rindex("[[artist]]")
    (root / "roster.toml").write_text(text[:last], encoding="utf-8")
    run(root, box)
    (root / "roster.toml").write_text(text, encoding="utf-8")
    wanted = open_on(root, box)
    assert {key for keys in wanted.values() for key in keys} == {WORLD.artists[7].key}
    assert open_on(root, box, DAY + timedelta(days=1))["discord_api"] == {""}


class TestAWorkerThatForgotTheKeys:
    """It answers, without names: "not configured" is not believed of what measured lately."""

    def test_is_asked_again_by_the_catch_up(self, root, box):
        run(root, box)
        box.date = later = DAY + timedelta(days=1)
        box.fail("worker", Failure.MISSING_FIELDS)
        run(root, box)
        rows = Store(root).read_day(later).measurements
        asked = [m for m in rows if m.source == "youtube_api" and m.artist != LACKS["youtube"]]
        assert {(m.state, m.detail) for m in asked} == {
            (State.FAILED, "the credentials worker gave no YOUTUBE_API_KEY, which it gave before")
        }
        box.heal()
        assert set(open_on(root, box, later)) == {s.name for s in ALL if s.needs}

    def test_that_morning_is_asked_again_the_same_day(self, root, box):
        run(root, box, sources=[s for s in ALL if s.name == "deezer_api"])
        run(root, box, sources=[s for s in ALL if s.name == "youtube_api"], wanted={
            "youtube_api": {"luna-parade"}})  # fmt: skip
        box.fail("worker", Failure.MISSING_FIELDS)
        run(root, box, sources=[s for s in ALL if s.name == "youtube_api"])
        box.heal()
        assert "youtube_api" in open_on(root, box)

    def test_is_believed_of_what_never_measured(self, root, box):
        box.fail("worker", Failure.MISSING_FIELDS)
        run(root, box)
        assert {m.state for m in numbers(root, source="youtube_api")} == {State.NOT_CONFIGURED}

    def test_is_believed_after_a_week(self, root, box):
        run(root, box)
        box.date = later = DAY + timedelta(days=8)
        box.fail("worker", Failure.MISSING_FIELDS)
        run(root, box)
        rows = Store(root).read_day(later).measurements
        assert {m.state for m in rows if m.source == "youtube_api"} == {State.NOT_CONFIGURED}


def test_a_list_that_was_empty_in_the_morning_stays_an_answer(root):
    store = Store(root)
    missing = row(
        DAY, None, artist="luna-parade", series="spotify/popularity", subject="top_tracks"
    )
    words = {("luna-parade", "spotify"): {"top_tracks": []}}
    others = [row(DAY, 5, artist="luna-parade")]
    for day in (Day(DAY, others, words), Day(DAY, [*others, missing])):
        with store.writing(), store.change() as change:
            store.save(change, [day], store.roster(), store.subjects())
    assert numbers(root, subject="top_tracks") == []
