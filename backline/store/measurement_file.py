"""The form of a day's Parquet file: its columns, its version, its bytes.

Source of the encodings: sizes measured on a day of 1,000 artists, see ``benchmarks/size.py``.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from backline.measure import Measurement

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET_FORMAT = 1
"""The form of the measurement files, kept in their metadata; a reader refuses a higher one."""

FORMAT_KEY = b"backline_format"

_POINTER = b"version https://git-lfs"


def measurement_schema() -> pa.Schema:
    """The columns of a measurement file (see :class:`backline.measure.Measurement`)."""
    import pyarrow as pa

    text = pa.string()
    return pa.schema(
        [
            pa.field("date", pa.date32(), nullable=False),
            *(pa.field(n, text, nullable=False) for n in ("artist", "platform", "metric")),
            *(pa.field(n, text, nullable=False) for n in ("subject", "country")),
            pa.field("value", pa.int64()),
            pa.field("state", text, nullable=False),
            pa.field("resolution", pa.int64(), nullable=False),
            *(pa.field(n, text, nullable=False) for n in ("source", "detail")),
            pa.field("collected_at", pa.timestamp("us", "UTC")),
        ],
        metadata={FORMAT_KEY: str(PARQUET_FORMAT).encode()},
    )


def schema_fault(schema: pa.Schema) -> str | None:
    """What is wrong with the schema of a measurement file, or None: the rest of a sentence."""
    version = (schema.metadata or {}).get(FORMAT_KEY, b"").decode(errors="replace")
    if not version.isdigit():
        return "is no measurement file of Backline (it has no format number)"
    if int(version) > PARQUET_FORMAT:
        return f"has format {version}, newer than the {PARQUET_FORMAT} known here; update Backline"
    wanted = measurement_schema()
    wrong = [
        f.name for f in wanted if f.name not in schema.names or schema.field(f.name).type != f.type
    ]
    return f"lacks the column {wrong[0]} in its known type" if wrong else None


def is_pointer(path: Path) -> bool:
    """Whether a checkout without git LFS left only a pointer where a file should be.

    Source: Git LFS Specification, "The Pointer".
    """
    with path.open("rb") as file:
        return file.read(len(_POINTER)) == _POINTER


def parquet_bytes(rows: Iterable[Measurement]) -> bytes:
    """Measurements as the bytes of a Parquet file, the same for the same rows.

    An answer's time is kept to the second: finer ones would be a sixth of the file.
    """
    import pyarrow as pa

    schema = measurement_schema()
    listed = list(rows)
    columns = {name: [getattr(m, name) for m in listed] for name in schema.names}
    columns["state"] = [m.state.value for m in listed]
    columns["collected_at"] = [
        m.collected_at and m.collected_at.replace(microsecond=0) for m in listed
    ]
    return table_bytes(pa.table(columns, schema=schema))


def table_bytes(table: pa.Table) -> bytes:
    """A table of measurements as the bytes of a Parquet file, as small as they get.

    A file is written once and kept in git for ever, hence the high level; ids and values hardly
    repeat, so that a dictionary would only make them larger.
    """
    import pyarrow.parquet as pq

    repeating = [name for name in table.schema.names if name not in ("subject", "value")]
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", compression_level=19, use_dictionary=repeating)
    return out.getvalue()
