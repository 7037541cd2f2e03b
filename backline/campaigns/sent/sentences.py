"""Sentences with other people's names in them, for media that cannot show every sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from backline.words import MISSING, number

COUNTS = "Streams as Spotify for Artists counts them; — where it tells none."
UNDRAWN = "(see the workbook)"
"""What stands for a name in letters that the page's font has not."""


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


def cell(value: float | None) -> str:
    """A count in a table: ``1,200``; a dash where it is not known."""
    return MISSING if value is None else number(round(value))


def short_day(one: date | None) -> str:
    """A day in a table: ``3 Sep 2026``; a dash where none is known."""
    return f"{one.day} {one:%b %Y}" if one else MISSING
