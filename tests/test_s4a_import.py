"""Adopting Spotify for Artists' exports: what is a total, what is not, and nothing twice."""

import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from backline.errors import ConfigError, DataError
from backline.imports import import_s4a
from backline.imports.s4a.period import Period, period_of
from backline.measure import VOCABULARY, Kind, State
from backline.store import Store, Subject
from tests.backfilled import content_of, rows_of
from tests.started import finished

PROJECT = Path(__file__).parent.parent
ROSTER = 'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n[[artist]]\nkey = "bo"\nname = "Bo"\n'
TIMELINE = "date,listeners,streams,followers\n2026-01-01,5,7,100\n2026-01-02,6,8,101\n"
SONGS = (
    "song,listeners,streams,saves,release_date\n"
    '"Half Light",50,70,9,2025-12-05\n'
    '"Salt",10,15,0,2024-03-01\n'
)
ALL_TIME = (
    "song,listeners,streams,saves,release_date\n"
    '"Half Light",0,7000,0,2025-12-05\n'
    '"Salt",0,1500,0,2024-03-01\n'
)
DECEMBER = Period(date(2025, 12, 1), date(2025, 12, 28))
EXPORTED = Period(None, date(2026, 1, 10))


@pytest.fixture
def store(tmp_path):
    root = tmp_path / "label"
    root.mkdir()
    (root / "roster.toml").write_text(ROSTER, encoding="utf-8")
    return Store(root)


@pytest.fixture
def adopt(store, tmp_path):
    """Writes files and imports them for Ada."""

    def run(*texts, names=(), artist="Ada", song=None, period=None):
        paths = []
        for number, text in enumerate(texts):
            name = names[number] if number < len(names) else f"Ada-{number}.csv"
            path = tmp_path / name
            path.write_bytes(text.encode("utf-8-sig"))
            paths.append(path)
        return import_s4a(paths, store, artist, song=song, period=period)

    return run


def values(store, **wanted):
    return {(r.metric, r.subject, r.date): r.value for r in rows_of(store.root, **wanted)}


def half_light(store):
    return next(s for s in store.subjects().all() if s.title == "Half Light").key


class TestTimelines:
    def test_followers_are_a_level_of_each_day(self, store, adopt):
        made = adopt(TIMELINE)
        assert values(store, metric="followers") == {
            ("followers", "", date(2026, 1, 1)): 100,
            ("followers", "", date(2026, 1, 2)): 101,
        }
        row = rows_of(store.root)[0]
        assert (row.source, row.artist, row.collected_at) == ("s4a_export", "ada", None)
        assert made.ended.changed_days == 2

    def test_monthly_listeners_are_taken_where_the_generation_has_them(self, store, adopt):
        adopt("date,listeners,monthly listeners,streams,followers\n2026-01-01,5,40,7,100\n")
        assert values(store, metric="monthly_listeners") == {
            ("monthly_listeners", "", date(2026, 1, 1)): 40
        }

    def test_counts_of_single_days_are_kept_as_such_and_never_become_totals(self, store, adopt):
        made = adopt(TIMELINE)
        assert not rows_of(store.root, metric="streams")
        assert not rows_of(store.root, metric="listeners")
        assert values(store, date=date(2026, 1, 2)) == {
            ("daily_listeners", "", date(2026, 1, 2)): 6,
            ("daily_streams", "", date(2026, 1, 2)): 8,
            ("followers", "", date(2026, 1, 2)): 101,
        }
        assert not made.adopted.left

    def test_the_newest_generation_is_taken_whole(self, store, adopt):
        made = adopt(
            "date,listeners,monthly listeners,monthly active listeners,super listeners,streams,"
            "playlist adds,saves,followers\n2026-01-01,5,40,30,3,7,1,2,100\n"
        )
        assert {r.metric: r.value for r in rows_of(store.root)} == {
            "daily_listeners": 5,
            "monthly_listeners": 40,
            "monthly_active_listeners": 30,
            "super_listeners": 3,
            "daily_streams": 7,
            "daily_playlist_adds": 1,
            "daily_saves": 2,
            "followers": 100,
        }
        assert not made.adopted.left
        assert not made.adopted.unplaced

    @pytest.mark.parametrize(
        ("name", "days_add_up"),
        [("streams", True), ("listeners", False), ("saves", True), ("playlist_adds", True)],
    )
    def test_a_count_of_a_day_knows_what_may_be_done_with_it(self, name, days_add_up):
        metric = VOCABULARY["spotify", f"daily_{name}"]
        assert metric.kind is Kind.PER_DAY
        assert (metric.days_add_up, metric.additive) == (days_add_up, days_add_up)

    def test_a_song_timeline_is_of_the_song_its_name_has(self, store, adopt):
        adopt("date,streams\n2026-01-01,7\n", names=["Half Light-timeline.csv"])
        assert values(store) == {("daily_streams", half_light(store), date(2026, 1, 1)): 7}

    def test_or_of_the_song_a_person_names(self, store, adopt):
        adopt("date,streams\n2026-01-01,7\n", names=["x.csv"], song="Half Light")
        assert rows_of(store.root, subject=half_light(store))

    def test_without_a_title_it_is_not_taken(self, store, adopt):
        made = adopt(TIMELINE, "date,streams\n2026-01-01,7\n", names=["a.csv", "x.csv"])
        assert ("streams of a song", "the file names no song; name it with --song") in (
            made.adopted.left
        )

    def test_zeros_that_cannot_be_are_no_numbers(self, store, adopt):
        adopt(
            "date,listeners,monthly listeners,streams,followers\n"
            "2026-01-01,0,0,0,0\n2026-01-02,5,0,7,3\n2026-01-03,5,9,7,0\n"
        )
        told = (r for r in rows_of(store.root) if not r.metric.startswith("daily"))
        states = {(r.date.day, r.metric): (r.value, r.state) for r in told}
        assert states == {
            (1, "followers"): (0, State.MEASURED),
            (1, "monthly_listeners"): (0, State.MEASURED),
            (2, "followers"): (3, State.MEASURED),
            (2, "monthly_listeners"): (None, State.REJECTED),
            (3, "followers"): (None, State.REJECTED),
            (3, "monthly_listeners"): (9, State.MEASURED),
        }

    def test_a_day_without_streams_is_a_number_and_streams_without_listeners_are_none(
        self, store, adopt
    ):
        adopt("date,listeners,streams,followers\n2026-01-01,5,7,9\n2026-01-02,0,0,9\n"
              "2026-01-03,0,7,9\n2026-01-04,5,0,9\n")  # fmt: skip
        told = {
            (r.date.day, r.metric): r.value if r.state is State.MEASURED else r.detail
            for r in rows_of(store.root)
            if r.metric.startswith("daily") and r.date.day > 1
        }
        assert told == {
            (2, "daily_listeners"): 0,
            (2, "daily_streams"): 0,
            (3, "daily_listeners"): "0 listeners where there are streams",
            (3, "daily_streams"): 7,
            (4, "daily_listeners"): 5,
            (4, "daily_streams"): "0 streams where there are listeners",
        }

    def test_an_empty_cell_is_a_gap(self, store, adopt):
        adopt("date,streams,followers\n2026-01-01,7,\n")
        (row,) = rows_of(store.root, metric="followers")
        assert (row.value, row.state, row.detail) == (
            None,
            State.FAILED,
            "the export leaves it empty",
        )


class TestSongs:
    def test_of_28_days_every_song_has_counts_of_28_days(self, store, adopt):
        made = adopt(SONGS, period=DECEMBER)
        salt = next(s for s in store.subjects().all() if s.title == "Salt").key
        assert values(store, subject=salt) == {
            ("streams_28d", salt, DECEMBER.last): 15,
            ("listeners_28d", salt, DECEMBER.last): 10,
            ("saves_28d", salt, DECEMBER.last): 0,
        }
        assert not made.adopted.left

    def test_a_song_that_came_out_in_the_period_has_totals_too(self, store, adopt):
        adopt(SONGS, period=DECEMBER)
        key = half_light(store)
        counts = {"streams": 70, "listeners": 50, "saves": 9}
        assert values(store, subject=key) == {
            (metric + suffix, key, DECEMBER.last): count
            for metric, count in counts.items()
            for suffix in ("", "_28d")
        }
        assert store.subjects().get(key).release_date == "2025-12-05"

    @pytest.mark.parametrize(
        ("days", "metrics"),
        [
            (1, {"daily_streams": 15, "daily_listeners": 10, "daily_saves": 0}),
            (7, {"streams_7d": 15, "listeners_7d": 10, "saves_7d": 0}),
        ],
    )
    def test_other_periods_that_are_kept_have_names_of_their_own(self, store, adopt, days, metrics):
        last = date(2025, 12, 28)
        adopt(SONGS, period=Period(last - timedelta(days - 1), last))
        salt = next(s for s in store.subjects().all() if s.title == "Salt").key
        assert {r.metric: r.value for r in rows_of(store.root, subject=salt)} == metrics

    def test_of_any_other_period_only_new_songs_have_numbers(self, store, adopt):
        made = adopt(SONGS, period=Period(date(2025, 11, 1), date(2025, 12, 28)))
        key = half_light(store)
        found = {(r.subject, r.metric): r.value for r in rows_of(store.root)}
        assert found == {(key, "streams"): 70, (key, "listeners"): 50, (key, "saves"): 9}
        why = (
            "counted over 58 days, 2025-11-01 to 2025-12-28, and the song is older: "
            "1, 7 and 28 days are kept"
        )
        assert made.adopted.left["saves of a song", why] == 1

    def test_zeros_of_a_period_are_gaps_where_streams_have_no_listener_at_all(self, store, adopt):
        adopt(ALL_TIME, period=DECEMBER)
        rows = rows_of(store.root)
        assert {r.value for r in rows if r.metric.startswith("streams")} == {7000, 1500}
        others = [r for r in rows if not r.metric.startswith("streams")]
        assert {(r.value, r.state) for r in others} == {(None, State.NOT_OFFERED)}
        assert others[0].detail.startswith("an export of this period does not tell ")

    def test_a_song_with_streams_has_listeners(self, store, adopt):
        adopt(SONGS + '"Ebb",0,3,0,2023-01-01\n"Still",0,0,0,2023-01-01\n', period=DECEMBER)
        by_title = {s.title: s.key for s in store.subjects().all()}
        (ebb,) = rows_of(store.root, subject=by_title["Ebb"], metric="listeners_28d")
        assert (ebb.state, ebb.detail) == (
            State.REJECTED,
            "0 listeners where there are streams",
        )
        (still,) = rows_of(store.root, subject=by_title["Still"], metric="listeners_28d")
        assert still.value == 0

    def test_of_an_export_of_all_time_the_streams_are_totals_and_zeros_are_gaps(self, store, adopt):
        adopt(ALL_TIME, period=EXPORTED)
        key = half_light(store)
        rows = {r.metric: r for r in rows_of(store.root, subject=key)}
        assert rows["streams"].value == 7000
        for metric in ("listeners", "saves"):
            assert rows[metric].value is None
            assert rows[metric].state is State.NOT_OFFERED
            assert rows[metric].detail == f"an export of all time does not tell {metric}"

    def test_an_export_of_all_time_that_tells_them_is_believed(self, store, adopt):
        adopt(
            ALL_TIME.replace('"Half Light",0,7000,0', '"Half Light",900,7000,80'), period=EXPORTED
        )
        key = half_light(store)
        assert values(store, subject=key, metric="saves") == {("saves", key, EXPORTED.last): 80}
        salt = next(s for s in store.subjects().all() if s.title == "Salt").key
        states = {r.metric: (r.value, r.state) for r in rows_of(store.root, subject=salt)}
        assert states["listeners"] == (None, State.NOT_OFFERED)
        assert states["saves"] == (0, State.MEASURED)

    def test_a_song_without_a_release_date_has_no_totals(self, store, adopt):
        song = "song,listeners,streams,saves,release_date\nHalf Light,5,7,1,\n"
        adopt(song, period=DECEMBER)
        assert {r.metric for r in rows_of(store.root)} == {
            "streams_28d",
            "listeners_28d",
            "saves_28d",
        }
        made = adopt(song, period=Period(date(2025, 12, 1), date(2025, 12, 2)))
        (why,) = {why for _, why in made.adopted.left}
        assert "and its release date is not told" in why

    def test_a_known_track_is_met_again_and_keeps_its_words(self, store, adopt):
        with store.writing(), store.change() as change:
            subjects = store.subjects()
            known = Subject("", "track", "ada", "HALF LIGHT", spotify="1" * 22)
            subjects.place(known)
            change.write(store.subjects_file, subjects.to_csv().encode())
        adopt(SONGS, period=DECEMBER)
        assert rows_of(store.root, subject="1" * 22)
        subject = store.subjects().get("1" * 22)
        assert (subject.title, subject.release_date) == ("HALF LIGHT", "2025-12-05")

    def test_two_songs_of_one_title_are_not_mixed(self, store, adopt):
        twice = SONGS + '"Half Light",1,2,0,2025-12-20\n'
        made = adopt(twice, period=DECEMBER)
        (row,) = rows_of(store.root, subject=half_light(store), metric="streams")
        assert (row.value, row.state) == (None, State.REJECTED)
        assert row.detail == "lines of the exports disagree: 2 and 70"
        listed = {(u.place, u.found) for u in made.adopted.unplaced}
        assert {("Ada-0.csv:2", "streams 70"), ("Ada-0.csv:4", "streams 2")} <= listed

    def test_without_a_period_nothing_is_imported(self, store, adopt):
        with pytest.raises(ConfigError, match="does not say what it is counted over"):
            adopt(TIMELINE, SONGS)
        assert rows_of(store.root) == []

    def test_a_name_that_says_all_time_contradicts_a_period(self, store, adopt):
        with pytest.raises(ConfigError, match="named as an export of all time"):
            adopt(SONGS, names=["Ada-songs-all.csv"], period=DECEMBER)
        assert rows_of(store.root) == []

    def test_a_name_that_says_its_days_contradicts_others(self, store, adopt):
        with pytest.raises(ConfigError, match=r"export of 7 days, but .* \(28 days\) was given"):
            adopt(SONGS, names=["Ada-songs-7day.csv"], period=DECEMBER)
        with pytest.raises(ConfigError, match="export of 28 days, but all time"):
            adopt(SONGS, names=["Ada-songs-28day.csv"], period=EXPORTED)
        assert rows_of(store.root) == []
        assert adopt(SONGS, names=["Ada-songs-28day.csv"], period=DECEMBER).ended.changed_days == 1

    def test_playlists_are_listed_as_not_taken(self, store, adopt):
        made = adopt(
            "title,author,listeners,streams,date_added\nRadio,Spotify,5,7,n/a\n", period=DECEMBER
        )
        assert {name for name, _ in made.adopted.left} == {
            "listeners of a playlist",
            "streams of a playlist",
        }


class TestImport:
    def test_twice_changes_nothing(self, store, adopt):
        for texts, period in (((TIMELINE, ALL_TIME), EXPORTED), ((SONGS,), DECEMBER)):
            adopt(*texts, period=period)
            before = content_of(store.root)
            again = adopt(*texts, period=period)
            assert again.ended.changed_days == 0
            assert content_of(store.root) == before

    def test_of_two_files_that_disagree_neither_is_taken_and_both_are_listed(self, store, adopt):
        made = adopt(TIMELINE, TIMELINE.replace("101", "999"))
        assert values(store)["followers", "", date(2026, 1, 2)] is None
        assert [(u.place, u.found) for u in made.adopted.unplaced] == [
            ("Ada-0.csv:3", "followers 101"),
            ("Ada-1.csv:3", "followers 999"),
        ]
        report = (store.root / "reports" / "import_s4a_ada.csv").read_text()
        assert "Ada-1.csv:3,2026-01-02,followers 999" in report

    def test_a_file_of_another_artist_is_pointed_out(self, store, adopt):
        made = adopt(TIMELINE, names=["Bo-audience-timeline.csv"])
        assert made.notes == [
            "Bo-audience-timeline.csv is named after Bo; its numbers went to Ada."
        ]

    def test_a_broken_file_costs_no_other(self, store, adopt):
        made = adopt(TIMELINE, "<html>")
        assert len(made.broken_files) == 1
        assert rows_of(store.root)

    def test_only_broken_files_are_an_error(self, store, adopt):
        with pytest.raises(DataError, match="is no export"):
            adopt("<html>")

    def test_an_unknown_artist_is_named_with_those_there_are(self, adopt):
        with pytest.raises(ConfigError, match="Ada, Bo"):
            adopt(TIMELINE, artist="Cy")

    def test_a_policy_that_forbids_storing_is_kept(self, store, adopt):
        with store.roster_file.open("a") as file:
            file.write("\n[policy.s4a_export]\nstore = false\n")
        with pytest.raises(ConfigError, match="policy for s4a_export"):
            adopt(TIMELINE)

    def test_the_real_exports_are_adopted(self, store, recordings):
        files = sorted((recordings("s4a_exports") / "blue").glob("*.csv"))
        exported = Period(None, date(2026, 2, 22))
        made = import_s4a(files, store, "Bo", song=None, period=exported)
        assert made.adopted.unplaced == []
        rows = store.read_day(exported.last).measurements
        streams = [r.value for r in rows if r.metric == "streams"]
        assert (len(streams), sum(streams)) == (29, 235_444)
        assert {r.state for r in rows if r.metric == "saves"} == {State.NOT_OFFERED}
        assert made.ended.changed_days == 784
        assert not made.adopted.left
        daily = rows_of(store.root, metric="daily_streams")
        assert (len(daily), daily[-1].value) == (783, 311)
        assert sum(r.value == 0 for r in daily) == 159

    @pytest.mark.heavy
    def test_a_real_series_saved_twice_is_one(self, store, recordings):
        files = sorted((recordings("s4a_exports") / "shep").glob("*.csv"))
        made = import_s4a(files, store, "Ada", song=None, period=None)
        assert (made.adopted.unplaced, made.adopted.left) == ([], {})
        counts = {name: n for (name, _), n in made.adopted.counts.items()}
        assert counts == {"daily listeners": 950, "daily streams": 950, "followers": 950}
        before = content_of(store.root)
        assert import_s4a(files, store, "Ada", song=None, period=None).ended.changed_days == 0
        assert content_of(store.root) == before


class TestPeriod:
    TODAY = date(2026, 1, 10)

    def test_nothing_said_is_no_period(self):
        assert period_of(None, None, all_time=False, today=self.TODAY) is None

    def test_both_ends_are_part_of_it(self):
        period = period_of(date(2025, 12, 1), date(2025, 12, 28), all_time=False, today=self.TODAY)
        assert period.days == 28
        assert period_of(None, self.TODAY, all_time=True, today=self.TODAY).days == 0

    @pytest.mark.parametrize(
        ("first", "last", "all_time", "said"),
        [
            (date(2025, 12, 1), None, False, "--to is missing"),
            (None, None, True, "--to is missing"),
            (None, date(2025, 12, 1), False, "--from is missing"),
            (date(2025, 12, 1), date(2025, 12, 2), True, "--all-time has no first day"),
            (date(2025, 12, 3), date(2025, 12, 2), False, "is after"),
            (None, TODAY + timedelta(days=1), True, "has not come yet"),
        ],
    )
    def test_what_contradicts_itself_is_refused(self, first, last, all_time, said):
        with pytest.raises(ConfigError, match=said):
            period_of(first, last, all_time=all_time, today=self.TODAY)


class TestCommand:
    def run(self, *arguments):
        return finished([sys.executable, PROJECT / "scripts/import_history.py", "s4a", *arguments])

    def test_it_says_what_it_took_and_what_not(self, store, tmp_path):
        path = tmp_path / "Ada-audience-timeline.csv"
        path.write_text(TIMELINE, encoding="utf-8-sig")
        done = self.run(path, "--artist", "ada", "--root", store.root)
        assert done.returncode == 0, done.stderr
        assert "2 days, 2026-01-01 to 2026-01-02: 2 changed." in done.stdout
        assert "daily streams" in done.stdout
        assert "Not taken" not in done.stdout
        again = self.run(path, "--artist", "ada", "--root", store.root)
        assert "nothing was new" in again.stdout

    def test_a_list_without_its_period_is_one_sentence(self, store, tmp_path):
        path = tmp_path / "songs.csv"
        path.write_text(SONGS, encoding="utf-8-sig")
        done = self.run(path, "--artist", "ada", "--root", store.root)
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert "--all-time" in done.stderr
        said = ("--from", "2025-12-01", "--to", "2025-12-28")
        assert self.run(path, "--artist", "ada", "--root", store.root, *said).returncode == 0

    def test_a_broken_file_beside_a_good_one_ends_with_1(self, store, tmp_path):
        good, bad = tmp_path / "a.csv", tmp_path / "b.csv"
        good.write_text(TIMELINE, encoding="utf-8-sig")
        bad.write_text("<html>", encoding="utf-8")
        done = self.run(good, bad, "--artist", "ada", "--root", store.root)
        assert done.returncode == 1
        assert "b.csv is no export of Spotify for Artists" in done.stderr
