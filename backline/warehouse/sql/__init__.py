"""One file per question, in DuckDB SQL."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def sql(name: str) -> str:
    """The text of one question, ``name`` being its file without the ending."""
    return files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")


@cache
def piped(*names: str) -> str:
    """Several questions as one: each reads ``answer``, which is what the one before it found.

    All but the first are without ``with``.
    """
    text = sql(names[0])
    for name in names[1:]:
        text = f"with answer as (\n{text}\n)\n{sql(name)}"
    return text
