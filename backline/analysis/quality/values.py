"""Single numbers that cannot be right: zeros after positives, and one value at two artists."""

from __future__ import annotations

import math
from datetime import date
from itertools import combinations, groupby, takewhile
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Course, Look, days, listed, number
from backline.analysis.quality.together import Together, together
from backline.measure import PLATFORM_LABELS, VOCABULARY

BACK = 0.5
"""An artist is back on its own course when at most this share of the way to the value is left."""

TIMES = 3.0
"""A shared value is suspicious when for one of the artists it is this many times its usual step."""


def zeros(look: Look) -> list[Finding]:
    """Runs of zeros after positives, those of one platform that begin on one day together."""

    def about(row: dict[str, Any]) -> tuple[Any, ...]:
        return row["platform"], row["points"][0]["date"]

    rows = sorted(look.ask("zeros"), key=about)
    return [_zeros(list(group), look) for _, group in groupby(rows, about)]


def _zeros(rows: list[dict[str, Any]], look: Look) -> Finding:
    rows.sort(key=lambda row: -row["before"])
    worst = rows[0]
    artists = tuple(dict.fromkeys(row["artist"] for row in rows))
    metrics = list(dict.fromkeys(row["metric"] for row in rows))
    first = worst["points"][0]["date"]
    # The larger the number before, the less a true 0 is likely; one of its floor is even chance.
    doubt = math.prod(0.5 ** (row["before"] / row["floor"]) for row in rows)
    return Finding(
        kind=Kind.ZERO,
        artists=artists,
        platform=worst["platform"],
        metric=metrics[0] if len(metrics) == 1 else "",
        subject=worst["subject"] if len(rows) == 1 else "",
        first=first,
        last=max(row["points"][-1]["date"] for row in rows),
        before=worst["before"],
        value=0,
        after=worst["after"],
        usual=None,
        sure=max(0.5, min(0.99, 1 - doubt)),
        sentence=_read_zero(rows, metrics, artists, look),
        key=key_of(Kind.ZERO, first, worst["platform"]),
        extent=float(len(rows)),
        parts=tuple(_zero_part(row) for row in rows),
    )


def _read_zero(
    rows: list[dict[str, Any]], metrics: list[str], artists: tuple[str, ...], look: Look
) -> str:
    worst = rows[0]
    lasted = {len(row["points"]) for row in rows}
    on = f"{'up to ' if len(lasted) > 1 else ''}{days(max(lasted))}"
    then = "" if worst["after"] is None else f" and before {worst['after']:,}"
    if len(rows) == 1:
        what = number(worst["platform"], worst["metric"], worst["subject"])
        series = ""
    else:
        words = listed([VOCABULARY[worst["platform"], metric].label for metric in metrics])
        what = f"{PLATFORM_LABELS[worst['platform']]} {words}"
        worst_words = VOCABULARY[worst["platform"], worst["metric"]].label
        series = f", {len(rows)} series, {worst_words} of {look.name(worst['artist'])}"
    return (
        f"{what} of {look.names(artists)} read 0 on {on}{series} after {worst['before']:,}{then}."
    )


def _zero_part(row: dict[str, Any]) -> Part:
    return Part(
        artist=row["artist"],
        platform=row["platform"],
        metric=row["metric"],
        subject=row["subject"],
        country=row["country"],
        values=tuple(Value(p["date"], p["value"], p["source"]) for p in row["points"]),
        before=row["before"],
        after=row["after"],
        after_date=row["after_date"],
        wrong=True,
    )


LIKELIEST = 0.08
"""The highest chance of a coincidence at which two equal values are listed."""

MOST_SURE = 0.9
"""How sure a finding may be that a true common cause explains as well: one profile for both."""

LASTS = 3
"""Artists who stay equal on more points, up to the newest, may be of one profile."""

Row = dict[str, Any]


def twins(look: Look) -> list[Finding]:
    """One large value at two or more artists, out of line for at least one of them.

    Two entries of one profile, which had one number on the last day both were measured on, are
    none.
    """
    rows = look.ask("twins", times=TIMES)
    known = together(look, [(_ids(row), row["date"]) for row in rows])
    found = []
    for row in rows:
        bundles = known.bundles(_ids(row), row["date"])
        if not _met(row, known):
            continue
        odd = [a for a in row["artists"] if a["times"] is not None and a["times"] >= TIMES]
        chance = _coincidence(row, odd, bundles)
        if chance <= LIKELIEST:
            found.append(_twins(row, odd, chance, alike=len(bundles) == 1, look=look))
    return found


def _ids(row: Row) -> tuple[int, ...]:
    return tuple(artist["id"] for artist in row["artists"])


def _met(row: Row, known: Together) -> bool:
    """Whether any two of them had different numbers before."""
    pairs = combinations(_ids(row), 2)
    return not all(known.were_equal(one, other, row["date"]) for one, other in pairs)


def _coincidence(row: Row, odd: list[Row], bundles: list[list[int]]) -> float:
    """The chance that those out of line met the others' number by themselves.

    A step that misses its aim lands anywhere on its own scale; so many others are there to be met.
    Two that leave their course for one number meet by chance twice over. Where all move together
    they do so with every step, and only their distance had to be closed.
    """
    others = row["measured"] - 1
    if len(bundles) == 1:
        befores = [a["before"] for a in row["artists"] if a["before"] is not None]
        return float(min(1.0, others / max(1, max(befores) - min(befores))))
    met = {a["id"]: min(1.0, others / abs(row["value"] - a["before"])) for a in odd}
    each = [[met[one] for one in bundle if one in met] for bundle in bundles]
    return float(math.prod(max(chances) for chances in each if chances))


def _twins(row: Row, odd: list[Row], chance: float, *, alike: bool, look: Look) -> Finding:
    artists = tuple(a["artist"] for a in row["artists"])
    courses = look.courses(_ids(row), row["date"])
    equal = _equal_days([courses[each] for each in _ids(row)])
    parts = tuple(_twin_part(row, a, courses[a["id"]], equal, a in odd) for a in row["artists"])
    lasted = len(equal)
    parted = any(part.after is not None for part in parts)
    one_profile = not parted and lasted > LASTS
    worst = odd[0]
    on = "" if lasted == 1 else f" on {days(lasted)}"
    ended = "; they have not parted since, as two entries of one profile would" * one_profile
    sure = 1 / (1 + 10 * chance)
    return Finding(
        kind=Kind.SAME_VALUE,
        artists=artists,
        platform=row["platform"],
        metric=row["metric"],
        subject="",
        first=row["date"],
        last=equal[-1],
        before=worst["before"],
        value=row["value"],
        after=parts[0].after,
        usual=None,
        sure=min(sure, MOST_SURE) if alike or one_profile else sure,
        sentence=f"{look.names(artists)} have the same {number(row['platform'], row['metric'])}"
        f"{on}, {row['value']:,}; {look.name(worst['artist'])} had {worst['before']:,} on "
        f"{worst['before_date']}{ended}.",
        key=key_of(Kind.SAME_VALUE, row["date"], row["platform"], row["metric"], *sorted(artists)),
        extent=float(len(odd)),
        parts=parts,
    )


def _equal_days(courses: list[Course]) -> list[date]:
    """The days common to all, from the first on, until their numbers part."""
    common = sorted(set[date].intersection(*(set(course) for course in courses)))
    return list(takewhile(lambda day: len({course[day].value for course in courses}) == 1, common))


def _twin_part(row: Row, artist: Row, course: Course, equal: list[date], odd: bool) -> Part:
    after = next((course[day] for day in sorted(course) if day > equal[-1]), None)
    return Part(
        artist=artist["artist"],
        platform=row["platform"],
        metric=row["metric"],
        subject="",
        country="",
        values=tuple(course[day] for day in equal),
        before=artist["before"],
        after=after.value if after else None,
        after_date=after.date if after else None,
        wrong=odd and after is not None and _is_back(artist["before"], row["value"], after.value),
    )


def _is_back(before: int, value: int, after: int) -> bool:
    """Whether a series went back to its own course, so that the numbers in between were not its."""
    return abs(math.log((after + 10) / (before + 10))) <= BACK * abs(
        math.log((value + 10) / (before + 10))
    )
