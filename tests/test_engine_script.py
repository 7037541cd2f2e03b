"""A cluster is switched on only where it answers as this machine does."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from backline.store import Store
from backline.warehouse.sample import write_sample
from tests.bot_roots import small_label
from tests.test_scripts import run


@pytest.fixture
def root(tmp_path):
    return small_label(tmp_path / "label")


def test_one_that_answers_the_same_is_switched_on(root, sail):
    done = run("engine", "check", sail, "--artists", "2", "--switch", "--root", root)
    assert done.returncode == 0, done.stderr
    assert f"{sail} answers as this machine does" in done.stdout
    assert "differ" not in done.stdout
    assert f'engine = "{sail}"' in (root / "roster.toml").read_text(encoding="utf-8")
    again = run("engine", "check", "--artists", "1", "--root", root)
    assert again.returncode == 0, again.stderr
    assert not [path for path in (root / "data").iterdir() if path.name.startswith(".")]
    asked = run("growth", "--days", "7", "--root", root, BACKLINE_ENGINE="duckdb")
    by_cluster = run("growth", "--days", "7", "--root", root)
    assert by_cluster.stdout == asked.stdout
    assert by_cluster.returncode == 0, by_cluster.stderr


def test_nobody_there_is_one_sentence_and_nothing_is_changed(root):
    before = (root / "roster.toml").read_bytes()
    done = run("engine", "check", "sc://127.0.0.1:1", "--switch", "--root", root)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "nobody answers at sc://127.0.0.1:1" in done.stderr
    assert (root / "roster.toml").read_bytes() == before


def test_the_cluster_that_is_named_is_asked_whatever_the_environment_says(root):
    said = {"BACKLINE_ENGINE": "duckdb"}
    done = run("engine", "check", "sc://127.0.0.1:1", "--root", root, **said)
    assert done.returncode == 2
    assert "nobody answers at sc://127.0.0.1:1" in done.stderr


def test_without_a_cluster_there_is_nothing_to_check(root):
    done = run("engine", "check", "--root", root)
    assert done.returncode == 2
    assert "no cluster to be checked" in done.stderr


def test_a_sample_has_the_rows_of_its_artists_and_no_other(root, tmp_path):
    store = Store(root)
    (tmp_path / "sample").mkdir()
    key = store.roster().artists[0].key
    sample = Store(write_sample(store, tmp_path / "sample", [key], days=10))
    assert len(sample.measurement_files()) == 10
    for file in sample.measurement_files():
        assert set(pq.read_table(file, partitioning=None)["artist"].to_pylist()) == {key}
        assert sample.read_day(sample.days()[0]) is not None


@pytest.mark.parametrize(("question", "days", "files"), [("points", 3, 3), ("quality", 3, 40)])
def test_a_question_says_which_files_it_reads(root, question, days, files):
    done = run("engine", "plan", question, "--days", str(days), "--root", root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{question} reads {files} of 40 files of days (")


def test_a_root_without_a_number_has_nothing_to_read(tmp_path):
    (tmp_path / "roster.toml").write_text('label = "Night Shift"\n', encoding="utf-8")
    done = run("engine", "plan", "latest", "--root", tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "Nothing is measured yet" in done.stderr
