"""Answers of unknown honesty: nothing a platform can send breaks a run or makes up a number."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import SourceError
from backline.measure import State
from backline.net.answers import dig, json_object, reason
from backline.sources.deezer import parse_artist as deezer_artist
from backline.sources.discord_guild import parse_guild
from backline.sources.instagram import parse_discovery, token_ends
from backline.sources.reading import count, iso_day, text, texts, whole
from backline.sources.spotify.api import parse_artist, parse_batch, parse_tracks
from backline.sources.youtube.answers import (
    by_id,
    channels_in,
    parse_channel,
    parse_page,
    parse_top,
    videos_in,
)
from tests.asked import ROSTER

WORDS = st.sampled_from(
    [
        *("artists", "tracks", "followers", "total", "popularity", "genres", "id", "name"),
        *("album", "release_date", "external_ids", "isrc", "items", "statistics", "snippet"),
        *("contentDetails", "videoId", "subscriberCount", "viewCount", "videoCount", "title"),
        *("hiddenSubscriberCount", "publishedAt", "business_discovery", "followers_count"),
        *("media_count", "username", "data", "expires_at", "error", "code", "nb_fan", "reason"),
        *("approximate_member_count", "approximate_presence_count", "preview_url"),
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(WORDS, JSON, max_size=5)


def fits(readings):
    for reading in readings:
        assert (reading.value is None) != (reading.state is State.MEASURED)
        assert (reading.value is None) == bool(reading.detail)
        assert reading.value is None or (type(reading.value) is int and reading.value >= 0)
        assert len(reading.detail) < 200


@given(OBJECTS)
def test_any_json_is_readings_or_one_sentence(body):
    two = ROSTER.artists[:2]
    fits(parse_artist("x", body).readings)
    fits(parse_guild(body).readings)
    fits(parse_discovery("x", body).readings)
    assert set(parse_batch(two, body)) <= {a.key for a in two}
    assert isinstance(token_ends(body), tuple | None)
    assert isinstance(reason(body), str)
    videos = by_id(body)
    fits(parse_channel("x", body, list(videos), videos).readings)
    for parse in (
        lambda: fits(deezer_artist("x", body).readings),
        lambda: fits(parse_tracks("x", body)[1]),
        lambda: parse_page(body),
        lambda: parse_top("x", "", list(videos), videos),
    ):
        try:
            parse()
        except SourceError as error:
            assert len(str(error)) < 200


@given(JSON)
def test_any_item_is_readings(item):
    videos = {"v": item} if isinstance(item, dict) else {}
    fits(parse_channel("x", item, ["v"], {i: {**v, "id": i} for i, v in videos.items()}).readings)
    fits(parse_artist("x", item).readings)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (0, 0),
        ("0", 0),
        (33920.0, 33920),
        ("33920", 33920),
        (2**63 - 1, 2**63 - 1),
        (2**63, None),
        (-1, None),
        ("-1", None),
        (1.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (True, None),
        (None, None),
        ("", None),
        ("1e3", None),
        ("twelve", None),
        ([1], None),
        ({}, None),
    ],
)
def test_what_is_a_count(value, number):
    assert whole(value) == number


def test_a_missing_count_has_failed_and_an_impossible_one_is_rejected():
    missing, wrong = count("deezer", "fans", None), count("deezer", "fans", "a\n" * 100)
    assert (missing.state, missing.detail) == (State.FAILED, "Deezer answered without fans")
    assert wrong.state is State.REJECTED
    assert "\n" not in wrong.detail
    assert len(wrong.detail) < 100


def test_texts_can_always_be_written():
    broken = json.loads('"a\\ud83d"')
    assert text(broken) == "a?"
    assert texts(["b", None, broken, "", 3]) == ["b", "a?"]
    assert texts("abc") == []
    assert text(3) == ""


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-01-02", "2026-01-02"),
        ("2026-01-02T03:04:05Z", "2026-01-02"),
        ("2026", ""),
        ("2026-01", ""),
        ("2026-02-30", ""),
        ("0000", ""),
        ("2026-01-02x", ""),
        (None, ""),
        (20260102, ""),
    ],
)
def test_a_day_is_a_whole_day_or_none(value, day):
    assert iso_day(value) == day


def test_a_path_into_nothing_is_none():
    assert dig({"a": [{"b": 1}]}, "a", 0, "b") == 1
    assert dig({"a": [{"b": 1}]}, "a", 1, "b") is None
    assert dig({"a": "text"}, "a", 0) is None
    assert dig([], "a") is None
    assert dig(None, "a", 0) is None


@given(st.binary())
def test_any_bytes_are_an_object_or_none(content):
    value = json_object(content)
    assert value is None or isinstance(value, dict)


class TestWhoseVideosAndTracks:
    def video(self, name, channel, views):
        about = {"channelId": channel, "title": name}
        return {"id": name, "snippet": about, "statistics": {"viewCount": views}}

    def test_a_video_of_another_channel_is_left_out(self):
        videos = {"a": self.video("a", "UC-own", 5), "b": self.video("b", "UC-other", 9)}
        top = parse_top("x", "T", list(videos), videos, "UC-own")
        assert [subject.key for subject, *_ in top] == ["a"]
        with pytest.raises(SourceError, match="uploads of another channel") as caught:
            parse_top("x", "T", ["b"], videos, "UC-own")
        assert caught.value.state is State.REJECTED

    def test_videos_nobody_asked_for_are_no_answer(self):
        body = {"items": [self.video("a", "UC-own", 5), self.video("z", "UC-own", 9)]}
        with pytest.raises(SourceError, match="other videos than asked for") as caught:
            videos_in(body, ["a", "b"])
        assert caught.value.state is State.REJECTED
        assert list(videos_in(body, ["a", "z", "private"])) == ["a", "z"]

    def test_a_track_that_names_only_others_is_left_out(self):
        tracks = [
            {"id": "t1", "popularity": 5, "artists": [{"id": "own"}, {"id": "guest"}]},
            {"id": "t2", "popularity": 9, "artists": [{"id": "other"}]},
        ]
        items, readings = parse_tracks("x", {"tracks": tracks}, {"own"})
        assert [subject.key for subject, _ in items] == ["t1"]
        assert [r.value for r in readings] == [5]

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"kind": "youtube#channelListResponse"},
            {"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 3}},
            {"items": None},
            {"kind": "youtube#x", "pageInfo": {"totalResults": 0}},
        ],
    )
    def test_only_a_list_that_says_so_has_no_channel(self, body):
        with pytest.raises(SourceError, match="without a list of channels"):
            channels_in(body)
        none = {"kind": "youtube#channelListResponse", "pageInfo": {"totalResults": 0}}
        assert channels_in(none) == channels_in({"items": []}) == []


def test_a_value_that_is_no_number_is_told_in_a_few_words():
    deep = json.loads("[" * 400 + "]" * 400)
    for value in (deep, {"a": deep}, "9" * 5000, float("inf"), "x" * 10**6, 10**39):
        reading = count("deezer", "fans", value)
        assert reading.state is State.REJECTED
        assert len(reading.detail) < 100
