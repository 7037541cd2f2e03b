"""The chart of what was delivered beside what was promised."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backline.exports.pictures.delivery import Days, Delivery, delivery_chart
from backline.exports.pictures.drawing import instant

FIRST = date(2026, 8, 1)
DAY = timedelta(1)


def weeks(*paces):
    """Weeks one after the other; None is a week of which nothing is known."""
    begins = [FIRST + timedelta(7 * place) for place in range(len(paces))]
    return [
        Days(begin, begin + timedelta(6), pace)
        for begin, pace in zip(begins, paces, strict=True)
        if pace is not None
    ]


def rows(picture, kind, panel=None):
    every = picture.spec["datasets"]["rows"]
    return [r for r in every if r["kind"] == kind and panel in (None, r["panel"])]


def said(picture):
    return [r["text"] for r in picture.spec["datasets"]["rows"] if "text" in r]


EIGHT = Delivery(weeks(120, 130, 90, 60, 140, 155, 150, 149), weeks(100), goal=10000)


@pytest.mark.parametrize("paper", [False, True])
@pytest.mark.parametrize(
    "told",
    [
        Delivery(weeks(100)),
        EIGHT,
        Delivery(weeks(100, None, 50), weeks(100, 100, 100), 500, last=date(2026, 9, 30)),
        Delivery(weeks(9_000_000, 0, -5), weeks(1), 10),
        Delivery([Days(FIRST, FIRST, 0)]),
    ],
)
def test_it_can_be_drawn(told, paper, capfd):
    picture = delivery_chart(told, "Night Drive", paper=paper)
    assert picture.png().startswith(b"\x89PNG")
    assert "Night Drive" in picture.svg()
    assert capfd.readouterr() == ("", "")


def test_of_which_no_day_is_known_there_is_no_picture():
    assert delivery_chart(Delivery([], weeks(100), 1000, first=FIRST), "Night Drive") is None


def test_days_of_which_nothing_is_known_are_open_and_no_days_of_0():
    picture = delivery_chart(
        Delivery(weeks(100, None, 50), first=FIRST - 3 * DAY, last=FIRST + 27 * DAY), "Night Drive"
    )
    gaps = [(row["from"], row["to"]) for row in rows(picture, "gap", 0)]
    assert gaps == [
        (instant(FIRST - 3 * DAY), instant(FIRST)),
        (instant(FIRST + 7 * DAY), instant(FIRST + 14 * DAY)),
        (instant(FIRST + 21 * DAY), instant(FIRST + 28 * DAY)),
    ]
    assert [row["value"] for row in rows(picture, "block")] == [100, 50]
    # The line breaks: what came meanwhile is not known.
    assert [row["part"] for row in rows(picture, "solid")] == [0, 0, 1, 1]
    assert "grey: 17 days of which nothing is known" in picture.spec["title"]["subtitle"]
    assert "nothing is known from 2026-07-29 to 2026-07-31 and in 2 more gaps" in picture.says


def test_one_day_in_two_years_is_a_stripe_one_can_see():
    known = [Days(FIRST, FIRST + 400 * DAY, 5), Days(FIRST + 402 * DAY, FIRST + 700 * DAY, 5)]
    (gap,) = rows(delivery_chart(Delivery(known), "Night Drive"), "gap", 0)
    assert gap["to"] - gap["from"] > 3 * instant(date(1970, 1, 2))


def test_the_line_adds_up_to_what_the_days_had():
    picture = delivery_chart(EIGHT, "Night Drive")
    line = rows(picture, "solid")
    assert (line[0]["value"], line[-1]["value"]) == (0, 6958)
    assert line[-1]["day"] == instant(FIRST + 56 * DAY)
    assert "6,958 of 10,000 streams (70%)" in said(picture)
    assert not any("drawn" in one for one in picture.spec["title"]["subtitle"])


def test_streams_without_a_day_are_told_and_not_drawn():
    picture = delivery_chart(Delivery(weeks(100), goal=10000, delivered=900), "Night Drive")
    assert "900 of 10,000 streams (9.0%)" in said(picture)
    assert "drawn: 700 streams, whose days are known" in picture.spec["title"]["subtitle"]


def test_what_is_known_of_a_part_is_pale_and_says_so():
    part = [Days(FIRST, FIRST + DAY, 10, in_part=True), Days(FIRST + 2 * DAY, FIRST + 4 * DAY, 20)]
    picture = delivery_chart(Delivery(part), "Night Drive")
    pale, full = (row["strength"] for row in rows(picture, "block"))
    assert pale < full
    assert any("pale" in one for one in picture.spec["title"]["subtitle"])


def test_without_a_promise_or_a_goal_it_says_so():
    picture = delivery_chart(Delivery(weeks(100)), "Night Drive")
    assert "no promise is known" in said(picture)
    assert "700 streams, no goal is known" in said(picture)
    assert not rows(picture, "dash")


def test_the_goal_is_named_where_the_line_is_not():
    assert rows(delivery_chart(EIGHT, "x"), "left", 1)
    assert rows(delivery_chart(Delivery(weeks(100, 100), goal=100), "x"), "right", 1)


def test_a_promise_that_changes_and_pauses_is_a_line_that_does():
    promised = [
        Days(FIRST, FIRST + DAY, 10),
        Days(FIRST + 2 * DAY, FIRST + 3 * DAY, 20),
        Days(FIRST + 5 * DAY, FIRST + 6 * DAY, 20),
    ]
    picture = delivery_chart(Delivery(weeks(100), promised), "x")
    dashed = [(row["part"], row["value"]) for row in rows(picture, "dash", 0)]
    assert dashed == [(0, 10), (0, 10), (0, 20), (0, 20), (1, 20), (1, 20)]
    assert "dashed: promised 10 to 20 a day" in said(picture)
