"""The small table of newest values: what it answers, and when it is not believed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backline.analysis.coverage import coverage
from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.analysis.verdicts import verdicts
from backline.exports import write_reports
from backline.measure import State
from backline.store import Day, Store
from backline.store.measurement_file import parquet_bytes
from backline.warehouse import Warehouse, held, newest
from backline.warehouse.rows import Rows
from tests.drawn import drawn
from tests.roots import DAY, ROSTER, before, root_of, row
from tests.test_scripts import run

NEVER = 10**6
"""More days since the settled ones than any root has: the table is never made nor believed."""


@pytest.fixture
def soon(monkeypatch):
    """Roots of a few days have a past to settle."""
    monkeypatch.setattr(newest, "MOST_SINCE", 2)
    monkeypatch.setattr(newest, "YOUNG", 1)


def answers(root, days=(), **options):
    with Warehouse(root, **options) as warehouse:
        found = [warehouse.latest_day]
        for day in (None, *days):
            found.append(latest(warehouse, as_of=day))
            found.append(growth(warehouse, 7, as_of=day))
            found.append(coverage(warehouse, 7, as_of=day))
        return [*found, set(warehouse.problems)]


def without(monkeypatch, root, days=(), **options):
    with monkeypatch.context() as only_here:
        only_here.setattr(newest, "MOST_SINCE", NEVER)
        kept = root / "data" / "newest"
        aside = root / "aside"
        if kept.is_dir():
            shutil.copytree(kept, aside)
        found = answers(root, days, **options)
        if aside.is_dir():  # a root without a table takes away the one there is
            shutil.rmtree(kept)
            aside.replace(kept)
        return found


def long_root(path, days=40):
    rows = [row(before(n), 1000 - n) for n in range(days)]
    rows += [row(before(n), 50 - n % 3, artist="bo", source="label_history") for n in (3, 9, 30)]
    rows += [row(before(n), None, artist="bo", detail="down") for n in range(5)]
    return root_of(path, rows)


def tables(root):
    return sorted((root / "data" / "newest").glob("*.parquet"))


def forge(root):
    """Put a wrong table in place, with a note that vouches for it."""
    (file,) = tables(root)
    table = pq.read_table(file)
    wrong = [None if value is None else value + 1 for value in table["value"].to_pylist()]
    place = table.schema.get_field_index("value")
    pq.write_table(table.set_column(place, "value", pa.array(wrong, pa.int64())), file)
    note = json.loads((file.parent / "made_from.json").read_text(encoding="utf-8"))
    note["bytes"] = hashlib.sha256(file.read_bytes()).hexdigest()
    file.rename(file.with_name(f"{note['bytes'][:16]}.parquet"))
    (file.parent / "made_from.json").write_text(json.dumps(note), encoding="utf-8")


SERIES = [
    {"series": "spotify/followers"},
    {"series": "spotify/monthly_listeners", "source": "spotify_page"},
    {"series": "spotify/followers", "source": "label_history"},
    {"series": "spotify/followers", "artist": "bo"},
    {"series": "spotify/popularity", "subject": "track"},
]

ROWS = st.dictionaries(
    st.integers(0, len(SERIES) - 1),
    st.one_of(st.integers(0, 9), st.sampled_from([State.FAILED, State.HIDDEN])),
    max_size=4,
)
DEEDS = st.one_of(
    st.tuples(st.just("write"), st.integers(0, 12), ROWS),
    st.tuples(st.just("delete"), st.integers(0, 12), st.none()),
    st.tuples(st.just("damage"), st.integers(0, 12), st.none()),
    st.tuples(st.just("correct"), st.integers(0, 12), st.sampled_from(["drop", "replace", ""])),
    st.tuples(st.just("policy"), st.none(), st.booleans()),
)


def do(root, deed, place, what):
    store, day = Store(root), before(place or 0)
    file = store.measurement_file(day)
    if deed == "write":
        rows = [
            row(
                day,
                None if isinstance(value, State) else value,
                state=value if isinstance(value, State) else None,
                **SERIES[number],
            )
            for number, value in sorted(what.items())
        ]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(parquet_bytes(rows))
    elif deed == "delete":
        file.unlink(missing_ok=True)
    elif deed == "damage" and file.exists():
        content = bytearray(file.read_bytes())
        content[4:60] = b"\xff" * 56
        file.write_bytes(content)
    elif deed == "correct":
        text = (
            '[[correction]]\nartist = "ada"\nplatform = "spotify"\nmetric = "followers"\n'
            f'source = "spotify_api"\nfrom = {day}\ndo = "{what}"\nexpect = 5\nreason = "wrong"\n'
        )
        text += "value = 7\n" if what == "replace" else ""
        store.corrections_file.write_text(text if what else "", encoding="utf-8")
    elif deed == "policy":
        hidden = "\n[policy.label_history]\npublish = false\n" if what else ""
        store.roster_file.write_text(ROSTER + hidden, encoding="utf-8")


@drawn(3, 30)
def test_whatever_happens_to_the_days_it_answers_as_they_do(
    examples, tmp_path_factory, monkeypatch, soon
):
    @settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        first=st.lists(ROWS, min_size=13, max_size=13),
        deeds=st.lists(DEEDS, min_size=1, max_size=3),
    )
    def holds(first, deeds):
        root = tmp_path_factory.mktemp("root")
        (root / "roster.toml").write_text(ROSTER, encoding="utf-8")
        for place, rows in enumerate(first):
            do(root, "write", place, rows)
        days = (before(8),)
        for deed in deeds:
            with Warehouse(root) as warehouse:
                warehouse.settle()  # leaves a table of the days as they were
            do(root, *deed)
        wanted = without(monkeypatch, root, days, published=True)
        assert answers(root, days, published=True) == wanted
        with monkeypatch.context() as only_here:
            only_here.setattr(held, "MOST_ROWS", 9)
            assert answers(root, days, published=True, in_memory=True) == wanted

    holds()


def test_now_is_answered_without_opening_the_settled_days(tmp_path, monkeypatch):
    root = long_root(tmp_path, 60)
    wanted = answers(root)
    assert tables(root)
    opened = []
    rows_of = Rows.of
    monkeypatch.setattr(
        Rows,
        "of",
        lambda self, paths, **more: opened.extend(paths) or rows_of(self, paths, **more),
    )
    with Warehouse(root) as warehouse:
        verdicts(warehouse, DAY, 7)  # the audit looks at days of its own, once, ...
        warehouse.look_at(DAY, DAY)  # ... which are not what is looked at any longer
        opened.clear()  # `measurement` names every file and opens none
        assert latest(warehouse) == wanted[1]
        assert growth(warehouse, 7) == wanted[2]
    settled = before(newest.YOUNG)
    reach = before(7 + 3 + 6)
    assert {date.fromisoformat(path.stem) for path in opened} <= {
        before(n) for n in range((DAY - reach).days + 1)
    }
    with Warehouse(root) as warehouse:
        opened.clear()
        latest(warehouse)
        assert opened
        assert min(path.stem for path in opened) > settled.isoformat()


def test_a_small_root_is_read_whole_and_keeps_no_table(tmp_path):
    root = long_root(tmp_path, 20)
    answers(root)
    assert not (root / "data" / "newest").exists()


def test_it_stays_out_of_git(tmp_path):
    root = long_root(tmp_path)
    subprocess.run(["git", "init", "--quiet", root], check=True)
    store = Store(root)
    with store.writing():
        write_reports(store)
    assert tables(root)
    command = ["git", "-C", root, "status", "--porcelain", "--untracked-files=all"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "data/measurements" in listed
    assert "newest" not in listed


class TestIsNotBelieved:
    """Every one of these leaves a table whose values are wrong, and no answer has them."""

    @pytest.fixture
    def root(self, tmp_path, soon):
        root = long_root(tmp_path / "label")
        assert answers(root)
        return root

    def check(self, monkeypatch, root):
        days = (before(20),)
        assert answers(root, days) == without(monkeypatch, root, days)

    def test_when_an_old_day_says_something_else_in_as_many_bytes(self, root, monkeypatch):
        file = Store(root).measurement_file(before(25))
        stat = file.stat()
        content = parquet_bytes([row(before(25), 974)])
        assert len(content) == stat.st_size
        assert content != file.read_bytes()
        file.write_bytes(content)
        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        self.check(monkeypatch, root)

    def test_when_an_old_day_went_or_came(self, root, monkeypatch):
        Store(root).measurement_file(before(30)).unlink()
        self.check(monkeypatch, root)
        file = Store(root).measurement_file(before(50))
        file.write_bytes(parquet_bytes([row(before(50), 3, series="deezer/fans")]))
        self.check(monkeypatch, root)

    def test_when_its_bytes_are_damaged(self, root, monkeypatch):
        (table,) = tables(root)
        content = bytearray(table.read_bytes())
        content[10] ^= 1
        table.write_bytes(content)
        self.check(monkeypatch, root)

    @pytest.mark.few(2)
    @pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"until": 5}', '{"until": "2026"}'])
    def test_when_its_note_is_damaged(self, root, monkeypatch, text):
        (root / "data/newest/made_from.json").write_text(text)
        self.check(monkeypatch, root)

    def test_when_it_is_another_roots(self, root, tmp_path, monkeypatch):
        other = root_of(tmp_path / "other", [row(before(n), 7) for n in range(40)])
        answers(other)
        shutil.rmtree(root / "data/newest")
        shutil.copytree(other / "data/newest", root / "data/newest")
        self.check(monkeypatch, root)

    def test_when_the_root_is_a_copy(self, root, tmp_path, monkeypatch):
        copy = shutil.copytree(root, tmp_path / "copy")
        file = Store(copy).measurement_file(before(25))
        file.write_bytes(parquet_bytes([row(before(25), 5)]))
        self.check(monkeypatch, copy)

    def test_when_a_correction_came_or_went(self, root, monkeypatch):
        corrections = root / "corrections.toml"
        corrections.write_text(
            '[[correction]]\nartist = "bo"\nplatform = "spotify"\nmetric = "followers"\n'
            f'from = {before(3)}\ndo = "drop"\nexpect = 50\nreason = "wrong"\n'
        )
        self.check(monkeypatch, root)
        corrections.unlink()
        self.check(monkeypatch, root)

    def test_when_it_is_of_another_form(self, root, monkeypatch):
        monkeypatch.setattr(newest, "FORMAT", newest.FORMAT + 1)
        kept = tables(root)
        self.check(monkeypatch, root)
        assert tables(root) == kept  # the same rows, and a new note beside them
        assert '"format": 2' in (root / "data/newest/made_from.json").read_text()

    def test_where_nothing_can_be_written_the_days_answer(self, root, monkeypatch):
        shutil.rmtree(root / "data/newest")
        (root / "data/newest").write_text("in the way")
        with Warehouse(root) as warehouse:
            assert [f.value for f in latest(warehouse)] == [1000, 50]


def test_what_must_not_be_kept_leaves_the_table_with_the_days(tmp_path, soon):
    root = long_root(tmp_path)
    answers(root)
    (kept,) = tables(root)
    store = Store(root)
    with store.writing(), store.change() as change:
        rows = [row(before(30), None, artist="bo", state=State.NOT_OFFERED)]
        store.rewrite(change, Day(before(30), rows), store.roster(), store.subjects())
    answers(root)
    assert kept not in tables(root)
    assert len(tables(root)) == 1


class TestHeldAgainstTheDays:
    def test_it_tells_what_they_tell(self, tmp_path, soon):
        root = long_root(tmp_path)
        answers(root)
        with Warehouse(root) as warehouse:
            assert warehouse.newest_fault() is None

    def test_a_wrong_one_that_looks_right_is_found_and_made_anew(self, tmp_path, soon):
        root = long_root(tmp_path)
        wanted = answers(root)
        forge(root)
        assert answers(root) != wanted  # nothing tells it from the right one but the days
        with Warehouse(root) as warehouse:
            assert warehouse.newest_fault() == (
                "data/newest did not tell what the days tell (2 series); it was made anew."
            )
            assert warehouse.newest_fault() is None
        assert answers(root) == wanted

    def test_the_audit_says_so(self, tmp_path):
        root = long_root(tmp_path)
        answers(root)
        assert "data/newest" not in run("audit", "--root", root).stderr
        forge(root)
        assert "data/newest did not tell what the days tell" in run("audit", "--root", root).stderr
        assert "data/newest" not in run("audit", "--root", root).stderr
