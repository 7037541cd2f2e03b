"""Answers that were recorded, as far as they are beside the project; read and never copied."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from backline.sources.soundcharts import answers, listed
from backline.sources.soundcharts.windows import Window

RECORDED = Path(__file__).parents[3] / "shared/data/soundcharts_responses"

pytestmark = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="the recorded answers are not beside the project"
)
LISTENERS = ("spotify", "monthly_listeners")
EVER = Window(date(2000, 1, 1), date(2030, 1, 1))


def body(name):
    return json.loads((RECORDED / name).read_text(encoding="utf-8"))


def test_two_pages_that_overlap_have_each_day_once():
    pages = [body(f"sdk/artist/followers_by_platform_spotify_2_p{n}.json") for n in (1, 2)]
    items = [item for page in pages for item in page["items"]]
    found = answers.series(items, {"value": ("spotify", "followers")}, EVER)
    days = list(found["spotify", "followers"])
    assert len(items) == 110
    assert len(days) == len(set(days)) == 109
    assert days == sorted(days)
    assert (days[0], days[-1]) == (date(2021, 2, 1), date(2021, 5, 20))


def test_a_day_beyond_the_window_is_left_out():
    items = body("sdk/artist/spotify_monthly_listeners_2022_05.json")["items"]
    may = Window(date(2022, 5, 1), date(2022, 5, 31))
    found = answers.streaming(items, LISTENERS, may)
    assert len(items) == 31
    assert len(found) == 30
    assert max(found) == date(2022, 5, 31)


def test_a_country_s_plots_are_the_sum_of_its_cities_and_far_below_the_world():
    seen = 0
    for name in (
        "app/get_artists_streaming_audience.json",
        "sdk/artist/spotify_monthly_listeners_billy_2022_09.json",
        "sdk/artist/spotify_monthly_listeners_billy_2022_10.json",
        "sdk/artist/spotify_monthly_listeners_2022_05.json",
    ):
        for located in answers.streaming(body(name)["items"], LISTENERS, EVER).values():
            if not located.countries:
                continue
            seen += 1
            sums: dict[str, int] = {}
            for city in located.cities:
                sums[city.country] = sums.get(city.country, 0) + city.value
            assert {c: p.value for c, p in located.countries.items()} == sums
            assert sum(sums.values()) < 0.45 * located.world.value
    assert seen >= 10


def test_null_fields_of_an_account_are_no_numbers():
    name = "sdk/artist/followers_spotify_daily_billie_2024-01-12_2024-01-28.json"
    items = body(name)["items"]
    found = answers.series(items, answers.ACCOUNTS["spotify"], EVER)["spotify", "followers"]
    assert len(found) == 16
    assert found[date(2024, 1, 12)].value == 90_706_658
    likes = answers.series(items, {"likeCount": ("facebook", "likes")}, EVER)["facebook", "likes"]
    assert {point.value for point in likes.values()} == {None}


def test_a_song_s_counts_come_newest_first_and_never_fall_within_one_id():
    # The recorded file was cut off; what is whole of it is read.
    text = (RECORDED / "app/get_song_audience_for_platform.json").read_text(encoding="utf-8")
    end = text.rindex('{\n            "date"')
    items = json.loads(text[text.index('"items": [') + 9 : end].rstrip().rstrip(",") + "]")
    found, ids = answers.song_counts(items, "spotify", EVER)
    values = [point.value for point in found.values()]
    assert ids == ["2Fxmhks0bxGSBdJ92vM42m"]
    assert values == sorted(values)
    assert found[date(2025, 8, 28)].value == 2_783_193_386


def test_a_ranking_that_counts_streams():
    answer = body("app/get_song_ranking.json")
    ranks = listed.ranking(answer["related"], answer["items"])
    assert listed.counted(answer["related"]) == "streams"
    assert [rank.position for rank in ranks] == list(range(1, 101))
    assert ranks[0].day == date(2025, 8, 23)
    assert all(rank.metric for rank in ranks)


def test_the_same_page_twice_counts_its_placements_once():
    page = body("sdk/artist/playlists_by_platform_spotify_tones_p1.json")["items"]
    once = listed.placements(page)
    assert listed.placements([*page, *page]) == once
    assert once[0].name == "A GOOD DAY!"
    assert once[0].added == date(2020, 12, 9)
    assert once[0].followers == 27


def test_songs_and_artists_are_found_in_their_objects():
    songs = listed.songs(body("sdk/artist/songs_1_p1.json")["items"])
    assert len(songs) == 100
    assert listed.song(body("sdk/song/song_by_isrc.json")["object"]).isrc == "USAT22003158"
    assert listed.song(body("sdk/song/song_by_platform_1.json")["object"]).isrc == "USAT22003425"
    assert listed.song(body("app/get_song_metadata.json")["object"]).isrc == "USUM71900764"
    who = answers.artist_object(body("sdk/artist/by_platform_identifier_tones.json")["object"])
    assert (who.id, who.name) == ("ca22091a-3c00-11e9-974f-549f35141000", "Tones and I")
    about = body("sdk/artist/songs_1_p1.json")["related"]
    assert answers.who(about).name == "Alessia Cara"


def test_every_recorded_list_of_days_is_read_without_a_word():
    for path in sorted((RECORDED / "sdk/artist").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        items = document.get("items") or []
        for item in items:
            if "date" in item:
                assert answers.day_of(item) is not None, path.name
