"""A day whose file cannot be read is named where its numbers are missing; nothing shrinks."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from backline.analysis.coverage import coverage
from backline.analysis.growth import growth
from backline.errors import DataError
from backline.exports import write_reports
from backline.net import Redactor
from backline.store import Store
from backline.unattended.git import Git
from backline.warehouse import Warehouse
from tests.checkouts import IN_ACTIONS
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.started import finished
from tests.workflow import PROJECT, git

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"


def newer(content):
    """The same day as a later Backline might write it."""
    table, out = pq.read_table(io.BytesIO(content)), io.BytesIO()
    pq.write_table(table.replace_schema_metadata({b"backline_format": b"2"}), out)
    return out.getvalue()


DAMAGES = {
    "cut": lambda content: content[:-30],
    "emptied": lambda content: b"",
    "a pointer": lambda content: POINTER,
    "newer": newer,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Nine days with their reports; only to be copied."""
    rows = [row(before(n), 100 - n, artist=a) for n in range(9) for a in ("ada", "bo")]
    root = root_of(tmp_path_factory.mktemp("made") / "root", rows)
    report(root)
    return root


@pytest.fixture
def root(made, tmp_path):
    return Path(shutil.copytree(made, tmp_path, dirs_exist_ok=True))


def report(root, **options):
    store = Store(root)
    with store.writing():
        return write_reports(store, **options)


def damage(root, day, how="cut"):
    path = Store(root).measurement_file(day)
    path.write_bytes(DAMAGES[how](path.read_bytes()))


def reports(root):
    """Every file of the reports with what it holds."""
    return {p: p.read_bytes() for p in (root / "reports").rglob("*") if p.is_file()}


def table(root, path):
    with (root / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.few(2)
@pytest.mark.parametrize("how", DAMAGES)
def test_the_day_keeps_its_rows_with_the_reason(root, how):
    damage(root, before(3), how)
    (problem,) = report(root)
    assert str(before(3)) in problem
    rows = table(root, "data/popularity_scores.csv")
    assert len(rows) == 18
    lost = [r for r in rows if r["date"] == str(before(3))]
    assert [(r["artist_name"], r["followers"], r["reason"]) for r in lost] == [
        ("Ada", "", "unreadable"),
        ("Bo", "", "unreadable"),
    ]
    assert {r["reason"] for r in rows if r not in lost} == {""}
    for r in table(root, "reports/coverage.csv"):
        assert (r["days_unreadable"], r["days_no_row"]) == ("1", "0")
        assert r["missing"] == f"{before(3)} unreadable"
    for r in table(root, "reports/growth.csv"):
        assert r["note"].endswith(f"unreadable: {before(3)}")


def test_a_pointer_of_git_lfs_is_called_so(root):
    damage(root, before(1), "a pointer")
    with Warehouse(root) as warehouse:
        assert warehouse.problems == (
            f"data/measurements/2026/{before(1)}.parquet is only a pointer of git LFS: get the "
            "file itself with git lfs pull; the day is left out.",
        )
        assert warehouse.unreadable == (before(1),)
    with pytest.raises(DataError, match=r"as Parquet \(a pointer of git LFS\)"):
        Store(root).read_day(before(1))


@pytest.mark.parametrize(("day", "noted"), [(0, True), (7, True), (8, False), (1, True)])
def test_growth_names_the_unreadable_days_that_it_would_have_looked_at(root, day, noted):
    damage(root, before(day))
    with Warehouse(root) as warehouse:
        (one, _) = growth(warehouse, 7)
    assert (f"unreadable: {before(day)}" in one.note) is noted


def test_growth_does_not_name_days_outside_of_its_window(tmp_path):
    root = root_of(tmp_path, [row(before(n), 100 - n) for n in range(20)])
    damage(root, before(15))
    with Warehouse(root) as warehouse:
        assert [one.note for one in growth(warehouse, 7)] == [""]
        assert growth(warehouse, 7, as_of=before(12))[0].note.endswith(f"unreadable: {before(15)}")


def test_the_newest_day_is_unreadable(root):
    damage(root, DAY)
    report(root)
    assert table(root, "data/popularity_scores.csv")[-1]["reason"] == "unreadable"
    assert all(f"unreadable: {DAY}" in r["note"] for r in table(root, "reports/growth.csv"))


def test_when_the_file_is_back_so_are_the_numbers(root):
    kept = reports(root)
    path = Store(root).measurement_file(before(3))
    content = path.read_bytes()
    damage(root, before(3))
    report(root)
    path.write_bytes(content)
    report(root)
    assert reports(root) == kept


class TestRowsThatWouldBeGone:
    def export(self, root, *options):
        return finished([sys.executable, PROJECT / "scripts/export.py", "--root", root, *options])

    def test_are_refused_until_a_person_accepts_it(self, root):
        Store(root).measurement_file(before(3)).unlink()
        kept = reports(root)
        done = self.export(root)
        assert done.returncode == 1
        assert done.stderr == (
            f"data/popularity_scores.csv would lose 2 rows ({before(3)} of Ada, {before(3)} of "
            "Bo), so no report was written: put the files of these days back with git checkout -- "
            "data/measurements, or say that it is meant with scripts/export.py --accept-loss.\n"
        )
        assert reports(root) == kept
        assert self.export(root, "--accept-loss").returncode == 0
        assert len(table(root, "data/popularity_scores.csv")) == 16
        assert self.export(root).returncode == 0

    def test_a_renamed_artist_loses_none(self, root):
        (root / "roster.toml").write_text(ROSTER.replace('"Ada"', '"Ada Lovelace"'))
        report(root)
        names = {r["artist_name"] for r in table(root, "data/popularity_scores.csv")}
        assert names == {"Ada Lovelace", "Bo"}

    def test_an_artist_who_left_the_roster_loses_none(self, root):
        head, _, _ = ROSTER.partition('[[artist]]\nkey = "bo"')
        (root / "roster.toml").write_text(head)
        report(root)
        assert len(table(root, "data/popularity_scores.csv")) == 18

    def test_the_commit_names_what_is_gone_and_what_is_unreadable_first(self, root):
        bare = root / "remote.git"
        git(root, "init", "-q", "--bare", "-b", "main", str(bare))
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "roster.toml", "data", "reports")
        git(root, "commit", "-q", "-m", "Start")
        git(root, "remote", "add", "origin", str(bare))
        git(root, "push", "-q", "-u", "origin", "main")
        Store(root).measurement_file(before(3)).unlink()
        damage(root, before(5))
        root_of(root, [row(DAY, 300)])
        report(root, may_empty=True)
        done = subprocess.run(
            [sys.executable, str(PROJECT / "scripts/publish.py"), "--root", str(root)],
            env=IN_ACTIONS, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        lines = git(root, "log", "-1", "--format=%B").splitlines()
        assert lines[2:6] == [
            "Unreadable:",
            f"- data/measurements/2026/{before(5)}.parquet is cut short or is no Parquet file; the "
            "day is left out.",
            "",
            "Gone:",
        ]
        assert lines[6].startswith("- 2 rows (") and lines[6].endswith("as a person asked")
        assert Git(root, IN_ACTIONS, Redactor()).is_clean()


class TestExpectedDays:
    """One meaning: from the series' first row on, while the artist was with the label."""

    def expected(self, tmp_path, since):
        roster = ROSTER.replace('name = "Ada"', f'name = "Ada"{since}')
        rows = [row(before(n), 5) for n in range(4)]
        rows += [row(before(n), 5, series="deezer/fans", source="deezer_api") for n in range(2)]
        with Warehouse(root_of(tmp_path, rows, roster)) as warehouse:
            return [(c.metric, c.days_expected, c.missing) for c in coverage(warehouse, 28)]

    def test_an_artist_with_since_and_one_without_have_the_same(self, tmp_path):
        plain = self.expected(tmp_path / "a", "")
        assert plain == [("followers", 4, ""), ("fans", 2, "")]
        assert self.expected(tmp_path / "b", "\nsince = 2020-01-01") == plain

    def test_days_before_an_artist_joined_are_not_expected(self, tmp_path):
        found = self.expected(tmp_path, f"\nsince = {before(2)}")
        assert [days for _, days, _ in found] == [3, 2]
