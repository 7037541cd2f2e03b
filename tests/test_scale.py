"""What is measured of many artists, and how it is told; no test looks at a clock."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from backline.errors import DataError
from backline.store import Store
from benchmarks import scaling
from benchmarks.cluster import Meter
from benchmarks.made_up import LAST, MadeUp
from benchmarks.made_up_files import write_root
from benchmarks.scale_asked import digest
from benchmarks.scaling import DUCKDB, EARLIER, FRESH, NOW, QUESTIONS, Cost, Engine, Size, Way
from benchmarks.scaling_tables import crossing, of_engines, of_one_machine

PROJECT = Path(__file__).parent.parent

COST = Cost(wall=2.0, cpu=3.0, peak=200_000_000, rows=24, digest="a")


def silent(_: str) -> None:
    """Tell nobody."""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scale") / "label"
    return write_root(folder, MadeUp(3, 60, whole=False), level=1)


@pytest.mark.heavy
def test_the_command_measures_and_writes_its_page(tmp_path):
    out = tmp_path / "found.json"
    command = [sys.executable, "benchmarks/scale.py", "--artists", "2,3", "--days", "60"]
    command += ["--before", str(PROJECT), "--json", str(out), "--folder", str(tmp_path / "kept")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 artists × 60 days" in done.stdout  # how far it is
    page = (PROJECT / "docs/scale.md").read_text(encoding="utf-8")
    assert all(f"<!-- {part} -->" in page for part in ("one", "scale"))  # where --write puts them
    found = json.loads(out.read_text(encoding="utf-8"))
    (one,), (costs, grown) = found["one"], found["scale"]
    assert [row[0] for row in one["rows"]] == [q for q in QUESTIONS for _ in range(7)]
    assert {row[-1] for row in one["rows"]} == {"24"}
    assert [row[0] for row in costs["rows"]] == ["2 × 60"] * 3 + ["3 × 60"] * 3
    assert grown["rows"][0][-1] == "1.50 ×"
    assert sorted(path.name for path in (tmp_path / "kept").iterdir()) == ["2-60", "3-60"]


def test_a_question_is_asked_with_and_without_the_small_table(root):
    first = scaling.ask(root, "latest", FRESH)
    assert list(Store(root).newest.glob("*.parquet"))
    again = scaling.ask(root, "latest", Way("in little memory", settings={"memory": "256MB"}))
    assert (first.rows, first.digest) == (3 * 8, again.digest)
    assert min(first.wall, first.cpu, first.peak) > 0
    rows = scaling.ask(root, "latest", Way("as rows", how="rows"))
    assert (rows.rows, rows.digest) == (3 * 8, "")


def test_an_engine_that_did_not_answer_is_not_measured(root):
    with pytest.raises(DataError):
        scaling.ask(root, "latest", NOW, Engine("nobody", "sc://127.0.0.1:1"))


def test_the_newest_days_of_a_label_are_a_label(tmp_path):
    both = list(scaling.roots(tmp_path, [(3, 40), (3, 60)], silent))
    newest, whole = (Store(one).measurement_files() for one in both)
    assert (len(newest), len(whole)) == (40, 60)
    assert newest[-1].samefile(whole[-1])
    assert newest[-1].stem == LAST.isoformat()
    assert Store(both[0]).roster() == Store(both[1]).roster()
    assert list(scaling.roots(tmp_path, [(3, 40), (3, 60)], silent)) == both


def test_rows_are_the_same_in_any_order_and_any_batches():
    rows = [{"artist": "ada", "value": 1}, {"artist": "bo", "value": None}]
    one = pa.Table.from_pylist(rows).to_batches()
    other = pa.Table.from_pylist(rows[::-1]).to_batches(max_chunksize=1)
    assert len(other) == 2
    assert digest(one) == digest(other)
    assert digest(one) != digest(pa.Table.from_pylist([*rows, rows[0]]).to_batches())


def test_answers_that_differ_are_not_compared(monkeypatch, root):
    answers = iter([COST, COST, COST, replace(COST, digest="b", rows=23)])
    monkeypatch.setattr(scaling, "ask", lambda *_: next(answers))
    with pytest.raises(DataError, match=r"growth differ; they have 24, 24, 24, 23 rows"):
        scaling.engines(root, (3, 60), [DUCKDB, Engine("the cluster", "sc://here:1")], silent)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_a_cluster_takes_is_that_of_its_processes_and_all_below_them():
    child = (
        "import sys, time; sys.stdin.readline(); held = bytearray(50_000_000); end = 0.3\n"
        "while time.process_time() < end: pass\n"
        "print(flush=True); sys.stdin.readline()"
    )
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as running:
        with Meter([running.pid]) as seen:
            running.stdin.write("\n")
            running.stdin.flush()
            running.stdout.readline()
            time.sleep(0.3)  # for one more look
        with Meter([]) as nobody:
            pass
        running.communicate("\n")
    assert seen.seconds > 0.2
    assert seen.peak > 50_000_000
    assert (nobody.seconds, nobody.peak) == (0, 0)


class TestTables:
    def test_an_earlier_state_says_nothing_of_how_much_memory_is_taken(self):
        found = {("growth", NOW.told): COST, ("growth", EARLIER): replace(COST, peak=9 * 10**9)}
        table = of_one_machine(found, 3, 60)
        assert "200 MB (growth, as it is), within 4.0 GB" in table.note
        found["growth", FRESH.told] = replace(COST, peak=5 * 10**9)
        assert "5.0 GB (growth, the first question after a clone), NOT within 4.0 GB" in (
            of_one_machine(found, 3, 60).note
        )

    def test_engines_stand_beside_each_other(self):
        theirs = replace(COST, cpu=8.0, cluster=(5.0, 150_000_000))
        small, large = (
            Size(artists, 60, {(q, name, fresh): cost for q in QUESTIONS
                               for name, cost in (("DuckDB", COST), ("the cluster", theirs))
                               for fresh in (True, False)})
            for artists in (3, 30)
        )  # fmt: skip
        costs, grown, crossings = of_engines([small, large], ["DuckDB", "the cluster"])
        ours, beside = costs.rows[:2]
        assert ours[6:] == ("3.0 s", "–", "200 MB", "–", "24, identical")
        assert beside[6:] == ("8.0 s", "5.0 s", "200 MB", "150 MB", "24, identical")
        assert grown.rows[0][-1] == "10.00 ×"
        assert {row[-1] for row in grown.rows[1:]} == {"1.00 ×"}
        assert crossings.rows[0][1:] == ("not up to 30, and the distance grows",) * 2
        assert len(of_engines([small], ["DuckDB"])) == 1  # nothing grows, nothing crosses

    @pytest.mark.parametrize(
        ("one", "other", "said"),
        [
            ([1, 2, 9], [5, 5, 6], "measured: between 20 and 100"),
            ([9, 9, 9], [5, 5, 6], "measured: at 10 already"),
            ([1, 9, 9], [5, 5, 6], "measured: between 10 and 20"),
            ([1, 2, 10], [5, 20, 20], "not up to 100; extrapolated: at about 200"),
            ([1, 2, 3], [5, 6, 8], "not up to 100, and the distance grows"),
        ],
    )
    def test_where_they_cross_is_measured_or_said_to_be_extrapolated(self, one, other, said):
        assert crossing([10, 20, 100], one, other) == said
