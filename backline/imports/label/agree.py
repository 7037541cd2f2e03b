"""What several entries or rows of one artist and day agree on; their order decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_NO_NUMBER = ("", "n/a", "none", "null")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Stands where a number would, of which a day's rows say different things."""

    said: tuple[str, ...]

    def __str__(self) -> str:
        return " and ".join(self.said)


def agreed(objects: Sequence[Mapping[str, Any]], numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Several objects of one artist and day as one.

    A number goes before a cell without one; where two numbers differ a :class:`Disagreement`
    stands. What is no number is taken from the first in an order of their contents.

    Args:
        objects: platform to field to what stands there.
        numbers: by platform, the fields that are numbers.
    """
    if len(objects) == 1:
        return dict(objects[0])
    made: dict[str, Any] = {}
    for one in sorted(objects, key=repr):
        for name, value in one.items():
            if isinstance(value, Mapping):
                made[name] = {**value, **made.get(name, {})}
            else:
                made.setdefault(name, value)
    for platform, fields in numbers.items():
        if platform in made:
            for field in fields:
                said = [
                    found[field]
                    for one in objects
                    if isinstance(found := one.get(platform), Mapping) and field in found
                ]
                if said:
                    made[platform][field] = agreed_value(said)
    return made


def agreed_value(said: Sequence[Any]) -> Any:
    """The one number that is said, a :class:`Disagreement` of several, else what stands there."""
    by_text = {str(value).strip(): value for value in sorted(said, key=repr)}
    numbers = sorted(text for text in by_text if text.lower() not in _NO_NUMBER)
    if len(numbers) > 1:
        return Disagreement(tuple(numbers))
    return by_text[numbers[0] if numbers else min(by_text)]
