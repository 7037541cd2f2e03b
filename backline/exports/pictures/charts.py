"""The charts replies and reports show: changes as bars, series as lines with their gaps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any

from backline.analysis.marks import Mark
from backline.exports.pictures import layouts, marked
from backline.exports.pictures.colours import DARK
from backline.exports.pictures.drawing import LEAST_POINTS, Form, Picture, filled, instant
from backline.exports.pictures.series import Point, reach, stretches
from backline.words import MISSING, number, short_change, short_percent, short_signed

_MOST_PANELS, _MOST_BARS = 6, 12
"""So many metrics, or so many bars with percentages beside them, are a phone's screen."""

_NARROWEST_GAP = 3
"""Units of a chart, of which a phone shows 480 side by side: a stripe one can still see."""

_HIDDEN = 12
"""A bar so many times shorter than the longest cannot be read off its panel."""

FEWEST_POINTS = 3
"""A line of fewer points tells nothing that its numbers do not: pictures wait for it."""

_STAR = "*"
STARRED = "* something unusual touches this number, see the text"


@dataclass(frozen=True, slots=True)
class Bar:
    """One artist's change: a drawable name, the change, and what it grew from.

    Attributes:
        since: the day of the number it grew from.
        span_days: days that really lie between the two numbers.
        unusual: whether the audit knows something of them, so that the figure has a star.
    """

    label: str
    growth: int
    then: int
    since: date
    span_days: int
    unusual: bool = False

    @property
    def percent(self) -> float:
        """The growth in percent; 0 where it grew from nothing."""
        return 100 * self.growth / self.then if self.then else 0.0


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
        platform: decides the line's colour.
        label: platform and metric in words.
        now: the newest value, None where none is recent enough.
        growth: what it grew by, None where that is not known; its sign decides its colour.
        then: the value it grew from.
        span_days: days that really lie between the two.
        points: days and values, oldest first; a day without a number is absent.
        marked: days whose points are emphasised, e.g. the two a growth compares.
        unusual: whether the audit knows something of these two, so that the change has a star.
        at_least: its values are lower bounds.
        marks: what happened to it, on which days.
    """

    platform: str
    label: str
    now: int | None
    growth: int | None
    then: int | None
    span_days: int | None
    points: tuple[Point, ...]
    marked: tuple[date, ...] = ()
    unusual: bool = False
    at_least: bool = False
    marks: tuple[Mark, ...] = ()

    @property
    def value(self) -> str:
        """The newest value as it is written."""
        if self.now is None:
            return MISSING
        return f"{'≥' if self.at_least else ''}{number(self.now)}"

    @property
    def change(self) -> str:
        """The growth as it is written."""
        if self.growth is None:
            return MISSING
        return _starred(short_change(self.growth, self.then or 0), self)


def change_bars(panels: Sequence[BarPanel], days: int, last: date) -> Picture | None:
    """Panels of bars two by two, each with its own scale from zero, falls to the left of it.

    A name stands on one line, below it the bar and the figure. Where one artist's bar hides the
    others', every metric has its percentages beside it, and there is room for fewer metrics.

    Args:
        panels: of a metric each; the first ones are drawn.
        days: the window that was asked for.
        last: its last day.

    Returns:
        The picture; None where no panel has a bar.
    """
    shown = [panel for panel in panels if panel.bars]
    if not shown:
        return None
    beside = any(_hides(panel.bars) for panel in shown[:_MOST_PANELS])
    most = max(len(panel.bars) for panel in shown)
    shown = shown[: _MOST_BARS // most if beside else _MOST_PANELS]
    rows: list[dict[str, Any]] = []
    for place, panel in enumerate(shown):
        if beside:
            rows += _bar_rows(2 * place, panel, panel.title, "absolute")
            rows += _bar_rows(2 * place + 1, panel, "in percent", "percent")
        else:
            rows += _bar_rows(place, panel, panel.title, "both")
    spans = [bar.span_days for panel in shown for bar in panel.bars]
    first = min(bar.since for panel in shown for bar in panel.bars)
    layout = layouts.bars(2 if beside or len(shown) > 1 else 1, most)
    says = "; ".join(
        f"{panel.title}: "
        + ", ".join(
            f"{bar.label} {_starred(short_change(bar.growth, bar.then), bar)}" for bar in panel.bars
        )
        for panel in shown
    )
    subtitles = [f"{first} to {last}", *_stars(bar for panel in shown for bar in panel.bars)]
    return filled(layout, rows, f"Growth over {_days(spans, days)}", subtitles, says)


def _hides(bars: Sequence[Bar]) -> bool:
    """Whether half of the bars are too short to be read beside the longest."""
    sizes = [abs(bar.growth) for bar in bars]
    return 2 * sum(size * _HIDDEN < max(sizes) for size in sizes) >= len(sizes)


def _bar_rows(place: int, panel: BarPanel, title: str, shows: str) -> list[dict[str, Any]]:
    subtitle = panel.subtitle if shows != "percent" else ""
    rows: list[dict[str, Any]] = _heading_rows(place, title, subtitle, DARK.quiet)
    for row, bar in enumerate(panel.bars):
        colour = DARK.change(bar.growth)
        length = bar.percent if shows == "percent" else bar.growth
        figure = {
            "absolute": short_signed(bar.growth),
            "percent": short_percent(bar.growth, bar.then) or MISSING,
            "both": short_change(bar.growth, bar.then),
        }[shows]
        figure = _starred(figure, bar)
        own = {"panel": place, "zero": 0, "from": min(length, 0), "to": max(length, 0)}
        rows += [
            {**own, "kind": "name", "middle": row + 0.25, "text": bar.label, "colour": DARK.text},
            {**own, "kind": "figure", "middle": row + 0.7, "text": figure, "colour": colour},
            {**own, "kind": "bar", "top": row + 0.52, "bottom": row + 0.88, "colour": colour},
        ]
    return rows


def line_panels(
    lines: Sequence[Line], first: date, last: date, title: str, what: str = "growth"
) -> Picture | None:
    """Series two by two, each on its own scale, over the days from ``first`` to ``last``.

    Args:
        lines: one a panel.
        first: the first day.
        last: the last day.
        title: drawable text.
        what: the lines' changes are, in words; empty where they have none.

    Returns:
        The picture; None where no series has points enough.
    """
    shown = _with_points(lines, first, last)
    if not shown:
        return None
    first = _begin(shown, first)
    columns = min(2, len(shown))
    rows = []
    for place, line in enumerate(shown):
        rows += _stroke_rows(place, line, layouts.line_width(columns), (last - first).days)
        size = (layouts.line_width(columns), layouts.PANEL_HEIGHT)
        rows += _mark_rows(place, line, _frame(line, first, last, size), words=True)
        rows += _heading_rows(place, line.label, line.value, DARK.text)
        if what:
            rows.append(_text(place, "change", line.change, DARK.change(line.growth)))
    layout = partial(layouts.panels_of_lines, columns)
    days, form = layouts.days(first, last), Form(str(columns))
    subtitles, says = _subtitles(what, shown), _says(shown, what)
    return filled(layout, rows, title, subtitles, says, days, form=form)


def sparklines(lines: Sequence[Line], first: date, last: date, title: str) -> Picture | None:
    """One row a series: its name, its line from ``first`` to ``last``, its value and change.

    Returns:
        The picture; None where no series has points enough.
    """
    shown = _with_points(lines, first, last)
    if not shown:
        return None
    first = _begin(shown, first)
    rows = []
    for place, line in enumerate(shown):
        rows += _stroke_rows(place, line, layouts.SPARK, (last - first).days)
        size = (layouts.SPARK, layouts.SPARK_HEIGHT)
        rows += _mark_rows(place, line, _frame(line, first, last, size), words=False)
        rows += [
            _text(place, "label", line.label, DARK.text),
            _text(place, "figure", line.value, DARK.text),
            _text(place, "change", line.change, DARK.change(line.growth)),
        ]
    subtitles = _subtitles("change", shown)
    subtitles[0] = ", ".join([f"{first} to {last}", *subtitles[:1]])
    days = layouts.days(first, last)
    says = _says(shown, "change")
    return filled(layouts.sparks, rows, title, subtitles, says, days, form=Form.SPARKS)


def _with_points(lines: Iterable[Line], first: date, last: date) -> list[Line]:
    """The lines that a picture is made of, with the points it has room for."""
    within = [
        replace(line, points=tuple(point for point in line.points if first <= point[0] <= last))
        for line in lines
    ]
    enough = (line for line in within if len(line.points) >= LEAST_POINTS)
    return [replace(line, marks=marked.seen(line.marks, line.points)) for line in enough]


def _begin(lines: Iterable[Line], first: date) -> date:
    """The first day there is: no picture begins before its numbers do."""
    return max(first, min(line.points[0][0] for line in lines))


def _days(spans: Iterable[int], asked: int) -> str:
    """The days that really lie between the numbers: ``28 days``, ``24 to 28 days``."""
    low, high = min(spans, default=asked), max(spans, default=asked)
    days = f"{low}" if low == high else f"{low} to {high}"
    return f"{days} day{'' if high == 1 else 's'}"


def _subtitles(what: str, lines: Sequence[Line]) -> list[str]:
    spans = [line.span_days for line in lines if line.span_days is not None]
    said = []
    if what:
        said = [f"{what} over {_days(spans, 0)}" if spans else f"no {what} known yet"]
    gap = any(len(stretches(line.points)) > 1 for line in lines)
    rings = marked.subtitles(mark for line in lines for mark in line.marks)
    return [*said, *(["grey: days without a number"] if gap else []), *rings, *_stars(lines)]


def _starred(figure: str, told: Bar | Line) -> str:
    return figure + _STAR if told.unusual else figure


def _stars(told: Iterable[Bar | Line]) -> list[str]:
    """What a star means, where the picture has any."""
    return [STARRED] if any(one.unusual for one in told) else []


def _says(lines: Sequence[Line], what: str) -> str:
    figures = (f" {line.change}" if what else "" for line in lines)
    return "; ".join(
        f"{line.label} {line.value}{figure}{marked.told(line.marks)}"
        for line, figure in zip(lines, figures, strict=True)
    )


def _text(place: int, kind: str, text: str, colour: str) -> dict[str, Any]:
    return {"panel": place, "kind": kind, "text": text, "colour": colour}


def _heading_rows(place: int, title: str, subtitle: str, colour: str) -> list[dict[str, Any]]:
    return [
        _text(place, "title", title, DARK.text),
        _text(place, "subtitle", subtitle, colour),
    ]


def _stroke_rows(place: int, line: Line, width: int, days: int) -> list[dict[str, Any]]:
    runs = stretches(line.points)
    dots = {run[0] for run in runs if len(run) == 1} | set(line.points[-1:])
    dots |= {point for point in line.points if point[0] in line.marked}
    drawn: list[tuple[str, int, date, float]] = [
        ("solid", part, *point) for part, run in enumerate(runs) for point in run
    ]
    drawn += [("dot", 0, *point) for point in sorted(dots)]
    drawn += [("reach", 0, line.points[-1][0], end) for end in reach(line.points)]
    look = {"panel": place, "colour": DARK.platforms.get(line.platform, DARK.line)}
    return [
        {**look, "kind": kind, "part": part, "day": instant(day), "value": value}
        for kind, part, day, value in drawn
    ] + [{"panel": place, **stripe} for stripe in stripes(runs, width, days / width)]


def _frame(line: Line, first: date, last: date, size: tuple[int, int]) -> marked.Frame:
    return marked.Frame(first, last, *size, *reach(line.points))


def _mark_rows(place: int, line: Line, frame: marked.Frame, *, words: bool) -> list[dict[str, Any]]:
    own = [(line.points, line.marks)]
    rows = marked.ring_rows(frame, own) + (marked.word_rows(frame, own) if words else [])
    return [{"panel": place, **row} for row in rows]


def stripes(
    runs: Sequence[Sequence[Point]], width: int, days_per_unit: float
) -> list[dict[str, Any]]:
    """From where to where there is no number, never narrower than an eye can see.

    Where so many narrow gaps would hide the line, each is but a tick below it.
    """
    least = _NARROWEST_GAP * days_per_unit * 86_400_000
    ends = [(instant(a[-1][0]), instant(b[0][0])) for a, b in pairwise(runs)]
    narrow = sum(end - begin < least for begin, end in ends)
    crowded = 4 * narrow * _NARROWEST_GAP > width
    found = []
    for begin, end in ends:
        kind = "tick" if crowded and end - begin < least else "gap"
        half = max(end - begin, least / 3 if kind == "tick" else least) / 2
        middle = (begin + end) / 2
        found.append({"kind": kind, "from": middle - half, "to": middle + half})
    return found
