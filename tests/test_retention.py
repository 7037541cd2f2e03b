"""What may be kept and shown: policies, pruning by age, forgetting an artist, large labels."""

from __future__ import annotations

import json
from datetime import date

import pytest

from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.collecting.retention import forget, prune
from backline.errors import ConfigError
from backline.exports import write_reports
from backline.measure import State
from backline.people import parse_roster
from backline.store import Day, Store, Subject, Subjects
from backline.store.charts import CHARTS
from backline.warehouse import Warehouse
from tests.charted import charted_root, line, song
from tests.played import run
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.test_scripts import run as script

NOT_OWNED = ROSTER.replace('name = "Bo"', 'name = "Bo"\nowned = false')


def with_policy(text):
    return ROSTER.replace("[[artist]]", f"{text}\n\n[[artist]]", 1)


class TestPolicies:
    def test_by_default_everything_is_kept_and_shown(self):
        ada = parse_roster(ROSTER).artists[0]
        policy = parse_roster(ROSTER).policy_for("youtube_api", ada)
        assert (policy.store, policy.days, policy.publish) == (True, 0, True)

    def test_the_terms_hold_for_accounts_that_are_not_the_labels(self):
        roster = parse_roster(NOT_OWNED)
        ada, bo = roster.artists
        assert roster.policy_for("youtube_api", bo).days == 30
        assert roster.policy_for("youtube_api", ada).days == 0
        assert not roster.policy_for("spotify_api", bo).publish
        assert roster.policy_for("deezer_api", bo).publish

    def test_what_the_roster_says_counts_and_the_terms_fill_the_rest(self):
        roster = parse_roster(
            NOT_OWNED.replace("[[artist]]", "[policy.youtube_api]\npublish = false\n[[artist]]", 1)
        )
        policy = roster.policy_for("youtube_api", roster.artists[1])
        assert (policy.days, policy.publish) == (30, False)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("[policy.myspace]\ndays = 3", "there is no source myspace"),
            ("[policy.label_history]\ndays = 3", "imported history, which no age limit prunes"),
            (
                "[policy.youtube_api]\ndayz = 3",
                "line 5: the field 'dayz' of youtube_api is unknown; there are store",
            ),
            (
                "[policy.youtube_api]\ndays = -1",
                "line 5: days of youtube_api: it should be greater",
            ),
        ],
    )
    def test_a_policy_that_makes_no_sense_gets_a_sentence(self, text, said):
        with pytest.raises(ConfigError, match=said):
            parse_roster(with_policy(text))

    def test_what_may_not_be_stored_is_not_asked_for(self, label_root, box):
        text = (label_root / "roster.toml").read_text(encoding="utf-8")
        (label_root / "roster.toml").write_text(text + "\n[policy.deezer_api]\nstore = false\n")
        calls = len(box.calls_to("deezer"))
        found = run(label_root, box)
        deezer = [m for m in found.collected.day.measurements if m.platform == "deezer"]
        assert {m.state for m in deezer} == {State.NOT_CONFIGURED}
        assert "the policy for deezer_api does not let it be stored" in {m.detail for m in deezer}
        assert len(box.calls_to("deezer")) == calls

    def test_what_may_not_be_shown_is_kept_and_left_out_of_exports(self, tmp_path):
        rows = [row(before(n), 100 - n, artist=a) for n in range(9) for a in ("ada", "bo")]
        rows.append(row(DAY, 5, artist="bo", source="label_history", series="spotify/popularity"))
        root_of(tmp_path, rows, NOT_OWNED)
        store = Store(tmp_path)
        with store.writing():
            write_reports(store)
        lines = (tmp_path / "reports/latest.csv").read_text().splitlines()
        (bo,) = [line for line in lines if ",Bo,spotify,followers," in line]
        assert bo.endswith("not_offered,the policy for spotify_api does not let it be shown,")
        assert ",92," not in bo
        assert any(",Bo,spotify,popularity,,,5," in line for line in lines)
        with Warehouse(tmp_path) as private, Warehouse(tmp_path, published=True) as public:
            assert growth(private, 7, artist="bo")[0].growth == 7
            assert growth(public, 7, artist="bo")[0].now is None
            assert growth(public, 7, artist="ada")[0].growth == 7


class TestAge:
    def test_after_its_days_a_number_goes_and_its_row_stays(self, tmp_path):
        rows = [
            row(before(n), 100 + n, artist=a, series="youtube/views", source="youtube_api")
            for n in (0, 29, 30, 31)
            for a in ("ada", "bo")
        ]
        rows.append(row(before(31), 7, artist="bo", source="label_history"))
        store = Store(root_of(tmp_path, rows, NOT_OWNED))
        with store.writing():
            assert prune(store, store.roster(), DAY) == [before(31), before(30)]
            assert prune(store, store.roster(), DAY) == []
        kept = {
            (m.date, m.artist, m.source): m.value
            for n in (0, 29, 30, 31)
            for m in store.read_day(before(n)).measurements
        }
        assert kept[before(29), "bo", "youtube_api"] == 129
        assert kept[before(30), "bo", "youtube_api"] is None
        assert kept[before(31), "ada", "youtube_api"] == 131
        assert kept[before(31), "bo", "label_history"] == 7
        (gone,) = [m for m in store.read_day(before(30)).measurements if m.artist == "bo"]
        assert (gone.state, gone.detail) == (
            State.NOT_OFFERED,
            "kept for 30 days only, by the policy for youtube_api",
        )
        assert "130" not in store.day_file(before(30)).read_text().split('"Bo"')[1]

    def test_the_daily_run_honours_the_age(self, label_root, box):
        run(label_root, box)
        text = (label_root / "roster.toml").read_text(encoding="utf-8")
        (label_root / "roster.toml").write_text(text + "\n[policy.deezer_api]\ndays = 2\n")
        for offset in (1, 2):
            box.date = date(2026, 9, 1 + offset)
            run(label_root, box)
        store = Store(label_root)
        fans = {
            day: [
                m.value
                for m in store.read_day(date(2026, 9, day)).measurements
                if m.metric == "fans"
            ]
            for day in (1, 2, 3)
        }
        assert not any(fans[1])
        assert any(fans[2])
        assert any(fans[3])


class TestForgetting:
    def test_nothing_of_the_artist_is_in_any_current_file(self, tmp_path):
        rows = [row(before(n), 100 - n, artist=a) for n in range(3) for a in ("ada", "bo")]
        store = Store(root_of(tmp_path, rows))
        subjects = Subjects()
        key = subjects.place(Subject("", "track", "bo", "Bo's Song", spotify="b" * 22))
        day = Day(
            DAY,
            [row(DAY, 3, artist="bo", series="spotify/popularity", subject=key)],
            {
                ("bo", "spotify"): {
                    "genres": [],
                    "top_tracks": [{"key": key, "name": "Bo's Song", "preview_url": None}],
                }
            },
        )
        with store.writing(), store.change() as change:
            store.save(change, [day], store.roster(), subjects)
        store.reports.mkdir()
        (store.reports / "import_label_history.csv").write_text("place,about\nx,bo 2026-01-01\n")
        correction = (
            '[[correction]]\nartist = "{}"\nplatform = "spotify"\nmetric = "followers"\n'
            f'from = {DAY}\ndo = "drop"\nexpect = 100\nreason = "wrong account"\n'
        )
        store.corrections_file.write_text(correction.format("bo") + correction.format("ada"))
        done = script("artists", "forget", "Bo", "--root", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("Bo is out of the roster, of 3 days and of the reports.")
        assert "git filter-repo" in done.stdout
        for path in tmp_path.rglob("*"):
            if path.is_file():
                content = path.read_bytes()
                assert b"Bo" not in content, path
                assert b'"bo"' not in content, path
        with Warehouse(tmp_path) as warehouse:
            assert {found.artist for found in latest(warehouse)} == {"ada"}
            assert [m.artist for m in store.read_day(before(1)).measurements] == ["ada"]

    def test_a_stranger_is_refused(self, tmp_path):
        root_of(tmp_path, [row(DAY, 1)])
        done = script("artists", "forget", "Cy", "--root", tmp_path)
        assert (done.returncode, "no artist 'Cy'" in done.stderr) == (2, True)

    def test_chart_lines_go_and_those_that_are_others_too_stay_and_are_told(self, tmp_path):
        songs = [
            song("own", credit="Bo"),
            song("joint", credit="Bo & Ada"),
            song("guest", credit="Cleo feat. Bo"),
        ]
        lines = [
            line(DAY, one.key, 100, credit=one.credit, position=place)
            for place, one in enumerate(songs, 1)
        ]
        root = charted_root(tmp_path, songs, lines, [row(DAY, 5, artist="bo")])
        done = script("artists", "forget", "Bo", "--root", root)
        assert "Lines of charts that credit them alone are gone: 1." in done.stdout
        assert "Lines of charts that credit others beside them stay as they are: 2." in done.stdout
        store = Store(root)
        left = [entry.track for path in CHARTS.files(store.data) for entry in CHARTS.read(path)]
        assert left == ["joint", "guest"]
        owners = {subject.key: subject.artist for subject in store.subjects().all()}
        assert owners == {"joint": "ada", "guest": "cleo"}

    def test_the_last_artist_can_be_forgotten(self, tmp_path):
        only = 'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n'
        store = Store(root_of(tmp_path, [row(DAY, 1)], only))
        with store.writing():
            assert forget(store, store.roster().artists[0]).days == 1
            assert write_reports(store, may_empty=True) == []
        assert json.loads(store.latest_file.read_text())["artists"] == []


class TestLargeLabels:
    def roster(self, count):
        artists = (f'[[artist]]\nkey = "a{n}"\nname = "A{n}"\n' for n in range(count))
        return 'label = "L"\n' + "".join(artists)

    def test_above_fifty_artists_the_scores_are_one_file_a_year(self, tmp_path):
        rows = [row(day, 5, artist="a0") for day in (date(2025, 12, 31), date(2026, 1, 1))]
        store = Store(root_of(tmp_path, rows, self.roster(50)))
        with store.writing():
            write_reports(store)
            assert [p.name for p in store.popularity_files()] == ["popularity_scores.csv"]
            store.roster_file.write_text(self.roster(51))
            write_reports(store)
        assert [p.name for p in store.popularity_files()] == ["2025.csv", "2026.csv"]
        assert (
            store.popularity_files()[1].read_text().splitlines()[1].startswith("A0,2026-01-01,,5,")
        )
        with store.writing():
            store.roster_file.write_text(self.roster(50))
            write_reports(store)
        assert [p.name for p in store.popularity_files()] == ["popularity_scores.csv"]

    def test_above_fifty_artists_the_reports_leave_tracks_to_the_measurement_files(self, tmp_path):
        track = row(DAY, 9, artist="a0", series="spotify/popularity", subject="t1")
        store = Store(root_of(tmp_path, [row(DAY, 5, artist="a0"), track], self.roster(51)))
        with store.writing():
            write_reports(store)
        assert len((store.reports / "latest.csv").read_text().splitlines()) == 2
        with store.writing():
            store.roster_file.write_text(self.roster(50))
            write_reports(store)
        assert len((store.reports / "latest.csv").read_text().splitlines()) == 3

    def test_with_very_many_artists_the_latest_alone_has_no_items_of_lists(
        self, tmp_path, monkeypatch
    ):
        monkeypatch.setattr("backline.store.store.MOST_WITH_LISTS", 1)
        roster = ROSTER.replace("[[artist]]", "[settings]\nday_json = false\n[[artist]]", 1)
        store = Store(tmp_path)
        store.roster_file.write_text(roster)
        track = {"key": "t1", "name": "Tide", "preview_url": None}
        rows = [row(DAY, 7, series="spotify/popularity", subject="t1"), row(DAY, 5, artist="bo")]
        words = {("ada", "spotify"): {"genres": ["trap"], "top_tracks": [track]}}
        words["bo", "spotify"] = {"top_tracks": []}
        for _ in range(2):
            with store.writing(), store.change() as change:
                store.save(change, [Day(DAY, rows, words)], store.roster(), Subjects())
            told = json.loads(store.latest_file.read_text())
            ada, bo = (artist["spotify"] for artist in told["artists"])
            assert "data/measurements" in told["left_out"]["top_tracks"]
            assert ("top_tracks" in ada, ada["genres"], bo["top_tracks"]) == (False, ["trap"], [])
            read = store.read_day(DAY)
            assert [m.value for m in read.measurements if m.subject == "t1"] == [7]
            assert read.words["bo", "spotify"] == {"top_tracks": []}
        with store.writing(), store.change() as change:
            store.roster_file.write_text(roster.replace("false", "true"))
            store.save(change, [Day(DAY, rows, words)], store.roster(), Subjects())
        told = json.loads(store.latest_file.read_text())
        assert told["artists"][0]["spotify"]["top_tracks"][0]["name"] == "Tide"
        assert "left_out" not in told
        assert store.day_file(DAY).read_bytes() == store.latest_file.read_bytes()

    def test_without_daily_json_only_the_latest_is_kept_and_a_rerun_loses_no_words(self, tmp_path):
        roster = ROSTER.replace("[[artist]]", "[settings]\nday_json = false\n[[artist]]", 1)
        store = Store(tmp_path)
        store.roster_file.write_text(roster)
        day = Day(DAY, [row(DAY, 5)], {("ada", "spotify"): {"genres": ["trap"]}})
        for _ in range(2):
            with store.writing(), store.change() as change:
                store.save(change, [day], store.roster(), Subjects())
            day = Day(DAY, [row(DAY, 6)])
        assert not store.day_file(DAY).exists()
        (ada,) = json.loads(store.latest_file.read_text())["artists"]
        assert (ada["spotify"]["followers"], ada["spotify"]["genres"]) == (6, ["trap"])
