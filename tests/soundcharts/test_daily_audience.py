"""The daily run asks Soundcharts within the requests that the roster allows, and says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from backline.collecting import run_day
from backline.collecting.audience.asks import PLATFORMS, asks_of
from backline.collecting.daily_audience import SETTING, take_audiences
from backline.errors import ConfigError
from backline.net import Credentials, Endpoints, RunBudget, load_credentials
from backline.people import parse_roster
from backline.store import Store
from backline.store.charts import CHARTS
from backline.store.cities import CITIES
from sandbox import Failure
from sandbox.soundcharts_shapes import artist_uuid
from tests.backfilled import rows_of
from tests.soundcharts.conftest import DAY, FAST

AUDIENCE = len(asks_of(PLATFORMS))


@pytest.fixture
def root(world, tmp_path):
    """The label's folder; the roster has everybody's Soundcharts id."""
    path = tmp_path / "label"
    path.mkdir()
    text = world.roster_toml()
    for artist in world.artists:
        named = f'key = "{artist.key}"\n'
        text = text.replace(named, f'{named}soundcharts = "{artist_uuid(artist)}"\n')
    (path / "roster.toml").write_text(text, encoding="utf-8")
    return path


def allow(root, requests, more=""):
    path = root / "roster.toml"
    path.write_text(
        path.read_text("utf-8").replace(
            "[settings]\n", f"[settings]\n{SETTING} = {requests}\n{more}"
        )
    )


def take(root, box, day=DAY, keys=None, budget=None):
    box.date = day
    return take_audiences(
        Store(root),
        Credentials(keys if keys is not None else box.world.credentials()),
        Endpoints.from_environment(box.environment()),
        budget or RunBudget(600, lambda _: None),
        started=datetime(day.year, day.month, day.day, 6, tzinfo=UTC),
        sleep=lambda _: None,
        limit=FAST,
    )


def asked_of(root):
    return {m.artist for m in rows_of(root, source="soundcharts") if not m.subject}


def test_without_the_setting_nothing_is_asked(root, box):
    assert take(root, box).notes == []
    assert box.calls_to("soundcharts") == []


def test_everybody_s_audience_and_songs_and_what_they_cost_once_a_day(root, box):
    allow(root, 1000)
    told = take(root, box)
    everybody = {artist.key for artist in Store(root).roster().artists}
    assert asked_of(root) == everybody
    assert {m.artist for m in rows_of(root, source="soundcharts") if m.subject} == everybody
    assert max(m.date for m in rows_of(root, source="soundcharts")) == DAY - timedelta(days=1)
    assert CITIES.files(Store(root).data)
    assert told.asked == len(box.calls_to("soundcharts"))
    assert told.notes[-1].startswith(
        f"Soundcharts was asked {told.asked} times of the 1,000 a day that roster.toml allows; "
    )
    assert told.notes[-1].endswith("are left of this month's quota.")
    assert sum("was asked" in note for note in told.notes) == 1
    for kept in Store(root).newest.glob("*"):
        kept.unlink()
    assert take(root, box).asked == 0, "the same day again, on another machine"


def test_the_next_day_settled_days_are_not_asked_again_and_songs_wait_a_week(root, box, world):
    world.soundcharts.whole = True
    allow(root, 1000)
    take(root, box)
    before = len(box.calls_to("soundcharts"))
    take(root, box, DAY + timedelta(days=1))
    new = box.calls_to("soundcharts")[before:]
    assert new
    assert all("/song" not in call.path for call in new)
    # What had no number while it was young is asked for once more.
    first = DAY - timedelta(days=7)
    assert min(call.query.split("startDate=")[1][:10] for call in new) >= first.isoformat()


def test_who_does_not_fit_waits_and_comes_first_the_next_day(root, box):
    allow(root, 2 * AUDIENCE + 1)
    told = take(root, box)
    assert told.asked == len(box.calls_to("soundcharts")) <= 2 * AUDIENCE + 1
    first, second, third = (artist.key for artist in Store(root).roster().artists)
    assert asked_of(root) == {first, second}
    waits = next(note for note in told.notes if "did not reach" in note)
    assert f"{SETTING} = {2 * AUDIENCE + 1} did not reach for" in waits
    assert waits.endswith(f"an artist takes {AUDIENCE} requests.")
    assert not any(m.subject for m in rows_of(root, source="soundcharts"))
    assert take(root, box).asked == 0, "a second run of the day has no more requests"
    take(root, box, DAY + timedelta(days=1))
    assert third in asked_of(root)


def test_a_quota_too_small_for_anybody_asks_nothing_and_says_so(root, box):
    allow(root, AUDIENCE - 1)
    told = take(root, box)
    assert box.calls_to("soundcharts") == []
    assert "did not reach" in told.notes[0]
    assert told.notes[-1].startswith("Soundcharts was asked 0 times")


def test_missing_keys_are_said_in_one_sentence(root, box):
    allow(root, 100)
    told = take(root, box, keys={})
    assert told.notes == [
        "Soundcharts is not asked: SOUNDCHARTS_APP_ID and SOUNDCHARTS_API_KEY are not set."
    ]


@pytest.mark.parametrize("failure", [Failure.UNAUTHORIZED, Failure.UNAVAILABLE, Failure.QUOTA])
def test_a_service_that_fails_is_asked_about_nobody_else(root, box, failure):
    allow(root, 1000)
    box.fail("soundcharts", failure)
    told = take(root, box)
    assert told.measured == 0
    assert told.asked <= 3 * 3 * AUDIENCE
    assert told.notes[-1].startswith("Soundcharts was asked")


def test_a_run_that_somebody_ended_is_not_gone_on_with(root, box):
    allow(root, 1000)
    budget = RunBudget(600, lambda _: None)
    budget.end("it was stopped")
    assert take(root, box, budget=budget).notes == []
    assert box.calls_to("soundcharts") == []


@pytest.mark.parametrize("value", ["0", '"many"', "-1"])
def test_a_wrong_value_gets_one_sentence(value):
    with pytest.raises(ConfigError, match=f"line 3: {SETTING}: it should be"):
        parse_roster(f'label = "L"\n[settings]\n{SETTING} = {value}\n')


class TestWeeklyCharts:
    CHARTS = 'soundcharts_charts = ["top-songs-it", "global-28", "nowhere"]\n'

    def stored(self, root):
        data = Store(root).data
        return [entry for path in CHARTS.files(data) for entry in CHARTS.read(path)]

    def test_the_newest_week_is_taken_once_and_what_is_none_is_said(self, root, box):
        allow(root, 1000, self.CHARTS)
        told = take(root, box)
        entries = self.stored(root)
        assert {(e.chart, e.country, e.frequency) for e in entries} == {
            ("top-songs-it", "IT", "weekly")
        }
        assert {e.date.weekday() for e in entries} == {3}
        assert len({e.position for e in entries}) == len(entries)
        assert {(e.source, e.metric_kind) for e in entries} == {("soundcharts", "streams")}
        assert any("global-28: it is no weekly chart" in note for note in told.notes)
        assert any("the chart nowhere" in note for note in told.notes)
        assert f"Soundcharts: {len(entries)} places of charts are stored." in told.notes
        before = len(box.calls_to("soundcharts"))
        take(root, box)
        again = box.calls_to("soundcharts")[before:]
        assert not any("top-songs-it" in call.path for call in again)

    def test_charts_that_do_not_fit_are_named(self, root, box):
        allow(root, 3 * AUDIENCE + 3, self.CHARTS)
        told = take(root, box)
        assert {e.chart for e in self.stored(root)} == {"top-songs-it"}
        assert any("did not reach for the charts global-28, nowhere" in n for n in told.notes)

    @pytest.mark.parametrize("value", ['"top-songs-33"', "[3]", '["../x"]'])
    def test_a_wrong_list_gets_one_sentence(self, value):
        with pytest.raises(ConfigError, match="line 3: soundcharts_charts: list charts as"):
            parse_roster(f'label = "L"\n[settings]\nsoundcharts_charts = {value}\n')


class TestTheDailyRun:
    def run(self, root, box, **options):
        environment = box.environment()
        return run_day(
            root,
            load_credentials(environment),
            Endpoints.from_environment(environment),
            started=datetime(DAY.year, DAY.month, DAY.day, 2, 30, tzinfo=UTC),
            sleep=lambda _: None,
            **options,
        )

    def test_it_writes_both_and_says_what_was_spent(self, root, box):
        allow(root, AUDIENCE)
        run = self.run(root, box)
        assert len(asked_of(root)) == 1
        assert any(f"of the {AUDIENCE} a day" in note for note in run.collected.notes)
        assert rows_of(root, source="spotify_api", date=DAY)
        assert (root / "reports/growth.csv").exists()

    def test_a_failure_of_it_costs_nobody_s_day(self, root, box):
        allow(root, AUDIENCE)
        box.fail("soundcharts", Failure.UNAUTHORIZED)
        run = self.run(root, box)
        assert run.changed and run.measured
        assert (root / "reports/growth.csv").exists()
        assert any(note.startswith("Soundcharts") for note in run.collected.notes)

    def test_a_run_of_one_platform_asks_that_alone(self, root, box):
        allow(root, AUDIENCE)
        self.run(root, box, only=["deezer"])
        assert box.calls_to("soundcharts") == []


@pytest.mark.few(5)
@pytest.mark.parametrize("most", [1, AUDIENCE, AUDIENCE + 1, 3 * AUDIENCE + 7, 80])
@pytest.mark.parametrize("sick", [False, True])
def test_not_one_request_more_is_made_whatever_has_to_be_repeated(root, box, most, sick):
    allow(root, most, 'soundcharts_charts = ["top-songs-33"]\n')
    if sick:
        box.fail("soundcharts", Failure.SERVER_ERROR, match="/streaming/", times=5)
    told = take(root, box)
    assert told.asked == len(box.calls_to("soundcharts")) <= most
