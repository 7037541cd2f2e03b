"""Days of a history that repeat the day before in every number: filled with copies, it seems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from backline.imports.days import spans
from backline.measure import Measurement
from backline.store import Day

_FEWEST_NUMBERS = 3
"""A day of fewer numbers repeats itself now and then without anybody's help."""

_SMALL = 10
"""Smaller numbers stand still by themselves."""

_FEWEST_DAYS = 2
_SURE = 4.0
"""How far beyond chance, in standard deviations, the days that stand still have to be."""

_Series = tuple[str, str, str, str]


def copied_days(days: Iterable[Day]) -> list[date]:
    """The days that repeat the day before in every number, where chance does not explain it.

    Each series has its own habit of standing still. Were they independent, all of them would stand
    still on the same day about as often as their habits' product says; days filled with copies
    are far more.
    """
    steps = list(_steps(days))
    moved: Counter[_Series] = Counter()
    seen: Counter[_Series] = Counter()
    for _, step in steps:
        seen.update(step.keys())
        moved.update(series for series, moves in step.items() if moves)
    expected = spread = 0.0
    for _, step in steps:
        chance = 1.0
        for series in step:
            # One step more than seen, so that a series that always moved may still pause.
            chance *= (seen[series] - moved[series] + 1) / (seen[series] + 2)
        expected += chance
        spread += chance * (1 - chance)
    still = [day for day, step in steps if not any(step.values())]
    beyond = len(still) - expected
    enough = len(still) >= _FEWEST_DAYS and beyond > _SURE * max(spread, 0.05) ** 0.5
    return still if enough else []


def said_of_copies(days: Iterable[Day]) -> list[str]:
    """One sentence about the days that were filled with copies; none where there are none."""
    listed = list(days)
    copied = copied_days(listed)
    if not copied:
        return []
    return [
        f"{len(copied):,} of {len(listed):,} days repeat the day before in every number and seem "
        f"to be filled with copies ({spans(copied)}). The numbers are kept as they are; "
        "corrections.toml can drop them."
    ]


def _steps(days: Iterable[Day]) -> Iterable[tuple[date, dict[_Series, bool]]]:
    """For each day after another one, whether each series moved that both days measured."""
    before: dict[_Series, int] = {}
    last = date.min
    for day in sorted(days, key=lambda day: day.date):
        now = {
            _series(m): m.value
            for m in day.measurements
            if not m.country and (m.value or 0) >= _SMALL
        }
        found = {series: value for series, value in now.items() if value is not None}
        if day.date - last == timedelta(1):
            both = found.keys() & before.keys()
            if len(both) >= _FEWEST_NUMBERS:
                yield day.date, {series: found[series] != before[series] for series in both}
        before, last = found, day.date


def _series(m: Measurement) -> _Series:
    return m.artist, m.platform, m.metric, m.subject
