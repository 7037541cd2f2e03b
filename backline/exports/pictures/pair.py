"""Two series in one panel, each in hundredths of what it was on the day both begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from backline.analysis.marks import Mark
from backline.exports.pictures import layouts, marked
from backline.exports.pictures.charts import STARRED
from backline.exports.pictures.colours import DARK
from backline.exports.pictures.drawing import Picture, filled, instant
from backline.exports.pictures.series import Point, stretches
from backline.words import short


@dataclass(frozen=True, slots=True)
class IndexedLine:
    """One series.

    Attributes:
        label: whose it is, drawable.
        points: days and values, oldest first, from the common day on; the first is above 0.
        unusual: whether the audit knows something of its numbers, so that it has a star.
        marks: what happened to it, on which days.
    """

    label: str
    points: tuple[Point, ...]
    unusual: bool = False
    marks: tuple[Mark, ...] = ()

    @property
    def indexed(self) -> list[tuple[date, float]]:
        """The points as hundredths of the first."""
        first = self.points[0][1]
        return [(day, 100 * value / first) for day, value in self.points]

    @property
    def figure(self) -> str:
        """Where it stands and what that is: ``104.2 (12.1M)``."""
        star = "*" if self.unusual else ""
        return f"{self.indexed[-1][1]:,.1f} ({short(self.points[-1][1])}){star}"


def indexed_pair(
    one: IndexedLine, other: IndexedLine, start: date, last: date, title: str
) -> Picture:
    """Both lines from 100 on; the second one is dashed, so that no colour is needed.

    Args:
        one: the first, a whole line.
        other: the second.
        start: the day both begin on.
        last: the last day.
        title: drawable text.
    """
    both = (one, other)
    rows: list[dict[str, Any]] = []
    for place, (line, colour, kind) in enumerate(zip(both, DARK.pair, _KINDS, strict=True)):
        look = {"panel": 0, "colour": colour}
        runs = stretches(line.points)
        value = dict(line.indexed)
        drawn = [(kind, n, day) for n, run in enumerate(runs) for day, _ in run]
        dots = [run[0][0] for run in runs if len(run) == 1] + [line.points[-1][0]]
        drawn += [("dot", place, day) for day in dict.fromkeys(dots)]
        rows += [
            {**look, "kind": drawn_as, "part": part, "day": instant(day), "value": value[day]}
            for drawn_as, part, day in drawn
        ]
        rows += [
            {**look, "kind": f"label {kind}", "text": line.label},
            {**look, "kind": f"figure {kind}", "text": line.figure},
        ]
    broken = any(len(stretches(line.points)) > 1 for line in both)
    values = [value for line in both for _, value in line.indexed]
    air = max((max(values) - min(values)) * 0.08, 0.5)
    low, high = max(0, min(values) - air), max(values) + air
    rows += [
        {"panel": 0, "kind": "reach", "day": instant(last), "value": end, "colour": DARK.grid}
        for end in (low, high)
    ]
    frame = marked.Frame(start, last, layouts.line_width(1), layouts.PAIR_HEIGHT, low, high)
    happened = [(line.indexed, marked.seen(line.marks, line.points)) for line in both]
    rings = marked.ring_rows(frame, happened) + marked.word_rows(frame, happened)
    rows += [{"panel": 0, **row} for row in rings]
    rows.append({"panel": 0, "kind": "hundred", "value": 100})
    subtitles = [
        f"{start} = 100, to {last}",
        *(["a break in a line: days without a number"] if broken else []),
        *marked.subtitles(mark for _, marks in happened for mark in marks),
        *([STARRED] if any(line.unusual for line in both) else []),
    ]
    says = f"{title}, {start} = 100: " + "; ".join(
        f"{line.label} {line.figure}{marked.told(marks)}"
        for line, (_, marks) in zip(both, happened, strict=True)
    )
    days = layouts.days(start, last)
    return filled(partial(layouts.pair, *_KINDS), rows, title, subtitles, says, days)


_KINDS = ("solid", "dash")
