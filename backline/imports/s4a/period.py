"""What a list of songs is counted over: no export says it, so a person does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backline.errors import ConfigError
from backline.imports.days import why_not


@dataclass(frozen=True, slots=True)
class Period:
    """What a list of songs is counted over, as a person said.

    Attributes:
        first: its first day, None for all time.
        last: its last day; of an all-time list the day it was exported.
    """

    first: date | None
    last: date

    @property
    def days(self) -> int:
        """How many days it has, both ends included; 0 for all time."""
        return (self.last - self.first).days + 1 if self.first else 0

    def __str__(self) -> str:
        return f"{self.first} to {self.last}" if self.first else f"all time up to {self.last}"


def period_of(
    first: date | None, last: date | None, *, all_time: bool, today: date
) -> Period | None:
    """The period a person named, or None where nothing was said.

    Args:
        first: ``--from``.
        last: ``--to``.
        all_time: ``--all-time``.
        today: no export counts beyond it.

    Raises:
        ConfigError: something is missing or contradicts itself.
    """
    if first is None and last is None and not all_time:
        return None
    if all_time and first is not None:
        raise ConfigError("--all-time has no first day: leave --from out.")
    if last is None:
        raise ConfigError(
            "--to is missing: the last day the list is counted over, or the day it was exported."
        )
    if first is None and not all_time:
        raise ConfigError("--from is missing: the first day; or say --all-time.")
    if last > today:
        raise ConfigError(f"--to {last} has not come yet.")
    if why := why_not(last, today, ("spotify",)):
        raise ConfigError(f"--to {last} cannot be: {why}.")
    if first and first > last:
        raise ConfigError(f"--from {first} is after --to {last}.")
    return Period(first, last)
