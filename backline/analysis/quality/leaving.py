"""Rolling counts that fall as their own rise leaves the window they count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backline.analysis.quality.look import Look


@dataclass(frozen=True, slots=True)
class Leaving:
    """A fall that goes back to a rise.

    Attributes:
        series: artist, platform, metric, subject and country.
        before_date: the last day before the fall.
        last: its last day.
        before: the number on the day before.
        value: the number on the last day.
        days: over how many days the number counts.
        high_date: the day by which it had risen.
    """

    series: tuple[str, str, str, str, str]
    before_date: date
    last: date
    before: int
    value: int
    days: int
    high_date: date


def left_the_window(look: Look) -> list[Leaving]:
    """The falls of a tenth or more that go back to a rise, oldest first in each series."""
    return [
        Leaving(
            (row["artist"], row["platform"], row["metric"], row["subject"], row["country"]),
            row["before_date"],
            row["last"],
            row["before"],
            row["value"],
            row["days"],
            row["high_date"],
        )
        for row in look.ask("left")
    ]
