"""What a placement or a campaign delivered beside what was promised: by day, and added up.

Days of which nothing is known are left open and grey, and never drawn as days without a stream.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from backline.exports.pictures import layouts
from backline.exports.pictures.colours import DARK, PAPER, Colours
from backline.exports.pictures.drawing import Picture, filled, instant
from backline.words import many, number, share, short

_DAY = timedelta(1)
_NARROWEST = 3
"""Units of the chart, below which nobody sees a stripe."""

_AIR = 1.16
_BEYOND = 1.5
"""From so many times the goal on its line is far below the end of the streams'."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days without a change.

    Attributes:
        last_day: counts.
        per_day: streams a day.
        in_part: more may have come, since not all that ran then is known.
    """

    first_day: date
    last_day: date
    per_day: float
    in_part: bool = False

    @property
    def streams(self) -> float:
        """Those of all its days."""
        return self.per_day * ((self.last_day - self.first_day).days + 1)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is drawn.

    Attributes:
        real: known days, the oldest first, none twice.
        promised: days with a promise, likewise; empty where nothing was promised.
        goal: streams; None where there is none.
        delivered: as it is told; None for the sum of ``real``. Where they differ, it is said.
        first: the day it began; None for the first known one.
        last: the last day that is told of; None for the last known one.
        without_goal: what stands in the goal's place where there is none.
    """

    real: Sequence[Days]
    promised: Sequence[Days] = ()
    goal: int | None = None
    delivered: int | None = None
    first: date | None = None
    last: date | None = None
    without_goal: str = "no goal is known"

    @property
    def total(self) -> int:
        """What was delivered."""
        if self.delivered is not None:
            return self.delivered
        return round(sum(days.streams for days in self.real))


def delivery_chart(
    told: Delivery, title: str, subtitles: Iterable[str] = (), *, paper: bool = False
) -> Picture | None:
    """Streams a day against the promise, and below them what they add up to against the goal.

    Args:
        told: what is known.
        title: drawable text.
        subtitles: drawable lines below it, before those that say what is to be known.
        paper: for a white page; otherwise on the dark ground of all charts.

    Returns:
        The picture; None where no day is known.
    """
    known = _within(told.real, told.first, told.last)
    if not known:
        return None
    colours = PAPER if paper else DARK
    first = min(known[0].first_day, told.first or known[0].first_day)
    last = max(known[-1].last_day, told.last or known[-1].last_day)
    promised = _within(told.promised, first, last)
    gaps = _gaps(known, first, last)
    rows = [
        *_by_day(known, promised, first, colours),
        *_added_up(known, told, first, last, colours),
        *(row for panel in (0, 1) for row in _stripes(panel, gaps, first, last)),
    ]
    lines = [*subtitles, f"{first} to {last}", *_to_know(known, gaps), *_drawn(known, told)]
    ends = layouts.days(first, last + _DAY)
    return filled(
        layouts.delivery(paper=paper), rows, title, lines, _says(told, known, gaps), ends, colours
    )


def _within(listed: Iterable[Days], first: date | None, last: date | None) -> list[Days]:
    cut = [
        replace(
            days,
            first_day=max(days.first_day, first or date.min),
            last_day=min(days.last_day, last or date.max),
        )
        for days in listed
    ]
    found = [days for days in cut if days.first_day <= days.last_day]
    return sorted(found, key=lambda days: days.first_day)


def _gaps(known: Sequence[Days], first: date, last: date) -> list[tuple[date, date]]:
    """The days of which nothing is known, both ends counted."""
    ends = [first - _DAY, *(days.last_day for days in known)]
    begins = [*(days.first_day for days in known), last + _DAY]
    return [
        (end + _DAY, begin - _DAY)
        for end, begin in zip(ends, begins, strict=True)
        if begin - end > _DAY
    ]


def _to_know(known: Sequence[Days], gaps: Sequence[tuple[date, date]]) -> list[str]:
    said = ["each block: the mean of days between two counts"]
    if any(days.in_part for days in known):
        said.append("pale: of a part of the placements only")
    if gaps:
        count = sum((end - begin).days + 1 for begin, end in gaps)
        said.append(f"grey: {many(count, 'day')} of which nothing is known")
    return said


def _drawn(known: Sequence[Days], told: Delivery) -> list[str]:
    """Which of the streams the line ends at, where not all can be given days."""
    drawn = round(sum(days.streams for days in known))
    if abs(drawn - told.total) <= len(known):  # paces are rounded
        return []
    return [f"drawn: {number(drawn)} streams, whose days are known"]


def _text(panel: int, kind: str, text: str, colour: str) -> dict[str, Any]:
    return {"panel": panel, "kind": kind, "text": text, "colour": colour}


def _after(day: date) -> int:
    """Where a day ends on the axis."""
    return instant(day + _DAY)


def _by_day(
    known: Sequence[Days], promised: Sequence[Days], first: date, colours: Colours
) -> list[dict[str, Any]]:
    real = colours.platforms["spotify"]
    rows: list[dict[str, Any]] = [
        {"panel": 0, "kind": "block", "from": instant(days.first_day), "to": _after(days.last_day),
         "value": round(days.per_day, 2), "zero": 0, "colour": real,
         "strength": 0.25 if days.in_part else 0.6}
        for days in known
    ]  # fmt: skip
    rows += [
        {"panel": 0, "kind": "dash", "part": part, "day": end, "value": days.per_day,
         "colour": colours.text}
        for part, run in enumerate(_runs(promised))
        for days in run
        for end in (instant(days.first_day), _after(days.last_day))
    ]  # fmt: skip
    heights = [days.per_day for days in (*known, *promised)]
    rows += _reach(0, first, heights)
    said = _promise(promised)
    return [
        *rows,
        _text(0, "title", "Streams a day", colours.text),
        _text(0, "subtitle", said, colours.quiet),
    ]


def _runs(listed: Sequence[Days]) -> list[list[Days]]:
    """Those that follow on each other without a day between."""
    runs: list[list[Days]] = []
    for days in listed:
        if not runs or days.first_day - runs[-1][-1].last_day > _DAY:
            runs.append([])
        runs[-1].append(days)
    return runs


def _promise(promised: Sequence[Days]) -> str:
    if not promised:
        return "no promise is known"
    paces = [round(days.per_day) for days in promised]
    low, high = short(min(paces)), short(max(paces))
    return f"dashed: promised {low if low == high else f'{low} to {high}'} a day"


def _added_up(
    known: Sequence[Days], told: Delivery, first: date, last: date, colours: Colours
) -> list[dict[str, Any]]:
    real = colours.platforms["spotify"]
    rows: list[dict[str, Any]] = []
    total = 0.0
    for part, run in enumerate(_runs(known)):
        points = [(instant(run[0].first_day), total)]
        for days in run:
            total += days.streams
            points.append((_after(days.last_day), total))
        rows += [
            {"panel": 1, "kind": "solid", "part": part, "day": day, "value": round(value, 2),
             "colour": real}
            for day, value in points
        ]  # fmt: skip
    rows.append({**rows[-1], "kind": "dot"})
    heights = [row["value"] for row in rows]
    goal = told.goal
    if goal:
        heights.append(goal)
        ends = (instant(first), _after(last))
        rows += [
            {"panel": 1, "kind": "dash", "part": 0, "day": day, "value": goal,
             "colour": colours.text}
            for day in ends
        ]  # fmt: skip
        beyond = told.total > _BEYOND * goal
        rows.append(
            {"panel": 1, "kind": "right" if beyond else "left", "day": ends[beyond],
             "value": goal, "text": f"goal {short(goal)}", "colour": colours.text}
        )  # fmt: skip
    return [
        *rows,
        *_reach(1, first, heights),
        _text(1, "title", "Delivered", colours.text),
        _text(1, "subtitle", _against(told), colours.quiet),
    ]


def _against(told: Delivery) -> str:
    if not told.goal:
        return f"{number(told.total)} streams, {told.without_goal}"
    return f"{number(told.total)} of {number(told.goal)} streams ({share(told.total, told.goal)})"


def _reach(panel: int, first: date, heights: Iterable[float]) -> list[dict[str, Any]]:
    """The ends of an axis, which has its zero and some air."""
    low, high = min(0.0, *heights), max(0.0, *heights)
    ends = (low * _AIR, max(high * _AIR, 1.0))
    return [
        {"panel": panel, "kind": "reach", "day": instant(first), "value": round(end, 2),
         "colour": DARK.quiet}
        for end in ends
    ]  # fmt: skip


def _stripes(
    panel: int, gaps: Sequence[tuple[date, date]], first: date, last: date
) -> list[dict[str, Any]]:
    span = _after(last) - instant(first)
    least = span * _NARROWEST / layouts.line_width(1)
    found = []
    for begin, end in gaps:
        middle = (instant(begin) + _after(end)) / 2
        half = max(_after(end) - instant(begin), least) / 2
        found.append({"panel": panel, "kind": "gap", "from": middle - half, "to": middle + half})
    return found


def _says(told: Delivery, known: Sequence[Days], gaps: Sequence[tuple[date, date]]) -> str:
    """The picture in words: the paces, what was promised, what came, what is not known."""
    last, paces = known[-1], [round(days.per_day) for days in known]
    low, high = short(min(paces)), short(max(paces))
    parts = [
        f"Streams a day: {low if low == high else f'{low} to {high}'}, "
        f"{short(paces[-1])} from {last.first_day} to {last.last_day}",
        _promise(told.promised).removeprefix("dashed: "),
        f"delivered {_against(told)}",
    ]
    if gaps:
        parts.append(f"nothing is known from {gaps[0][0]} to {gaps[0][1]}")
        if gaps[1:]:
            parts[-1] += f" and in {len(gaps) - 1} more gaps"
    return "; ".join(parts)
