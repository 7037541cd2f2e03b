"""Odd questions: a thin artist, one day, a leap day, ten years, the future, odd countries."""

from __future__ import annotations

from datetime import date

import pytest

from backline.errors import ConfigError
from tests.charted import analysed, charted_root, count, line, song
from tests.roots import DAY, before, row

LISTENERS = "spotify/monthly_listeners"
FIRST = before(9)
LEAP = date(2024, 2, 29)
ROSTER = """label = "Night Shift"
[[artist]]
key = "ada"
name = "Ada"
spotify = "4gzpq5DPGxSnKTe4SA8HAU"
[[artist]]
key = "bo"
name = "Bo"
[[artist]]
key = "luche"
name = "Luchè"
[[artist]]
key = "luche-2"
name = "Luché"
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Counts and listeners around a leap day and around today, and nothing between."""
    days = [date(2024, 2, 28), LEAP, date(2024, 3, 1), before(2), before(1), DAY]
    rows = [count(day, "one", 100 + 10 * n) for n, day in enumerate(days)]
    rows += [row(day, 1000 + n, series=LISTENERS) for n, day in enumerate(days)]
    songs = [song("one"), song("two", credit="Luchè"), song("three", credit="Luché")]
    lines = [line(DAY, "two", 5, credit="Cilè"), line(DAY, "three", 6, credit="Cilé")]
    return charted_root(tmp_path_factory.mktemp("asked"), songs, lines, rows, ROSTER)


def answer(root, *artists, first=FIRST, last=DAY, **more):
    return analysed(root, first, last, *artists, cities=True, by_month=True, **more)


def test_an_artist_with_no_id_anywhere_has_null_for_it_and_the_reason(root):
    document = answer(root, "Bo")
    (lead,) = document["detailed_breakdown"]
    assert (lead["artist__uuid"], lead["latest_value"]) == (None, None)
    assert "the roster has no Spotify account of Bo" in lead["notes"]
    assert document["track_breakdowns"][0]["note"].startswith("No song of Bo on Spotify is known")
    assert document["cities"][0]["note"].startswith("No city of Bo on Spotify is stored")
    assert document["months"][0]["total_streams"] is None
    assert not document["success"]


def test_a_platform_without_an_account_is_said_beside_one_that_answers(root):
    document = answer(root, platforms=["spotify", "deezer"])
    deezer = [r for r in document["detailed_breakdown"] if r["platform__slug"] == "deezer"]
    assert [one["notes"][0] for one in deezer] == ["the roster has no Deezer account of Ada"]
    assert document["success"]


def test_a_name_that_fits_two_is_refused_with_both_in_the_roster_and_in_charts(root):
    with pytest.raises(ConfigError, match=r"can be Luchè \(luche\) or Luché \(luche-2\): write"):
        answer(root, "LUCHÊ")
    with pytest.raises(ConfigError, match="Cilè"):
        answer(root, "Cile", country="IT")


def test_a_period_of_one_day(root):
    document = answer(root, first=DAY)
    (lead,) = document["detailed_breakdown"]
    assert (lead["difference"], lead["over_days"], lead["data_points"]) == (None, None, 1)
    (month,) = document["months"]
    assert (month["period"]["days"], month["total_streams"], month["latest_value"]) == (1, 10, 1005)
    (songs,) = document["track_breakdowns"]
    assert songs["summary"]["total_streams"] == 10


def test_a_leap_day_alone_and_a_february_that_has_one(root):
    document = answer(root, first=LEAP, last=LEAP)
    assert document["track_breakdowns"][0]["summary"]["total_streams"] == 10
    february, march = answer(root, first=date(2024, 2, 1), last=date(2024, 3, 1))["months"]
    assert (february["period"]["days"], february["latest_date"]) == (29, "2024-02-29")
    assert (march["period"]["days"], march["total_streams"]) == (1, 10)


def test_ten_years(root):
    first = date(2016, 10, 1)
    document = answer(root, first=first)
    assert document["summary"]["date_range"]["days"] == 3652
    (lead,) = document["detailed_breakdown"]
    assert (lead["data_points"], lead["difference"]) == (6, 5)
    months = document["months"]
    assert len(months) == 120
    assert [m["month"] for m in months if m["latest_value"]] == ["2024-02", "2024-03", "2026-09"]


def test_a_period_that_reaches_into_the_future_and_one_that_lies_there(root):
    document = answer(root, first=DAY, last=date(2026, 10, 5), today=DAY)
    missing = document["detailed_breakdown"][0]["coverage"]["missing"]
    assert missing == [{"reason": "has not happened yet", "days": 5}]
    assert "has not happened yet" in document["months"][1]["notes"]
    with pytest.raises(ConfigError, match="has not begun; today is 2026-09-30"):
        answer(root, first=date(2026, 10, 1), last=date(2026, 10, 2), today=DAY)


@pytest.mark.parametrize(
    ("country", "said"),
    [("it", "Write the country in capitals: IT, not it"), ("XX", "There is no country 'XX'")],
)
def test_a_country_in_small_letters_and_one_that_does_not_exist(root, country, said):
    with pytest.raises(ConfigError, match=said):
        answer(root, country=country)
