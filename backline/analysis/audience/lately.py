"""Up to which day there are charts and counts of songs, for a question that names no day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from backline.analysis.audience.asked import Asked
from backline.analysis.audience.daily import days_of_week
from backline.analysis.audience.sources import COUNTED
from backline.analysis.audience.stored import stored_breakdown
from backline.analysis.audience.tracks import Breakdown
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


def heard_lately(
    warehouse: Warehouse, question: Asked, ends: Sequence[date], days: int
) -> tuple[Breakdown, Asked]:
    """An artist's songs up to the newest day on which there are any.

    Args:
        warehouse: charts and measurements.
        question: of one artist and one platform; its period is no matter.
        ends: the days to try as the last, as :func:`newest_days` gives them; never empty.
        days: how many the period has, both ends included.

    Returns:
        The songs and the question of that period; none up to the first day where there are none.

    Raises:
        ConfigError: the name of an artist outside the roster fits two.
        DataError: the files cannot be read.
    """
    periods = [replace(question, first=end - timedelta(days=days - 1), last=end) for end in ends]
    (whom,), (platform,) = question.artists, question.platforms
    for period in periods:
        found = stored_breakdown(warehouse, period, whom, platform)
        if found.tracks:
            return found, period
    return Breakdown(whom, platform, ()), periods[0]


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
