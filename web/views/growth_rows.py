"""An artist's numbers, each with its growth over several windows and what to know about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from backline.analysis.growth import Growth, growth
from backline.analysis.latest import Latest, latest
from backline.measure import PLATFORM_LABELS, VOCABULARY
from backline.names import shown
from backline.people import Artist
from backline.words import listed
from bot.library import Label
from web.held import Shelves
from web.shown import Number, change, count, fraction
from web.views.growth_files import GrowthFiles
from web.views.kept import by_artist

WINDOWS = (7, 28, 90, 365)
"""In days, the ones of every page."""

USUAL = 28
"""The window whose coverage and present value are told."""

Windows = Mapping[int, Sequence[Growth]]
"""By window in days: every series of an artist, worldwide."""


class Change(NamedTuple):
    """What became of a number over one window.

    Attributes:
        remarks: what qualifies it: the days it really spans, the days that were measured.
    """

    days: int
    growth: Number
    change: Number
    remarks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Row:
    """One number of an artist, or of a song.

    Attributes:
        about: where ``about.html`` defines it.
        exported: whether only files that the artist exports tell it.
        older: the day of the number where it is not the newest; None where it is.
        rounded: the step the platform rounds to, 1 when exact.
        measured: on how many days of the usual window.
        notes: what to know, each with the windows it is said of.
    """

    platform: str
    platform_name: str
    label: str
    about: str
    exported: bool
    now: Number
    older: date | None
    rounded: int
    changes: Sequence[Change]
    measured: Number
    notes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Once:
    """A number that is too old to be compared.

    Attributes:
        on: the day it was measured.
        why: why there is none since.
    """

    platform: str
    platform_name: str
    label: str
    about: str
    value: Number
    on: date
    why: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """Numbers that are not there, for one reason."""

    platform: str
    platform_name: str
    labels: str
    why: str


def grown(label: Label, artist: Artist, day: date) -> Windows:
    """Every series of an artist with its growth up to a day, tracks and videos included.

    Raises:
        DataError: the files cannot be read.
    """
    return {days: _grown(label, artist.key, days, day) for days in WINDOWS}


def newest_of(label: Label, artist: Artist, day: date) -> list[Latest]:
    """The newest numbers of an artist on or before a day, tracks and videos included.

    Raises:
        DataError: the files cannot be read.
    """
    warehouse = label.warehouse
    if warehouse.in_memory and day == warehouse.latest_day:
        whole = by_artist(warehouse, ("latest", day), lambda: latest(warehouse, as_of=day))
        return whole.get(artist.key, [])
    return latest(warehouse, as_of=day, artist=artist.key, alone=True)


def _grown(label: Label, key: str, days: int, day: date) -> list[Growth]:
    warehouse = label.warehouse
    if warehouse.in_memory and day == warehouse.latest_day:
        found: Iterable[Growth] = by_artist(
            warehouse, ("growth", days, day), lambda: growth(warehouse, days, as_of=day)
        ).get(key, ())
    else:
        found = growth(warehouse, days, as_of=day, artist=key, alone=True)
    return [r for r in found if not r.country and (r.platform, r.metric) in VOCABULARY]


def rows_of(
    windows: Windows, subjects: Iterable[str], files: GrowthFiles, day: date, compared: set[int]
) -> list[Row]:
    """The numbers that are there, in the order people read them.

    Args:
        windows: as :func:`grown` gives them.
        subjects: of these songs; ``{""}`` for the artist's own numbers.
        files: says which file holds a figure.
        day: the newest day.
        compared: the windows that can be compared at all.
    """
    wanted = set(subjects)
    by_series = {
        days: {(r.platform, r.metric, r.subject): r for r in rows if r.subject in wanted}
        for days, rows in windows.items()
    }
    return [
        _row({d: found.get(series) for d, found in by_series.items()}, row, files, day, compared)
        for series, row in by_series[USUAL].items()
        if row.now is not None
    ]


def once_known(rows: Iterable[Growth], now: Iterable[Latest], shelves: Shelves) -> list[Once]:
    """The numbers that have become too old to be compared.

    Args:
        rows: the growth of the artist's own numbers.
        now: the newest ones of any age.
        shelves: says which file holds a number of a day.
    """
    there = {(row.platform, row.metric) for row in rows if row.now is not None}
    found = []
    for one in now:
        series = one.platform, one.metric
        if one.subject or one.value_date is None or series in there or series not in VOCABULARY:
            continue
        held = shelves.series((one.artist, *series, "", ""), one.value_date, one.source)
        state = one.state.value.replace("_", " ")
        since = "" if one.row_date <= one.value_date else f"{state} on {one.row_date}"
        why = "; ".join(part for part in (since, one.detail) if part) or "no row since"
        found.append(
            Once(
                one.platform,
                PLATFORM_LABELS[one.platform],
                VOCABULARY[series].label,
                f"{one.platform}-{one.metric}",
                count(one.value, "", held, "value"),
                one.value_date,
                shown(why, 300),
            )
        )
    return found


def lacking_of(rows: Iterable[Growth], once: Iterable[Once]) -> list[Lacking]:
    """The numbers of an artist that never were, those of one platform and reason together."""
    known = {one.about for one in once}
    grouped: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row.now is None and not row.subject and f"{row.platform}-{row.metric}" not in known:
            label = VOCABULARY[row.platform, row.metric].label
            grouped.setdefault((row.platform, row.note or "not measured"), []).append(label)
    return [
        Lacking(platform, PLATFORM_LABELS[platform], listed(labels, 12), shown(why, 300))
        for (platform, why), labels in grouped.items()
    ]


def _row(
    over: Mapping[int, Growth | None],
    usual: Growth,
    files: GrowthFiles,
    day: date,
    compared: set[int],
) -> Row:
    metric = VOCABULARY[usual.platform, usual.metric]
    told = {days: row for days, row in over.items() if row is not None and days in compared}
    return Row(
        platform=usual.platform,
        platform_name=PLATFORM_LABELS[usual.platform],
        label=metric.label,
        about=f"{usual.platform}-{usual.metric}",
        exported=metric.exported,
        now=count(usual.now, usual.now_note, *files.place(usual, USUAL, "now")),
        older=usual.now_date if usual.now_date != day else None,
        rounded=usual.now_resolution or 1,
        changes=[
            changed(over.get(days), days, files, covered=days != USUAL) for days in sorted(compared)
        ],
        measured=count(usual.days_measured, "", *files.place(usual, USUAL, "days_measured")),
        notes=_notes(told),
    )


def changed(row: Growth | None, days: int, files: GrowthFiles, *, covered: bool = True) -> Change:
    """The growth of one series over one window.

    Args:
        row: the growth; None where the series has no row in reach.
        days: the window.
        files: says which file holds a figure.
        covered: say where not every day was measured.
    """
    if row is None:
        none = change(None, "no row in this window")
        return Change(days, none, none, ())
    why = shown(row.note, 300)
    remarks = []
    if row.growth is not None:
        if row.span_days != days:
            remarks.append(f"over {row.span_days} days")
        if covered and row.days_measured < row.days_in_window:
            remarks.append(f"from {row.days_measured} of {row.days_in_window} days")
    part = None if row.change is None else round(row.change, 6)
    return Change(
        days,
        change(row.growth, why, *files.place(row, days, "growth")),
        fraction(part, why, *files.place(row, days, "change"), plus=True),
        remarks,
    )


def _notes(over: Mapping[int, Growth]) -> list[str]:
    """What is said of the growths that are there, each once with its windows."""
    windows: dict[str, list[int]] = {}
    for days, row in over.items():
        for note in row.note.split("; ") if row.growth is not None else ():
            if note and not note.startswith("no change as a fraction"):
                windows.setdefault(shown(note, 300), []).append(days)
    return [_of_windows(note, days, len(over)) for note, days in windows.items()]


def _of_windows(note: str, days: Sequence[int], of: int) -> str:
    if len(days) == of:
        return note
    *head, last = map(str, days)
    return f"{', '.join(head)}{' and ' if head else ''}{last} days: {note}"
