"""What answers questions over files: one door, whatever stands behind it."""

from __future__ import annotations

from backline.engines.choice import chosen, open_engine
from backline.engines.duckdb import DuckDB
from backline.engines.engine import Engine, EngineError, Row, TooLargeError, Values, Variable

__all__ = [
    "DuckDB",
    "Engine",
    "EngineError",
    "Row",
    "TooLargeError",
    "Values",
    "Variable",
    "chosen",
    "open_engine",
]
