"""What pages and the bot ask alike: best tracks, one artist alone, the news of open files."""

from __future__ import annotations

from datetime import UTC, datetime

from backline.analysis.best import best_of
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.analysis.news import news, told
from backline.measure import State
from backline.store import Store, Subject
from backline.warehouse import Warehouse
from tests.bot_roots import small_label
from tests.roots import DAY, before, root_of, row


def best(tmp_path, rows, platform="spotify"):
    with Warehouse(root_of(tmp_path / "root", rows)) as warehouse:
        return best_of(latest(warehouse, artist="ada"), platform)


def popularity(day, value, subject, **more):
    return row(day, value, series="spotify/popularity", subject=subject, **more)


def test_the_newest_list_the_best_first(tmp_path):
    rows = [popularity(DAY, value, name) for name, value in (("a", 3), ("b", 9), ("c", 3))]
    found = best(tmp_path, [*rows, popularity(before(1), 50, "gone")])
    assert [item.subject for item in found.items] == ["b", "a", "c"]
    assert found.listed_on == DAY
    assert found.gap is None and found.why == ""


def test_a_list_that_could_not_be_had_since_is_a_gap_with_its_reason(tmp_path):
    rows = [
        popularity(before(1), 9, "a"),
        popularity(DAY, None, "top_tracks", detail="answered 503"),
        row(DAY, 5),
    ]
    found = best(tmp_path, rows)
    assert (found.listed_on, found.gap.row_date) == (before(1), DAY)
    assert found.why == "failed: answered 503"


def test_a_gap_before_the_newest_list_is_none_any_more(tmp_path):
    rows = [
        popularity(DAY, 9, "a"),
        popularity(before(1), None, "top_tracks", detail="answered 503"),
    ]
    assert best(tmp_path, rows).gap is None


def test_no_account_is_no_gap(tmp_path):
    unset = {"state": State.NOT_CONFIGURED, "detail": "no account"}
    found = best(tmp_path, [popularity(DAY, None, "top_tracks", **unset)])
    assert (found.items, found.listed_on, found.gap) == ((), None, None)


def test_a_subject_leads_to_its_page_where_its_id_is_a_true_one():
    track = Subject("k", "track", "ada", "Song", spotify="a" * 22, youtube="abcdefghijk")
    assert track.link == f"https://open.spotify.com/track/{'a' * 22}"
    video = Subject("k", "video", "ada", "Clip", youtube="abcdefghi_-")
    assert video.link == "https://www.youtube.com/watch?v=abcdefghi_-"
    for wrong in ("", "a" * 23, "javascript:alert(1)", "a" * 21 + "/"):
        assert Subject("k", "track", "ada", "Song", spotify=wrong).link == ""
        assert Subject("k", "video", "ada", "Clip", youtube=wrong).link == ""


def test_one_artist_alone_is_told_as_among_all(tmp_path):
    root = small_label(tmp_path / "root")
    with Warehouse(root, in_memory=True) as warehouse:
        for day in (DAY, before(5)):
            key = "artist-2-1"
            whole = growth(warehouse, 7, as_of=day, artist=key)
            assert growth(warehouse, 7, as_of=day, artist=key, alone=True) == whole != []
            newest = latest(warehouse, as_of=day, artist=key)
            assert latest(warehouse, as_of=day, artist=key, alone=True) == newest != []


def test_news_from_open_measurements_are_the_same_but_for_what_is_worth_a_look(tmp_path):
    root = small_label(tmp_path / "root")
    store = Store(root)
    with Warehouse(root) as warehouse:
        assert told(warehouse, store, DAY) == news(store, DAY, findings=())
        assert told(warehouse, store, before(-1)) is None


def test_news_tell_every_gap_and_when_the_answers_came(tmp_path):
    times = [datetime(2026, 9, 30, hour, tzinfo=UTC) for hour in (5, 6)]
    rows = [
        row(DAY, 5, collected_at=times[0]),
        row(DAY, None, series="deezer/fans", detail="answered 503", collected_at=times[1]),
        row(before(1), 5),
        row(before(1), None, series="deezer/fans", detail="answered 503"),
    ]
    found = news(Store(root_of(tmp_path / "root", rows)), DAY, findings=())
    assert found.gaps == []
    assert [gap.detail for gap in found.every_gap] == ["answered 503"]
    assert found.asked == tuple(times)
