"""What is new on a day: movers, new gaps, what came back, days nobody measured."""

from __future__ import annotations

from datetime import date, timedelta

from backline.analysis.news import news
from backline.measure import State
from backline.store import Store
from tests.roots import DAY, before, root_of, row

WEEK = timedelta(days=7)


def told(tmp_path, rows, day=DAY):
    return news(Store(root_of(tmp_path, rows)), day)


def test_a_day_that_is_not_stored_has_none(tmp_path):
    assert told(tmp_path, [row(DAY, 1)], before(1)) is None


def test_the_biggest_mover_of_each_number_is_the_largest_change_not_the_largest_artist(tmp_path):
    rows = []
    for artist, then, now in (("ada", 1_000_000, 1_010_000), ("bo", 1_000, 1_100)):
        rows += [row(DAY - WEEK, then, artist=artist), row(DAY, now, artist=artist)]
    rows += [row(DAY - WEEK, 3, series="deezer/fans"), row(DAY, 9, series="deezer/fans")]
    rows += [row(DAY - WEEK, 150, series="deezer/fans", artist="bo")]
    rows += [row(DAY, 153, series="deezer/fans", artist="bo")]
    found = [(m.artist, m.metric, m.growth) for m in told(tmp_path, rows).movers]
    assert found == [("bo", "followers", 100), ("bo", "fans", 3)]


def test_what_is_no_move(tmp_path):
    rows = [
        row(DAY - WEEK, 12_300, series="youtube/subscribers", resolution=100),
        row(DAY, 12_350, series="youtube/subscribers", resolution=100),  # within the rounding
        row(DAY - WEEK, 10, series="instagram/posts"),
        row(DAY, 20, series="instagram/posts"),  # the artist's own doing
        row(DAY - WEEK, 0),
        row(DAY, 20),  # no change as a fraction
        row(DAY - WEEK, 500, artist="bo"),
        row(before(1), 900, artist="bo"),  # not of this day
        row(DAY, None, artist="bo"),
    ]
    assert told(tmp_path, rows).movers == []


def test_gaps_are_new_against_the_stored_day_before(tmp_path):
    rows = [
        row(before(4), 5),
        row(DAY, None),  # was there
        row(before(4), None, artist="bo"),
        row(DAY, None, artist="bo"),  # was missing
        row(before(4), None, series="deezer/fans"),
        row(DAY, 7, series="deezer/fans"),  # is back
        row(before(4), 7, series="spotify/popularity", subject="track1"),
        row(DAY, None, series="spotify/popularity", subject="top_tracks"),  # the list was there
        row(DAY, None, series="youtube/views"),  # never expected before
        row(DAY, None, series="youtube/videos", state=State.NOT_CONFIGURED),  # nor set up
    ]
    found = told(tmp_path, rows)
    gaps = {(m.artist, m.metric, m.subject) for m in found.gaps}
    assert gaps == {
        ("ada", "followers", ""),
        ("ada", "popularity", "top_tracks"),
        ("ada", "views", ""),
    }
    assert [m.metric for m in found.back] == ["fans"]
    assert (found.measured, found.expected, found.missing) == (1, 5, 4)
    assert found.missed == [before(3), before(2), before(1)]


def test_a_track_that_left_the_list_is_not_missing(tmp_path):
    rows = [
        row(before(1), 7, series="spotify/popularity", subject="track1"),
        row(DAY, 8, series="spotify/popularity", subject="track2"),
    ]
    assert told(tmp_path, rows).gaps == []


def test_a_missed_day_stays_missed_when_its_numbers_are_told_later(tmp_path):
    late = row(before(1), 7, source="chartmetric")
    found = told(tmp_path, [row(before(3), 5), late, row(DAY, None)])
    assert (found.before, found.missed) == (before(3), [before(2), before(1)])
    assert [m.artist for m in found.gaps] == ["ada"]


def test_what_is_told_of_a_day_by_another_is_no_news_of_its_run(tmp_path):
    told_later = [
        row(before(1), 7, source="chartmetric", artist="bo"),
        row(DAY, None, source="chartmetric", series="facebook/likes"),
    ]
    rows = [row(before(1), 5), row(before(1), None, artist="bo"), row(DAY, 6)]
    found = told(tmp_path, [*rows, row(DAY, None, artist="bo"), *told_later])
    assert (found.measured, found.expected, found.gaps) == (1, 2, [])


def test_what_is_worth_a_look_is_looked_up_where_nobody_has(tmp_path):
    rows = [row(before(n), 1_000 + 3 * (30 - n) + n % 3) for n in range(1, 31)] + [row(DAY, 5_000)]
    store = Store(root_of(tmp_path, rows))
    (sentence,) = news(store, DAY).findings
    assert "rose from" in sentence
    assert news(store, DAY, findings=["seen"]).findings == ["seen"]


def test_what_was_set_up_and_is_no_more_is_a_new_gap(tmp_path):
    rows = [row(before(1), 5), row(DAY, None, state=State.NOT_CONFIGURED)]
    assert [m.state for m in told(tmp_path, rows).gaps] == [State.NOT_CONFIGURED]


def test_on_a_first_day_every_gap_counts_and_no_day_was_missed(tmp_path):
    found = told(tmp_path, [row(DAY, 5), row(DAY, None, artist="bo")])
    assert (found.before, found.missed, len(found.gaps)) == (None, (), 1)


def test_a_damaged_day_before_tells_nothing(tmp_path):
    root = root_of(tmp_path, [row(before(1), 5), row(DAY, None)])
    Store(root).measurement_file(before(1)).write_bytes(b"cut")
    found = news(Store(root), DAY)
    assert (found.before, len(found.gaps)) == (before(1), 1)


def test_dates_are_of_the_calendar(tmp_path):
    rows = [row(date(2026, 2, 27), 1), row(date(2026, 3, 2), 1)]
    assert told(tmp_path, rows, date(2026, 3, 2)).missed == [date(2026, 2, 28), date(2026, 3, 1)]
