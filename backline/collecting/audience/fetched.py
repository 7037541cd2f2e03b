"""What a fetch of audiences had, and what it could not have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backline.measure import State


@dataclass(frozen=True, slots=True)
class Gap:
    """What could not be had.

    Attributes:
        artist: roster key.
        first, last: the days it was asked for, both included.
    """

    artist: str
    platform: str
    first: date
    last: date
    state: State
    detail: str


@dataclass(slots=True)
class Fetched:
    """What a fetch had.

    Attributes:
        measured: numbers written that were not there, or said otherwise.
        asked: requests made.
        quota: how many the month still has; None where no answer said.
        gaps: what was asked for and not answered, and why.
        failed: by artist key, one sentence about what could not be had.
        notes: sentences about the service, the roster and what was spent.
    """

    measured: int = 0
    asked: int = 0
    quota: int | None = None
    gaps: list[Gap] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
