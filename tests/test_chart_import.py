"""Chart files of every kind, each oddity once, and what is said of those that cannot be taken."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest

from backline.errors import ConfigError, DataError
from backline.imports import import_charts
from backline.imports.charts.file_name import Options
from backline.store import Store
from backline.store.charts import CHARTS, RANK, SPINS, STREAMS, week_of
from backline.store.undo import undo
from tests.started import finished
from tests.test_import_undo import everything

PROJECT = Path(__file__).parent.parent
TODAY = date(2026, 9, 10)
OLD = 'Position,"Track Name",Artist,Streams,URL\n'
NEW = (
    "\ufeffrank,uri,artist_names,track_name,source,peak_rank,previous_rank,{}_on_chart,streams\r\n"
)
NOTE = ',,,"Note that these figures are generated using a formula.",\n'


def track(n):
    return f"{n:0>22}"


def old(*rows, note=""):
    """A download as it was until 2021; each row is position, title, artist, streams."""
    lines = (
        f'{p},"{t}",{a},{s},https://open.spotify.com/track/{track(p)}\n' for p, t, a, s in rows
    )
    return note + OLD + "".join(lines)


ADA = (1, "Half Light", "Ada", 5000)
BO = (2, "Salt", "Bo", 4000)
DAILY = "regional-it-daily-2026-08-31.csv"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "Night Shift")


@pytest.fixture
def adopt(store, tmp_path):
    """Writes files, by name, and imports them in that order."""

    def adopt_files(files, **options):
        paths = []
        for n, (name, text) in enumerate(files.items() if isinstance(files, dict) else files):
            paths.append(
                tmp_path / "files" / (str(n) if not isinstance(files, dict) else "") / name
            )
            paths[-1].parent.mkdir(exist_ok=True, parents=True)
            paths[-1].write_bytes(text if isinstance(text, bytes) else text.encode())
        return import_charts(paths, store, Options(**options), today=TODAY)

    return adopt_files


@pytest.fixture
def entries(store):
    return lambda: [e for path in CHARTS.files(store.data) for e in CHARTS.read(path)]


class TestSpotifysDownloads:
    def test_an_old_day(self, adopt, entries):
        adopt({DAILY: old(ADA, BO)})
        one, two = entries()
        assert (one.date, one.chart, one.platform) == (
            date(2026, 8, 31),
            "regional-it-daily",
            "spotify",
        )
        assert (one.country, one.frequency, one.position, one.track) == ("IT", "daily", 1, track(1))
        assert (one.credit, one.artists, one.metric, one.metric_kind) == (
            "Ada",
            ("ada",),
            5000,
            STREAMS,
        )
        assert (one.previous, one.peak, one.time_on_chart, one.time_unit) == (None, None, None, "")
        assert (two.position, two.metric, two.source) == (2, 4000, DAILY)

    def test_an_old_week_ends_the_day_before_its_second_friday(self, adopt, entries):
        adopt({"it_2019-01-04--2019-01-11.csv": old(ADA, note=NOTE)})
        (one,) = entries()
        assert (one.date, one.chart, one.frequency) == (
            date(2019, 1, 10),
            "regional-it-weekly",
            "weekly",
        )
        assert week_of(one.platform, one.date) == (date(2019, 1, 4), date(2019, 1, 10))

    @pytest.mark.parametrize("unit", ["days", "weeks"])
    def test_a_new_file_has_peak_and_place_before_and_minus_one_is_a_new_entry(
        self, unit, adopt, entries
    ):
        often, day = ("daily", "2026-08-31") if unit == "days" else ("weekly", "2026-09-03")
        text = NEW.format(unit) + (
            f'1,"spotify:track:{track(1)}","Ada, Bo","One, two","Own",1,5,46,"37016166"\r\n'
            f'2,"spotify:track:{track(2)}","Cy","Say ""hi""","Own",2,-1,1,"35126419"\r\n'
        )
        adopt({f"regional-global-{often}-{day}.csv": text})
        one, two = entries()
        assert (one.country, one.chart) == ("", f"regional-global-{often}")
        assert (one.previous, one.peak, one.time_on_chart, one.time_unit) == (5, 1, 46, unit)
        assert (one.credit, one.artists, one.metric) == ("Ada, Bo", ("ada", "bo"), 37016166)
        assert two.previous is None

    def test_country_date_and_frequency_can_be_said(self, adopt, entries):
        adopt({"mine.csv": old(ADA)}, country="IT", date=date(2026, 9, 3), frequency="weekly")
        (one,) = entries()
        assert (one.chart, one.date) == ("regional-it-weekly", date(2026, 9, 3))

    def test_a_lower_case_country_is_that_country(self, tmp_path):
        path = tmp_path / "regional-it-daily-latest.csv"
        path.write_text(old(ADA))
        root = tmp_path / "label"
        done = cli("charts", path, "--root", root, "--country", "it", "--date", "2026-08-31")
        assert done.returncode == 0, done.stderr
        assert [e.country for e in CHARTS.read(CHARTS.files(root / "data")[0])] == ["IT"]

    def test_a_viral_chart_has_places_and_no_streams(self, adopt, entries):
        text = (
            "Position,Track Name,Artist,URL\n1,Half Light,Ada,https://open.spotify.com/track/"
            + track(1)
        )
        adopt({"viral-it-daily-2020-08-31.csv": text})
        (one,) = entries()
        assert (one.chart, one.metric, one.metric_kind) == ("viral-it-daily", None, RANK)


class TestMangledBySpreadsheets:
    def check(self, entries, titles=("Half Light", "Salt")):
        found = entries()
        assert [(e.position, e.metric) for e in found] == [(1, 46541909), (2, 41719872)]
        return found

    @pytest.mark.parametrize(
        "text",
        [
            "1;Half Light;Ada;46.541.909,00\r\n2;Salt;Bo;41.719.872,00\r\n",
            "1;Half Light;Ada;46.541.909;;;;;\r\n2;Salt;Bo;41.719.872;;;;;\r\n",
            '1,Half Light,Ada,"46,541,909"\n2,Salt,Bo,"41,719,872"\n',
            '"1;Half Light;Ada;46541909"\n"2;Salt;Bo;41719872"\n',
            "\ufeff1\tHalf Light\tAda\t46541909.0\n2\tSalt\tBo\t41719872.0\n",
            f"1;Half Light;Ada;46 541 909;https://open.spotify.com/track/{track(1)}\n"
            f"2;Salt;Bo;41 719 872;https://open.spotify.com/track/{track(2)}\n",
        ],
    )
    def test_without_a_header_in_any_form(self, text, adopt, entries):
        adopt({"x.csv": text}, country="", date=date(2021, 5, 6), frequency="weekly")
        self.check(entries)

    def test_whole_lines_in_quotes_and_titles_quoted_wrongly(self, adopt, entries):
        text = NEW.format("days") + (
            f'"1,""spotify:track:{track(1)}"",""Ada"",""From ""8 Mile"" Soundtrack"",""Own, Inc."",'
            '27,100,462,""46541909"""\r\n'
            f'"2,""spotify:track:{track(2)}"",""Bo, Cy"",""Salt"",""Own"",2,2,3,""41719872"""\r\n'
        )
        report = adopt({"regional-global-daily-2022-03-19__2022-03-20__2d9.csv": text})
        one, two = self.check(entries)
        assert (one.date, one.peak, two.credit) == (date(2022, 3, 19), 27, "Bo, Cy")
        assert report.unplaced == []

    def test_commas_of_titles_without_quotes(self, adopt, entries, store):
        url = "https://open.spotify.com/track/"
        text = (
            f"1,I DID IT (feat. Bo, Cy & Di),Ada,46541909,{url}{track(1)}\n"
            f"2,10,000 Hours,Bo,41719872,{url}{track(2)}\n"
            f"3,Rain,Cy,900,{url}{track(3)}\n"
        )
        report = adopt({"x.csv": text}, country="", date=date(2021, 5, 6), frequency="weekly")
        one, two, _ = entries()
        assert [one.metric, two.metric] == [46541909, 41719872]
        assert store.subjects().get(one.track).title == "I DID IT (feat. Bo, Cy & Di)"
        assert (two.track, two.credit) == (track(2), "")  # what is title, what artist?
        assert (
            "x.csv has 1 places without a title that can be read (the first is 2)"
            in report.said[-1]
        )

    def test_streams_cut_in_two_are_not_taken_for_streams(self, adopt):
        rows = "1,Half Light,Ada,46,541,909\n2,Salt,Bo,41,719\n3,Rain,Cy,900\n"
        report = adopt({"x.csv": rows}, country="", date=date(2021, 5, 6), frequency="weekly")
        assert [one.why for one in report.unplaced] == [
            "it has more cells than the chart has columns", "its streams are cut in two",
        ]  # fmt: skip

    def test_a_rounded_number_is_none(self, adopt):
        rows = old(ADA, (2, "Salt", "Bo", "4.65E+07"))
        report = adopt({DAILY: rows})
        assert [one.why for one in report.unplaced] == ["its streams are no whole number"]

    def test_names_saved_in_a_wrong_encoding_are_put_right(self, adopt, store):
        text = old((1, "Mi Niña", "Rosalía", 7)).encode().decode("cp1252")
        report = adopt({DAILY: "\ufeff" + text})
        assert [s.title for s in store.subjects().all()] == ["Mi Niña"]
        assert "was saved in a wrong encoding" in report.said[0]


class TestBadInput:
    def refused(self, adopt, files, **options):
        with pytest.raises((DataError, ConfigError)) as raised:
            adopt(files, **options)
        said = str(raised.value)
        assert said.count(". ") == 0 and said.endswith(".")
        return said

    @pytest.mark.parametrize(
        "text",
        ["a,b,c\n1,2,3\n", "Artist,Followers\nAda,5\n", "hello\n", "rank,uri\n1,x\n", ""],
    )
    def test_a_chart_file_of_unknown_form(self, text, adopt, store):
        said = self.refused(adopt, {DAILY: text})
        assert said.startswith(f"{DAILY} is no chart file that is known: ")
        assert not store.data.exists()

    def test_a_chart_with_52_rows(self, adopt, entries):
        rows = [(n, f"Song {n}", "Ada", 9000 - n) for n in range(1, 53)]
        report = adopt({DAILY: old(*rows)})
        assert len(entries()) == 52
        assert report.said == [f"{DAILY} ends at place 52; who stands below is not known."]

    def test_a_title_that_is_a_number(self, adopt, store):
        report = adopt({DAILY: old((1, "1990", "Ada", 5))})
        assert [s.title for s in store.subjects().all()] == ["1990"]
        assert (
            f"{DAILY} has a title that is a number (1990); it is kept as it stands." in report.said
        )

    def test_a_line_with_no_title_keeps_its_place_and_streams(self, adopt, entries, store):
        report = adopt({DAILY: old((1, "", "", 5000), BO)})
        assert [(e.track, e.credit, e.artists, e.metric) for e in entries()] == [
            (track(1), "", (), 5000), (track(2), "Bo", ("bo",), 4000),
        ]  # fmt: skip
        assert [s.title for s in store.subjects().all()] == ["Salt"]
        assert "has 1 places without a title" in report.said[1]
        # A later file knows it.
        adopt({"regional-it-daily-2026-09-01.csv": old(ADA)})
        assert store.subjects().get(track(1)).title == "Half Light"

    def test_a_day_that_has_not_happened(self, adopt, store):
        said = self.refused(adopt, {"regional-it-daily-2026-09-11.csv": old(ADA)})
        assert "2026-09-11 has not come yet (today is 2026-09-10, UTC)" in said
        said = self.refused(adopt, {"x.csv": old(ADA)}, date=date(2026, 9, 11))
        assert said.startswith("--date 2026-09-11 has not come yet")
        assert not store.data.exists()

    def test_the_same_file_twice(self, adopt, store):
        adopt({DAILY: old(ADA, BO)})
        before = everything(store.root)
        assert adopt({DAILY: old(ADA, BO)}).ended.changed_days == 0
        assert everything(store.root) == before

    def test_two_files_that_say_the_same_of_a_day(self, adopt, entries):
        report = adopt({DAILY: old(ADA, BO), "regional-it-daily-2026-08-31 (1).csv": old(ADA, BO)})
        assert {e.source for e in entries()} == {DAILY}
        assert report.refused == []
        assert report.said[-1] == (
            "regional-it-daily-2026-08-31 (1).csv says of spotify regional-it-daily of 2026-08-31 "
            f"what {DAILY} did."
        )

    def test_a_second_file_may_know_more(self, adopt, entries):
        more = NEW.format("days") + f"1,spotify:track:{track(1)},Ada,Half Light,Own,1,3,9,5000\r\n"
        adopt({DAILY: old(ADA)})
        adopt({f"x-{DAILY}": old(ADA)}, country="IT", date=date(2026, 8, 31), frequency="daily")
        adopt({"regional-it-daily-2026-08-31_b.csv": more})
        (one,) = entries()
        assert (one.peak, one.previous, one.time_on_chart, one.time_unit) == (1, 3, 9, "days")
        assert one.source == DAILY

    @pytest.mark.parametrize(
        ("rows", "differs"),
        [
            ([(1, "Half Light", "Ada", 5001), BO], "place 1 has 5,000 and 5,001 as streams"),
            ([ADA], "2 places against 1"),
            ([ADA, (3, "Salt", "Bo", 4000)], "place 2 stands in one of them alone"),
        ],
    )
    @pytest.mark.parametrize("at_once", [True, False])
    def test_two_files_that_disagree_about_a_day(self, rows, differs, at_once, adopt, entries):
        other = "regional-it-daily-2026-08-31-copy.csv"
        if at_once:
            report = adopt({DAILY: old(ADA, BO), other: old(*rows)})
        else:
            adopt({DAILY: old(ADA, BO)})
            with pytest.raises(DataError) as raised:
                adopt({other: old(*rows)})
            report = None
        said = report.refused[0] if report else str(raised.value)
        assert said == (
            f"{other} and {DAILY} disagree about spotify regional-it-daily of 2026-08-31 "
            f"({differs}), so what {other} says of it was not taken: leave out the wrong file, or "
            f"name the right one {DAILY} to replace what is stored."
        )
        assert [(e.source, e.metric) for e in entries()] == [(DAILY, 5000), (DAILY, 4000)]

    def test_the_same_name_in_two_folders_does_not_replace_within_one_import(self, adopt, entries):
        report = adopt([(DAILY, old(ADA)), (DAILY, old((1, "Half Light", "Ada", 6000)))])
        assert "disagree about" in report.refused[0]
        assert [e.metric for e in entries()] == [5000]

    def test_a_file_imported_again_after_it_was_put_right_replaces_its_day(self, adopt, entries):
        adopt({DAILY: old(ADA, BO)})
        assert adopt({DAILY: old((1, "Half Light", "Ada", 6000))}).ended.changed_days == 1
        assert [e.metric for e in entries()] == [6000]

    def test_a_country_that_does_not_exist(self, adopt, tmp_path):
        said = self.refused(adopt, {"regional-xx-daily-2026-08-31.csv": old(ADA)})
        assert "there is no country 'XX': write the two letters of ISO 3166" in said
        path = tmp_path / DAILY
        path.write_text(old(ADA))
        done = cli("charts", path, "--root", tmp_path / "label", "--country", "uk")
        assert done.returncode == 2
        assert "--country: there is no country 'UK' (did you mean GB?)" in done.stderr

    def test_ranks_missing(self, adopt, entries):
        text = old(ADA, (3, "Rain", "Cy", 3000)) + f",Fog,Di,2000,https://x/track/{track(4)}\n"
        report = adopt({DAILY: text})
        assert [e.position for e in entries()] == [1, 3]
        assert f"{DAILY} lacks place 2." in report.said
        (row,) = report.unplaced
        assert (row.place, row.why) == (f"{DAILY}:4", "it has no rank")

    def test_one_rank_twice(self, adopt, entries):
        report = adopt({DAILY: old(ADA, (1, "Rain", "Cy", 3000))})
        assert len(entries()) == 1
        assert report.unplaced[0].why == "its rank 1 stands on line 2 as well"

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("regional-it-daily-latest.csv", "repeat with --date."),
            ("mine.csv", "repeat with --country and --frequency and --date."),
            ("top200__2021-05-13__5b1.csv", "(2021-05-13 may be the day it was saved)"),
            (
                "regional-it-daily-2026-02-30.csv",
                "2026-02-30 in its name is no day of the calendar",
            ),
            ("it_2019-01-04--2019-01-12.csv", "is no week"),
            ("it_2019-01-05--2019-01-12.csv", "2019-01-11 is a Friday"),
            ("regional-it-weekly-2026-09-02.csv", "a week of Spotify ends on a Thursday"),
        ],
    )
    def test_a_name_that_does_not_say_which_day_it_is(self, name, said, adopt):
        assert said in self.refused(adopt, {name: old(ADA)})

    def test_a_name_and_an_option_that_contradict_each_other(self, adopt):
        said = self.refused(adopt, {DAILY: old(ADA)}, country="DE")
        assert said.startswith(f"{DAILY} is named as of IT, but --country DE was given: ")

    def test_a_good_file_is_taken_beside_a_bad_one(self, adopt, entries):
        report = adopt({"what.csv": "a,b\n", DAILY: old(ADA)})
        assert len(report.refused) == 1
        assert len(entries()) == 1


def line(position, title="Half Light", credit="Ada", **more):
    """A ranking line with the answer it was taken from; ``answer`` and others override."""
    answer = {
        "song": {"uuid": f"uuid-{title}", "name": title, "creditName": credit},
        "position": position, "metric": 0, "rankDate": "2026-08-27T06:05:02+00:00",
        "oldPosition": position, "timeOnChart": 80, "timeOnChartUnit": "DOC",
    } | more.pop("answer", {})  # fmt: skip
    return {
        "position": position, "previous_position": position, "weeks_on_chart": 80,
        "api_data": answer, "ranking_date": "2026-08-27 15:43:00", "chart": "Top", "slug": "top-it",
        "country_code": "IT", "frequency": "daily", "platform": "Apple Music",
    } | more  # fmt: skip


def lines(*rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


class TestSoundchartsRankings:
    def test_a_chart_that_tells_places_only_has_no_numbers_and_a_column_called_weeks_holds_days(
        self, adopt, entries
    ):
        adopt({"r.jsonl": lines(line(1), line(2, "Salt", "Bo & Cy", answer={"oldPosition": -1}))})
        one, two = entries()
        assert (one.platform, one.chart, one.country) == ("apple-music", "top-it", "IT")
        assert (one.metric, one.metric_kind) == (None, RANK)
        assert (one.time_on_chart, one.time_unit) == (80, "days")
        assert (two.previous, two.artists) == (None, ("bo", "cy"))

    def test_the_answers_own_day_counts_whatever_its_time_and_offset(self, adopt, entries):
        answer = {"rankDate": "2026-08-28T23:30:00-11:00"}
        adopt({"r.jsonl": lines(line(1, answer=answer))})
        assert [e.date for e in entries()] == [date(2026, 8, 28)]

    def test_a_spotify_week_with_a_number_counts_streams(self, adopt, entries):
        answer = {"metric": 900, "timeOnChartUnit": "WOC"}
        spotify = {"platform": "Spotify", "frequency": "weekly"}
        adopt({"r.jsonl": lines(line(1, answer=answer, **spotify), line(2, "Salt", **spotify))})
        one, two = entries()
        assert (one.metric, one.metric_kind, one.time_unit) == (900, STREAMS, "weeks")
        assert (two.metric, two.metric_kind) == (None, STREAMS)
        assert week_of("spotify", one.date) == (date(2026, 8, 21), date(2026, 8, 27))

    def test_a_youtube_week_is_dated_by_the_monday_after_it(self, adopt, entries):
        answer = {"metric": 900, "rankDate": "2026-08-31T05:00:01+00:00"}
        report = adopt(
            {"r.jsonl": lines(line(1, answer=answer, platform="YouTube", frequency="weekly"))}
        )
        (one,) = entries()
        assert week_of("youtube", one.date) == (date(2026, 8, 21), date(2026, 8, 27))
        assert report.said == []

    def test_a_week_on_a_wrong_weekday_is_kept_and_said(self, adopt, entries):
        answer = {"metric": 900, "rankDate": "2026-08-28T05:00:01+00:00"}
        report = adopt(
            {"r.jsonl": lines(line(1, answer=answer, platform="Spotify", frequency="weekly"))}
        )
        assert week_of("spotify", entries()[0].date) is None
        assert "a Friday, on which no week of this platform is dated" in report.said[0]

    def test_zeros_of_other_platforms_and_numbers_of_rank_only_charts_are_no_streams(
        self, adopt, entries
    ):
        adopt({"r.jsonl": lines(line(1, answer={"metric": 77}), line(2, "Salt"))})
        assert {(e.metric, e.metric_kind) for e in entries()} == {(None, RANK)}

    @pytest.mark.parametrize(
        ("kind", "metric", "stored"),
        [("streamcount", STREAMS, 77), ("spins", SPINS, 77), ("rank", RANK, None)],
    )
    def test_the_table_of_charts_beside_it_says_what_is_counted(
        self, kind, metric, stored, adopt, entries
    ):
        table = {"slug": "top-it", "frequency": "daily", "metric": {"type": kind}}
        row = line(1, answer={"metric": 77}, platform="Spotify")
        del row["frequency"]
        adopt({"r.jsonl": lines(row), "charts.jsonl": lines(table)})
        assert [(e.metric_kind, e.metric, e.frequency) for e in entries()] == [
            (metric, stored, "daily")
        ]

    def test_overlapping_pages_count_once_and_the_last_ranking_of_a_day_counts(
        self, adopt, entries
    ):
        later = {"rankDate": "2026-08-27T22:00:00+00:00"}
        report = adopt({"r.jsonl": lines(line(1), line(1), line(1, "Salt", answer=later))})
        (one,) = entries()
        assert one.track == "uuid-Salt"
        assert "2 times; the one ranked last" in report.said[0]

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"country_code": "XX"}, "there is no country 'XX'"),
            ({"frequency": "hourly"}, "whether the chart is daily or weekly"),
            ({"platform": ""}, "which chart of which platform"),
            ({"ranking_date": None, "answer": {"rankDate": None}}, "no day of the calendar"),
            ({"answer": {"rankDate": "2026-12-01"}}, "2026-12-01 has not come yet"),
            ({"answer": {"position": None}}, "it has no rank"),
        ],
    )
    def test_a_line_that_cannot_be_placed_is_listed_with_its_line(self, more, why, adopt, entries):
        report = adopt({"r.jsonl": lines(line(1), line(2, "Salt", **more)) + "{cut"})
        assert len(entries()) == 1
        row, cut = report.unplaced
        assert (row.place, cut.place) == ("r.jsonl:2", "r.jsonl:3")
        assert why in row.why

    def test_a_file_of_song_counts_is_sent_to_its_own_command(self, adopt):
        counts = lines({"date": "2026-08-27", "audience_value": 5, "platform": "Spotify"})
        report = adopt({"r.jsonl": lines(line(1)), "counts.jsonl": counts})
        assert report.refused == []
        assert "song-audience" in report.said[0]


class TestTheRoot:
    def test_a_folder_without_a_roster_gets_one_named_after_it_and_no_artist(self, adopt, store):
        report = adopt({DAILY: old(ADA)})
        roster = store.roster()
        assert (roster.label, roster.artists) == ("Night Shift", ())
        assert report.roster == [
            "roster.toml was created, named after its folder and without an artist."
        ]

    def test_an_artist_of_the_roster_keeps_the_key_it_has_there(self, adopt, store, entries):
        store.root.mkdir()
        store.roster_file.write_text('label = "L"\n[[artist]]\nkey = "the-ada"\nname = "ADA"\n')
        adopt({DAILY: old(ADA)})
        assert entries()[0].artists == ("the-ada",)
        assert len(store.roster().artists) == 1

    def test_it_can_be_taken_back(self, adopt, store):
        adopt({DAILY: old(ADA)})
        undo(store)
        assert everything(store.root) == {}

    def test_it_can_be_tried(self, tmp_path):
        path = tmp_path / DAILY
        path.write_text(old(ADA))
        root = tmp_path / "label"
        done = cli("charts", path, "--root", root, "--dry-run")
        assert "data/charts/2026-08.parquet: new" in done.stdout
        assert '+label = "label"' in done.stdout
        assert not (root / "data").exists()

    def test_growth_and_export_work_where_nobody_is_in_the_roster(self, tmp_path):
        path = tmp_path / DAILY
        path.write_text(old(ADA))
        root = tmp_path / "label"
        assert cli("charts", path, "--root", root).returncode == 0
        done = run("export", "--root", root)
        assert (done.returncode, done.stderr) == (0, "")
        assert run("growth", "--root", root).returncode == 0


def run(script, *arguments):
    return finished([sys.executable, PROJECT / f"scripts/{script}.py", *arguments])


def cli(*arguments):
    return run("import_history", *arguments)
