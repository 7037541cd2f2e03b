"""Up to which day there are charts and counts of songs, for a question that names no day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from backline.analysis.audience.daily import days_of_week
from backline.analysis.audience.sources import COUNTED
from backline.warehouse import Warehouse

_LONG_AGO = date(1970, 1, 1)

_LATELY = timedelta(days=62)
"""So far back the newest day is looked for before every file is."""

Found = tuple[str, date]
"""A country, empty for worldwide, and the newest day of it."""


def newest_days(warehouse: Warehouse, platform: str, country: str, today: date) -> list[date]:
    """The newest day that charts know of a platform's songs, and the newest that counts know.

    Those of the asked country come before those of the world, and later ones before earlier.

    Args:
        warehouse: charts and measurements.
        platform: as charts and measurements name it.
        country: ISO 3166 alpha-2; empty for worldwide.
        today: no later day counts.

    Raises:
        DataError: the files cannot be read.
    """

    def find() -> list[date]:
        found = [
            (where, min(day, today))
            for look in (_charted, _counted)
            for where, day in look(warehouse, platform, country, today)
        ]
        found.sort(key=lambda one: (one[0] != country, -one[1].toordinal()))
        return list(dict.fromkeys(day for _, day in found))

    return warehouse.remember(("newest days", platform, country, today), find, always=True)


def _charted(warehouse: Warehouse, platform: str, country: str, today: date) -> list[Found]:
    for since in (today - _LATELY, _LONG_AGO):
        warehouse.look_at_charts(since, today)
        rows = warehouse.ask("newest_of_charts", platform=platform, country=country)
        found: list[Found] = []
        for row in rows:
            week = days_of_week(platform, row["date"]) if row["frequency"] == "weekly" else []
            found.append((row["country"], max(week, default=row["date"])))
        if any(where == country for where, _ in found):
            break
    return _newest(found)


def _counted(warehouse: Warehouse, platform: str, country: str, today: date) -> list[Found]:
    found: list[Found] = []
    if platform not in COUNTED:
        return found
    for since in (today - _LATELY, _LONG_AGO):
        warehouse.look_at(since, today)
        metrics = list(COUNTED[platform])
        rows = warehouse.ask(
            "newest_of_counts", platform=platform, metrics=metrics, country=country
        )
        found = [(row["country"], row["date"]) for row in rows]
        if any(where == country for where, _ in found):
            break
    return _newest(found)


def _newest(found: Iterable[Found]) -> list[Found]:
    """The newest day of each country."""
    return list(dict(sorted(found)).items())
