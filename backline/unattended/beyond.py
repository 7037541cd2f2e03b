"""What a run wrote beside new days: rows added to older days, and days of the tables by month.

A service that tells the past adds to days that are stored already. Such additions say all they say
on top of what others wrote meanwhile; what was taken out does not.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from backline.store import Day, Store
from backline.store.monthly import MONTHLY
from backline.store.months import MonthTable

Months = dict[MonthTable[Any, Any], dict[Any, list[Any]]]
"""By table, the entries of days, each day as a whole."""


def rows_beyond(ours: Day, before: Day | None) -> Day | None:
    """The rows of a day that are new or say something else.

    Args:
        ours: the day as a run left it.
        before: the day as the run found it.

    Returns:
        None where a row, or a number in one, was taken out.
    """
    if before is None:
        return ours
    known = {m.fact: m for m in before.measurements}
    now = {m.fact: m for m in ours.measurements}
    for fact, m in known.items():
        stays = now.get(fact)
        if stays is None or (stays.value is None and m.value is not None):
            return None
    return Day(ours.date, [m for fact, m in now.items() if known.get(fact) != m])


def months_of(store: Store, names: Collection[str]) -> Months:
    """What the tables' files among some have now.

    Raises:
        DataError: one cannot be read.
    """
    found: Months = {}
    for table in MONTHLY:
        for path in table.files(store.data):
            if store.name(path) in names:
                for entry in table.read(path):
                    days = found.setdefault(table, {})
                    days.setdefault(table.day_of(entry), []).append(entry)
    return found


def months_beyond(ours: Months, before: Months) -> Months | None:
    """The days of the tables that are new or say something else; None where one was taken out."""
    for table, days in before.items():
        if any(day not in ours.get(table, {}) for day in days):
            return None
    return {
        table: {d: told for d, told in days.items() if before.get(table, {}).get(d) != told}
        for table, days in ours.items()
    }
