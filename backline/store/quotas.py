"""What was left of the platforms' quotas: ``data/quotas.csv``, as the newest run was told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date

from backline.errors import DataError
from backline.names import shown
from backline.people.tables import records
from backline.people.written import csv_text


@dataclass(frozen=True, slots=True)
class Quota:
    """One platform's.

    Attributes:
        platform: or service, as the reports call it.
        day: the UTC day it was told on.
        left: what may still be asked for, at most.
        unit: in what that is counted: ``units``, ``requests``.
        of: the whole, where it is known; 0 where not.
        period: after which it comes back: ``day``, ``month``.
    """

    platform: str
    day: date
    left: int
    unit: str
    of: int
    period: str

    @property
    def said(self) -> str:
        """A sentence of people's, without its platform."""
        whole = f" of {self.of:,}" if self.of else ""
        return (
            f"at most {self.left:,}{whole} {self.unit} of the {self.period} were left on {self.day}"
        )


COLUMNS = tuple(f.name for f in fields(Quota))


class Quotas:
    """What is known, by platform."""

    def __init__(self, known: Iterable[Quota] = ()) -> None:
        self._known = {one.platform: one for one in known}

    def __iter__(self) -> Iterator[Quota]:
        return (self._known[name] for name in sorted(self._known))

    def __len__(self) -> int:
        return len(self._known)

    def with_told(self, told: Iterable[Quota]) -> Quotas:
        """The same with what a run was told."""
        return Quotas([*self._known.values(), *told])

    def to_csv(self) -> str:
        """The whole table."""
        return csv_text([COLUMNS, *map(astuple, self)], "quotas.csv")

    @classmethod
    def from_csv(cls, text: str, name: str = "quotas.csv") -> Quotas:
        """Read the table back.

        Raises:
            DataError: a cell is no number or no day; the sentence names the line.
        """
        found = []
        for number, said in records(text, name, COLUMNS):
            try:
                day, left, whole = (
                    date.fromisoformat(said["day"].strip()),
                    int(said["left"]),
                    int(said["of"]),
                )
            except ValueError:
                cells = shown(", ".join(said.values()), 80)
                raise DataError(
                    f"{name} line {number}: {cells!r} is no quota; delete the file, the next run "
                    "writes it anew."
                ) from None
            words = (said[column].strip() for column in ("platform", "unit", "period"))
            platform, unit, period = words
            found.append(Quota(platform, day, left, unit, whole, period))
        return cls(found)
