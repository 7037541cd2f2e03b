"""Parquet that is in memory already, read so that nothing of it outlives the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


def table_of(content: bytes) -> pa.Table:
    """The table of a Parquet file's bytes.

    It is read on the caller's thread alone. pyarrow's own threads let go of the bytes only after
    they have answered, and one that does so while the process ends aborts it, whatever its exit
    code was to be (apache/arrow#34314). A file read by its path has nothing of Python's to hold.

    Raises:
        Exception: whatever pyarrow raises where the bytes are no Parquet file, or a damaged one.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(pa.BufferReader(content)) as file:
        return file.read(use_threads=False)
