"""YouTube's Data API: recorded bodies, exact top videos, and how many calls they take."""

import json

import pytest

from backline.errors import SourceError
from backline.measure import State
from backline.net import RefusedError
from backline.people import parse_roster
from backline.sources.youtube.answers import by_id, parse_channel, parse_page, parse_top
from backline.sources.youtube.api import YouTubeSource
from backline.sources.youtube.client import refusal
from sandbox import Failure, Sandbox, World
from tests.asked import QUICK, ROSTER, ask, named, scripted
from tests.played import DAY, WORLD

pytestmark = pytest.mark.usefixtures("unpaced")


@pytest.fixture
def recorded(recordings):
    folder = recordings("api_responses") / "youtube"
    return lambda name: json.loads((folder / name).read_text())


def reading(answer, metric):
    return next(r for r in answer.readings if r.metric == metric and not r.subject)


def video(video_id, views, published="2026-01-02T03:04:05Z"):
    statistics = {} if views is None else {"viewCount": views}
    snippet = {"title": f"Title {video_id}", "publishedAt": published}
    return {"id": video_id, "snippet": snippet, "statistics": statistics}


def test_recorded_channels_are_read(recorded):
    found = by_id(recorded("channels/info_multiple.json"))
    answer = parse_channel("google", found["UCK8sQmJBp8GCxrOtXWBpyEA"], [], {})
    assert (reading(answer, "subscribers").value, reading(answer, "subscribers").resolution) == (
        10_700_000,
        100_000,
    )
    assert reading(answer, "views").value == 3_331_930_783
    assert reading(answer, "videos").value == 2_678
    assert answer.items == {"top_videos": []}


def test_a_recorded_channel_without_statistics_is_not_zero(recorded):
    [item] = by_id(recorded("channels/info.json")).values()
    answer = parse_channel("google", item, [], {})
    assert [r.metric for r in answer.readings] == ["subscribers", "views", "videos"]
    assert {(r.value, r.state) for r in answer.readings} == {(None, State.FAILED)}


def test_recorded_pages_of_a_playlist_are_read(recorded):
    first = recorded("playlist_items/playlist_items_paged_1.json")
    ids = parse_page(first) + parse_page(recorded("playlist_items/playlist_items_paged_2.json"))
    assert ids[0] == "CvTApw9X8aA"
    assert len(ids) == len(set(ids)) == 13


@pytest.mark.parametrize("body", [{}, {"items": None}, {"items": [{"snippet": {}}, 3]}, []])
def test_a_page_that_names_no_video_is_no_empty_channel(body):
    with pytest.raises(SourceError, match="without the channel's uploads"):
        parse_page(body)


def test_recorded_videos_without_statistics_make_no_list(recorded):
    found = by_id(recorded("videos/videos_info_multi.json"))
    with pytest.raises(SourceError, match="without views"):
        parse_top("x", "Channel", list(found), found)


def test_a_recorded_refusal_is_the_keys(recorded):
    body = recorded("error_permission_resp.json")
    error = refusal(RefusedError("YouTube answered 403", 403, body, "artist"))
    assert error.scope == "platform"
    assert "403 SERVICE_UNAVAILABLE" in str(error)


@pytest.mark.parametrize(
    ("count", "step"), [("999", 1), ("1000", 10), ("12300", 100), ("10700000", 100_000), ("0", 1)]
)
def test_subscribers_carry_the_step_they_are_rounded_to(count, step):
    item = {"statistics": {"subscriberCount": count, "hiddenSubscriberCount": False}}
    assert reading(parse_channel("x", item, [], {}), "subscribers").resolution == step


def test_hidden_subscribers_are_hidden_even_beside_a_number():
    item = {"statistics": {"subscriberCount": "0", "hiddenSubscriberCount": True}}
    hidden = reading(parse_channel("x", item, [], {}), "subscribers")
    assert (hidden.value, hidden.state) == (None, State.HIDDEN)
    assert hidden.detail


def test_the_five_most_viewed_come_first_and_the_newer_of_two_equals():
    ids = list("abcdefg")
    views = ["10", "70", "30", "70", None, "5", "40"]
    videos = {i: video(i, v) for i, v in zip(ids, views, strict=True)}
    top = parse_top("x", "Channel", [*ids, "private", "a"], videos)
    assert [subject.youtube for subject, *_ in top] == ["b", "d", "g", "c", "a"]
    subject, words, first = top[0]
    assert (subject.kind, subject.artist, subject.credit) == ("video", "x", "Channel")
    assert (subject.title, subject.release_date) == ("Title b", "2026-01-02")
    assert words == {"title": "Title b", "published_at": "2026-01-02T03:04:05Z"}
    assert (first.metric, first.value, first.subject) == ("views", 70, subject)


def test_one_missing_part_of_the_views_makes_no_exact_list():
    error = SourceError("YouTube answered 500 (videos)")
    with pytest.raises(SourceError, match="500"):
        parse_top("x", "Channel", ["a", "b"], {"a": video("a", "3"), "b": error})
    with pytest.raises(SourceError, match="tells nothing"):
        parse_top("x", "Channel", ["a", "b"], {})


def test_everything_of_every_artist_in_the_fewest_calls(box):
    result = ask(YouTubeSource(), box)
    assert result.error is None
    assert result.waits == []
    spent = box.meter.spent("youtube")
    assert result.notes == [
        f"YouTube: at most {10_000 - spent:,} of the 10,000 units a key usually has a day are "
        f"left; this run used {spent}."
    ]
    there = [a for a in WORLD.artists if a.youtube]
    assert set(result.answers) == {a.key for a in there}
    for artist in there:
        truth = WORLD.numbers(artist, DAY)
        assert result.reading(artist.key, "views").value == truth.views
        assert result.reading(artist.key, "videos").value == truth.videos
        uploads = [v for v in WORLD.videos(artist, DAY) if not v.deleted and v.views is not None]
        most = sorted((v.views for v in uploads), reverse=True)[:5]
        items = result.answers[artist.key].items["top_videos"]
        told = {r.subject: r.value for r in result.answers[artist.key].readings if r.subject}
        assert [told[subject] for subject, _ in items] == most
    ends = [c.path.rpartition("/")[2] for c in box.calls]
    uploads = [len(WORLD.videos(a, DAY)) for a in there]
    assert ends.count("channels") == 2  # one batch, one handle
    assert ends.count("playlistItems") == sum(max(1, -(-n // 50)) for n in uploads)
    assert ends.count("videos") == -(-sum(uploads) // 50)


class TestManyChannels:
    """More than one call can ask for, so that they are asked in groups."""

    world = World(seed=1, artists=130)
    roster = parse_roster(world.roster_toml())

    def test_calls_for_views_are_full_whichever_group_a_video_is_of(self):
        with Sandbox(self.world, date=DAY) as box:
            result = ask(YouTubeSource(), box, self.roster.artists)
        there = [a for a in self.world.artists if a.youtube]
        assert len(result.answers) == len(there)
        newest = self.roster.settings.youtube_newest
        uploads = sum(min(newest, len(self.world.videos(a, DAY))) for a in there)
        asked = [c for c in box.calls if c.path.rpartition("/")[2] == "videos"]
        assert len(asked) == -(-uploads // 50)

    def test_what_a_waiting_channel_said_is_kept_when_the_quota_ends(self):
        with Sandbox(self.world, date=DAY) as box:
            box.fail("youtube", Failure.QUOTA, match="/videos?")
            result = ask(YouTubeSource(), box, self.roster.artists)
        assert "quota of the day is used up" in str(result.error)
        handles = [a for a in self.roster.artists if (a.youtube or "").startswith("@")]
        assert len(result.answers) == 50 + len(handles)  # the first group
        assert all(result.reading(key, "views").state is State.MEASURED for key in result.answers)


def test_hidden_subscribers_and_an_empty_channel(box):
    result = ask(YouTubeSource(), box, named("shiguangji", "orsa-vinter"))
    assert result.reading("shiguangji", "subscribers").state is State.HIDDEN
    assert result.answers["orsa-vinter"].items == {"top_videos": []}
    assert result.reading("orsa-vinter", "videos").value == 0


def test_60_channels_take_two_batches():
    world = World(seed=1, artists=60)
    roster = parse_roster(world.roster_toml())
    with Sandbox(world, date=DAY) as box:
        result = ask(YouTubeSource(), box, roster.artists, keys=world.credentials())
        channels = [c for c in box.calls if c.path.endswith("/channels")]
    assert len(result.answers) == 59
    assert len(channels) == 3  # 58 ids and one handle


def test_only_the_newest_are_looked_at_and_that_is_said(box):
    result = ask(YouTubeSource(), box, named("volt-hollow", "pip-co"), youtube_newest=60)
    assert result.notes[1:] == [
        "YouTube's top videos of VOLT/HOLLOW are chosen from the newest 60 uploads "
        "(youtube_newest in the roster's settings), not from all."
    ]
    assert len([c for c in box.calls if c.path.endswith("/playlistItems")]) == 3
    artist = WORLD.artists[1]
    newest = sorted(WORLD.videos(artist, DAY), key=lambda v: v.published)[-60:]
    most = sorted((v.views for v in newest if v.views is not None and not v.deleted), reverse=True)
    told = [r.value for r in result.answers["volt-hollow"].readings if r.subject]
    assert told == most[:5]


def test_exactly_as_many_uploads_as_looked_at_need_no_note(box):
    uploads = len(WORLD.videos(WORLD.artists[1], DAY))
    result = ask(YouTubeSource(), box, named("volt-hollow"), youtube_newest=uploads)
    assert not any("chosen from" in note for note in result.notes)


def test_a_quota_that_is_used_up_says_nothing_of_what_is_left(box):
    box.fail("youtube", Failure.QUOTA)
    result = ask(YouTubeSource(), box)
    assert not any("are left" in note for note in result.notes)


def test_a_wrong_id_and_a_wrong_handle_cost_only_their_own_numbers(box):
    first = ROSTER.artists[0]
    gone = first.model_copy(update={"key": "gone", "youtube": "UC" + "0" * 22})
    nobody = first.model_copy(update={"key": "nobody", "youtube": "@nobody-at-all"})
    result = ask(YouTubeSource(), box, [gone, nobody, first])
    assert "no channel with this id" in result.reading("gone", "views").detail
    assert "no channel with this handle" in result.reading("nobody", "views", "top_videos").detail
    assert result.reading(first.key, "views").state is State.MEASURED


def test_the_quota_gone_midway_costs_no_number_in_hand(box):
    box.fail("youtube", Failure.QUOTA, match="playlistItems")
    result = ask(YouTubeSource(), box)
    assert "quota of the day is used up" in str(result.error)
    for artist in (a for a in ROSTER.artists if a.youtube):
        assert result.reading(artist.key, "views").state is State.MEASURED
        assert "quota" in result.reading(artist.key, "views", "top_videos").detail


def test_a_failing_call_for_views_costs_lists_and_no_channel(box):
    box.fail("youtube", Failure.SERVER_ERROR, match="/videos?")
    result = ask(YouTubeSource(timeout=QUICK), box, named("marlow-tide", "pip-co"))
    assert result.reading("pip-co", "subscribers").state is State.MEASURED
    assert result.reading("pip-co", "views", "top_videos").detail.startswith("YouTube ")


def test_uploads_that_are_not_found_are_no_empty_list(box):
    box.fail("youtube", Failure.NOT_FOUND, match="playlistItems")
    result = ask(YouTubeSource(), box, named("marlow-tide", "orsa-vinter"))
    gap = result.reading("marlow-tide", "views", "top_videos")
    assert gap.detail == "YouTube does not find the channel's uploads"
    assert result.answers["orsa-vinter"].items == {"top_videos": []}


@pytest.mark.parametrize(
    ("status", "body", "scope", "word"),
    [
        (400, {"errors": [{"reason": "keyInvalid"}]}, "platform", "YOUTUBE_API_KEY"),
        (
            400,
            {"errors": [{"reason": "badRequest"}], "details": [{"reason": "API_KEY_INVALID"}]},
            "platform",
            "YOUTUBE_API_KEY",
        ),
        (400, {"errors": [{"reason": "invalidParameter"}]}, "artist", "400"),
        (403, {"errors": [{"reason": "quotaExceeded"}]}, "platform", "midnight Pacific"),
        (403, {"errors": [{"reason": "accessNotConfigured"}]}, "platform", "switched on"),
        (403, {"errors": [{"reason": "playlistItemsNotAccessible"}]}, "artist", "403"),
        (404, {"errors": [{"reason": "playlistNotFound"}]}, "artist", "404"),
        (403, "garbled", "platform", "403"),
        (400, {"errors": "garbled", "details": [3]}, "artist", "400"),
    ],
)
def test_refusals_have_the_scope_of_their_reason(status, body, scope, word):
    told = RefusedError(f"YouTube answered {status}", status, {"error": body}, "artist")
    error = refusal(told)
    assert error.scope == scope
    assert word in str(error)


def test_a_limit_a_minute_is_waited_for():
    limited = {"error": {"errors": [{"reason": "userRateLimitExceeded"}], "code": 403}}
    kind = {"Content-Type": "application/json"}

    class Box:
        date = DAY

        def environment(self):
            return {"BACKLINE_SANDBOX_URL": url}

    replies = [(403, kind, json.dumps(limited).encode()), (200, kind, b"{}")]
    with scripted(*replies) as (url, requests):
        result = ask(YouTubeSource(), Box(), named("marlow-tide"))
    assert result.waits == [1]
    assert len(requests) == 2
    said = result.reading("marlow-tide", "views").detail
    assert said == "YouTube answered without a list of channels"
