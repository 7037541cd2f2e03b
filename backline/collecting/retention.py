"""Numbers that must not be kept any longer: pruned by age, or forgotten with their artist."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any

import tomlkit

from backline.credits import credited
from backline.errors import DataError
from backline.measure import SOURCE_TRUST, Measurement, State
from backline.names import same_name, slug
from backline.people import Artist, Notes, Roster, parse_roster
from backline.people.roster_edit import without_artist
from backline.people.saved import read_text
from backline.store import Day, Store, Subject, Subjects
from backline.store.charts import CHARTS
from backline.store.files import Change
from backline.store.monthly import MONTHLY
from backline.store.months import MonthTable
from backline.store.taking_in import keep_learnt
from backline.store.undo import forget_undo
from backline.warehouse import Warehouse


def prune(
    store: Store, roster: Roster, today: date, problems: list[str] | None = None
) -> list[date]:
    """Take numbers out of the stored days that the policies do not let be kept until ``today``.

    A row stays and says so; only its number goes. A policy of 30 days keeps today and the 29
    days before it. Called inside ``store.writing()``.

    Args:
        store: the root's files.
        roster: has the policies.
        today: the day of the run.
        problems: learns of each day that is damaged, so that it stays as it is; such a day is an
            error where it is None.

    Returns:
        The days that were changed.

    Raises:
        DataError: a stored day is damaged, or the disk is full; nothing was changed.
    """
    limits = _limits(roster)
    if not limits:
        return []
    overdue: dict[date, list[tuple[str, int, set[str]]]] = defaultdict(list)
    with Warehouse(store.root) as warehouse:
        for (source, days), artists in limits.items():
            last = today - timedelta(days=days)
            rows = warehouse.ask("overdue", source=source, artists=sorted(artists), last=last)
            for row in rows:
                overdue[row["date"]].append((source, days, artists))
    subjects = store.subjects()
    pruned: list[date] = []
    with store.change() as change:
        others = [_prune_table(change, store, table, limits, today) for table in _BESIDE]
        for day, rules in sorted(overdue.items()):
            try:
                stored = store.read_day(day)
            except DataError as error:
                if problems is None:
                    raise
                problems.append(str(error))
                continue
            if stored is None:
                raise DataError(f"The day {day} was there and is gone; nothing was pruned.")
            for source, days, artists in rules:
                stored = _without_numbers(stored, source, days, artists)
            store.rewrite(change, stored, roster, subjects)
            pruned.append(day)
        if pruned:
            keep_learnt(store, change)
        if pruned or any(others):
            forget_undo(store, change)
    return pruned


_BESIDE = tuple(
    table
    for table in MONTHLY
    if {"artist", "source"} <= {field.name for field in fields(table.entry)}
)
"""The tables of one service's days beside the measurements; each line has artist and source."""


def _prune_table(
    change: Change,
    store: Store,
    table: MonthTable[Any, Any],
    limits: dict[tuple[str, int], set[str]],
    today: date,
) -> bool:
    """Take the days out that must not be kept any longer; whether there were any."""
    overdue = set()
    for path in table.files(store.data):
        for entry in table.read(path):
            for (source, kept), artists in limits.items():
                last = today - timedelta(days=kept)
                if entry.source == source and entry.artist in artists and entry.date <= last:
                    overdue.add(table.day_of(entry))
    return table.write(change, store.data, dict.fromkeys(overdue, ())) > 0


def _limits(roster: Roster) -> dict[tuple[str, int], set[str]]:
    """By source and days kept, the artists (keys) it holds for."""
    limits: dict[tuple[str, int], set[str]] = defaultdict(set)
    for source in SOURCE_TRUST:
        for artist in (None, *roster.artists):
            days = roster.policy_for(source, artist).days
            if days:
                limits[source, days].add(artist.key if artist else "")
    return dict(limits)


def _without_numbers(day: Day, source: str, days: int, artists: set[str]) -> Day:
    detail = f"kept for {days} days only, by the policy for {source}"

    def pruned(m: Measurement) -> Measurement:
        if m.source != source or m.artist not in artists or m.value is None:
            return m
        return replace(m, value=None, state=State.NOT_OFFERED, resolution=1, detail=detail)

    # Titles and names came with the numbers, so they go with them.
    platforms = {m.platform for m in day.measurements if m.source == source}
    words = {
        place: said
        for place, said in day.words.items()
        if not (place[0] in artists and place[1] in platforms)
    }
    return Day(day.date, [pruned(m) for m in day.measurements], words)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out with an artist, and what stays.

    Attributes:
        days: how many days had rows of the artist.
        lines: how many lines of charts credited the artist alone.
        shared: how many credit others beside the artist, and stay since they are theirs too.
    """

    days: int
    lines: int
    shared: int


def forget(store: Store, artist: Artist) -> Forgotten:
    """Take an artist out of every current file: roster, corrections, days, and all tables.

    A song or a line of a chart that credits others beside the artist is theirs, too, and stays. The
    reports are to be written anew afterwards, the weekly ones included. Called inside
    ``store.writing()``.

    Raises:
        DataError: a stored day is damaged, or the disk is full; nothing was changed.
        ConfigError: the roster or the corrections would be wrong without the artist.
    """
    text = without_artist(store.roster_text() or "", artist.key)
    roster = parse_roster(text)
    keys = _keys_of(artist, roster)
    subjects = Subjects(_subjects_without(store, artist, keys, roster))
    changed = lines = shared = 0
    with store.change() as change:
        change.write(store.roster_file, text.encode())
        if store.corrections_file.exists():
            change.write(store.corrections_file, _corrections_without(store, artist).encode())
        with_runs = {run.day for run in store.runs()}  # which may have learnt of the artist
        for each in store.days():
            day = store.read_day(each)
            has = day is not None and any(m.artist == artist.key for m in day.measurements)
            if day is None or not (has or each in with_runs):
                continue
            changed += has
            rows = [m for m in day.measurements if m.artist != artist.key]
            words = {place: said for place, said in day.words.items() if place[0] != artist.key}
            store.rewrite(change, Day(day.date, rows, words), roster, subjects)
        keep_learnt(store, change)
        if len(subjects) or store.subjects_file.exists():
            change.write(store.subjects_file, subjects.to_csv().encode())
        store.write_identities(change, store.identities().without(artist.key))
        if store.notes_file.exists():
            notes = Notes(n for n in store.notes().all() if n.artist != artist.key)
            change.write(store.notes_file, notes.to_csv().encode())
        for table in _BESIDE:
            table.leave_out(change, store.data, lambda entry: entry.artist in keys)
        for path in CHARTS.files(store.data):
            credited_to = [set(entry.artists) for entry in CHARTS.read(path)]
            lines += sum(bool(one) and one <= keys for one in credited_to)
            shared += sum(bool(one & keys) and not one <= keys for one in credited_to)
        CHARTS.leave_out(change, store.data, lambda e: bool(e.artists) and set(e.artists) <= keys)
        # What was not taken from old files names artists, and so do the weekly reports.
        for report in (*store.reports.glob("import_*.csv"), *store.weekly.glob("*.*")):
            change.remove(report)
        forget_undo(store, change)
    return Forgotten(changed, lines, shared)


def _keys_of(artist: Artist, others: Roster) -> set[str]:
    """What files call an artist: the key, and the one of before the artist was in the roster."""
    before = slug(artist.name, "artist")
    taken = {other.key for other in others.artists}
    return {artist.key, *([] if before in taken else [before])}


def _subjects_without(
    store: Store, artist: Artist, keys: set[str], others: Roster
) -> Iterator[Subject]:
    """The songs that are left; one that is others' too belongs to the next who is credited."""

    def is_one(name: str) -> bool:
        return same_name(name) == same_name(artist.name) or others.find(name) is not None

    for subject in store.subjects().all():
        if subject.artist not in keys:
            yield subject
            continue
        for name in credited(subject.credit, is_one):
            known = others.find(name)
            key = known.key if known else slug(name, "artist")
            if key not in keys:
                yield replace(subject, artist=key)
                break


def _corrections_without(store: Store, artist: Artist) -> str:
    document = tomlkit.parse(read_text(store.corrections_file))
    corrections = document.get("correction", [])
    for place in range(len(corrections) - 1, -1, -1):
        if corrections[place].get("artist") == artist.key:
            del corrections[place]
    return tomlkit.dumps(document)
