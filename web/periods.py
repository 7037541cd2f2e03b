"""The periods that pages stand for: windows up to the newest day, and calendar months."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from backline.words import many

WINDOWS = (7, 28, 90, 365)
"""In days, the newest day included."""

USUAL = 28

NAME = r"\d{1,4}-days|\d{4}-\d{2}"
"""A period's name in an address, as a pattern."""

_WINDOW = re.compile(r"(\d{1,4})-days")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first to the last, both included.

    Attributes:
        name: in addresses, ``28-days`` or ``2026-08``; empty for days of one's own.
        words: as people read it.
    """

    first: date
    last: date
    name: str
    words: str

    @property
    def days(self) -> int:
        """How many there are."""
        return (self.last - self.first).days + 1


def window(days: int, newest: date) -> Period:
    """So many days up to the newest."""
    return Period(newest - timedelta(days - 1), newest, f"{days}-days", many(days, "day"))


def month(day: date) -> Period:
    """The calendar month of a day."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return Period(day.replace(day=1), last, f"{day:%Y-%m}", f"{day:%B %Y}")


def own(first: date, last: date) -> Period:
    """Days that somebody chose."""
    return Period(first, last, "", f"{first} to {last}")


def periods(oldest: date, newest: date) -> list[Period]:
    """Every window, and every calendar month with a measured day, the newest first."""
    found = [window(days, newest) for days in WINDOWS]
    day = newest
    while day >= oldest.replace(day=1):
        found.append(month(day))
        day = day.replace(day=1) - timedelta(1)
    return found


def is_window(name: str) -> bool:
    """Whether a period's name is of days up to the newest one."""
    return _WINDOW.fullmatch(name) is not None


def named(name: str, newest: date) -> Period | None:
    """The period of an address; None where it names none."""
    if (found := _WINDOW.fullmatch(name)) and 0 < int(found[1]) <= 3660:
        return window(int(found[1]), newest)
    if found := _MONTH.fullmatch(name):
        try:
            return month(date(int(found[1]), int(found[2]), 1))
        except ValueError:
            return None
    return None
