"""A forecast: the measured course, and from its newest day on what is expected, within a band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.marks import Mark
from backline.exports.pictures import layers, layouts, marked
from backline.exports.pictures.charts import stripes
from backline.exports.pictures.colours import DARK
from backline.exports.pictures.drawing import LEAST_POINTS, Picture, filled, instant
from backline.exports.pictures.series import Point, reach, stretches
from backline.words import number

BAND = "shaded: where 8 of 10 such forecasts ended"


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of a day; ``low`` and ``high`` are None where no interval is known."""

    day: date
    value: int
    low: int | None
    high: int | None


def forecast_chart(
    platform: str,
    label: str,
    points: Sequence[Point],
    expected: Sequence[Expected],
    title: str,
    breaks: Sequence[date] = (),
    marks: Sequence[Mark] = (),
) -> Picture | None:
    """A course with what is expected of it.

    Args:
        platform: decides the colour.
        label: platform and metric in words.
        points: days and values, oldest first; a day without a number is absent.
        expected: the nearest first.
        title: drawable text.
        breaks: days among the points from which a course begins anew.
        marks: what happened to the course, on which days.

    Returns:
        The picture; None where the course has points too few.
    """
    if len(points) < LEAST_POINTS or not expected:
        return None
    first, (now, value), last = points[0][0], points[-1], expected[-1]
    runs, happened = stretches(points), marked.seen(marks, points)
    colour = DARK.platforms.get(platform, DARK.line)
    known = all(one.low is not None for one in expected)
    rows = [
        *_course_rows(runs, points[-1], colour),
        *_stripe_rows(runs, (last.day - first).days),
        *({"kind": "break", "day": instant(day)} for day in breaks),
        *_ahead_rows(now, value, expected, colour, known=known),
        *_reach_rows(points, expected, colour, known=known),
        *_mark_rows(points, happened, expected, known=known),
        {"kind": "title", "text": label, "colour": DARK.text},
        {"kind": "subtitle", "text": _says(value, last, known=known), "colour": DARK.text},
    ]
    subtitles = [BAND] if known else ["no interval is known yet"]
    if len(runs) > 1:
        subtitles.append("grey: days without a number")
    if breaks:
        subtitles.append("dotted: from there on the course counts")
    subtitles += marked.subtitles(happened)
    says = f"{label}: {_says(value, last, known=known)}{marked.told(happened)}"
    days = layouts.days(first, last.day) | {layers.NOW: instant(now)}
    return filled(
        layouts.ahead, [{"panel": 0, **row} for row in rows], title, subtitles, says, days
    )


def _says(value: int, last: Expected, *, known: bool) -> str:
    said = f"{number(value)} now, about {number(last.value)} on {last.day}"
    return f"{said} ({number(last.low or 0)} to {number(last.high or 0)})" if known else said


def _course_rows(
    runs: Sequence[Sequence[Point]], newest: Point, colour: str
) -> list[dict[str, Any]]:
    drawn: list[tuple[str, int, Point]] = [
        ("solid", part, point) for part, run in enumerate(runs) for point in run
    ]
    drawn += [("dot", 0, run[0]) for run in runs if len(run) == 1]
    drawn.append(("dot", 0, newest))
    return [
        {"kind": kind, "part": part, "day": instant(day), "value": value, "colour": colour}
        for kind, part, (day, value) in drawn
    ]


def _stripe_rows(runs: Sequence[Sequence[Point]], days: int) -> list[dict[str, Any]]:
    width = layouts.line_width(1)
    return stripes(runs, width, days / width)


def _ahead_rows(
    now: date, value: int, expected: Sequence[Expected], colour: str, *, known: bool
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"kind": "dash", "part": 0, "day": instant(day), "value": each, "colour": colour}
        for day, each in [(now, value), *((one.day, one.value) for one in expected)]
    ]
    if known:
        ends = [(now, value, value), *((one.day, one.low, one.high) for one in expected)]
        rows += [
            {"kind": "band", "day": instant(day), "value": low, "high": high, "colour": colour}
            for day, low, high in ends
        ]
    return rows


def _mark_rows(
    points: Sequence[Point], marks: Sequence[Mark], expected: Sequence[Expected], *, known: bool
) -> list[dict[str, Any]]:
    ends = _ends(points, expected, known=known)
    size = (layouts.line_width(1), layouts.AHEAD_HEIGHT)
    frame = marked.Frame(points[0][0], expected[-1].day, *size, *ends)
    newest, last = points[-1], expected[-1]
    edges = [last.value, *((last.low or 0, last.high or 0) if known else ())]
    ahead = [(newest, (last.day, edge)) for edge in edges]
    own = [(points, marks)]
    return marked.ring_rows(frame, own) + marked.word_rows(frame, own, ahead)


def _ends(points: Sequence[Point], expected: Sequence[Expected], *, known: bool) -> list[float]:
    """The ends of the axis, which holds the course and the band."""
    last = expected[-1]
    ends = [(one.day, one.value) for one in expected]
    if known:
        ends += [(last.day, last.low or 0), (last.day, last.high or 0)]
    return reach([*points, *ends])


def _reach_rows(
    points: Sequence[Point], expected: Sequence[Expected], colour: str, *, known: bool
) -> list[dict[str, Any]]:
    day = instant(expected[-1].day)
    return [
        {"kind": "reach", "part": 0, "day": day, "value": end, "colour": colour}
        for end in _ends(points, expected, known=known)
    ]
