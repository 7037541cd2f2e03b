"""Days that repeat the day before: an answer out of a cache, or yesterday's file again."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Look, number
from backline.analysis.quality.together import bundled, together
from backline.measure import PLATFORM_LABELS

WHOLE_DAY = 2.5
"""Surprise, in powers of ten, from which a repeated day is more likely stale than quiet."""

ONE_METRIC = 6.0
"""The same for one platform, one metric or one artist: there are more to be surprised by."""

HABIT = 3
"""What stood still on this many of its last 60 days does so now and then."""

_KNOWN = 10
"""So many steps a series has before its rest surprises."""

_KNOWN_OF_ARTIST = 4
"""The same where all of an artist's numbers rest, which asks for more surprise."""

A_WEEK = 3.0
"""Surprise from which an artist's week is copied, for one artist: as many as there are, so many
more chances there are."""

FEWEST_AGAIN = 4
"""So many days in a row that repeat those of a week before are more than a coincidence."""

_FEW = 24
"""Among more series it does not matter which of them move together."""


@dataclass(frozen=True, slots=True)
class _Still:
    """A day on which all numbers of a scope stood still.

    Attributes:
        scope: empty for the whole day, a platform, or ``platform/metric``.
        metrics: the metrics in it, as ``platform/metric``; None for all.
        artist: the one artist it is about; None for all.
        since: the first day of a week that stood still, where it ends on this one.
        copied: the day whose numbers it repeats; None for the day before.
    """

    place: int
    day: date
    scope: str
    metrics: tuple[str, ...] | None
    series: int
    surprise: float
    artist: str | None = None
    since: date | None = None
    copied: date | None = None


def stale_repeats(look: Look) -> list[Finding]:
    """Days, or runs of days, on which nothing moved that nearly always moves.

    The widest scope that stood still is named: the whole day, else a platform, a metric or an
    artist.
    """
    still = sorted(_still_days(look), key=lambda s: (s.scope, s.place))
    whole = {s.day for s in still if not s.scope}
    alone = [run for run in _still_artists(look) if run[0].day not in whole]
    told = {(each.artist, each.day) for run in alone for each in run}
    weeks = [
        run
        for run in _still_weeks(look)
        if not any(each.day in whole or (each.artist, each.day) in told for each in run)
    ]
    return [_finding(run, look) for run in (*_runs(still), *alone, *weeks)]


def _runs(still: list[_Still]) -> Iterator[list[_Still]]:
    """Days next to each other, of one scope."""
    numbered = enumerate(still)
    for _, run in groupby(numbered, lambda n: (n[1].scope, n[1].artist, n[1].place - n[0])):
        yield [s for _, s in run]


def _still_artists(look: Look) -> Iterator[list[_Still]]:
    """Days, or runs of days, on which one artist's numbers rest, though they hardly ever do."""
    asked = look.ask("stale_artists", least=ONE_METRIC, known=_KNOWN_OF_ARTIST, habit=HABIT)
    still = [
        _Still(row["place"], row["date"], "", None, row["series"], row["surprise"], row["artist"])
        for row in asked
    ]
    for run in _runs(still):
        if sum(_independent(look, each, _KNOWN_OF_ARTIST) for each in run) >= ONE_METRIC:
            yield run


def _still_weeks(look: Look) -> Iterator[list[_Still]]:
    """Runs of days on which one artist's numbers are those of a week before.

    A single such day is one only where nothing moved in between: numbers that go up and down come
    back to where they were.
    """
    least = A_WEEK + math.log10(max(1, len(look.roster.artists)))
    asked = look.ask("stale_weeks", least=least, known=_KNOWN, habit=HABIT)
    stood = {(row["artist"], row["date"]) for row in asked if row["stood_still"]}
    still = [
        _Still(
            row["place"],
            row["date"],
            "",
            None,
            row["series"],
            row["surprise"],
            row["artist"],
            row["since"],
            row["copied_date"],
        )
        for row in asked
    ]
    for run in _runs(still):
        if len(run) >= FEWEST_AGAIN or any((each.artist, each.day) in stood for each in run):
            yield run


def _independent(look: Look, still: _Still, known: int) -> float:
    """The surprise of a day, of series that move together only the largest counted.

    Those are the entries of one profile, and the numbers of one artist that move alike, as those
    of a song and its artist do.
    """
    if still.series > _FEW:
        return still.surprise
    metrics = list(still.metrics) if still.metrics is not None else None
    rows = look.ask("still", date=still.day, artist=still.artist, metrics=metrics, known=known)
    surprise = {row["id"]: row["surprise"] for row in rows}
    ids = tuple(surprise)
    courses = together(look, [(ids, still.day)])
    whose = {row["id"]: row["artist"] for row in rows}

    def belong(one: int, other: int) -> bool:
        alike = courses.are_alike if whose[one] == whose[other] else courses.are_one
        return alike(one, other, still.day)

    bundles = bundled(ids, belong)
    return math.fsum(max(surprise[each] for each in bundle) for bundle in bundles)


def _still_days(look: Look) -> Iterator[_Still]:
    habits: dict[str, list[int]] = defaultdict(list)
    rows = look.ask("stale")
    for place, (day, group) in enumerate(groupby(rows, lambda row: row["date"])):
        units = list(group)
        whole = _scope(place, day, "", units)
        if whole and whole.surprise >= WHOLE_DAY:
            if _independent(look, whole, _KNOWN) >= WHOLE_DAY:
                yield whole
            continue
        taken: set[str] = set()
        for scope, members in _narrower(units):
            found = _scope(place, day, scope, members)
            if found is None or found.surprise < ONE_METRIC:
                continue
            often = sum(place - before <= 60 for before in habits[scope])
            habits[scope].append(place)
            if often < HABIT and not taken & set(found.metrics or ()):
                taken |= set(found.metrics or ())
                if _independent(look, found, _KNOWN) >= ONE_METRIC:
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
        day=day,
        scope=scope,
        metrics=tuple(sorted({f"{u['platform']}/{u['metric']}" for u in units})),
        series=sum(unit["series"] for unit in units),
        surprise=sum(unit["surprise"] for unit in units),
    )


def _finding(run: list[_Still], look: Look) -> Finding:
    still = run[0]
    first, last, scope, artist = still.since or still.day, run[-1].day, still.scope, still.artist
    metrics = sorted({metric for each in run for metric in each.metrics or ()})
    rows = _copied(look, first, last, metrics, artist)
    parts = tuple(_part(points) for points in rows)
    if still.copied:  # the days of one week are no new chances
        surprise = max(each.surprise for each in run)
    else:
        known = _KNOWN if artist is None else _KNOWN_OF_ARTIST
        surprise = sum(_independent(look, each, known) for each in run)
    platform, _, metric = scope.partition("/")
    words = number(platform, metric) if metric else PLATFORM_LABELS.get(platform, "")
    what = f"All {still.series:,} {words} numbers".replace("  ", " ")
    whose = "" if artist is None else f" of {look.name(artist)}"
    copied = max((points[0]["before_date"] for points in rows), default=first - timedelta(1))
    copied = still.copied if still.copied and first == still.day else copied
    which = "the day before" if copied == first - timedelta(1) else f"those of {copied}"
    if len(run) > 1:
        which = f"{'one day' if copied == first - timedelta(1) else which}, {len(run)} in a row"
    elif still.since and still.since < still.day:
        which = f"those of {copied} up to {last}"
    odds = f"1 {'week' if still.copied else 'day'} in {10 ** min(int(surprise), 9):,}"
    return Finding(
        kind=Kind.STALE_REPEAT,
        artists=() if artist is None else (artist,),
        platform=platform,
        metric=metric,
        subject="",
        first=first,
        last=last,
        before=None,
        value=still.series,
        after=None,
        usual=None,
        # One stale day in 300 is supposed to begin with.
        sure=1 / (1 + 300 * 10**-surprise),
        sentence=f"{what}{whose} repeat {which}; by how often they change, that happens on {odds}.",
        key=key_of(Kind.STALE_REPEAT, first, scope, *filter(None, [artist])),
        extent=float(len(run) * max(1, len({part.artist for part in parts}))),
        parts=parts,
    )


def _copied(
    look: Look, first: date, last: date, metrics: list[str], artist: str | None
) -> list[list[dict[str, Any]]]:
    """The repeated numbers, a list for each series."""
    which = {"first": first, "last": last, "artist": artist, "metrics": metrics or None}
    rows = look.ask("copied", **which)

    def about(row: dict[str, Any]) -> tuple[str, ...]:
        return row["artist"], row["platform"], row["metric"], row["subject"], row["country"]

    return [list(points) for _, points in groupby(rows, about)]


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
