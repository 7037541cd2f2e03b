"""Sentences with other people's names in them, for media that cannot show every sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    Attributes:
        text: with ``{}`` for each name, and no other brackets.
        names: other people's words, in their order.
    """

    text: str
    names: tuple[str, ...] = ()

    def said(self, name: Callable[[str], str]) -> str:
        """The sentence, each name as a medium shows it."""
        return self.text.format(*map(name, self.names))

    def __str__(self) -> str:
        return self.said(str)


def day(one: date) -> str:
    """A day as people read it: ``3 September 2026``."""
    return f"{one.day} {one:%B %Y}"


def short_day(one: date | None) -> str:
    """A day in a table: ``3 Sep 2026``; a dash where none is known."""
    return f"{one.day} {one:%b %Y}" if one else "—"


def many(count: int, one: str, several: str = "") -> str:
    """``1 song``, ``1,200 songs``."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"
