"""What belongs together, planted: collapses with their rise, copied artists, shared profiles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from backline.analysis.quality import Kind
from benchmarks.quality_faults import find_spot, log_uniform
from benchmarks.quality_field import Field, Planted, Series


def _audience(series: Series) -> bool:
    return series[3] == "" and series[2] in ("followers", "monthly_listeners")


def plant_collapse(root: Field) -> Planted | None:
    """Monthly listeners that rise to 3 to 30 times within 1 to 4 points and fall 28 days later."""
    found = find_spot(root, lambda s: s[2] == "monthly_listeners", 20, after=14)
    if found is None:
        return None
    series, place, before = found
    days, spread = root.days, root.random.randint(1, 4)
    rise = [p for p in root.series[series] if p >= place][:spread]
    factor = log_uniform(root.random, 3, 30)
    ends = [days[p] + timedelta(28) for p in rise]
    after = [p for p in root.series[series] if days[p] >= ends[0]]
    over = [p for p in after if days[p] >= ends[-1]]
    if not over:
        return None
    for p in [p for p in root.series[series] if place <= p and days[p] < ends[-1]]:
        came = sum(days[r] <= days[p] for r in rise) / len(rise)
        left = sum(end <= days[p] for end in ends) / len(ends)
        root.set_value(p, series, root.value(series, p) + round(before * factor * (came - left)))
    return Planted(
        Kind.JUMP, frozenset({series[0]}), *series[1:3], days[after[0]], days[over[0]], factor,
        "a collapse with its rise",
    )  # fmt: skip


def plant_copied_artist(root: Field) -> Planted | None:
    """Seven measured days in a row on which one artist's numbers are those of the day before."""
    found = find_spot(root, _audience, 20, after=14)
    if found is None:
        return None
    (artist, *_), place, _ = found
    week = range(place, place + 7)
    mine = [s for s in sorted(root.series) if s[0] == artist and place in root.series[s]]
    places = {series: set(root.series[series]) for series in mine}
    if any(not places[series].issuperset((place - 1, *week)) for series in mine):
        return None
    old = {series: root.recorded(series, place - 1) for series in mine}
    for at in week:
        for series in mine:
            root.set_value(at, series, old[series])
    moved = sum(root.recorded(series, week[-1]) != value for series, value in old.items())
    return Planted(
        Kind.STALE_REPEAT, frozenset({artist}), "", "", root.days[place], root.days[week[-1]],
        float(moved), f"one artist's week, {'under 3' if moved < 3 else '3 or more'} had moved",
    )  # fmt: skip


def plant_shared_profile(root: Field) -> Planted | None:
    """An artist whose entry shows another's profile from a day to the end: nothing to drop."""
    found = find_spot(root, _audience, 100, after=14)
    if found is None:
        return None
    series, place, before = found
    others = [
        s
        for s in sorted(root.series)
        if s[1:] == series[1:] and s[0] != series[0] and place in root.series[s]
    ]
    root.random.shuffle(others)
    for other in others:
        value = root.value(other, place)
        if value < 100 or abs(value - before) < 0.3 * before or not root.take(other[0], place):
            continue
        for p in [p for p in root.series[series] if p >= place and p in root.series[other]]:
            root.set_value(p, series, root.value(other, p))
        days, both = root.days, frozenset({series[0], other[0]})
        size = abs(value - before) / before
        return Planted(
            Kind.SAME_VALUE, both, *series[1:3], days[place], days[-1], size, "one profile for good"
        )
    return None


COURSES: dict[str, Callable[[Field], Planted | None]] = {
    "a collapse with its rise": plant_collapse,
    "one artist's copied week": plant_copied_artist,
    "one profile for good": plant_shared_profile,
}
