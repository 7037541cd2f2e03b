"""Rows that are at hand, with the types that they are told to have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from backline.engines.engine import EngineError
from backline.names import first_line

if TYPE_CHECKING:
    import pyarrow as pa

_DECIMAL = re.compile(r"decimal\((\d+), ?(\d+)\)")


def spark_type(kind: str) -> str:
    """A type as Spark calls it."""
    inner = kind.removesuffix("[]")
    named = {"varchar": "string", "integer": "int"}.get(inner, inner)
    return f"array<{named}>" if kind != inner else named


def arrow_table(columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> pa.Table:
    """Some rows as an Arrow table.

    Args:
        columns: name and type of each, as DuckDB calls it.
        rows: with a value for each; a text stands for what it says in other types, and a tuple for
            a list.

    Raises:
        EngineError: a text does not say a value of its column's type.
    """
    import pyarrow as pa

    listed = list(zip(*rows, strict=True)) or [()] * len(columns)
    try:
        return pa.table(
            {
                name: _column(cells, _arrow_type(kind))
                for (name, kind), cells in zip(columns.items(), listed, strict=True)
            }
        )
    except pa.ArrowException as error:
        raise EngineError(first_line(error)) from error


def _column(cells: Sequence[object], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    try:
        return pa.array(cells, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError):  # a text says what it stands for
        texts = [None if cell is None else str(cell) for cell in cells]
        return pa.array(texts, pa.string()).cast(kind)


def _arrow_type(kind: str) -> pa.DataType:
    import pyarrow as pa

    if kind.endswith("[]"):
        return pa.list_(_arrow_type(kind.removesuffix("[]")))
    if found := _DECIMAL.fullmatch(kind):
        return pa.decimal128(int(found[1]), int(found[2]))
    return {
        "varchar": pa.string(),
        "integer": pa.int32(),
        "bigint": pa.int64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "double": pa.float64(),
        "timestamp": pa.timestamp("us"),
    }[kind]
