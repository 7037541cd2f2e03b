"""Every way in which a platform of the sandbox can be made to fail."""

from dataclasses import fields
from datetime import timedelta

import pytest
import requests

from backline.net import Endpoints
from sandbox import Failure, Sandbox, World
from sandbox.failures import NEVER_DONE
from sandbox.github import token_of
from sandbox.server import PLATFORMS
from sandbox.soundcharts_shapes import artist_uuid
from tests.played import DAY, WORLD

KEYS = WORLD.credentials()
FIRST, SECOND = WORLD.artists[:2]

_SPOTIFY = {"Authorization": f"Bearer {WORLD.access_token(DAY)}"}
_CHANNELS = "/youtube/v3/channels?part=statistics&maxResults=50"
_DISCOVERY = (
    f"/v26.0/{KEYS['INSTAGRAM_BUSINESS_ACCOUNT_ID']}?fields=business_discovery"
    f".username({FIRST.instagram}){{followers_count,media_count}}"
)
HONEST = {
    "chartmetric": (
        f"/api/artist/spotify/{FIRST.spotify}/get-ids",
        {"Authorization": f"Bearer {WORLD.chartmetric.token(DAY)}"},
    ),
    "soundcharts": (
        f"/api/v2/artist/{artist_uuid(FIRST)}/streaming/spotify",
        dict(zip(("x-app-id", "x-api-key"), WORLD.soundcharts.keys, strict=True)),
    ),
    "spotify_api": (f"/artists/{FIRST.spotify}", _SPOTIFY),
    "spotify_page": (f"/artist/{FIRST.spotify}", {"Accept-Language": "en"}),
    "youtube": (f"{_CHANNELS}&key={KEYS['YOUTUBE_API_KEY']}&id={FIRST.channel}", {}),
    "instagram": (_DISCOVERY, {"Authorization": f"Bearer {KEYS['INSTAGRAM_ACCESS_TOKEN']}"}),
    "discord": (
        f"/guilds/{KEYS['DISCORD_GUILD_ID']}?with_counts=true",
        {"Authorization": f"Bot {KEYS['DISCORD_BOT_TOKEN']}"},
    ),
    "deezer": (f"/artist/{FIRST.deezer}", {}),
    "worker": ("/api/credentials", {"Authorization": f"Bearer {WORLD.worker_key}"}),
    "github": ("/repos/label/numbers", {"Authorization": f"Bearer {token_of(WORLD)}"}),
}
"""A request per platform that is answered well as long as nothing is wrong."""


def ask(box, platform, timeout=5.0):
    with requests.Session() as session:
        if platform == "spotify_accounts":
            return session.post(
                f"{box.url}/spotify_accounts/api/token",
                data={"grant_type": "client_credentials"},
                auth=(KEYS["SPOTIFY_CLIENT_ID"], KEYS["SPOTIFY_CLIENT_SECRET"]),
                timeout=timeout,
            )
        path, headers = HONEST[platform]
        return session.get(f"{box.url}/{platform}{path}", headers=headers, timeout=timeout)


every_platform = pytest.mark.parametrize("platform", list(PLATFORMS))


def test_there_is_a_stand_in_for_every_endpoint_the_worker_and_github():
    assert set(PLATFORMS) == {f.name for f in fields(Endpoints)} | {"worker", "github"}


def test_the_environment_leads_every_endpoint_into_the_sandbox(box):
    endpoints = Endpoints.from_environment(box.environment())
    assert endpoints.discord == f"{box.url}/discord"


@every_platform
def test_nothing_fails_unless_it_is_ordered(box, platform):
    assert ask(box, platform).status_code == 200


@pytest.mark.few(4)
@every_platform
@pytest.mark.parametrize("failure", [f for f in Failure if f not in NEVER_DONE])
def test_every_failure_is_another_answer_and_heals(box, platform, failure):
    honest = ask(box, platform).content
    box.fail(platform, failure)
    try:
        answer = ask(box, platform)
    except requests.RequestException:
        assert failure in (Failure.RESET, Failure.TRUNCATED, Failure.LOOP)
    else:
        assert failure not in (Failure.RESET, Failure.TRUNCATED, Failure.LOOP)
        assert answer.content != honest
    box.heal(platform)
    assert ask(box, platform).content == honest


STATUS = {
    Failure.SERVER_ERROR: 500,
    Failure.UNAVAILABLE: 503,
    Failure.HTML: 200,
    Failure.HTML_ERROR: 502,
    Failure.EMPTY: 200,
}


@every_platform
@pytest.mark.parametrize("failure", list(STATUS))
def test_some_failures_look_the_same_everywhere(box, platform, failure):
    box.fail(platform, failure)
    answer = ask(box, platform)
    assert answer.status_code == STATUS[failure]
    if failure is Failure.EMPTY:
        assert answer.content == b""
    if failure in (Failure.HTML, Failure.HTML_ERROR):
        assert answer.headers["Content-Type"].startswith("text/html")
        assert "og:description" not in answer.text


OWN_FORM = [
    ("spotify_api", Failure.RATE_LIMIT, 429, "error.status", 429),
    ("spotify_api", Failure.RATE_LIMIT_LONG, 429, "error.reason", "QUOTA_EXCEEDED"),
    ("spotify_api", Failure.QUOTA, 429, "error.reason", "QUOTA_EXCEEDED"),
    ("spotify_api", Failure.UNAUTHORIZED, 401, "error.message", "Invalid access token"),
    ("spotify_api", Failure.FORBIDDEN, 403, "error.status", 403),
    ("spotify_api", Failure.NOT_FOUND, 404, "error.status", 404),
    ("spotify_accounts", Failure.UNAUTHORIZED, 400, "error", "invalid_client"),
    ("youtube", Failure.RATE_LIMIT, 429, "error.errors.0.reason", "rateLimitExceeded"),
    ("youtube", Failure.QUOTA, 403, "error.errors.0.reason", "quotaExceeded"),
    ("youtube", Failure.UNAUTHORIZED, 400, "error.errors.0.reason", "keyInvalid"),
    ("youtube", Failure.FORBIDDEN, 403, "error.status", "PERMISSION_DENIED"),
    ("youtube", Failure.NOT_FOUND, 200, "pageInfo.totalResults", 0),
    ("instagram", Failure.RATE_LIMIT, 400, "error.code", 4),
    ("instagram", Failure.RATE_LIMIT_LONG, 400, "error.code", 80002),
    ("instagram", Failure.QUOTA, 400, "error.code", 4),
    ("instagram", Failure.UNAUTHORIZED, 400, "error.code", 190),
    ("instagram", Failure.FORBIDDEN, 400, "error.code", 10),
    ("instagram", Failure.NOT_FOUND, 400, "error.error_subcode", 2207013),
    ("discord", Failure.RATE_LIMIT, 429, "retry_after", 1.0),
    ("discord", Failure.RATE_LIMIT_LONG, 429, "retry_after", 86400.0),
    ("discord", Failure.UNAUTHORIZED, 401, "code", 0),
    ("discord", Failure.FORBIDDEN, 403, "code", 50001),
    ("discord", Failure.NOT_FOUND, 404, "code", 10004),
    ("deezer", Failure.RATE_LIMIT, 200, "error.code", 4),
    ("deezer", Failure.RATE_LIMIT_LONG, 200, "error.code", 4),
    ("deezer", Failure.QUOTA, 200, "error.code", 4),
    ("deezer", Failure.UNAUTHORIZED, 200, "error.code", 300),
    ("deezer", Failure.FORBIDDEN, 200, "error.code", 200),
    ("deezer", Failure.NOT_FOUND, 200, "error.code", 800),
    ("soundcharts", Failure.RATE_LIMIT, 429, "errors.0.code", 429),
    ("soundcharts", Failure.QUOTA, 429, "errors.0.message", "Your monthly quota is used up."),
    ("soundcharts", Failure.UNAUTHORIZED, 401, "errors.0.message", "You are not logged in."),
    ("soundcharts", Failure.FORBIDDEN, 403, "errors.0.code", 403),
    ("soundcharts", Failure.NOT_FOUND, 404, "errors.0.message", "Not found."),
    ("worker", Failure.UNAUTHORIZED, 403, "error", "refused"),
    ("worker", Failure.FORBIDDEN, 403, "error", "refused"),
    ("worker", Failure.NOT_FOUND, 403, "error", "refused"),
    ("github", Failure.UNAUTHORIZED, 401, "message", "Bad credentials"),
    ("github", Failure.FORBIDDEN, 403, "message", "Resource not accessible by integration"),
    ("github", Failure.NOT_FOUND, 404, "status", "404"),
]


@pytest.mark.parametrize(("platform", "failure", "status", "where", "wanted"), OWN_FORM)
def test_a_refusal_has_the_platforms_own_form(box, platform, failure, status, where, wanted):
    box.fail(platform, failure)
    answer = ask(box, platform)
    assert answer.status_code == status
    found = answer.json()
    for step in where.split("."):
        found = found[int(step)] if step.isdecimal() else found[step]
    assert found == wanted


@pytest.mark.parametrize("platform", [p for p in PLATFORMS if p not in ("instagram", "deezer")])
def test_a_rate_limit_says_how_long_to_wait(box, platform):
    for failure, seconds in ((Failure.RATE_LIMIT, "1"), (Failure.RATE_LIMIT_LONG, "86400")):
        box.fail(platform, failure)
        answer = ask(box, platform)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == seconds


def test_instagram_says_it_in_a_header_of_its_own(box):
    box.fail("instagram", Failure.RATE_LIMIT_LONG)
    answer = ask(box, "instagram")
    assert "estimated_time_to_regain_access" in answer.headers["X-Business-Use-Case-Usage"]


def test_the_uploads_of_an_unknown_channel_are_not_found(box):
    box.fail("youtube", Failure.NOT_FOUND)
    url = f"{box.url}/youtube/youtube/v3/playlistItems"
    with requests.Session() as session:
        answer = session.get(url, params={"playlistId": "UUx", "part": "id"}, timeout=5)
    assert answer.status_code == 404


NUMBERS = {
    "chartmetric": ("cm_artist", '"cm_artist":"abc"'),
    "soundcharts": ("items", '"value":"abc"'),
    "spotify_api": ("popularity", '"popularity":"abc"'),
    "spotify_page": ("monthly", "abc monthly listeners"),
    "youtube": ("viewCount", '"viewCount":"abc"'),
    "instagram": ("followers_count", '"followers_count":"abc"'),
    "discord": ("approximate_member_count", '"approximate_member_count":"abc"'),
    "deezer": ("nb_fan", '"nb_fan":"abc"'),
    "worker": ("YOUTUBE_API_KEY", '"YOUTUBE_API_KEY":12345'),
    "github": ("open_issues_count", '"open_issues_count":"abc"'),
    "spotify_accounts": ("access_token", '"expires_in":"abc"'),
}


@every_platform
def test_the_numbers_can_be_missing_or_words(box, platform):
    name, wrong = NUMBERS[platform]
    assert name in ask(box, platform).text
    box.fail(platform, Failure.MISSING_FIELDS)
    answer = ask(box, platform)
    assert answer.status_code == 200
    assert name not in answer.text
    box.fail(platform, Failure.WRONG_TYPES)
    assert wrong in ask(box, platform).text


def test_a_failure_can_be_meant_for_some_requests_only(box):
    box.fail("spotify_api", Failure.NOT_FOUND, match=SECOND.spotify)
    assert ask(box, "spotify_api").ok
    with requests.Session() as session:
        url = f"{box.url}/spotify_api/artists"
        single = session.get(f"{url}/{SECOND.spotify}", headers=_SPOTIFY, timeout=5)
        batch = session.get(
            url, params={"ids": f"{FIRST.spotify},{SECOND.spotify}"}, headers=_SPOTIFY, timeout=5
        )
    assert (single.status_code, batch.status_code) == (404, 404)


def test_what_is_matched_may_be_percent_encoded_in_the_address(box):
    box.fail("instagram", Failure.NOT_FOUND, match=f"username({FIRST.instagram})")
    assert ask(box, "instagram").status_code == 400


def test_only_the_ordered_platform_fails(box):
    box.fail("youtube", Failure.QUOTA)
    assert ask(box, "deezer").ok
    box.heal("deezer")
    assert ask(box, "youtube").status_code == 403
    box.heal()
    assert ask(box, "youtube").ok


def test_the_same_seed_and_day_give_the_same_bytes():
    def bodies(seed):
        with Sandbox(World(seed=seed, artists=8), date=DAY) as running:
            return [ask(running, platform).content for platform in ("deezer", "spotify_page")]

    def all_bodies(day):
        with Sandbox(World(seed=1, artists=8), date=DAY) as running:
            first = {p: ask(running, p).content for p in PLATFORMS}
            running.date = day
            return first, {p: ask(running, p).content for p in PLATFORMS}

    first, again = all_bodies(DAY)
    assert first == again
    once_more, next_day = all_bodies(DAY + timedelta(days=1))
    assert first == once_more
    assert first["deezer"] != next_day["deezer"]
    assert bodies(1) != bodies(2)
