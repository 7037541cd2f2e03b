"""Single numbers that cannot be right: zeros after positives, and one value at two artists."""

from __future__ import annotations

import math
from itertools import groupby, takewhile
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Look, days, listed, number
from backline.measure import PLATFORM_LABELS, VOCABULARY

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


def twins(look: Look) -> list[Finding]:
    """One large value at two or more artists, out of line for at least one of them."""
    found = []
    for row in look.ask("twins", times=TIMES):
        odd = [a for a in row["artists"] if a["times"] is not None and a["times"] >= TIMES]
        # A step that misses its aim lands anywhere on its own scale; so many others are there to
        # be met. Two that leave their course for one number meet by chance twice over.
        chance = math.prod(
            min(1.0, (row["measured"] - 1) / abs(row["value"] - a["before"])) for a in odd
        )
        if chance <= LIKELIEST:
            found.append(_twins(row, odd, chance, look))
    return found


def _twins(row: dict[str, Any], odd: list[dict[str, Any]], chance: float, look: Look) -> Finding:
    artists = tuple(a["artist"] for a in row["artists"])
    points: dict[str, list[Value]] = {artist: [] for artist in artists}
    about = {"platform": row["platform"], "metric": row["metric"]}
    for p in look.ask("shared", artists=list(artists), first=row["date"], **about):
        points[p["artist"]].append(Value(p["date"], p["value"], p["source"]))
    lasted = _shared(list(points.values()))
    parts = tuple(
        Part(
            artist=a["artist"],
            platform=row["platform"],
            metric=row["metric"],
            subject="",
            country="",
            values=tuple(points[a["artist"]][:lasted]),
            before=a["before"],
            after=later[0].value if later else None,
            after_date=later[0].date if later else None,
            wrong=a in odd,
        )
        for a in row["artists"]
        for later in [points[a["artist"]][lasted:]]
    )
    worst = odd[0]
    on = "" if lasted == 1 else f" on {days(lasted)}"
    return Finding(
        kind=Kind.SAME_VALUE,
        artists=artists,
        platform=row["platform"],
        metric=row["metric"],
        subject="",
        first=row["date"],
        last=parts[0].values[-1].date,
        before=worst["before"],
        value=row["value"],
        after=parts[0].after,
        usual=None,
        sure=1 / (1 + 10 * chance),
        sentence=f"{look.names(artists)} have the same {number(row['platform'], row['metric'])}"
        f"{on}, {row['value']:,}; {look.name(worst['artist'])} had {worst['before']:,} on "
        f"{worst['before_date']}.",
        key=key_of(Kind.SAME_VALUE, row["date"], row["platform"], row["metric"], *sorted(artists)),
        extent=float(len(odd)),
        parts=parts,
    )


def _shared(series: list[list[Value]]) -> int:
    """On how many points from the first on all series have one day and one value."""
    together = zip(*series, strict=False)
    return sum(1 for _ in takewhile(lambda at: len({(v.date, v.value) for v in at}) == 1, together))
