"""A day's note: what changed beyond noise, what is missing that was there, what is back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backline.analysis.milestones import Milestone, milestones
from backline.analysis.news import News, told, worth_a_look
from backline.analysis.unusual import Unusual, unusual
from backline.analysis.verdicts import MOST_ARTISTS
from backline.store import Store
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class DayNote:
    """What a stored day says that the one before it did not.

    Attributes:
        news: of the day: what is missing now, what is back, which days nobody measured.
        moved: see :func:`backline.analysis.unusual.unusual`.
        reached: the round numbers that this day's numbers confirm.
        findings: a sentence for each thing the audit finds in the day; of many artists it is not
            asked, as growth does not ask it.
    """

    news: News
    moved: Sequence[Unusual]
    reached: Sequence[Milestone]
    findings: Sequence[str]

    @property
    def day(self) -> date:
        """The day that is told."""
        return self.news.day

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened that anybody would want to be told."""
        news = self.news
        return not (self.moved or self.reached or self.findings or news.gaps or news.back)


def day_note(warehouse: Warehouse, store: Store, day: date) -> DayNote | None:
    """The note of a stored day; None where no run measured it, or none before it.

    Raises:
        DataError: the files cannot be read.
    """
    news = told(warehouse, store, day)
    if news is None or news.before is None:
        return None
    keys = [artist.key for artist in warehouse.roster.on(day)]
    found = [
        one
        for one in milestones(warehouse, day, keys, news.before)
        if one.reached_on == news.before and not one.newest
    ]
    few = len(warehouse.roster.artists) <= MOST_ARTISTS
    return DayNote(
        news,
        unusual(warehouse, day),
        sorted(found, key=lambda one: -one.milestone),
        worth_a_look(warehouse, day) if few else (),
    )
