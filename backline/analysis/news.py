"""What is new on a day: who moved, what is missing that was there, which days nobody measured."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from backline.analysis.first_days import first_days
from backline.analysis.growth import Growth, growth
from backline.analysis.order import of_the_label
from backline.analysis.quality import Kind, new_findings
from backline.errors import DataError
from backline.measure import Measurement, State
from backline.store import Day, Store
from backline.store.day import LISTS, Point, best, of_runs
from backline.warehouse import Warehouse

WINDOW = 7
"""The days over which movers are told."""

SMALL = 100
"""Below this a few people make a large change."""

AUDIENCES = (
    ("spotify", "followers"),
    ("spotify", "monthly_listeners"),
    ("youtube", "subscribers"),
    ("youtube", "views"),
    ("instagram", "followers"),
    ("deezer", "fans"),
    ("discord", "members"),
)
"""Numbers that other people move; posts and videos are the artist's own doing."""

_TOLD = (Kind.MISSING_DAYS, Kind.STOPPED, Kind.REFUSED)
"""Findings that a day's gaps and missed days tell already."""


@dataclass(frozen=True, slots=True)
class News:
    """What a stored day says that the one before it did not.

    Attributes:
        measured: how many numbers the day has.
        expected: how many it could have: all but those nobody has set up.
        before: the day with a run before it, None where this is the first.
        missed: the days between the two, on which nobody measured.
        movers: see :func:`movers`.
        gaps: see :func:`new_gaps`; on a first day all its gaps.
        every_gap: all gaps of the day, new or not.
        back: see :func:`back_again`.
        findings: a sentence for each thing :func:`worth_a_look`.
        unreadable: a sentence for each stored file that cannot be read.
        young: on first days, when the first comparison will exist.
        asked: when the run's first and last answers came, UTC; None where no row says.
    """

    day: date
    measured: int
    expected: int
    before: date | None
    missed: Sequence[date]
    movers: Sequence[Growth]
    gaps: Sequence[Measurement]
    back: Sequence[Measurement]
    findings: Sequence[str] = ()
    unreadable: Sequence[str] = ()
    young: str = ""
    every_gap: Sequence[Measurement] = ()
    asked: tuple[datetime, datetime] | None = None

    @property
    def missing(self) -> int:
        """How many of the expected numbers the day lacks."""
        return self.expected - self.measured


def news(store: Store, day: date, findings: Sequence[str] | None = None) -> News | None:
    """The news of a stored day, or None where no run measured it.

    Args:
        store: the root's files.
        day: the day that is told.
        findings: what is :func:`worth_a_look` in it, where that is known; else it is looked up.

    Raises:
        ConfigError: the roster is missing or wrong.
        DataError: the day's own files cannot be read.
    """
    with Warehouse(store.root) as warehouse:
        found = told(warehouse, store, day)
        if found is None:
            return None
        known = worth_a_look(warehouse, day) if findings is None else findings
        return replace(found, findings=known)


def told(warehouse: Warehouse, store: Store, day: date) -> News | None:
    """The same from measurements that are open, without what is worth a look in them.

    Raises:
        DataError: the day's own files cannot be read.
    """
    today = of_runs(store.read_day(day))
    if today is None:
        return None
    worldwide = [m for m in today.measurements if not m.country]
    before = _day_before(store, day)
    rows = of_the_label(growth(warehouse, WINDOW, as_of=day), warehouse.roster)
    young = first_days(warehouse, [WINDOW], day)
    moments = [m.collected_at for m in today.measurements if m.collected_at is not None]
    return News(
        day=day,
        measured=sum(m.state is State.MEASURED for m in worldwide),
        expected=sum(m.state is not State.NOT_CONFIGURED for m in worldwide),
        before=before.date if before else None,
        missed=missed_days(day, before.date if before else None),
        movers=movers(rows, day),
        gaps=new_gaps(today, before),
        back=back_again(today, before),
        unreadable=warehouse.problems if warehouse.unreadable else (),
        young=young.sentence if young else "",
        every_gap=new_gaps(today, None),
        asked=(min(moments), max(moments)) if moments else None,
    )


def worth_a_look(warehouse: Warehouse, day: date) -> list[str]:
    """What the audit finds in a day that it did not find the day before, in a sentence each.

    What :class:`News` tells already, as gaps and missed days, is not among it.
    """
    found = new_findings(warehouse, day)
    return [finding.sentence for finding in found if finding.kind not in _TOLD]


def _day_before(store: Store, day: date) -> Day | None:
    """The day with a run before ``day``; a damaged one, named by the reports, tells nothing."""
    for older in reversed([n for n in store.days() if n < day]):
        try:
            found = of_runs(store.read_day(older))
        except DataError:
            return Day(older)
        if found:
            return found
    return None


def movers(rows: Iterable[Growth], day: date) -> list[Growth]:
    """The biggest mover of each audience, the largest change as a fraction first.

    Artists are compared by their change as a fraction; one who had fewer than :data:`SMALL` (3
    followers, then 4) comes first only where nobody had more. A difference within the platform's
    rounding, and a number that is not of ``day``, is no move.

    Args:
        rows: the growth of every series over :data:`WINDOW` days.
        day: the day that is told.
    """
    biggest: dict[tuple[str, str], tuple[tuple[bool, float], Growth]] = {}
    for row in rows:
        series = (row.platform, row.metric)
        if row.subject or row.country or series not in AUDIENCES or row.now_date != day:
            continue
        if not row.growth or not row.then or abs(row.growth) < (row.resolution or 1):
            continue
        size = (row.then >= SMALL, abs(row.growth) / row.then)
        if series not in biggest or size > biggest[series][0]:
            biggest[series] = (size, row)
    found = [row for _, row in biggest.values()]
    return sorted(found, key=lambda row: -abs(row.change or 0))


def new_gaps(day: Day, before: Day | None) -> list[Measurement]:
    """Numbers missing on a day that were not missing on the day stored before it.

    What nobody has set up is new only where it had been measured. Of tracks and videos only a whole
    list counts: one that has left a list is not missing.
    """
    old = _points(before)
    return [
        row
        for point, row in _points(day).items()
        if row.state is not State.MEASURED
        and (
            old[point].state is State.MEASURED
            if point in old
            else row.state is not State.NOT_CONFIGURED
        )
    ]


def back_again(day: Day, before: Day | None) -> list[Measurement]:
    """Numbers measured on a day that were missing on the day stored before it."""
    old = _points(before)
    return [
        row
        for point, row in _points(day).items()
        if row.state is State.MEASURED and point in old and old[point].state is not State.MEASURED
    ]


def missed_days(day: date, before: date | None) -> Sequence[date]:
    """The days between two with a run, on which nobody measured; they stay without numbers."""
    if before is None:
        return ()
    return [before + timedelta(days=n) for n in range(1, (day - before).days)]


def _points(day: Day | None) -> dict[Point, Measurement]:
    """The row that counts of each number; of a list that was had, any of its tracks or videos."""
    points: dict[Point, Measurement] = {}
    for (artist, platform, metric, subject), row in best(day.measurements if day else ()).items():
        name = LISTS[platform][0] if subject and platform in LISTS else subject
        if row.state is State.MEASURED or (artist, platform, metric, name) not in points:
            points[artist, platform, metric, name] = row
    return points
