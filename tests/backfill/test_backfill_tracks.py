"""Tracks from Chartmetric: which there are, their streams week by week, their statistics."""

from datetime import date, timedelta

import pytest

from backline.measure import State
from backline.store import Store, Subject
from sandbox import Failure, Sandbox, audience
from sandbox.chartmetric_shapes import artist_id, listings_of
from sandbox.curves import day_number
from tests.backfilled import DAY, asked, quick_world, refreshed, root_of, rows_of

KEY = "marlow-tide"
STATISTICS = (
    ("spotify", "playlists"),
    ("spotify", "editorial_playlists"),
    ("spotify", "playlist_reach"),
    ("tiktok", "videos"),
    ("shazam", "shazams"),
    ("youtube", "views"),
)


pytestmark = pytest.mark.usefixtures("unpaced")


def tracks_of(world):
    return world.tracks(world.artists[0], DAY)


def refresh_first(root, box, **options):
    return refreshed(root, box, artists=[KEY], tracks=True, **options)


def histories(box):
    return [path for path in asked(box) if path.endswith("most-history")]


class TestWhich:
    def test_every_recording_becomes_one_subject_with_its_ids(self, root, box, world):
        refresh_first(root, box)
        known = {s.spotify: s for s in Store(root).subjects().all()}
        assert set(known) == {t.id for t in tracks_of(world)}
        for track in tracks_of(world):
            subject = known[track.id]
            assert (subject.kind, subject.title, subject.isrc, subject.release_date) == (
                "track",
                track.title,
                track.isrc,
                track.released.isoformat(),
            )

    def test_one_listed_twice_under_two_ids_is_measured_once(self, root, box, world):
        entries = listings_of(world, world.artists[0], DAY)
        twice = [e for e in entries if e.place == 3]
        assert len(twice) == 2
        refresh_first(root, box, weeks=1)
        rows = rows_of(root, artist=KEY, metric="streams", subject=twice[0].track.id)
        assert len(rows) == 1
        (row,) = rows
        assert row.value == audience.streams(twice[0].track, day_number(row.date))

    def test_another_order_of_its_ids_makes_no_other_track(self, root, box, world):
        with Store(root).writing(), Store(root).change() as change:
            subjects = Store(root).subjects()
            second = listings_of(world, world.artists[0], DAY)[1]
            title, linked = second.track.title, second.spotify[1]
            subjects.place(Subject("", "track", KEY, f"{title} (single)", spotify=linked))
            change.write(Store(root).subjects_file, subjects.to_csv().encode())
        refresh_first(root, box)
        assert rows_of(root, metric="streams", subject=linked)
        assert not rows_of(root, metric="streams", subject=second.track.id)
        known = Store(root).subjects().get(linked)
        assert known.title == f"{title} (single)"
        assert known.isrc == second.track.isrc

    def test_one_known_by_its_title_only_is_found_by_its_isrc(self, root, box, world):
        track = tracks_of(world)[0]
        with Store(root).writing(), Store(root).change() as change:
            subjects = Store(root).subjects()
            key = subjects.place(Subject("", "track", KEY, "Old Title", isrc=track.isrc))
            change.write(Store(root).subjects_file, subjects.to_csv().encode())
        refresh_first(root, box)
        assert rows_of(root, metric="streams", subject=key)
        assert Store(root).subjects().get(key).spotify == track.id

    def test_only_the_most_streamed_are_followed(self, root, box, world):
        refresh_first(root, box, most_tracks=2)
        followed = {r.subject for r in rows_of(root, metric="streams")}
        t = day_number(DAY) - 1
        best = sorted(tracks_of(world), key=lambda track: -audience.streams(track, t))
        assert followed == {track.id for track in best[:2]}

    def test_an_artist_without_tracks_is_asked_once_a_day(self, tmp_path):
        world = quick_world(artists=8)
        root = root_of(world, tmp_path / "x")
        with Sandbox(world, date=DAY) as box:
            for _ in range(2):
                refreshed(root, box, artists=["orsa-vinter"], tracks=True)
            assert len([p for p in asked(box) if p.endswith("/tracks")]) == 1
        (row,) = rows_of(root, subject="top_tracks")
        assert (row.state, row.detail) == (
            State.NOT_OFFERED,
            "Chartmetric lists no track of the artist",
        )

    def test_without_tracks_wanted_none_is_asked_for(self, root, box):
        refreshed(root, box, artists=[KEY])
        assert not [p for p in asked(box) if "track" in p]

    def test_a_long_list_is_had_page_by_page(self, root, box, world, monkeypatch):
        monkeypatch.setattr("backline.collecting.backfill.tracks.PAGE", 4)
        monkeypatch.setattr("backline.sources.chartmetric.client.PAGE", 4)
        refresh_first(root, box, weeks=1)
        pages = [c.query for c in box.calls_to("chartmetric") if c.path.endswith("/tracks")]
        assert len(pages) == len(listings_of(world, world.artists[0], DAY)) // 4 + 1
        assert {r.subject for r in rows_of(root, metric="streams")} == {
            t.id for t in tracks_of(world)
        }


class TestStreams:
    def test_they_are_cumulative_and_week_by_week(self, root, box, world):
        refresh_first(root, box, weeks=12)
        for track in tracks_of(world):
            rows = rows_of(root, metric="streams", subject=track.id)
            values = [r.value for r in rows if r.value is not None]
            assert values == sorted(values)
            for row in rows:
                if row.value is not None:
                    assert row.value == audience.streams(track, day_number(row.date))

    def test_values_that_are_strings_are_numbers(self, root, box, world):
        third = listings_of(world, world.artists[0], DAY)[2].track
        refresh_first(root, box)
        rows = rows_of(root, metric="streams", subject=third.id)
        assert {r.state for r in rows} == {State.MEASURED}

    def test_before_it_came_out_there_is_no_gap(self, root, box, world):
        newest = max(tracks_of(world), key=lambda t: t.released)
        weeks = (DAY - newest.released).days // 7 + 5
        refresh_first(root, box, weeks=weeks)
        rows = rows_of(root, metric="streams", subject=newest.id)
        assert min(r.date for r in rows) >= newest.released
        assert len(rows) < weeks

    def test_popularity_in_their_place_is_not_taken(self, root, box, monkeypatch):
        def silent(client, track, since, until):
            span = {"since": since.isoformat(), "until": until.isoformat()}
            path = f"track/{track}/spotify/stats/most-history"
            return client._get("most-history", path, span)

        monkeypatch.setattr("backline.sources.chartmetric.client.ChartmetricClient.streams", silent)
        found = refresh_first(root, box, weeks=1)
        assert found.failed == {
            KEY: "Chartmetric answered another number where streams were asked for"
        }
        assert {r.state for r in rows_of(root, metric="streams")} == {State.FAILED}

    def test_a_plan_without_histories_still_gives_the_statistics(self, root, box, world):
        world.chartmetric.locked = {"most-history"}
        found = refresh_first(root, box)
        assert found.failed == {}
        assert {r.state for r in rows_of(root, metric="streams")} == {State.NOT_OFFERED}
        assert rows_of(root, metric="playlists", state=State.MEASURED)
        assert len([c for c in box.calls_to("chartmetric") if c.status == 403]) == 2


class TestStatistics:
    def test_they_are_of_the_day_of_asking(self, root, box, world):
        refresh_first(root, box, weeks=1)
        track = tracks_of(world)[0]
        rows = {(r.platform, r.metric): r.value for r in rows_of(root, date=DAY, subject=track.id)}
        t = day_number(DAY)
        count, editorial, reach = audience.playlists(track, t)
        assert rows == {
            ("spotify", "playlists"): count,
            ("spotify", "editorial_playlists"): editorial,
            ("spotify", "playlist_reach"): reach,
            ("tiktok", "videos"): audience.clips(track, t),
            ("shazam", "shazams"): audience.shazams(track, t),
            ("youtube", "views"): audience.video_views(track, t),
        }

    def test_what_is_null_is_not_offered_and_never_zero(self, root, box, world):
        fifth = tracks_of(world)[4]
        refresh_first(root, box, weeks=1)
        (row,) = rows_of(root, metric="videos", platform="tiktok", subject=fifth.id)
        assert (row.value, row.state) == (None, State.NOT_OFFERED)
        assert row.detail == "Chartmetric does not tell TikTok videos with the track"

    def test_a_plan_without_single_tracks_lacks_two_of_them(self, root, box, world):
        world.chartmetric.locked = {"track"}
        assert refresh_first(root, box, weeks=1).failed == {}
        states = {(r.metric, r.state) for r in rows_of(root, platform="shazam")}
        assert states == {("shazams", State.NOT_OFFERED)}

    def test_where_the_list_tells_all_no_track_is_asked_alone(self, root, box, monkeypatch):
        from sandbox import chartmetric, chartmetric_shapes

        monkeypatch.setattr(chartmetric, "track_listed", chartmetric_shapes.track_told)
        refresh_first(root, box, weeks=1)
        assert rows_of(root, metric="shazams", state=State.MEASURED)
        assert not [p for p in asked(box) if p.rpartition("/")[0] == "/api/track"]

    def test_a_number_that_cannot_be_is_rejected(self, root, box):
        box.fail("chartmetric", Failure.WRONG_TYPES, match="/tracks")
        refresh_first(root, box, weeks=1)
        rows = rows_of(root, metric="playlists")
        assert {r.state for r in rows} == {State.REJECTED}
        assert rows[0].detail == "Chartmetric gave no number that can be ('abc')"


class TestAgain:
    def test_more_weeks_are_fetched_on_the_same_day(self, root, box, world):
        refresh_first(root, box, weeks=2)
        calls = len(asked(box))
        refresh_first(root, box, weeks=4)
        again = asked(box)[calls:]
        assert len([p for p in again if p.endswith("most-history")]) >= len(tracks_of(world)) - 1
        assert not [p for p in again if p.rpartition("/")[0] == "/api/track"]

    def test_a_list_that_failed_is_asked_for_again(self, root, box):
        box.fail("chartmetric", Failure.SERVER_ERROR, match="/tracks", times=3)
        found = refresh_first(root, box)
        assert found.failed == {KEY: "Chartmetric answered 500 (tracks)"}
        (gap,) = rows_of(root, subject="top_tracks")
        assert gap.state is State.FAILED
        assert refresh_first(root, box).failed == {}
        assert rows_of(root, metric="streams", state=State.MEASURED)
        assert not rows_of(root, subject="top_tracks")

    def test_a_track_that_failed_is_asked_for_again_alone(self, root, box, world):
        entry = listings_of(world, world.artists[0], DAY)[0]
        box.fail("chartmetric", Failure.SERVER_ERROR, match=f"/track/{entry.id}/", times=3)
        assert list(refresh_first(root, box).failed) == [KEY]
        calls = len(asked(box))
        assert refresh_first(root, box).failed == {}
        again = asked(box)[calls:]
        assert again == [
            f"/api/artist/{artist_id(world.artists[0])}/tracks",
            f"/api/track/{entry.id}/spotify/stats/most-history",
        ]

    def test_a_week_later_streams_of_one_week_are_new(self, root, box, world):
        refresh_first(root, box)
        calls = len(box.calls)
        box.date = DAY + timedelta(days=7)
        refresh_first(root, box, day=box.date)
        queries = [c.query for c in box.calls[calls:] if c.path.endswith("most-history")]
        assert queries
        assert all("since=2026-08-29" in q and "type=streams" in q for q in queries)
        rows = rows_of(root, metric="streams", subject=tracks_of(world)[0].id)
        assert len(rows) == 5
        assert rows[-1].date > date(2026, 8, 28)
