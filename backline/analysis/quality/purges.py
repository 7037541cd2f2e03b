"""Several artists falling on one day: a platform took something from all of them."""

from __future__ import annotations

import math
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Look, listed, number

FEWEST = 3
"""Fewer artists falling together are single falls."""

LIKELIEST = 2e-4
"""The highest chance of so many unusual falls on one day that is still called a purge."""


def chance_of(fell: int, measured: int, rate: float) -> float:
    """The chance that at least ``fell`` of ``measured`` artists fall when each does at ``rate``."""
    rate = min(rate, 0.999)
    return min(
        1.0,
        sum(
            math.exp(
                math.lgamma(measured + 1)
                - math.lgamma(k + 1)
                - math.lgamma(measured - k + 1)
                + k * math.log(rate)
                + (measured - k) * math.log1p(-rate)
            )
            for k in range(fell, measured + 1)
        ),
    )


def purges(look: Look) -> list[Finding]:
    """Days on which at least three artists made an unusual fall, too many to be chance."""
    found = []
    for row in look.ask("purges", fewest=FEWEST):
        chance = chance_of(row["fell"], row["measured"], row["rate"])
        if chance <= LIKELIEST:
            found.append(_finding(row, chance, look))
    return found


def _finding(row: dict[str, Any], chance: float, look: Look) -> Finding:
    platform, metric, falls = row["platform"], row["metric"], row["falls"]
    parts = tuple(
        Part(
            artist=fall["artist"],
            platform=platform,
            metric=metric,
            subject="",
            country="",
            values=(Value(fall["date"], fall["value"], fall["source"]),),
            before=fall["before"],
            after=None,
            after_date=None,
            wrong=False,
        )
        for fall in falls
    )
    before, value = (sum(fall[end] for fall in falls) for end in ("before", "value"))
    each = listed([f"{look.name(f['artist'])} {f['before']:,} → {f['value']:,}" for f in falls])
    return Finding(
        kind=Kind.PURGE,
        artists=tuple(fall["artist"] for fall in falls),
        platform=platform,
        metric=metric,
        subject="",
        first=row["date"],
        last=row["date"],
        before=before,
        value=value,
        after=None,
        usual=None,
        # One such day in a thousand is supposed to begin with.
        sure=1 / (1 + 1000 * chance),
        sentence=f"{number(platform, metric)} of {len(falls)} of {row['measured']} artists fell "
        f"together, by {1 - value / before:.0%} in all: {each}.",
        key=key_of(Kind.PURGE, row["date"], platform, metric),
        extent=sum(1 - math.exp(fall["size"]) for fall in falls),
        parts=parts,
    )
