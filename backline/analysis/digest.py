"""The label's week: what moved, was reached and broke, and which songs and videos did best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backline.analysis.growth import Growth, growth
from backline.analysis.milestones import LATELY, Milestone, milestones
from backline.analysis.news import AUDIENCES, movers
from backline.analysis.order import of_the_label
from backline.analysis.points import points
from backline.analysis.quality import Finding
from backline.analysis.quality.findings import worst_first
from backline.analysis.verdicts import PAST, recent_findings
from backline.warehouse import Warehouse

WEEK = 7
"""The days that are told."""

CONTENT = (("spotify", "streams"), ("youtube", "views"))
"""By what songs and videos are ranked."""

_STOPPED = 14
"""So many days ago a number that is told as stopped was measured last, at most."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What the last seven days brought.

    Attributes:
        first: the first day.
        last: the last one.
        measured: how many of the artists' audiences have a number now; ``expected``: of how many
            that had one within the last weeks.
        moved: the biggest mover of each audience, see :func:`backline.analysis.news.movers`.
        reached: the round numbers that were reached, the newest first.
        stopped: numbers that were measured within the last weeks and are not any more.
        findings: what the audit finds in the week's numbers, worst first; of many artists it is not
            asked, as growth does not ask it.
        best: songs and videos by what they gained, by platform and metric, the most first.
    """

    first: date
    last: date
    measured: int
    expected: int
    moved: Sequence[Growth]
    reached: Sequence[Milestone]
    stopped: Sequence[Growth]
    findings: Sequence[Finding]
    best: dict[tuple[str, str], Sequence[Growth]]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing happened that anybody would want to be told."""
        return not (self.moved or self.reached or self.stopped or self.findings)


def digest(warehouse: Warehouse, as_of: date) -> Digest:
    """The week up to a day.

    Raises:
        DataError: the files cannot be read.
    """
    first = as_of - timedelta(days=WEEK - 1)
    rows = of_the_label(growth(warehouse, WEEK, as_of=as_of), warehouse.roster)
    own = [r for r in rows if not r.subject and not r.country]
    audiences = [r for r in own if r.artist and (r.platform, r.metric) in AUDIENCES]
    lately = points(warehouse, as_of - timedelta(days=_STOPPED), as_of)
    stopped = [r for r in audiences if r.now is None and (r.artist, r.platform, r.metric) in lately]
    measured = sum(r.now is not None for r in audiences)
    keys = [artist.key for artist in warehouse.roster.on(as_of)]
    return Digest(
        first,
        as_of,
        measured,
        measured + len(stopped),
        movers(rows, as_of),
        _reached(milestones(warehouse, as_of, keys, as_of - timedelta(days=LATELY)), first),
        stopped,
        _findings(warehouse, first, as_of),
        {series: _best(rows, series) for series in CONTENT},
    )


def _reached(found: Iterable[Milestone], first: date) -> list[Milestone]:
    week = [one for one in found if one.reached_on >= first]
    return sorted(week, key=lambda one: (one.reached_on, one.milestone), reverse=True)


def _findings(warehouse: Warehouse, first: date, as_of: date) -> list[Finding]:
    found = recent_findings(warehouse, first - timedelta(days=PAST), as_of)
    return worst_first([one for one in found if one.last >= first])


def _best(rows: Iterable[Growth], series: tuple[str, str]) -> list[Growth]:
    """The songs or videos that gained most, the most first."""
    gained = [
        r
        for r in rows
        if (r.platform, r.metric) == series and r.subject and not r.country and (r.growth or 0) > 0
    ]
    return sorted(gained, key=lambda r: (-(r.growth or 0), r.subject))
