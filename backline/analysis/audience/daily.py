"""What is known of a song's streams on each day, by the rule of the source that tells it.

Nothing here guesses: a day is known from one source or it is not there. Parts of a day's streams
are exact fractions, so that days add up to what was counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from operator import attrgetter

from backline.store.charts import week_of

Streams = int | Fraction

DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Daily:
    """The days of a song that one source tells.

    Attributes:
        known: streams by day.
        shared: days among them that have their part of several days' streams: evenly spread over a
            gap, or a seventh of a week.
        fallen: days that are unknown because the count fell on the way to them.
    """

    known: Mapping[date, Streams] = field(default_factory=dict)
    shared: frozenset[date] = frozenset()
    fallen: frozenset[date] = frozenset()

    def within(self, first: date, last: date) -> Daily:
        """The same of a period; both ends count."""
        return Daily(
            {day: n for day, n in self.known.items() if first <= day <= last},
            frozenset(day for day in self.shared if first <= day <= last),
            frozenset(day for day in self.fallen if first <= day <= last),
        )

    def total(self) -> int | None:
        """The streams of all known days, rounded half up once; None where no day is known."""
        return rounded(sum(self.known.values())) if self.known else None

    def peak(self) -> tuple[date, int] | None:
        """The best day that is known by itself, the first of several."""
        single = {day: n for day, n in self.known.items() if day not in self.shared}
        if not single:
            return None
        best = min(single, key=lambda day: (-single[day], day))
        return best, rounded(single[best])


def rounded(streams: Streams) -> int:
    """Whole streams, halves up."""
    if isinstance(streams, int):
        return streams
    return int((streams + Fraction(1, 2)).__floor__())


@dataclass(frozen=True, slots=True)
class _Step:
    """A cumulative count on a day and the day before; not ``exact`` where it is interpolated."""

    before: Streams
    after: Streams
    exact: bool


def from_counts(several: Iterable[Mapping[date, int]], first: date, last: date) -> Daily:
    """Days from the cumulative counts of a song, which may have several under several ids.

    The streams of a day are its count less that of the day before. Over days without a count the
    difference is spread evenly. Where a count falls, the days up to the fall are unknown. Several
    ids repeat each other's counts, so that of each day the larger count stands; an id joins in when
    two of its days are known, since its first count is no day's streams.

    Args:
        several: for each id its counts by day.
        first: the first day that is asked for.
        last: the last one.
    """
    steps: dict[date, list[_Step]] = {}
    fallen: set[date] = set()
    for counts in several:
        days = sorted(counts)
        for before, after in pairwise(days):
            if after < first or before >= last:
                continue
            span, rise = (after - before).days, counts[after] - counts[before]
            within = (before + n * DAY for n in range(1, span + 1)) if span > 1 else (after,)
            for day in within:
                if not first <= day <= last:
                    continue
                if rise < 0:
                    fallen.add(day)
                else:
                    steps.setdefault(day, []).append(_step(counts, before, day, after))
    known: dict[date, Streams] = {}
    shared: set[date] = set()
    for day in sorted(steps):
        leader = max(steps[day], key=attrgetter("after", "exact"))
        known[day] = leader.after - max(step.before for step in steps[day])
        if not leader.exact:
            shared.add(day)
    return Daily(known, frozenset(shared), frozenset(fallen - known.keys()))


def _step(counts: Mapping[date, int], before: date, day: date, after: date) -> _Step:
    """The count on one of the days after a known count, up to the next known one."""
    start, end, span = counts[before], counts[after], (after - before).days
    if span == 1:
        return _Step(start, end, exact=True)
    done, rise = (day - before).days, end - start
    return _Step(
        start + part_of(rise, done - 1, span), start + part_of(rise, done, span), exact=False
    )


def part_of(whole: int, parts: int, of: int) -> Streams:
    """So many of equal parts of a number."""
    exact = Fraction(whole * parts, of)
    return exact.numerator if exact.denominator == 1 else exact


def from_days(lines: Iterable[tuple[date, int]]) -> Daily:
    """Days from the lines a song has on one daily chart; of two ids of one song the larger."""
    known: dict[date, Streams] = {}
    for day, streams in lines:
        known[day] = max(streams, known.get(day, 0))
    return Daily(known)


def from_weeks(lines: Iterable[tuple[date, int]], platform: str) -> Daily:
    """Days from the lines of one weekly chart: a seventh of the week each.

    Where two weeks of a chart overlap, a day has its part of the later one.
    """
    weeks = from_days(lines).known
    known: dict[date, Streams] = {}
    for dated in sorted(weeks):
        for day in days_of_week(platform, dated):
            known[day] = Fraction(weeks[dated], WEEK)
    return Daily(known, frozenset(known))


def days_of_week(platform: str, dated: date) -> list[date]:
    """The days that a weekly chart of this date counts; none where that is not certain."""
    week = week_of(platform, dated)
    return [week[0] + n * DAY for n in range(WEEK)] if week else []
