"""One file per question, in DuckDB SQL."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

_NAMES: dict[str, str] = {}


def name_of(text: str) -> str:
    """What a text that was handed out here is called; empty for any other."""
    return _NAMES.get(text, "")


@cache
def sql(name: str) -> str:
    """The text of one question, ``name`` being its file without the ending."""
    text = files(__name__).joinpath(f"{name}.sql").read_text(encoding="utf-8")
    _NAMES[text] = name
    return text


@cache
def piped(*names: str) -> str:
    """Several questions as one: each reads ``answer``, which is what the one before it found.

    All but the first are without ``with``.
    """
    text = sql(names[0])
    for name in names[1:]:
        text = f"with answer as (\n{text}\n)\n{sql(name)}"
    _NAMES[text] = " ".join(names)
    return text
