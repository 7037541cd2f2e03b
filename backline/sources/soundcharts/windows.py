"""Days to be asked for, in as few questions as the service takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DAYS = 90
"""Days of one question, both ends included. Source: Soundcharts API, "Get audience"."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """The days of one question, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        return (self.first + n * _DAY for n in range(len(self)))

    def __len__(self) -> int:
        return max(0, (self.last - self.first).days + 1)


def windows(days: Iterable[date], most: int = MOST_DAYS) -> list[Window]:
    """As few windows as some days need, the oldest first.

    Each of the days is in exactly one of them, and no day at all is in two. A window may run over
    days that are not among them: asking for those as well costs nothing.
    """
    found: list[Window] = []
    for day in sorted(set(days)):
        if found and (day - found[-1].first).days < most:
            found[-1] = Window(found[-1].first, day)
        else:
            found.append(Window(day, day))
    return found
