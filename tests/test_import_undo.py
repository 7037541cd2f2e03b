"""An import can be tried, which writes nothing, and taken back, exactly."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from backline.collecting.retention import forget
from backline.errors import ConfigError, DataError
from backline.imports import import_label, import_s4a, import_sheet
from backline.imports.trial import trial
from backline.store import Store
from backline.store.files import Change
from backline.store.undo import undo
from tests.sheets import CURRENT, PREVIOUS, block, line, write
from tests.started import finished

PROJECT = Path(__file__).parent.parent
TODAY = date(2026, 3, 10)


def everything(root):
    """Every file and folder below a root with its content, the writer's lock left out."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
        if path.name != ".backline.lock"
    }


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "old"
    (path / "historical").mkdir(parents=True)
    for n in (1, 2):
        artist = {"name": "Ada", "spotify": {"followers": 300 + n, "popularity_score": 7}}
        text = json.dumps({"date": f"2026-01-0{n}", "artists": [artist]})
        (path / "historical" / f"2026-01-0{n}.json").write_text(text)
    rows = "artist_name,date,popularity_score,followers\nAda,2026-01-01,7,999\n"
    (path / "scores.csv").write_text(rows)
    return path


@pytest.fixture
def sheet(tmp_path):
    rows = block(lines=[line("Spotify followers", "1,060", "1,050", own=("", "ask Bo", "", ""))])
    return write(tmp_path / "sheet.csv", rows)


def adopt_sheet(sheet, store):
    return import_sheet(sheet, store, CURRENT, PREVIOUS, today=TODAY)


class TestUndo:
    def test_the_first_import_of_an_empty_root_leaves_nothing(self, folder, tmp_path):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        assert store.roster_file.exists()
        done = undo(store)
        assert everything(store.root) == {}
        assert done.what == "the import of the folder old"
        assert done.restored == 0

    def test_the_small_table_of_newest_values_goes_with_its_days(self, folder, tmp_path):
        for n in range(1, 46):
            day = date(2026, 1, 20) + timedelta(days=n)
            artist = {"name": "Ada", "spotify": {"followers": 300 + n}}
            document = json.dumps({"date": str(day), "artists": [artist]})
            (folder / "historical" / f"{day}.json").write_text(document)
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        assert list(store.newest.glob("*.parquet"))
        undo(store)
        assert everything(store.root) == {}

    def test_what_was_there_is_there_again_byte_for_byte(self, folder, sheet, tmp_path):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        store.notes_file.write_text("artist,platform,metric,subject,place,release_date,note\n")
        before = everything(store.root)
        adopt_sheet(sheet, store)
        assert everything(store.root) != before
        done = undo(store)
        kept = {n: c for n, c in before.items() if not n.startswith(".backline-undo")}
        assert everything(store.root) == kept
        assert done.restored > 0
        with pytest.raises(DataError, match="There is no import to take back"):
            undo(store)

    def test_an_import_that_changed_nothing_leaves_the_one_before_to_be_taken_back(
        self, folder, tmp_path
    ):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        after = everything(store.root)
        assert import_label(folder, store, today=TODAY).ended.changed_days == 0
        assert everything(store.root) == after
        undo(store)
        assert everything(store.root) == {}

    def test_exports_are_taken_back_too(self, tmp_path):
        store = Store(tmp_path / "root")
        store.root.mkdir()
        store.roster_file.write_text('label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n')
        before = everything(store.root)
        path = tmp_path / "Ada-audience-timeline.csv"
        path.write_text("date,streams,followers\n2026-01-01,7,100\n")
        import_s4a([path], store, "Ada", song=None, period=None, today=TODAY)
        undo(store)
        assert everything(store.root) == before

    @pytest.mark.parametrize("name", ["roster.toml", "reports/latest.csv"])
    def test_what_was_changed_since_is_named_and_nothing_is_touched(self, folder, tmp_path, name):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        with (store.root / name).open("a") as file:
            file.write("\n# mine\n")
        before = everything(store.root)
        with pytest.raises(DataError, match=f"cannot be taken back: {name} changed since"):
            undo(store)
        assert everything(store.root) == before

    def test_a_damaged_copy_is_not_put_back(self, folder, sheet, tmp_path):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        adopt_sheet(sheet, store)
        (store.root / ".backline-undo/before/reports/growth.csv").write_text("cut")
        before = everything(store.root)
        with pytest.raises(DataError, match=r"The copy of reports/growth\.csv .* is damaged"):
            undo(store)
        assert everything(store.root) == before

    def test_a_kill_between_numbers_and_reports_can_be_taken_back(
        self, folder, sheet, tmp_path, monkeypatch
    ):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        before = {n: c for n, c in everything(store.root).items() if ".backline-undo" not in n}

        def killed(_):
            raise KeyboardInterrupt

        monkeypatch.setattr("backline.imports.ending.write_every_report", killed)
        with pytest.raises(KeyboardInterrupt):
            adopt_sheet(sheet, store)
        monkeypatch.undo()
        undo(store)
        assert everything(store.root) == before

    def test_a_full_disk_while_remembering_changes_nothing(
        self, folder, sheet, tmp_path, monkeypatch
    ):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        before = everything(store.root)
        real = Change.write

        def full(self, path, content):
            if ".backline-undo" in path.as_posix():
                raise DataError("the disk is full")
            real(self, path, content)

        monkeypatch.setattr(Change, "write", full)
        with pytest.raises(DataError, match="the disk is full"):
            adopt_sheet(sheet, store)
        assert {n: c for n, c in everything(store.root).items() if c is not None} == {
            n: c for n, c in before.items() if c is not None
        }

    def test_git_does_not_see_it(self, folder, tmp_path):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        subprocess.run(["git", "init", "-q"], cwd=store.root, check=True)
        seen = subprocess.run(
            ["git", "status", "--porcelain"],
            cwd=store.root,
            check=True,
            capture_output=True,
            text=True,
        )
        assert ".backline-undo" not in seen.stdout

    def test_an_artist_who_is_forgotten_is_not_kept_there(self, folder, sheet, tmp_path):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        adopt_sheet(sheet, store)
        with store.writing():
            forget(store, store.roster().named("Ada"))
        assert not [p for p in (store.root / ".backline-undo").rglob("*") if p.is_file()]


class TestTrial:
    def test_it_says_what_would_be_and_writes_nothing(self, folder, tmp_path):
        root = tmp_path / "root"
        with trial(root) as copy:
            made = import_label(folder, copy.store, today=TODAY)
            would, roster = copy.would(), copy.roster_lines()
        assert made.ended.changed_days == 2
        assert would[0] == "2 days new: 2026-01-01 to 2026-01-02 (data/measurements)"
        assert "roster.toml: new" in would
        assert "reports/growth.csv: new" in would
        assert '+name = "Ada"' in roster
        assert not root.exists()

    def test_it_does_what_the_import_then_does(self, folder, sheet, tmp_path):
        store = Store(tmp_path / "root")
        import_label(folder, store, today=TODAY)
        before = everything(store.root)
        with trial(store.root) as copy:
            adopt_sheet(sheet, copy.store)
            tried = everything(copy.store.root)
        assert everything(store.root) == before
        adopt_sheet(sheet, store)
        done = everything(store.root)
        assert {n: c for n, c in tried.items() if "undo" not in n} == {
            n: c for n, c in done.items() if "undo" not in n
        }

    def test_what_is_wrong_is_said_of_the_root_and_not_of_the_copy(self, tmp_path):
        root = tmp_path / "root"
        root.mkdir()
        with (
            pytest.raises(ConfigError, match=f"^There is no roster.toml in {root}:"),
            trial(root) as copy,
        ):
            copy.store.roster()


class TestCommand:
    def run(self, *arguments):
        return finished([sys.executable, PROJECT / "scripts/import_history.py", *arguments])

    def test_try_do_and_take_back(self, folder, tmp_path):
        root = tmp_path / "root"
        tried = self.run("label", folder, "--root", root, "--dry-run")
        assert (tried.returncode, tried.stderr) == (0, "")
        for words in (
            "Ada was added to the roster as ada.",
            "scores.csv:2: ada 2026-01-01: spotify followers 999",
            "2 days new: 2026-01-01 to 2026-01-02",
            "2 days, 2026-01-01 to 2026-01-02: 2 would change.",
            "This was a trial: nothing was written.",
        ):
            assert words in " ".join(tried.stdout.split())
        assert not root.exists()
        done = self.run("label", folder, "--root", root)
        assert "Not taken: 1 (all in reports/import_label_history.csv)" in done.stdout
        back = self.run("undo", "--root", root)
        assert back.stdout.startswith("Taken back: the import of the folder old.")
        assert everything(root) == {}
        again = self.run("undo", "--root", root)
        assert (again.returncode, again.stderr) == (1, "There is no import to take back.\n")
