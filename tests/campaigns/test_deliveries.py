"""What the chart of a campaign and a vendor is made of."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.campaigns.asked import Campaigns
from backline.campaigns.days import Span, together
from backline.campaigns.deliveries import of_campaign, of_vendor
from backline.exports.pictures.delivery import Days
from tests.campaigns.campaign_roots import (
    PLACEMENT,
    PLAYLIST,
    VENDOR,
    ride,
    rows,
    seen,
    write_book,
    write_scrapes,
)
from tests.campaigns.scraped import OTHER, added

AUGUST = added("2026-08-05")
FIRST = date(2026, 8, 1)


def days(first, last, per_day, in_part=False):
    return Days(date.fromisoformat(first), date.fromisoformat(last), per_day, in_part)


@pytest.fixture
def steady(tmp_path):
    """100 a day promised; 1,600 streams in 16 days, then weeks of 700 and 350."""
    counts = {"2026-08-20": 1600, "2026-08-27": 2300, "2026-09-03": 2650}
    scrapes = [seen(day, w12months=[ride(count, AUGUST)]) for day, count in counts.items()]
    return write_scrapes(write_book(tmp_path, rows()), *scrapes)


def test_a_campaign_of_one_placement(steady):
    with Campaigns(steady) as campaigns:
        drawn = of_campaign(campaigns, "night")
    assert drawn.delivery.real == [
        days("2026-08-01", "2026-08-04", 0),
        days("2026-08-05", "2026-08-27", 100),
        days("2026-08-28", "2026-09-03", 50),
    ]
    assert drawn.delivery.promised == [days("2026-08-01", "2026-09-03", 100)]
    assert (drawn.delivery.goal, drawn.delivery.total) == (10000, 2650)
    assert (drawn.delivery.first, drawn.delivery.last) == (FIRST, date(2026, 9, 3))


def test_days_of_which_only_one_of_two_songs_is_known_are_of_a_part(tmp_path):
    second = {**PLACEMENT, "id": "night-2", "song": OTHER, "promised_per_day": "10"}
    never = {**PLACEMENT, "id": "night-3", "song": "", "title": "Not out"}
    root = write_scrapes(
        write_book(tmp_path, rows(placements=[PLACEMENT, second, never])),
        seen("2026-08-20", w12months=[ride(1600, AUGUST)]),
        seen("2026-08-14", OTHER, w12months=[ride(200, AUGUST)]),
    )
    with Campaigns(root) as campaigns:
        drawn = of_campaign(campaigns, "night")
        vendor = of_vendor(campaigns, "pulse")
    assert drawn.delivery.real == [
        days("2026-08-01", "2026-08-04", 0),
        days("2026-08-05", "2026-08-14", 120),
        days("2026-08-15", "2026-08-20", 100, in_part=True),
    ]
    assert drawn.delivery.promised == [
        days("2026-08-01", "2026-08-14", 110),
        days("2026-08-15", "2026-08-20", 100),
    ]
    assert (drawn.placements, drawn.of, drawn.delivery.total) == (2, 3, 1800)
    assert vendor.delivery.real == drawn.delivery.real
    assert vendor.delivery.goal is None


def test_what_two_placements_of_one_campaign_share_is_drawn_for_the_campaign_once(tmp_path):
    twice = {**PLACEMENT, "id": "night-2"}
    root = write_scrapes(
        write_book(tmp_path, rows(placements=[PLACEMENT, twice])),
        seen("2026-08-20", w12months=[ride(1600, AUGUST)]),
    )
    with Campaigns(root) as campaigns:
        drawn = of_campaign(campaigns, "night")
        alone = of_vendor(campaigns, "pulse")
    assert drawn.delivery.real == [days("2026-08-05", "2026-08-20", 100)]
    assert drawn.delivery.delivered == 1600
    assert alone.delivery.real == []


def test_without_a_scrape_there_is_nothing_to_draw(tmp_path):
    with Campaigns(write_book(tmp_path, rows())) as campaigns:
        drawn = of_campaign(campaigns, "night")
        other = of_vendor(campaigns, "nobody")
    assert (drawn.delivery.real, drawn.delivery.promised, drawn.placements) == ([], [], 0)
    assert (other.delivery.real, other.of) == ([], 0)


def test_another_vendors_streams_are_the_campaigns_and_not_this_vendors(tmp_path):
    other = {**VENDOR, "id": "echo", "name": "Echo"}
    theirs = {**PLAYLIST, "id": "drift", "vendor": "echo", "name": "Drift", "aliases": ""}
    second = {**PLACEMENT, "id": "night-echo", "vendor": "echo"}
    root = write_scrapes(
        write_book(
            tmp_path,
            rows(
                vendors=[VENDOR, other],
                playlists=[PLAYLIST, theirs],
                placements=[PLACEMENT, second],
            ),
        ),
        seen("2026-08-20", w12months=[ride(1600, AUGUST), ride(160, AUGUST, "Drift")]),
    )
    with Campaigns(root) as campaigns:
        together, one = of_campaign(campaigns, "night"), of_vendor(campaigns, "echo")
    assert together.delivery.real[-1].per_day == 110
    assert one.delivery.real[-1].per_day == 10


SPANS = st.lists(
    st.builds(
        lambda who, begin, length, rate: Span(
            [who],
            FIRST + timedelta(begin),
            FIRST + timedelta(begin + length),
            rate * 1_000_000,
        ),
        st.sampled_from("abc"),
        st.integers(0, 30),
        st.integers(0, 20),
        st.integers(-50, 1000),
    ),
    max_size=8,
)


@given(SPANS)
def test_spans_added_are_the_sum_of_each_day(spans):
    each, known = defaultdict(int), defaultdict(set)
    for span in spans:
        for day in range((span.last_day - span.first_day).days + 1):
            each[span.first_day + timedelta(day)] += span.rate // 1_000_000
            known[span.first_day + timedelta(day)] |= set(span.placements)
    running = {"a": (FIRST, FIRST + timedelta(10))}
    found = {}
    for one in together(spans, running):
        for day in range((one.last_day - one.first_day).days + 1):
            assert one.first_day + timedelta(day) not in found
            found[one.first_day + timedelta(day)] = (one.per_day, one.in_part)
    assert found == {
        day: (total, FIRST <= day <= FIRST + timedelta(10) and "a" not in known[day])
        for day, total in each.items()
    }
