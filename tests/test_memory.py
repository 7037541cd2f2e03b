"""How much memory an answer takes: a limit that spills, and what a long-lived process holds."""

from __future__ import annotations

import tempfile

import pytest

from backline.analysis.growth import growth
from backline.analysis.latest import latest
from backline.analysis.points import points
from backline.engines import DuckDB
from backline.errors import DataError
from backline.warehouse import Warehouse, held
from tests.roots import DAY, ROSTER, before, root_of, row

SMALL = ROSTER.replace("\n\n", '\n\n[settings]\nmemory = "128MB"\n\n', 1)


@pytest.fixture
def spilled(tmp_path, monkeypatch):
    """The system's temporary folder."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def limit_of(warehouse):
    (found,) = warehouse._engine.connection.execute(
        "select current_setting('memory_limit')"
    ).fetchone()
    return found


def test_the_rosters_memory_is_the_engines_limit(tmp_path):
    with Warehouse(root_of(tmp_path, [row(DAY, 5)], SMALL)) as warehouse:
        assert limit_of(warehouse) == "122.0 MiB"
        assert [f.value for f in latest(warehouse)] == [5]


def test_without_one_it_is_the_engines_own(tmp_path):
    with Warehouse(root_of(tmp_path, [row(DAY, 5)])) as warehouse:
        assert limit_of(warehouse).endswith("GiB")


def test_what_does_not_fit_is_spilled_and_swept_away(spilled):
    engine = DuckDB("128MB")
    engine.connection.execute(
        "create table t as select i, hash(i) as h, hash(i + 1) as k from range(8000000) r(i)"
    )
    (folder,) = spilled.iterdir()
    assert any(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert engine.connection.execute("select count(*) from t").fetchone() == (8_000_000,)
    engine.close()
    assert list(spilled.iterdir()) == []


def test_a_warehouse_leaves_nothing_behind(spilled, tmp_path):
    root = root_of(tmp_path / "label", [row(before(n), 5) for n in range(9)], SMALL)
    before_it = set(root.rglob("*"))
    with Warehouse(root) as warehouse:
        growth(warehouse, 7)
    assert list(spilled.iterdir()) == []
    assert set(root.rglob("*")) == before_it


def test_what_fits_nowhere_gets_one_sentence(tmp_path):
    with Warehouse(root_of(tmp_path, [row(DAY, 5)], SMALL)) as warehouse:
        run = warehouse._engine.connection.execute
        run("set max_temp_directory_size = '1MB'")
        with pytest.raises(DataError) as caught:
            text = "create table t as select hash(i) from range(50000000) r(i)"
            warehouse.as_one(lambda: warehouse._engine.prepare(text))
    assert str(caught.value) == (
        "The numbers do not fit into 128MB of memory, nor into what is free in the system's "
        "temporary folder; set memory higher in roster.toml, or free some disk."
    )


class TestHeldInMemory:
    @pytest.fixture
    def root(self, tmp_path):
        rows = [row(before(n), 1000 - n) for n in range(60)]
        rows += [row(before(n), n, artist="bo", source="label_history") for n in range(0, 60, 7)]
        rows += [row(before(n), None, artist="bo", detail='a, "b" 🎧') for n in range(3)]
        return root_of(tmp_path, rows)

    def test_all_days_of_a_small_label_are(self, root):
        with Warehouse(root, in_memory=True) as warehouse:
            assert warehouse._rows.held_from == before(59)

    def test_only_the_newest_days_of_a_large_one_are_and_nothing_is_lost(self, root, monkeypatch):
        monkeypatch.setattr(held, "MOST_ROWS", 20)
        with Warehouse(root, in_memory=True) as some, Warehouse(root) as none:
            assert before(20) < some._rows.held_from < DAY
            for window in (7, 30):
                for day in (DAY, before(10), before(30)):
                    assert growth(some, window, as_of=day) == growth(none, window, as_of=day)
                    assert latest(some, as_of=day) == latest(none, as_of=day)
            assert points(some, before(50), DAY) == points(none, before(50), DAY)
            by = {"by": "snapshot"}
            assert growth(some, 28, **by) == growth(none, 28, **by)

    def test_no_days_where_one_alone_is_too_large(self, root, monkeypatch):
        monkeypatch.setattr(held, "MOST_ROWS", 0)
        with Warehouse(root, in_memory=True) as warehouse:
            assert warehouse._rows.held_from is None
            assert latest(warehouse)[0].value == 1000

    def test_texts_sort_and_compare_as_texts(self, root):
        with Warehouse(root, in_memory=True) as warehouse:
            run = warehouse._engine.connection.execute
            assert run("select min(state), max(source) from measurement").fetchone() == (
                "failed",
                "spotify_api",
            )
            nobody = "select count(*) from measurement where artist = 'nobody'"
            assert run(nobody).fetchone() == (0,)
