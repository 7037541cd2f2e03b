"""Series that move together: members of one group, a song and its artist, one profile twice.

What happens to one of them happens to the other, so that two of them are no two witnesses: a
chance is multiplied over bundles of such series, each counted once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from backline.analysis.quality.look import Look

ALIKE = 0.9
"""The correlation of everyday steps from which two series move together."""

FEWEST_STEPS = 15
"""Fewer common steps on which they moved tell nothing about a common course."""

FEWEST_EQUAL = 3
"""On so many common days two series have one number before they are called one."""

MOST_COMPARED = 12
"""Of a larger group the others count each by itself; so many are compared with as many more."""

Pair = tuple[int, int, date]
"""Two ids of series, the smaller first, and the day before which they are compared."""

Group = tuple[tuple[int, ...], date]
"""Ids of series, the most concerned first, and the day before which they are compared."""


@dataclass(frozen=True, slots=True)
class Together:
    """Which series moved together before which day.

    Attributes:
        alike: the pairs whose everyday steps were alike, or which were one.
        one: those that nearly always had one number.
        equal: those that had one number on the last day before that both were measured on.
    """

    alike: frozenset[Pair]
    one: frozenset[Pair]
    equal: frozenset[Pair]

    def were_equal(self, one: int, other: int, day: date) -> bool:
        """Whether both had one number on the last day before that both were measured on."""
        return _pair(one, other, day) in self.equal

    def are_alike(self, one: int, other: int, day: date) -> bool:
        """Whether both moved together before a day."""
        return _pair(one, other, day) in self.alike

    def are_one(self, one: int, other: int, day: date) -> bool:
        """Whether both nearly always had one number before a day."""
        return _pair(one, other, day) in self.one

    def bundles(self, ids: Iterable[int], day: date) -> list[list[int]]:
        """The series put together with the first one that they move with."""
        return bundled(ids, lambda one, other: self.are_alike(one, other, day))


def bundled(ids: Iterable[int], belong: Callable[[int, int], bool]) -> list[list[int]]:
    """Series put together with the first one that they belong to."""
    found: list[list[int]] = []
    for each in ids:
        for bundle in found:
            if belong(bundle[0], each):
                bundle.append(each)
                break
        else:
            found.append([each])
    return found


def together(look: Look, groups: Sequence[Group]) -> Together:
    """Compare the series within each group, over their last 61 common points before its day."""
    pairs = {
        _pair(*pair, day)
        for ids, day in groups
        for pair in combinations(ids[: 2 * MOST_COMPARED], 2)
    }
    if not pairs:
        return Together(frozenset(), frozenset(), frozenset())
    asked = [{"one": one, "other": other, "day": day} for one, other, day in sorted(pairs)]
    rows = {(r["one"], r["other"], r["day"]): r for r in look.ask("together", pairs=asked)}
    one = frozenset(pair for pair, row in rows.items() if _is_one(row))
    return Together(
        alike=one | {pair for pair, row in rows.items() if _is_alike(row)},
        one=one,
        equal=frozenset(pair for pair, row in rows.items() if row["last_equal"]),
    )


def _pair(one: int, other: int, day: date) -> Pair:
    return min(one, other), max(one, other), day


def _is_one(row: dict[str, Any]) -> bool:
    return bool(row["equal"] >= max(FEWEST_EQUAL, 0.9 * row["days"]))


def _is_alike(row: dict[str, Any]) -> bool:
    return row["steps"] >= FEWEST_STEPS and (row["likeness"] or 0) >= ALIKE
