"""What people called before Backline had its own names for it goes on working."""

from __future__ import annotations

import csv
import json
from datetime import date

import pytest

from backline.people import load_roster
from sandbox import Sandbox
from tests.played import DAY, WORLD
from tests.roots import root_of, row
from tests.test_scripts import refused, run
from tests.weekly_roots import FRIDAY

ARTISTS = [
    {
        "name": "Ada",
        "spotify_id": "4gzpq5DPGxSnKTe4SA8HAU",
        "youtube_id": "UCshvYG0n1I_gXbM8htuANAg",
        "instagram_username": "Ada.Sings",
        "genre": "pop",
    },
    {"name": "Bo", "spotify_id": None, "youtube_id": "", "instagram_username": None},
]


def listed(path, document, encoding="utf-8"):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = document if isinstance(document, str) else json.dumps(document)
    path.write_text(text, encoding=encoding)
    return path


class TestCollectData:
    def test_it_measures_the_day_as_collect_does(self, label_root):
        with Sandbox(WORLD, date=DAY) as box:
            done = run(
                "collect_data", "--root", label_root, "--only", "deezer", **box.environment()
            )
        assert (done.returncode, done.stderr) == (0, "")
        assert "7 numbers, written" in done.stdout
        assert json.loads((label_root / "data/latest.json").read_text())["artists"]


class TestTheirListOfArtists:
    def test_it_becomes_the_roster(self, tmp_path):
        file = listed(tmp_path / "config/artists.json", ARTISTS)
        done = run("artists", "import", file, "--root", tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.splitlines()[1:] == [
            "Ada was added to the roster as ada.",
            "Bo was added to the roster as bo.",
        ]
        ada, bo = load_roster(tmp_path / "roster.toml").artists
        assert (ada.spotify, ada.youtube, ada.instagram) == (
            "4gzpq5DPGxSnKTe4SA8HAU", "UCshvYG0n1I_gXbM8htuANAg", "ada.sings",
        )  # fmt: skip
        assert (bo.spotify, bo.youtube, bo.since) == (None, None, None)
        again = run("artists", "import", file, "--root", tmp_path)
        assert again.stdout == "The roster has all of it already.\n"

    def test_where_it_disagrees_the_roster_stays_and_it_is_said(self, tmp_path):
        listed(tmp_path / "roster.toml", 'label = "L"\n[[artist]]\nkey = "a"\nname = "ADA"\n'
               'spotify = "0000000000000000000000"  # ours\n')  # fmt: skip
        wrong = [ARTISTS[0], {"name": "Bo", "youtube_id": "bo official"}]
        file = listed(tmp_path / "artists.json", wrong, "utf-8-sig")
        done = run("artists", "import", file, "--root", tmp_path)
        assert done.returncode == 0
        assert "ADA: the list says spotify 4gzpq5DPGxSnKTe4SA8HAU, the roster" in done.stderr
        assert "Bo: 'bo official' is not a youtube id" in done.stderr
        text = (tmp_path / "roster.toml").read_text()
        assert 'spotify = "0000000000000000000000"  # ours' in text
        assert load_roster(tmp_path / "roster.toml").named("ada").instagram == "ada.sings"

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            ("", "artists.json: the file is empty."),
            ('[{"name": "Ada"', "artists.json: line 1 is not JSON"),
            ({"artist": "Ada"}, "artists.json: it is no list of artists with names."),
            ([{"name": " "}], "artists.json: it is no list of artists with names."),
            ([{"name": "A", "spotify_id": []}], "spotify_id of A is neither a text nor null."),
        ],
    )
    def test_a_list_that_is_none_changes_nothing(self, tmp_path, content, said):
        file = listed(tmp_path / "artists.json", content)
        assert said in refused(run("artists", "import", file, "--root", tmp_path), 1)
        assert not (tmp_path / "roster.toml").exists()

    def test_there_is_no_such_file(self, tmp_path):
        done = run("artists", "import", tmp_path / "none.json", "--root", tmp_path)
        assert "There is no file" in refused(done, 1)

    def test_a_labels_real_list(self, tmp_path, recordings):
        file = recordings("label_history") / "artists_config.json"
        run("artists", "import", file, "--root", tmp_path)
        roster = load_roster(tmp_path / "roster.toml")
        assert len(roster.artists) == 8
        assert roster.named("ZACKO").youtube is None
        assert roster.named("Casa 24Beats").spotify is None


class TestTheWeeklyExport:
    @pytest.fixture
    def root(self, tmp_path):
        return root_of(tmp_path / "root", [row(FRIDAY, 10), row(FRIDAY, 5, artist="bo")])

    def test_offline_true_asks_nobody(self, root):
        with Sandbox(WORLD, date=date(2026, 9, 25)) as box:
            done = run("export_weekly", "--root", root, OFFLINE="true", **box.environment())
            assert box.calls == []
        assert (done.returncode, done.stderr) == (0, "")
        assert "from stored numbers" in done.stdout

    def test_output_dir_gets_the_files_and_loses_none(self, root, tmp_path):
        out = tmp_path / "exports"
        theirs = listed(out / "Cy - Weekly Artist Tracking.csv", "mine")
        done = run("export_weekly", "--root", root, OFFLINE="1", OUTPUT_DIR=str(out))
        assert (done.returncode, done.stderr) == (0, "")
        assert f"6 files in {out}: 6 changed." in done.stdout
        assert theirs.read_text() == "mine"
        assert len(list(out.iterdir())) == 7
        assert not (root / "reports/weekly").exists()
        (ada,) = out.glob("Ada - *.csv")
        rows = list(csv.reader(ada.read_text(encoding="utf-8-sig").splitlines()))
        assert any("10" in cells for cells in rows)

    def test_both_are_read_from_dotenv_and_an_option_wins(self, root, tmp_path):
        (root / ".env").write_text(f"OFFLINE=true\nOUTPUT_DIR={tmp_path / 'a'}\n")
        done = run("export_weekly", "--root", root, "--output-dir", tmp_path / "b")
        assert "from stored numbers" in done.stdout
        assert (tmp_path / "b").is_dir()
        assert not (tmp_path / "a").exists()

    def test_what_is_neither_yes_nor_no_is_refused(self, root):
        done = run("export_weekly", "--root", root, OFFLINE="maybe")
        assert refused(done) == "OFFLINE must be true or false, not 'maybe'.\n"

    def test_a_file_where_the_folder_should_be(self, root, tmp_path):
        listed(tmp_path / "exports", "a file")
        done = run(
            "export_weekly", "--root", root, "--offline", OUTPUT_DIR=str(tmp_path / "exports")
        )
        assert "cannot be written" in refused(done, 1)
