"""Questions told in Spark's SQL: what the two read differently."""

from __future__ import annotations

from datetime import date

import pytest

from backline.engines import EngineError
from backline.engines.dialect import Dialect

TABLES = {
    "point": {"artist": "string", "date": "date", "value": "bigint", "listed": "array<string>"},
    "column": {"artist": "string", "date": "date"},
}


@pytest.fixture
def dialect():
    made = Dialect()
    made.tables |= TABLES
    return made


def told(dialect, text, values=None):
    *before, last = dialect.question(text, values)
    assert not before
    return " ".join(last.query.split())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select date - 7 as d from point", "DATE_SUB(`point`.`date`, 7)"),
        ("select date - date '2026-01-01' - 1 as n from point", "DATEDIFF("),
        ("select value / 2 as half from point", "CAST(`point`.`value` AS DOUBLE) / 2"),
        ("select arg_max(value, date) as v from point", "MAX_BY(`point`.`value`, CASE WHEN NOT "),
        ("select max(value) filter (where value > 3) as v from point", "MAX(CASE WHEN "),
        ("select len(listed) as n from point", "SIZE(`point`.`listed`)"),
        ("select listed[-1] as z from point", "TRY_ELEMENT_AT(`point`.`listed`, -1)"),
        ("select log10(value) as l from point", "LOG10("),
        ("select quantile_disc(value, 0.1) as q from point", "NULLS LAST) AS BIGINT) AS `q`"),
        ("select quantile_disc(value, [0.1, 0.9]) as q from point", " AS ARRAY<BIGINT>) AS `q`"),
        ("select null as nothing from point", "CAST(NULL AS STRING)"),
        ("select artist, max(value) as v from point group by all", "GROUP BY `point`.`artist`"),
        ("select * from point where artist in (select unnest($names))", "IN ('ada', 'bo')"),
        ("select * from point where (artist, value) = ('ada', 3)", "`value` = 3"),
    ],
)  # fmt: skip
def test_what_both_read_differently_is_written_so_that_it_means_the_same(dialect, text, said):
    assert said in told(dialect, text, {"names": ["ada", "bo"]})


def test_the_nearest_row_of_another_table_is_a_plain_join(dialect):
    text = (
        "select p.value from point p asof join column c on p.artist = c.artist and c.date >= p.date"
    )
    query = told(dialect, text)
    assert "ASOF" not in query
    assert "LAG(" in query


def test_what_is_asked_of_windows_within_what_is_asked_of_windows_is_asked_around_each(dialect):
    query = told(
        dialect,
        "select artist from (from point qualify count(*) over () > 1 and value < 9) "
        "qualify row_number() over (order by value) = 1",
    )
    assert "QUALIFY" not in query
    assert query.count(") AS `_all` WHERE") == 2
    assert "`_all`.`value` < 9" in query


def test_what_is_read_twice_is_a_step_before(dialect):
    text = (
        "with answer as (select artist from point) "
        "select * from answer union all select * from answer"
    )
    steps = []
    for step in dialect.question(text):
        if step.passing:
            dialect.tables[step.makes] = {"artist": "string"}
        steps.append(step)
    first, last = steps
    assert first.passing
    assert last.query.count(f"`{first.makes}`") == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (5, "CAST(5 AS INT)"),
        (1 << 40, "AS BIGINT)"),
        (0.5, "CAST(0.5 AS DOUBLE)"),
        (date(2026, 9, 30), "CAST('2026-09-30' AS DATE)"),
        ("it's; drop table point", "'it\\'s; drop table point'"),
        (True, "TRUE"),
    ],
)
def test_every_value_is_put_in_as_what_it_is(dialect, value, said):
    dialect.variables["said"] = value
    assert said in told(dialect, "select getvariable('said') as said from point")
    assert said in told(dialect, "select $said as said from point", {"said": value})
    assert said in told(dialect, "select ? as said from point", (value,))


@pytest.mark.parametrize("text", ["select", "select nothing(", "delete from point", "select $none"])
def test_what_cannot_be_told_is_an_error_of_the_engine_in_one_line(dialect, text):
    with pytest.raises(EngineError) as caught:
        list(dialect.question(text))
    assert "\n" not in str(caught.value)
