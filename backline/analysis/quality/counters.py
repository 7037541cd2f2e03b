"""Counters that should only rise and fell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, Part, Value, key_of
from backline.analysis.quality.look import Look, days, number

Row = dict[str, Any]

Place = tuple[str, str, str, str, str, Any]
"""Artist, platform, metric, subject, country and day of a step."""


def place_of(row: Row) -> Place:
    """Where a step is."""
    return (
        row["artist"],
        row["platform"],
        row["metric"],
        row["subject"],
        row["country"],
        row["date"],
    )


def fallen(look: Look) -> list[Row]:
    """Falls of at least 10 and a thousandth; smaller ones are how platforms correct their counts.

    Of a track's or video's count it is a hundredth.
    """
    return look.ask("falls")


def returns(rows: list[Row]) -> set[Place]:
    """The steps by which counters were suddenly back from a fall."""
    return {
        (*place_of(row)[:-1], row["after"][len(low)]["date"])
        for row in rows
        if (low := _until_back(row)) is not None
    }


def counter_falls(rows: list[Row], explained: set[Place], look: Look) -> list[Finding]:
    """One finding for an artist, number and day.

    Args:
        rows: the falls.
        explained: the steps that belong to another finding.
        look: the numbers they are of.
    """
    rows = [row for row in rows if place_of(row) not in explained]

    def about(row: Row) -> tuple[Any, ...]:
        return row["date"], row["artist"], row["platform"], row["metric"], row["subject"] != ""

    return [_finding(list(group), look) for _, group in groupby(sorted(rows, key=about), about)]


def _finding(rows: list[Row], look: Look) -> Finding:
    rows.sort(key=lambda row: row["value"] - row["before"])
    worst = rows[0]
    lost = worst["before"] - worst["value"]
    one = worst["subject"] if len(rows) == 1 else ""
    what = number(worst["platform"], worst["metric"], one)
    more = f" (and of {len(rows) - 1} more of its tracks or videos)" if len(rows) > 1 else ""
    after = worst["after"][0]["value"] if worst["after"] else None
    times = lost / worst["smallest"]
    parts = tuple(_part(row) for row in rows)
    return Finding(
        kind=Kind.COUNTER_FALL,
        artists=(worst["artist"],),
        platform=worst["platform"],
        metric=worst["metric"],
        subject=one,
        first=worst["date"],
        last=max(part.values[-1].date for part in parts),
        before=worst["before"],
        value=worst["value"],
        after=after,
        usual=None,
        sure=times / (times + 1),
        sentence=f"{what} of {look.name(worst['artist'])}{more} fell by {lost:,} from "
        f"{worst['before']:,} to {worst['value']:,}, although a counter only rises"
        f"{_ended(worst)}.",
        key=key_of(
            Kind.COUNTER_FALL,
            worst["date"],
            worst["platform"],
            worst["metric"],
            "subjects" if worst["subject"] else "",
            worst["artist"],
        ),
        extent=sum((row["before"] - row["value"]) / row["before"] for row in rows),
        parts=parts,
    )


SOON = 3
"""Within how many measured points a counter is back from a wrong number."""

SUDDENLY = 3.0
"""The step back is this many times the usual rise; else it may be growth after a correction."""


def _until_back(row: Row) -> list[Row] | None:
    """The points before the counter is suddenly at least where it was; None where it is not."""
    after = row["after"] or []
    for count, point in enumerate(after[:SOON]):
        if point["value"] >= row["before"]:
            sudden = point["times"] is not None and point["times"] >= SUDDENLY
            return after[:count] if sudden else None
    return None


def _ended(row: Row) -> str:
    low = _until_back(row)
    return "" if low is None else f"; it was back after {days(len(low) + 1)} of measuring"


def _part(row: Row) -> Part:
    low = _until_back(row)
    later = (row["after"] or [])[len(low or []) :]
    return Part(
        artist=row["artist"],
        platform=row["platform"],
        metric=row["metric"],
        subject=row["subject"],
        country=row["country"],
        values=tuple(Value(p["date"], p["value"], p["source"]) for p in (row, *(low or []))),
        before=row["before"],
        after=later[0]["value"] if later else None,
        after_date=later[0]["date"] if later else None,
        wrong=low is not None,
    )


STUCK = 3.0
"""Surprise, in powers of ten, from which a counter that stands still is stale."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A counter that nearly always moved and stands still.

    Attributes:
        series: artist, platform, metric, subject and country.
        since: the day of its last change.
        value: where it stands.
    """

    series: tuple[str, str, str, str, str]
    since: date
    value: int


def stuck_counters(look: Look) -> list[Stuck]:
    """The counters that stand still up to the newest day, which they would not by chance."""
    return [
        Stuck(
            (row["artist"], row["platform"], row["metric"], row["subject"], row["country"]),
            row["since"],
            row["value"],
        )
        for row in look.ask("stuck", least=STUCK)
    ]
