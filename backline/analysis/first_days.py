"""The first days of a history: since when there are numbers, and when the first can be compared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from backline.analysis.growth import tolerance
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class FirstDays:
    """A history too young to be compared over some windows.

    Attributes:
        since: the first day with a number.
        compared: by window in days, the day on which the first comparison will exist.
    """

    since: date
    compared: dict[int, date]

    @property
    def sentence(self) -> str:
        """What to say instead of dashes."""
        first, *more = self.compared.items()
        later = "".join(f", over {days} days on {day}" for days, day in more)
        return (
            f"Measured since {self.since}: the first comparison over {first[0]} days will exist on "
            f"{first[1]}{later}."
        )


def first_days(
    warehouse: Warehouse, windows: Iterable[int], as_of: date, artist: str | None = None
) -> FirstDays | None:
    """Which windows reach back behind the whole history, or None where none does.

    A window can be compared from the first day on that is as many days after the first number as
    the window has, less its tolerance, and at least one; see
    :func:`backline.analysis.growth.growth`.

    Args:
        warehouse: the measurements.
        windows: lengths in days.
        as_of: the day to look back from.
        artist: roster key, for the history of this artist alone.
    """
    begin = {days: timedelta(days=max(1, days - tolerance(days))) for days in sorted(set(windows))}
    recorded = warehouse.first_day
    if recorded is None or not begin:
        return None
    if artist is None and recorded + max(begin.values()) <= as_of:
        return None  # known without opening a file
    (row,) = warehouse.ask("begun", as_of=as_of, artist=artist)
    since: date | None = row["day"]
    if since is None:
        return None
    compared = {days: since + after for days, after in begin.items() if since + after > as_of}
    return FirstDays(since, compared) if compared else None
