"""Any period in windows of at most 90 days, both ends included."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backline.sources.soundcharts.windows import MOST_DAYS, Window, windows

DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))


def every(first, count):
    return [first + timedelta(n) for n in range(count)]


@given(DAYS, st.integers(1, 4000))
def test_windows_of_a_period_cover_every_day_exactly_once(first, count):
    period = every(first, count)
    found = windows(period)
    assert [day for window in found for day in window] == period
    assert all(1 <= len(window) <= MOST_DAYS for window in found)
    assert len(found) == -(-count // MOST_DAYS)


@given(st.sets(DAYS, max_size=60))
def test_scattered_days_are_each_in_one_window_and_no_day_is_asked_for_twice(wanted):
    found = windows(wanted)
    asked = [day for window in found for day in window]
    assert wanted <= set(asked)
    assert len(asked) == len(set(asked))
    assert all(len(window) <= MOST_DAYS for window in found)
    assert all(window.first in wanted and window.last in wanted for window in found)


def test_a_period_of_one_day_is_one_window_of_that_day():
    day = date(2025, 9, 30)
    assert windows([day]) == [Window(day, day)]
    assert list(windows([day])[0]) == [day]


def test_ninety_days_are_one_question_and_the_ninety_first_is_another():
    first = date(2025, 1, 1)
    assert windows(every(first, 90)) == [Window(first, date(2025, 3, 31))]
    assert windows(every(first, 91))[1] == Window(date(2025, 4, 1), date(2025, 4, 1))


def test_a_leap_day_is_a_day():
    assert date(2024, 2, 29) in windows(every(date(2024, 2, 1), 60))[0]


def test_ten_years_are_forty_one_questions():
    assert len(windows(every(date(2016, 1, 1), 3653))) == 41


def test_no_day_is_no_question():
    assert windows([]) == []
