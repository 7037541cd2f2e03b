"""What the audit knows of a number, in the words every reader shares.

A growth figure compares two numbers. What touches one of them (a 0 that is no true number, a copied
day, another artist's value, a number that was taken back) or lies between them (a purge, an unusual
jump, a fall after a rise) is told with the figure wherever it is shown. The audit's own detectors
decide, over the days in reach of the window: so a verdict costs little, and may lack what only a
longer past can tell.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from backline.analysis.quality import Finding, Kind, Part
from backline.analysis.quality.audit import changes
from backline.analysis.quality.counters import Stuck, stuck_counters
from backline.analysis.quality.leaving import Leaving, left_the_window
from backline.analysis.quality.look import Look, prepare
from backline.warehouse import Warehouse

Series = tuple[str, str, str, str, str]
"""Artist, platform, metric, subject, country."""

PAST = 120
"""Days before a window that tell what is usual."""

MOST_WITH_SUBJECTS = 50
"""Of more artists the tracks and videos are left aside, as the reports leave them."""

SPANS = (30, 90, 365)
"""Windows are looked at together up to these lengths, so that one look serves several."""

WORDS = {
    Kind.ZERO: "likely no true 0",
    Kind.STALE_REPEAT: "copied numbers",
    Kind.SAME_VALUE: "another artist's number",
    Kind.JUMP: "unusual jump",
    Kind.COUNTER_FALL: "a counter that should only rise fell",
}
"""The kinds in short; what follows a colon after them is of one artist."""

AFTER_RISE = "fall after a rise"
STALE = "stale counter"
PURGE = "a purge on "

_SHORT = (*WORDS.values(), AFTER_RISE, STALE)


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The findings by series, up to a day."""

    parts: Mapping[Series, tuple[tuple[Finding, Part], ...]] = field(default_factory=dict)
    falls: Mapping[Series, tuple[Leaving, ...]] = field(default_factory=dict)
    stuck: Mapping[Series, Stuck] = field(default_factory=dict)

    def notes(self, series: Series, then: date | None, now: date) -> list[str]:
        """What touches the numbers of two days, or happened between them; nothing, mostly.

        Args:
            series: whose numbers.
            then: the older day; None where one number stands alone.
            now: the newer day.
        """
        falls = self.falls.get(series, ())
        found = [
            note
            for finding, part in self.parts.get(series, ())
            if not any(f.before_date < part.values[0].date <= f.last for f in falls)
            and (note := _note(finding, part, then, now))
        ]
        if then is not None:
            found += [_fell(fall) for fall in falls if then < fall.last <= now]
        if (stuck := self.stuck.get(series)) and stuck.since < now:
            found.append(
                f"{STALE}: {stuck.value:,} since {stuck.since}, though it nearly always moves"
            )
        return list(dict.fromkeys(found))


def verdicts(warehouse: Warehouse, as_of: date, days: int) -> Verdicts:
    """The verdicts on the numbers of a window of days up to a day, found once for a warehouse."""
    span = next((span for span in SPANS if days <= span), days)
    return warehouse.remember(
        ("verdicts", as_of, span), lambda: _found(warehouse, as_of, span), always=True
    )


def in_short(note: str) -> str:
    """A note without what is of one artist alone, so that those of several artists are one."""
    kind, colon, _ = note.partition(": ")
    return kind if colon and kind in _SHORT else note


def is_verdict(note: str) -> bool:
    """Whether a part of a figure's note is one of the verdicts."""
    return note.startswith(PURGE) or in_short(note) in _SHORT


def _found(warehouse: Warehouse, as_of: date, span: int) -> Verdicts:
    few = len(warehouse.roster.artists) <= MOST_WITH_SUBJECTS
    prepare(warehouse, since=as_of - timedelta(days=span + PAST), subjects=few)
    look = Look(warehouse, as_of)
    parts: dict[Series, list[tuple[Finding, Part]]] = defaultdict(list)
    for finding in changes(look):
        for part in finding.parts:
            parts[_of(part)].append((finding, part))
    falls: dict[Series, list[Leaving]] = defaultdict(list)
    for fall in left_the_window(look):
        falls[fall.series].append(fall)
    return Verdicts(
        {series: tuple(found) for series, found in parts.items()},
        {series: tuple(found) for series, found in falls.items()},
        {stuck.series: stuck for stuck in stuck_counters(look)},
    )


def _of(part: Part) -> Series:
    return part.artist, part.platform, part.metric, part.subject, part.country


def _note(finding: Finding, part: Part, then: date | None, now: date) -> str:
    """A finding in short where it touches the numbers of two days, else nothing."""
    words = WORDS.get(finding.kind, "")
    if part.wrong:
        day = next((v.date for v in reversed(part.values) if v.date in (then, now)), None)
        return f"{words}: {_wrong(finding, part, day)}" if day else ""
    step = part.values[0].date
    if then is None or not then < step <= now:
        return ""
    if finding.kind is Kind.PURGE:
        return f"{PURGE}{step} took from {len(finding.artists)} artists"
    if finding.kind is Kind.SAME_VALUE or part.before is None:
        return ""
    return f"{words}: {part.before:,} to {part.values[-1].value:,} by {part.values[-1].date}"


def _wrong(finding: Finding, part: Part, day: date) -> str:
    """Why a number of a day is likely wrong."""
    value = next(v.value for v in part.values if v.date == day)
    if finding.kind is Kind.ZERO:
        return f"{day} reads 0 after {part.before:,}"
    if finding.kind is Kind.STALE_REPEAT:
        return f"{day} repeats the numbers before it"
    after = "" if part.after is None else f" and {part.after:,} after"
    return f"{value:,} on {day}, with {part.before:,} before{after}"


def _fell(fall: Leaving) -> str:
    return (
        f"{AFTER_RISE}: {fall.before:,} to {fall.value:,} by {fall.last}, as its rise of "
        f"{fall.high_date} left the {fall.days} days it counts"
    )
