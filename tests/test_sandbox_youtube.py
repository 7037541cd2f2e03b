"""YouTube in the sandbox: batches, pages, quota, rounding."""

from datetime import timedelta

import pytest
import requests

from sandbox.youtube import SEARCHES_A_DAY, UNITS_A_DAY
from tests.played import DAY, WORLD

KEY = WORLD.credentials()["YOUTUBE_API_KEY"]
FIRST, LARGE, HIDDEN, _, BY_HANDLE, _, TINY, FRESH = WORLD.artists


@pytest.fixture
def ask(box):
    with requests.Session() as session:

        def asked(method, **params):
            url = f"{box.url}/youtube/youtube/v3/{method}"
            return session.get(url, params={"key": KEY, **params}, timeout=5)

        yield asked


def uploads(artist):
    return "UU" + artist.channel[2:]


def reason(answer):
    error = answer.json()["error"]
    assert error["code"] == answer.status_code
    return error["errors"][0]["reason"]


def all_pages(ask, playlist):
    items, token = [], None
    while True:
        more = {"pageToken": token} if token else {}
        page = ask(
            "playlistItems", part="contentDetails", playlistId=playlist, maxResults=50, **more
        ).json()
        items.append(page["items"])
        token = page.get("nextPageToken")
        if not token:
            return items


def test_counts_are_strings_and_subscribers_keep_three_figures(ask):
    item = ask("channels", part="statistics", id=LARGE.channel).json()["items"][0]
    truth = WORLD.numbers(LARGE, DAY)
    statistics = item["statistics"]
    assert statistics["viewCount"] == str(truth.views)
    assert statistics["videoCount"] == str(truth.videos)
    assert statistics["subscriberCount"] == str(truth.subscribers // 10_000 * 10_000)
    assert statistics["hiddenSubscriberCount"] is False


def test_hidden_subscribers_are_said_to_be_hidden_and_left_out(ask):
    item = ask("channels", part="statistics", id=HIDDEN.channel).json()["items"][0]
    assert item["statistics"]["hiddenSubscriberCount"] is True
    assert "subscriberCount" not in item["statistics"]


def test_a_batch_leaves_out_what_does_not_exist_and_keeps_no_order(ask):
    asked = [LARGE.channel, "UC" + "0" * 22, FIRST.channel, TINY.channel]
    found = ask("channels", part="snippet", id=",".join(asked), maxResults=50).json()["items"]
    assert {i["id"] for i in found} == {LARGE.channel, FIRST.channel, TINY.channel}
    assert [i["id"] for i in found] == sorted(i["id"] for i in found)


def test_repeated_ids_are_as_good_as_joined_ones(ask):
    answer = ask("channels", part=["id", "snippet"], id=[LARGE.channel, FIRST.channel])
    assert len(answer.json()["items"]) == 2


def test_without_max_results_five_channels_come_and_a_token_for_the_rest(ask):
    asked = ",".join(a.channel for a in WORLD.artists if a.channel)
    page = ask("channels", part="id", id=asked).json()
    assert len(page["items"]) == 5
    rest = ask("channels", part="id", id=asked, pageToken=page["nextPageToken"]).json()
    assert len(rest["items"]) == 2


def test_nothing_found_has_no_items_at_all(ask):
    answer = ask("channels", part="statistics", id="UC" + "0" * 22)
    assert answer.status_code == 200
    assert "items" not in answer.json()
    assert answer.json()["pageInfo"]["totalResults"] == 0


@pytest.mark.parametrize("at", ["@", ""])
def test_a_handle_finds_its_channel(ask, at):
    handle = at + BY_HANDLE.youtube.removeprefix("@")
    item = ask("channels", part="snippet,contentDetails", forHandle=handle).json()["items"][0]
    assert item["id"] == BY_HANDLE.channel
    assert item["contentDetails"]["relatedPlaylists"]["uploads"] == uploads(BY_HANDLE)
    assert "statistics" not in item


def test_uploads_come_fifty_a_page_the_newest_first(ask):
    pages = all_pages(ask, uploads(LARGE))
    assert [len(p) for p in pages] == [50, 50, 30]
    dates = [i["contentDetails"]["videoPublishedAt"] for p in pages for i in p]
    assert dates == sorted(dates, reverse=True)
    ids = {i["contentDetails"]["videoId"] for p in pages for i in p}
    assert ids == {v.id for v in WORLD.videos(LARGE, DAY)}


def test_a_deleted_video_keeps_its_place_among_the_uploads_only(ask):
    items = [i for page in all_pages(ask, uploads(FIRST)) for i in page]
    gone = [i["contentDetails"] for i in items if "videoPublishedAt" not in i["contentDetails"]]
    assert len(gone) == 1
    asked = ",".join(i["contentDetails"]["videoId"] for i in items[-50:])
    found = ask("videos", part="statistics", id=asked).json()["items"]
    assert len(found) == 49
    assert gone[0]["videoId"] not in {v["id"] for v in found}


def test_a_channel_without_uploads_has_no_uploads_playlist(ask):
    item = ask("channels", part="statistics", id=FRESH.channel).json()["items"][0]
    assert item["statistics"]["videoCount"] == "0"
    answer = ask("playlistItems", part="contentDetails", playlistId=uploads(FRESH))
    assert answer.status_code == 404
    assert reason(answer) == "playlistNotFound"


def test_videos_have_titles_and_counts_and_one_has_no_views(ask):
    ids = [v.id for v in WORLD.videos(LARGE, DAY)[:20]]
    items = ask("videos", part="snippet,statistics", id=",".join(ids)).json()["items"]
    assert [i["id"] for i in items] == ids
    without = [i for i in items if "viewCount" not in i["statistics"]]
    assert len(without) == 1
    assert all(i["statistics"]["viewCount"].isdecimal() for i in items if i not in without)
    assert items[0]["snippet"]["channelId"] == LARGE.channel
    assert items[0]["snippet"]["publishedAt"].endswith("Z")


def test_stats_in_batches_have_no_title(ask):
    video = WORLD.videos(FIRST, DAY)[0]
    body = ask("videos:batchGetStats", part="snippet,statistics", id=video.id).json()
    assert body["items"][0]["snippet"] == {"publishTime": f"{video.published:%Y-%m-%dT%H:%M:%SZ}"}
    assert body["items"][0]["statistics"]["viewCount"] == str(video.views)


def test_a_search_finds_channels_and_videos_with_html_in_titles(ask):
    body = ask("search", part="snippet", q=FIRST.name, type="channel").json()
    assert body["items"][0]["id"] == {"kind": "youtube#channel", "channelId": FIRST.channel}
    assert len(body["items"]) == 2
    videos = ask("search", part="snippet", q="pip", type="video").json()["items"]
    assert all("&amp;" in v["snippet"]["title"] for v in videos)
    assert videos[0]["id"]["kind"] == "youtube#video"


def test_a_search_within_a_channel_pages_by_date(ask):
    asked = {"part": "snippet", "channelId": LARGE.channel, "type": "video", "order": "date"}
    first = ask("search", **asked, maxResults=50).json()
    second = ask("search", **asked, maxResults=50, pageToken=first["nextPageToken"]).json()
    dates = [i["snippet"]["publishedAt"] for i in first["items"] + second["items"]]
    assert len(dates) == 100
    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize(
    ("method", "params", "status", "wanted"),
    [
        ("channels", {"id": "UC1"}, 400, "missingRequiredParameter"),
        ("channels", {"part": "id"}, 400, "missingRequiredParameter"),
        ("channels", {"part": "id", "id": ",".join(map(str, range(51)))}, 400, "invalidFilters"),
        ("videos", {"part": "id", "id": ",".join(map(str, range(51)))}, 400, "invalidFilters"),
        (
            "playlistItems",
            {"part": "id", "playlistId": uploads(FIRST), "maxResults": 51},
            400,
            "invalidParameter",
        ),
        (
            "playlistItems",
            {"part": "id", "playlistId": uploads(FIRST), "pageToken": "made-up"},
            400,
            "invalidPageToken",
        ),
        ("playlistItems", {"part": "id", "playlistId": "PLnone"}, 404, "playlistNotFound"),
        ("captions", {"part": "id"}, 404, "notFound"),
    ],
)
def test_a_wrong_question_is_refused_in_googles_envelope(ask, method, params, status, wanted):
    answer = ask(method, **params)
    assert answer.status_code == status
    assert reason(answer) == wanted


def test_a_wrong_key_is_a_400_and_no_key_a_403(ask):
    wrong = ask("channels", part="id", id=FIRST.channel, key="wrong")
    assert wrong.status_code == 400
    assert wrong.json()["error"]["details"][0]["reason"] == "API_KEY_INVALID"
    assert ask("channels", part="id", id=FIRST.channel, key="").status_code == 403


def test_every_call_costs_a_unit_until_the_day_is_used_up(box, ask):
    ask("channels", part="id", id=FIRST.channel)
    ask("videos", part="id", id="x")
    assert box.meter.spent("youtube") == 2
    box.meter.spend("youtube", UNITS_A_DAY - 3, UNITS_A_DAY)
    assert ask("videos", part="id", id="x").ok
    answer = ask("videos", part="id", id="x")
    assert answer.status_code == 403
    assert reason(answer) == "quotaExceeded"
    assert answer.json()["error"]["errors"][0]["domain"] == "youtube.quota"


def test_searches_have_a_hundred_calls_of_their_own(box, ask):
    for _ in range(SEARCHES_A_DAY):
        assert ask("search", part="snippet", q="nobody at all").ok
    assert reason(ask("search", part="snippet", q="nobody at all")) == "quotaExceeded"
    assert ask("channels", part="id", id=FIRST.channel).ok
    assert box.meter.spent("youtube") == 1


def test_a_new_day_has_a_new_quota(box, ask):
    box.meter.spend("youtube", UNITS_A_DAY, UNITS_A_DAY)
    assert ask("videos", part="id", id="x").status_code == 403
    box.date = DAY + timedelta(days=1)
    assert ask("videos", part="id", id="x").ok
