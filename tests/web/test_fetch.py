"""Asking the source on a page: with progress, to an end or cancelled, and never a key on a page."""

from __future__ import annotations

import asyncio
import os
import threading
from datetime import UTC, datetime, timedelta

import pytest

from sandbox import Failure, Sandbox, World
from tests.roots import root_of, row
from tests.web.live import serving

LAST = datetime.now(UTC).date()
FIRST = LAST - timedelta(days=9)
KEYS = ("SOUNDCHARTS_APP_ID", "SOUNDCHARTS_API_KEY")


@pytest.fixture
def box():
    """What the service knows of every day."""
    world = World(seed=1, artists=3)
    world.soundcharts.whole = True
    with Sandbox(world, date=LAST) as running:
        yield running


@pytest.fixture
def root(box, tmp_path):
    """The label's folder before anything was asked."""
    (tmp_path / "roster.toml").write_text(box.world.roster_toml(), encoding="utf-8")
    return tmp_path


@pytest.fixture
def environment(box):
    """The label's keys, and where the source is."""
    return {
        "PATH": os.environ["PATH"],
        **{name: box.world.credentials()[name] for name in KEYS},
        "BACKLINE_SANDBOX_URL": box.environment()["BACKLINE_SANDBOX_URL"],
    }


@pytest.fixture
async def live(root, environment):
    async with serving(root, environment) as site:
        yield site


def asked(*artists, first=FIRST, last=LAST, **more):
    """What the form sends."""
    fields = [("artist", name) for name in artists or ("marlow-tide",)]
    fields += [("platform", "spotify"), ("from", str(first)), ("to", str(last))]
    return [*fields, *more.items()]


async def ended(live, within=30.0):
    """The page once the asking has ended; every page before that is looked through for keys."""
    for _ in range(int(within / 0.05)):
        came = await live.get("/fetch.html")
        assert came.status == 200
        for name in KEYS:
            assert live.site.environment.get(name, "?") not in came.text
        if not came.page.all("progress"):
            return came
        await asyncio.sleep(0.05)
    raise AssertionError("it did not end")


@pytest.fixture
def held(box, monkeypatch):
    """Holds back every answer about streams until it is let go."""
    going, let = threading.Event(), threading.Event()
    from backline.sources.soundcharts.client import SoundchartsClient

    real = SoundchartsClient.streaming

    def slow(self, *arguments):
        going.set()
        let.wait(20)
        return real(self, *arguments)

    monkeypatch.setattr(SoundchartsClient, "streaming", slow)
    yield going, let
    let.set()


async def reached(event):
    await asyncio.to_thread(event.wait, 20)
    assert event.is_set()


async def test_what_is_not_stored_is_asked_for_and_the_answer_is_linked(live, box):
    came = await live.post("/fetch.html", asked())
    assert (came.status, came.headers["Location"]) == (303, "/fetch.html")
    page = (await ended(live)).page
    told = page.under("Asked")
    calls = len(box.calls_to("soundcharts"))
    left = box.world.soundcharts.quota
    assert f"Marlow Tide on Spotify, {FIRST} to {LAST}, with songs" in told
    assert f"Soundcharts was asked {calls} times; {left:,} are left of this month's quota." in told
    link = next(link for link in page.links if link.startswith("analytics.html?"))
    answer = await live.get("/" + link)
    assert answer.status == 200
    assert "Nothing is stored" not in answer.text


async def test_the_same_again_asks_nobody(live, box):
    await live.post("/fetch.html", asked())
    await ended(live)
    calls = len(box.calls_to("soundcharts"))
    await live.post("/fetch.html", asked())
    came = await ended(live)
    assert "Everything of it was stored and settled; nothing was asked." in came.page.text
    assert len(box.calls_to("soundcharts")) == calls


async def test_songs_are_asked_for_only_where_they_are_wanted(live, box):
    await live.post("/fetch.html", asked(songs="no"))
    came = await ended(live)
    assert "with songs" not in came.page.under("Asked")
    assert not [call for call in box.calls_to("soundcharts") if "song" in call.path]


async def test_how_far_it_is_can_be_seen_and_loaded_again_also_without_scripts(live, held):
    going, let = held
    await live.post("/fetch.html", asked("marlow-tide", "volt-hollow"))
    await reached(going)
    for _ in range(2):
        page = (await live.get("/fetch.html")).page
        assert page.one("progress").get("aria-label") == "How far it is"
        (again,) = page.all("meta", http_equiv="refresh")
        assert again.get("content") == "3"
    # An address that asks for another one does not hide what is under way.
    page = (await live.get("/fetch.html?artist=ada")).page
    assert page.all("progress")
    let.set()
    page = (await ended(live)).page
    assert page.all("meta", http_equiv="refresh") == []


async def test_other_pages_answer_while_it_asks(live, held):
    going, _ = held
    await live.post("/fetch.html", asked())
    await reached(going)
    assert (await live.get("/index.html")).status == 200


async def test_one_is_asked_at_a_time(live, held, box):
    going, let = held
    await live.post("/fetch.html", asked())
    await reached(going)
    came = await live.post("/fetch.html", asked("volt-hollow"))
    assert came.status == 409
    assert "Something else is being asked just now" in came.page.text
    let.set()
    assert "Marlow Tide" in (await ended(live)).page.under("Asked")


async def test_it_can_be_cancelled_and_what_was_had_is_stored(live, held, root):
    going, let = held
    await live.post("/fetch.html", asked(first=LAST - timedelta(days=400)))
    await reached(going)
    came = await live.followed("/fetch/cancel", {})
    assert "Ending; what was had by now is stored." in came.page.text
    let.set()
    told = (await ended(live)).page.under("Cancelled")
    assert "the asking was cancelled" in told
    assert "Soundcharts was asked" in told
    # The next one begins as if nothing had been.
    assert (await live.post("/fetch.html", asked())).status == 303
    await ended(live)


async def test_to_cancel_what_has_ended_changes_nothing(live):
    assert (await live.followed("/fetch/cancel", {})).status == 200
    await live.post("/fetch.html", asked())
    await ended(live)
    came = await live.followed("/fetch/cancel", {})
    assert "Asked" in [text for _, text in came.page.headings]


async def test_the_end_of_the_program_ends_the_asking(root, environment, held):
    going, let = held
    async with serving(root, environment) as live:
        await live.post("/fetch.html", asked())
        await reached(going)
        let.set()
    assert not [one for one in threading.enumerate() if one.name == "fetch"]


@pytest.mark.parametrize("missing", [KEYS, KEYS[:1], KEYS[1:]])
async def test_without_keys_it_says_which_and_asks_nobody(root, environment, box, missing):
    some = {name: value for name, value in environment.items() if name not in missing}
    async with serving(root, some) as live:
        page = (await live.get("/fetch.html?artist=marlow-tide")).page
        assert f"since {' and '.join(missing)} " in page.text
        assert page.all("button", disabled="")
        came = await live.post("/fetch.html", asked())
        assert came.status == 409
        assert missing[0] in came.page.text
    assert box.calls_to("soundcharts") == []


async def test_offline_asks_nobody(root, environment, box):
    async with serving(root, {**environment, "OFFLINE": "true"}) as live:
        came = await live.post("/fetch.html", asked())
        assert (came.status, "OFFLINE is set" in came.page.text) == (409, True)
    assert box.calls_to("soundcharts") == []


async def test_a_wrong_address_of_the_source_is_a_sentence(root, environment):
    wrong = {**environment, "BACKLINE_SANDBOX_URL": "https://evil.example"}
    async with serving(root, wrong) as live:
        came = await live.post("/fetch.html", asked())
        assert came.status == 409
        assert "http address of this machine" in came.page.text


async def test_refused_keys_are_said_and_not_shown(live, box):
    box.world.soundcharts.revoked = True
    await live.post("/fetch.html", asked())
    assert "refuses the keys (401)" in (await ended(live)).page.text


async def test_an_artist_that_fails_is_named(live, box):
    from sandbox.soundcharts_shapes import artist_uuid

    box.fail("soundcharts", Failure.NOT_FOUND, match=artist_uuid(box.world.artists[0]))
    await live.post("/fetch.html", asked("marlow-tide", "volt-hollow"))
    assert "Marlow Tide: " in (await ended(live)).page.text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ([], "What was sent is no form."),
        ([("from", str(FIRST)), ("to", str(LAST))], "Say which artist is to be asked for."),
        (asked("nobody-there"), "nobody-there is not in the roster"),
        (asked(first="soon"), "'soon' is no day written as 2026-01-31."),
        (asked(first=LAST, last=FIRST), "ends before it starts"),
        (asked(first=LAST + timedelta(5), last=LAST + timedelta(9)), "has not begun"),
        ([*asked(), ("platform", "myspace")], "There is no platform 'myspace'"),
        (asked(country="Atlantis"), "ATLANTIS"),
    ],
)
async def test_what_cannot_be_asked_is_one_sentence(live, box, fields, why):
    came = await live.post("/fetch.html", fields or None)
    assert came.status in (400, 415), came.text
    assert why in came.page.text
    assert box.calls_to("soundcharts") == []


async def test_while_another_run_writes_it_says_so(live, root):
    from backline.store import Store

    with Store(root).writing():
        await live.post("/fetch.html", asked())
        assert "Another run is writing" in (await ended(live)).page.text


async def test_a_fault_of_our_own_says_where_and_not_what(live, monkeypatch, environment):
    def broken(*_, **__):
        raise KeyError(environment[KEYS[1]])

    monkeypatch.setattr("web.fetching.ask_service", broken)
    await live.post("/fetch.html", asked())
    came = await ended(live)
    assert "This is a fault in Backline: KeyError in test_fetch.py line" in came.page.text


async def test_the_form_has_what_the_address_asks(live):
    query = "artist=marlow-tide&artist=volt-hollow&platform=youtube&from=2026-08-01&to=2026-08-31"
    page = (await live.get(f"/fetch.html?{query}")).page
    names = {e.get("value") for e in page.all("input", name="artist")}
    assert names == {"marlow-tide", "volt-hollow"}
    ticked = [e.get("value") for e in page.all("input", name="platform") if "checked" in e.attrib]
    assert ticked == ["youtube"]
    assert page.one("input", name="from").get("value") == "2026-08-01"


async def test_a_root_with_days_keeps_them(tmp_path, box, environment):
    root = root_of(
        tmp_path / "label", [row(FIRST, 5, artist="marlow-tide")], box.world.roster_toml()
    )
    async with serving(root, environment) as live:
        await live.post("/fetch.html", asked())
        await ended(live)
        came = await live.get(
            f"/analytics.html?artist=marlow-tide&platform=spotify&from={FIRST}&to={LAST}"
        )
        assert "Followers" in came.text
