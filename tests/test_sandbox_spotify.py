"""Spotify in the sandbox: its two worlds, its token and its public page."""

import html
import re
from datetime import timedelta

import pytest
import requests

from sandbox.cast import Quirk
from tests.played import DAY, WORLD

KEYS = WORLD.credentials()
FIRST, LARGE, HIDDEN, _, _, SHELL, TINY, FRESH = WORLD.artists
UNKNOWN = "0000000000000000000000"


def get(box, path, params=None, **headers):
    with requests.Session() as session:
        return session.get(f"{box.url}/{path}", params=params, headers=headers, timeout=5)


def token(box, secret=KEYS["SPOTIFY_CLIENT_SECRET"], grant="client_credentials"):
    with requests.Session() as session:
        return session.post(
            f"{box.url}/spotify_accounts/api/token",
            data={"grant_type": grant},
            auth=(KEYS["SPOTIFY_CLIENT_ID"], secret),
            timeout=5,
        )


def spotify(box, path, params=None):
    bearer = token(box).json()["access_token"]
    return get(box, f"spotify_api/{path}", params, Authorization=f"Bearer {bearer}")


class TestSpotify:
    def test_an_artist_has_followers_popularity_and_words(self, box):
        body = spotify(box, f"artists/{FIRST.spotify}").json()
        truth = WORLD.numbers(FIRST, DAY)
        assert body["followers"] == {"href": None, "total": truth.followers}
        assert body["popularity"] == truth.popularity
        assert body["name"] == FIRST.name
        assert body["type"] == "artist"
        assert body["uri"] == f"spotify:artist:{FIRST.spotify}"
        assert body["genres"]
        assert len(body["images"]) == 3

    def test_a_number_may_be_a_float_and_genres_may_be_none(self, box):
        assert Quirk.FLOAT_FOLLOWERS in FRESH.quirks
        answer = spotify(box, f"artists/{FRESH.spotify}")
        assert re.search(r'"total":\d+\.0', answer.text)
        assert spotify(box, f"artists/{TINY.spotify}").json()["genres"] == []

    def test_names_in_any_script_come_back_whole(self, box):
        for artist in WORLD.artists:
            assert spotify(box, f"artists/{artist.spotify}").json()["name"] == artist.name

    def test_a_batch_keeps_the_order_and_null_stands_for_an_unknown_id(self, box):
        asked = f"{LARGE.spotify},{UNKNOWN},{FIRST.spotify}"
        found = spotify(box, "artists", {"ids": asked}).json()["artists"]
        assert [a and a["id"] for a in found] == [LARGE.spotify, None, FIRST.spotify]

    def test_a_batch_takes_fifty_ids(self, box):
        ids = [FIRST.spotify] * 50
        assert len(spotify(box, "artists", {"ids": ",".join(ids)}).json()["artists"]) == 50
        answer = spotify(box, "artists", {"ids": ",".join([*ids, FIRST.spotify])})
        assert answer.status_code == 400

    def test_top_tracks_are_ten_the_most_popular_first(self, box):
        body = spotify(box, f"artists/{LARGE.spotify}/top-tracks", {"market": "US"}).json()
        scores = [t["popularity"] for t in body["tracks"]]
        assert len(scores) == 10
        assert scores == sorted(scores, reverse=True)
        track = body["tracks"][0]
        assert re.fullmatch(r"[0-9A-Za-z]{22}", track["id"])
        assert re.fullmatch(r"[A-Z]{5}\d{7}", track["external_ids"]["isrc"])
        assert track["preview_url"] is None
        assert track["album"]["release_date_precision"] == "day"

    def test_someone_without_tracks_has_an_empty_list(self, box):
        body = spotify(box, f"artists/{FRESH.spotify}/top-tracks", {"market": "US"}).json()
        assert body == {"tracks": []}

    def test_a_search_pages_and_its_next_link_stays_in_the_sandbox(self, box):
        asked = {"q": "marlow tide", "type": "artist", "limit": 1}
        first = spotify(box, "search", asked).json()["artists"]
        assert first["total"] == 2
        assert first["items"][0]["id"] == FIRST.spotify
        assert first["next"].startswith(f"{box.url}/spotify_api/search?")
        second = spotify(box, first["next"].removeprefix(f"{box.url}/spotify_api/"))
        page = second.json()["artists"]
        assert page["items"][0]["name"] == FIRST.name
        assert page["items"][0]["id"] != FIRST.spotify
        assert page["next"] is None

    @pytest.mark.parametrize(
        ("path", "params", "status", "message"),
        [
            (f"artists/{UNKNOWN}", None, 404, "Resource not found"),
            ("artists/short", None, 400, "Invalid base62 id"),
            (f"artists/{FIRST.spotify}/top-tracks", {"market": "usa"}, 400, "Invalid market code"),
            ("search", {"q": "a", "type": "artist", "limit": 51}, 400, "Invalid limit"),
            ("search", {"type": "artist"}, 400, "No search query"),
            ("albums/1", None, 404, "Service not found"),
        ],
    )
    def test_a_wrong_question_is_refused_in_spotifys_words(
        self, box, path, params, status, message
    ):
        answer = spotify(box, path, params)
        assert answer.status_code == status
        assert answer.json() == {"error": {"status": status, "message": message}}

    def test_the_token_lasts_an_hour_and_is_wanted_everywhere(self, box):
        body = token(box).json()
        assert body["token_type"] == "Bearer"
        assert body["expires_in"] == 3600
        path = f"spotify_api/artists/{FIRST.spotify}"
        assert get(box, path).json()["error"]["message"] == "No token provided"
        assert get(box, path, Authorization="Bearer no").status_code == 401

    def test_yesterdays_token_has_expired(self, box):
        bearer = token(box).json()["access_token"]
        box.date = DAY + timedelta(days=1)
        answer = get(box, f"spotify_api/artists/{FIRST.spotify}", Authorization=f"Bearer {bearer}")
        assert answer.status_code == 401
        assert answer.json()["error"]["message"] == "The access token expired"

    def test_bad_credentials_are_an_invalid_client(self, box):
        answer = token(box, secret="wrong")
        assert answer.status_code == 400
        assert answer.json()["error"] == "invalid_client"
        assert token(box, grant="password").json()["error"] == "unsupported_grant_type"


class TestDevelopmentMode:
    @pytest.fixture(autouse=True)
    def _small_app(self, box):
        box.development_mode = True

    def test_the_two_numbers_are_absent_and_the_rest_is_there(self, box):
        body = spotify(box, f"artists/{FIRST.spotify}").json()
        assert "followers" not in body
        assert "popularity" not in body
        assert body["name"] == FIRST.name

    def test_batches_and_top_tracks_are_forbidden(self, box):
        for path, params in (
            (f"artists/{FIRST.spotify}/top-tracks", {"market": "US"}),
            ("artists", {"ids": FIRST.spotify}),
        ):
            answer = spotify(box, path, params)
            assert answer.status_code == 403
            assert answer.json()["error"]["status"] == 403

    def test_a_search_gives_ten_at_most(self, box):
        asked = {"q": "marlow", "type": "artist"}
        assert spotify(box, "search", {**asked, "limit": 10}).ok
        answer = spotify(box, "search", {**asked, "limit": 11})
        assert answer.status_code == 400
        assert answer.json()["error"]["message"] == "Invalid limit"
        assert "followers" not in spotify(box, "search", asked).json()["artists"]["items"][0]


class TestSpotifyPage:
    def description(self, box, artist, language="en"):
        page = get(box, f"spotify_page/artist/{artist.spotify}", **{"Accept-Language": language})
        assert page.headers["Content-Type"].startswith("text/html")
        tag = re.search(r'property="og:description" content="([^"]*)"', page.content.decode())
        return html.unescape(tag[1]) if tag else None

    def test_listeners_stand_in_the_description_with_a_suffix(self, box):
        assert re.fullmatch(r"Artist · \d+\.\dK monthly listeners\.", self.description(box, FIRST))
        assert re.fullmatch(r"Artist · \d+\.\dM monthly listeners\.", self.description(box, LARGE))

    def test_a_small_artist_has_a_bare_number_and_another_has_commas(self, box):
        assert re.fullmatch(r"Artist · \d monthly listeners?\.", self.description(box, TINY))
        exact = f"{WORLD.numbers(HIDDEN, DAY).listeners:,}"
        assert self.description(box, HIDDEN) == f"Artist · {exact} monthly listeners."

    def test_some_pages_are_only_a_shell(self, box):
        assert self.description(box, SHELL) is None

    def test_another_language_has_other_words_and_decimals(self, box):
        assert "monatliche" in self.description(box, FIRST, "de-DE,de;q=0.9")
        assert re.search(r"\d,\dK", self.description(box, FIRST, "de-DE,de;q=0.9"))

    def test_an_unknown_artist_has_no_page(self, box):
        assert get(box, f"spotify_page/artist/{UNKNOWN}").status_code == 404
