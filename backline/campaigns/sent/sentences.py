"""Sentences with other people's names in them, for media that cannot show every sign."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from backline.words import MISSING


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
    return f"{one.day} {one:%b %Y}" if one else MISSING


def many(count: int, one: str, several: str = "") -> str:
    """``1 song``, ``1,200 songs``."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def share_text(part: float | None) -> str:
    """``64%``, below a tenth ``6.4%``; a dash where it is not known."""
    if part is None:
        return MISSING
    return f"{part:.1%}" if abs(part) < 0.0995 else f"{part:.0%}"
