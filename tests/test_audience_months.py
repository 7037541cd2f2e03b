"""A period by month: what each month alone would answer, and the number that leads."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.analysis.audience.months import windows
from tests.charted import analysed, answered, charted_root, count, line, song
from tests.outputs import csv_of, table_of, workbook_of
from tests.roots import row
from tests.test_scripts import run
from tests.workbooks import parts_of, sheets_of

JULY, AUGUST, SEPTEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1)
FIRST, LAST = date(2026, 7, 11), date(2026, 9, 30)
LISTENERS, AT_LEAST = "spotify/monthly_listeners", "spotify/monthly_listeners_at_least"


def day(n, month=AUGUST):
    return month + timedelta(days=n)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """``one`` has a count on every day until 20 August, ``two`` places alone in August."""
    counts = [count(day(n, JULY), "one", 1000 + 10 * n) for n in range(51)]  # 1 July to 20 August
    lines = [
        line(day(n), "two", None, country="", chart="top-songs", metric_kind="rank") for n in (3, 4)
    ]
    rows = [row(day(n, JULY), 500 + n, series=LISTENERS) for n in (0, 12, 20, 40)]
    rows += [row(day(3), 77, series=AT_LEAST, country="IT")]
    songs = [song("one"), song("two")]
    return charted_root(tmp_path_factory.mktemp("months"), songs, lines, [*counts, *rows])


def months_of(root, *artists, first=FIRST, last=LAST, **more):
    return analysed(root, first, last, *artists, tracks=False, by_month=True, **more)["months"]


def test_a_month_has_the_streams_of_its_known_days_and_its_songs(root):
    july, august, september = months_of(root)
    assert [one["month"] for one in (july, august, september)] == ["2026-07", "2026-08", "2026-09"]
    assert (july["total_streams"], july["at_least"], july["total_tracks"]) == (210, False, 1)
    assert july["period"] == {"start": "2026-07-11", "end": "2026-07-31", "days": 21}
    assert july["notes"] == ["only 2026-07-11 to 2026-07-31 is in the period"]
    assert (august["total_streams"], august["at_least"]) == (200, True)
    assert (august["total_tracks"], august["tracks_with_streams"]) == (2, 1)
    assert august["notes"] == ["of 1 of the songs no streams are known"]
    assert september["total_streams"] is None
    assert september["notes"] == ["no song is in a stored chart or count of these days"]
    assert july["sources"] == ["chartmetric", "spotify_api"]


def test_a_month_has_the_latest_and_the_average_of_the_number_that_leads(root):
    july, august, september = months_of(root)
    assert july["metric"] == august["metric"] == "monthly_listeners"
    assert (july["latest_value"], july["latest_date"]) == (520, "2026-07-21")
    assert (july["month_average"], july["data_points"]) == (516, 2)
    assert (august["latest_value"], august["month_average"], august["data_points"]) == (540, 540, 1)
    assert (september["latest_value"], september["month_average"]) == (None, None)


def test_with_a_country_the_lower_bound_leads_and_worldwide_streams_do_not_answer(root):
    july, august, _ = months_of(root, country="IT")
    assert (july["total_streams"], august["total_streams"]) == (None, None)
    assert (august["metric"], august["latest_value"]) == ("monthly_listeners_at_least", 77)
    assert august["lower_bound"]
    assert july["latest_value"] is None


def test_a_month_of_places_alone_has_songs_and_no_streams(root):
    (one,) = months_of(root, first=day(21), last=day(30))
    assert (one["total_streams"], one["total_tracks"]) == (None, 0)
    (one,) = months_of(root, first=day(0), last=day(30), platforms=["youtube"])
    assert one["total_streams"] is None


def test_a_month_to_come_says_so(root):
    *_, september = months_of(root, today=date(2026, 8, 30))
    assert september["notes"] == ["has not happened yet"]


def test_every_artist_and_platform_has_its_months(root):
    found = months_of(root, "Ada", "Bo", platforms=["spotify", "youtube"])
    places = [(one["id"], one["platform"], one["month"]) for one in found]
    assert len(places) == len(set(places)) == 12
    assert places[:3] == [("ada", "spotify", f"2026-0{n}") for n in (7, 8, 9)]


def test_every_output_has_the_months(root, tmp_path):
    answer = answered(root, FIRST, LAST, tracks=False, by_month=True)
    text = table_of(answer)
    assert "≥ 200" in text
    assert "latest, average and days are of monthly listeners" in " ".join(text.split())
    assert "the two are never added up" in " ".join(text.split())
    assert max(map(len, text.splitlines())) <= 80
    july, august, september = csv_of(answer)
    assert (july["month"], july["total_streams"], august["at_least"]) == ("2026-07", "210", "True")
    assert september["total_streams"] == ""
    path = workbook_of(answer, tmp_path)
    book = sheets_of(path)
    assert list(book) == ["Artist Summary", "Track Breakdown", "Months", "Daily Series", "Notes"]
    said = [dict(zip(book["Months"][0], cells, strict=False)) for cells in book["Months"][1:]]
    assert [one["Streams"] for one in said] == [210, 200, None]
    assert [one["At least"] for one in said] == ["", "yes", ""]
    assert 'state="frozen"' in parts_of(path)["xl/worksheets/sheet3.xml"]


def test_where_the_number_that_leads_is_not_known_it_has_no_columns(root):
    text = table_of(answered(root, FIRST, LAST, platforms=["youtube"], tracks=False, by_month=True))
    assert "Latest" not in text.split("By month")[1]
    assert "Ada, YouTube: streams" in text


def test_the_script_takes_by_month(root):
    done = run(
        "analyze", "--artist", "Ada", "--platform", "spotify", "--from", str(FIRST), "--to",
        str(LAST), "--root", root, "--offline", "--by", "month",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "By month" in done.stdout


DAYS = st.dates(date(2023, 12, 1), date(2026, 3, 31))


@given(DAYS, DAYS)
def test_months_have_every_day_of_a_period_exactly_once(one, another):
    first, last = min(one, another), max(one, another)
    found = windows(first, last)
    every = [a + timedelta(days=n) for a, b in found for n in range((b - a).days + 1)]
    assert every == [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert all((a.year, a.month) == (b.year, b.month) for a, b in found)


def test_a_month_has_what_it_has_when_it_alone_is_asked_for(root):
    """The rules of a song's streams are those of the breakdown, with no second one by month."""
    for one in months_of(root):
        first, last = (date.fromisoformat(one["period"][end]) for end in ("start", "end"))
        (alone,) = analysed(root, first, last)["track_breakdowns"]
        for name in ("total_streams", "total_tracks", "tracks_with_streams", "at_least"):
            assert one[name] == alone["summary"][name]
