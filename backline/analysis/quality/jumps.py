"""Steps beyond what a series has ever done, together where they happened together."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.quality.counters import Place, place_of
from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Look, days, listed, number, percent
from backline.analysis.quality.together import Together, together

TIMES = 5.0
"""A jump is at least this many times a series' usual step."""

BACK = 0.25
"""A series came back when at most this share of the step is left."""

BACK_COUNTING = 0.5
"""The same for a counter, which goes on counting meanwhile."""

SOON = 3
"""Within how many measured points a series comes back from a wrong number."""

HALF = math.log(2)
"""A rolling count that lost half as its own rise left the window collapsed, which is told."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Jump:
    """One series leaving its course, on one measured day or on several in a row.

    Attributes:
        rows: its steps as ``quality_jumps`` tells them, oldest first.
        gone: the points from the step until the series was back; empty where it did not come back.
        rise: of a collapse, the row of ``quality_collapses``, which tells the rise before it.
    """

    rows: tuple[Row, ...]
    gone: tuple[Row, ...] = ()
    rise: Row | None = None

    @property
    def row(self) -> Row:
        """The first step, which says whose it is."""
        return self.rows[0]

    @property
    def before(self) -> int:
        """The number before the first step."""
        return int(self.rows[0]["before"])

    @property
    def value(self) -> int:
        """The number after the last step."""
        return int(self.rows[-1]["value"])

    @property
    def size(self) -> float:
        """The change on the logarithmic scale of the steps."""
        return float(sum(row["size"] for row in self.rows))

    @property
    def beyond(self) -> float | None:
        """The largest step as a multiple of the largest before; None where there was none."""
        found = [row["beyond"] for row in self.rows]
        return None if None in found else float(max(found))

    @property
    def times(self) -> float:
        """The largest step as a multiple of the usual one."""
        return float(max(row["times"] for row in self.rows))

    @property
    def counts(self) -> bool:
        """Whether it is a finding by itself and not only beside others."""
        return bool(self.gone or self.rise) or any(row["strong"] for row in self.rows)

    @property
    def sure(self) -> float:
        """Even chance at the threshold; what was taken back is half as likely no fault."""
        if self.rise:
            return -self.size / (HALF - self.size)
        times = self.times / TIMES
        margin = times if self.beyond is None else min(times, self.beyond)
        sure = margin / (margin + 1)
        return (1 + sure) / 2 if self.gone else sure

    @property
    def points(self) -> tuple[Row, ...]:
        """The numbers in question."""
        return self.gone or self.rows

    @property
    def last(self) -> date:
        """The day of the last number in question."""
        day: date = self.points[-1]["date"]
        return day

    @property
    def after(self) -> Row | None:
        """The point after the last number in question."""
        return next((p for p in self.rows[-1]["after"] or [] if p["date"] > self.last), None)


def jumps(look: Look, explained: set[Place]) -> list[Finding]:
    """Jumps, one finding for a number, direction and run of days.

    A step counts when it is clearly beyond everything its series has done, when the series came
    back within three points, or beside one that counts: of another artist on the same day, or of
    its own on the measured day before. The fall of a rolling count when the listeners of a rise
    leave its window belongs to that rise, and is told only when it took half or more.

    Args:
        look: the numbers.
        explained: the steps that belong to another finding; those back from a jump are added.
    """
    found: list[Jump] = []
    for row in look.ask("jumps", times=TIMES):
        if place_of(row) in explained:
            continue
        jump = Jump((row,), _gone(row))
        if jump.after and (*place_of(row)[:-1], jump.after["date"]) in explained:
            jump = Jump((row,))  # what took it back says nothing of the numbers before
        if row["leaving"] and not jump.gone:
            continue
        if jump.gone and jump.after:
            explained.add((*place_of(row)[:-1], jump.after["date"]))
        found.append(jump)
    found += _collapses(look, explained, found)
    found.sort(key=lambda jump: jump.row["date"])
    groups = [g for g in _grouped(found) if any(jump.counts for jump in g)]
    known = together(look, [_compared(group) for group in groups])
    return [_finding(group, look, known) for group in groups]


def _collapses(look: Look, explained: set[Place], found: Iterable[Jump]) -> list[Jump]:
    """The collapses that no other finding has a part of, each with all of its steps."""
    taken = explained | {place_of(row) for jump in found for row in jump.rows}
    collapses = []
    for row in look.ask("collapses"):
        about = {name: row[name] for name in ("id", *_WHOSE, "kind", "usual", "after")}
        steps = tuple(about | step for step in row["steps"])
        if not any(place_of(step) in taken for step in steps):
            collapses.append(Jump(steps, rise=row))
    return collapses


_WHOSE = ("artist", "platform", "metric", "subject", "country")


def _compared(group: list[Jump]) -> tuple[tuple[int, ...], date]:
    """The series of a group, and the day before which they are compared."""
    by_size = sorted(group, key=lambda jump: -abs(jump.size))
    return tuple(j.row["id"] for j in by_size), min(j.row["date"] for j in group)


def _grouped(found: Iterable[Jump]) -> list[list[Jump]]:
    """Put each step, oldest first, to those of its day, or to the jump it continues, or alone."""
    groups: list[list[Jump]] = []
    of_day: dict[tuple[Any, ...], list[Jump]] = {}
    ends: dict[tuple[Any, ...], tuple[list[Jump], int]] = {}
    for jump in found:
        row, about = jump.row, _about(jump)
        group = of_day.get((about, row["date"]))
        before = ends.get((about, row["id"], row["before_date"]))
        if group is None and before and _continues(jump, *before):
            group, place = before
            rise = jump.rise or group[place].rise
            group[place] = Jump((*group[place].rows, *jump.rows), rise=rise)
        else:
            if group is None:
                group = of_day[about, row["date"]] = []
                groups.append(group)
            place = len(group)
            group.append(jump)
        ends[about, row["id"], jump.rows[-1]["date"]] = (group, place)
    return groups


def _continues(jump: Jump, group: list[Jump], place: int) -> bool:
    """Whether a step goes on with the one before it, in a group that has one that counts."""
    return not (group[place].gone or jump.gone) and any(j.counts for j in group)


def _about(jump: Jump) -> tuple[Any, ...]:
    row = jump.row
    whose = row["artist"] if row["subject"] else None  # tracks and videos stay with their artist
    return row["platform"], row["metric"], row["country"], whose, row["size"] > 0


def _gone(row: Row) -> tuple[Row, ...]:
    """The points from a step until its series is back where it was, when it is back soon.

    A count of single days comes back after every good one: that makes none of them wrong.
    """
    if row["kind"] == "per_day":
        return ()
    after = row["after"] or []
    near = BACK_COUNTING if row["kind"] == "cumulative" else BACK
    for count, point in enumerate(after[:SOON]):
        left = math.log((point["value"] + 10) / (row["before"] + 10)) / row["size"]
        if abs(left) <= near:
            return (row, *after[:count])
    return ()


def _finding(group: list[Jump], look: Look, known: Together) -> Finding:
    bundles = known.bundles(*_compared(group))
    group.sort(key=lambda jump: -abs(jump.size))
    worst = group[0]
    row = worst.row
    first = min(jump.row["date"] for jump in group)
    return Finding(
        kind=Kind.JUMP,
        artists=tuple(dict.fromkeys(jump.row["artist"] for jump in group)),
        platform=row["platform"],
        metric=row["metric"],
        subject=row["subject"] if len(group) == 1 else "",
        first=first,
        last=max(jump.last for jump in group),
        before=worst.before,
        value=worst.value,
        after=worst.after["value"] if worst.after else None,
        usual=round((worst.before + 10) * math.expm1(row["usual"])),
        # Series that move together are one witness.
        sure=1
        - math.prod(
            1 - max(jump.sure for jump in group if jump.row["id"] in bundle) for bundle in bundles
        ),
        sentence=_one(worst, look) if len(group) == 1 else _several(group, look),
        key=key_of(
            Kind.JUMP,
            first,
            row["platform"],
            row["metric"],
            "up" if worst.size > 0 else "down",
            *([row["artist"], "subjects"] if row["subject"] else []),
            *filter(None, [row["country"]]),
        ),
        extent=sum(min(1.0, math.expm1(abs(jump.size))) for jump in group),
        parts=tuple(_part(jump) for jump in group),
    )


def _one(jump: Jump, look: Look) -> str:
    row = jump.row
    what = number(row["platform"], row["metric"], row["subject"])
    did = "rose" if jump.size > 0 else "fell"
    span = (jump.rows[-1]["date"] - row["before_date"]).days
    over = "" if span == 1 else f" over {days(span)}"
    return (
        f"{what} of {look.name(row['artist'])} {did} from {jump.before:,} to {jump.value:,} "
        f"({percent(jump.before, jump.value)}){over}, {_why(jump)}{_back(jump)}."
    )


def _why(jump: Jump) -> str:
    """What makes a jump one, or which rise a collapse goes back to."""
    if jump.rise:
        return _with_rise(jump.rise)
    noun = "rise" if jump.size > 0 else "fall"
    if jump.beyond is None:
        return f"the first {noun} there is of it"
    if jump.beyond > 10:
        return f"far beyond any {noun} before"
    if jump.beyond > 1:
        return f"{jump.beyond:.1f} times its largest {noun} before"
    return f"{jump.times:.0f} times its usual {noun}"


def _with_rise(rise: Row) -> str:
    low, high = rise["low"], rise["high"]
    return (
        f"as its rise from {low['value']:,} on {low['date']} to {high['value']:,} on "
        f"{high['date']} left the {rise['days']} days it counts"
    )


def _several(group: list[Jump], look: Look) -> str:
    row = group[0].row
    each = listed(
        [
            f"{j.row['subject'] or look.name(j.row['artist'])} {j.before:,} → {j.value:,} "
            f"({percent(j.before, j.value)}){_back(j)}"
            f"{f', {_with_rise(j.rise)}' if j.rise else ''}"
            for j in group
        ]
    )
    did = "rose" if group[0].size > 0 else "fell"
    if row["subject"]:
        whose = f"{len(group)} tracks or videos of {look.name(row['artist'])}"
    else:
        whose = f"{len(group)} artists"
    return f"{number(row['platform'], row['metric'])} of {whose} {did} together: {each}."


def _back(jump: Jump) -> str:
    if not (jump.gone and jump.after):
        return ""
    lasted = (jump.after["date"] - jump.row["date"]).days
    return f", and back to {jump.after['value']:,} after {days(lasted)}"


def _part(jump: Jump) -> Part:
    row = jump.row
    points: Iterable[Row] = jump.points
    return Part(
        artist=row["artist"],
        platform=row["platform"],
        metric=row["metric"],
        subject=row["subject"],
        country=row["country"],
        values=tuple(Value(p["date"], p["value"], p["source"]) for p in points),
        before=jump.before,
        after=jump.after["value"] if jump.after else None,
        after_date=jump.after["date"] if jump.after else None,
        wrong=bool(jump.gone),
    )
