"""Long lists in pages, which buttons turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """Where in a list a reply stands.

    Attributes:
        listed: how many the list has.
        each: how many a page has.
        number: from 1 on.
    """

    listed: int
    each: int
    number: int

    @classmethod
    def of(cls, listed: int, each: int, wanted: int) -> Page:
        """The page somebody asks for; the last one where there are no longer so many."""
        return cls(listed, each, max(1, min(wanted, -(-listed // each))))

    @property
    def first(self) -> int:
        """How many stand on the pages before."""
        return self.each * (self.number - 1)

    @property
    def left(self) -> int:
        """How many stand on the pages after."""
        return max(0, self.listed - self.first - self.each)

    @property
    def said(self) -> str:
        """``page 2 of 5``; empty where there is one alone."""
        pages = -(-self.listed // self.each)
        return f"page {self.number} of {pages}" if pages > 1 else ""

    def part(self, rows: Sequence[Row]) -> Sequence[Row]:
        """Those of the list that stand on it."""
        return rows[self.first : self.first + self.each]
