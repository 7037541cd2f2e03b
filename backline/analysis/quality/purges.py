"""Several artists falling on one day: a platform took something from all of them."""

from __future__ import annotations

import math
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Look, listed, number
from backline.analysis.quality.together import ALIKE, MOST_COMPARED, Together, bundled, together

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
    """Days on which at least three artists made an unusual fall, too many to be chance.

    Artists that move together fall together and count once, unless another one that moves with
    them did not fall. A finding has everyone who fell.
    """
    rows = look.ask("purges", fewest=FEWEST)
    known = together(look, [((*_unusual(row), *_others(row)), row["date"]) for row in rows])
    found = []
    for row in rows:
        fell = _witnesses(row, known)
        measured = row["measured"] - row["fell"] + fell
        chance = chance_of(fell, measured, row["rate"])
        if fell >= FEWEST and chance <= LIKELIEST:
            found.append(_finding(row, chance, look))
    return found


def _unusual(row: dict[str, Any]) -> tuple[int, ...]:
    falls = [fall["id"] for fall in row["falls"] if fall["unusual"]]
    return tuple(falls[:MOST_COMPARED])


def _others(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row["others"] or ())


def _witnesses(row: dict[str, Any], known: Together) -> int:
    """How many artists fell by themselves, as far as anybody can tell.

    Those that move together and fell alike are one.
    """
    day, others = row["date"], _others(row)
    size = {fall["id"]: fall["size"] for fall in row["falls"]}

    def belong(one: int, other: int) -> bool:
        if any(known.are_alike(one, each, day) for each in others):
            return False
        near = max(size[one], size[other]) / min(size[one], size[other])
        return near >= ALIKE and known.are_alike(one, other, day)

    return int(row["fell"]) - len(_unusual(row)) + len(bundled(_unusual(row), belong))


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
        sentence=f"{number(platform, metric)} of {len(falls)} of {row['stepped']} artists fell "
        f"together, by {_share(1 - value / before)} in all: {each}.",
        key=key_of(Kind.PURGE, row["date"], platform, metric),
        extent=sum(1 - math.exp(fall["size"]) for fall in falls),
        parts=parts,
    )


def _share(lost: float) -> str:
    return f"{lost:.0%}" if lost >= 0.01 else f"{100 * lost:.1g}%"
