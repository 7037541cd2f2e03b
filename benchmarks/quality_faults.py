"""Faults planted into recorded histories: one function for each kind."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from random import Random

from backline.analysis.quality import Kind
from backline.measure import VOCABULARY, Measurement, State
from backline.measure import Kind as MetricKind
from benchmarks.quality_field import KNOWN, Field, Planted, Series


def find_spot(
    root: Field,
    suits: Callable[[Series], bool],
    least: int,
    after: int = 4,
) -> tuple[Series, int, int] | None:
    """A series, a day and its number there: at least ``least``, with a past, clean and free."""
    names = [series for series in sorted(root.series) if suits(series)]
    for _ in range(200):
        series = root.random.choice(names)
        places = root.series[series]
        if len(places) <= KNOWN + after:
            continue
        nth = root.random.randrange(KNOWN, len(places) - after)
        value = root.recorded(series, places[nth - 1])
        if value >= least and root.take(series[0], places[nth]):
            return series, places[nth], value
    return None


def _own(series: Series) -> bool:
    """Whether it is a count of an artist's own, other than popularity and what is rarely more."""
    return series[3] == "" and series[2] in (
        "followers",
        "monthly_listeners",
        "subscribers",
        "views",
    )


def _next(root: Field, series: Series, place: int, count: int) -> list[int]:
    return [p for p in root.series[series] if p >= place][:count]


def log_uniform(random: Random, low: float, high: float) -> float:
    """A number between two, evenly on a logarithmic scale."""
    return math.exp(random.uniform(math.log(low), math.log(high)))


def plant_jump(root: Field) -> Planted | None:
    """A number that is suddenly 5 % to 400 % higher, or as much lower, for good or for 1-3 days."""
    spot = find_spot(root, _own, 20)
    if spot is None:
        return None
    series, place, before = spot
    size = log_uniform(root.random, 0.05, 4.0)
    counter = VOCABULARY[series[1], series[2]].kind is MetricKind.CUMULATIVE
    factor = 1 + size if counter or root.random.random() < 0.5 else 1 / (1 + size)
    lasting = root.random.random() < 0.5
    if abs(before * factor - before) < 10:
        return None
    count = 10_000 if lasting else root.random.randint(1, 3)
    places = _next(root, series, place, count)
    for p in places:
        root.set_value(p, series, round(root.value(series, p) * factor))
    last = root.days[place if lasting else places[-1]]
    shape = "for good" if lasting else "for 1-3 days"
    return Planted(
        Kind.JUMP, frozenset({series[0]}), *series[1:3], root.days[place], last, size, shape
    )


def plant_counter_fall(root: Field) -> Planted | None:
    """A counter that falls by 1 % to 30 % and at least 10, for good or for 1-3 days."""

    def suits(series: Series) -> bool:
        return VOCABULARY[series[1], series[2]].kind is MetricKind.CUMULATIVE

    if not any(suits(series) for series in root.series):
        return None
    spot = find_spot(root, suits, 50)
    if spot is None:
        return None
    series, place, before = spot
    size = log_uniform(root.random, 0.01, 0.3)
    lasting = root.random.random() < 0.5
    fallen = round(before * (1 - size))
    if before - fallen < 10:
        return None
    lost = root.value(series, place) - fallen
    places = _next(root, series, place, 10_000 if lasting else root.random.randint(1, 3))
    for p in places:
        root.set_value(p, series, max(0, root.value(series, p) - lost))
    last = root.days[place if lasting else places[-1]]
    shape = "for good" if lasting else "for 1-3 days"
    return Planted(
        Kind.COUNTER_FALL, frozenset({series[0]}), *series[1:3], root.days[place], last, size, shape
    )


def plant_zero(root: Field) -> Planted | None:
    """A number of at least 10 that reads 0 for 1 to 3 days, alone or with its platform's others."""
    spot = find_spot(root, lambda series: series[3] == "", 10)
    if spot is None:
        return None
    (artist, platform, metric, _), place, before = spot
    whole = root.random.random() < 0.5
    places = _next(root, (artist, platform, metric, ""), place, root.random.randint(1, 3))
    for p in places:
        for series in sorted(root.series):
            if (
                series[:2] == (artist, platform)
                and series[3] == ""
                and (whole or series[2] == metric)
            ):
                root.set_value(p, series, 0)
    return Planted(
        Kind.ZERO,
        frozenset({artist}),
        platform,
        "" if whole else metric,
        root.days[place],
        root.days[places[-1]],
        float(before),
        "all of a platform" if whole else "one number",
    )


def _day(root: Field, after: int = 4) -> int | None:
    for _ in range(100):
        place = root.random.randrange(KNOWN, len(root.days) - after)
        if root.take("", place):
            return place
    return None


def plant_stale_repeat(root: Field) -> Planted | None:
    """A day whose file holds the numbers of the day before."""
    place = _day(root)
    if place is None:
        return None
    day = root.days[place]
    copied = root.base[root.days[place - 1]]
    root.changed[day] = [replace(m, date=day) for m in copied]
    return Planted(Kind.STALE_REPEAT, frozenset(), "", "", day, day, 1.0, "a whole day")


def plant_missing_days(root: Field) -> Planted | None:
    """One to four measured days in a row without a file."""
    place = _day(root, after=6)
    if place is None:
        return None
    count = root.random.randint(1, 4)
    gone = root.days[place : place + count]
    for day in gone:
        root.changed[day] = None
    return Planted(
        Kind.MISSING_DAYS, frozenset(), "", "", gone[0], gone[-1], float(count), "for all"
    )


def plant_purge(root: Field) -> Planted | None:
    """Three or more artists, up to 70 %, each losing 2 % to 40 % of its followers for good."""
    place = _day(root)
    if place is None:
        return None
    metrics = sorted({s[1:3] for s in root.series if s[2] == "followers" and s[3] == ""})
    platform, metric = root.random.choice(metrics)
    having = [
        s
        for s in sorted(root.series)
        if s[1:] == (platform, metric, "")
        and place in root.series[s]
        and sum(p < place for p in root.series[s]) >= KNOWN
        and root.value(s, place) >= 50
        and not root.is_loud(s[0], place)
    ]
    if len(having) < 4:
        return None
    count = root.random.randint(3, max(3, round(0.7 * len(having))))
    size = log_uniform(root.random, 0.02, 0.4)
    chosen = root.random.sample(having, count)
    for series in chosen:
        own = size * root.random.uniform(0.6, 1.4)
        for p in _next(root, series, place, 10_000):
            root.set_value(p, series, round(root.value(series, p) * (1 - own)))
    day = root.days[place]
    return Planted(
        Kind.PURGE, frozenset(s[0] for s in chosen), platform, metric, day, day, size, "for good"
    )


def plant_same_value(root: Field) -> Planted | None:
    """One artist with another's number, or two with one made-up number, for a day."""
    spot = find_spot(root, _own, 100)
    if spot is None:
        return None
    series, place, before = spot
    others = [
        s
        for s in sorted(root.series)
        if s[1:] == series[1:] and s[0] != series[0] and place in root.series[s]
    ]
    root.random.shuffle(others)
    for other in others:
        value = root.value(other, place)
        if value < 100 or abs(value - before) < 0.1 * before or not root.take(other[0], place):
            continue
        shape = "another's number"
        if root.random.random() < 0.5:
            shape = "a made-up number"
            value = round(log_uniform(root.random, 2, 10) * max(value, before))
            root.set_value(place, other, value)
        root.set_value(place, series, value)
        day = root.days[place]
        both = frozenset({series[0], other[0]})
        size = abs(value - before) / before
        return Planted(Kind.SAME_VALUE, both, *series[1:3], day, day, size, shape)
    return None


def plant_stopped(root: Field) -> Planted | None:
    """An artist without any row from 3 to 30 measured days before the end."""
    artists = sorted({series[0] for series in root.series if series[0]})
    root.random.shuffle(artists)
    for artist in artists:
        places = sorted({p for s, ps in root.series.items() if s[0] == artist for p in ps})
        silent = root.random.randint(3, 30)
        if places[-1] < len(root.days) - 1 or len(places) < KNOWN + silent:
            continue
        first = len(root.days) - silent
        if root.used[artist]:
            continue
        root.used[artist].add(first)
        for p in range(first, len(root.days)):
            root.leave_out(p, artist)
        return Planted(
            Kind.STOPPED,
            frozenset({artist}),
            "",
            "",
            root.days[first],
            root.days[-1],
            float(silent),
            "an artist",
        )
    return None


def plant_refused(root: Field) -> Planted | None:
    """All numbers of an artist on a platform refused for 1 to 10 days."""
    spot = find_spot(root, lambda series: series[3] == "", 1)
    if spot is None:
        return None
    (artist, platform, metric, _), place, _ = spot
    places = _next(root, (artist, platform, metric, ""), place, root.random.randint(1, 10))

    def rule(m: Measurement) -> Measurement:
        if (m.artist, m.platform) != (artist, platform) or m.value is None:
            return m
        return replace(m, value=None, state=State.REJECTED, resolution=1, detail="cannot be true")

    for p in places:
        root.change(p, rule)
    return Planted(
        Kind.REFUSED,
        frozenset({artist}),
        platform,
        "",
        root.days[places[0]],
        root.days[places[-1]],
        float(len(places)),
        "a platform",
    )


PLANTERS: dict[Kind, Callable[[Field], Planted | None]] = {
    Kind.SAME_VALUE: plant_same_value,
    Kind.ZERO: plant_zero,
    Kind.STALE_REPEAT: plant_stale_repeat,
    Kind.PURGE: plant_purge,
    Kind.JUMP: plant_jump,
    Kind.COUNTER_FALL: plant_counter_fall,
    Kind.STOPPED: plant_stopped,
    Kind.MISSING_DAYS: plant_missing_days,
    Kind.REFUSED: plant_refused,
}
"""What plants each kind; None where the tries found no place."""
