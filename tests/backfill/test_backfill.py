"""Having the past from Chartmetric: week by week, only what is missing, and nothing lost."""

from datetime import date, timedelta

import pytest

from backline.errors import ConfigError, DataError
from backline.measure import State
from backline.sources.chartmetric.answers import STATS
from backline.store import Store
from sandbox import Failure, Sandbox
from sandbox.audience import is_on
from sandbox.chartmetric_shapes import artist_id
from tests.backfilled import (
    DAY,
    asked,
    content_of,
    quick_world,
    refreshed,
    root_of,
    rows_of,
)

FIRST = "marlow-tide"


pytestmark = pytest.mark.usefixtures("unpaced")


class TestWeeks:
    def test_the_first_run_has_every_week_of_every_artist(self, root, box):
        found = refreshed(root, box)
        assert found.failed == {}
        rows = rows_of(root, artist=FIRST, metric="monthly_listeners")
        ends = [date(2026, 8, d) for d in (7, 14, 21, 28)]
        assert len(rows) == 4
        assert all(0 <= (end - r.date).days < 7 for r, end in zip(rows, ends, strict=True))
        assert {r.source for r in rows} == {"chartmetric"}
        assert found.measured == len(rows_of(root, state=State.MEASURED))

    def test_the_numbers_are_those_of_their_days(self, root, box, world):
        refreshed(root, box)
        rows = [
            r
            for r in rows_of(root, artist=FIRST, platform="spotify", metric="followers")
            if r.value
        ]
        assert rows
        for row in rows:
            assert row.value == world.numbers(world.artists[0], row.date).followers

    def test_each_metric_is_merged_on_its_own_dates(self, root, box):
        refreshed(root, box, weeks=12)
        days = {
            metric: [r.date for r in rows_of(root, artist=FIRST, metric=metric, subject="")]
            for metric in ("monthly_listeners", "popularity")
        }
        assert len(days["monthly_listeners"]) == len(days["popularity"]) == 12
        assert days["monthly_listeners"] != days["popularity"]

    def test_a_subscriber_count_keeps_youtubes_rounding(self, root, box):
        refreshed(root, box)
        row = rows_of(root, artist=FIRST, metric="subscribers")[0]
        assert row.resolution == 100
        assert row.value % 100 == 0

    def test_weeks_may_end_on_another_day(self, root, box):
        refreshed(root, box, weeks=1, week_ends=6)
        days = {r.date for r in rows_of(root, artist=FIRST)}
        assert days <= {date(2026, 8, 24) + timedelta(n) for n in range(7)}

    def test_a_long_past_is_asked_in_windows_of_at_most_365_days(self, root, box):
        refreshed(root, box, weeks=110, artists=[FIRST])
        calls = [c for c in box.calls_to("chartmetric") if c.path.endswith("/stat/spotify")]
        assert [c.status for c in calls] == [200, 200, 200]
        assert len(rows_of(root, artist=FIRST, metric="monthly_listeners")) == 110

    def test_an_account_the_service_does_not_follow_is_a_remembered_gap(self, root, box):
        refreshed(root, box)
        without = [a for a in box.world.artists if not is_on(a, "twitter")]
        rows = rows_of(root, artist=without[0].key, platform="twitter")
        assert len(rows) == 4
        assert {r.state for r in rows} == {State.NOT_OFFERED}
        assert rows[0].detail == "Chartmetric follows no X/Twitter account here"

    def test_before_an_artist_joined_nothing_is_asked(self, root, box):
        text = (root / "roster.toml").read_text()
        (root / "roster.toml").write_text(
            text.replace(f'key = "{FIRST}"', f'key = "{FIRST}"\nsince = 2026-08-20')
        )
        refreshed(root, box)
        assert len(rows_of(root, artist=FIRST, metric="monthly_listeners")) == 2

    def test_progress_is_told_from_the_first_artist_to_the_last(self, root, box):
        told = []
        refreshed(root, box, progress=lambda *now: told.append(now))
        assert [done for _, done, _ in told] == [0, 1, 2, 3]
        assert {of for *_, of in told} == {3}


class TestAgain:
    def test_at_once_nothing_is_asked_and_nothing_changes(self, root, box):
        refreshed(root, box, tracks=True)
        before, calls = content_of(root), len(box.calls)
        again = refreshed(root, box, tracks=True)
        assert len(box.calls) == calls
        assert content_of(root) == before
        assert (again.measured, again.failed, again.notes) == (0, {}, [])

    @pytest.mark.few(3)
    @pytest.mark.parametrize("weekday", range(7))
    def test_on_whatever_day_of_the_week(self, tmp_path, weekday):
        world = quick_world(artists=8)
        root = root_of(world, tmp_path / "x")
        day = DAY + timedelta(days=weekday)
        with Sandbox(world, date=day) as box:
            for _ in range(2):
                calls = len(box.calls)
                refreshed(root, box, weeks=2, tracks=True, day=day, most_tracks=2)
            assert len(box.calls) == calls

    def test_only_the_weeks_before_are_asked_for_when_more_are_wanted(self, root, box):
        refreshed(root, box, weeks=4)
        calls = len(box.calls)
        refreshed(root, box, weeks=8)
        queries = [c.query for c in box.calls[calls:] if "/stat/" in c.path]
        assert len(queries) == 3 * len(STATS)
        assert all("until=2026-08-01" in q for q in queries)

    def test_on_the_next_day_only_the_newest_week_is_asked_for(self, root, box):
        refreshed(root, box, weeks=12)
        before, calls = content_of(root), len(box.calls)
        refreshed(root, box, weeks=12, day=DAY + timedelta(days=1))
        queries = [c.query for c in box.calls[calls:] if "/stat/" in c.path]
        assert all("since=2026-08-22" in q for q in queries)
        assert len(queries) == 3 * len(STATS)
        assert content_of(root) == before

    def test_a_week_later_one_week_is_new(self, root, box):
        refreshed(root, box)
        calls = len(box.calls)
        box.date = DAY + timedelta(days=7)
        found = refreshed(root, box, day=box.date)
        queries = [c.query for c in box.calls[calls:] if "/stat/" in c.path]
        assert all("since=2026-08-29" in q for q in queries)
        assert 0 < found.measured <= 3 * 11

    def test_what_failed_is_asked_for_again(self, root, box):
        box.fail("chartmetric", Failure.SERVER_ERROR, match="/stat/instagram", times=3)
        found = refreshed(root, box)
        assert found.failed == {FIRST: "Chartmetric answered 500 (instagram)"}
        gaps = rows_of(root, artist=FIRST, platform="instagram")
        assert {(r.state, r.detail) for r in gaps} == {(State.FAILED, found.failed[FIRST])}
        calls = len(asked(box))
        assert refreshed(root, box).failed == {}
        assert [p.rpartition("/")[2] for p in asked(box)[calls:]] == ["instagram"]
        numbers = rows_of(root, artist=FIRST, platform="instagram", state=State.MEASURED)
        assert len(numbers) == 4

    def test_a_number_of_an_earlier_day_takes_back_that_its_week_has_none(self, root, box):
        box.fail("chartmetric", Failure.SERVER_ERROR, match="/stat/spotify", times=3)
        refreshed(root, box, artists=[FIRST])
        assert rows_of(root, metric="popularity", state=State.FAILED)
        refreshed(root, box, artists=[FIRST])
        numbers = rows_of(root, metric="popularity", state=State.MEASURED)
        assert len(numbers) == 4
        assert rows_of(root, state=State.FAILED) == []
        assert {r.date.weekday() for r in numbers} != {4}
        for gap in rows_of(root, metric="popularity", state=State.NOT_OFFERED):
            (number,) = (r for r in numbers if 0 < (gap.date - r.date).days < 7)
            assert gap.detail == f"Chartmetric has the number of this week on {number.date}"
        before = content_of(root)
        refreshed(root, box, artists=[FIRST])
        refreshed(root, box, artists=[FIRST], day=DAY + timedelta(days=1))
        assert content_of(root) == before

    def test_rows_of_other_sources_stay(self, root, box):
        from tests.played import run

        box.date = date(2026, 8, 28)
        run(root, box)
        before = rows_of(root, source="spotify_api")
        box.date = DAY
        refreshed(root, box)
        assert rows_of(root, source="spotify_api") == before
        assert rows_of(root, source="chartmetric", date=date(2026, 8, 28))


class TestPlan:
    def test_what_it_lacks_is_not_offered_and_not_asked_again_that_day(self, root, box, world):
        world.chartmetric.locked = {"facebook", "tiktok", "tracks"}
        found = refreshed(root, box, tracks=True)
        assert found.failed == {}
        assert found.notes[-1].startswith(
            "The label's Chartmetric plan does not give tiktok, facebook, tracks"
        )
        rows = rows_of(root, platform="tiktok", metric="likes")
        assert len(rows) == 12
        assert {r.state for r in rows} == {State.NOT_OFFERED}
        (gap,) = rows_of(root, artist=FIRST, subject="top_tracks")
        assert gap.state is State.NOT_OFFERED
        refused = [c for c in box.calls_to("chartmetric") if c.status == 403]
        assert len(refused) == 6  # each once with the old and once with a fresh token
        calls = len(box.calls)
        refreshed(root, box, tracks=True)
        assert len(box.calls) == calls

    def test_a_better_plan_fills_the_weeks_before(self, root, box, world):
        world.chartmetric.locked = {"instagram"}
        refreshed(root, box)
        world.chartmetric.locked = set()
        refreshed(root, box, day=DAY + timedelta(days=1))
        assert len(rows_of(root, artist=FIRST, platform="instagram", state=State.MEASURED)) == 4


class TestIds:
    def test_an_id_found_by_the_spotify_id_is_kept_in_the_roster(self, root, box, world):
        found = refreshed(root, box)
        roster = Store(root).roster()
        assert roster.artists[0].chartmetric == str(artist_id(world.artists[0]))
        assert found.notes[0].startswith("roster.toml now has the Chartmetric ids of Marlow Tide")
        assert len([p for p in asked(box) if p.endswith("get-ids")]) == 3

    def test_one_in_the_roster_is_not_asked_for(self, box, world, tmp_path):
        text = f'chartmetric = "{artist_id(world.artists[1])}"'
        key = f'key = "{FIRST}"'
        root = root_of(world, tmp_path / "x", **{key: f"{key}\n{text}"})
        refreshed(root, box, artists=[FIRST])
        assert f"/api/artist/{artist_id(world.artists[1])}/stat/spotify" in asked(box)

    def test_who_answers_is_kept_and_a_new_id_is_a_break_of_its_numbers_alone(
        self, root, box, world
    ):
        refreshed(root, box)
        store, first, second = Store(root), *world.artists[:2]
        known = store.identities().current(FIRST, "chartmetric")
        assert (known.id, known.since) == (str(artist_id(first)), DAY)
        text = store.roster_file.read_text("utf-8")
        second_id = str(artist_id(second))
        text = text.replace(f'chartmetric = "{second_id}"\n', "")
        store.roster_file.write_text(text.replace(str(artist_id(first)), second_id), "utf-8")
        # The id is another artist's: the accounts it follows are not those of the roster.
        day = DAY + timedelta(days=7)
        box.date = day
        found = refreshed(root, box, artists=[FIRST], day=day)
        rows = rows_of(root, artist=FIRST, platform="spotify", date=date(2026, 9, 4))
        assert {r.state for r in rows} == {State.REJECTED}
        assert {r.detail for r in rows} == {
            f"Chartmetric answered as {second.spotify}, not as {first.spotify}"
        }
        assert "answered as" in found.failed[FIRST]
        assert store.identities().breaks(FIRST, "chartmetric") == [day]

    def test_an_artist_without_any_id_gets_one_sentence(self, box, tmp_path):
        (tmp_path / "roster.toml").write_text(
            'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n'
        )
        found = refreshed(tmp_path, box)
        assert found.failed == {
            "ada": "no Chartmetric id in the roster; "
            "scripts/artists.py propose ada shows candidates"
        }
        assert not box.calls_to("chartmetric")
        rows = rows_of(tmp_path, artist="ada")
        assert {r.state for r in rows} == {State.NOT_CONFIGURED}
        assert {r.date for r in rows} == {date(2026, 8, 28)}

    def test_an_artist_with_no_match_gets_one_sentence_and_is_asked_for_once_a_day(
        self, root, box, world
    ):
        world.chartmetric.unknown = {FIRST}
        spotify = world.artists[0].spotify
        for _ in range(2):
            found = refreshed(root, box)
            assert found.failed == {
                FIRST: f"Chartmetric knows no artist with the Spotify id {spotify}; "
                f"scripts/artists.py propose {FIRST} shows candidates"
            }
        assert len([p for p in asked(box) if p.endswith(f"{spotify}/get-ids")]) == 1
        assert rows_of(root, artist="volt-hollow", state=State.MEASURED)

    def test_one_that_has_come_up_since_is_measured(self, root, box, world):
        world.chartmetric.unknown = {FIRST}
        refreshed(root, box)
        world.chartmetric.unknown = set()
        found = refreshed(root, box, day=DAY + timedelta(days=1))
        assert found.failed == {}
        assert rows_of(root, artist=FIRST, state=State.MEASURED)

    def test_two_of_the_roster_never_share_one(self, box, world, tmp_path):
        taken = f'chartmetric = "{artist_id(world.artists[0])}"'
        key = 'key = "volt-hollow"'
        root = root_of(world, tmp_path / "x", **{key: f"{key}\n{taken}"})
        found = refreshed(root, box, artists=[FIRST])
        assert "same chartmetric" in found.failed[FIRST]
        assert not [p for p in asked(box) if "/stat/" in p]

    def test_an_id_that_leads_nowhere_says_so(self, box, world, tmp_path):
        key = f'key = "{FIRST}"'
        root = root_of(world, tmp_path / "x", **{key: f'{key}\nchartmetric = "12"'})
        found = refreshed(root, box, artists=[FIRST])
        assert found.failed == {FIRST: "Chartmetric knows no artist with the id 12"}


class TestTokens:
    def test_without_one_nothing_is_asked_or_written(self, root, box):
        before = content_of(root)
        with pytest.raises(ConfigError) as raised:
            refreshed(root, box, keys={})
        assert "CHARTMETRIC_REFRESH_TOKEN is not set" in str(raised.value)
        assert "--offline" in str(raised.value)
        assert content_of(root) == before

    def test_a_revoked_one_is_one_sentence(self, root, box, world):
        world.chartmetric.revoked = True
        with pytest.raises(ConfigError) as raised:
            refreshed(root, box)
        assert "CHARTMETRIC_REFRESH_TOKEN" in str(raised.value)
        assert "--offline" in str(raised.value)
        assert rows_of(root) == []

    def test_an_access_token_that_dies_half_way_costs_nothing(self, root, box, world):
        world.chartmetric.token_life = 5
        found = refreshed(root, box, tracks=True)
        assert found.failed == {}
        assert not [n for n in found.notes if "plan" in n]
        assert world.chartmetric.minted > 3

    def test_a_refresh_token_that_is_revoked_half_way_loses_nothing_had(self, root, box, world):
        def revoke(_name, done, _of):
            if done == 1:
                world.chartmetric.revoked = True
                world.chartmetric.end_token()

        with pytest.raises(ConfigError, match="CHARTMETRIC_REFRESH_TOKEN"):
            refreshed(root, box, progress=revoke)
        assert len(rows_of(root, artist=FIRST, metric="monthly_listeners")) == 4
        world.chartmetric.revoked = False
        calls = len(asked(box))
        assert refreshed(root, box).failed == {}
        assert not [p for p in asked(box)[calls:] if str(artist_id(world.artists[0])) in p]

    def test_within_one_artist_what_was_had_is_kept_too(self, root, box, world):
        world.chartmetric.token_life = 3  # its ids, spotify, instagram; then it is refused
        world.chartmetric.mint(DAY)
        original = world.chartmetric.mint

        def mint_once(day):
            world.chartmetric.revoked = True
            return original(day)

        world.chartmetric.mint = mint_once
        with pytest.raises(ConfigError):
            refreshed(root, box, artists=[FIRST])
        assert len(rows_of(root, artist=FIRST, platform="instagram", state=State.MEASURED)) == 4
        assert not rows_of(root, artist=FIRST, platform="tiktok")

    def test_no_token_is_in_any_file_or_sentence(self, root, box, world):
        box.fail("chartmetric", Failure.SERVER_ERROR, match="/stat/tiktok")
        found = refreshed(root, box, tracks=True)
        secrets = [world.chartmetric.refresh_token, world.chartmetric.token(DAY)]
        texts = [*found.failed.values(), *found.notes]
        for secret in secrets:
            assert not any(secret in text for text in texts)
            assert not any(secret.encode() in b for b in content_of(root).values())


class TestLimits:
    def test_a_reset_in_a_day_stops_the_run_and_keeps_what_was_had(self, root, box, world):
        second = artist_id(world.artists[1])
        box.fail("chartmetric", Failure.QUOTA, match=f"/artist/{second}/")
        found = refreshed(root, box)
        assert set(found.failed) == {"volt-hollow", "shiguangji"}
        assert "asks to wait 24 hours, longer than this run may" in found.failed["shiguangji"]
        assert found.notes[-1].endswith("what was had before is stored.")
        assert len(rows_of(root, artist=FIRST, metric="monthly_listeners")) == 4
        assert not rows_of(root, artist="shiguangji")

    def test_a_dead_service_ends_soon(self, root, box):
        box.fail("chartmetric", Failure.UNAVAILABLE, match="/stat/")
        found = refreshed(root, box)
        assert set(found.failed) == {FIRST, "volt-hollow", "shiguangji"}
        assert len([p for p in asked(box) if "/stat/" in p]) == 9

    @pytest.mark.parametrize(
        "failure", [Failure.HTML, Failure.EMPTY, Failure.MISSING_FIELDS, Failure.NOT_FOUND]
    )
    def test_an_answer_that_is_none_is_a_failure_and_no_zero(self, root, box, failure):
        box.fail("chartmetric", failure, match="/stat/twitter")
        found = refreshed(root, box, artists=[FIRST])
        assert list(found.failed) == [FIRST]
        rows = rows_of(root, artist=FIRST, platform="twitter")
        assert {r.state for r in rows} == {State.FAILED}
        assert len(rows_of(root, artist=FIRST, platform="instagram", state=State.MEASURED)) == 4

    def test_values_that_cannot_be_are_rejected(self, root, box):
        box.fail("chartmetric", Failure.WRONG_TYPES, match="/stat/instagram")
        refreshed(root, box, artists=[FIRST])
        rows = rows_of(root, artist=FIRST, platform="instagram")
        assert [r.state for r in rows] == [State.REJECTED] * 4

    def test_twenty_artists_over_twelve_weeks_are_never_refused(self, tmp_path):
        world = quick_world(artists=20)
        world.chartmetric.per_second = 100
        root = root_of(world, tmp_path / "label")
        with Sandbox(world, date=DAY) as box:
            found = refreshed(root, box, weeks=12, tracks=True, most_tracks=5)
            assert found.failed == {}
            assert {c.status for c in box.calls_to("chartmetric")} == {200}
            calls = len(box.calls)
            refreshed(root, box, weeks=12, tracks=True, most_tracks=5)
            assert len(box.calls) == calls
        assert len({r.artist for r in rows_of(root)}) == 20


class TestFiles:
    def test_a_damaged_day_stops_the_run_before_anything_is_asked(self, root, box):
        refreshed(root, box, artists=[FIRST])
        path = Store(root).measurement_files()[-1]
        path.write_bytes(path.read_bytes()[:100])
        calls = len(box.calls)
        with pytest.raises(DataError, match=path.name):
            refreshed(root, box, day=DAY + timedelta(days=1))
        assert len(box.calls) == calls

    def test_only_one_run_writes_at_a_time(self, root, box):
        with Store(root).writing(), pytest.raises(DataError, match="Another run"):
            refreshed(root, box)

    def test_a_policy_that_forbids_storing_keeps_the_service_unasked(self, root, box):
        with (root / "roster.toml").open("a") as file:
            file.write("\n[policy.chartmetric]\nstore = false\n")
        found = refreshed(root, box)
        assert found.measured == 0
        assert len(found.notes) == 3
        assert not box.calls_to("chartmetric")

    def test_a_policy_of_days_limits_how_far_back_is_asked(self, root, box):
        with (root / "roster.toml").open("a") as file:
            file.write("\n[policy.chartmetric]\ndays = 14\n")
        refreshed(root, box)
        assert len(rows_of(root, artist=FIRST, metric="monthly_listeners")) == 2
