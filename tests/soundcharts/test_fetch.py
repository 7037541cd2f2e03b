"""Audiences of any period, written into the days they describe."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from backline.collecting.audience import fetch_audience
from backline.collecting.audience.asks import PLATFORMS
from backline.errors import ConfigError
from backline.measure import State
from backline.net import Credentials, Endpoints
from backline.people import parse_roster
from backline.store import Store, Subject
from backline.store.cities import CITIES
from sandbox import Failure, Sandbox, World, audience
from sandbox.curves import day_number
from sandbox.noise import LETTERS_AND_DIGITS, code, fraction
from sandbox.soundcharts_shapes import artist_uuid
from sandbox.soundcharts_songs import song_uuid
from tests.backfilled import content_of, rows_of
from tests.soundcharts.conftest import DAY, FAST

YESTERDAY = DAY - timedelta(days=1)


def fetched(root, box, platforms=("spotify",), first=None, last=YESTERDAY, **options):
    store = Store(root)
    artists = options.pop("artists", None) or store.roster().artists[:1]
    day = options.pop("day", box.date)
    options.setdefault("sleep", lambda _: None)
    return fetch_audience(
        store,
        Credentials(options.pop("keys", None) or box.world.credentials()),
        Endpoints.from_environment(box.environment()),
        artists,
        platforms,
        first or last - timedelta(days=29),
        last,
        started=datetime(day.year, day.month, day.day, 6, tzinfo=UTC),
        limit=FAST,
        **options,
    )


def calls(box):
    return [call for call in box.calls_to("soundcharts") if "by-platform" not in call.path]


def value_on(root, day, series, country=""):
    platform, metric = series.split("/")
    found = rows_of(
        root, date=day, platform=platform, metric=metric, country=country, source="soundcharts"
    )
    assert len(found) == 1, found
    return found[0].value


class TestPeriods:
    def test_every_day_of_a_year_is_had_once_its_last_one_included(self, root, box, roomy):
        first = date(2025, 9, 1)
        fetched(root, box, first=first)
        had = [m.date for m in rows_of(root, metric="monthly_listeners")]
        assert had == [first + timedelta(n) for n in range((YESTERDAY - first).days + 1)]
        asked = sorted(c.query for c in calls(box) if "streaming" in c.path)
        assert len(asked) == 5
        assert "startDate=2025-09-01&endDate=2025-11-29" in asked[0]
        assert "startDate=2025-11-30" in asked[1]

    def test_a_period_of_one_day_is_that_day(self, root, box, roomy):
        assert fetched(root, box, first=YESTERDAY).measured > 0
        assert {m.date for m in rows_of(root)} == {YESTERDAY}

    def test_a_leap_day_is_had(self, root, box, roomy):
        fetched(root, box, first=date(2024, 2, 28), last=date(2024, 3, 1))
        assert value_on(root, date(2024, 2, 29), "spotify/monthly_listeners") > 0

    def test_a_period_that_ends_before_it_starts_is_refused(self, root, box):
        with pytest.raises(ConfigError, match="from 2026-09-01 to 2026-08-01 ends before"):
            fetched(root, box, first=YESTERDAY, last=date(2026, 8, 1))

    def test_days_to_come_are_not_asked_for(self, root, box, roomy):
        far = DAY + timedelta(days=40)
        result = fetched(root, box, first=DAY + timedelta(days=1), last=far)
        assert result.notes == [f"No day from 2026-09-03 to {far} has come yet; nothing was asked."]
        fetched(root, box, first=YESTERDAY, last=far)
        assert {m.date for m in rows_of(root)} == {YESTERDAY, DAY}

    def test_a_platform_that_cannot_be_asked_about_is_named(self, root, box):
        with pytest.raises(ConfigError, match="not asked about 'myspace'; it is about Spotify"):
            fetched(root, box, platforms=("myspace",))


class TestNumbers:
    def test_every_platform_s_numbers_are_those_of_the_world(self, root, box, roomy):
        result = fetched(root, box, platforms=PLATFORMS, artists=Store(root).roster().artists)
        assert result.failed == {}
        artist = roomy.artists[0]
        true = roomy.numbers(artist, YESTERDAY)
        mine = {
            f"{m.platform}/{m.metric}": m.value
            for m in rows_of(root, artist=artist.key, date=YESTERDAY, country="")
        }
        assert mine["spotify/monthly_listeners"] == true.listeners
        assert mine["spotify/followers"] == true.followers
        assert mine["instagram/followers"] == true.instagram
        assert mine["deezer/fans"] == true.fans
        assert {
            "youtube/streaming_audience",
            "youtube/subscribers",
            "deezer/streaming_audience",
        } <= (mine.keys())
        assert all(m.source == "soundcharts" for m in rows_of(root))

    def test_missing_and_null_days_are_gaps_with_their_reasons(self, root, box):
        fetched(root, box, first=YESTERDAY - timedelta(days=89))
        rows = rows_of(root, metric="monthly_listeners")
        assert len(rows) == 90
        gaps = [m for m in rows if m.value is None]
        assert {m.state for m in gaps} == {State.NOT_OFFERED}
        details = {m.detail for m in gaps}
        assert "Soundcharts has no Spotify monthly listeners of this day" in details
        assert "Soundcharts gave null for Spotify monthly listeners of this day" in details

    def test_a_country_s_sum_of_cities_is_a_metric_of_its_own(self, root, box, roomy):
        fetched(root, box, first=YESTERDAY - timedelta(days=27))
        rows = rows_of(root, country="IT")
        assert {(m.platform, m.metric) for m in rows} == {("spotify", "monthly_listeners_at_least")}
        assert len(rows) == 4, "it is known about weekly"
        cities = [c for path in CITIES.files(root / "data") for c in CITIES.read(path)]
        for m in rows:
            own = [c.value for c in cities if (c.date, c.country) == (m.date, "IT")]
            assert m.value == sum(own)
            every = rows_of(root, date=m.date, metric="monthly_listeners_at_least")
            whole = value_on(root, m.date, "spotify/monthly_listeners")
            assert 0 < sum(one.value for one in every) < whole / 2
        assert not rows_of(root, country="IT", metric="monthly_listeners")

    def test_cities_are_kept_by_month_and_a_second_fetch_keeps_the_first_one_s(
        self, root, box, roomy
    ):
        fetched(root, box, first=date(2026, 7, 1), last=date(2026, 7, 31))
        before = [c for path in CITIES.files(root / "data") for c in CITIES.read(path)]
        fetched(root, box, first=date(2026, 7, 20), last=date(2026, 8, 20))
        names = [path.name for path in CITIES.files(root / "data")]
        assert names == ["2026-07.parquet", "2026-08.parquet"]
        after = [c for path in CITIES.files(root / "data") for c in CITIES.read(path)]
        assert set(before) < set(after)
        assert len(after) == len(set(after))


class TestAgain:
    def test_the_same_again_makes_no_call_and_changes_nothing(self, root, box):
        artists = Store(root).roster().artists
        fetched(root, box, platforms=PLATFORMS, artists=artists)
        before, asked = content_of(root), len(box.calls_to("soundcharts"))
        again = fetched(root, box, platforms=PLATFORMS, artists=Store(root).roster().artists)
        assert len(box.calls_to("soundcharts")) == asked
        assert (again.asked, again.measured) == (0, 0)
        assert content_of(root) == before

    def test_without_keys_what_is_stored_needs_none(self, root, box):
        fetched(root, box)
        assert fetched(root, box, keys={"YOUTUBE_API_KEY": "x"}).asked == 0
        with pytest.raises(ConfigError, match="SOUNDCHARTS_APP_ID and SOUNDCHARTS_API_KEY not set"):
            fetched(root, box, platforms=("deezer",), keys={"YOUTUBE_API_KEY": "x"})

    def test_on_another_day_only_the_days_that_may_change_are_asked_for(self, root, box, roomy):
        fetched(root, box)
        asked = len(calls(box))
        box.date = DAY + timedelta(days=1)
        fetched(root, box)
        queries = [call.query for call in calls(box)[asked:]]
        assert len(queries) == 2
        assert all("startDate=2026-08-27&endDate=2026-09-01" in query for query in queries)
        # Nothing was new, and still the same again makes no call.
        fetched(root, box)
        assert len(calls(box)) == asked + 2

    def test_what_is_older_than_a_week_is_settled(self, root, box, roomy):
        fetched(root, box)
        asked = len(calls(box))
        box.date = DAY + timedelta(days=8)
        assert fetched(root, box).asked == 0
        assert len(calls(box)) == asked

    def test_a_longer_period_asks_for_what_is_new_in_it(self, root, box, roomy):
        fetched(root, box, first=date(2026, 8, 1), last=date(2026, 8, 20))
        asked = len(calls(box))
        fetched(root, box, first=date(2026, 7, 25), last=date(2026, 8, 20))
        assert all("startDate=2026-07-25&endDate=2026-07-31" in c.query for c in calls(box)[asked:])

    def test_a_gap_of_a_young_day_is_asked_for_again_when_it_is_old(self, root, box):
        fetched(root, box)
        young = [m for m in rows_of(root, metric="followers") if m.detail.endswith("yet")]
        old = [m for m in rows_of(root) if m.state is State.NOT_OFFERED and m not in young]
        assert old
        box.date = DAY + timedelta(days=20)
        asked = len(calls(box))
        fetched(root, box)
        told = [c.query for c in calls(box)[asked:] if "audience" in c.path]
        assert len(told) == bool(young)


class TestStates:
    def test_an_unknown_id_fails_and_asking_again_will_not_help(self, root, box, world):
        (root / "roster.toml").write_text(
            world.roster_toml().replace(
                'key = "marlow-tide"',
                'key = "marlow-tide"\nsoundcharts = "00000000-0000-0000-0000-000000000000"',
            )
        )
        result = fetched(root, box, first=YESTERDAY)
        assert "(404)" in result.failed["marlow-tide"]
        (row,) = rows_of(root, metric="monthly_listeners")
        assert (row.state, row.may_pass) == (State.FAILED, False)
        asked = len(calls(box))
        fetched(root, box, first=YESTERDAY)
        assert len(calls(box)) == asked

    def test_what_the_plan_lacks_is_not_offered_and_the_rest_is_had(self, root, box, roomy):
        roomy.soundcharts.locked = {"streaming"}
        result = fetched(root, box, first=YESTERDAY)
        assert result.failed == {}
        assert "plan does not give streaming audience" in " ".join(result.notes)
        (row,) = rows_of(root, metric="monthly_listeners")
        assert row.state is State.NOT_OFFERED
        assert value_on(root, YESTERDAY, "spotify/followers") > 0

    def test_refused_keys_write_nothing(self, root, box, world):
        world.soundcharts.revoked = True
        before = content_of(root)
        result = fetched(root, box)
        assert "refuses the keys (401)" in result.failed["marlow-tide"]
        assert {gap.state for gap in result.gaps} == {State.FAILED}
        assert "nothing was stored" in " ".join(result.notes)
        assert content_of(root) == before

    def test_a_used_up_month_keeps_what_was_had_and_says_when_it_passes(self, root, box, roomy):
        roomy.soundcharts.quota = 2  # the id, and the first question
        result = fetched(root, box, platforms=PLATFORMS)
        assert "comes back with the next month" in " ".join(result.notes)
        assert "what was had before is stored" in " ".join(result.notes)
        assert result.measured > 0
        failed = [m for m in rows_of(root) if m.state is State.FAILED]
        assert failed
        assert all("quota" in m.detail and m.may_pass for m in failed)
        roomy.soundcharts.quota = 1000
        assert fetched(root, box, platforms=PLATFORMS).failed == {}
        assert not [m for m in rows_of(root) if m.state is State.FAILED]

    def test_a_fault_fails_its_days_alone_and_is_asked_again(self, root, box, roomy):
        box.fail("soundcharts", Failure.SERVER_ERROR, match="/streaming/")
        result = fetched(root, box)
        assert "500" in result.failed["marlow-tide"]
        gap = result.gaps[0]
        assert (gap.platform, gap.state, gap.last) == ("spotify", State.FAILED, YESTERDAY)
        assert value_on(root, YESTERDAY, "spotify/followers") > 0
        box.heal()
        assert fetched(root, box).failed == {}
        assert value_on(root, YESTERDAY, "spotify/monthly_listeners") > 0

    def test_an_answer_about_somebody_else_is_rejected(self, root, box, roomy):
        first, second = roomy.artists[:2]
        roomy.pass_on("soundcharts", artist_uuid(first), second)
        result = fetched(root, box, first=YESTERDAY)
        rows = rows_of(root, artist=first.key)
        assert {m.state for m in rows} == {State.REJECTED}
        assert artist_uuid(second) in rows[0].detail
        assert first.key in result.failed
        assert not CITIES.files(root / "data")

    def test_what_was_spent_and_what_is_left_is_said(self, root, box, world):
        result = fetched(root, box)
        left = world.soundcharts.quota
        assert result.notes[-1] == (
            f"Soundcharts was asked 3 times; {left:,} are left of this month's quota."
        )
        assert (result.asked, result.quota) == (3, left)

    def test_a_policy_that_forbids_storing_asks_nothing(self, root, box, world):
        text = world.roster_toml().replace(
            "[[artist]]", "[policy.soundcharts]\nstore = false\n\n[[artist]]", 1
        )
        (root / "roster.toml").write_text(text)
        assert "does not let it be stored" in fetched(root, box).notes[0]
        assert box.calls_to("soundcharts") == []


class TestWhoItIs:
    def test_an_id_is_found_by_the_spotify_id_and_put_into_the_roster(self, root, box, world):
        result = fetched(root, box, first=YESTERDAY)
        assert Store(root).roster().artists[0].soundcharts == artist_uuid(world.artists[0])
        assert "roster.toml now has the Soundcharts ids of Marlow Tide" in result.notes[0]

    def test_one_nobody_knows_is_not_configured_and_not_asked_for_again_today(
        self, root, box, world
    ):
        world.soundcharts.unknown = {"marlow-tide"}
        result = fetched(root, box)
        assert "knows no artist with the Spotify id" in result.failed["marlow-tide"]
        assert {m.state for m in rows_of(root)} == {State.NOT_CONFIGURED}
        again = fetched(root, box)
        assert again.asked == 0
        assert again.failed == result.failed

    def test_an_artist_outside_the_roster_can_be_asked_about(self, root, box, roomy):
        stranger = roomy.strangers[0]
        text = f'label = "x"\n[[artist]]\nkey = "{stranger.key}"\nname = "Other"\nowned = false\n'
        (other,) = parse_roster(text + f'soundcharts = "{artist_uuid(stranger)}"\n').artists
        assert fetched(root, box, artists=[other], first=YESTERDAY).measured > 0
        assert {m.artist for m in rows_of(root)} == {stranger.key}

    def test_no_account_on_a_platform_is_said_day_by_day(self, tmp_path):
        world = World(seed=1, artists=8)
        root = tmp_path / "label"
        root.mkdir()
        (root / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
        with Sandbox(world, date=DAY) as box:
            artists = [a for a in Store(root).roster().artists if a.key == "luna-parade"]
            fetched(root, box, ("youtube",), first=YESTERDAY, artists=artists)
        states = {m.state for m in rows_of(root)}
        assert states == {State.NOT_OFFERED}


class TestSongs:
    def streams(self, root):
        return [m for m in rows_of(root, platform="spotify", metric="streams") if m.value]

    def test_the_streams_of_the_most_streamed_songs_are_had_by_day(self, root, box, world):
        result = fetched(root, box, platforms=(), songs=4)
        assert result.failed == {}
        found = self.streams(root)
        assert len({m.subject for m in found}) == 4
        for m in found:
            track = next(t for t in world.tracks(world.artists[0], DAY) if t.id == m.subject)
            assert m.value == audience.streams(track, day_number(m.date))
        known = Store(root).subjects()
        for m in found:
            track = next(t for t in world.tracks(world.artists[0], DAY) if t.id == m.subject)
            assert known.get(m.subject).soundcharts == song_uuid(track)

    def test_a_song_known_by_another_of_its_linked_ids_is_that_one(self, root, box, world):
        fetched(root, box, platforms=(), songs=10)
        doubled = next(
            t for t in world.tracks(world.artists[0], DAY) if fraction(t.id, "doubled") < 0.3
        )
        again = code(LETTERS_AND_DIGITS, 22, doubled.id, "again")
        other = root.parent / "other"
        other.mkdir()
        (other / "roster.toml").write_text(world.roster_toml(), encoding="utf-8")
        store = Store(other)
        subjects = store.subjects()
        subjects.place(Subject("", "track", "marlow-tide", doubled.title, spotify=again))
        with store.writing(), store.change() as change:
            change.write(store.subjects_file, subjects.to_csv().encode())
        fetched(other, box, platforms=(), songs=20)
        assert {m.subject for m in self.streams(other)} >= {again}
        assert doubled.id not in {m.subject for m in self.streams(other)}

    def test_a_day_without_a_count_is_a_gap(self, root, box):
        fetched(root, box, platforms=(), songs=4, first=YESTERDAY - timedelta(days=80))
        gaps = [m for m in rows_of(root, metric="streams") if m.value is None]
        assert gaps
        assert {m.state for m in gaps} == {State.NOT_OFFERED}

    def test_the_same_again_makes_no_call_nor_does_a_settled_period_later(self, root, box):
        fetched(root, box, platforms=(), songs=4)
        before, asked = content_of(root), len(box.calls_to("soundcharts"))
        fetched(root, box, platforms=(), songs=4)
        assert len(box.calls_to("soundcharts")) == asked
        assert content_of(root) == before

    def test_a_song_that_fails_costs_its_days_alone(self, root, box, world):
        track = max(world.tracks(world.artists[0], DAY), key=lambda t: t.weight)
        box.fail("soundcharts", Failure.SERVER_ERROR, match=f"/song/{song_uuid(track)}/")
        result = fetched(root, box, platforms=(), songs=3)
        assert "500" in result.failed["marlow-tide"]
        assert len({m.subject for m in self.streams(root)}) == 2
        assert any(m.state is State.FAILED for m in rows_of(root, metric="streams"))
        box.heal()
        assert fetched(root, box, platforms=(), songs=3).failed == {}
        assert len({m.subject for m in self.streams(root)}) == 3

    def test_videos_and_shazams_are_counted_where_those_platforms_are_asked_for(
        self, root, box, world
    ):
        everywhere = ("shazam", "tiktok", "spotify")
        options = {"platforms": (), "songs": 3, "songs_on": everywhere, "first": YESTERDAY}
        fetched(root, box, **options)
        tracks = {t.id: t for t in world.tracks(world.artists[0], DAY)}
        found = {
            metric: {m.subject: m.value for m in rows_of(root, metric=metric, date=YESTERDAY)}
            for metric in ("streams", "shazams", "videos")
        }
        # A song is one, under the key of its Spotify id, whatever is counted of it.
        assert {len(told) for told in found.values()} == {3}
        assert found["streams"].keys() == found["shazams"].keys() == found["videos"].keys()
        for subject, value in found["shazams"].items():
            assert value in (None, audience.shazams(tracks[subject], day_number(YESTERDAY)))
        assert any(found["shazams"].values())
        asked = len(calls(box))
        fetched(root, box, **options)
        assert len(calls(box)) == asked

    def test_a_platform_that_comes_later_is_asked_for_on_the_same_day(self, root, box):
        fetched(root, box, platforms=(), songs=2, first=YESTERDAY)
        asked = len(calls(box))
        fetched(root, box, platforms=(), songs=2, songs_on=("shazam",), first=YESTERDAY)
        paths = [call.path for call in calls(box)[asked:] if "/song/" in call.path]
        assert len(paths) == 2
        assert all(path.endswith("/audience/shazam") for path in paths)
