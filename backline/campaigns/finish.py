"""When a goal will be reached, by the pace of late and its range."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil


@dataclass(frozen=True, slots=True)
class Finish:
    """When a goal is reached, should things go on as in the last 28 known days.

    Attributes:
        day: at the mean of these days.
        early: at the upper end of the pace's range of 80 %; None where it rests on one stretch.
        late: at the lower end; None where it rests on one stretch, or may never be.
        never: whether at the lower end it is not reached within ten years.
    """

    day: date
    early: date | None
    late: date | None
    never: bool


def expected_finish(
    as_of: date, remaining: int | None, mean: float, low: float | None, high: float | None
) -> Finish | None:
    """When what remains has come, at a pace and its range.

    Args:
        as_of: the day that ``remaining`` is of.
        remaining: streams.
        mean: streams a day.
        low: the lower end of the range; None where there is none.
        high: the upper end.
    """
    if remaining is None or remaining <= 0 or mean <= 0:
        return None

    def after(pace: float) -> date | None:
        days = ceil(remaining / pace)
        return as_of + timedelta(days) if days < 3650 else None

    day = after(mean)
    if day is None:
        return None
    early = after(high) if high else None
    late = after(low) if low else None
    return Finish(day, early, late, low is not None and late is None)
