"""What each platform of the sandbox answers when nothing is wrong, and when the asker is."""

import html
import re
from datetime import date, timedelta

import pytest
import requests

from sandbox import Sandbox, World
from sandbox.cast import Quirk

DAY = date(2026, 9, 1)
WORLD = World(seed=1, artists=8)
KEYS = WORLD.credentials()
FIRST, LARGE, HIDDEN, NO_YOUTUBE, BY_HANDLE, SHELL, TINY, FRESH = WORLD.artists
UNKNOWN = "0000000000000000000000"


@pytest.fixture
def box():
    with Sandbox(WORLD, date=DAY) as running:
        yield running


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


def youtube(box, method, **params):
    key = params.pop("key", KEYS["YOUTUBE_API_KEY"])
    return get(box, f"youtube/youtube/v3/{method}", {"key": key, **params})


def instagram(box, user, fields="followers_count,media_count,username,name", **how):
    node = how.get("node", KEYS["INSTAGRAM_BUSINESS_ACCOUNT_ID"])
    bearer = how.get("bearer", KEYS["INSTAGRAM_ACCESS_TOKEN"])
    asked = {"fields": f"business_discovery.username({user}){{{fields}}}"}
    version = how.get("version", "v26.0")
    return get(box, f"instagram/{version}/{node}", asked, Authorization=f"Bearer {bearer}")


def discord(box, guild=KEYS["DISCORD_GUILD_ID"], bot=KEYS["DISCORD_BOT_TOKEN"], **params):
    return get(box, f"discord/guilds/{guild}", params, Authorization=f"Bot {bot}")


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


class TestInstagram:
    def test_the_counts_and_both_ids_are_there(self, box):
        body = instagram(box, FIRST.instagram).json()
        truth = WORLD.numbers(FIRST, DAY)
        account = body["business_discovery"]
        assert account["followers_count"] == truth.instagram
        assert account["media_count"] == truth.posts
        assert account["username"] == FIRST.instagram
        assert body["id"] == KEYS["INSTAGRAM_BUSINESS_ACCOUNT_ID"]
        assert account["id"] != body["id"]

    def test_only_the_fields_asked_for_come(self, box):
        account = instagram(box, FIRST.instagram, "followers_count").json()["business_discovery"]
        assert set(account) == {"followers_count", "id"}

    def test_the_token_may_ride_in_the_address_too(self, box):
        asked = {
            "access_token": KEYS["INSTAGRAM_ACCESS_TOKEN"],
            "fields": f"business_discovery.username({FIRST.instagram}){{followers_count}}",
        }
        path = f"instagram/v26.0/{KEYS['INSTAGRAM_BUSINESS_ACCOUNT_ID']}"
        assert get(box, path, asked).ok

    def test_the_version_that_answered_is_told(self, box):
        assert instagram(box, FIRST.instagram).headers["facebook-api-version"] == "v26.0"
        old = instagram(box, FIRST.instagram, version="v18.0")
        assert old.headers["facebook-api-version"] == "v21.0"

    @pytest.mark.parametrize(
        ("how", "code", "subcode"),
        [
            ({"user": "nobody.here"}, 110, 2207013),
            ({"user": FIRST.instagram, "bearer": "wrong"}, 190, None),
            ({"user": FIRST.instagram, "bearer": ""}, 104, None),
            ({"user": FIRST.instagram, "fields": "streams"}, 100, None),
            ({"user": FIRST.instagram, "node": "17840000000000000"}, 100, 33),
            ({"user": FIRST.instagram, "version": "latest"}, 2500, None),
        ],
    )
    def test_every_refusal_is_a_400_with_one_envelope(self, box, how, code, subcode):
        how = dict(how)
        answer = instagram(box, how.pop("user"), **how)
        error = answer.json()["error"]
        assert answer.status_code == 400
        assert error["code"] == code
        assert error.get("error_subcode") == subcode
        assert {"message", "type", "fbtrace_id"} <= set(error)

    def debug(self, box, asked=KEYS["INSTAGRAM_ACCESS_TOKEN"]):
        bearer = f"Bearer {KEYS['INSTAGRAM_ACCESS_TOKEN']}"
        path = "instagram/v26.0/debug_token"
        return get(box, path, {"input_token": asked}, Authorization=bearer).json()["data"]

    def test_a_system_users_token_never_expires(self, box):
        data = self.debug(box)
        assert data["is_valid"] is True
        assert data["expires_at"] == 0

    def test_a_users_token_tells_its_end_and_then_ends(self, box):
        box.token_expires = DAY + timedelta(days=1)
        assert self.debug(box)["expires_at"] == 1788307200
        assert instagram(box, FIRST.instagram).ok
        box.date = DAY + timedelta(days=1)
        assert self.debug(box)["is_valid"] is False
        error = instagram(box, FIRST.instagram).json()["error"]
        assert (error["code"], error["error_subcode"]) == (190, 463)

    def test_a_strange_token_is_not_valid(self, box):
        assert self.debug(box, "strange")["is_valid"] is False


class TestDiscord:
    def test_counts_come_only_when_asked_for(self, box):
        members, online = WORLD.discord(DAY)
        body = discord(box, with_counts="true").json()
        assert body["approximate_member_count"] == members
        assert body["approximate_presence_count"] == online
        assert "approximate_member_count" not in discord(box).json()

    def test_a_wrong_token_guild_or_path_is_refused(self, box):
        assert discord(box, bot="no").json() == {"message": "401: Unauthorized", "code": 0}
        unknown = discord(box, guild="1")
        assert (unknown.status_code, unknown.json()["code"]) == (404, 10004)
        assert discord(box, guild="x").status_code == 400

    def test_the_type_is_written_as_discord_writes_it(self, box):
        assert discord(box).headers["Content-Type"] == "application/json"


class TestDeezer:
    def test_an_artist_has_fans_and_albums(self, box):
        body = get(box, f"deezer/artist/{FIRST.deezer}").json()
        assert body["nb_fan"] == WORLD.numbers(FIRST, DAY).fans
        assert body["nb_album"] >= 1
        assert body["id"] == int(FIRST.deezer)

    def test_top_tracks_have_ranks_and_pages(self, box):
        first = get(box, f"deezer/artist/{FIRST.deezer}/top", {"limit": 5}).json()
        ranks = [t["rank"] for t in first["data"]]
        assert len(ranks) == 5
        assert ranks == sorted(ranks, reverse=True)
        second = get(box, first["next"].removeprefix(f"{box.url}/")).json()
        assert not {t["id"] for t in first["data"]} & {t["id"] for t in second["data"]}

    def test_a_search_finds_the_namesake_too(self, box):
        body = get(box, "deezer/search/artist", {"q": FIRST.name}).json()
        assert body["total"] == 2
        assert {a["name"] for a in body["data"]} == {FIRST.name}

    @pytest.mark.parametrize(
        ("path", "code"), [("artist/1", 800), ("search/artist", 501), ("album/1", 600)]
    )
    def test_every_refusal_is_a_200(self, box, path, code):
        answer = get(box, f"deezer/{path}")
        assert answer.status_code == 200
        assert answer.json()["error"]["code"] == code
        assert set(answer.json()["error"]) == {"type", "message", "code"}

    def test_the_fifty_first_request_in_five_seconds_is_refused(self, box):
        with requests.Session() as session:
            url = f"{box.url}/deezer/artist/{FIRST.deezer}"
            answers = [session.get(url, timeout=5).json() for _ in range(51)]
            assert all("nb_fan" in body for body in answers[:50])
            assert answers[50]["error"]["code"] == 4
            box.date = DAY + timedelta(days=1)
            assert "nb_fan" in session.get(url, timeout=5).json()


class TestWorker:
    def test_the_bearer_of_the_key_gets_all_credentials(self, box):
        key = box.environment()["WORKER_API_KEY"]
        answer = get(box, "worker/api/credentials", Authorization=f"Bearer {key}")
        assert answer.json() == KEYS
        assert answer.headers["Cache-Control"] == "no-store"

    def test_everybody_else_gets_nothing(self, box):
        for headers in ({}, {"Authorization": "Bearer guess"}):
            answer = get(box, "worker/api/credentials", **headers)
            assert answer.status_code == 401
            assert not set(answer.json()) & set(KEYS)


def test_an_unknown_platform_is_told_which_ones_there_are(box):
    answer = get(box, "myspace/artist/1")
    assert answer.status_code == 404
    assert "spotify_api" in answer.json()["platforms"]
