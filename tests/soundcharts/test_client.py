"""Asking Soundcharts: keys, pages, two limits, and what a refusal becomes."""

from datetime import date
from threading import Thread

import pytest
from requests import Response

from backline.errors import ConfigError, SourceError
from backline.measure import State
from backline.net import Credentials, Endpoints, Redactor, RunBudget
from backline.sources.soundcharts import answers, listed
from backline.sources.soundcharts.client import NOT_IN_PLAN, SoundchartsClient
from backline.sources.soundcharts.session import SoundchartsSession, _judge
from backline.sources.soundcharts.windows import Window
from sandbox import Failure
from sandbox.soundcharts_shapes import artist_uuid
from sandbox.soundcharts_songs import catalogue, song_uuid
from tests.soundcharts.conftest import DAY, FAST

SUMMER = Window(date(2026, 6, 1), date(2026, 8, 29))


def uuid(world, place=0):
    return artist_uuid(world.artists[place])


def paths(box):
    return [call.path for call in box.calls_to("soundcharts")]


class TestPages:
    def test_pages_that_overlap_are_followed_by_their_relative_links(self, client, box, world):
        world.soundcharts.overlap = 7
        placed = client.playlists("artist", uuid(world, 1), "spotify", most=100_000)
        assert len(paths(box)) > 2
        assert len(set(paths(box))) == 1
        found = listed.placements(placed.items)
        assert len(found) < len(placed.items), "pages did not overlap"
        every = {(one.playlist, one.song.uuid) for one in found}
        assert len(every) == len(found)
        world.soundcharts.overlap = 0
        without = client.playlists("artist", uuid(world, 1), "spotify", most=100_000)
        assert {(p.playlist, p.song.uuid) for p in listed.placements(without.items)} == every

    def test_no_more_pages_are_asked_for_than_are_wanted(self, client, box, world):
        client.playlists("artist", uuid(world, 1), "spotify", most=5)
        assert len(paths(box)) == 1

    @pytest.mark.parametrize("ahead", [None, "", "None", "https://elsewhere.example/api/v2/x", 7])
    def test_a_next_that_is_no_path_of_the_service_ends_the_list(
        self, client, monkeypatch, world, ahead
    ):
        asked = []

        def answer(url, **_):
            asked.append(url)
            return {"items": [{"n": 1}], "page": {"next": ahead}}

        monkeypatch.setattr(client._session, "get_json", answer)
        assert client.streaming(uuid(world), "spotify", SUMMER).items == [{"n": 1}]
        assert len(asked) == 1

    @pytest.mark.parametrize("more", [[], [{"n": 2}]])
    def test_a_page_that_repeats_or_is_empty_ends_the_list(self, client, monkeypatch, world, more):
        asked = []

        def answer(url, **_):
            asked.append(url)
            items = more if len(asked) > 1 else [{"n": 1}]
            return {"items": items, "page": {"next": "/api/v2/again?offset=100"}}

        monkeypatch.setattr(client._session, "get_json", answer)
        found = client.streaming(uuid(world), "spotify", SUMMER).items
        assert found == [{"n": 1}, *more]
        assert len(asked) == 2

    def test_an_answer_without_a_list_is_none(self, client, box, world):
        box.fail("soundcharts", Failure.MISSING_FIELDS)
        with pytest.raises(SourceError, match="answered without a list"):
            client.streaming(uuid(world), "spotify", SUMMER)


class TestLimits:
    def test_a_full_minute_is_waited_for_as_long_as_the_answer_says(self, box, world):
        waits = []

        def wait(seconds):
            waits.append(seconds)
            world.soundcharts.per_minute = 2  # the minute is over

        world.soundcharts.per_minute = 1
        with SoundchartsClient(
            Credentials(world.credentials()),
            Endpoints.from_environment(box.environment()),
            RunBudget(600, wait),
            limit=FAST,
        ) as client:
            client.streaming(uuid(world), "spotify", SUMMER)
            assert client.streaming(uuid(world), "youtube", SUMMER).items
        assert [call.status for call in box.calls_to("soundcharts")] == [200, 429, 200]
        assert [round(seconds) for seconds in waits] == [61]  # the reset, and one for safety

    def test_a_month_that_is_used_up_ends_the_asking_at_once(self, client, box, world, waited):
        world.soundcharts.quota = 1
        client.streaming(uuid(world), "spotify", SUMMER)
        for _ in range(2):
            with pytest.raises(SourceError, match=r"month's quota .* comes back") as raised:
                client.streaming(uuid(world), "youtube", SUMMER)
            assert (raised.value.scope, raised.value.lasting) == ("platform", False)
        assert waited == []
        assert [call.status for call in box.calls_to("soundcharts")] == [200, 429]

    def test_a_full_minute_costs_the_time_of_one_wait_however_many_wait(self, box):
        budget = RunBudget(600)  # really waits
        session = SoundchartsSession(budget, Redactor(), limit=FAST)
        done = []
        threads = [Thread(target=lambda: done.append(session.wait(0.2))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert done == [True] * 8
        assert 600 - budget.left < 8 * 0.2 / 2

    def test_what_is_left_of_the_month_is_known(self, client, world):
        assert client.quota is None
        client.streaming(uuid(world), "spotify", SUMMER)
        assert (client.asked, client.quota) == (1, world.soundcharts.quota)

    def test_too_often_by_somebody_in_between_is_no_used_up_month(self):
        page = Response()
        page.status_code = 429
        assert _judge(page, None) is None  # as HTTP itself has it: too fast


class TestRefusals:
    def test_an_endpoint_outside_the_plan_is_not_offered_and_asked_once(self, client, box, world):
        world.soundcharts.locked = {"streaming"}
        for platform in ("spotify", "youtube", "deezer", "spotify"):
            with pytest.raises(SourceError, match=NOT_IN_PLAN) as raised:
                client.streaming(uuid(world), platform, SUMMER)
            assert (raised.value.state, raised.value.scope) == (State.NOT_OFFERED, "artist")
        assert len(paths(box)) == 1
        assert client.audience(uuid(world), "spotify", SUMMER).items

    def test_keys_that_are_refused_end_everything(self, client, box, world):
        world.soundcharts.revoked = True
        for _ in range(2):
            with pytest.raises(SourceError, match=r"refuses the keys \(401\)") as raised:
                client.streaming(uuid(world), "spotify", SUMMER)
            assert (raised.value.scope, raised.value.lasting) == ("platform", True)
        assert len(paths(box)) == 1

    def test_an_unknown_id_is_a_failure_of_that_artist_that_lasts(self, client):
        with pytest.raises(SourceError, match="404") as raised:
            client.streaming("0" * 8 + "-0000-0000-0000-" + "0" * 12, "spotify", SUMMER)
        assert (raised.value.state, raised.value.scope) == (State.FAILED, "artist")
        assert raised.value.lasting

    def test_a_fault_of_the_service_is_asked_again_and_then_fails(self, client, box, world):
        box.fail("soundcharts", Failure.SERVER_ERROR, times=1)
        assert client.streaming(uuid(world), "spotify", SUMMER).items
        box.fail("soundcharts", Failure.SERVER_ERROR)
        with pytest.raises(SourceError, match="500") as raised:
            client.streaming(uuid(world), "spotify", SUMMER)
        assert (raised.value.state, raised.value.lasting) == (State.FAILED, False)

    def test_an_error_in_an_answer_of_200_is_one(self, client, monkeypatch, world):
        body = {"items": [], "errors": [{"key": "access", "code": 404, "message": "Not found."}]}
        monkeypatch.setattr(client._session, "get_json", lambda *_, **__: body)
        with pytest.raises(SourceError, match="the error 404"):
            client.streaming(uuid(world), "spotify", SUMMER)

    def test_without_keys_nothing_is_asked(self, box):
        endpoints = Endpoints.from_environment(box.environment())
        keys = {"SOUNDCHARTS_APP_ID": "a-made-up-id"}
        with pytest.raises(ConfigError, match=r"^SOUNDCHARTS_API_KEY not set"):
            SoundchartsClient(Credentials(keys), endpoints, RunBudget(1))
        with pytest.raises(ConfigError, match="holds signs that no key has"):
            SoundchartsClient(
                Credentials({**keys, "SOUNDCHARTS_API_KEY": "two words"}), endpoints, RunBudget(1)
            )


class TestCalls:
    def test_an_artist_is_found_by_a_platform_s_id_or_not_at_all(self, client, world):
        first = world.artists[0]
        found = answers.artist_object(client.by_platform("spotify", first.spotify))
        assert (found.id, found.name) == (artist_uuid(first), first.name)
        assert client.by_platform("spotify", "0" * 22) is None

    def test_a_search_tells_whoever_has_the_name(self, client, world):
        found = client.search("Marlow Tide", 10)
        assert [item["name"] for item in found] == ["Marlow Tide", "Marlow Tide"]
        assert client.search("VOLT/HOLLOW", 10)[0]["uuid"] == uuid(world, 1)

    def test_songs_have_a_date_a_credit_and_by_themselves_an_isrc(self, client, world):
        songs = listed.songs(client.songs(uuid(world)).items)
        assert len(songs) == len(world.tracks(world.artists[0], DAY))
        track = catalogue(world, DAY)[songs[0].uuid]
        assert (songs[0].title, songs[0].release_date) == (track.title, str(track.released))
        alone = listed.song(client.song(songs[0].uuid))
        assert alone is not None
        assert alone.isrc == track.isrc

    def test_a_chart_that_counts_has_streams_and_one_that_ranks_has_none(self, client):
        streams = client.ranking("global-28", date(2026, 8, 30))
        ranks = listed.ranking(streams.related, streams.items)
        assert listed.counted(streams.related) == "streams"
        assert [r.position for r in ranks] == list(range(1, len(ranks) + 1))
        assert {r.day for r in ranks} == {date(2026, 8, 30)}
        assert ranks[0].metric > 0
        only = client.ranking("apple-music-it")
        assert [chart["slug"] for chart in client.charts("apple-music", "IT").items] == [
            "apple-music-it"
        ]
        assert {r.metric for r in listed.ranking(only.related, only.items)} == {None}

    def test_radio_plays_of_a_day_are_told_apart_by_their_time(self, client, world):
        track = world.tracks(world.artists[0], DAY)[0]
        plays = listed.broadcasts(client.broadcasts("song", song_uuid(track), SUMMER).items, SUMMER)
        assert plays
        assert len({(play.at, play.station) for play in plays}) == len(plays)
        assert [play.at for play in plays] == sorted(play.at for play in plays)
