"""The measurements of a root, ready to be asked: DuckDB, and one SQL file for each question."""

from __future__ import annotations

from backline.warehouse.warehouse import Warehouse

__all__ = ["Warehouse"]
