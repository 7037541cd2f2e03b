"""The rule of lift: weeks of one period against weeks of another, with what chance may make of it.

A week's number is the logarithm of a song's streams by those of the artist's other songs, so that
what moves all of them, seasons and tours, moves nothing here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt
from statistics import fmean, variance

WEEKS = 8
"""So many weeks before, and after, are looked at."""

KNOWN_DAYS = 4
"""So many days of a week have to be known, of the song and of the others, for it to count."""

LEAST = 3
"""So many weeks a side have to count for a range."""

MOST_RELATED = 0.7
"""As far as weeks are taken to be like the week before; beyond, so few weeks cannot tell."""

_T = {2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365}
"""Student's t for 95 %, by degrees of freedom: those of the shorter side, at most 7."""

Weeks = Mapping[int, float]
"""By the number of the week, the logarithm of the song's streams by the others'."""


@dataclass(frozen=True, slots=True)
class Lift:
    """How much more than in the weeks before.

    Attributes:
        lift: a fraction: 0.2 is a fifth more.
        low: the lower end of the range of 95 %; None where too few weeks are known.
        high: the upper end.
        weeks: how many counted.
        weeks_before: how many counted before.
    """

    lift: float
    low: float | None
    high: float | None
    weeks: int
    weeks_before: int


def weekly(
    song: Mapping[date, float], others: Mapping[date, float], first: date, last: date
) -> tuple[dict[int, float], int]:
    """The weeks of a period, counted from its first day, over the days known of both.

    Args:
        song: streams by day, those that are known.
        others: the same of the other songs together.
        first: the first day of the period.
        last: the last.

    Returns:
        The weeks, and how many were left out since either had no streams in it, of which there is
        no logarithm.
    """
    found: dict[int, float] = {}
    empty = 0
    for number in range(((last - first).days + 7) // 7):
        begins = first + timedelta(days=7 * number)
        days = [begins + timedelta(days=n) for n in range(7)]
        known = [day for day in days if day <= last and day in song and day in others]
        if len(known) < KNOWN_DAYS:
            continue
        own, all_others = (sum(told[day] for day in known) for told in (song, others))
        if own > 0 and all_others > 0:
            found[number] = log(own / all_others)
        else:
            empty += 1
    return found, empty


def lifted(before: Weeks, then: Weeks) -> Lift | None:
    """The lift of some weeks over those before; None where either has none.

    The range is of the weeks' spread on both sides. Weeks are like the week before, so that many of
    them tell less than as many that are not: how far is estimated from the weeks themselves.
    """
    if not before or not then:
        return None
    sides = (list(before.values()), list(then.values()))
    difference = fmean(sides[1]) - fmean(sides[0])
    counts = len(then), len(before)
    if min(counts) < LEAST:
        return Lift(exp(difference) - 1, None, None, *counts)
    related = _related(before, then)
    error = sqrt(sum(variance(side) / len(side) * _widened(related, len(side)) for side in sides))
    off = _T[min(min(counts) - 1, max(_T))] * error
    low, high = difference - off, difference + off
    # Beyond e^50 there is no number of streams.
    return Lift(exp(difference) - 1, exp(max(low, -50)) - 1, exp(min(high, 50)) - 1, *counts)


def _related(*several: Weeks) -> float:
    """How like weeks are to the week before, from 0 to MOST_RELATED.

    What a few weeks say of it is too low by about (1 + 3 x) / n, since their own mean is taken off.
    """
    product = square = 0.0
    weeks = 0
    for side in several:
        mean = fmean(side.values())
        off = {number: value - mean for number, value in side.items()}
        product += sum(value * off[n + 1] for n, value in off.items() if n + 1 in off)
        square += sum(value * value for value in off.values())
        weeks += len(side)
    if not square:
        return 0.0
    each, seen = weeks / len(several), product / square
    if each <= 3:
        return MOST_RELATED if seen > 0 else 0.0
    return min(MOST_RELATED, max(0.0, (seen * each + 1) / (each - 3)))


def _widened(related: float, weeks: int) -> float:
    """By how much the mean of such weeks varies more than that of weeks on their own."""
    alike = 1 + 2 * sum((1 - n / weeks) * related**n for n in range(1, weeks))
    return alike * (weeks - 1) / (weeks - alike) if weeks > alike else float(weeks)


def panel(
    others: Iterable[Mapping[date, float]], days: Sequence[date]
) -> tuple[dict[date, float], int]:
    """The same songs' streams together on each day on which all of them are known.

    A song that is not known on nine of ten of these days is left out: it would come and go, and its
    coming would look like a fall of the song that is asked about.

    Args:
        others: streams by day, of each song.
        days: those on which the song itself is known.

    Returns:
        The streams, and how many songs they are of.
    """
    steady = [told for told in others if 10 * sum(day in told for day in days) >= 9 * len(days) > 0]
    together = {
        day: float(sum(told[day] for told in steady))
        for day in days
        if steady and all(day in told for told in steady)
    }
    return together, len(steady)
