"""Growth: what changed over a window of days, and how much of the window was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from backline.analysis.order import in_people_order
from backline.analysis.verdicts import Series, Verdicts, in_short, verdicts
from backline.measure import LEVEL_BREAKS, VOCABULARY, Kind, State
from backline.store.day import LISTS
from backline.warehouse import Warehouse

By = Literal["calendar", "snapshot"]
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Growth:
    """The growth of one series.

    Attributes:
        artist: roster key; empty for the label itself.
        now: the last measured value, None where there is none recent enough.
        source: which client or file told ``now``; empty where nothing did.
        then: the value it is compared with.
        growth: ``now - then``.
        change: ``growth / then`` as a fraction; None when ``then`` is 0.
        span_days: days that really lie between the two.
        days_measured: on how many days of the window the series was measured.
        days_in_window: the window's length in days; by snapshots, how many of them.
        resolution: the coarser of the steps that the platform rounded the two to, 1 when exact.
        note: why something is missing, or what to know about the figure.
        now_resolution: the step that ``now`` itself is rounded to, 1 when exact.
    """

    artist: str
    platform: str
    metric: str
    subject: str
    country: str
    now: int | None
    now_date: date | None
    source: str
    then: int | None
    then_date: date | None
    growth: int | None
    change: float | None
    span_days: int | None
    days_measured: int
    days_in_window: int
    resolution: int | None
    note: str
    now_resolution: int | None = None


def snapshots_back(days: int) -> int:
    """How many snapshots a window of days means: ``round(days / 7)``, half up, at least 1."""
    return max(1, math.floor(days / 7 + 0.5))


def tolerance(days: int) -> int:
    """By how many days a window may miss its length: ``ceil(days / 7)``."""
    return -(-days // 7)


def growth(
    warehouse: Warehouse,
    days: int,
    *,
    as_of: date | None = None,
    artist: str | None = None,
    by: By = "calendar",
    subjects: bool = True,
) -> list[Growth]:
    """The growth of every series, in the order of the roster and the vocabulary.

    A series is listed when it has any row in reach of the window, measured or not; one whose
    artist had left before ``as_of`` only when the artist is asked for.

    Args:
        warehouse: the measurements.
        days: the window's length in days.
        as_of: the day to look back from; the latest measured day when None.
        artist: roster key, to list only this artist's series.
        subjects: also of tracks and videos; the artists' own numbers alone take less time.
        by: ``calendar``, or ``snapshot`` for the agency sheet's counting of dated columns.
    """
    day = as_of or warehouse.latest_day
    if day is None:
        return []
    asked = _Question(days, day, by, artist, subjects)
    if warehouse.in_memory:
        whole = _Question(days, day, by)
        every = warehouse.remember(whole, lambda: _found(warehouse, whole))
        found = [g for g in every if asked.covers(g.artist, g.subject)]
    else:
        found = _found(warehouse, asked)
    gone = {a.key for a in warehouse.roster.artists if a.until and a.until < day} - {artist}
    return [g for g in found if g.artist not in gone]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked of :func:`growth`, which names the answer that is kept."""

    days: int
    as_of: date
    by: By
    artist: str | None = None
    subjects: bool = True

    def covers(self, artist: str, subject: str) -> bool:
        return self.artist in (None, artist) and (self.subjects or not subject)


def _found(warehouse: Warehouse, asked: _Question) -> list[Growth]:
    rows = _calendar if asked.by == "calendar" else _snapshot
    lists = {name for name, _ in LISTS.values()}
    told = rows(warehouse, asked)
    known = verdicts(warehouse, asked.as_of, asked.days) if told else Verdicts()
    steps = _steps(warehouse, told)
    found = [
        _result(row, asked.days, asked.as_of, asked.by, known, steps)
        for row in told
        if row["subject"] not in lists
    ]
    return in_people_order(sorted(found, key=lambda g: g.country), warehouse.roster)


def _steps(warehouse: Warehouse, rows: Rows) -> dict[tuple[Any, ...], int]:
    """The rounding of each newest number itself; that of a pair is the coarser of two."""
    days = [row["now_date"] for row in rows if row["now_date"] and (row["resolution"] or 1) > 1]
    if not days:
        return {}
    warehouse.look_at(min(days), max(days))
    told = warehouse.ask("growth_rounding")
    return {(*_series(row), row["source"], row["date"]): row["resolution"] for row in told}


def _series(row: dict[str, Any]) -> Series:
    return row["artist"], row["platform"], row["metric"], row["subject"], row["country"]


def _calendar(warehouse: Warehouse, asked: _Question) -> Rows:
    days, reach = asked.days, tolerance(asked.days)
    widest = max(reach, 3)
    warehouse.let(as_of=asked.as_of, days=days, tolerance=reach, widest=widest)
    warehouse.let(artist=asked.artist, subjects=asked.subjects)
    warehouse.look_at(asked.as_of - timedelta(days=days + widest + 6), asked.as_of)
    warehouse.prepare("growth_pairs")
    _find_weekly(warehouse, asked.as_of)
    return warehouse.ask("growth_calendar")


def _find_weekly(warehouse: Warehouse, day: date) -> None:
    """Leave the table ``weekly``, reading no more of the past than it takes to know."""
    if warehouse.ask("growth_undecided") and (first := warehouse.first_day):
        longest = (day - first).days
        warehouse.let(longest=longest)
        warehouse.look_at(day - timedelta(days=longest * 2 // 5), day)
        warehouse.prepare("growth_regular")
    undecided = warehouse.ask("growth_undecided")
    warehouse.prepare("growth_weekly" if undecided else "growth_weekly_none")


def _snapshot(warehouse: Warehouse, asked: _Question) -> Rows:
    back = snapshots_back(asked.days)
    rows = warehouse.ask("growth_snapshot", as_of=asked.as_of, artist=asked.artist, back=back)
    return [row for row in rows if asked.covers(row["artist"], row["subject"])]


def _result(
    row: dict[str, Any],
    days: int,
    as_of: date,
    by: By,
    known: Verdicts,
    steps: Mapping[tuple[Any, ...], int],
) -> Growth:
    now, then = row["now"], row["then"]
    compared = now is not None and then is not None
    difference = now - then if compared else None
    span = (row["now_date"] - row["then_date"]).days if compared else None
    return Growth(
        artist=row["artist"],
        platform=row["platform"],
        metric=row["metric"],
        subject=row["subject"],
        country=row["country"],
        now=now,
        now_date=row["now_date"],
        source=row["now_source"] if now is not None else "",
        then=then,
        then_date=row["then_date"],
        growth=difference,
        change=difference / then if difference is not None and then else None,
        span_days=span,
        days_measured=row["days_measured"],
        days_in_window=days if by == "calendar" else snapshots_back(days),
        resolution=row["resolution"],
        note="; ".join(_all_notes(_notes(row, difference, span, days, as_of, by), row, known)),
        now_resolution=None
        if now is None
        else steps.get((*_series(row), row["now_source"], row["now_date"]), 1),
    )


def _all_notes(notes: list[str], row: dict[str, Any], known: Verdicts) -> list[str]:
    """The notes with what the audit knows of the numbers, which may say one of them better."""
    if row["now"] is None:
        return notes
    told = known.notes(_series(row), row["then_date"], row["now_date"])
    return [note for note in notes if note not in map(in_short, told)] + told


def _notes(
    row: dict[str, Any], difference: int | None, span: int | None, days: int, as_of: date, by: By
) -> list[str]:
    if row["now"] is None:
        return [_why_no_now(row, as_of)]
    if difference is None or span is None:
        return [_why_no_then(row, days, by)]
    notes = []
    if row["then"] == 0:
        notes.append("no change as a fraction of 0")
    if row["resolution"] > 1 and abs(difference) < row["resolution"]:
        notes.append(f"no change beyond rounding to {row['resolution']:,}")
    if row["now_source"] != row["then_source"]:
        notes.append(f"now from {row['now_source']}, then from {row['then_source']}")
    metric = VOCABULARY.get((row["platform"], row["metric"]))
    if difference < 0 and metric and metric.kind is Kind.CUMULATIVE:
        notes.append("a counter that should only rise fell")
    notes += [
        b.note
        for b in LEVEL_BREAKS
        if (b.platform, b.metric) == (row["platform"], row["metric"])
        and row["then_date"] < b.date <= row["now_date"]
    ]
    if by == "snapshot" and abs(span - days) > tolerance(days):
        notes.append(f"the snapshots are {span} days apart")
    return notes


def _why_no_now(row: dict[str, Any], as_of: date) -> str:
    if row["blank"] and row["last_date"]:
        return f"blank in the newest snapshot; last measured {row['last_date']}"
    state = State(row["state"])
    why = f"{state.value.replace('_', ' ')}"
    if row["detail"]:
        why += f": {row['detail']}"
    if row["last_date"] is None:
        return why if state is not State.MEASURED else "not measured in this window"
    last = (
        f"last measured {row['last_date']}, {(as_of - row['last_date']).days} days before {as_of}"
    )
    return last if state is State.MEASURED else f"{last}; {why}"


def _why_no_then(row: dict[str, Any], days: int, by: By) -> str:
    if by == "snapshot":
        back = snapshots_back(days)
        return (
            f"blank {back} snapshots back" if row["blank"] else f"fewer than {back + 1} snapshots"
        )
    wanted = row["now_date"] - timedelta(days=days)
    reach = tolerance(days)
    return f"nothing measured within {reach} day{'s' if reach > 1 else ''} of {wanted}"
