"""Adopting Spotify for Artists' exports: what is a total, what is not, and nothing twice."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from backline.errors import ConfigError, DataError
from backline.imports.s4a import import_s4a
from backline.imports.s4a_adopt import Period, period_of
from backline.measure import VOCABULARY, Kind, Metric, State
from backline.store import Store
from backline.subjects import Subject
from tests.backfilled import content_of, rows_of

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


@pytest.fixture
def wider(monkeypatch):
    """A vocabulary that has the counts of single days and of 28 days."""
    for name in ("daily_streams", "daily_listeners", "streams_28d", "listeners_28d", "saves_28d"):
        metric = Metric("spotify", name, Kind.ROLLING, name.replace("_", " "))
        monkeypatch.setitem(VOCABULARY, ("spotify", name), metric)


def values(store, **wanted):
    return {(r.metric, r.subject, r.date): r.value for r in rows_of(store.root, **wanted)}


def half_light(store):
    return next(s for s in store.subjects().all() if s.title == "Half Light").key


class TestTimelines:
    def test_followers_are_a_level_of_each_day(self, store, adopt):
        made = adopt(TIMELINE)
        assert values(store) == {
            ("followers", "", date(2026, 1, 1)): 100,
            ("followers", "", date(2026, 1, 2)): 101,
        }
        row = rows_of(store.root)[0]
        assert (row.source, row.artist, row.collected_at) == ("s4a_export", "ada", None)
        assert made.changed_days == 2

    def test_monthly_listeners_are_taken_where_the_generation_has_them(self, store, adopt):
        adopt("date,listeners,monthly listeners,streams,followers\n2026-01-01,5,40,7,100\n")
        assert values(store, metric="monthly_listeners") == {
            ("monthly_listeners", "", date(2026, 1, 1)): 40
        }

    def test_counts_of_single_days_never_become_totals(self, store, adopt):
        made = adopt(TIMELINE)
        assert not rows_of(store.root, metric="streams")
        assert not rows_of(store.root, metric="listeners")
        assert made.adopted.left == {
            ("listeners of a day", "daily_listeners is no number of the vocabulary"): 2,
            ("streams of a day", "daily_streams is no number of the vocabulary"): 2,
        }

    def test_they_are_taken_once_the_vocabulary_has_them(self, store, adopt, wider):
        made = adopt(TIMELINE)
        assert values(store, metric="daily_streams", date=date(2026, 1, 2)) == {
            ("daily_streams", "", date(2026, 1, 2)): 8
        }
        assert not made.adopted.left

    def test_a_song_timeline_is_of_the_song_its_name_has(self, store, adopt, wider):
        adopt("date,streams\n2026-01-01,7\n", names=["Half Light-timeline.csv"])
        assert values(store) == {("daily_streams", half_light(store), date(2026, 1, 1)): 7}

    def test_or_of_the_song_a_person_names(self, store, adopt, wider):
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
        states = {(r.date.day, r.metric): (r.value, r.state) for r in rows_of(store.root)}
        assert states == {
            (1, "followers"): (0, State.MEASURED),
            (1, "monthly_listeners"): (0, State.MEASURED),
            (2, "followers"): (3, State.MEASURED),
            (2, "monthly_listeners"): (None, State.REJECTED),
            (3, "followers"): (None, State.REJECTED),
            (3, "monthly_listeners"): (9, State.MEASURED),
        }

    def test_an_empty_cell_is_a_gap(self, store, adopt):
        adopt("date,streams,followers\n2026-01-01,7,\n")
        (row,) = rows_of(store.root)
        assert (row.value, row.state, row.detail) == (
            None,
            State.FAILED,
            "the export leaves it empty",
        )


class TestSongs:
    def test_a_song_that_came_out_in_the_period_has_totals(self, store, adopt):
        adopt(SONGS, period=DECEMBER)
        key = half_light(store)
        assert values(store, subject=key) == {
            ("streams", key, DECEMBER.last): 70,
            ("listeners", key, DECEMBER.last): 50,
            ("saves", key, DECEMBER.last): 9,
        }
        assert store.subjects().get(key).release_date == "2025-12-05"

    def test_an_older_songs_counts_are_no_totals_and_not_taken(self, store, adopt):
        made = adopt(SONGS, period=DECEMBER)
        salt = next(s for s in store.subjects().all() if s.title == "Salt").key
        assert not rows_of(store.root, subject=salt)
        why = "counted over 2025-12-01 to 2025-12-28, which is no total of a song that is older"
        assert made.adopted.left["saves of a song", why] == 1

    def test_they_are_taken_as_counts_of_28_days_once_the_vocabulary_has_them(
        self, store, adopt, wider
    ):
        adopt(SONGS, period=DECEMBER)
        salt = next(s for s in store.subjects().all() if s.title == "Salt").key
        assert values(store, subject=salt) == {
            ("streams_28d", salt, DECEMBER.last): 15,
            ("listeners_28d", salt, DECEMBER.last): 10,
            ("saves_28d", salt, DECEMBER.last): 0,
        }

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
        made = adopt(
            "song,listeners,streams,saves,release_date\nHalf Light,5,7,1,\n", period=DECEMBER
        )
        assert not rows_of(store.root)
        why = "counted over 2025-12-01 to 2025-12-28, and its release date is not told"
        assert made.adopted.left["streams of a song", why] == 1

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
        key = half_light(store)
        assert values(store, subject=key, metric="streams") == {("streams", key, DECEMBER.last): 70}
        whys = {u.why for u in made.adopted.unplaced}
        assert whys == {f"Ada-0.csv says {n}, which is taken" for n in (50, 70, 9)}

    def test_without_a_period_nothing_is_imported(self, store, adopt):
        with pytest.raises(ConfigError, match="does not say what it is counted over"):
            adopt(TIMELINE, SONGS)
        assert rows_of(store.root) == []

    def test_a_name_that_says_all_time_contradicts_a_period(self, store, adopt):
        with pytest.raises(ConfigError, match="named as an export of all time"):
            adopt(SONGS, names=["Ada-songs-all.csv"], period=DECEMBER)
        assert rows_of(store.root) == []

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
        adopt(TIMELINE, ALL_TIME, period=EXPORTED)
        before = content_of(store.root)
        again = adopt(TIMELINE, ALL_TIME, period=EXPORTED)
        assert again.changed_days == 0
        assert content_of(store.root) == before

    def test_of_two_files_that_disagree_the_first_counts_and_the_other_is_listed(
        self, store, adopt
    ):
        made = adopt(TIMELINE, TIMELINE.replace("101", "999"))
        assert values(store)["followers", "", date(2026, 1, 2)] == 101
        (listed,) = made.adopted.unplaced
        assert (listed.place, listed.found) == ("Ada-1.csv:3", "followers 999")
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
        assert made.changed_days == 784


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
        return subprocess.run(
            [
                sys.executable,
                str(PROJECT / "scripts/import_history.py"),
                "s4a",
                *map(str, arguments),
            ],
            capture_output=True,
            text=True,
            check=False,
        )

    def test_it_says_what_it_took_and_what_not(self, store, tmp_path):
        path = tmp_path / "Ada-audience-timeline.csv"
        path.write_text(TIMELINE, encoding="utf-8-sig")
        done = self.run(path, "--artist", "ada", "--root", store.root)
        assert done.returncode == 0, done.stderr
        assert "2 days, 2026-01-01 to 2026-01-02: 2 changed." in done.stdout
        assert "2 streams of a day: daily_streams is no number" in done.stdout
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
