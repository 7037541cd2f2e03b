"""What is known of a song's streams on each day, by the rule of its source."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from backline.analysis.audience.daily import Daily, from_counts, from_days, from_weeks

START = date(2026, 7, 1)
AGES = date(2000, 1, 1), date(2100, 1, 1)


def day(n):
    return START + timedelta(days=n)


def counts(**values):
    """Counts by day: ``_3=10`` is 10 on the fourth day."""
    return {day(int(name[1:])): value for name, value in values.items()}


def test_the_streams_of_a_day_are_its_count_less_that_of_the_day_before():
    daily = from_counts([counts(_0=100, _1=130, _2=190)], day(0), day(9))
    assert daily.known == {day(1): 30, day(2): 60}
    assert not daily.shared
    assert daily.total() == 90
    assert daily.peak() == (day(2), 60)


def test_the_first_count_is_no_day_s_streams_and_the_days_after_the_last_are_unknown():
    daily = from_counts([counts(_2=1_000_000, _3=1_000_010)], day(0), day(9))
    assert daily.known == {day(3): 10}


def test_over_days_without_a_count_the_difference_is_spread_evenly():
    daily = from_counts([counts(_0=0, _1=50, _4=150)], day(0), day(9))
    assert daily.known == {day(1): 50, **{day(n): Fraction(100, 3) for n in (2, 3, 4)}}
    assert daily.shared == {day(2), day(3), day(4)}
    assert daily.total() == 150
    assert daily.peak() == (day(1), 50), "a spread day is no day known by itself"


def test_a_gap_over_the_end_of_the_period_gives_it_its_part():
    daily = from_counts([counts(_0=0, _4=100)], day(0), day(2))
    assert daily.known == {day(1): 25, day(2): 25}


def test_a_fall_is_flagged_and_its_days_are_unknown_and_never_negative():
    daily = from_counts([counts(_0=100, _1=200, _3=150, _4=170)], day(0), day(9))
    assert daily.known == {day(1): 100, day(4): 20}
    assert daily.fallen == {day(2), day(3)}


def test_a_count_that_falls_and_comes_back_is_known_again_from_the_next_day_on():
    daily = from_counts(
        [counts(_0=100, _1=120, _2=90, _3=95, _4=130, _5=125, _6=140)], day(0), day(9)
    )
    assert daily.known == {day(1): 20, day(3): 5, day(4): 35, day(6): 15}
    assert daily.fallen == {day(2), day(5)}
    assert daily.peak() == (day(4), 35)


def test_two_ids_of_one_song_take_the_larger_count_of_each_day():
    larger, smaller = counts(_0=1000, _1=1100, _2=1200), counts(_0=990, _1=1100, _2=1190)
    assert from_counts([larger, smaller], day(0), day(9)).known == {day(1): 100, day(2): 100}


def test_an_id_that_begins_or_ends_is_no_jump_of_the_song():
    old, new = counts(_0=1000, _1=1010, _2=1020), counts(_1=50, _2=55, _3=61)
    daily = from_counts([old, new], day(0), day(9))
    assert daily.known == {day(1): 10, day(2): 10, day(3): 6}


def test_two_ids_on_one_chart_day_take_the_larger():
    assert from_days([(day(0), 30), (day(0), 50), (day(1), 7)]).known == {day(0): 50, day(1): 7}


def test_a_week_is_the_seven_days_that_end_on_spotify_s_thursday():
    thursday = date(2025, 8, 21)
    daily = from_weeks([(thursday, 70)], "spotify")
    assert sorted(daily.known) == [thursday - timedelta(days=n) for n in reversed(range(7))]
    assert set(daily.known.values()) == {10}
    assert daily.peak() is None


def test_youtube_dates_a_week_by_the_monday_after_its_thursday():
    assert max(from_weeks([(date(2025, 8, 25), 70)], "youtube").known) == date(2025, 8, 21)


def test_a_week_of_no_certain_days_gives_no_streams():
    assert not from_weeks([(date(2025, 8, 22), 70)], "spotify").known


def test_a_week_that_reaches_out_of_the_period_counts_by_its_days_inside():
    daily = from_weeks([(date(2025, 8, 7), 100)], "spotify").within(
        date(2025, 8, 5), date(2025, 8, 31)
    )
    assert len(daily.known) == 3
    assert daily.total() == 43  # 300 / 7, rounded once


series = st.dictionaries(
    st.integers(0, 60).map(day), st.integers(0, 10**9), min_size=0, max_size=25
)
rising = series.map(lambda s: dict(zip(sorted(s), sorted(s.values()), strict=True)))


@given(series)
def test_no_day_is_ever_negative_and_the_total_is_the_sum_of_the_known_days(one):
    daily = from_counts([one], *AGES)
    assert all(streams >= 0 for streams in daily.known.values())
    assert not daily.known.keys() & daily.fallen
    if daily.known:
        assert abs(daily.total() - sum(daily.known.values())) <= Fraction(1, 2)
    else:
        assert daily.total() is None


@given(series)
def test_the_days_of_a_fall_are_unknown_and_every_other_day_between_two_counts_is_known(one):
    """Wherever a count recovers, its rises are streams again, and no fall is taken from them."""
    daily = from_counts([one], *AGES)
    falls, rises, streams = set(), set(), 0
    for start, end in pairwise(sorted(one)):
        between = {start + timedelta(days=n + 1) for n in range((end - start).days)}
        if one[end] < one[start]:
            falls |= between
        else:
            rises |= between
            streams += one[end] - one[start]
    assert daily.fallen == falls
    assert daily.known.keys() == rises
    assert sum(daily.known.values()) == streams


@given(rising)
def test_nothing_is_counted_twice_between_the_first_count_and_the_last(one):
    daily = from_counts([one], *AGES)
    if len(one) > 1:
        assert daily.total() == one[max(one)] - one[min(one)]
        assert len(daily.known) == (max(one) - min(one)).days


@given(rising, st.integers(0, 60), st.integers(0, 60))
def test_two_periods_side_by_side_are_the_whole(one, cut, end):
    """No day is in both, and none is lost between them."""
    first, middle, last = day(0), day(min(cut, end)), day(max(cut, end))
    after = middle + timedelta(days=1)
    whole = from_counts([one], first, last)
    left, right = from_counts([one], first, middle), from_counts([one], after, last)
    assert not left.known.keys() & right.known.keys()
    assert {**left.known, **right.known} == whole.known


@given(rising, st.integers(1, 4))
def test_a_joined_song_with_the_same_counts_counts_once(one, ids):
    assert from_counts([one] * ids, *AGES) == from_counts([one], *AGES)


@given(st.lists(rising, min_size=1, max_size=3))
def test_joined_ids_never_have_more_than_the_sum_nor_less_than_nothing(several):
    joined = from_counts(several, *AGES)
    alone = [from_counts([one], *AGES) for one in several]
    for when, streams in joined.known.items():
        assert 0 <= streams <= sum(one.known.get(when, 0) for one in alone)
    assert joined.known.keys() == {when for one in alone for when in one.known}


@given(st.lists(st.tuples(st.integers(0, 9).map(lambda n: day(1 + 7 * n)), st.integers(0, 10**7))))
def test_weeks_never_overlap_and_add_up_to_what_was_counted(lines):
    weeks = from_days(lines).known
    daily = from_weeks(lines, "spotify")
    assert len(daily.known) == 7 * len(weeks)
    assert sum(daily.known.values()) == sum(weeks.values())


def test_nothing_known_is_no_zero():
    assert Daily().total() is None
    assert Daily().peak() is None
