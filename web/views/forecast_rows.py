"""What to expect of an artist's numbers, as rows: a value, its interval and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from backline.analysis.audience.asked import LEADS
from backline.analysis.forecast.answer import Forecast, forecast
from backline.analysis.forecast.courses import can_be_foretold
from backline.analysis.forecast.earning import FEWEST_OWN
from backline.analysis.growth import Growth
from backline.measure import PLATFORM_LABELS, VOCABULARY, Metric
from bot.library import Label
from web.shown import Held, Number, count, fraction

DAYS = 30
"""How far ahead a page looks."""

MOST_IN_FULL = 50
"""Of so many artists every number is foretold; of more the one Spotify is known by, since each is
held against the others on every earlier day."""

_COLUMNS = ("platform", "metric", "now_date", "now", "expected_on", "expected", "low", "high",
            "method", "trials", "closer", "error", "counts_since", "source")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One number.

    Attributes:
        about: where ``about.html`` defines it.
        by: the way that has earned it, in words; empty where none is closer than no change.
        closer: in which part of the trials it was closer than no change.
        trials: of how many.
        since: the first day that counts, where something happened on it; and what.
        untold: why no way is known to be closer than no change; empty where all were tried.
    """

    platform: str
    platform_name: str
    label: str
    about: str
    now: Number
    expected: Number
    low: Number
    high: Number
    by: str
    closer: Number
    trials: int
    since: tuple[date, str] | None
    untold: str


@dataclass(frozen=True, slots=True)
class Forecasts:
    """Those of one artist.

    Attributes:
        every: in the usual order.
        file: which holds them.
    """

    every: Sequence[Forecast]
    file: str

    def rows(self) -> list[Row]:
        """A row for each number."""
        return [self._row(one) for one in self.every]

    def _row(self, told: Forecast) -> Row:
        metric, last = told.metric, told.last
        held = Held(self.file, {"platform": metric.platform, "metric": metric.name})
        why = "too few forecasts of it have ended to know how far they are off"
        untried = "no trial has ended yet"
        return Row(
            metric.platform,
            PLATFORM_LABELS[metric.platform],
            metric.label,
            f"{metric.platform}-{metric.name}",
            count(told.now, "", held, "now"),
            count(last.value, "", held, "expected"),
            count(last.low, why, held, "low"),
            count(last.high, why, held, "high"),
            last.method.words if last.earned.method else "",
            fraction(last.earned.closer, untried, held, "closer"),
            last.earned.own,
            (told.since, told.broken.why) if told.broken else None,
            _untold(told),
        )

    def lines(self) -> Iterator[Sequence[object]]:
        """The lines of the file beside the page, its header first."""
        yield _COLUMNS
        for told in self.every:
            last, earned = told.last, told.last.earned
            yield (
                told.metric.platform, told.metric.name, told.now_date, told.now,
                last.day, last.value, last.low, last.high, last.method.name,
                earned.own, earned.closer, earned.error, told.since, told.source,
            )  # fmt: skip


def forecasts_of(label: Label, key: str, day: date, own: Iterable[Growth], file: str) -> Forecasts:
    """What to expect of an artist's numbers.

    Args:
        label: whose artist.
        key: the artist's.
        day: the day to look ahead from.
        own: the growth of the artist's own numbers up to that day, which has those there are.
        file: which holds the forecasts, below the site's root.

    Raises:
        DataError: the files cannot be read.
    """
    many = len(label.warehouse.roster.artists) > MOST_IN_FULL
    known = {(row.platform, row.metric) for row in own if row.now is not None}
    found = (
        forecast(label.warehouse, key, metric, DAYS, day, path=False)
        for series, metric in VOCABULARY.items()
        if series in known and _is_told(metric, many=many)
    )
    return Forecasts([told for told in found if told is not None], file)


def _untold(told: Forecast) -> str:
    if not told.enough:
        return "too few days to see a course in"
    few = not told.last.earned.method and told.last.earned.own < FEWEST_OWN
    return "too few trials have ended to tell a better guess than the number now" if few else ""


def _is_told(metric: Metric, *, many: bool) -> bool:
    lead = (metric.platform, metric.name) == ("spotify", LEADS["spotify"])
    return can_be_foretold(metric) and not metric.exported and (lead or not many)
