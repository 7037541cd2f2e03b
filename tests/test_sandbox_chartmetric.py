"""Chartmetric in the sandbox: its token, its rate, its plan and its shapes."""

import time
from datetime import date, timedelta

import pytest
import requests

from sandbox import Failure, Sandbox, World
from sandbox.chartmetric_shapes import SOURCES, artist_id, listings_of

DAY = date(2026, 9, 1)


@pytest.fixture
def world():
    return World(seed=1, artists=4)


@pytest.fixture
def box(world):
    with Sandbox(world, date=DAY) as running:
        yield running


def post_token(box, token=None):
    given = {"refreshtoken": token or box.world.chartmetric.refresh_token}
    with requests.Session() as session:
        return session.post(f"{box.url}/chartmetric/api/token", json=given, timeout=5)


def get(box, path, token=None, **params):
    bearer = token or box.world.chartmetric.token(box.date)
    with requests.Session() as session:
        return session.get(
            f"{box.url}/chartmetric/api/{path}",
            params=params,
            headers={"Authorization": f"Bearer {bearer}"},
            timeout=5,
        )


def stat(box, artist, source, **params):
    return get(box, f"artist/{artist_id(artist)}/stat/{source}", **params)


class TestToken:
    def test_a_refresh_token_is_changed_for_an_access_token_of_an_hour(self, box, world):
        assert world.credentials()["CHARTMETRIC_REFRESH_TOKEN"] == world.chartmetric.refresh_token
        body = post_token(box).json()
        assert body["expires_in"] == 3600
        assert stat(box, world.artists[0], "spotify", token=body["token"]).status_code == 200

    def test_an_unknown_or_revoked_refresh_token_does_not_exist(self, box, world):
        assert post_token(box, "wrong").status_code == 401
        world.chartmetric.revoked = True
        refused = post_token(box)
        assert refused.status_code == 401
        assert refused.json() == {"error": "Refresh token does not exist"}

    def test_without_a_good_access_token_nothing_is_told(self, box, world):
        assert stat(box, world.artists[0], "spotify", token="wrong").status_code == 401

    def test_an_access_token_can_die_before_its_hour(self, box, world):
        world.chartmetric.token_life = 2
        first = post_token(box).json()["token"]
        answers = [stat(box, world.artists[0], "spotify", token=first) for _ in range(3)]
        assert [a.status_code for a in answers] == [200, 200, 401]
        second = post_token(box).json()["token"]
        assert second != first
        assert stat(box, world.artists[0], "spotify", token=second).status_code == 200


class TestRate:
    def test_every_answer_tells_how_the_account_stands(self, box, world):
        answers = [post_token(box), stat(box, world.artists[0], "spotify"), get(box, "nothing")]
        for answer in answers:
            assert answer.headers["X-RateLimit-Limit"] == "100"
            assert int(answer.headers["X-RateLimit-Remaining"]) < 100
            assert abs(int(answer.headers["X-RateLimit-Reset"]) - time.time()) < 3

    def test_the_entry_plan_has_one_request_in_any_second(self, box, world):
        world.chartmetric.per_second = 1
        first = post_token(box)
        second = stat(box, world.artists[0], "spotify")
        assert first.status_code == 200
        assert second.status_code == 429
        assert second.headers["X-RateLimit-Remaining"] == "0"
        time.sleep(1.05)
        assert stat(box, world.artists[0], "spotify").status_code == 200

    def test_a_used_up_quota_is_reset_in_a_day(self, box, world):
        box.fail("chartmetric", Failure.QUOTA)
        refused = stat(box, world.artists[0], "spotify")
        assert refused.status_code == 429
        assert int(refused.headers["X-RateLimit-Reset"]) - time.time() > 86_000
        assert "Retry-After" not in refused.headers


class TestPlan:
    @pytest.mark.parametrize("status", [401, 403])
    def test_what_the_plan_lacks_is_refused(self, box, world, status):
        world.chartmetric.locked = {"facebook", "tracks"}
        world.chartmetric.lock_status = status
        assert stat(box, world.artists[0], "facebook").status_code == status
        assert get(box, f"artist/{artist_id(world.artists[0])}/tracks").status_code == status
        assert stat(box, world.artists[0], "tiktok").status_code == 200


class TestStats:
    def test_each_metric_has_days_of_its_own(self, box, world):
        body = stat(box, world.artists[0], "spotify", since="2026-06-01", until="2026-08-31").json()
        days = {
            name: {point["timestp"] for point in points}
            for name, points in body["obj"].items()
            if name != "link"
        }
        assert set(days) == set(SOURCES["spotify"])
        assert days["followers"] != days["listeners"]
        assert len(days["popularity"]) < len(days["followers"])
        assert all(day.endswith("T00:00:00.000Z") for day in days["followers"])

    def test_the_ratio_is_a_string_and_some_points_are_interpolated(self, box, world):
        obj = stat(box, world.artists[0], "spotify").json()["obj"]
        assert isinstance(obj["followers_to_listeners_ratio"][0]["value"], str)
        assert any(point.get("interpolated") for point in obj["listeners"])

    def test_followers_are_those_of_the_other_platforms_that_day(self, box, world):
        obj = stat(box, world.artists[0], "spotify").json()["obj"]
        point = obj["followers"][-1]
        day = date.fromisoformat(point["timestp"][:10])
        assert point["value"] == world.numbers(world.artists[0], day).followers

    def test_today_is_not_there_yet(self, box, world):
        obj = stat(box, world.artists[0], "spotify").json()["obj"]
        newest = max(point["timestp"] for point in obj["listeners"])
        assert newest < f"{DAY}T"

    def test_more_than_365_days_are_refused(self, box, world):
        since = DAY - timedelta(days=366)
        assert stat(box, world.artists[0], "spotify", since=since, until=DAY).status_code == 400

    def test_plain_youtube_is_refused_with_the_names_there_are(self, box, world):
        refused = stat(box, world.artists[0], "youtube")
        assert refused.status_code == 400
        assert "youtube_channel" in refused.json()["error"]

    def test_without_an_account_the_lists_are_empty(self, box, world):
        luna = world.artists[3]
        obj = stat(box, luna, "youtube_channel").json()["obj"]
        assert obj == {"link": None, "subscribers": [], "views": [], "videos": []}

    def test_the_newest_point_can_be_had_alone(self, box, world):
        obj = stat(box, world.artists[0], "instagram", latest="true", field="followers").json()
        assert len(obj["obj"]["followers"]) == 1


class TestTracks:
    def test_a_page_has_the_tracks_with_their_ids_and_statistics(self, box, world):
        path = f"artist/{artist_id(world.artists[0])}/tracks"
        whole = get(box, path, limit=100).json()["obj"]
        pages = [get(box, path, limit=6, offset=n).json()["obj"] for n in (0, 6, 12, 18)]
        assert [t for page in pages for t in page] == whole
        assert set(whole[0]["cm_statistics"]) > {"sp_streams", "num_sp_playlists"}
        assert get(box, path, limit=101).status_code == 400

    def test_one_recording_is_listed_twice_and_one_has_two_spotify_ids(self, box, world):
        path = f"artist/{artist_id(world.artists[0])}/tracks"
        listed = get(box, path, limit=100).json()["obj"]
        isrcs = [t["isrc"] for t in listed]
        assert len(isrcs) == len(set(isrcs)) + 1
        assert [len(t["spotify_track_ids"]) for t in listed].count(2) == 1

    def test_a_history_without_its_type_is_popularity(self, box, world):
        entry = listings_of(world, world.artists[0], DAY)[0]
        path = f"track/{entry.id}/spotify/stats/most-history"
        (silent,) = get(box, path).json()["obj"]
        (streams,) = get(box, path, type="streams").json()["obj"]
        assert all(0 <= point["value"] <= 100 for point in silent["data"])
        values = [point["value"] for point in streams["data"]]
        assert values == sorted(values)
        assert values[-1] > 100

    def test_some_values_are_strings(self, box, world):
        entry = listings_of(world, world.artists[0], DAY)[2]
        path = f"track/{entry.id}/spotify/stats/most-history"
        (series,) = get(box, path, type="streams").json()["obj"]
        assert all(point["value"].endswith(".0") for point in series["data"])

    def test_a_track_alone_tells_more(self, box, world):
        entry = listings_of(world, world.artists[0], DAY)[0]
        statistics = get(box, f"track/{entry.id}").json()["obj"]["cm_statistics"]
        assert statistics["shazam_counts"] >= 0
        assert int(statistics["youtube_views"]) > 0
        assert get(box, "track/1").status_code == 404


class TestIds:
    def test_a_spotify_id_leads_to_the_artist(self, box, world):
        first = world.artists[0]
        (found,) = get(box, f"artist/spotify/{first.spotify}/get-ids").json()["obj"]
        assert found["cm_artist"] == artist_id(first)
        world.chartmetric.unknown = {first.key}
        assert get(box, f"artist/spotify/{first.spotify}/get-ids").json() == {"obj": []}

    def test_a_search_may_find_two_artists_of_one_name(self, box, world):
        found = get(box, "search", q="Marlow Tide", type="artists").json()["obj"]["artists"]
        assert [a["name"] for a in found] == ["Marlow Tide", "Marlow Tide"]
        assert len({a["id"] for a in found}) == 2
        assert get(box, "search", q="Marlow Tide", type="artist").status_code == 400
