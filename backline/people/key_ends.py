"""When keys end: ``data/keys.csv``, which runs write as platforms tell it. It holds no key."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date

from backline.errors import DataError
from backline.names import shown
from backline.people.tables import records
from backline.people.written import csv_text

WARN_DAYS = 10
"""So many days before its end a key is warned about."""


@dataclass(frozen=True, slots=True)
class KeyEnd:
    """One thing that ends.

    Attributes:
        variable: whose value is to be made anew.
        what: ends, as a sentence begins: ``The Instagram token``.
        ends: the UTC day.
    """

    variable: str
    what: str
    ends: date

    def is_near(self, day: date) -> bool:
        """Whether it is to be warned about on a day."""
        return (self.ends - day).days <= WARN_DAYS

    def left(self, day: date) -> str:
        """A sentence on a day: until when, and how many days that is."""
        left = (self.ends - day).days
        if left < 0:
            return f"{self.what} ended on {self.ends}."
        return f"{self.what} ends on {self.ends}, in {left} day{'' if left == 1 else 's'}."

    def said(self, day: date) -> str:
        """A sentence on a day, with the way out."""
        return f"{self.left(day).rstrip('.')}: make a new one and set {self.variable}."


@dataclass(frozen=True, slots=True)
class KeyTold:
    """What a platform told of a key in this run: all its ends; none where it has none."""

    variable: str
    ends: tuple[KeyEnd, ...] = ()


COLUMNS = tuple(f.name for f in fields(KeyEnd))


class KeyEnds:
    """Every end that is known."""

    def __init__(self, known: Iterable[KeyEnd] = ()) -> None:
        self._known = sorted(known, key=astuple)

    def __iter__(self) -> Iterator[KeyEnd]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def with_told(self, told: Sequence[KeyTold]) -> KeyEnds:
        """The same with what a run was told; of other keys what was known stays."""
        anew = {one.variable for one in told}
        kept = [one for one in self._known if one.variable not in anew]
        return KeyEnds([*kept, *(end for one in told for end in one.ends)])

    def to_csv(self) -> str:
        """The whole table."""
        return csv_text([COLUMNS, *map(astuple, self._known)], "keys.csv")

    @classmethod
    def from_csv(cls, text: str, name: str = "keys.csv") -> KeyEnds:
        """Read the table back.

        Raises:
            DataError: a line has no day; the sentence names it.
        """
        found = []
        for number, said in records(text, name, COLUMNS):
            try:
                ends = date.fromisoformat(said["ends"].strip())
            except ValueError:
                raise DataError(
                    f"{name} line {number}: ends: {shown(said['ends'], 40)!r} is no day like "
                    "2026-01-31; correct it, or delete the file: the next run writes it anew."
                ) from None
            found.append(KeyEnd(said["variable"].strip(), said["what"].strip(), ends))
        return cls(found)
