"""What is not there: missing days, artists who stopped, rows that were refused."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

from backline.analysis.quality.findings import Finding, Kind, key_of
from backline.analysis.quality.look import Look, days, listed, number
from backline.measure import IMPORTED, PLATFORM_LABELS, TELL_THE_PAST, VOCABULARY

ENOUGH = 2
"""A series that missed this many of its own steps has stopped."""


DAILY = 1 / 15
"""An imported history is daily, so that a gap in it is one, when so many steps at most are longer
than a day; any other has a rhythm of its own."""

FEW_STEPS = 4
"""Fewer steps than this have no rhythm: what lies between two or three days may well be missing."""

Row = dict[str, Any]


def missing_days(look: Look) -> list[Finding]:
    """Days without a row within the rhythm of the root, or of an artist others were measured by.

    A history that was imported or filled in has the rhythm it was written in. Unless that is
    daily, its longer steps are no missing days: one sentence tells the rhythm.
    """
    imported = [*IMPORTED, *TELL_THE_PAST]
    gaps = look.ask("gaps", imported=imported)
    if not gaps:
        return []
    own = {row["artist"]: row for row in look.ask("rhythm", imported=imported) if _has_rhythm(row)}
    artists = {artist.key: artist for artist in look.roster.artists}
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    longer: list[Row] = []
    for row in gaps:
        first, last = row["before_date"] + timedelta(1), row["date"] - timedelta(1)
        artist = artists.get(row["artist"])
        if row["artist"] is not None and not (artist and artist.expected_on(first)):
            continue
        if row["history"] and row["artist"] in own:
            longer.append(own[row["artist"]])
        else:
            groups[row["artist"] is None, first, last].append(row)
    found = [_missing(first, last, rows, look) for (_, first, last), rows in groups.items()]
    if longer:
        found.append(_rhythm([own[key] for key in artists if key in own] or longer, look))
    return found


def _has_rhythm(row: Row) -> bool:
    return bool(row["steps"] >= FEW_STEPS and (row["usual"] > 1 or row["irregular"] > DAILY))


def own_rhythm(days: Sequence[date]) -> str:
    """The rhythm of a history that is not daily, in words; empty where it is.

    Args:
        days: the days it has numbers of, oldest first.
    """
    steps = sorted((late - early).days for early, late in pairwise(days))
    if not steps:
        return ""
    usual = median(steps)
    irregular = sum(step >= 1.9 * usual for step in steps) / len(steps)
    if not _has_rhythm({"steps": len(steps), "usual": usual, "irregular": irregular}):
        return ""
    place = len(steps) // 20
    return _every(round(usual), steps[place], steps[-1 - place])


def _every(usual: int, least: int, most: int) -> str:
    return f"about every {'day' if usual == 1 else f'{usual} days'} ({least} to {most})"


def _rhythm(own: list[Row], look: Look) -> Finding:
    """The one sentence about histories that are not daily."""
    artists = tuple(row["artist"] for row in own if row["artist"] is not None)
    first, last = min(row["first"] for row in own), max(row["last"] for row in own)
    usual = round(median(row["usual"] for row in own))
    least, most = min(row["least"] for row in own), max(row["most"] for row in own)
    whose = f" of {look.names(artists)}" if artists else ""
    return Finding(
        kind=Kind.MISSING_DAYS,
        artists=artists,
        platform="",
        metric="",
        subject="",
        first=first,
        last=last,
        before=None,
        value=0,
        after=None,
        usual=None,
        sure=1.0,
        sentence=f"The history{whose} that was imported or filled in has numbers "
        f"{_every(usual, least, most)} from {first} to {last}: no days of it are missing.",
        key=key_of(Kind.MISSING_DAYS, first, "rhythm"),
        extent=0.0,
    )


def _missing(first: date, last: date, rows: list[Row], look: Look) -> Finding:
    row = rows[0]
    artists = tuple(r["artist"] for r in rows if r["artist"] is not None)
    missed = max(1, round(row["length"] / row["usual"]) - 1)
    rhythm = "every day" if row["usual"] == 1 else f"about every {row['usual']:.0f} days"
    if artists:
        sentence = (
            f"{look.names(artists)} {'has' if len(artists) == 1 else 'have'} no row on "
            f"{days(missed)} on which others were measured."
        )
    else:
        span = days((last - first).days + 1)
        sentence = f"{span} without a file, although one is written {rhythm}."
    return Finding(
        kind=Kind.MISSING_DAYS,
        artists=artists,
        platform="",
        metric="",
        subject="",
        first=first,
        last=last,
        before=None,
        value=missed,
        after=None,
        usual=None,
        sure=max(0.5, 1 - max(r["irregular"] for r in rows)),
        sentence=sentence,
        key=key_of(Kind.MISSING_DAYS, first, artists[0] if artists else ""),
        extent=float(missed * max(1, len(artists) or len(look.roster.on(first)))),
    )


def stopped(look: Look) -> list[Finding]:
    """Artists without a number, and series without a row, since some day before the newest.

    What only exports tell ends with every export, which is no fault.
    """
    series: dict[str, list[Row]] = defaultdict(list)
    expected = {artist.key for artist in look.roster.on(look.as_of)} | {""}
    for row in look.ask("stopped"):
        metric = VOCABULARY.get((row["platform"], row["metric"]))
        if row["artist"] in expected and not (metric and metric.exported):
            series[row["artist"]].append(row)
    groups: dict[tuple[Any, ...], list[tuple[str, Row]]] = defaultdict(list)
    for artist, rows in series.items():
        measured = [row for row in rows if row["last_number"] is not None]
        newest = max(measured, key=lambda row: row["number_place"], default=None)
        if newest and _missed(newest, "number_place") >= ENOUGH:
            groups[(newest["last_number"],)].append((artist, newest))
            continue
        ended: dict[date, list[Row]] = defaultdict(list)
        for row in rows:
            if _missed(row, "last_place") >= ENOUGH:
                ended[row["last_row"]].append(row)
        for last, gone in ended.items():
            names = tuple((row["platform"], row["metric"]) for row in gone)
            groups[(last, *names)].append((artist, gone[0]))
    return [_stopped(last, names, found, look) for (last, *names), found in groups.items()]


def _missed(row: Row, place: str) -> float:
    return float((row["newest"] - row[place]) / row["usual"])


def _stopped(
    last: date,
    names: list[tuple[str, str]],
    found: list[tuple[str, Row]],
    look: Look,
) -> Finding:
    artists = tuple(artist for artist, _ in found)
    row = found[0][1]
    missed = min(_missed(r, "last_place" if names else "number_place") for _, r in found)
    silent = row["newest"] - (row["last_place"] if names else row["number_place"])
    if names:
        what = f"No row of {listed([number(*name) for name in names])} of {look.names(artists)}"
    else:
        what = f"No number of {look.names(artists)}"
    said = row["said"]
    why = ""
    if not names and said and row["last_row"] > last:
        why = f" ({said['state'].replace('_', ' ')}: {said['detail'] or 'no reason given'})"
    platforms = {platform for platform, _ in names}
    return Finding(
        kind=Kind.STOPPED,
        artists=artists,
        platform=platforms.pop() if len(platforms) == 1 else "",
        metric=names[0][1] if len(names) == 1 else "",
        subject="",
        first=last + timedelta(1),
        last=look.as_of,
        before=None,
        value=silent,
        after=None,
        usual=None,
        sure=1 - 0.5**missed,
        sentence=f"{what} since {last}, {days(silent)} of measuring up to {look.as_of}{why}.",
        key=key_of(Kind.STOPPED, last, *(f"{p}/{m}" for p, m in names)),
        # What still goes on can still be mended: it comes before what is over.
        extent=2.0 * silent * len(artists),
    )


def refused(look: Look) -> list[Finding]:
    """Runs of refused rows by platform; artists whose run begins on one day together."""
    groups: dict[tuple[str, date], list[Row]] = defaultdict(list)
    for row in look.ask("refused"):
        groups[row["platform"], row["first"]].append(row)
    return [_refused(rows, look) for rows in groups.values()]


def _refused(rows: list[Row], look: Look) -> Finding:
    rows.sort(key=lambda row: (-row["days"], row["artist"]))
    row = rows[0]
    artists = tuple(r["artist"] for r in rows)
    metrics = sorted({metric for r in rows for metric in r["metrics"] or ()})
    labels = [VOCABULARY[row["platform"], metric].label for metric in metrics]
    still = [r["artist"] for r in rows if r["going_on"]]
    whose = look.names(artists)
    on = f" on {days(row['days'])}"
    if len({r["days"] for r in rows}) > 1:
        whose = listed([f"{look.name(r['artist'])} on {days(r['days'])}" for r in rows])
        on = ""
    going_on = f", still on {look.as_of}" if still else ""
    if 0 < len(still) < len(rows):
        going_on += f" for {look.names(still)}"
    return Finding(
        kind=Kind.REFUSED,
        artists=artists,
        platform=row["platform"],
        metric=metrics[0] if len(metrics) == 1 else "",
        subject="",
        first=row["first"],
        last=max(r["last"] for r in rows),
        before=None,
        value=row["days"],
        after=None,
        usual=None,
        sure=1.0,
        sentence=f"{PLATFORM_LABELS[row['platform']]} {listed(labels or ['lists'])} refused: "
        f"{whose}{on}{going_on}; {row['detail'] or 'no reason given'}.",
        key=key_of(Kind.REFUSED, row["first"], row["platform"]),
        extent=math.fsum(r["days"] * (2 if r["going_on"] else 1) for r in rows),
    )
