"""Values by day: they read as a dictionary, and their figures are those of one."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backline.analysis.audience.days import Days
from backline.analysis.audience.rows import Series

FIRST = date(2026, 1, 1)
LARGEST = 2**63 - 1

VALUES = st.dictionaries(
    st.integers(0, 40).map(lambda n: FIRST + timedelta(n)), st.integers(0, LARGEST), max_size=30
).map(lambda values: dict(sorted(values.items())))


@given(VALUES)
def test_they_read_as_what_they_were_made_of(values):
    days = Days.of(values)
    assert days == values
    assert (list(days), len(days), bool(days)) == (list(values), len(values), bool(values))
    assert list(days.items()) == list(values.items())
    assert all(day in days and days[day] == value for day, value in values.items())
    assert FIRST - timedelta(1) not in days


@given(VALUES)
def test_their_figures_are_those_of_the_numbers_however_large(values):
    series, lines = Series(Days.of(values), {}), list(values.items())
    assert series.first == (lines[0] if lines else None)
    assert series.latest == (lines[-1] if lines else None)
    assert series.peak == max(lines, key=lambda line: line[1], default=None)
    assert series.values.lowest == min(values.values(), default=None)
    assert series.values.total == sum(values.values())
    mean = round(sum(values.values()) / len(values), 2) if values else None
    assert series.average == mean


@given(VALUES, st.integers(-5, 45), st.integers(-5, 45))
def test_a_part_has_the_days_from_one_to_another(values, first, last):
    begin, end = FIRST + timedelta(first), FIRST + timedelta(last)
    part = {day: value for day, value in values.items() if begin <= day <= end}
    assert Days.of(values).within(begin, end) == part


SMALL = VALUES.map(lambda values: {day: value % 10**12 for day, value in values.items()})


@given(st.lists(SMALL, max_size=4))
def test_a_sum_is_there_on_the_days_that_all_have(several):
    days = sorted(set.intersection(*map(set, several))) if several else []
    sums = {day: sum(values[day] for values in several) for day in days}
    assert Days.sums([Days.of(values) for values in several]) == sums
