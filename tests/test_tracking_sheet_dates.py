"""Placing the dates of a sheet's columns: situations by name, then any sheet kept without years."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.imports.tracking_sheet.dates import Heading, place, read_heading

BEFORE = date(2025, 12, 19)


def placed(*headings, before=BEFORE):
    found = place(tuple(read_heading(text) for text in headings), before)
    return [p.day.isoformat() if p.day else p.why for p in found]


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("12/5", Heading(12, 5)),
        (" 11/14/2025 ", Heading(11, 14, 2025)),
        ("9/26/25", Heading(9, 26, 2025)),
        ("4/17(Thurs)", Heading(4, 17, None, 3)),
        ("4/17 Thu", Heading(4, 17, None, 3)),
        ("2/29", Heading(2, 29)),
    ],
)
def test_headings_as_people_write_them(text, heading):
    assert read_heading(text) == heading


@pytest.mark.parametrize(
    "text", ["#", "", "1O/7", "13/5", "2/30", "2/29/2025", "4/17(Xyz)", "4/17(T)", "Notes", "12"]
)
def test_what_is_no_date(text):
    assert read_heading(text) is None


def test_years_are_found_by_walking_backwards():
    assert placed("12/5", "10/24/2025", "7/2", "4/17(Thurs)", "1/3", "12/27", "11/1") == [
        "2025-12-05", "2025-10-24", "2025-07-02", "2025-04-17", "2025-01-03", "2024-12-27",
        "2024-11-01",
    ]  # fmt: skip


def test_a_weekday_must_agree():
    assert placed("12/5", "11/26(Fri)", "11/21(Fri)") == [
        "2025-12-05", "2025-11-26 is a Wednesday, not a Friday", "2025-11-21",
    ]  # fmt: skip


def test_a_misspelt_date_costs_only_its_own_column():
    assert placed("12/5", "1l/26", "11/21")[1:] == ["it is no date", "2025-11-21"]


def test_a_date_out_of_order_costs_only_its_own_column():
    found = placed("12/5", "11/26", "8/21", "11/14", "11/7", "10/31")
    assert found[2] == "it is out of order after 2025-11-26"
    assert found[3:] == ["2025-11-14", "2025-11-07", "2025-10-31"]
    assert placed("12/5", "11/26", "11/21/2024", "11/14", "11/7")[2:] == [
        "it is out of order after 2025-11-26", "2025-11-14", "2025-11-07",
    ]  # fmt: skip


def test_a_date_over_two_columns_is_placed_in_neither():
    found = placed("12/5", "11/21", "11/21", "11/14")
    assert found[1] == found[2]
    assert "stands over two columns" in found[1]
    assert found[3] == "2025-11-14"


def test_of_two_dates_exchanged_neither_is_believed():
    found = placed("12/5", "11/21", "11/26", "11/14")
    assert all("which of them is wrong is not certain" in why for why in found[1:3])
    assert found[3] == "2025-11-14"


def test_a_long_pause_is_believed_where_much_follows_it():
    assert placed("12/5", "4/4", "3/28", "3/21", "3/14") == [
        "2025-12-05", "2025-04-04", "2025-03-28", "2025-03-21", "2025-03-14",
    ]  # fmt: skip
    assert "out of order" in placed("12/5", "11/26", "12/1")[-1]


def test_a_leap_day_goes_back_to_a_leap_year():
    assert placed("3/7", "2/29", "2/22", before=date(2024, 3, 14)) == [
        "2024-03-07", "2024-02-29", "2024-02-22",
    ]  # fmt: skip


STEPS = st.lists(st.integers(1, 60), min_size=1, max_size=230)


def written(day, with_year):
    return f"{day.month}/{day.day}{f'/{day.year}' if with_year else ''}"


@given(steps=STEPS, years=st.sets(st.integers(0, 229)))
def test_any_sheet_in_order_is_placed_whole(steps, years):
    days, day = [], BEFORE
    for step in steps:
        day -= timedelta(step)
        days.append(day)
    headings = [written(day, n in years) for n, day in enumerate(days)]
    assert placed(*headings) == [day.isoformat() for day in days]


@given(steps=st.lists(st.integers(5, 9), min_size=8, max_size=60), data=st.data())
def test_one_stray_heading_moves_no_other(steps, data):
    days, day = [], BEFORE
    for step in steps:
        day -= timedelta(step)
        days.append(day)
    at = data.draw(st.integers(0, len(days) - 1))
    stray = data.draw(st.dates(date(2020, 1, 1), date(2027, 12, 31)))
    headings = [written(stray if n == at else day, n == at) for n, day in enumerate(days)]
    found = placed(*headings)
    right = {day.isoformat() for day in days}
    for n, day in enumerate(days):
        if n != at and found[n] in right:
            assert found[n] == day.isoformat()
    taken = [text for text in found if text[:2] == "20" and len(text) == 10]
    assert taken == sorted(taken, reverse=True)
    assert len(set(taken)) == len(taken)
    assert len(taken) >= len(days) - 3


def test_four_years_of_weeks():
    days = [BEFORE - timedelta(7 * n) for n in range(1, 207)]
    assert placed(*(written(d, with_year=False) for d in days)) == [d.isoformat() for d in days]
