"""CSV from whole columns: the bytes that Python's own writer makes, row by row."""

from __future__ import annotations

import csv
import io
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.exports.columns import COVERAGE, GROWTH, LATEST, Column, Table
from backline.exports.csv_lines import csv_lines
from backline.people.written import cell_text
from tests.drawn import drawn

TABLE = Table(
    "made-up",
    "made-up.csv",
    "",
    (
        Column("words", "string", "", words=True),
        Column("text", "string", ""),
        Column("count", "integer", ""),
        Column("share", "number", ""),
        Column("day", "date", ""),
    ),
    ("words",),
)
TYPES = (pa.string(), pa.string(), pa.int64(), pa.float64(), pa.date32())

TEXTS = st.one_of(st.text(max_size=9), st.sampled_from(["=1+1", "'=x", "a,b", 'say "so"', "a\nb"]))
ROWS = st.lists(
    st.tuples(
        TEXTS,
        TEXTS,
        st.none() | st.integers(-(2**62), 2**62),
        st.none()
        | st.floats(-1e9, 1e9)
        | st.integers(-(10**7), 10**7).map(lambda n: n / 2e6)  # halfway between two last places
        | st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 10**6)).map(lambda t: t[0] / t[1]),
        st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31)),
    ),
    max_size=12,
)


def row_by_row(rows):
    """As other tables are written: every cell as text, then Python's writer."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(TABLE.header)
    for row in rows:
        cells = []
        for column, value in zip(TABLE.columns, row, strict=True):
            if value is None:
                text = ""
            elif isinstance(value, date):
                text = value.isoformat()
            elif isinstance(value, float):
                text = format(value, ".6f").rstrip("0").rstrip(".")
            else:
                text = str(value)
            cells.append(cell_text(text, guard=column.words))
        writer.writerow(cells)
    return out.getvalue().encode()


def batches(rows, size=5):
    for start in range(0, len(rows), size):
        columns = zip(*rows[start : start + size], strict=True)
        yield pa.record_batch(
            [pa.array(c, t) for c, t in zip(columns, TYPES, strict=True)], TABLE.header
        )


@drawn(15, 150)
def test_the_bytes_are_those_of_one_row_after_the_other(examples):
    @settings(max_examples=examples, deadline=None)
    @given(ROWS)
    def holds(rows):
        assert b"".join(csv_lines(TABLE, batches(rows))) == row_by_row(rows)

    holds()


@pytest.mark.parametrize("value", [0.0, -0.0, 1e-7, -1e-7, 5e-7, 0.0000015, 0.1234565, 2 / 3, 1e15])
def test_a_fraction_has_at_most_six_places(value):
    rows = [("", "", 1, value, None)]
    assert b"".join(csv_lines(TABLE, batches(rows))) == row_by_row(rows)


def test_no_rows_leave_the_heading():
    assert b"".join(csv_lines(TABLE, [])) == b"words,text,count,share,day\n"
    assert [table.header[0] for table in (LATEST, GROWTH, COVERAGE)] == ["as_of"] * 3


def test_texts_that_are_coded_already_come_out_the_same():
    coded = pa.array(["=a", None, "=a"]).dictionary_encode()
    table = Table("t", "t.csv", "", (Column("words", "string", "", words=True),) * 2, ())
    batch = pa.record_batch([coded, coded], ["words", "other"])
    assert b"".join(csv_lines(table, [batch])) == b"words,words\n'=a,'=a\n,\n'=a,'=a\n"
