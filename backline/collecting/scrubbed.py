"""Keys out of what platforms say: one that repeats what it was asked with may put them anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import TypeVar, cast

T = TypeVar("T")


def scrubbed(value: T, clean: Callable[[str], str]) -> T:
    """The same with every text in it cleaned, however deep it lies.

    Args:
        value: an answer, or a part of one: texts, lists, objects, and classes of such.
        clean: takes the keys out of a text.
    """
    found: object = value
    if isinstance(value, str):
        found = clean(value) if type(value) is str else value  # a state is no text of theirs
    elif isinstance(value, dict):
        found = {scrubbed(k, clean): scrubbed(v, clean) for k, v in value.items()}
    elif isinstance(value, list | tuple):
        found = type(value)(scrubbed(one, clean) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        found = type(value)(*(scrubbed(getattr(value, f.name), clean) for f in fields(value)))
    return cast("T", found)
