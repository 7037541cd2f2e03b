"""Why nothing at all is stored of some days of a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backline.analysis.audience.asked import Asked, Whom
from backline.people import Artist


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why each day of a period has no row, in order, and how often each reason is there."""

    days: Sequence[str]
    whole: Counter[str]


class Absent:
    """Why nothing is stored of a day, of any artist."""

    def __init__(self, asked: Asked, unreadable: frozenset[date]) -> None:
        """Begin.

        Args:
            asked: the question.
            unreadable: days whose files cannot be read.
        """
        self._asked = asked
        self._unreadable = unreadable
        self._usual = self._reasons(None)

    def of(self, whom: Whom) -> Reasons:
        """The same for all who were with the label all the time, who are nearly all."""
        artist, days = whom.artist, self._asked.days
        if artist is None or (artist.expected_on(days[0]) and artist.expected_on(days[-1])):
            return self._usual
        return self._reasons(artist)

    def _reasons(self, artist: Artist | None) -> Reasons:
        every = [self._reason(artist, day) for day in self._asked.days]
        return Reasons(every, Counter(every))

    def _reason(self, artist: Artist | None, day: date) -> str:
        if day > self._asked.today:
            return "has not happened yet"
        if day in self._unreadable:
            return "the day's file cannot be read"
        if artist is not None and not artist.expected_on(day):
            return "not with the label that day"
        return "not measured"
