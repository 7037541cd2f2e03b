"""What Soundcharts' answers mean: small bodies, one oddity each."""

from datetime import date

import pytest

from backline.measure import VOCABULARY
from backline.people import Who
from backline.sources.soundcharts import answers, listed
from backline.sources.soundcharts.answers import City, Point
from backline.sources.soundcharts.windows import Window

LISTENERS = ("spotify", "monthly_listeners")
AUGUST = Window(date(2026, 8, 1), date(2026, 8, 31))


def on(day):
    return date(2026, 8, day)


def item(day, value, time="00:00:00+00:00", **more):
    return {"date": f"2026-08-{day:02}T{time}", "value": value, **more}


def world(items):
    found = answers.streaming(items, LISTENERS, AUGUST)
    return {day.day: located.world for day, located in found.items()}


def plot(country, value, city=""):
    named = {"cityName": city, "region": ""} if city else {}
    return {"date": "x", "value": value, "countryCode": country, **named}


class TestDays:
    @pytest.mark.parametrize(
        "time", ["00:00:00+02:00", "23:59:59-11:00", "12:00:00+00:00", "05: 25: 01+02: 00", "00Z"]
    )
    def test_a_day_is_the_calendar_date_its_text_begins_with(self, time):
        assert world([item(3, 7, time)]) == {3: Point(7)}

    @pytest.mark.parametrize("told", ["soon", "", None, 20260803, "2026-02-30T00:00:00+00:00"])
    def test_what_has_no_day_is_left_out(self, told):
        assert world([{"date": told, "value": 7}]) == {}

    def test_days_that_were_not_asked_for_are_left_out(self):
        late = {"date": "2026-09-01T00:00:00+00:00", "value": 9}
        assert world([item(31, 8), late]) == {31: Point(8)}

    def test_a_day_that_stands_there_twice_counts_once(self):
        assert world([item(3, 7), item(4, 8), item(4, 8), item(3, 7)]) == {3: Point(7), 4: Point(8)}

    def test_of_a_day_s_null_and_its_number_the_number_counts(self):
        assert world([item(3, 7), item(3, None)]) == {3: Point(7)}

    def test_the_newest_first_or_last_is_the_same(self):
        items = [item(day, day) for day in (1, 2, 3)]
        assert world(items) == world(items[::-1])
        assert list(world(items[::-1])) == [1, 2, 3]

    def test_no_day_is_invented(self):
        assert list(world([item(1, 1), item(9, 9)])) == [1, 9]


class TestNumbers:
    def test_null_is_no_number_and_not_zero(self):
        assert world([item(3, None)]) == {3: Point(None)}
        assert world([item(3, 0)]) == {3: Point(0)}

    @pytest.mark.parametrize("value", ["abc", -1, True, 10**17, [1], {"a": 1}])
    def test_what_cannot_be_a_count_is_told_as_wrong(self, value):
        found = world([item(3, value)])[3]
        assert found.value is None
        assert found.wrong

    def test_a_count_may_be_a_text_or_a_float(self):
        assert world([item(1, "5"), item(2, 6.0)]) == {1: Point(5), 2: Point(6)}

    def test_fields_of_an_account_are_series_of_their_own_and_null_is_a_gap(self):
        items = [
            {"date": "2026-08-01T00:00:00+00:00", "likeCount": None, "followerCount": 5},
            {"date": "2026-08-02T00:00:00+00:00", "likeCount": 3, "followerCount": None},
        ]
        found = answers.series(items, answers.ACCOUNTS["facebook"], AUGUST)
        assert found["facebook", "followers"] == {on(1): Point(5), on(2): Point(None)}
        assert found["facebook", "likes"] == {on(1): Point(None), on(2): Point(3)}


class TestPlaces:
    def test_countries_and_cities_are_kept_on_the_days_that_have_them(self):
        located = item(3, 100, countryPlots=[plot("IT", 30)], cityPlots=[plot("IT", 20, "Rome")])
        bare = item(4, 101, countryPlots=[], cityPlots=[])
        found = answers.streaming([located, bare], LISTENERS, AUGUST)
        assert found[on(3)].countries == {"IT": Point(30)}
        assert found[on(3)].cities == (City("Rome", "", "IT", 20),)
        assert (found[on(4)].countries, found[on(4)].cities) == ({}, ())

    def test_a_repeated_day_without_places_takes_none_away(self):
        located = item(3, 100, countryPlots=[plot("IT", 30)], cityPlots=[plot("IT", 20, "Rome")])
        found = answers.streaming([located, item(3, 100)], LISTENERS, AUGUST)
        assert found[on(3)].countries == {"IT": Point(30)}
        assert len(found[on(3)].cities) == 1

    def test_a_city_of_two_parts_under_one_name_has_both_and_a_repeated_day_has_them_once(self):
        parts = [plot("US", 20, "New York"), plot("US", 7, "New York")]
        located = item(3, 100, countryPlots=[plot("US", 27)], cityPlots=parts)
        found = answers.streaming([located, located], LISTENERS, AUGUST)[on(3)]
        assert found.cities == (City("New York", "", "US", 27),)

    @pytest.mark.parametrize("code", ["", "it", "ITA", None, 39])
    def test_a_country_that_is_no_code_is_none(self, code):
        located = item(3, 1, countryPlots=[plot(code, 30)], cityPlots=[plot(code, 20, "Rome")])
        found = answers.streaming([located], LISTENERS, AUGUST)[on(3)]
        assert (found.countries, found.cities) == ({}, ())

    def test_a_country_s_null_is_a_gap(self):
        found = answers.streaming([item(3, 1, countryPlots=[plot("IT", None)])], LISTENERS, AUGUST)
        assert found[on(3)].countries == {"IT": Point(None)}


class TestSongs:
    def counts(self, platform, *days):
        items = [
            {
                "date": f"2026-08-{day:02}T00:00:00+00:00",
                "plots": [{"identifier": i, "value": v} for i, v in plots.items()],
            }
            for day, plots in days
        ]
        found, ids = answers.song_counts(items, platform, AUGUST)
        return {day.day: point for day, point in found.items()}, ids

    def test_linked_spotify_ids_are_one_song_of_which_the_larger_counts(self):
        found, ids = self.counts("spotify", (2, {"a": 1000, "b": 997}), (1, {"b": 990}))
        assert found == {1: Point(990), 2: Point(1000)}
        assert ids == ["a", "b"]

    def test_sounds_on_tiktok_are_added(self):
        found, _ = self.counts("tiktok", (1, {"a": 10, "b": 5}), (2, {"a": 11, "b": 5, "c": 1}))
        assert found == {1: Point(15), 2: Point(17)}

    def test_a_sum_without_a_sound_that_is_there_before_and_after_is_no_number(self):
        found, _ = self.counts(
            "tiktok", (1, {"a": 10, "b": 5}), (2, {"a": 11}), (3, {"a": 12, "b": 6})
        )
        assert found == {1: Point(15), 2: Point(None), 3: Point(18)}

    def test_a_null_beside_a_number_leaves_the_number(self):
        found, _ = self.counts("spotify", (1, {"a": None, "b": 5}), (2, {"a": None}))
        assert found == {1: Point(5), 2: Point(None)}

    def test_a_count_may_stand_without_plots(self):
        found, _ = answers.song_counts([item(1, 5)], "spotify", AUGUST)
        assert found == {on(1): Point(5)}

    def test_an_empty_list_of_plots_is_no_number(self):
        assert self.counts("spotify", (1, {})) == ({1: Point(None)}, [])


class TestWho:
    def test_an_answer_says_whom_it_is_about_in_one_of_two_places(self):
        assert answers.who({"artist": {"uuid": "AB-1", "name": "Ada"}}) == Who("ab-1", "Ada")
        assert answers.who({"uuid": "ab-1", "name": "Ada"}) == Who("ab-1", "Ada")
        assert answers.who(None) is answers.who({"platform": "spotify"}) is None

    def test_another_platform_than_was_asked_for_is_told(self):
        assert answers.another_platform({"platform": "deezer"}, "spotify") == "deezer"
        assert answers.another_platform({"platform": "spotify"}, "spotify") == ""
        assert answers.another_platform({}, "spotify") == ""


SONG = {"uuid": "s-1", "name": "1990", "creditName": "Ada & Bo"}


class TestLists:
    def rank(self, position, metric, **more):
        return {
            "song": {**SONG, **more.pop("song", {})},
            "position": position,
            "metric": metric,
            "rankDate": "2026-08-23T12:00:00+00:00",
            "oldPosition": more.pop("old", 2),
            "timeOnChart": 55,
            "timeOnChartUnit": more.pop("unit", "DOC"),
        }

    @pytest.mark.parametrize("kind", ["rank", "", None, "shazamcount"])
    def test_the_zero_of_a_chart_that_only_ranks_is_no_number(self, kind):
        related = {"chart": {"metric": {"type": kind}}}
        (found,) = listed.ranking(related, [self.rank(1, 0)])
        assert found.metric is None
        assert (found.song.title, found.position, found.day) == ("1990", 1, date(2026, 8, 23))

    def test_a_chart_of_streams_counts_and_its_units_are_days_or_weeks(self):
        related = {"chart": {"metric": {"type": "streamcount"}}}
        ranks = [self.rank(2, 9, unit="WOC", old=0, song={"uuid": "s-2"}), self.rank(1, 10)]
        first, second = listed.ranking(related, ranks)
        assert (first.metric, first.time_on_chart, first.time_unit) == (10, 55, "days")
        assert (second.metric, second.time_unit, second.previous) == (9, "weeks", None)

    def test_a_page_that_repeats_counts_once(self):
        ranks = [self.rank(1, 10), self.rank(1, 10)]
        assert len(listed.ranking({}, ranks)) == 1
        assert len(listed.songs([SONG, SONG])) == 1

    def test_an_isrc_may_be_a_text_or_an_object(self):
        assert listed.song({**SONG, "isrc": "QZ1"}).isrc == "QZ1"
        assert listed.song({**SONG, "isrc": {"value": "QZ1"}}).isrc == "QZ1"
        assert listed.song({**SONG, "isrc": None}).isrc == ""

    def test_what_has_no_id_or_title_is_no_song(self):
        assert listed.song({"uuid": "s-1"}) is listed.song({"name": "x"}) is listed.song(7) is None


def test_a_country_s_share_of_cities_has_a_name_of_its_own_and_is_no_views_or_fans():
    for metric in answers.STREAMING.values():
        own = VOCABULARY[metric]
        bound = VOCABULARY[metric[0], f"{metric[1]}_at_least"]
        assert bound.bound_of == own.name
        assert not bound.additive
        assert not bound.days_add_up
        assert own.name not in ("views", "fans")
