"""Answers as CSV: whole columns at once, no object a row.

UTF-8, commas, one line feed, empty for what is not there, ISO dates, quotes only where needed. A
cell of other people's words that a spreadsheet would take for a formula gets an apostrophe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from backline.exports.columns import Column, Table
from backline.people.written import cell_text, quoted

if TYPE_CHECKING:
    import pyarrow as pa


def csv_lines(table: Table, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The lines of a CSV, its heading first and then those of one batch after the other.

    Args:
        table: the columns, in their order.
        batches: have these columns, and maybe others.
    """
    import pyarrow.compute as pc

    yield f"{','.join(table.header)}\n".encode()
    for batch in batches:
        cells = [_cells(batch.column(column.name), column) for column in table.columns]
        lines = pc.binary_join_element_wise(
            pc.binary_join_element_wise(*cells, ","), "", "\n"
        )  # the line feed comes between the line and nothing
        length = pc.sum(pc.binary_length(lines)).as_py() or 0
        *_, content = lines.buffers()
        if content is not None:
            yield content.slice(0, length).to_pybytes()


def _cells(values: pa.Array, column: Column) -> pa.Array:
    """The cells of a column as text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.kind == "number":
        texts = _fixed(values)
    elif column.kind == "string":
        texts = _words(values, column)
    else:
        texts = values.cast(pa.string())
    return pc.fill_null(texts, "")


def _fixed(values: pa.Array) -> pa.Array:
    """Fractions with at most six places; Arrow itself has no such form, DuckDB's is Python's."""
    import duckdb
    import pyarrow as pa
    import pyarrow.compute as pc

    with duckdb.connect() as connection:
        connection.register("fraction", pa.table({"value": values}))
        told = connection.sql("select format('{:.6f}', value) as text from fraction")
        texts = told.to_arrow_table()["text"].combine_chunks()
    return pc.utf8_rtrim(pc.utf8_rtrim(texts, "0"), ".")


def _words(values: pa.Array, column: Column) -> pa.Array:
    """Texts with their quotes and apostrophes; of each different one, which are few, once."""
    import pyarrow as pa

    coded = values if pa.types.is_dictionary(values.type) else values.dictionary_encode()
    told = [_quoted(t, guard=column.words) for t in coded.dictionary.to_pylist()]
    return pa.array(told, pa.string()).take(coded.indices)


def _quoted(text: str, *, guard: bool) -> str:
    return quoted(cell_text(text, guard=guard))
