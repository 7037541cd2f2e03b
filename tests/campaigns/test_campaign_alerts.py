"""What there is to tell of campaigns: each rule in its situations, as of what scrapes tell."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.store import Store
from backline.unattended.alerts.campaign_world import campaign_alerts
from backline.unattended.alerts.evidence import evidence_alerts
from backline.unattended.alerts.found import Alert, Passed
from backline.unattended.alerts.limits import SILENT_DAYS, STALLED_DAYS, START_DAYS
from backline.unattended.alerts.words import safe
from backline.unattended.alerts.world import World
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    PLACEMENT,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, TRACK, added, stats

AUGUST = added("2026-08-01")
SOON = date(2026, 9, 12)
SLOW = {"d0808": 400, "d0815": 750, "d0822": 1100, "d0829": 1450}
SLOWER = {"d0822": 1100, "d0829": 1450, "d0905": 1800}
ENDS = {**CAMPAIGN, "end": "2026-09-20"}


@pytest.fixture
def told(tmp_path):
    """What is found in a root with a book and scrapes, by kind: the alert's text, or ``passed``."""

    def find(*scrapes, today=SOON, **book):
        root = write_scrapes(write_book(tmp_path, rows(**book)), *scrapes)
        with World(Store(root)) as world:
            return campaign_alerts(world, today)

    return find


def texts(found, kind):
    return [one.text for one in found if isinstance(one, Alert) and one.kind == kind]


def passed(found, kind):
    return [one for one in found if isinstance(one, Passed) and one.kind == kind]


def counts(**by_day):
    """Scrapes with the count of one playlist over 12 months, by day: ``d0820=1600``."""
    return [
        seen(f"2026-{day[1:3]}-{day[3:]}", w12months=[ride(count, AUGUST)])
        for day, count in by_day.items()
    ]


class TestStalled:
    def test_eight_days_without_a_stream(self, told):
        found = told(*counts(d0820=2000, d0828=2000))
        assert texts(found, "stalled") == [
            "Night Drive (Night Drive), Pulse: no stream in the last 8 known days, 2026-08-21 to "
            "2026-08-28; 2,000 of 10,000 were delivered."
        ]
        assert texts(found, "behind_pace") == []  # that is told by the same

    def test_one_day_less_than_is_needed(self, told):
        found = told(*counts(d0820=2000, d0826=2000))
        assert (texts(found, "stalled"), passed(found, "stalled")) == ([], [])

    def test_several_scrapes_without_one_add_up(self, told):
        found = told(*counts(d0820=2000, d0823=2000, d0827=2000))
        assert "the last 7 known days, 2026-08-21" in texts(found, "stalled")[0]

    def test_a_single_stream_ends_it(self, told):
        found = told(*counts(d0820=2000, d0828=2000, d0829=2001))
        assert (texts(found, "stalled"), len(passed(found, "stalled"))) == ([], 1)

    def test_days_of_which_nobody_knows_are_no_days_without_a_stream(self, told):
        """The newest scrape has the list of 7 days alone."""
        found = told(*counts(d0820=2000), seen("2026-09-10", w7day=[ride(0, AUGUST, "Drift")]))
        assert (texts(found, "stalled"), passed(found, "stalled")) == ([], [])

    def test_a_goal_that_was_reached_may_stop(self, told):
        found = told(*counts(d0820=10_000, d0828=10_000))
        assert (texts(found, "stalled"), len(passed(found, "stalled"))) == ([], 1)

    @pytest.mark.parametrize("status", ["paused", "completed", "planned", "cancelled"])
    def test_only_what_is_active_is_told_of(self, told, status):
        scrapes = counts(d0820=2000, d0828=2000)
        assert told(*scrapes, placements=[{**PLACEMENT, "status": status}]) == []

    def test_an_active_placement_of_a_campaign_that_is_over(self, told):
        over = {**CAMPAIGN, "status": "completed"}
        assert told(*counts(d0820=2000, d0828=2000), campaigns=[over]) == []


class TestNeverStarted:
    def test_no_playlist_of_the_vendor_a_week_after_the_start(self, told):
        found = told(seen("2026-08-09", w12months=[ride(5, AUGUST, "Drift")]), playlists=[])
        # Drift was added while one vendor alone was at work, so it is that vendor's.
        assert texts(found, "never_started") == []
        found = told(seen("2026-08-09", w12months=[ride(5, added("2026-07-01"), "Drift")]))
        assert texts(found, "never_started") == [
            "Night Drive (Night Drive), Pulse: 8 days after its start, 2026-08-01, the song's "
            "playlists of 2026-08-09 have none that is known as the vendor's."
        ]

    def test_the_last_scrape_is_from_before(self, told):
        day = date(2026, 8, 1) + timedelta(days=START_DAYS - 1)
        found = told(seen(str(day), w12months=[ride(5, added("2026-07-01"), "Drift")]))
        assert texts(found, "never_started") == []

    def test_the_page_did_not_show_all_of_its_playlists(self, told):
        part = stats([ride(900, added("2026-07-01"), "Drift")], total=40)
        found = told(seen("2026-08-09", w12months=part))
        assert texts(found, "never_started") == []

    def test_a_part_that_would_show_what_was_promised(self, told):
        """800 streams were promised by then, and the page goes down to 700."""
        part = stats([ride(700, added("2026-07-01"), "Drift")], total=40)
        found = told(seen("2026-08-09", w12months=part))
        assert len(texts(found, "never_started")) == 1

    def test_nobody_ever_scraped_anything(self, told):
        assert told() == []

    def test_it_is_listed_now(self, told):
        assert passed(told(*counts(d0809=10)), "never_started")


class TestBehindPace:
    def test_half_of_what_was_promised(self, told):
        found = told(*counts(**SLOW))
        assert texts(found, "behind_pace") == [
            "Night Drive (Night Drive), Pulse: 50 streams a day lately where 100 were promised; "
            "1,450 of the 2,900 promised for the 29 days known until 2026-08-29 came (50%)."
        ]

    def test_one_scrape_only_says_nothing_about_pace(self, told):
        found = told(*counts(d0829=1450))
        assert (texts(found, "behind_pace"), passed(found, "behind_pace")) == ([], [])

    def test_behind_at_first_and_on_time_lately(self, told):
        found = told(*counts(d0808=0, d0901=300, d0908=1000, d0915=1700, d0922=2400, d0929=3100))
        assert (texts(found, "behind_pace"), len(passed(found, "behind_pace"))) == ([], 1)

    def test_slow_lately_and_ahead_as_a_whole(self, told):
        found = told(*counts(d0808=6000, d0815=6010, d0822=6020, d0829=6030, d0905=6040))
        assert (texts(found, "behind_pace"), len(passed(found, "behind_pace"))) == ([], 1)

    def test_between_behind_and_caught_up_nothing_is_said(self, told):
        found = told(*counts(d0808=680, d0815=1275, d0822=1870, d0829=2465))
        assert (texts(found, "behind_pace"), passed(found, "behind_pace")) == ([], [])

    def test_without_a_promise_nobody_is_behind(self, told):
        none = {**PLACEMENT, "promised_per_day": ""}
        assert texts(told(*counts(**SLOW), placements=[none]), "behind_pace") == []


class TestPlaylistRemoved:
    BOTH = seen("2026-08-20", w12months=[ride(900, AUGUST), ride(5, AUGUST, "Drift")])

    def test_the_newest_list_does_not_have_it(self, told):
        found = told(self.BOTH, seen("2026-08-27", w12months=[ride(9, AUGUST, "Drift")]))
        assert texts(found, "playlist_removed") == [
            "Night Drive (Night Drive), Pulse: the playlist 'Night Ride' had 900 streams within 12 "
            "months on 2026-08-20 and is not in that list of 2026-08-27, which goes down to 9."
        ]

    def test_one_that_stood_in_several_lines_had_the_streams_of_all_of_them(self, told):
        lines = [ride(300, AUGUST), ride(600, AUGUST, "NIGHT RIDE"), ride(5, AUGUST, "Drift")]
        found = told(
            seen("2026-08-20", w12months=lines),
            seen("2026-08-27", w12months=[ride(9, AUGUST, "Drift")]),
        )
        assert "had 900 streams within" in texts(found, "playlist_removed")[0]

    def test_each_of_its_lines_may_be_below_what_the_list_shows(self, told):
        lines = [ride(6, AUGUST), ride(7, AUGUST, "NIGHT RIDE"), ride(5, AUGUST, "Drift")]
        part = stats([ride(9, AUGUST, "Drift")], total=30)
        found = told(seen("2026-08-20", w12months=lines), seen("2026-08-27", w12months=part))
        assert texts(found, "playlist_removed") == []

    def test_out_of_the_playlist_it_is_gone_from_the_last_7_days_alone(self, told):
        """Its streams stay in the count over 12 months for a year."""
        drift = ride(5, AUGUST, "Drift")
        found = told(
            seen("2026-08-20", w12months=[ride(900, AUGUST)], w7day=[ride(300), drift]),
            seen("2026-09-03", w12months=[ride(940, AUGUST)], w7day=[drift]),
        )
        assert texts(found, "playlist_removed") == [
            "Night Drive (Night Drive), Pulse: the playlist 'Night Ride' had 300 streams within 7 "
            "days on 2026-08-20 and is not in that list of 2026-09-03, which goes down to 5."
        ]

    def test_the_list_for_12_months_was_not_read(self, told):
        found = told(self.BOTH, seen("2026-08-27", w7day=[ride(9, AUGUST, "Drift")]))
        assert texts(found, "playlist_removed") == []

    def test_the_list_was_read_in_part_and_it_may_be_below(self, told):
        part = stats([ride(1000, AUGUST, "Drift")], total=30)
        assert texts(told(self.BOTH, seen("2026-08-27", w12months=part)), "playlist_removed") == []

    def test_in_a_part_that_would_show_it(self, told):
        part = stats([ride(9, AUGUST, "Drift")], total=30)
        found = told(self.BOTH, seen("2026-08-27", w12months=part))
        assert len(texts(found, "playlist_removed")) == 1

    def test_it_may_have_another_name_now(self, told):
        """A name of no inventory, added on the same day, with no fewer streams."""
        found = told(self.BOTH, seen("2026-08-27", w12months=[
            ride(9, AUGUST, "Drift"), ride(950, AUGUST, "Day Ride"),
        ]))  # fmt: skip
        assert texts(found, "playlist_removed")[0].endswith("It may be called 'Day Ride' now.")

    def test_after_the_end_it_may_go(self, told):
        ended = {**PLACEMENT, "end": "2026-08-24"}
        found = told(
            self.BOTH,
            seen("2026-08-27", w12months=[ride(9, AUGUST, "Drift")]),
            placements=[ended],
        )
        assert texts(found, "playlist_removed") == []

    def test_it_is_there_again(self, told):
        found = told(
            self.BOTH, seen("2026-08-27", w12months=[ride(9, AUGUST, "Drift")]), *counts(d0903=990)
        )
        assert [one.what for one in passed(found, "playlist_removed")] == ["list:night-ride"]


class TestGoals:
    @pytest.mark.parametrize(
        ("count", "part"), [(2499, None), (2500, 25), (4999, 25), (5000, 50), (9999, 75)]
    )
    def test_the_furthest_milestone(self, told, count, part):
        found = [one for one in told(*counts(d0820=count)) if one.kind == "milestone"]
        assert [one.level for one in found] == ([part] if part else [])

    def test_a_goal_reached_is_no_milestone(self, told):
        found = told(*counts(d0820=10_400))
        assert texts(found, "milestone") == []
        # The campaign has one placement, with the same goal: one alert.
        assert texts(found, "goal_reached") == [
            "Night Drive: the goal of 10,000 is reached, with 10,400 streams as of 2026-08-20."
        ]

    def test_a_placements_own_goal(self, told):
        found = told(*counts(d0820=2000), placements=[{**PLACEMENT, "goal": "1500"}])
        (text,) = texts(found, "goal_reached")
        assert text.startswith("Night Drive (Night Drive), Pulse: the goal of 1,500")


class TestEndNear:
    def test_the_goal_is_not_in_sight(self, told):
        found = told(*counts(**SLOWER), campaigns=[ENDS])
        (text,) = texts(found, "end_near")
        assert text.startswith(
            "Night Drive: it ends on 2026-09-20 and 8,200 of 10,000 streams are missing as of "
            "2026-09-05; at 50 a day they come by 2027-"
        )

    def test_there_is_time_yet(self, told):
        found = told(*counts(**SLOWER), campaigns=[ENDS], today=date(2026, 9, 5))
        assert texts(found, "end_near") == []

    def test_it_is_over(self, told):
        found = told(*counts(**SLOWER), campaigns=[ENDS], today=date(2026, 9, 21))
        assert texts(found, "end_near") == []

    def test_the_goal_comes_in_time(self, told):
        near = {**ENDS, "stream_goal": "1900"}
        found = told(*counts(**SLOWER), campaigns=[near])
        assert [one.about for one in passed(found, "end_near")] == ["campaign night"]

    def test_the_pace_of_one_of_two_songs_is_not_known(self, told):
        second = {**PLACEMENT, "id": "b", "song": OTHER, "goal": ""}
        found = told(*counts(**SLOWER), campaigns=[ENDS], placements=[PLACEMENT, second])
        assert [one.about for one in found if one.kind == "end_near"] == ["placement night-pulse"]

    def test_the_figures_are_from_long_ago(self, told):
        late = {**CAMPAIGN, "end": "2026-12-20"}
        found = told(*counts(**SLOWER), campaigns=[late], today=date(2026, 12, 15))
        assert texts(found, "end_near") == []


class TestNotScraped:
    def test_two_weeks_without_a_scrape(self, told):
        found = told(*counts(d0820=10), today=date(2026, 8, 20) + timedelta(days=SILENT_DAYS))
        assert texts(found, "not_scraped") == [
            "Night Drive: no scrape could be read for 14 days, the last one is of 2026-08-20; its "
            "figures stand still (Night Drive)."
        ]

    def test_a_scrape_that_failed_is_none(self, told):
        failed = seen("2026-09-01", w12months={"error": "timeout"})
        found = told(*counts(d0820=10), failed, today=date(2026, 9, 3))
        assert len(texts(found, "not_scraped")) == 1

    def test_a_second_song_that_never_was(self, told):
        second = {**PLACEMENT, "id": "b", "song": OTHER, "title": "Dawn"}
        found = told(*counts(d0903=10), placements=[PLACEMENT, second])
        (alert,) = [one for one in found if isinstance(one, Alert) and one.kind == "not_scraped"]
        assert (alert.about, alert.text[:5]) == (f"song {OTHER}", "Dawn:")
        assert [one.about for one in passed(found, "not_scraped")] == [f"song {TRACK}"]


class TestEvidence:
    """Of weeks that are too even, told as evidence and once."""

    WEEKS = (2000, 3500, 3501, 3499, 3502, 3500, 3501)

    def found(self, folder, today, **book):
        start, scrapes = date(2026, 8, 1), []
        for number, total in enumerate(accumulate(self.WEEKS)):
            day = start + timedelta(days=7 * number + 6)
            scrapes.append(seen(str(day), w12months=[ride(total, AUGUST)]))
        root = write_scrapes(write_book(folder, rows(**book)), *scrapes)
        with World(Store(root)) as world:
            return evidence_alerts(world, today)

    def test_a_vendor_whose_weeks_are_the_same(self, tmp_path):
        (one,) = self.found(tmp_path, date(2026, 9, 20))
        assert isinstance(one, Alert)
        assert (one.kind, one.about) == ("risk_evidence", "placement night-pulse")
        assert one.what == "too even: Night Ride"
        assert one.text.startswith("Night Drive (Night Drive), Pulse, evidence and no verdict: ")
        assert "499.9 to 500.3 streams a day in each of 6 spans" in one.text
        assert "worth asking the vendor" in safe(one.text)
        assert not safe(one.text).endswith("…")

    def test_of_long_ago_nothing_is_told(self, tmp_path):
        assert self.found(tmp_path, date(2026, 12, 20)) == []

    def test_of_what_never_ran_nothing_is_told(self, tmp_path):
        planned = [{**PLACEMENT, "status": "planned"}]
        assert self.found(tmp_path, date(2026, 9, 20), placements=planned) == []


@settings(deadline=None, max_examples=25)
@given(st.lists(st.sampled_from([0, 0, 0, 0, 1, 300]), min_size=1, max_size=20))
def test_days_without_a_stream_are_counted_from_the_end(tmp_path_factory, days):
    """Whatever the days before had; each day is a scrape of its own."""
    total, start = 0, date(2026, 8, 1)
    scrapes = []
    for number, streams in enumerate(days):
        total += streams
        day = start + timedelta(days=number)
        scrapes.append(seen(str(day), w12months=[ride(total, AUGUST)]))
    root = tmp_path_factory.mktemp("days")
    open_goal = {**PLACEMENT, "goal": ""}
    write_scrapes(write_book(root, rows(placements=[open_goal])), *scrapes)
    with World(Store(root)) as world:
        found = campaign_alerts(world, SOON)
    still = next((n for n, streams in enumerate(reversed(days)) if streams), len(days))
    assert bool(texts(found, "stalled")) is (still >= STALLED_DAYS)
    assert bool(passed(found, "stalled")) is (still == 0)
