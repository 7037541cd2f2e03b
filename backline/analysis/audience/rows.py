"""An artist's own numbers in a period: from the first measured day to the latest, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backline.analysis.audience.asked import Asked, Whom, lead_metric
from backline.analysis.growth import Growth
from backline.measure import PLATFORM_LABELS, VOCABULARY, Metric, State


@dataclass(frozen=True, slots=True)
class Told:
    """One stored row: a number of a day, or why it is missing."""

    date: date
    value: int | None
    state: str
    source: str
    detail: str


@dataclass(frozen=True, slots=True)
class Series:
    """The measured days of one metric in a period, and why the others are missing.

    Attributes:
        values: by day, oldest first.
        missing: how many days have no value, by reason.
        sources: which clients and files told the values.
        notes: what to know about them.
    """

    values: Mapping[date, int]
    missing: Mapping[str, int]
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def first(self) -> tuple[date, int] | None:
        """The first measured day and its value."""
        return next(iter(self.values.items()), None)

    @property
    def latest(self) -> tuple[date, int] | None:
        """The last measured day and its value."""
        return list(self.values.items())[-1] if self.values else None

    @property
    def difference(self) -> int | None:
        """Latest less first; None where there are no two days."""
        if self.first is None or self.latest is None or len(self.values) < 2:
            return None
        return self.latest[1] - self.first[1]

    @property
    def average(self) -> float | None:
        """The mean over the measured days, to two decimals."""
        count = len(self.values)
        return round(sum(self.values.values()) / count, 2) if count else None

    @property
    def peak(self) -> tuple[date, int] | None:
        """The first day of the highest value."""
        return max(self.values.items(), key=lambda pair: pair[1], default=None)


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
    stored: Mapping[tuple[str, str, str], Sequence[Told]],
    unreadable: Iterable[date] = (),
) -> list[Row]:
    """A row for each artist, platform and metric that anything is stored of, and for the lead one.

    Args:
        asked: the question.
        stored: by artist, platform and metric, each day's most trusted row first.
        unreadable: days whose files cannot be read.
    """
    broken = frozenset(unreadable)
    return [
        Row(whom, metric, _series(asked, whom, metric, stored.get(_key(whom, metric), ()), broken))
        for whom in asked.artists
        for platform in asked.platforms
        for metric in metrics_of(asked, platform)
        if _key(whom, metric) in stored or _wanted(asked, metric)
    ]


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


def _key(whom: Whom, metric: Metric) -> tuple[str, str, str]:
    return whom.key, metric.platform, metric.name


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
    found = []
    for platform in asked.platforms:
        for metric in metrics_of(asked, platform):
            own = [row for row in rows if row.metric == metric]
            if own:
                found.append(_sum(asked, metric, own))
    return found


def _sum(asked: Asked, metric: Metric, rows: Sequence[Row]) -> Sum:
    count = len(asked.artists)
    values = [value for row in rows for value in row.series.values.values()]
    measured = sum(bool(row.series.values) for row in rows)
    span = (min(values), max(values)) if values else None
    if count == 1:
        return Sum(metric, rows[0].series, 1, measured, span, rows[0])
    sources = tuple(sorted({source for row in rows for source in row.series.sources}))
    if not metric.additive:
        bound = _of_bound(asked, metric) if values else []
        return Sum(metric, Series({}, {}, sources, (OVERLAP, *bound)), count, measured, span)
    by_artist = {row.whom.key: row.series.values for row in rows}
    common = [d for d in asked.days if all(d in by_artist.get(w.key, {}) for w in asked.artists)]
    sums = {day: sum(own[day] for own in by_artist.values()) for day in common}
    lacking = [w.name for w in asked.artists if not by_artist.get(w.key)]
    notes = [f"sums of the {_days(len(common))} on which all {count} artists were measured"]
    if not common:
        notes = [f"no sum: on no day were all {count} artists measured"]
    if lacking:
        notes.append(f"nothing was measured of {', '.join(lacking)}")
    apart = len(asked.days) - len(common)
    missing = {"not all artists were measured": apart} if apart else {}
    return Sum(metric, Series(sums, missing, sources, tuple(notes)), count, measured, span)


def _series(
    asked: Asked, whom: Whom, metric: Metric, stored: Sequence[Told], unreadable: frozenset[date]
) -> Series:
    by_day: dict[date, list[Told]] = {}
    for row in stored:
        by_day.setdefault(row.date, []).append(row)
    values, told_by, reasons = {}, {}, Counter[str]()
    for day in asked.days:
        best = by_day.get(day, [None])[0]
        if best is not None and best.value is not None:
            values[day], told_by[day] = best.value, best.source
        else:
            reasons[_reason(asked, whom, day, best, unreadable)] += 1
    notes = [
        *_of_country(asked, metric, values),
        *_of_ends(values, told_by),
        *_of_two(by_day),
        *_of_account(whom, metric, by_day),
    ]
    missing = dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))
    return Series(values, missing, tuple(sorted(set(told_by.values()))), tuple(notes))


def _reason(
    asked: Asked, whom: Whom, day: date, row: Told | None, unreadable: frozenset[date]
) -> str:
    if row is not None:
        return row.detail or State(row.state).value.replace("_", " ")
    if day > asked.today:
        return "has not happened yet"
    if day in unreadable:
        return "the day's file cannot be read"
    if whom.artist is not None and not whom.artist.expected_on(day):
        return "not with the label that day"
    return "not measured"


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


def _of_ends(values: Mapping[date, int], told_by: Mapping[date, str]) -> list[str]:
    if not values:
        return []
    if len(values) == 1:
        return ["measured on one day: nothing to compare it with"]
    first, latest = told_by[min(values)], told_by[max(values)]
    return [f"first told by {first}, latest by {latest}"] if first != latest else []


def _of_two(by_day: Mapping[date, Sequence[Told]]) -> list[str]:
    """How far two sources that measured the same days are apart."""
    apart: dict[tuple[str, str], list[int]] = {}
    for rows in by_day.values():
        measured = [row for row in rows if row.value is not None]
        for other in measured[1:]:
            best = measured[0]
            gap = abs((best.value or 0) - (other.value or 0))
            apart.setdefault((best.source, other.source), []).append(gap)
    return [
        f"{one} counts; {other} told the same {_days(len(gaps))}, "
        + (f"up to {max(gaps):,} apart" if any(gaps) else "and the same numbers")
        for (one, other), gaps in sorted(apart.items())
    ]


def _of_account(whom: Whom, metric: Metric, by_day: Mapping[date, Sequence[Told]]) -> list[str]:
    label = PLATFORM_LABELS.get(metric.platform, metric.platform)
    if by_day:
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
