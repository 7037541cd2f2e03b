"""An artist's best tracks and videos, as their platform last listed them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backline.analysis.latest import Latest
from backline.measure import State
from backline.store.day import LISTS


@dataclass(frozen=True, slots=True)
class Best:
    """The newest list of an artist's tracks or videos.

    Attributes:
        items: all of it, the best first.
        listed_on: the day it was listed, None where it never was.
        gap: the row of a later day on which the list could not be had; None where there is none.
    """

    items: tuple[Latest, ...]
    listed_on: date | None
    gap: Latest | None

    @property
    def why(self) -> str:
        """Why the list could not be had, or nothing."""
        if self.gap is None:
            return ""
        state = self.gap.state.value.replace("_", " ")
        return f"{state}: {self.gap.detail}" if self.gap.detail else state


def best_of(now: Iterable[Latest], platform: str) -> Best:
    """The list of a platform.

    That an artist has no account there is no gap: it is said of their numbers.

    Args:
        now: the newest numbers of one artist.
        platform: one that has a list, see :data:`backline.store.day.LISTS`.
    """
    name, metric = LISTS[platform]
    rows = [row for row in now if (row.platform, row.metric) == (platform, metric) and row.subject]
    items = [row for row in rows if row.subject != name and row.value_date is not None]
    newest = max((row.value_date for row in items if row.value_date), default=None)
    had = [row for row in items if row.value_date == newest]
    gap = next((row for row in rows if row.subject == name), None)
    said_above = (State.MEASURED, State.NOT_CONFIGURED)
    if gap is not None and (gap.state in said_above or gap.row_date <= (newest or date.min)):
        gap = None
    best = sorted(had, key=lambda row: (-(row.value or 0), row.subject))
    return Best(tuple(best), newest, gap)
