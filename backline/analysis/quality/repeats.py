"""Days that repeat the day before: an answer out of a cache, or yesterday's file again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Look, days, number
from backline.measure import PLATFORM_LABELS

WHOLE_DAY = 2.5
"""Surprise, in powers of ten, from which a repeated day is more likely stale than quiet."""

ONE_METRIC = 6.0
"""The same for one platform or one metric, of which there are more to be surprised by."""

HABIT = 3
"""A metric that stood still on this many of its last 60 days does so now and then."""


@dataclass(frozen=True, slots=True)
class _Still:
    """A day on which all numbers of a scope stood still.

    Attributes:
        scope: empty for the whole day, a platform, or ``platform/metric``.
        metrics: the metrics in it, as ``platform/metric``.
    """

    place: int
    date: date
    scope: str
    metrics: tuple[str, ...]
    series: int
    surprise: float


def stale_repeats(look: Look) -> list[Finding]:
    """Days, or runs of days, on which nothing moved that nearly always moves.

    The widest scope that stood still is named: the whole day, else a platform, else a metric.
    """
    still = sorted(_still_days(look), key=lambda s: (s.scope, s.place))
    runs = groupby(enumerate(still), lambda item: (item[1].scope, item[1].place - item[0]))
    return [_finding([s for _, s in run], look) for _, run in runs]


def _still_days(look: Look) -> Iterator[_Still]:
    habits: dict[str, list[int]] = defaultdict(list)
    rows = look.ask("stale")
    for place, (day, group) in enumerate(groupby(rows, lambda row: row["date"])):
        units = list(group)
        whole = _scope(place, day, "", units)
        if whole and whole.surprise >= WHOLE_DAY:
            yield whole
            continue
        taken: set[str] = set()
        for scope, members in _narrower(units):
            found = _scope(place, day, scope, members)
            if found is None or found.surprise < ONE_METRIC:
                continue
            often = sum(place - before <= 60 for before in habits[scope])
            habits[scope].append(place)
            if often < HABIT and not taken & set(found.metrics):
                taken |= set(found.metrics)
                yield found


def _narrower(units: list[dict[str, Any]]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for width in (1, 2):
        scopes: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for unit in units:
            scopes["/".join((unit["platform"], unit["metric"])[:width])].append(unit)
        yield from scopes.items()


def _scope(place: int, day: date, scope: str, units: list[dict[str, Any]]) -> _Still | None:
    """The scope when all its series stood still, else None."""
    if any(unit["changed"] for unit in units):
        return None
    return _Still(
        place=place,
        date=day,
        scope=scope,
        metrics=tuple(sorted({f"{u['platform']}/{u['metric']}" for u in units})),
        series=sum(unit["series"] for unit in units),
        surprise=sum(unit["surprise"] for unit in units),
    )


def _finding(run: list[_Still], look: Look) -> Finding:
    first, last, scope = run[0].date, run[-1].date, run[0].scope
    metrics = sorted({metric for still in run for metric in still.metrics})
    parts = _parts(look, first, last, metrics)
    surprise = sum(still.surprise for still in run)
    platform, _, metric = scope.partition("/")
    words = number(platform, metric) if metric else PLATFORM_LABELS.get(platform, "")
    what = f"All {run[0].series:,} {words} numbers".replace("  ", " ")
    which = "the day before" if len(run) == 1 else f"one day, {days(len(run))} in a row"
    odds = f"1 day in {10 ** min(int(surprise), 9):,}"
    return Finding(
        kind=Kind.STALE_REPEAT,
        artists=(),
        platform=platform,
        metric=metric,
        subject="",
        first=first,
        last=last,
        before=None,
        value=run[0].series,
        after=None,
        usual=None,
        # One stale day in 300 is supposed to begin with.
        sure=1 / (1 + 300 * 10**-surprise),
        sentence=f"{what} repeat {which}; by how often they change, that happens on {odds}.",
        key=key_of(Kind.STALE_REPEAT, first, scope),
        extent=float(len(run) * max(1, len({part.artist for part in parts}))),
        parts=parts,
    )


def _parts(look: Look, first: date, last: date, metrics: list[str]) -> tuple[Part, ...]:
    rows = look.warehouse.ask("quality_copied", first=first, last=last, metrics=metrics)

    def about(row: dict[str, Any]) -> tuple[str, ...]:
        return row["artist"], row["platform"], row["metric"], row["subject"], row["country"]

    return tuple(_part(list(points)) for _, points in groupby(rows, about))


def _part(points: list[dict[str, Any]]) -> Part:
    row = points[0]
    return Part(
        artist=row["artist"],
        platform=row["platform"],
        metric=row["metric"],
        subject=row["subject"],
        country=row["country"],
        values=tuple(Value(p["date"], p["value"], p["source"]) for p in points),
        before=row["before"],
        after=None,
        after_date=None,
        wrong=True,
    )
