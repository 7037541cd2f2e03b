"""An artist's own numbers in a period: from the first measured day to the latest, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backline.analysis.audience.absent import Absent, Reasons
from backline.analysis.audience.asked import Asked, Whom, lead_metric
from backline.analysis.audience.days import Days
from backline.analysis.growth import Growth
from backline.measure import PLATFORM_LABELS, VOCABULARY, Metric


@dataclass(frozen=True, slots=True)
class Stored:
    """What is stored of one metric in a period.

    Attributes:
        values: those of the most trusted source of each day.
        sources: who told them.
        ends: who told the first and who the last.
        lacking: the days that have a row without a value, and why each has none.
        beside: of two sources that measured the same days: both, the days, and how far they are
            apart at most.
    """

    values: Days
    sources: tuple[str, ...]
    ends: tuple[str, str]
    lacking: Mapping[date, str]
    beside: Sequence[tuple[str, str, int, int]]


@dataclass(frozen=True, slots=True)
class Series:
    """The measured days of one metric in a period, and why the others are missing.

    Attributes:
        values: by day, oldest first.
        missing: how many days have no value, by reason.
        sources: which clients and files told the values.
        notes: what to know about them.
    """

    values: Days
    missing: Mapping[str, int]
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[date, int] | None:
        """The first measured day and its value."""
        return self.values.first

    @property
    def latest(self) -> tuple[date, int] | None:
        """The last measured day and its value."""
        return self.values.latest

    @property
    def difference(self) -> int | None:
        """Latest less first; None where there are no two days."""
        if self.first is None or self.latest is None or len(self.values) < 2:
            return None
        return self.latest[1] - self.first[1]

    @property
    def average(self) -> float | None:
        """The mean over the measured days, to two decimals."""
        return round(self.values.total / len(self.values), 2) if self.values else None

    @property
    def peak(self) -> tuple[date, int] | None:
        """The first day of the highest value."""
        return self.values.peak


@dataclass(frozen=True, slots=True)
class Row:
    """One metric of one artist.

    Attributes:
        over: the growth over as many days as lie between the period's ends, up to its last day: the
            figure that growth gives everywhere, which is another than first to latest.
    """

    whom: Whom
    metric: Metric
    series: Series
    over: Growth | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """One metric over several artists.

    Attributes:
        series: the sums of the days on which every artist was measured; of one artist the artist's
            own; without a value where the metric does not add.
        artists: how many were asked for.
        measured: how many of them have any value.
        range: the lowest and the highest value of any artist and day.
        alone: the one artist, where only one was asked for.
    """

    metric: Metric
    series: Series
    artists: int
    measured: int
    range: tuple[int, int] | None
    alone: Row | None = None


OVERLAP = (
    "no sum: these audiences overlap, since one person listens to several artists; the range over "
    "artists and days is given"
)


def rows_of(
    asked: Asked,
    stored: Mapping[tuple[str, str, str], Stored],
    unreadable: Iterable[date] = (),
) -> list[Row]:
    """A row for each artist, platform and metric that anything is stored of, and for the lead one.

    Args:
        asked: the question.
        stored: by artist, platform and metric.
        unreadable: days whose files cannot be read.
    """
    absent = Absent(asked, frozenset(unreadable))
    meant = [m for platform in asked.platforms for m in metrics_of(asked, platform)]
    wanted = [(metric, _wanted(asked, metric)) for metric in meant]
    found = []
    for whom in asked.artists:
        why = absent.of(whom)
        for metric, always in wanted:
            one = stored.get((whom.key, metric.platform, metric.name))
            if one is not None or always:
                found.append(Row(whom, metric, _series(asked, whom, metric, one, why)))
    return found


def _wanted(asked: Asked, metric: Metric) -> bool:
    """Whether a metric has a row even where nothing is stored of it.

    Of a country it is the lower bound that answers for a number that has one.
    """
    if metric.name == lead_metric(metric.platform, asked.country):
        return True
    if asked.country and metric.bound_of:
        return metric.bound_of in asked.metrics or metric.name in asked.metrics
    return metric.name in asked.metrics and not (asked.country and _has_bound(metric))


def _has_bound(metric: Metric) -> bool:
    return any(
        (m.platform, m.bound_of) == (metric.platform, metric.name) for m in VOCABULARY.values()
    )


def metrics_of(asked: Asked, platform: str) -> list[Metric]:
    """The metrics of a platform that are asked for, its lead metric first.

    Of a country, whoever asks for a number also gets what it is there at least.
    """
    lead = lead_metric(platform, asked.country)
    own = [m for m in VOCABULARY.values() if m.platform == platform]
    named = {*asked.metrics}
    wanted = [
        m
        for m in own
        if not named or m.name in named or (asked.country and m.bound_of and m.bound_of in named)
    ]
    return sorted(wanted, key=lambda metric: metric.name != lead)


def sums_of(asked: Asked, rows: Sequence[Row]) -> list[Sum]:
    """Each metric over all artists asked for, by platform, its lead metric first."""
    of_metrics: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        of_metrics.setdefault((row.metric.platform, row.metric.name), []).append(row)
    return [
        _sum(asked, metric, of_metrics[platform, metric.name])
        for platform in asked.platforms
        for metric in metrics_of(asked, platform)
        if (platform, metric.name) in of_metrics
    ]


def _sum(asked: Asked, metric: Metric, rows: Sequence[Row]) -> Sum:
    count = len(asked.artists)
    values = [row.series.values for row in rows if row.series.values]
    measured = len(values)
    span = _span(values)
    if count == 1:
        return Sum(metric, rows[0].series, 1, measured, span, rows[0])
    sources = tuple(sorted({source for row in rows for source in row.series.sources}))
    if not metric.additive:
        bound = _of_bound(asked, metric) if values else []
        return Sum(
            metric, Series(Days.of({}), {}, sources, (OVERLAP, *bound)), count, measured, span
        )
    by_artist = {row.whom.key: row.series.values for row in rows}
    nothing = Days.of({})
    sums = Days.sums([by_artist.get(whom.key, nothing) for whom in asked.artists])
    lacking = [w.name for w in asked.artists if not by_artist.get(w.key)]
    notes = [f"sums of the {_days(len(sums))} on which all {count} artists were measured"]
    if not sums:
        notes = [f"no sum: on no day were all {count} artists measured"]
    if lacking:
        notes.append(f"nothing was measured of {', '.join(lacking)}")
    apart = len(asked.days) - len(sums)
    missing = {"not all artists were measured": apart} if apart else {}
    return Sum(metric, Series(sums, missing, sources, tuple(notes)), count, measured, span)


def _span(values: Sequence[Days]) -> tuple[int, int] | None:
    """The lowest and the highest of all values."""
    lowest = [one.lowest for one in values if one.lowest is not None]
    highest = [one.peak[1] for one in values if one.peak is not None]
    return (min(lowest), max(highest)) if values else None


def _series(
    asked: Asked, whom: Whom, metric: Metric, stored: Stored | None, why: Reasons
) -> Series:
    """The series of what is stored; ``why`` says of each day why it has no row at all."""
    told = stored or Stored(Days.of({}), (), ("", ""), {}, ())
    reasons = Counter(told.lacking.values())
    if not told.values and not told.lacking:
        reasons = why.whole
    elif len(told.values) + len(told.lacking) < len(asked.days):
        known = told.values.keys() | told.lacking.keys()
        reasons.update(why.days[n] for n, day in enumerate(asked.days) if day not in known)
    notes = [
        *_of_country(asked, metric, told.values),
        *_of_ends(told.values, told.ends),
        *_of_two(told),
        *_of_account(whom, metric, stored),
    ]
    missing = dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    return Series(told.values, missing, told.sources, tuple(notes))


def is_lower_bound(metric: Metric) -> bool:
    """Whether a country's figure is only what its largest cities add up to."""
    return bool(metric.bound_of) or metric.name == "monthly_listeners"


def _of_country(asked: Asked, metric: Metric, values: Mapping[date, int]) -> list[str]:
    if not asked.country:
        return ["known of countries only: name one with --country"] if metric.bound_of else []
    if not values:
        label = _spoken(metric)
        return [f"no {label} are known of {asked.country}; the world's do not stand for it"]
    return _of_bound(asked, metric)


def _of_bound(asked: Asked, metric: Metric) -> list[str]:
    """That a country's figure is the least it can be."""
    if not asked.country or not is_lower_bound(metric):
        return []
    return [
        f"a lower bound for {asked.country}: the sum of its cities among the artist's fifty "
        "largest, known about once a week; no share of the worldwide number"
    ]


def _spoken(metric: Metric) -> str:
    """A metric in a sentence that says no number of it."""
    return VOCABULARY[metric.platform, metric.bound_of or metric.name].label


def _of_ends(values: Mapping[date, int], ends: tuple[str, str]) -> list[str]:
    if len(values) == 1:
        return ["measured on one day: nothing to compare it with"]
    first, latest = ends
    return [f"first told by {first}, latest by {latest}"] if first != latest else []


def _of_two(stored: Stored) -> list[str]:
    """How far two sources that measured the same days are apart."""
    return [
        f"{one} counts; {other} told the same {_days(days)}, "
        + (f"up to {apart:,} apart" if apart else "and the same numbers")
        for one, other, days, apart in stored.beside
    ]


def _of_account(whom: Whom, metric: Metric, stored: Stored | None) -> list[str]:
    label = PLATFORM_LABELS.get(metric.platform, metric.platform)
    if stored is not None:
        return []
    if metric.platform == "shazam":
        return ["Shazam counts songs and not artists: --tracks shows them"]
    if whom.artist is None:
        return [f"{whom.name} is not in the roster: no audience is measured"]
    if metric.platform in type(whom.artist).model_fields and not whom.artist.account(
        metric.platform
    ):
        return [f"the roster has no {label} account of {whom.name}"]
    return [f"no {_spoken(metric)} are stored of the period"]


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"
