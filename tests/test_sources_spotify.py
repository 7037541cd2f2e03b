"""Spotify's Web API: recorded bodies, both worlds of apps, and how many calls they take."""

import json

import pytest
from spotipy.oauth2 import SpotifyClientCredentials

from backline.errors import SourceError
from backline.measure import State
from backline.net.pace import LIMITS, Limit
from backline.people import parse_roster
from backline.sources.spotify.api import SpotifySource, parse_artist, parse_batch, parse_tracks
from sandbox import Failure, Sandbox, World
from tests.asked import QUICK, ROSTER, ask, named, scripted
from tests.played import DAY, WORLD

pytestmark = pytest.mark.usefixtures("unpaced")

FIRST = WORLD.artists[0]


def values(answer):
    return {r.metric: r.value for r in answer.readings if not r.subject and not r.list_name}


def artists(*ids):
    wanted = [ROSTER.artists[0].model_copy(update={"key": f"a{n}"}) for n in range(len(ids))]
    return [a.model_copy(update={"spotify": i}) for a, i in zip(wanted, ids, strict=True)]


def test_a_recorded_artist_is_read(recordings):
    folder = recordings("api_responses") / "spotify"
    answer = parse_artist(
        "x", json.loads((folder / "documented/GetArtistRequest.json").read_text())
    )
    assert values(answer) == {"followers": 306565, "popularity": 59}
    assert answer.words == {"genres": ["indie folk", "indie pop"]}
    recorded = folder / "recorded/artist_find_7Ln80lUS6He07XvHI8qqHH__0.json"
    answer = parse_artist("x", json.loads(recorded.read_text())["body"])
    assert values(answer) == {"followers": 1469386, "popularity": 73}
    assert answer.words == {"genres": []}


def test_a_recorded_batch_without_followers_is_not_zero(recordings):
    folder = recordings("api_responses") / "spotify/recorded"
    body = json.loads((folder / "artist_find_3dBVyJ7JuOMt4GE9607Qin__0.json").read_text())["body"]
    roster = artists("3dBVyJ7JuOMt4GE9607Qin", "0oSGxfWSnnOXhD2fKuz2Gy")
    entries = parse_batch(roster, body)
    answers = {a.key: parse_artist(a.key, entries[a.key]) for a in roster}
    assert values(answers["a0"]) == {"followers": None, "popularity": 58}
    assert values(answers["a1"]) == {"followers": None, "popularity": 76}
    gap = answers["a0"].readings[0]
    assert (gap.state, gap.detail) == (State.FAILED, "Spotify answered without followers")


def test_numbers_written_as_floats_are_whole(recordings):
    path = recordings("api_responses") / "spotify/documented/related_artists_with_floats.json"
    body = json.loads(path.read_text())
    answer = parse_artist("x", body["artists"][0])
    assert values(answer) == {"followers": 33920, "popularity": 67}
    assert isinstance(answer.readings[0].value, int)


def test_recorded_top_tracks_are_read(recordings):
    folder = recordings("api_responses") / "spotify/recorded"
    path = folder / "artist_7Ln80lUS6He07XvHI8qqHH_top_tracks_US__0.json"
    items, readings = parse_tracks("arctic", json.loads(path.read_text())["body"])
    subject, words = items[0]
    assert len(items) == len(readings) == 5
    assert (subject.kind, subject.artist, subject.key) == (
        "track",
        "arctic",
        "3jfr0TF6DQcOLat8gGn7E2",
    )
    assert (subject.title, subject.credit) == ("Do I Wanna Know?", "Arctic Monkeys")
    assert (subject.isrc, subject.spotify) == ("GBCEL1300362", "3jfr0TF6DQcOLat8gGn7E2")
    assert subject.release_date == ""  # the album of 2014's answer has none
    assert words["name"] == "Do I Wanna Know?"
    assert words["preview_url"].startswith("https://p.scdn.co/")
    assert [r.value for r in readings] == sorted((r.value for r in readings), reverse=True)
    assert readings[0].subject == subject


def test_a_track_of_several_artists_and_a_bare_year():
    track = {
        "id": "1" * 22,
        "name": "Two",
        "artists": [{"name": "A"}, {"name": "B"}, {}],
        "album": {"release_date": "2014"},
    }
    [(subject, words)], [reading] = parse_tracks("x", {"tracks": [track]})
    assert (subject.credit, subject.release_date) == ("A, B", "")
    assert words == {"name": "Two", "preview_url": None}
    assert (reading.value, reading.state) == (None, State.FAILED)
    track["album"]["release_date"] = "2014-05-06"
    [(subject, _)], _ = parse_tracks("x", {"tracks": [track]})
    assert subject.release_date == "2014-05-06"


@pytest.mark.parametrize("body", [{}, {"tracks": None}, {"tracks": [{"name": "x"}]}, []])
def test_no_list_of_tracks_is_a_gap_and_not_an_empty_list(body):
    with pytest.raises(SourceError, match="without a list"):
        parse_tracks("x", body)


def test_an_empty_list_of_tracks_is_an_answer():
    assert parse_tracks("x", {"tracks": []}) == ([], [])


def test_a_batch_that_is_moved_by_one_gives_nobody_anothers_numbers():
    ids = ["a" * 22, "b" * 22, "c" * 22]
    moved = [{"id": "z" * 22}, {"id": ids[0]}, {"id": ids[1]}]
    entries = parse_batch(artists(*ids), {"artists": moved})
    assert entries == {"a0": {"id": ids[0]}, "a1": {"id": ids[1]}}


def test_an_artist_merged_into_another_is_not_in_the_batch():
    old, other = "o" * 22, "t" * 22
    new = {"id": "n" * 22, "popularity": 5}
    entries = parse_batch(artists(old, other), {"artists": [new, {"id": other}]})
    assert entries == {"a1": {"id": other}}


@pytest.mark.parametrize("whose", [["b"], ["b", "c"]])
def test_top_tracks_that_all_name_others_are_not_the_artists(whose):
    track = {"id": "1" * 22, "name": "One", "artists": [{"id": i, "name": i} for i in whose]}
    with pytest.raises(SourceError, match="of another artist") as caught:
        parse_tracks("x", {"tracks": [track]}, {"a"})
    assert caught.value.state is State.REJECTED
    parse_tracks("x", {"tracks": [track, {**track, "artists": [{"id": "a"}]}]}, {"a"})


def test_a_batch_that_is_none_fails_its_artists():
    for body in ({}, [], {"artists": "abc"}):
        entries = parse_batch(artists("o" * 22, "t" * 22), body)
        assert all(isinstance(entry, SourceError) for entry in entries.values())


@pytest.mark.parametrize(
    ("popularity", "state"),
    [
        (0, State.MEASURED),
        (100, State.MEASURED),
        (101, State.REJECTED),
        (-1, State.REJECTED),
        (True, State.REJECTED),
        ("abc", State.REJECTED),
        (50.5, State.REJECTED),
        ([], State.REJECTED),
        (None, State.FAILED),
    ],
)
def test_what_cannot_be_a_popularity_is_rejected(popularity, state):
    reading = parse_artist("x", {"popularity": popularity}).readings[1]
    assert reading.state is state


def test_everything_of_every_artist_in_the_fewest_calls(box):
    result = ask(SpotifySource(), box)
    assert result.error is None
    assert result.notes == result.waits == []
    assert set(result.answers) == {a.key for a in ROSTER.artists}
    for artist in WORLD.artists:
        numbers = WORLD.numbers(artist, DAY)
        assert values(result.answers[artist.key]) == {
            "followers": numbers.followers,
            "popularity": numbers.popularity,
        }
    assert result.answers["orsa-vinter"].items == {"top_tracks": []}
    assert len(result.answers["marlow-tide"].items["top_tracks"]) == 5
    assert [c.path for c in box.calls_to("spotify_accounts")] == ["/api/token"]
    paths = [c.path for c in box.calls_to("spotify_api")]
    assert len(paths) == 1 + len(ROSTER.artists)
    assert all(path.endswith("/top-tracks") for path in paths[1:])


def test_the_market_of_the_settings_is_asked_for(box):
    ask(SpotifySource(), box, named("marlow-tide"), market="DE")
    assert box.calls_to("spotify_api")[-1].query == "country=DE"


def test_51_artists_take_two_batches():
    world = World(seed=1, artists=51)
    roster = parse_roster(world.roster_toml())
    with Sandbox(world, date=DAY) as box:
        result = ask(SpotifySource(), box, roster.artists, keys=world.credentials())
        batches = [c for c in box.calls_to("spotify_api") if c.path.strip("/") == "artists"]
    assert len(result.answers) == 51
    assert [len(c.query.split("%2C")) for c in batches] == [50, 1]


def test_a_development_app_is_found_out_once_and_said_once(box):
    box.development_mode = True
    result = ask(SpotifySource(), box)
    assert result.error is None
    assert result.notes == [
        "This Spotify app is in development mode: Spotify gives it no followers, popularity or "
        "top tracks."
    ]
    for answer in result.answers.values():
        assert {r.state for r in answer.readings} == {State.NOT_OFFERED}
        assert answer.items == {}
    assert result.answers["marlow-tide"].words == {"genres": ["dream pop"]}
    statuses = [c.status for c in box.calls_to("spotify_api")]
    assert statuses.count(403) == 2  # one batch, one list of tracks
    assert statuses.count(200) == len(ROSTER.artists)


def test_an_older_development_app_still_gets_its_numbers(box):
    box.fail("spotify_api", Failure.FORBIDDEN, match="/artists?ids")
    result = ask(SpotifySource(), box)
    assert result.notes == [
        "This Spotify app is in development mode: it is answered one artist at a time."
    ]
    assert values(result.answers["marlow-tide"])["followers"] == WORLD.numbers(FIRST, DAY).followers
    assert len(result.answers["marlow-tide"].items["top_tracks"]) == 5


def test_an_app_without_top_tracks_keeps_its_numbers(box):
    box.fail("spotify_api", Failure.FORBIDDEN, match="top-tracks")
    result = ask(SpotifySource(), box)
    assert result.error is None
    assert result.notes == ["Spotify gives this app no top tracks."]
    for key in result.answers:
        assert result.reading(key, "popularity").state is State.MEASURED
        assert result.reading(key, "popularity", "top_tracks").state is State.NOT_OFFERED
    assert len(box.calls_to("spotify_api")) <= 1 + 4  # those already under way


def test_one_artists_forbidden_tracks_are_not_the_whole_apps(box, monkeypatch):
    monkeypatch.setitem(LIMITS, "spotify_api", Limit(100_000, 1, 1))
    box.fail("spotify_api", Failure.FORBIDDEN, match=f"{FIRST.spotify}/top-tracks")
    result = ask(SpotifySource(), box, named("volt-hollow", "marlow-tide")[::-1])
    assert result.notes == []
    assert result.reading("marlow-tide", "popularity", "top_tracks").state is State.FAILED
    assert len(result.answers["volt-hollow"].items["top_tracks"]) == 5


def test_an_app_whose_owner_lacks_premium_is_told_so(box):
    box.fail("spotify_api", Failure.FORBIDDEN)
    result = ask(SpotifySource(), box)
    assert "its owner needs Premium" in str(result.error)
    assert result.notes == []


def test_an_unknown_artist_costs_only_its_own_numbers(box):
    stranger = ROSTER.artists[0].model_copy(update={"key": "gone", "spotify": "0" * 22})
    for development_mode in (False, True):
        box.development_mode = development_mode
        result = ask(SpotifySource(), box, [stranger, *named("volt-hollow")])
        assert {r.detail for r in result.answers["gone"].readings} == {
            "Spotify knows no artist with this id"
        }
        assert result.answers["volt-hollow"].words["genres"] == ["hard rock", "stoner rock"]


def test_an_id_that_spoils_the_batch_costs_only_its_own_numbers(box):
    box.fail("spotify_api", Failure.NOT_FOUND, match="/artists?ids", times=1)
    result = ask(SpotifySource(), box)
    assert result.error is None
    assert {r.state for a in result.answers.values() for r in a.readings} == {State.MEASURED}


def test_the_days_quota_gone_midway_costs_no_number_in_hand(box):
    box.fail("spotify_api", Failure.QUOTA, match="top-tracks")
    result = ask(SpotifySource(), box)
    assert "asks to wait 24 hours" in str(result.error)
    assert result.waits == []
    assert set(result.answers) == {a.key for a in ROSTER.artists}
    for key in result.answers:
        assert result.reading(key, "followers").state is State.MEASURED
        assert "24 hours" in result.reading(key, "popularity", "top_tracks").detail


def test_spotifys_own_token_address_stays_what_it_was(box):
    ask(SpotifySource(), box, named("marlow-tide"))
    assert SpotifyClientCredentials.OAUTH_TOKEN_URL == "https://accounts.spotify.com/api/token"


def test_a_minted_token_never_shows(box):
    token = WORLD.access_token(DAY)
    box.fail("spotify_api", Failure.UNAUTHORIZED)
    result = ask(SpotifySource(timeout=QUICK), box)
    assert "refuses the key" in str(result.error)
    assert token not in "".join(result.sentences())


def test_no_token_file_is_written(box, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ask(SpotifySource(), box, named("marlow-tide"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("token", ["t\u00f6ken\u20ac", "two words", "a\r\nb", "", None, 5, ["x"]])
def test_a_token_that_no_header_carries_is_a_sentence(token):
    body = json.dumps({"access_token": token, "expires_in": 3600}).encode()

    class Box:
        date = DAY

        def environment(self):
            return {"BACKLINE_SANDBOX_URL": url}

    with scripted((200, {"Content-Type": "application/json"}, body)) as (url, _):
        result = ask(SpotifySource(), Box(), named("marlow-tide"))
    assert str(result.error) == "Spotify's answer holds no token that can be used"
