"""With which songs an artist was heard: one source for each figure, and nothing from a rank."""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.analysis.audience.charts import is_main
from backline.errors import ConfigError
from backline.store.charts import RANK
from tests.charted import analysed, by_name, charted_root, count, line, song
from tests.roots import row

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 10)


def day(n):
    """Day of the period, from 0; before it below 0."""
    return FIRST + timedelta(days=n)


def week(dated, track, streams, **more):
    """A line of the Italian weekly chart."""
    said = {"chart": "regional-it-weekly", "frequency": "weekly", "time_unit": "weeks"} | more
    return line(dated, track, streams, **said)


def italy(root, **more):
    return analysed(root, FIRST, LAST, country="IT", **more)


class TestTheFirstSourceThatCanAnswer:
    def test_a_cumulative_count_comes_before_charts(self, tmp_path):
        root = charted_root(
            tmp_path,
            [song("one")],
            [line(day(n), "one", 999, chart="regional-global-daily", country="") for n in range(9)],
            [count(day(n), "one", 1000 + 10 * n) for n in range(-11, 10)],
        )
        one = by_name(analysed(root, FIRST, LAST))["One"]
        assert one["total_streams"] == 100
        assert one["source"] == "cumulative count"
        assert one["sources"] == ["chartmetric"]
        assert not one["at_least"]
        assert one["change"] == 0
        assert one["avg_daily_streams"] == 10
        assert one["best_position"] == 10, "the main chart's place stands beside the count"

    def test_with_a_country_a_worldwide_count_does_not_stand_for_it(self, tmp_path):
        root = charted_root(
            tmp_path, [song("one")], [], [count(day(n), "one", 1000 * n) for n in range(10)]
        )
        one = by_name(italy(root))["One"]
        assert one["total_streams"] is None
        assert "streams are known worldwide only, which may not stand for IT" in one["notes"]

    def test_without_a_country_a_country_s_chart_does_not_answer(self, tmp_path):
        root = charted_root(tmp_path, [song("one")], [line(day(0), "one", 500)])
        one = by_name(analysed(root, FIRST, LAST))
        assert not any(track["total_streams"] for track in one.values())

    def test_the_asked_country_s_chart_and_not_the_global_one_nor_both(self, tmp_path):
        root = charted_root(
            tmp_path,
            [song("one")],
            [
                line(day(0), "one", 500),
                line(day(0), "one", 9000, chart="regional-global-daily", country=""),
                line(day(0), "one", 700, chart="regional-de-daily", country="DE"),
            ],
        )
        assert by_name(italy(root))["One"]["total_streams"] == 500
        worldwide = by_name(analysed(root, FIRST, LAST))["One"]
        assert worldwide["total_streams"] == 9000

    def test_the_global_chart_alone_is_no_figure_of_a_country(self, tmp_path):
        lines = [line(day(0), "one", 9000, chart="regional-global-daily", country="")]
        one = by_name(italy(charted_root(tmp_path, [song("one")], lines)))["One"]
        assert one["total_streams"] is None
        assert one["best_position"] is None

    def test_a_daily_chart_comes_before_a_weekly_one_and_they_never_add_up(self, tmp_path):
        root = charted_root(
            tmp_path,
            [song("one")],
            [
                week(date(2026, 9, 10), "one", 7000),
                line(day(3), "one", 40),
                line(day(4), "one", 50),
            ],
        )
        one = by_name(italy(root))["One"]
        assert (one["total_streams"], one["peak_streams"]) == (90, 50)
        assert one["peak_date"] == "2026-09-05"
        assert one["source"] == "daily chart regional-it-daily"

    def test_of_two_daily_charts_the_one_that_knows_most_days(self, tmp_path):
        root = charted_root(
            tmp_path,
            [song("one")],
            [
                *(line(day(n), "one", 10) for n in range(3)),
                *(line(day(n), "one", 10, chart="top-songs-33") for n in range(5)),
            ],
        )
        one = by_name(italy(root))["One"]
        assert (one["total_streams"], one["source"]) == (50, "daily chart top-songs-33")

    def test_a_weekly_chart_is_prorated_by_the_days_inside_and_marked(self, tmp_path):
        root = charted_root(
            tmp_path, [song("one")], [week(date(2026, 9, 3), "one", 7000, time_on_chart=12)]
        )
        one = by_name(italy(root))["One"]
        assert (one["total_streams"], one["data_points"]) == (3000, 3)
        assert (one["avg_daily_streams"], one["peak_streams"]) == (1000, None)
        assert (one["weeks_on_chart"], one["days_on_chart"]) == (12, None)
        assert one["at_least"]
        assert "Spotify dates a week by the Thursday on which it ends" in one["notes"][0]

    def test_a_chart_of_places_never_gives_streams(self, tmp_path):
        lines = [line(day(0), "one", 5_000_000, metric_kind=RANK, position=3)]
        one = by_name(italy(charted_root(tmp_path, [song("one")], lines)))["One"]
        assert one["total_streams"] is None
        assert one["best_position"] == 3
        assert one["coverage"]["measured"] == 0

    def test_counts_per_day_that_the_artist_exported_answer_too(self, tmp_path):
        rows = [
            row(day(n), 5, series="spotify/daily_streams", subject="one", source="s4a_export")
            for n in range(10)
        ]
        one = by_name(analysed(charted_root(tmp_path, [song("one")], [], rows), FIRST, LAST))["One"]
        assert (one["total_streams"], one["sources"]) == (50, ["s4a_export"])


class TestDaysThatAreNotKnown:
    def test_below_the_cut_off_is_unknown_and_the_total_at_least(self, tmp_path):
        other = [line(day(n), "other", 9, credit="Bo") for n in range(6)]
        root = charted_root(
            tmp_path, [song("one"), song("other", credit="Bo")], [*other, line(day(0), "one", 8)]
        )
        one = by_name(italy(root))["One"]
        assert one["at_least"]
        assert one["coverage"] == {
            "measured": 1,
            "days": 10,
            "missing": [
                {"reason": "not on regional-it-daily, so below its cut-off", "days": 5},
                {"reason": "no daily chart regional-it-daily of the day", "days": 4},
            ],
        }

    def test_days_before_the_first_and_after_the_last_count_are_unknown(self, tmp_path):
        rows = [count(day(n), "one", n * 10) for n in range(3, 7)]
        one = by_name(analysed(charted_root(tmp_path, [song("one")], [], rows), FIRST, LAST))["One"]
        assert (one["total_streams"], one["data_points"], one["at_least"]) == (30, 3, True)
        assert one["coverage"]["missing"] == [
            {"reason": "up to the first count", "days": 4},
            {"reason": "after the last count", "days": 3},
        ]

    def test_a_fall_is_said_and_its_day_is_unknown(self, tmp_path):
        values = [100, 200, 150, 170, 190, 210, 230, 250, 270, 290, 310]
        rows = [count(day(n - 1), "one", value) for n, value in enumerate(values)]
        one = by_name(analysed(charted_root(tmp_path, [song("one")], [], rows), FIRST, LAST))["One"]
        assert one["total_streams"] == 100 + 8 * 20
        assert "the count fell on 2026-09-02: 1 day unknown" in one["notes"]
        assert {"reason": "the count fell", "days": 1} in one["coverage"]["missing"]

    def test_a_gap_of_months_over_both_ends_is_spread_and_said(self, tmp_path):
        rows = [count(day(-100), "one", 0), count(day(99), "one", 19900)]
        one = by_name(analysed(charted_root(tmp_path, [song("one")], [], rows), FIRST, LAST))["One"]
        assert (one["total_streams"], one["peak_streams"]) == (1000, None)
        assert "10 days without a count have their even part" in one["notes"][0]

    def test_one_count_alone_tells_no_streams(self, tmp_path):
        root = charted_root(tmp_path, [song("one")], [], [count(day(2), "one", 5_000_000)])
        one = by_name(analysed(root, FIRST, LAST))["One"]
        assert one["total_streams"] is None
        assert "counted on 1 day of the period" in one["notes"][0]

    def test_days_that_have_not_happened_are_said(self, tmp_path):
        root = charted_root(tmp_path, [song("one")], [line(day(0), "one", 8)])
        one = by_name(italy(root, today=day(4)))["One"]
        assert {"reason": "has not happened yet", "days": 5} in one["coverage"]["missing"]

    def test_no_change_where_a_day_of_either_period_is_unknown(self, tmp_path):
        rows = [count(day(n), "one", n * 10 + 200) for n in range(-8, 10)]
        one = by_name(analysed(charted_root(tmp_path, [song("one")], [], rows), FIRST, LAST))["One"]
        assert (one["total_streams"], one["change"]) == (100, None)
        assert "no change: 10 of 10 days are known, and 7 of the 10 before" in one["notes"]


class TestWhoseSongs:
    def test_a_featured_and_a_joint_credit_count_for_each_and_say_so(self, tmp_path):
        credit = "Ada & Bo feat. Cy"
        lines = [line(day(0), "one", 30, credit=credit)]
        root = charted_root(tmp_path, [song("one", credit=credit)], lines)
        for name in ("Ada", "Bo", "Cy"):
            one = by_name(analysed(root, FIRST, LAST, name, country="IT"))["One"]
            assert one["total_streams"] == 30
            assert "counts for each of those credited: Ada, Bo, Cy" in one["notes"]

    def test_a_part_of_a_name_is_nobody(self, tmp_path):
        root = charted_root(
            tmp_path,
            [song("one", credit="Florence + the Machine")],
            [line(day(0), "one", 30, credit="Florence + the Machine")],
        )
        assert by_name(analysed(root, FIRST, LAST, "Florence + The Machine", country="IT"))
        assert not by_name(analysed(root, FIRST, LAST, "Florence", country="IT"))

    def test_an_artist_of_charts_alone_is_found_without_accents(self, tmp_path):
        credit = "Luchè & Geolier"
        lines = [line(day(0), "one", 30, credit=credit)]
        root = charted_root(tmp_path, [song("one", credit=credit)], lines)
        assert by_name(analysed(root, FIRST, LAST, "luche", country="IT"))["One"]

    def test_two_who_differ_in_accents_are_both_named(self, tmp_path):
        lines = [
            line(day(0), "one", 30, credit="Luchè"),
            line(day(0), "two", 20, credit="Luché & Bo"),
        ]
        root = charted_root(
            tmp_path, [song("one", credit="Luchè"), song("two", credit="Luché & Bo")], lines
        )
        with pytest.raises(ConfigError, match=r"^.luche. can be Luchè or Luché: write"):
            analysed(root, FIRST, LAST, "luche", country="IT")
        assert list(by_name(analysed(root, FIRST, LAST, "LUCHÈ", country="IT"))) == ["One"]

    def test_joined_songs_count_once_under_the_title_with_the_most_streams(self, tmp_path):
        songs = [
            song("old", "Song (single)"),
            song("new", "Song", song="old"),
            song("other", "Other"),
        ]
        rows = [count(day(n - 1), "old", 1000 + 5 * n) for n in range(11)]
        rows += [count(day(n - 1), "new", 5000 + 10 * n) for n in range(11)]
        answer = analysed(charted_root(tmp_path, songs, [], rows), FIRST, LAST)
        (one,) = answer["track_breakdowns"][0]["tracks"]
        assert (one["track_name"], one["total_streams"]) == ("Song", 100)
        assert "one song under 2 ids: of each day the larger" in one["notes"]

    def test_two_lines_of_one_song_on_a_chart_day_count_once(self, tmp_path):
        songs = [song("old", "Song"), song("new", "Song (remastered)", song="old")]
        lines = [line(day(0), "old", 30), line(day(0), "new", 50), line(day(1), "old", 7)]
        (one,) = by_name(italy(charted_root(tmp_path, songs, lines))).values()
        assert (one["total_streams"], one["days_on_chart"]) == (57, 2)


class TestTheWhole:
    def test_the_top_twenty_are_listed_and_the_sums_are_over_all(self, tmp_path):
        songs = [song(f"s{n:02}") for n in range(25)]
        lines = [line(day(0), f"s{n:02}", 100 - n) for n in range(25)]
        root = charted_root(tmp_path, songs, lines)
        (few,) = italy(root)["track_breakdowns"]
        (every,) = italy(root, all_tracks=True)["track_breakdowns"]
        assert (len(few["tracks"]), len(every["tracks"])) == (20, 25)
        assert few["summary"] == every["summary"]
        assert few["summary"]["total_streams"] == sum(100 - n for n in range(25))
        assert sum(t["share"] for t in every["tracks"]) == pytest.approx(1, abs=1e-4)
        assert few["top_track"]["track_name"] == "S00"
        assert "20 of 25 songs are listed" in few["note"]

    def test_songs_without_streams_come_last_by_their_place(self, tmp_path):
        songs = [song("one"), song("two"), song("three")]
        lines = [
            line(day(0), "one", None, metric_kind=RANK, chart="top-200-it", position=5),
            line(day(0), "two", None, metric_kind=RANK, chart="top-200-it", position=1),
            line(day(0), "three", 1),
        ]
        assert list(by_name(italy(charted_root(tmp_path, songs, lines)))) == ["Three", "Two", "One"]

    def test_people_and_plays_are_kept_apart_in_words(self, tmp_path):
        answer = italy(charted_root(tmp_path, [song("one")], [line(day(0), "one", 1)]))
        said = "Monthly listeners are people and streams are plays"
        assert any(said in note for note in answer["metadata"]["notes"])

    def test_a_city_s_place_is_not_the_country_s(self, tmp_path):
        lines = [
            line(day(0), "one", None, metric_kind=RANK, chart="top-bologna", position=1),
            line(day(0), "one", None, metric_kind=RANK, chart="top-200-it", position=7),
        ]
        one = by_name(italy(charted_root(tmp_path, [song("one")], lines)))["One"]
        assert one["best_position"] == 7

    def test_a_damaged_month_is_left_out_and_named(self, tmp_path):
        lines = [line(day(0), "one", 1), line(date(2026, 8, 31), "one", 1)]
        root = charted_root(tmp_path, [song("one")], lines)
        (tmp_path / "data/charts/2026-08.parquet").write_bytes(b"PAR1 no")
        answer = italy(root)
        assert by_name(answer)["One"]["total_streams"] == 1
        said = "data/charts/2026-08.parquet cannot be read; restore it"
        told = italy(root, platforms=["spotify", "youtube"])["metadata"]["notes"]
        assert sum(note.startswith(said) for note in told) == 1


@pytest.mark.parametrize(
    "chart",
    ["regional-it-daily", "top-songs-33", "top-100-81", "top-200-it", "global-6", "top-italy",
     "shazam-top-200-it", "airplay-daily-it", "tiktok-popular-last-30-days-it"],
)  # fmt: skip
def test_a_country_s_main_chart_is_known_by_its_name(chart):
    assert is_main(chart, "IT")


@pytest.mark.parametrize(
    "chart",
    ["top-bologna", "local-pulse-bologna", "genre-shazam-it-dance", "singer-songwriter-142",
     "airplay-daily-radio-105", "one-dance", "top-france"],
)  # fmt: skip
def test_a_chart_of_a_city_a_genre_or_a_station_is_not(chart):
    assert not is_main(chart, "IT")


chart_lines = st.lists(
    st.builds(
        line,
        st.integers(-10, 9).map(day),
        st.sampled_from(("one", "two", "joined")),
        st.none() | st.integers(0, 10**6),
        chart=st.sampled_from(("regional-it-daily", "top-songs-33")),
        metric_kind=st.sampled_from(("streams", "rank")),
    ),
    max_size=25,
)


@given(chart_lines)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_rank_is_streams_no_day_counts_twice_and_the_total_is_the_songs_sum(lines):
    songs = [song("one"), song("two"), song("joined", song="one")]
    with tempfile.TemporaryDirectory() as folder:
        answer = italy(charted_root(Path(folder), songs, lines))
    (found,) = answer["track_breakdowns"]
    largest = {}
    for one in lines:
        if one.metric_kind == "streams" and one.metric is not None and FIRST <= one.date <= LAST:
            key = "one" if one.track == "joined" else one.track
            where = largest.setdefault((key, one.chart), {})
            where[one.date] = max(one.metric, where.get(one.date, 0))
    for track in found["tracks"]:
        key = "two" if track["id"] == "two" else "one"
        days = [own for (song_key, _), own in largest.items() if song_key == key]
        assert track["total_streams"] in [sum(own.values()) for own in days] or [None]
        assert (track["total_streams"] is None) == (not days)
        assert track["data_points"] == max(map(len, days), default=0)
    totals = [t["total_streams"] for t in found["tracks"] if t["total_streams"] is not None]
    assert found["summary"]["total_streams"] == (sum(totals) if totals else None)
