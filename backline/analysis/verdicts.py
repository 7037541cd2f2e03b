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
from itertools import count

from backline.analysis.quality import Finding, Kind, Part
from backline.analysis.quality.audit import changes
from backline.analysis.quality.counters import Stuck, stuck_counters
from backline.analysis.quality.findings import Value
from backline.analysis.quality.leaving import Leaving, left_the_window
from backline.analysis.quality.look import Look, prepared
from backline.warehouse import Warehouse

Series = tuple[str, str, str, str, str]
"""Artist, platform, metric, subject, country."""

PAST = 120
"""Days before a window that tell what is usual."""

MOST_WITH_SUBJECTS = 50
"""Of more artists the tracks and videos are left aside, as the reports leave them."""

MOST_ARTISTS = 100
"""With more artists a growth figure carries no verdict, which would cost more than the figure: the
audit tells the same when it is asked (``scripts/audit.py``, the run's report)."""

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
class Verdict:
    """One thing to know of a series' numbers, and with which of them it is told.

    Attributes:
        place: its finding's; of one place only what it says of the newer number is told.
        note: what to know.
        touches: the day whose number is likely wrong.
        step: the day of an unusual step, told of what lies on both sides of it.
        stuck_since: the last day on which a counter moved that now stands still.
    """

    series: Series
    place: int
    note: str
    touches: date | None = None
    step: date | None = None
    stuck_since: date | None = None

    def about(self, then: date | None, now: date) -> bool:
        """Whether it is told of the numbers of two days; ``growth_told.sql`` asks the same."""
        return (
            (self.touches is not None and self.touches in (then, now))
            or (self.step is not None and then is not None and then < self.step <= now)
            or (self.stuck_since is not None and self.stuck_since < now)
        )


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The verdicts by series, up to a day; in their order, and those of one place by day."""

    by_series: Mapping[Series, tuple[Verdict, ...]] = field(default_factory=dict)

    def notes(self, series: Series, then: date | None, now: date) -> list[str]:
        """What touches the numbers of two days, or happened between them; nothing, mostly.

        Args:
            series: whose numbers.
            then: the older day; None where one number stands alone.
            now: the newer day.
        """
        told = {v.place: v.note for v in self.by_series.get(series, ()) if v.about(then, now)}
        return list(dict.fromkeys(told.values()))

    def rows(self) -> list[tuple[object, ...]]:
        """The same as the table ``verdict`` of the warehouse has it."""
        return [
            (*v.series, v.place, v.touches, v.step, v.stuck_since, v.note)
            for found in self.by_series.values()
            for v in found
        ]


def verdicts(warehouse: Warehouse, as_of: date, days: int) -> Verdicts:
    """The verdicts on the numbers of a window of days up to a day, found once for a warehouse."""
    span = next((span for span in SPANS if days <= span), days)
    return warehouse.remember(
        ("verdicts", as_of, span), lambda: _found(warehouse, as_of, span), always=True
    )


def recent_findings(warehouse: Warehouse, since: date, as_of: date) -> list[Finding]:
    """What the audit finds in the artists' own numbers, looked at from a day on.

    Of more artists than :data:`MOST_ARTISTS` it is not asked.
    """
    if len(warehouse.roster.artists) > MOST_ARTISTS:
        return []
    with prepared(warehouse, since=since, until=as_of, subjects=False):
        return changes(Look(warehouse, as_of))


def in_short(note: str) -> str:
    """A note without what is of one artist alone, so that those of several artists are one."""
    kind, colon, _ = note.partition(": ")
    return kind if colon and kind in _SHORT else note


def verdicts_in(note: str) -> list[str]:
    """The parts of a figure's note that are verdicts."""
    parts = note.split("; ")
    return [part for part in parts if part.startswith(PURGE) or in_short(part) in _SHORT]


def _found(warehouse: Warehouse, as_of: date, span: int) -> Verdicts:
    artists = len(warehouse.roster.artists)
    if artists > MOST_ARTISTS:
        return Verdicts()
    few = artists <= MOST_WITH_SUBJECTS
    since = as_of - timedelta(days=span + PAST)
    with prepared(warehouse, since=since, until=as_of, subjects=few):
        return _judged(Look(warehouse, as_of))


def _judged(look: Look) -> Verdicts:
    falls: dict[Series, list[Leaving]] = defaultdict(list)
    for fall in left_the_window(look):
        falls[fall.series].append(fall)
    found: dict[Series, list[Verdict]] = defaultdict(list)
    places = count()
    for finding in changes(look):
        for part in finding.parts:
            series, first = _of(part), part.values[0].date
            if not any(f.before_date < first <= f.last for f in falls.get(series, ())):
                found[series] += _verdicts(finding, part, next(places))
    for series, fallen in falls.items():
        found[series] += [Verdict(series, next(places), _fell(f), step=f.last) for f in fallen]
    for stuck in stuck_counters(look):
        found[stuck.series].append(_stuck(stuck, next(places)))
    return Verdicts({series: tuple(told) for series, told in found.items() if told})


def _of(part: Part) -> Series:
    return part.artist, part.platform, part.metric, part.subject, part.country


def _verdicts(finding: Finding, part: Part, place: int) -> list[Verdict]:
    """A finding in short: of each wrong number, or of the step."""
    series, words = _of(part), WORDS.get(finding.kind, "")
    if part.wrong:
        return [
            Verdict(series, place, f"{words}: {_wrong(finding, part, value)}", touches=value.date)
            for value in part.values
        ]
    step = part.values[0].date
    if finding.kind is Kind.PURGE:
        note = f"{PURGE}{step} took from {len(finding.artists)} artists"
    elif finding.kind is Kind.SAME_VALUE or part.before is None:
        return []
    else:
        note = f"{words}: {part.before:,} to {part.values[-1].value:,} by {part.values[-1].date}"
    return [Verdict(series, place, note, step=step)]


def _wrong(finding: Finding, part: Part, wrong: Value) -> str:
    """Why a number of a day is likely wrong."""
    if finding.kind is Kind.ZERO:
        return f"{wrong.date} reads 0 after {part.before:,}"
    if finding.kind is Kind.STALE_REPEAT:
        return f"{wrong.date} repeats the numbers before it"
    after = "" if part.after is None else f" and {part.after:,} after"
    return f"{wrong.value:,} on {wrong.date}, with {part.before:,} before{after}"


def _stuck(stuck: Stuck, place: int) -> Verdict:
    note = f"{STALE}: {stuck.value:,} since {stuck.since}, though it nearly always moves"
    return Verdict(stuck.series, place, note, stuck_since=stuck.since)


def _fell(fall: Leaving) -> str:
    return (
        f"{AFTER_RISE}: {fall.before:,} to {fall.value:,} by {fall.last}, as its rise of "
        f"{fall.high_date} left the {fall.days} days it counts"
    )
