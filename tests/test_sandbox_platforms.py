"""What each platform of the sandbox answers when nothing is wrong, and when the asker is."""

from datetime import timedelta

import pytest
import requests

from tests.played import DAY, WORLD

KEYS = WORLD.credentials()
FIRST = WORLD.artists[0]


def get(box, path, params=None, **headers):
    with requests.Session() as session:
        return session.get(f"{box.url}/{path}", params=params, headers=headers, timeout=5)


def instagram(box, user, fields="followers_count,media_count,username,name", **how):
    node = how.get("node", KEYS["INSTAGRAM_BUSINESS_ACCOUNT_ID"])
    bearer = how.get("bearer", KEYS["INSTAGRAM_ACCESS_TOKEN"])
    asked = {"fields": f"business_discovery.username({user}){{{fields}}}"}
    version = how.get("version", "v26.0")
    return get(box, f"instagram/{version}/{node}", asked, Authorization=f"Bearer {bearer}")


def discord(box, guild=KEYS["DISCORD_GUILD_ID"], bot=KEYS["DISCORD_BOT_TOKEN"], **params):
    return get(box, f"discord/guilds/{guild}", params, Authorization=f"Bot {bot}")


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
            assert answer.status_code == 403
            assert not set(answer.json()) & set(KEYS)


def test_an_unknown_platform_is_told_which_ones_there_are(box):
    answer = get(box, "myspace/artist/1")
    assert answer.status_code == 404
    assert "spotify_api" in answer.json()["platforms"]
