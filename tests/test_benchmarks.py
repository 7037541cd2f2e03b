"""The benchmarks run, and what they compare agrees; no test looks at a clock."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from backline.errors import DataError
from backline.measure import State
from backline.store import Store
from backline.store.measurement_file import parquet_bytes, table_bytes
from benchmarks import collecting, growing, growing_compared, pages, room, size
from benchmarks.made_up import EIGHT, LAST, MadeUp
from benchmarks.made_up_files import Catalogue, measurements, write_root
from benchmarks.measuring import family, in_child, memory_of, percentile
from benchmarks.tables import bytes_in_words, duration, numbers, ratio, write_into

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A label large enough for platforms to fail for days, so that every rule is needed."""
    folder = tmp_path_factory.mktemp("made-up") / "label"
    return write_root(folder, MadeUp(60, 70, whole=False), as_json=True)


@pytest.mark.heavy
def test_the_command_runs_with_tiny_sizes(tmp_path):
    out = tmp_path / "found.json"
    arguments = ["--artists", "3", "--days", "60", "--latency", "0", "--repeat", "1"]
    for part in (
        "collect",
        "growth",
        "bot",
        "large",
        "audience",
        "campaigns",
        "pages",
    ):  # a room is tried below
        arguments += ["--only", part]
    command = [sys.executable, "benchmarks/run.py", *arguments, "--json", str(out)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(out.read_text(encoding="utf-8"))
    parts = {"collect", "growth", "bot", "large", "audience", "campaigns", "pages"}
    assert set(found) == {"machine", *parts}
    assert all(table["rows"] for name in set(found) - {"machine"} for table in found[name])
    calls, needed = found["collect"][0]["rows"][0][2:4]
    assert calls == needed
    assert all(row[-1] == "0 calls" for row in found["audience"][0]["rows"])
    artist, _, site = (table["rows"] for table in found["pages"])
    assert [row[1] for row in artist] == ["3"]  # the page, its style and its script
    assert [row[-1] for row in site] == ["yes"]


def test_the_command_runs_a_part(tmp_path):
    out = tmp_path / "found.json"
    arguments = ["--artists", "3", "--days", "60", "--repeat", "1", "--only", "growth"]
    command = [sys.executable, "benchmarks/run.py", *arguments, "--json", str(out)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(out.read_text(encoding="utf-8"))
    assert set(found) == {"machine", "growth"}
    assert all(table["rows"] for table in found["growth"])


class TestMadeUp:
    def test_a_day_has_the_bytes_the_store_writes(self):
        for whole in (True, False):
            (_, first), (_, second) = MadeUp(12, 2, whole=whole).tables()
            assert table_bytes(second) == parquet_bytes(measurements(second))
            assert first != second

    def test_the_same_label_has_the_same_history(self):
        one, other = (list(MadeUp(9, 3).tables()) for _ in range(2))
        assert [day for day, _ in one] == [LAST - timedelta(days=n) for n in (2, 1, 0)]
        assert one == other

    def test_eight_numbers_of_every_artist(self):
        ((_, table),) = MadeUp(10, 1, whole=False).tables()
        assert table.num_rows == 10 * len(EIGHT)

    def test_a_whole_day_can_be_stored_with_its_words(self, tmp_path):
        label = MadeUp(10, 40)
        words = Catalogue(label)
        days = [words.day(day, table) for day, table in label.tables()]
        states = {m.state for day in days for m in day.measurements}
        assert states == {State.MEASURED, State.NOT_CONFIGURED, State.FAILED}
        root = write_root(tmp_path / "label", MadeUp(10, 40), as_json=True)
        assert Store(root).read_day(LAST) == days[-1]


class TestGrowth:
    def test_every_way_finds_the_same(self, root):
        found = growing_compared.compare(root, 60, 70, 1, with_json=True)
        assert found.series == 60 * len(EIGHT)
        ways = [row[2] for row in growing_compared.summary([found]).rows]
        assert ways == [
            "Backline", "of it without the audit's look", "plain DuckDB scan", "pandas", "JSON",
        ]  # fmt: skip

    def test_some_series_take_their_whole_history(self, root):
        days = [LAST - timedelta(days=n) for n in range(70)]
        read = growing._read_json([Store(root).day_file(day) for day in days])
        rows = [growing._grown(s, points, 30, weekly=False) for s, points in read.items()]
        assert not all(decided for _, decided in rows)

    def test_a_difference_is_told(self, tmp_path):
        for name, value in (("one", 5), ("other", 6)):
            (tmp_path / name).write_text(json.dumps(["ada", value]), encoding="utf-8")
        told = growing_compared.differences(tmp_path / "one", tmp_path / "other")
        assert told == ['["ada", 5] against ["ada", 6]']
        assert growing_compared.differences(tmp_path / "one", tmp_path / "one") == []


class TestCollecting:
    def test_no_more_calls_than_the_batches_need(self):
        found = collecting.measure(8, 0, queue=False)
        assert {s.source: s.calls for s in found.sources} == {
            s.source: s.needed for s in found.sources
        }
        assert found.queue is None

    def test_the_bound_is_the_slower_of_pace_and_places(self):
        # 10 in 5 s: the 21st leaves in the third window; 2 at a time: 11 rounds of answers.
        assert collecting.bound("spotify_page", 21, 0.1) == pytest.approx(10.1)
        assert collecting.bound("spotify_page", 21, 2) == pytest.approx(22)
        assert collecting.bound("discord_api", 1, 0.15) == pytest.approx(0.15)


@pytest.mark.heavy
@pytest.mark.parametrize("how", ["replaced", "connected"])
def test_everybody_in_a_room_is_answered(tmp_path, how):
    root = write_root(tmp_path / "label", MadeUp(4, 60))
    given = {"how": how, "count": 12, "seconds": 0.5}
    facts = in_child("benchmarks.room:full_room", root=root, **given).facts
    counted = {name: len(facts[name]) for name in ("autocompletes", "deferrals", "replies")}
    assert counted == {"autocompletes": 1, "deferrals": 12, "replies": 12}
    assert (facts["late"], facts["refused"]) == (0, 0)
    assert facts["processes"] >= 4
    (row,) = room.summary({how: facts}, 4, 60).rows
    assert row[0] == room.WAYS[how]


def test_a_room_asks_the_same_on_every_machine(root):
    one, other = (room.questions(root, 200) for _ in range(2))
    assert one == other
    assert len(one) == 200
    asked = Counter(each.kind for each in one)
    assert (asked["autocomplete"], asked["press"]) == (24, 18)
    assert set(asked) >= {"predict", "leaderboard", "compare", "milestones", "coverage", "help"}


@pytest.mark.heavy
def test_the_size_is_weighed_and_extrapolated():
    found = size.measure(3, [2, 4], day_json=True, gc_every=3, tell=lambda _: None)
    assert [sample.days for sample in found.samples] == [2, 4]
    before, last = found.samples
    assert found.three_years == last.packed + (last.packed - before.packed) / 2 * (1096 - 4)
    paths = {"data/measurements", "data/historical", "reports/growth.csv"}
    assert paths <= set(last.paths)
    assert "EXTRAPOLATED" in size.tables([found])[0].columns[-1]
    without = size.measure(3, [1], day_json=False, gc_every=1, tell=lambda _: None)
    assert "data/historical" not in without.samples[0].paths


class TestPages:
    def test_a_site_is_told_from_one_with_another_byte_or_name(self, tmp_path):
        (tmp_path / "a.html").write_bytes(b"12")
        (tmp_path / "b.css").write_bytes(b"3")
        one = pages.weighed(tmp_path, 1, 2, 3)
        assert (one.pages, one.files, one.size) == (1, 2, 3)
        (tmp_path / "a.html").write_bytes(b"21")
        assert pages.weighed(tmp_path, 1, 2, 3).print != one.print
        (tmp_path / "a.html").write_bytes(b"12")
        assert pages.weighed(tmp_path, 1, 2, 3) == one
        (tmp_path / "b.css").rename(tmp_path / "c.css")
        assert pages.weighed(tmp_path, 1, 2, 3).print != one.print

    def test_a_site_that_cannot_be_written_says_so(self, tmp_path):
        with pytest.raises(DataError, match=r"could not be written: .*roster\.toml"):
            pages.build(tmp_path, tmp_path / "site")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_memory_is_that_of_a_process_and_all_below_it():
    child = "import sys; held = bytearray(30_000_000); print(flush=True); sys.stdin.read()"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        running.stdout.readline()
        found = family(running.pid)
        held = memory_of(found)
        running.communicate()
    assert len(found) == 2
    assert held > 30_000_000
    assert (family(running.pid), memory_of(found)) == ([], 0)


def test_a_part_that_fails_says_so():
    with pytest.raises(DataError, match="growing:scan failed"):
        in_child("benchmarks.growing:scan", root="/nowhere")


def test_numbers_in_words(tmp_path):
    assert percentile([3, 1, 2], 0.5) == 2
    assert percentile(range(1, 101), 0.99) == 99
    assert [duration(s) for s in (None, 0.0021, 0.14, 5, 140)] == [
        "–", "2.1 ms", "140 ms", "5.0 s", "140 s",
    ]  # fmt: skip
    assert [ratio(2, 4), ratio(None, 4), ratio(2, None)] == ["0.50 ×", "–", "–"]
    assert [bytes_in_words(n) for n in (5, 1500, 250_000, 1.88e9)] == [
        "5 B", "1.5 kB", "250 kB", "1.9 GB",
    ]  # fmt: skip
    assert numbers("100,8") == [8, 100]
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- x -->\nold\n<!-- end -->\nb\n", encoding="utf-8")
    write_into(page, "x", "new")
    assert page.read_text(encoding="utf-8") == "a\n<!-- x -->\n\nnew\n<!-- end -->\nb\n"
    with pytest.raises(DataError, match="no place for y"):
        write_into(page, "y", "new")
