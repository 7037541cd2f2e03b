"""What Chartmetric's answers mean: small bodies, one oddity each."""

from datetime import date

import pytest

from backline.errors import SourceError
from backline.measure import VOCABULARY
from backline.sources.chartmetric.answers import (
    STATS,
    Point,
    artist_ids,
    is_followed,
    largest,
    nearest,
    points,
    recordings,
    stats,
    streams,
    told,
    tracks,
)

FOLLOWERS = ("spotify", "followers")
FIRST, LAST = date(2026, 8, 22), date(2026, 8, 28)


def point(day, value, **more):
    return {"value": value, "timestp": f"2026-08-{day:02}T00:00:00.000Z", "diff": None, **more}


def on(day, value):
    return Point(date(2026, 8, day), value)


class TestPoints:
    def test_values_may_be_numbers_floats_or_strings(self):
        listed = [point(1, 5), point(2, 6.0), point(3, "3126151554.0"), point(4, "7")]
        assert [p.value for p in points(FOLLOWERS, listed)] == [5, 6, 3126151554, 7]

    def test_a_date_may_be_a_day_or_a_time_of_it(self):
        listed = [{"value": 1, "timestp": "2026-08-02"}, {"value": 2, "timestp": "2026-08-01 06:0"}]
        assert points(FOLLOWERS, listed) == [on(1, 2), on(2, 1)]

    def test_what_is_empty_interpolated_or_without_a_day_is_left_out(self):
        listed = [
            point(1, None),
            point(2, 5, interpolated=True),
            {"value": 5},
            {"value": 5, "timestp": "soon"},
            "x",
            point(3, 5, interpolated=False),
        ]
        assert points(FOLLOWERS, listed) == [on(3, 5)]

    def test_what_cannot_be_a_count_stays_as_such(self):
        listed = [point(1, "abc"), point(2, -1), point(3, 10**17), point(4, True)]
        assert [p.value for p in points(FOLLOWERS, listed)] == [None] * 4

    def test_a_popularity_above_100_cannot_be(self):
        assert points(("spotify", "popularity"), [point(1, 101)]) == [on(1, None)]

    def test_no_list_has_no_points(self):
        assert points(FOLLOWERS, None) == points(FOLLOWERS, {}) == []


class TestWeeks:
    def test_the_point_nearest_to_the_end_is_the_weeks(self):
        series = [on(20, 1), on(23, 2), on(27, 3), on(29, 4)]
        assert nearest(series, FIRST, LAST) == on(27, 3)

    def test_the_days_of_a_week_are_its_own(self):
        assert nearest([on(21, 1), on(29, 2)], FIRST, LAST) is None
        assert nearest([on(22, 1)], FIRST, LAST) == on(22, 1)
        assert nearest([on(28, 1)], FIRST, LAST) == on(28, 1)

    def test_a_point_without_a_number_counts_only_where_no_other_is(self):
        assert nearest([on(25, 7), on(28, None)], FIRST, LAST) == on(25, 7)
        assert nearest([on(28, None)], FIRST, LAST) == on(28, None)

    def test_of_linked_ids_the_largest_count_is_taken_never_the_sum(self):
        main, copy = [on(26, 1000), on(27, 1010)], [on(27, 990), on(28, 1001)]
        assert largest([main, copy], FIRST, LAST) == on(27, 1010)
        assert largest([[], copy], FIRST, LAST) == on(28, 1001)
        assert largest([[], []], FIRST, LAST) is None

    def test_a_count_that_fell_is_kept_as_it_is(self):
        assert largest([[on(26, 1000), on(28, 600)]], FIRST, LAST) == on(28, 600)


class TestStats:
    def test_each_metric_has_its_own_points(self):
        obj = {
            "link": "https://example.org",
            "followers": [point(1, 5)],
            "listeners": [point(2, 9)],
            "followers_to_listeners_ratio": [point(1, "55.5")],
        }
        assert stats("spotify", obj) == {
            ("spotify", "followers"): [on(1, 5)],
            ("spotify", "monthly_listeners"): [on(2, 9)],
            ("spotify", "popularity"): [],
        }

    def test_without_an_account_nothing_is_followed(self):
        obj = {"link": None, "followers": [], "likes": []}
        assert not is_followed(obj)
        assert list(stats("tiktok", obj).values()) == [[], []]

    @pytest.mark.parametrize("obj", [None, [], "x", 5])
    def test_another_body_is_no_answer(self, obj):
        with pytest.raises(SourceError, match="without the numbers of tiktok"):
            stats("tiktok", obj)

    def test_the_likes_of_a_page_are_not_its_followers(self):
        obj = {"link": "x", "likes": [point(1, 5)], "talks": [point(1, 9)]}
        assert stats("facebook", obj) == {
            ("facebook", "likes"): [on(1, 5)],
            ("facebook", "followers"): [],
        }

    def test_only_numbers_of_the_vocabulary_are_asked_for(self):
        assert {metric for fields in STATS.values() for metric in fields.values()} <= set(
            VOCABULARY
        )


class TestStreams:
    def test_every_linked_id_has_its_series(self):
        obj = [
            {"domain": "spotify", "track_domain_id": "a", "data": [point(1, "10.0")]},
            {"domain": "spotify", "track_domain_id": "b", "type": "streams", "data": []},
        ]
        assert streams(obj) == [[on(1, 10)], []]

    def test_popularity_in_their_place_is_refused(self):
        with pytest.raises(SourceError, match="another number"):
            streams([{"type": "popularity", "data": [point(1, 55)]}])

    def test_another_body_is_no_answer(self):
        with pytest.raises(SourceError):
            streams({"data": []})


def entry(number, isrc="A", spotify=("s1",), total=10, **statistics):
    return {
        "cm_track": number,
        "name": f"Song {number}",
        "isrc": isrc,
        "release_dates": ["2026-02-01", "2025-03-01", "2024"],
        "spotify_track_ids": list(spotify),
        "artist_names": ["Ada", "Bo"],
        "cm_statistics": {"sp_streams": total, **statistics},
    }


class TestTracks:
    def test_an_entry_is_read(self):
        (track,) = tracks([entry(7, num_sp_playlists="12", num_tt_videos=None)])
        assert (track.ids, track.title, track.credit) == ((7,), "Song 7", "Ada, Bo")
        assert (track.isrc, track.spotify, track.release_date) == ("A", ("s1",), "2025-03-01")
        assert track.numbers == {("spotify", "playlists"): "12"}

    def test_one_listed_twice_with_one_isrc_is_one_track(self):
        listed = tracks([entry(1, spotify=["s1"], total=10), entry(2, spotify=["s2"], total=90)])
        (track,) = recordings(listed)
        assert track.ids == (2, 1)
        assert track.spotify == ("s2", "s1")
        assert track.title == "Song 2"

    def test_one_listed_twice_with_one_spotify_id_is_one_track(self):
        listed = tracks([entry(1, isrc=None), entry(2, isrc="B"), entry(3, "C", spotify=["s3"])])
        assert [t.ids for t in recordings(listed)] == [(1, 2), (3,)]

    def test_two_without_isrc_are_two(self):
        listed = tracks([entry(1, "", ["s1"]), entry(2, "", ["s2"]), entry(3, "", [])])
        assert len(recordings(listed)) == 3

    def test_the_most_streamed_come_first(self):
        listed = tracks([entry(1, "A", ["a"], "5.0"), entry(2, "B", ["b"], 50), entry(3, "C", [])])
        assert [t.ids[0] for t in recordings(listed)] == [2, 3, 1]

    def test_an_artist_may_have_none(self):
        assert tracks([]) == []

    @pytest.mark.parametrize("obj", [None, {}, [{"name": "x"}], ["x"], [{"cm_track": 5}]])
    def test_a_list_of_nothing_with_an_id_is_no_answer(self, obj):
        with pytest.raises(SourceError, match="without a list of tracks"):
            tracks(obj)

    def test_a_track_alone_tells_shazams_and_views(self):
        numbers = told({"cm_statistics": {"shazam_counts": 3, "youtube_views": "4.0"}})
        assert numbers == {("shazam", "shazams"): 3, ("youtube", "views"): "4.0"}
        assert told({"cm_statistics": None}) == told(None) == {}


@pytest.mark.parametrize(
    ("obj", "ids"),
    [
        ([{"cm_artist": 5}], ["5"]),
        ([{"cm_artist": 5}, {"cm_artist": "5"}], ["5"]),
        ([{"cm_artist": 5}, {"cm_artist": 6}], ["5", "6"]),
        ({"cm_artist": 5}, ["5"]),
        ([], []),
        (None, []),
        ([{"cm_artist": None}], []),
    ],
)
def test_ids_are_read_in_either_form(obj, ids):
    assert artist_ids(obj) == ids
