"""Which numbers are there: day by day of each artist's own series, and why one is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backline.analysis.coverage import Coverage, coverage
from backline.analysis.latest import latest
from backline.exports.columns import COVERAGE
from backline.exports.reports import MOST_IN_ONE_FILE, WINDOW_OF_LARGE
from backline.measure import VOCABULARY, State
from backline.names import shown
from bot.library import Label
from web.held import with_secrets
from web.shown import Held, Number, count
from web.views.quality_findings import Named, Teller

USUAL = 28

MOST = 400
"""So many series with gaps are listed; the rest is counted."""

MOST_SPANS = 5
"""So many spans of missing days of one series."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Days without a number."""

    first: date
    last: date
    state: str


@dataclass(frozen=True, slots=True)
class Covered:
    """The coverage of one series.

    Attributes:
        gaps: days without a number, the oldest first.
        more: how many further spans there are.
        why: what the newest row says; empty where it has a number.
    """

    named: Named
    measured: Number
    expected: Number
    gaps: Sequence[Gap]
    more: int
    why: str


@dataclass(frozen=True, slots=True)
class Coverages:
    """The coverage of all series over some days.

    Attributes:
        gaps: series that miss a day, in the roster's order; where many do, those that miss most.
        more: how many further ones there are.
        whole: the others; of a large label only ``complete`` counts them.
        file: the CSV that has them, empty where it was not written.
    """

    days: int
    gaps: Sequence[Covered]
    more: int
    whole: Sequence[Covered]
    complete: int
    file: str


def coverages(label: Label, teller: Teller, artist: str = "") -> Coverages:
    """How much of the newest days was measured.

    Args:
        label: the files.
        teller: names the numbers.
        artist: roster key, to look at this artist alone.
    """
    warehouse = label.warehouse
    large = len(warehouse.roster.artists) > MOST_IN_ONE_FILE
    days = WINDOW_OF_LARGE if large else USUAL
    found = [
        row
        for row in warehouse.remember(("coverage", days), lambda: coverage(warehouse, days))
        if (row.platform, row.metric) in VOCABULARY and artist in ("", row.artist)
    ]
    file = COVERAGE.path if (label.root / COVERAGE.path).is_file() else ""
    reader = _Reader(label, teller, days, file)
    gaps = [row for row in found if row.days_measured < row.days_expected]
    whole = [row for row in found if row.days_measured >= row.days_expected]
    if len(gaps) > MOST:
        gaps.sort(key=lambda row: row.days_measured - row.days_expected)
    return Coverages(
        days=days,
        gaps=[reader.covered(row) for row in gaps[:MOST]],
        more=max(0, len(gaps) - MOST),
        whole=[] if large and not artist else [reader.covered(row) for row in whole],
        complete=len(whole),
        file=file,
    )


class _Reader:
    """Reads the rows of one question."""

    def __init__(self, label: Label, teller: Teller, days: int, file: str) -> None:
        self._teller = teller
        self._days = days
        self._file = file
        self._secret = with_secrets(label.warehouse.roster)
        self._whys = {
            (one.artist, one.platform, one.metric): one.detail or one.state.replace("_", " ")
            for one in latest(label.warehouse)
            if not one.subject and one.state is not State.MEASURED
        }

    def covered(self, row: Coverage) -> Covered:
        of = (row.artist, row.platform, row.metric)
        held = None
        if self._file and row.artist not in self._secret:
            key = {"platform": row.platform, "metric": row.metric, "artist": row.artist}
            held = Held(self._file, {"days": self._days, **key})
        gaps = list(_gaps(row.missing))
        return Covered(
            named=self._teller.named((*of, "", "")),
            measured=count(row.days_measured, held=held, column="days_measured"),
            expected=count(row.days_expected, held=held, column="days_expected"),
            gaps=gaps[:MOST_SPANS],
            more=max(0, len(gaps) - MOST_SPANS),
            why=shown(self._whys.get(of, ""), 200),
        )


def _gaps(missing: str) -> Iterator[Gap]:
    """The spans of ``2025-09-03/2025-09-05 failed; 2025-09-08 no row``."""
    for span in filter(None, missing.split("; ")):
        days, _, state = span.partition(" ")
        first, _, last = days.partition("/")
        yield Gap(
            date.fromisoformat(first),
            date.fromisoformat(last or first),
            state.replace("_", " "),
        )
