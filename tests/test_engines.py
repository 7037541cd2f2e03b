"""What every engine promises; each is held to it by the same tests."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from backline.engines import DuckDB, EngineError, TooLargeError
from backline.engines.spark import Spark
from backline.warehouse.sql import sql
from tests.roots import DAY, root_of, row


@pytest.fixture(params=["duckdb", "spark connect"])
def engine(request):
    made = DuckDB() if request.param == "duckdb" else Spark(request.getfixturevalue("sail"))
    with closing(made):
        yield made


def written(path, **columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)
    return path


class TestFiles:
    def test_are_read_as_one_and_their_folders_are_no_columns(self, engine, tmp_path):
        paths = [written(tmp_path / f"year={n}" / "o'clock.parquet", n=[n, n]) for n in (1, 2)]
        assert engine.rows(f"{engine.files(paths)} order by n") == [
            {"n": 1}, {"n": 1}, {"n": 2}, {"n": 2},
        ]  # fmt: skip

    def test_tell_how_many_rows_each_has_in_the_order_asked(self, engine, tmp_path):
        paths = [written(tmp_path / f"{name}.parquet", n=[*range(n)]) for name, n in FEW.items()]
        assert engine.rows_in(paths) == [*FEW.values()]

    def test_what_is_written_reads_back(self, engine, tmp_path):
        path = tmp_path / "kept.parquet"
        engine.write("select * from (values (1, 'a'), (2, null)) t(n, text) order by n", path)
        assert pq.read_table(path).to_pylist() == [{"n": 1, "text": "a"}, {"n": 2, "text": None}]

    def test_one_that_is_none_is_an_error_of_the_engine(self, engine, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(b"PAR1 and no more")
        with pytest.raises(EngineError, match=r"cut\.parquet"):
            engine.rows(engine.files([path]))


FEW = {"b": 3, "a": 0, "c": 1}


COLUMNS = {"text": "varchar", "day": "date", "many": "varchar[]", "n": "bigint"}


class TestSmallTables:
    def test_hold_the_values_as_they_are_and_texts_as_what_they_say(self, engine):
        rows = [
            ("it's", DAY, ("a", "b, c"), 5),
            ("", "2026-09-01", ("1",), "7"),
            (None, None, None, None),
        ]
        engine.small("shown", COLUMNS, rows)
        assert engine.rows("select * from shown order by n nulls last") == [
            {"text": "it's", "day": DAY, "many": ["a", "b, c"], "n": 5},
            {"text": "", "day": date(2026, 9, 1), "many": ["1"], "n": 7},
            {"text": None, "day": None, "many": None, "n": None},
        ]

    def test_take_the_place_of_the_one_of_that_name(self, engine):
        engine.small("shown", {"n": "integer"}, [(1,), (2,)])
        engine.view("seen", "select * from shown")
        engine.small("shown", {"n": "integer"}, ())
        assert engine.rows("select * from seen") == []

    def test_a_text_that_says_no_number_is_an_error_and_no_null(self, engine):
        with pytest.raises(EngineError):
            engine.small("shown", {"n": "bigint"}, [("many",)])


class TestSteps:
    def test_a_view_reads_what_is_there_when_it_is_asked(self, engine):
        engine.prepare("create table t as select 1 as n")
        engine.view("v", "select n + 1 as n from t")
        engine.prepare("select 5 as n", into="t")
        assert engine.rows("select * from v order by n") == [{"n": 2}, {"n": 6}]
        engine.view("v", "select 0 as n")
        assert engine.rows("select * from v") == [{"n": 0}]

    def test_several_statements_are_one_step(self, engine):
        engine.prepare(
            "create table a as select 1 as n; create table b as select n + 1 as n from a"
        )
        assert engine.rows("select * from b") == [{"n": 2}]

    def test_rows_are_appended_to_a_table_that_is_made_for_the_first(self, engine):
        for n in (1, 2):
            engine.prepare("select $n::integer as n", {"n": n}, into="kept")
        assert engine.rows("select * from kept order by n") == [{"n": 1}, {"n": 2}]

    def test_what_is_not_there_is_let_go_of_all_the_same(self, engine):
        engine.prepare("create table t as select 1 as n")
        engine.drop("t", "never_there")
        with pytest.raises(EngineError):
            engine.rows("select * from t")

    @pytest.mark.parametrize("value", [5, "it's", True, DAY, ["a", "b"], None])
    def test_a_variable_is_what_it_was_given(self, engine, value):
        engine.let(said=0)
        engine.let(said=value)
        assert engine.rows("select getvariable('said') as said") == [{"said": value}]


class TestAnswers:
    def test_parameters_stand_by_name_and_in_their_order(self, engine):
        assert engine.rows("select $a || $b as c", {"a": "x", "b": "y"}) == [{"c": "xy"}]
        assert engine.rows("select ? || ? as c", ("x", "y")) == [{"c": "xy"}]

    def test_a_parameter_is_never_read_as_a_question(self, engine):
        said = "'; drop table t; --"
        engine.prepare("create table t as select 1 as n")
        assert engine.rows("select $said as c from t", {"said": said}) == [{"c": said}]

    def test_all_ways_give_the_same_rows(self, engine):
        text = "select n, n % 3 as rest from (select unnest(range(10000)) as n) order by n"
        rows = engine.rows(text)
        assert engine.table(text).to_pylist() == rows
        assert [one for batch in engine.batches(text) for one in batch.to_pylist()] == rows

    def test_a_table_takes_parameters(self, engine):
        assert engine.table("select $n::bigint as n", {"n": 3}).to_pylist() == [{"n": 3}]

    @pytest.mark.parametrize("text", ["select", "select * from nothing", "select 'a'::integer"])
    def test_what_cannot_be_answered_is_an_error_of_the_engine_in_one_line(self, engine, text):
        with pytest.raises(EngineError) as caught:
            engine.rows(text)
        assert "\n" not in str(caught.value)

    def test_what_fits_nowhere_is_told_apart(self):
        with closing(DuckDB("64MB")) as engine:
            engine.prepare("set max_temp_directory_size = '1MB'")
            with pytest.raises(TooLargeError):
                engine.prepare("create table t as select hash(i) from range(50000000) r(i)")


TEXTS = ("🎧", 'a, "b"', "", "B", "b", "it's")


class TestHeld:
    def test_sorts_and_compares_as_the_texts_do(self, engine):
        engine.small(
            "said", {"text": "varchar", "n": "integer"}, [(text, n) for n, text in enumerate(TEXTS)]
        )
        engine.hold("held", "(select * from said)", ["text"])
        found = [row["text"] for row in engine.rows("select text from held order by text")]
        assert found == sorted(TEXTS)
        assert engine.rows("select n from held where text = 'b'") == [{"n": 4}]
        assert engine.rows("select n from held where text = 'nobody'") == []

    def test_can_be_held_again(self, engine):
        for n in (1, 2):
            engine.hold("held", f"(select 'a' || {n} as text)", ["text"])
            assert engine.rows("select * from held") == [{"text": f"a{n}"}]


class TestDamaged:
    LIKE = sql("empty")

    @pytest.fixture
    def path(self, tmp_path):
        root = root_of(tmp_path, [row(DAY, 5)])
        return root / f"data/measurements/{DAY.year}/{DAY}.parquet"

    def rewritten(self, path, **columns):
        table = pq.read_table(path)
        for name, values in columns.items():
            place = table.column_names.index(name)
            table = table.set_column(place, name, pa.array(values, table[name].type))
        pq.write_table(table, path)
        return path

    def test_a_whole_file_is_neither_suspect_nor_faulty(self, engine, path):
        assert list(engine.suspects([path], self.LIKE)) == []
        assert engine.fault(path) is None

    def test_a_row_that_cannot_be(self, engine, path):
        self.rewritten(path, state=["guessed"])
        assert list(engine.suspects([path], self.LIKE)) == [path]
        assert engine.fault(path) == "has a row that cannot be"

    def test_a_file_that_cannot_be_read_ends_no_session(self, engine, path):
        path.write_bytes(path.read_bytes()[:-50])
        assert list(engine.suspects([path], self.LIKE)) == [path]
        assert engine.fault(path) == "is damaged inside"
        assert engine.rows("select 1 as n") == [{"n": 1}]
