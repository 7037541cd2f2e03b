"""Values by day, held so that thousands of days of hundreds of artists are looked at quickly."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, KeysView, Mapping, Sequence, ValuesView
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Whole = npt.NDArray[np.int64]

Point = tuple[date, int]
"""A day and its value."""

_HALF = 32


class Days(Mapping[date, int]):
    """A whole number for each of some days, the oldest first.

    It reads as a dictionary, which is made when somebody looks into it; its ends, its peak and its
    mean are found without one.
    """

    def __init__(self, days: Whole, counts: Whole) -> None:
        """Hold them.

        Args:
            days: by their ordinals, in order.
            counts: the value of each.
        """
        self._days = days
        self._counts = counts

    @classmethod
    def of(cls, values: Mapping[date, int]) -> Days:
        """The same as a dictionary has it, in its order."""
        import numpy as np

        days = np.fromiter((day.toordinal() for day in values), np.int64, len(values))
        return cls(days, np.fromiter(values.values(), np.int64, len(values)))

    @classmethod
    def sums(cls, several: Sequence[Days]) -> Days:
        """The sums of those days that each of several has."""
        import numpy as np

        if not several or not all(several):
            return cls.of({})
        begin = max(int(one._days[0]) for one in several)
        end = min(int(one._days[-1]) for one in several)
        known = np.zeros(max(0, end - begin + 1), np.int64)
        sums = np.zeros_like(known)
        for one in several:
            part = one._part(begin, end)
            at = one._days[part] - begin
            known[at] += 1
            sums[at] += one._counts[part]
        common = np.flatnonzero(known == len(several))
        return cls(common + begin, sums[common])

    def within(self, first: date, last: date) -> Days:
        """Those from one day to another; both ends count."""
        part = self._part(first.toordinal(), last.toordinal())
        return Days(self._days[part], self._counts[part])

    @property
    def first(self) -> Point | None:
        """The first day and its value."""
        return self._at(0) if self else None

    @property
    def latest(self) -> Point | None:
        """The last day and its value."""
        return self._at(-1) if self else None

    @property
    def peak(self) -> Point | None:
        """The first day of the highest value."""
        return self._at(int(self._counts.argmax())) if self else None

    @property
    def lowest(self) -> int | None:
        """The lowest value."""
        return int(self._counts.min()) if self else None

    @property
    def total(self) -> int:
        """All values added up; in two halves, so that no sum is too large to be held."""
        low = (self._counts & ((1 << _HALF) - 1)).sum()
        return (int((self._counts >> _HALF).sum()) << _HALF) + int(low)

    @cached_property
    def _all(self) -> dict[date, int]:
        days = map(date.fromordinal, self._days.tolist())
        return dict(zip(days, self._counts.tolist(), strict=True))

    def _at(self, place: int) -> Point:
        return date.fromordinal(int(self._days[place])), int(self._counts[place])

    def _part(self, first: int, last: int) -> slice:
        begin, end = (int(place) for place in self._days.searchsorted((first, last + 1)))
        return slice(begin, end)

    def __getitem__(self, day: date) -> int:
        return self._all[day]

    def __contains__(self, day: object) -> bool:
        return day in self._all

    def __iter__(self) -> Iterator[date]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._days)

    def keys(self) -> KeysView[date]:
        """The days."""
        return self._all.keys()

    def values(self) -> ValuesView[int]:
        """The values, in the order of the days."""
        return self._all.values()

    def items(self) -> ItemsView[date, int]:
        """Both."""
        return self._all.items()

    def __repr__(self) -> str:
        return f"Days.of({self._all!r})"
