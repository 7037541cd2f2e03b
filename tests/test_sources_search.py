"""Finding accounts by name."""

import json

import pytest

from backline.errors import SourceError
from backline.measure import State
from backline.people.links import account_id
from backline.sources.search import Candidate, search
from sandbox import Failure, Sandbox, World
from tests.asked import QUICK, context_for, scripted
from tests.played import DAY, WORLD


@pytest.mark.parametrize("platform", ["spotify", "youtube", "deezer"])
def test_an_artist_is_found_by_name(box, platform):
    found = search(platform, "marlow", context_for(box))
    artist = WORLD.artists[0]
    account = {"spotify": artist.spotify, "youtube": artist.channel, "deezer": artist.deezer}
    assert account[platform] in [c.account for c in found]
    assert len({c.account for c in found}) == len(found) <= 10
    for candidate in found:
        assert candidate.platform == platform
        assert account_id(platform, candidate.account) == candidate.account
        assert "marlow" in candidate.name.casefold()


def test_the_details_tell_namesakes_apart(box):
    best = search("spotify", "marlow tide", context_for(box))[0]
    followers = WORLD.numbers(WORLD.artists[0], DAY).followers
    assert best.detail == f"{followers:,} followers · dream pop"
    fans = WORLD.numbers(WORLD.artists[0], DAY).fans
    assert search("deezer", "marlow tide", context_for(box))[0].detail == f"{fans:,} fans"


def test_an_app_in_development_mode_may_search(box):
    box.development_mode = True
    best = search("spotify", "marlow tide", context_for(box))[0]
    assert (best.account, best.detail) == (WORLD.artists[0].spotify, "dream pop")
    assert "limit=10" in box.calls[-1].query


@pytest.mark.parametrize("platform", ["spotify", "youtube", "deezer"])
def test_nobody_of_a_name_is_an_empty_list(box, platform):
    assert search(platform, "nobody has this name", context_for(box)) == []


@pytest.mark.parametrize("platform", ["spotify", "youtube", "deezer"])
def test_a_crowd_is_cut_at_ten(platform):
    world = World(seed=1, artists=200)
    with Sandbox(world, date=DAY) as box:
        found = search(platform, "e", context_for(box, keys=world.credentials()))
    assert len(found) == 10


@pytest.mark.few(10)
@pytest.mark.parametrize("failure", Failure)
@pytest.mark.parametrize("platform", ["spotify", "youtube", "deezer"])
def test_a_search_that_fails_is_one_sentence(box, platform, failure):
    box.fail({"spotify": "spotify_api"}.get(platform, platform), failure)
    try:
        search(platform, "marlow", context_for(box), timeout=QUICK)
    except SourceError as error:
        assert "http" not in str(error)
        assert all(key not in str(error) for key in (*WORLD.credentials().values(),))
    else:  # numbers are only details here
        assert failure in (Failure.MISSING_FIELDS, Failure.WRONG_TYPES, Failure.NOT_FOUND)


def test_a_platform_without_a_search_is_told(box):
    with pytest.raises(SourceError, match="instagram cannot be searched by name") as caught:
        search("instagram", "marlow", context_for(box))
    assert caught.value.state is State.NOT_OFFERED


def test_a_missing_key_is_named(box):
    with pytest.raises(SourceError, match="YOUTUBE_API_KEY not set") as caught:
        search("youtube", "marlow", context_for(box, keys={"YOUTUBE_API_KEY": ""}))
    assert caught.value.state is State.NOT_CONFIGURED
    assert box.calls == []


def test_names_are_unescaped_and_cleaned(box):
    items = [
        {
            "id": {"channelId": "UC" + "a" * 22},
            "snippet": {"title": "Simon &amp; Gar\u202efunkel", "description": "a\nb &#39;c&#39;"},
        },
        {"id": {"channelId": "not a channel"}, "snippet": {"title": "x"}},
        {"id": {}},
        "garbled",
    ]
    body = json.dumps({"items": items}).encode()

    class Box:
        date = DAY

        def environment(self):
            return {"BACKLINE_SANDBOX_URL": url}

    with scripted((200, {"Content-Type": "application/json"}, body)) as (url, _):
        found = search("youtube", "simon", context_for(Box()))
    assert found == [
        Candidate("youtube", "UC" + "a" * 22, "Simon & Gar funkel", "a b 'c'"),
    ]
