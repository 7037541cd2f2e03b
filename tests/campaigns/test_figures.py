"""The figures, by hand: placements, vendors, clients, campaigns."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import (
    clients,
    course,
    listed,
    placements,
    totals,
    vendors,
)
from backline.campaigns.finish import expected_finish
from tests.campaigns.campaign_roots import (
    CAMPAIGN,
    PLACEMENT,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, added

AUGUST = added("2026-08-05")


@pytest.fixture
def steady(tmp_path):
    """Placed on 1 August, 100 a day promised; in the playlist since the 5th, four weekly scrapes.

    16 days with 1,600 streams, then weeks of 700, 350 and 1,050: 100, 100, 50 and 150 a day.
    """
    counts = {"2026-08-20": 1600, "2026-08-27": 2300, "2026-09-03": 2650, "2026-09-10": 3700}
    scrapes = [seen(day, w12months=[ride(count, AUGUST)]) for day, count in counts.items()]
    return write_scrapes(write_book(tmp_path, rows()), *scrapes)


class TestAPlacement:
    def test_by_hand(self, steady):
        with Campaigns(steady) as campaigns:
            (one,) = placements(campaigns)
        assert (one.delivered, one.remaining, one.progress) == (3700, 6300, 0.37)
        assert (one.elapsed, one.known_days, one.stretches) == (41, 41, 5)
        # The four days before it was added were days without a stream, and not without a promise.
        assert (one.promised_to_date, one.delivery_rate) == (4100, pytest.approx(3700 / 4100))
        assert one.kept_days == 16 + 7 + 7
        assert one.days_to_first == 4
        assert one.cost_per_1000 == Decimal("13.51")

    def test_its_course(self, steady):
        with Campaigns(steady) as campaigns:
            told = [(s.first_day, s.last_day, s.per_day) for s in course(campaigns, "night-pulse")]
        assert told == [
            (date(2026, 8, 1), date(2026, 8, 4), 0),
            (date(2026, 8, 5), date(2026, 8, 20), 100),
            (date(2026, 8, 21), date(2026, 8, 27), 100),
            (date(2026, 8, 28), date(2026, 9, 3), 50),
            (date(2026, 9, 4), date(2026, 9, 10), 150),
        ]

    def test_streams_that_do_not_divide_by_the_days_make_no_stretch_of_their_own(self, tmp_path):
        counts = {"2026-08-20": 1601, "2026-08-27": 2297, "2026-09-03": 2650}
        scrapes = [seen(day, w12months=[ride(count, AUGUST)]) for day, count in counts.items()]
        with Campaigns(write_scrapes(write_book(tmp_path, rows()), *scrapes)) as campaigns:
            told = course(campaigns, "night-pulse")
        assert [s.per_day for s in told] == [0, 100.06, 99.43, 50.43]

    def test_its_pace_and_finish(self, steady):
        with Campaigns(steady) as campaigns:
            (one,) = placements(campaigns)
        # The last 28 days: 7 of 100, 7 of 100, 7 of 50, 7 of 150 a day.
        assert one.recent_per_day == 100
        spread = (1250**0.5) / 3**0.5  # the variance of 100, 100, 50, 150 is 1,250
        assert one.recent_low == pytest.approx(100 - 1.2816 * spread, abs=0.01)
        assert one.finish is not None
        assert one.finish.day == date(2026, 11, 12)  # 63 days after 10 September
        assert one.finish.early < one.finish.day < one.finish.late

    def test_more_than_the_goal(self, tmp_path):
        few = {**PLACEMENT, "goal": "1000"}
        root = write_scrapes(
            write_book(tmp_path, rows(placements=[few])),
            seen("2026-08-20", w12months=[ride(1600, AUGUST)]),
        )
        with Campaigns(root) as campaigns:
            (one,) = placements(campaigns)
        assert (one.remaining, one.progress, one.finish) == (-600, 1.6, None)
        assert one.promised_to_date == 1000

    def test_a_promise_by_week_and_one_by_its_end(self, tmp_path):
        week = {**PLACEMENT, "promised_per_day": "", "promised_per_week": "700"}
        end = {**PLACEMENT, "id": "b", "promised_per_day": "", "end": "2026-11-08", "song": OTHER}
        root = write_book(tmp_path, rows(placements=[week, end]))
        with Campaigns(root) as campaigns:
            told = {p.placement: (p.promised_per_day, p.promised_as) for p in placements(campaigns)}
        assert told == {"night-pulse": (100, "per week"), "b": (100, "goal by its end")}

    def test_without_a_promise_nothing_is_judged(self, tmp_path):
        none = {**PLACEMENT, "promised_per_day": ""}
        root = write_scrapes(
            write_book(tmp_path, rows(placements=[none])),
            seen("2026-08-20", w12months=[ride(1600, AUGUST)]),
        )
        with Campaigns(root) as campaigns:
            (one,) = placements(campaigns)
            (vendor,) = vendors(campaigns)
        assert (one.kept_days, one.promised_to_date, one.delivery_rate) == (None, None, None)
        assert (vendor.reliability, vendor.judged_days, vendor.promised_placements) == (None, 0, 0)


def test_a_pace_that_may_stand_still_has_no_latest_day():
    told = expected_finish(date(2026, 9, 1), 1000, 10, 0, 20)
    assert told is not None
    assert (told.early, told.late, told.never) == (date(2026, 10, 21), None, True)


class TestAVendor:
    def test_by_hand(self, steady):
        with Campaigns(steady) as campaigns:
            (one,) = vendors(campaigns)
        assert (one.delivered, one.cost_per_1000, one.priced_placements) == (
            3700,
            Decimal("13.51"),
            1,
        )
        assert one.reliability == pytest.approx(30 / 41, abs=1e-6)
        assert (one.judged_days, one.stretches) == (41, 5)
        # Wilson's range of 95 % for 30 of 41, as of 5 observations.
        assert (one.reliability_low, one.reliability_high) == (
            pytest.approx(0.3221, abs=1e-3),
            pytest.approx(0.9400, abs=1e-3),
        )
        assert (one.active_campaigns, one.playlists, one.days_to_first) == (1, 1, 4)

    def test_a_price_that_is_not_known_is_not_in_the_cost(self, tmp_path):
        free = {**PLACEMENT, "id": "b", "song": OTHER, "price_paid": ""}
        root = write_scrapes(
            write_book(tmp_path, rows(placements=[PLACEMENT, free])),
            seen("2026-08-20", w12months=[ride(1000, AUGUST)]),
            seen("2026-08-20", OTHER, w12months=[ride(9000, AUGUST)]),
        )
        with Campaigns(root) as campaigns:
            (one,) = vendors(campaigns)
        assert (one.delivered, one.cost_per_1000, one.priced_placements) == (10000, Decimal(50), 1)

    def test_one_of_whom_nothing_is_known(self, tmp_path):
        with Campaigns(write_book(tmp_path, rows())) as campaigns:
            (one,) = vendors(campaigns)
        assert (one.delivered, one.cost_per_1000, one.reliability) == (None, None, None)


class TestCampaignsAndClients:
    def test_together(self, tmp_path):
        done = {**CAMPAIGN, "id": "old", "name": "Old", "status": "completed", "budget": "200"}
        off = {**CAMPAIGN, "id": "off", "name": "Off", "status": "cancelled", "budget": "900"}
        second = {**PLACEMENT, "id": "night-2", "song": OTHER}
        root = write_scrapes(
            write_book(
                tmp_path, rows(campaigns=[CAMPAIGN, done, off], placements=[PLACEMENT, second])
            ),
            seen("2026-08-20", w12months=[ride(1000, AUGUST)]),
            seen("2026-08-20", OTHER, w12months=[ride(500, AUGUST)]),
        )
        with Campaigns(root) as campaigns:
            night, off, old = totals(campaigns)
            (client,) = clients(campaigns)
        assert (night.campaign, night.delivered, night.remaining, night.songs) == (
            "night", 1500, 8500, 2,
        )  # fmt: skip
        assert (old.delivered, old.remaining) == (None, None)
        assert (client.campaigns, client.active, client.completed) == (3, 1, 1)
        assert (client.spent, client.budgets_known) == (Decimal(700), 2)
        assert (client.delivered, client.delivered_known) == (1500, 1)

    def test_one_reading_gives_no_range_of_days(self, tmp_path):
        root = write_scrapes(
            write_book(tmp_path, rows()), seen("2026-08-20", w12months=[ride(1600, AUGUST)])
        )
        with Campaigns(root) as campaigns:
            (night,) = totals(campaigns)
        assert night.finish is not None
        assert (night.finish.early, night.finish.late, night.finish.never) == (None, None, False)

    def test_what_two_placements_of_one_campaign_share_is_the_campaigns(self, tmp_path):
        twice = {**PLACEMENT, "id": "night-2"}
        root = write_scrapes(
            write_book(tmp_path, rows(placements=[PLACEMENT, twice])),
            seen("2026-08-20", w12months=[ride(1000, AUGUST)]),
        )
        with Campaigns(root) as campaigns:
            (night,) = totals(campaigns)
            both = placements(campaigns)
        assert (night.delivered, night.shared, night.remaining) == (1000, None, 9000)
        assert [(p.delivered, p.shared) for p in both] == [(None, 1000), (None, 1000)]


def test_a_playlist_in_two_lines_with_as_many_streams_has_one_name(tmp_path):
    lines = [ride(7, AUGUST, name) for name in ("night RIDE", "Night Ride", "NIGHT ride")]
    names = set()
    for place, order in enumerate((lines, lines[::-1])):
        root = write_book(tmp_path / str(place), rows(playlists=[]))
        with Campaigns(write_scrapes(root, seen("2026-08-20", w12months=order))) as campaigns:
            names |= {(one.name, one.streams_12m) for one in listed(campaigns)}
    assert names == {("night RIDE", 21)}


def test_a_playlist_that_the_newest_scrape_does_not_list(tmp_path):
    root = write_scrapes(
        write_book(tmp_path, rows()),
        seen("2026-08-20", w12months=[ride(1000, AUGUST), ride(5, AUGUST, "Drift")]),
        seen("2026-08-27", w12months=[ride(5, AUGUST, "Drift")]),
    )
    with Campaigns(root) as campaigns:
        told = {one.name: (one.gone, one.seen_on) for one in listed(campaigns)}
    assert told == {
        "Night Ride": (True, date(2026, 8, 20)),
        "Drift": (False, date(2026, 8, 27)),
    }
