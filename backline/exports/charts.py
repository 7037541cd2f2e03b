"""The charts replies and reports show: changes as bars, series as lines with their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any

from backline.exports.drawing import (
    FALL,
    GAIN,
    PLATFORM_COLOURS,
    QUIET,
    TEXT,
    WIDTH,
    Picture,
    facetted,
    finished,
    instant,
    text_layer,
)

COLUMN = 226
"""The width of one of two panels side by side."""

Point = tuple[date, int]


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
    import altair as alt

    columns = min(2, len(panels))
    width = COLUMN if columns == 2 else WIDTH
    for_figure, row_height = 116, 38
    most = max(len(panel.bars) for panel in panels)
    down = alt.Scale(domain=[0, most], range=[0, most * row_height])
    rows = [row for place, panel in enumerate(panels) for row in _bar_rows(place, panel)]
    base = alt.Chart().encode(y=alt.Y("middle:Q", axis=None, scale=down))
    bars = base.transform_filter("datum.kind == 'bar'")
    along = alt.Scale(range=[0, width - for_figure], nice=False)
    span: dict[str, Any] = {"y": alt.Y("top:Q", axis=None, scale=down), "y2": "bottom:Q"}
    layers = (
        bars.mark_rect().encode(
            x=alt.X("from:Q", axis=None, scale=along),
            x2="to:Q",
            color=alt.Color("colour:N", scale=None),
            **span,
        ),
        bars.mark_rule(color=QUIET).encode(x=alt.X("zero:Q", axis=None, scale=along), **span),
        text_layer(base, "name", 13, x=0, limit=width),
        text_layer(base, "figure", 13, x=width, align="right"),
        *_heading_layers(width, 0),
    )
    sized = [layer.properties(width=width, height=most * row_height) for layer in layers]
    chart = facetted(sized, rows, columns, {"row": 18, "column": 28})
    chart = chart.resolve_scale(x="independent")
    return finished(chart, title, subtitles, says)


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
    import altair as alt

    columns = min(2, len(lines))
    width = COLUMN if columns == 2 else WIDTH
    for_axis = 46
    ends = [instant(first), instant(last)]
    dates = alt.Axis(
        values=ends,
        labelExpr="utcFormat(datum.value, '%Y-%m-%d')",
        labelAlign=alt.ExprRef(f"datum.value == {ends[0]} ? 'left' : 'right'"),
        labelFlush=False,
        labelOverlap=False,
        grid=False,
        tickSize=4,
    )
    whole = "datum.value % 1 == 0"
    levels = alt.Axis(
        tickCount=3,  # which D3 makes two to five of
        labelOverlap=False,
        labelExpr=f"{whole} ? replace(format(datum.value, '~s'), 'G', 'B') : ''",
        gridOpacity=alt.ExprRef(f"{whole} ? 1 : 0"),
        domain=False,
        ticks=False,
        labelPadding=6,
    )
    x = alt.X("day:Q", axis=dates, scale=alt.Scale(type="utc", domain=ends))
    y = alt.Y("value:Q", axis=levels, scale=alt.Scale(zero=False, nice=False))
    rows = []
    for place, line in enumerate(lines):
        written = " · ".join(part for part in (line.value, line.change) if part)
        colour = PLATFORM_COLOURS.get(line.platform, TEXT)
        rows += _stroke_rows(place, line) + _heading_rows(place, line.label, written, colour)
    layers = (*_strokes(x, y, width=2.5), *_heading_layers(width, for_axis))
    sized = [layer.properties(width=width - for_axis, height=56) for layer in layers]
    chart = facetted(sized, rows, columns, {"row": 16, "column": 24})
    chart = chart.resolve_scale(y="independent")
    return finished(chart, title, _with_gap_legend(subtitles, lines), says)


def sparklines(
    lines: Sequence[Line], first: date, last: date, title: str, subtitles: Iterable[str], says: str
) -> Picture:
    """One row a series: its name, its line from ``first`` to ``last``, its value and change."""
    import altair as alt

    height, for_label, width = 36, 176, 150
    ends = [instant(first), instant(last)]
    x = alt.X("day:Q", axis=None, scale=alt.Scale(type="utc", domain=ends))
    y = alt.Y("value:Q", axis=None, scale=alt.Scale(zero=False, nice=False))
    rows = []
    for place, line in enumerate(lines):
        rows += _stroke_rows(place, line)
        texts = {"label": line.label, "figure": line.value, "change": line.change}
        rows += [
            {"panel": place, "kind": kind, "text": text, "colour": colour}
            for (kind, text), colour in zip(texts.items(), (TEXT, TEXT, QUIET), strict=True)
        ]
    base = alt.Chart()
    right: dict[str, Any] = {"x": WIDTH - for_label, "align": "right"}
    right["limit"] = WIDTH - for_label - width - 10
    layers = (
        *_strokes(x, y, width=2),
        text_layer(base, "label", 14, x=-for_label, y=height / 2, limit=for_label - 8),
        text_layer(base, "figure", 15, y=9, fontWeight="bold", **right),
        text_layer(base, "change", 13, y=28, **right),
    )
    sized = [layer.properties(width=width, height=height) for layer in layers]
    chart = facetted(sized, rows, 1, {"row": 4, "column": 0}).resolve_scale(y="independent")
    return finished(chart, title, _with_gap_legend(subtitles, lines), says)


def _heading_rows(place: int, title: str, subtitle: str, colour: str) -> list[dict[str, Any]]:
    return [
        {"panel": place, "kind": "title", "text": title, "colour": TEXT},
        {"panel": place, "kind": "subtitle", "text": subtitle, "colour": colour},
    ]


def _heading_layers(width: int, left: int) -> list[Any]:
    """What a panel shows and below it the figure, above the panel and the axis left of it.

    Vega's own titles would stand at another height where an axis label reaches over the panel.
    """
    import altair as alt

    base = alt.Chart()
    return [
        text_layer(base, "title", 14, x=-left, y=-36, fontWeight="bold", limit=width),
        text_layer(base, "subtitle", 13, x=-left, y=-18, limit=width),
    ]


def _strokes(x: Any, y: Any, *, width: float) -> list[Any]:
    """The marks of a series: unbroken stretches, dashes over days without numbers, points."""
    import altair as alt

    def of(kind: str) -> Any:
        chosen = alt.Chart().transform_filter(f"datum.kind == '{kind}'")
        return chosen.encode(x=x, y=y, detail="part:N", color=alt.Color("colour:N", scale=None))

    return [
        of("dashed").mark_line(strokeDash=[2, 4], strokeWidth=1.5, opacity=0.7),
        of("solid").mark_line(strokeWidth=width, strokeJoin="round"),
        of("dot").mark_circle(size=34, opacity=1),
        of("reach").mark_circle(opacity=0),
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
