"""What a fetch of audiences had, and what it could not have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from backline.errors import SourceError
from backline.measure import State
from backline.sources.soundcharts.client import SoundchartsClient
from backline.sources.soundcharts.session import LABEL


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


def notes_of(
    client: SoundchartsClient, stopped: SourceError | None, *, answered: bool, silent: bool
) -> list[str]:
    """What a run says at its end.

    Args:
        client: what was asked with.
        stopped: why nothing more was asked, if that was so.
        answered: whether anything was had.
        silent: whether some answers did not say whose they are.
    """
    notes = []
    if client.locked:
        lacking = ", ".join(sorted(client.locked))
        notes.append(f"The label's {LABEL} plan does not give {lacking}: none of it can be had.")
    if silent:
        notes.append(
            f"{LABEL} did not say whose numbers it gave; they are taken without being compared."
        )
    if stopped is not None:
        had = "what was had before is stored" if answered else "nothing was stored"
        notes.append(f"{client.clean(str(stopped))}; {had}.")
    left = "" if client.quota is None else f"; {client.quota:,} are left of this month's quota"
    times = "once" if client.asked == 1 else f"{client.asked:,} times"
    notes.append(f"{LABEL} was asked {times}{left}.")
    return notes
