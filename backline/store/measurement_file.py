"""The form of a day's Parquet file: its columns, its version, its bytes.

Source of the encodings: sizes measured on a day of 1,000 artists, see ``benchmarks/size.py``.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from backline.errors import DataError
from backline.measure import Measurement, State
from backline.names import first_line, shown
from backline.store.day_files import part_label
from backline.store.parquet import table_of

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET_FORMAT = 1
"""The form of the measurement files, kept in their metadata; a reader refuses a higher one."""

FORMAT_KEY = b"backline_format"

ROWS_KEY = "backline_rows"
"""The checksum of a file's rows, kept in its metadata; see :func:`rows_print`."""

SEAL_KEY = "backline_bytes"
"""The checksum of all its bytes but this one; see :func:`seal_holds`."""

SMALLEST = 19
"""The level of compression beyond which files hardly get smaller."""

PART_KEY = "backline_part"
"""Which part of its day a file is, kept in its metadata; see :func:`part_label`."""

LEARNT_KEY = "backline_learnt"
"""What a run of a part of the roster learnt beside its rows; see :mod:`backline.store.runs`."""

_LETTERS = 16
_BLANK = b"0" * _LETTERS
_SEAL = re.compile(SEAL_KEY.encode() + rb"[^0-9a-f]{1,3}([0-9a-f]{%d})" % _LETTERS)
_VERSION = re.compile(FORMAT_KEY + rb"[^0-9]{1,3}([0-9]+)\x00")

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


def parquet_bytes(rows: Iterable[Measurement], more: Mapping[str, str] | None = None) -> bytes:
    """Measurements as the bytes of a Parquet file, the same for the same rows.

    Args:
        rows: the measurements.
        more: what else its metadata say, by key.
    """
    return table_bytes(_table(list(rows)), more)


def part_bytes(parts: Sequence[Sequence[Measurement]]) -> list[bytes]:
    """The parts of a day as the bytes of a file each, which say that they belong together."""
    tables = [_table(rows) for rows in parts]
    prints = [rows_print(table) for table in tables]
    whole = _letters("".join(prints).encode()).decode()
    return [
        _bytes(table, prints[place], {PART_KEY: part_label(place + 1, len(parts), whole)})
        for place, table in enumerate(tables)
    ]


def _table(rows: Sequence[Measurement]) -> pa.Table:
    """An answer's time is kept to the second: finer ones would be a sixth of the file."""
    import pyarrow as pa

    schema = measurement_schema()
    columns = {name: [getattr(m, name) for m in rows] for name in schema.names}
    columns["state"] = [m.state.value for m in rows]
    columns["collected_at"] = [
        m.collected_at and m.collected_at.replace(microsecond=0) for m in rows
    ]
    return pa.table(columns, schema=schema)


def table_bytes(
    table: pa.Table, more: Mapping[str, str] | None = None, *, level: int = SMALLEST
) -> bytes:
    """A table of measurements as the bytes of a Parquet file, as small as they get, and sealed.

    A file is written once and kept in git for ever, hence the high level; ids and values hardly
    repeat, so that a dictionary would only make them larger.

    Args:
        table: the rows.
        more: what is kept in its metadata beside.
        level: of the compression; lower for days that nobody keeps.
    """
    return _bytes(table, rows_print(table), more, level)


def _bytes(
    table: pa.Table,
    print_of_rows: str,
    more: Mapping[str, str] | None,
    level: int = SMALLEST,
) -> bytes:
    import pyarrow.parquet as pq

    marked = {**(table.schema.metadata or {}), ROWS_KEY.encode(): print_of_rows.encode()}
    table = table.replace_schema_metadata(marked)
    repeating = [name for name in table.schema.names if name not in ("subject", "value")]
    out = io.BytesIO()
    with pq.ParquetWriter(
        out, table.schema, compression="zstd", compression_level=level, use_dictionary=repeating
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({**(more or {}), SEAL_KEY: _BLANK.decode()})
    content = out.getvalue()
    seal = _SEAL.search(content)
    if seal is None:
        raise DataError("A measurement file could not be sealed; it was not written.")
    return content[: seal.start(1)] + _letters(content) + content[seal.end(1) :]


def said_in(file: Path | bytes, key: str) -> str | None:
    """What the metadata of a file say under a key; None where they do not.

    Raises:
        Exception: whatever reading a damaged file raises.
    """
    import pyarrow.parquet as pq

    source = io.BytesIO(file) if isinstance(file, bytes) else file
    said = (pq.read_metadata(source).metadata or {}).get(key.encode())
    return None if said is None else said.decode()


def rows_print(table: pa.Table) -> str:
    """The checksum of measurements, whatever wrote the file they are in and in whatever order."""
    import pyarrow as pa

    plain = {pa.date32(): pa.int32(), pa.timestamp("us", "UTC"): pa.int64()}  # quicker as text
    columns = [
        table[field.name].cast(field.type).cast(plain.get(field.type, field.type)).to_pylist()
        for field in measurement_schema()
    ]
    rows = sorted(zip(*columns, strict=True), key=itemgetter(*range(6), 9))
    return _letters(json.dumps(rows).encode()).decode()


def rows_fault(table: pa.Table, day: date) -> str | None:
    """What cannot be in the rows of a day's file, or None: the rest of a sentence.

    Raises:
        Exception: whatever reading damaged rows raises.
    """
    if not len(table):
        return "has no rows"
    said = (table.schema.metadata or {}).get(ROWS_KEY.encode())
    for name, column in zip(table.schema.names, table.columns, strict=True):
        if column.null_count and name not in ("value", "collected_at"):
            return f"has a row without {name}"
    if said is not None and said != rows_print(table).encode():
        return CHANGED
    if set(table["date"].to_pylist()) != {day}:
        return "has rows of another day"
    states = set(table["state"].unique().to_pylist())
    if unknown := sorted(states - set(State)):
        return f"has the state {shown(unknown[0], 40)!r}, which is none that is known here"
    return None


def rows_of(content: bytes, day: date) -> list[Measurement]:
    """The rows of a day's file.

    Raises:
        DataError: it is damaged, was changed since, or is of a newer form; the message is the rest
            of a sentence, without the file's name.
    """
    pointer = content.startswith(_POINTER)
    try:
        table = table_of(content)
        fault = schema_fault(table.schema) or seal_fault(content) or rows_fault(table, day)
    except Exception as error:  # noqa: BLE001 (whatever a reader raises is a fault of the file)
        why = "a pointer of git LFS" if pointer else first_line(error)
        raise DataError(f"cannot be read as Parquet ({why})") from None
    if fault:
        raise DataError(fault)
    columns = [field.name for field in fields(Measurement)]
    try:
        return [
            Measurement(**{**{n: row[n] for n in columns}, "state": State(row["state"])})
            for row in table.to_pylist()
        ]
    except (ValueError, OverflowError) as error:
        raise DataError(f"has a row that cannot be ({first_line(error)})") from None


def seal_holds(content: bytes) -> bool | None:
    """Whether a file is byte for byte what was written, which needs no look into it.

    None where it has no seal: it is an older one, one of a newer form, or another tool wrote it.
    """
    said = int.from_bytes(content[-8:-4], "little") + 8  # as long as the file says its end is
    tail = content[-max(said, _FOOTER_MOST) :]
    seal = _SEAL.search(tail)
    version = _VERSION.search(tail)
    if seal is None or version is None or int(version[1]) > PARQUET_FORMAT:
        return None
    begin = len(content) - len(tail) + seal.start(1)
    digest = hashlib.sha256(content[:begin])
    digest.update(_BLANK)
    digest.update(content[begin + _LETTERS :])
    return digest.hexdigest()[:_LETTERS].encode() == seal[1]


def seal_fault(content: bytes) -> str | None:
    """The same as the rest of a sentence; None where nothing is wrong with the bytes."""
    return CHANGED if seal_holds(content) is False else None


CHANGED = "was damaged or changed since it was written: it does not have the checksum it carries"
_FOOTER_MOST = 1 << 16
"""The metadata of a day are a few thousand bytes at the end of its file; a run's may be more."""


def _letters(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest()[:_LETTERS].encode()
