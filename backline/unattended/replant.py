"""Days of one checkout merged into another that has come first, its reports written anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from backline.campaigns.reports import write_every_report
from backline.store import Day, Store, Subjects, write_told
from backline.store.day import renamed
from backline.unattended.alerts.memory import load_memory, save_memory
from backline.unattended.learned import Learned, with_ids, with_learned


def replant(
    store: Store, days: Iterable[Day], subjects: Subjects, learned: Learned | None = None
) -> None:
    """Merge days into a root that has other ones, and write its reports anew.

    Args:
        store: the root.
        days: taken from elsewhere.
        subjects: the tracks and videos as they are known there.
        learned: what else was learned there; nothing when None.

    Raises:
        ConfigError: the roster is wrong.
        DataError: a file of the root cannot be read.
    """
    with store.writing():
        known = store.subjects()
        keys = {subject.key: known.place(subject) for subject in subjects.all()}
        learned = learned or Learned()
        roster, theirs = store.roster(), store.identities()
        answering = with_learned(theirs, learned.before, learned.identities, roster)
        with store.change() as change:
            if learned.ids:
                text = store.roster_file.read_bytes().decode("utf-8")
                change.write(store.roster_file, with_ids(text, learned.ids).encode())
            store.save(change, [_renamed(day, keys) for day in days], roster, known)
            store.write_identities(change, answering)
            write_told(store, change, learned.said)
            for table, told in learned.months.items():
                days_of_table = {day: [_called(e, keys) for e in es] for day, es in told.items()}
                table.write(change, store.data, days_of_table)
        if learned.told:
            save_memory(store, load_memory(store).with_changes(*learned.told))
        write_every_report(store)


def _called(entry: Any, keys: Mapping[str, str]) -> Any:
    """An entry whose track is called as another root calls it."""
    track = getattr(entry, "track", None)
    return entry if track is None else replace(entry, track=keys.get(track, track))


def _renamed(day: Day, keys: dict[str, str]) -> Day:
    """A day whose tracks and videos are called as another root calls them."""
    return Day(
        day.date,
        [replace(m, subject=keys.get(m.subject, m.subject)) for m in day.measurements],
        {place: renamed(words, keys) for place, words in day.words.items()},
    )
