"""One file per question, in DuckDB SQL."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sql(name: str) -> str:
    """The text of one question, ``name`` being its file without the ending."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
