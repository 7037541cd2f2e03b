"""Growth, by its definition: named situations first, then any series against a plain reading."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.analysis.growth import growth, snapshots_back
from backline.measure import State
from backline.warehouse import Warehouse
from tests.drawn import drawn
from tests.roots import DAY, before, root_of, row


def only(root, days, **options):
    with Warehouse(root) as warehouse:
        found = growth(warehouse, days, **options)
    assert len(found) == 1
    return found[0]


def test_measured_every_day(tmp_path):
    root = root_of(tmp_path, [row(before(n), 1000 - n) for n in range(31)])
    g = only(root, 30)
    assert (g.now, g.then, g.growth, g.span_days) == (1000, 970, 30, 30)
    assert g.change == pytest.approx(30 / 970)
    assert (g.now_date, g.then_date) == (DAY, before(30))
    assert (g.days_measured, g.days_in_window, g.resolution, g.note) == (30, 30, 1, "")


def test_first_run_has_nothing_to_compare_with(tmp_path):
    g = only(root_of(tmp_path, [row(DAY, 10)]), 7)
    assert (g.now, g.then, g.growth, g.change) == (10, None, None, None)
    assert g.note == f"nothing measured within 1 day of {before(7)}"


def test_empty_root_has_no_growth(tmp_path):
    with Warehouse(root_of(tmp_path, [])) as warehouse:
        assert growth(warehouse, 7) == []
        assert warehouse.latest_day is None


def test_now_is_at_most_two_days_old(tmp_path):
    steady = [row(before(n), 5) for n in range(40) if n > 2]
    other = [row(DAY, 1, artist="bo")]
    with Warehouse(root_of(tmp_path, steady + other)) as warehouse:
        ada = growth(warehouse, 7, artist="ada")[0]
    assert ada.now is None
    assert ada.note == f"last measured {before(3)}, 3 days before {DAY}"
    root = root_of(tmp_path / "two", [row(before(n), 5) for n in range(40) if n > 1])
    assert only(root, 7, as_of=DAY).now_date == before(2)


def test_a_failed_day_is_no_fall(tmp_path):
    rows = [row(before(n), 100 + n) for n in range(1, 10)]
    g = only(root_of(tmp_path, [*rows, row(DAY, None, detail="timeout")]), 7, as_of=DAY)
    assert (g.now, g.now_date, g.growth) == (101, before(1), -7)


def test_never_measured_says_why(tmp_path):
    hidden = row(DAY, None, state=State.HIDDEN, series="youtube/subscribers", detail="it is hidden")
    g = only(root_of(tmp_path, [hidden]), 30, as_of=DAY)
    assert (g.now, g.note) == (None, "hidden: it is hidden")


def test_the_closest_value_is_taken_and_the_older_on_a_tie(tmp_path):
    g = only(root_of(tmp_path, [row(DAY, 50), row(before(27), 40), row(before(29), 30)]), 28)
    assert (g.then, g.span_days) == (30, 29)
    near = [row(DAY, 50), row(before(27), 40), row(before(30), 30)]
    assert only(root_of(tmp_path / "near", near), 28).then == 40


def test_beyond_the_tolerance_there_is_no_growth(tmp_path):
    g = only(root_of(tmp_path, [row(before(n), 5) for n in (0, 1, 2, 3, 13)]), 7)
    assert (g.then, g.growth) == (None, None)


def test_measured_weekly_the_rules_widen(tmp_path):
    weekly = [row(before(5 + n), 1000 - n) for n in range(0, 60, 7)]
    g = only(root_of(tmp_path, weekly), 7, as_of=DAY)
    assert (g.now, g.now_date, g.then, g.span_days) == (1000, before(5), 993, 7)
    uneven = [row(before(n), 100 - n) for n in (0, 10, 17, 24, 31)]
    assert only(root_of(tmp_path / "uneven", uneven), 7).span_days == 10
    daily = [row(before(n), 100 - n) for n in (0, 1, 2, 10, 11, 12)]
    assert only(root_of(tmp_path / "daily", daily), 7).growth is None


def test_which_rhythm_is_told_by_the_whole_history(tmp_path):
    daily = [row(before(n), 100) for n in range(4, 400)]
    weekly = [row(before(n), 100 + n, artist="bo") for n in range(4, 400, 7)]
    once_daily = [row(before(n), 100, artist="cy") for n in (4, 11, 18, *range(200, 400))]
    with Warehouse(root_of(tmp_path, [*daily, *weekly, *once_daily])) as warehouse:
        found = {g.artist: g.growth for g in growth(warehouse, 7, as_of=DAY)}
    assert found == {"ada": None, "bo": -7, "cy": None}


def test_change_of_nothing_is_null(tmp_path):
    g = only(root_of(tmp_path, [row(DAY, 7), row(before(7), 0)]), 7)
    assert (g.growth, g.change, g.note) == (7, None, "no change as a fraction of 0")


def test_within_rounding_the_note_says_so(tmp_path):
    steps = [row(DAY, 12300, series="youtube/subscribers", resolution=100)]
    steps.append(row(before(7), 12300, series="youtube/subscribers", resolution=100))
    g = only(root_of(tmp_path, steps), 7)
    assert (g.growth, g.resolution, g.note) == (0, 100, "no change beyond rounding to 100")


def test_both_ends_come_from_one_source_where_any_has_both(tmp_path):
    rows = [
        row(DAY, 500),
        row(DAY, 490, source="label_history"),
        row(before(7), 480, source="label_history"),
    ]
    g = only(root_of(tmp_path, rows), 7)
    assert (g.now, g.then, g.note) == (490, 480, "")


def test_where_none_has_both_the_note_names_both(tmp_path):
    rows = [row(DAY, 500), row(before(7), 480, source="label_history")]
    g = only(root_of(tmp_path, rows), 7)
    assert (g.now, g.then) == (500, 480)
    assert g.note == "now from spotify_api, then from label_history"


def test_views_across_the_day_youtube_began_to_count_differently(tmp_path):
    views = [(date(2026, 8, 20), 100), (date(2026, 8, 27), 900)]
    rows = [row(day, n, series="youtube/views", source="youtube_api") for day, n in views]
    g = only(root_of(tmp_path, rows), 7)
    assert g.note == "YouTube counts every play start as a view since 2026-08-24"


def test_a_counter_that_fell_is_kept_and_flagged(tmp_path):
    rows = [row(DAY, 90, series="youtube/views"), row(before(7), 100, series="youtube/views")]
    g = only(root_of(tmp_path, rows), 7, as_of=DAY)
    assert g.growth == -10
    assert "a counter that should only rise fell" in g.note


def test_an_artist_who_left_is_listed_only_when_asked_for(tmp_path):
    roster = f'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\nuntil = {before(1)}\n'
    root = root_of(tmp_path, [row(before(n), 5) for n in range(1, 9)], roster)
    with Warehouse(root) as warehouse:
        assert growth(warehouse, 7, as_of=DAY) == []
        assert growth(warehouse, 7, as_of=DAY, artist="ada")[0].now == 5
        assert growth(warehouse, 7, as_of=before(1))[0].now == 5


def test_snapshots_count_columns_not_days(tmp_path):
    days = (0, 14, 20, 27, 33)
    g = only(root_of(tmp_path, [row(before(n), 100 - n) for n in days]), 7, by="snapshot")
    assert (g.then_date, g.growth, g.span_days) == (before(14), 14, 14)
    assert g.note == "the snapshots are 14 days apart"
    assert [snapshots_back(n) for n in (1, 7, 14, 28, 30, 60, 90)] == [1, 1, 2, 4, 4, 9, 13]


def test_a_blank_cell_is_a_snapshot(tmp_path):
    rows = [row(DAY, 9), row(before(7), None), row(before(14), 5)]
    rows += [row(before(n), 1, series="spotify/popularity") for n in (0, 7, 14)]
    with Warehouse(root_of(tmp_path, rows)) as warehouse:
        followers, popularity = growth(warehouse, 7, by="snapshot")
    assert (followers.now, followers.then, followers.growth) == (9, None, None)
    assert followers.note == "blank 1 snapshots back"
    assert popularity.growth == 0


def plain_growth(points, as_of, window):
    """The definition read aloud, for one source: (now_date, then_date) or Nones."""
    known = sorted(day for day in points if day <= as_of)
    if not known:
        return None, None
    gaps = [(b - a).days for a, b in pairwise(known)]
    weekly = bool(gaps) and median(gaps) > 4
    now = known[-1]
    if (as_of - now).days > (7 if weekly else 2):
        return None, None
    reach = max(-(-window // 7), 3 if weekly else 0)
    wanted = now - timedelta(days=window)
    near = [day for day in known if day < now and abs((day - wanted).days) <= reach]
    return now, min(near, key=lambda day: (abs((day - wanted).days), day), default=None)


@drawn(15, 150)
def test_any_series_follows_the_definition(examples, tmp_path_factory):
    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        ages=st.sets(st.integers(0, 120), min_size=1, max_size=60),
        window=st.sampled_from([1, 7, 14, 28, 30, 60, 90]),
    )
    def holds(ages, window):
        points = {before(age): 10_000 - age * 3 for age in ages}
        root = root_of(tmp_path_factory.mktemp("any"), [row(d, v) for d, v in points.items()])
        with Warehouse(root) as warehouse:
            found = growth(warehouse, window, as_of=DAY)
        now, then = plain_growth(points, DAY, window)
        if not found:
            assert now is None
            return
        g = found[0]
        assert (g.now_date, g.then_date) == (now, then)
        assert g.now == (points[now] if now else None)
        end = now or DAY
        assert g.days_measured == sum(0 <= (end - day).days < window for day in points)
        if then:
            assert g.growth == points[now] - points[then]
            assert g.span_days == (now - then).days

    holds()
