"""The platforms' real clients, and the command, against the sandbox."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from backline.errors import ConfigError
from backline.net import load_credentials
from backline.people import parse_roster
from sandbox import Failure, World
from tests.played import DAY, WORLD

KEYS = WORLD.credentials()
FIRST, LARGE = WORLD.artists[:2]
ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def spotify(box, monkeypatch):
    import spotipy
    from spotipy.oauth2 import SpotifyClientCredentials

    monkeypatch.setattr(
        SpotifyClientCredentials, "OAUTH_TOKEN_URL", f"{box.url}/spotify_accounts/api/token"
    )
    with requests.Session() as session:
        manager = SpotifyClientCredentials(
            KEYS["SPOTIFY_CLIENT_ID"],
            KEYS["SPOTIFY_CLIENT_SECRET"],
            cache_handler=spotipy.MemoryCacheHandler(),
            requests_session=session,
            requests_timeout=5,
        )
        client = spotipy.Spotify(
            auth_manager=manager, requests_session=session, requests_timeout=5, retries=0
        )
        client.prefix = f"{box.url}/spotify_api/"
        yield client


@pytest.mark.filterwarnings("ignore:You're using `artist_top_tracks:DeprecationWarning")
def test_spotipy_reads_an_artist_tracks_and_a_search(spotify):
    truth = WORLD.numbers(FIRST, DAY)
    assert spotify.artist(FIRST.spotify)["followers"]["total"] == truth.followers
    assert len(spotify.artists([FIRST.spotify, LARGE.spotify])["artists"]) == 2
    assert len(spotify.artist_top_tracks(LARGE.spotify)["tracks"]) == 10
    page = spotify.search("marlow", limit=1, type="artist")
    assert spotify.next(page["artists"])["artists"]["offset"] == 1


def test_spotipy_sees_the_reason_and_the_wait_of_a_used_up_quota(spotify, box):
    import spotipy

    box.fail("spotify_api", Failure.RATE_LIMIT_LONG)
    with pytest.raises(spotipy.SpotifyException) as caught:
        spotify.artist(FIRST.spotify)
    assert caught.value.http_status == 429
    assert caught.value.reason == "QUOTA_EXCEEDED"
    assert caught.value.headers["Retry-After"] == "86400"


def test_spotipy_sees_a_refused_client(spotify, box):
    from spotipy.oauth2 import SpotifyOauthError

    box.fail("spotify_accounts", Failure.UNAUTHORIZED)
    with pytest.raises(SpotifyOauthError) as caught:
        spotify.artist(FIRST.spotify)
    assert caught.value.error == "invalid_client"


@pytest.fixture
def youtube(box):
    from googleapiclient.discovery import build

    with build(
        "youtube",
        "v3",
        developerKey=KEYS["YOUTUBE_API_KEY"],
        client_options={"api_endpoint": f"{box.url}/youtube"},
        cache_discovery=False,
        static_discovery=True,
    ) as service:
        yield service


def test_googles_client_reads_channels_uploads_and_videos(youtube):
    parts = ["snippet", "statistics", "contentDetails"]
    ids = [FIRST.channel, LARGE.channel]
    channels = youtube.channels().list(part=parts, id=ids, maxResults=50).execute()["items"]
    uploads = {c["id"]: c["contentDetails"]["relatedPlaylists"]["uploads"] for c in channels}
    asked = youtube.playlistItems().list(
        part="contentDetails", playlistId=uploads[LARGE.channel], maxResults=50
    )
    found = []
    while asked is not None:
        page = asked.execute()
        found += [item["contentDetails"]["videoId"] for item in page["items"]]
        asked = youtube.playlistItems().list_next(asked, page)
    assert len(found) == len(WORLD.videos(LARGE, DAY))
    videos = youtube.videos().list(part="statistics", id=",".join(found[:50])).execute()["items"]
    assert all(v["statistics"]["viewCount"].isdecimal() for v in videos)


def test_googles_client_sees_the_reason_of_a_refusal(youtube, box):
    from googleapiclient.errors import HttpError

    box.fail("youtube", Failure.QUOTA)
    with pytest.raises(HttpError) as caught:
        youtube.channels().list(part="id", id=FIRST.channel).execute()
    assert caught.value.status_code == 403
    assert caught.value.error_details[0]["reason"] == "quotaExceeded"


def test_the_worker_hands_its_keys_to_backline(box):
    found = load_credentials(box.environment())
    assert all(found.get(name) == value for name, value in KEYS.items())


def test_a_refusing_or_silent_worker_is_told_apart(box):
    box.fail("worker", Failure.UNAUTHORIZED)
    with pytest.raises(ConfigError, match="403"):
        load_credentials(box.environment())
    box.fail("worker", Failure.SERVER_ERROR)
    assert "500" in load_credentials(box.environment()).unavailable


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments],
        cwd=ROOT,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "120"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_the_command_prints_where_it_is_and_ends_quietly():
    command = [sys.executable, "-u", "-m", "sandbox", "--port", "0", "--date", "2026-09-01"]
    command += ["--fail", "deezer=unavailable", "--artists", "3"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        lines = [process.stdout.readline() for _ in range(3)]
        pairs = dict(line.split()[-1].split("=", 1) for line in lines)
        url = pairs["BACKLINE_SANDBOX_URL"]
        answer = requests.get(f"{url}/deezer/artist/{FIRST.deezer}", timeout=5)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)
    assert set(pairs) == {"BACKLINE_SANDBOX_URL", "WORKER_API_URL", "WORKER_API_KEY"}
    assert pairs["WORKER_API_KEY"] == World(artists=3).worker_key
    assert answer.status_code == 503
    assert process.returncode == 0
    assert errors == ""


def test_the_command_can_print_the_roster_alone():
    roster = parse_roster(run("--roster", "--artists", "2").stdout)
    assert [a.key for a in roster.artists] == [a.key for a in WORLD.artists[:2]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fail", "myspace=quota"), "spotify_api"),
        (("--fail", "youtube=tired"), "rate_limit"),
        (("--date", "1 May"), "2026-09-01"),
    ],
)
def test_the_command_says_what_it_expects(arguments, said):
    result = run(*arguments)
    assert result.returncode == 2
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_the_command_says_that_a_port_is_taken(box):
    result = run("--port", box.url.rpartition(":")[2])
    assert result.returncode == 2
    assert "--port 0" in result.stderr
