"""DuckDB as Backline opens it: how much memory it may take, and where it puts what does not fit."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SPILL = "backline-"
"""How folders in the system's temporary folder are called that answers spill to."""


class Engine:
    """One connection with a folder of its own for what does not fit into memory.

    Attributes:
        connection: to DuckDB.
        memory: what it may take, e.g. ``1GB``; None leaves it to DuckDB, which takes up to 80 % of
            the machine's and spills from there on.
    """

    def __init__(self, memory: str | None = None, threads: int | None = None) -> None:
        """Open it.

        Args:
            memory: what it may take.
            threads: how many processors an answer may use; all where None.
        """
        import duckdb

        self.memory = memory
        self.connection: DuckDBPyConnection = duckdb.connect()
        # Without a name DuckDB would spill into the folder it is started in.
        folder = tempfile.mkdtemp(prefix=_SPILL)
        self._sweep = weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self.connection.execute("set temp_directory = ?", [str(Path(folder) / "spilled")])
        self.connection.execute("set preserve_insertion_order = false")
        self.connection.execute("set parquet_metadata_cache = true")
        if memory:
            self.connection.execute("set memory_limit = ?", [memory])
        if threads:
            self.connection.execute("set threads = ?", [threads])

    def close(self) -> None:
        """Let go of the connection and of everything that was spilled."""
        self.connection.close()
        self._sweep()
