"""What answers questions over files: one door, whatever stands behind it."""

from __future__ import annotations

from backline.engines.choice import chosen, chosen_data, open_engine
from backline.engines.duckdb import DuckDB
from backline.engines.elsewhere import Elsewhere
from backline.engines.engine import Engine, EngineError, Row, TooLargeError, Values, Variable

__all__ = [
    "DuckDB",
    "Elsewhere",
    "Engine",
    "EngineError",
    "Row",
    "TooLargeError",
    "Values",
    "Variable",
    "chosen",
    "chosen_data",
    "open_engine",
]
