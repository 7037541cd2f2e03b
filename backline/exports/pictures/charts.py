"""The charts replies and reports show: changes as bars, series as lines with their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from backline.exports.pictures import layouts
from backline.exports.pictures.drawing import (
    FALL,
    GAIN,
    PLATFORM_COLOURS,
    QUIET,
    TEXT,
    Picture,
    filled,
    instant,
)

Point = tuple[date, int]

FEWEST_POINTS = 3
"""A line of fewer points tells nothing that its numbers do not: pictures wait for it."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One artist's change: a drawable name, the change itself and how it is written."""

    label: str
    value: int
    figure: str


@dataclass(frozen=True, slots=True)
class BarPanel:
    """The changes in one metric, in the order they are drawn."""

    title: str
    subtitle: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One series.

    Attributes:
        platform: decides the colour.
        label: platform and metric in words.
        value: the newest value as it is written.
        change: what is written beside or below it.
        points: days and values, oldest first; a day without a number is absent.
        marked: days whose points are emphasised, e.g. the two a growth compares.
    """

    platform: str
    label: str
    value: str
    change: str
    points: tuple[Point, ...]
    marked: tuple[date, ...] = ()


def change_bars(
    panels: Sequence[BarPanel], title: str, subtitles: Iterable[str], says: str
) -> Picture:
    """Panels of bars two by two, each with its own scale from zero, falls to the left of it.

    A name stands on one line, below it the bar and the figure.
    """
    rows = [row for place, panel in enumerate(panels) for row in _bar_rows(place, panel)]
    layout = layouts.bars(len(panels), max(len(panel.bars) for panel in panels))
    return filled(layout, rows, title, subtitles, says)


def _bar_rows(place: int, panel: BarPanel) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _heading_rows(place, panel.title, panel.subtitle, QUIET)
    for row, bar in enumerate(panel.bars):
        own = {"panel": place, "zero": 0, "from": min(bar.value, 0), "to": max(bar.value, 0)}
        rows += [
            {**own, "kind": "name", "middle": row + 0.25, "text": bar.label, "colour": TEXT},
            {**own, "kind": "figure", "middle": row + 0.7, "text": bar.figure, "colour": TEXT},
            {
                **own,
                "kind": "bar",
                "top": row + 0.52,
                "bottom": row + 0.88,
                "colour": FALL if bar.value < 0 else GAIN,
            },
        ]
    return rows


def line_panels(
    lines: Sequence[Line], first: date, last: date, title: str, subtitles: Iterable[str], says: str
) -> Picture:
    """Series two by two, each on its own scale, over the days from ``first`` to ``last``."""
    rows = []
    for place, line in enumerate(lines):
        written = " · ".join(part for part in (line.value, line.change) if part)
        colour = PLATFORM_COLOURS.get(line.platform, TEXT)
        rows += _stroke_rows(place, line) + _heading_rows(place, line.label, written, colour)
    layout = layouts.panels_of_lines(len(lines), first, last)
    return filled(layout, rows, title, _with_gap_legend(subtitles, lines), says)


def sparklines(
    lines: Sequence[Line], first: date, last: date, title: str, subtitles: Iterable[str], says: str
) -> Picture:
    """One row a series: its name, its line from ``first`` to ``last``, its value and change."""
    rows = []
    for place, line in enumerate(lines):
        rows += _stroke_rows(place, line)
        texts = {"label": line.label, "figure": line.value, "change": line.change}
        rows += [
            {"panel": place, "kind": kind, "text": text, "colour": colour}
            for (kind, text), colour in zip(texts.items(), (TEXT, TEXT, QUIET), strict=True)
        ]
    layout = layouts.sparks(len(lines), first, last)
    return filled(layout, rows, title, _with_gap_legend(subtitles, lines), says)


def _heading_rows(place: int, title: str, subtitle: str, colour: str) -> list[dict[str, Any]]:
    return [
        {"panel": place, "kind": "title", "text": title, "colour": TEXT},
        {"panel": place, "kind": "subtitle", "text": subtitle, "colour": colour},
    ]


def _stroke_rows(place: int, line: Line) -> list[dict[str, Any]]:
    runs = stretches(line.points)
    dots = {run[0] for run in runs if len(run) == 1} | set(line.points[-1:])
    dots |= {point for point in line.points if point[0] in line.marked}
    drawn: list[tuple[str, int, date, float]] = [
        ("solid", part, *point) for part, run in enumerate(runs) for point in run
    ]
    for part, (before, after) in enumerate(pairwise(runs)):
        drawn += [("dashed", part, *before[-1]), ("dashed", part, *after[0])]
    drawn += [("dot", 0, *point) for point in sorted(dots)]
    if line.points:
        drawn += [("reach", 0, line.points[-1][0], end) for end in reach(line.points)]
    look = {"panel": place, "colour": PLATFORM_COLOURS.get(line.platform, TEXT)}
    return [
        {**look, "kind": kind, "part": part, "day": instant(day), "value": value}
        for kind, part, day, value in drawn
    ]


def stretches(points: Sequence[Point]) -> list[list[Point]]:
    """The points in runs without a gap.

    A series whose usual step (the median) is up to two days is a daily one, and every missing day
    is a gap. In one that is measured less often, e.g. weekly, a gap is a step of more than one
    and a half times the usual one, at most a week.
    """
    if not points:
        return []
    steps = [(b[0] - a[0]).days for a, b in pairwise(points)]
    usual = min(7, median(steps)) if steps else 0
    longest = 1.5 * usual if usual > 2 else 1
    runs = [[points[0]]]
    for step, point in zip(steps, points[1:], strict=True):
        if step > longest:
            runs.append([])
        runs[-1].append(point)
    return runs


def reach(points: Sequence[Point]) -> list[float]:
    """The ends of a level's axis: the values with some air, at least 1 % of the value apart.

    Without that least distance a change of a few in a million would fill the panel. A count is
    never below 0, and neither is its axis, but for the air a line along 0 needs to be seen.
    """
    values = [value for _, value in points] or [0]
    low, high = min(values), max(values)
    air = max((high - low) * 0.12, (0.01 * high - (high - low)) / 2, 1)
    return [low - air if low >= air else -0.06 * (high + air), high + air]


def _with_gap_legend(subtitles: Iterable[str], lines: Iterable[Line]) -> list[str]:
    gap = any(len(stretches(line.points)) > 1 for line in lines)
    return [*subtitles, *(["dashed: days without a number"] if gap else [])]
