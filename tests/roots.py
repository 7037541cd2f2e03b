"""Small roots made by hand for tests."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

from backline.measure import Measurement, State
from backline.people import parse_roster
from backline.store import Day, Store, Subjects

DAY = date(2026, 9, 30)

ROSTER = """
label = "Night Shift"

[[artist]]
key = "ada"
name = "Ada"

[[artist]]
key = "bo"
name = "Bo"
"""


def row(
    day: date,
    value: int | None,
    *,
    artist: str = "ada",
    series: str = "spotify/followers",
    state: State | None = None,
    source: str = "spotify_api",
    **more: object,
) -> Measurement:
    """One measurement; a value of None is a failure unless ``state`` says otherwise."""
    platform, metric = series.split("/")
    return Measurement(
        date=day,
        artist=artist,
        platform=platform,
        metric=metric,
        value=value,
        state=state or (State.FAILED if value is None else State.MEASURED),
        source=source,
        **more,
    )


def before(days: int, day: date = DAY) -> date:
    return day - timedelta(days=days)


def root_of(path: Path, rows: Iterable[Measurement], roster: str = ROSTER) -> Path:
    """Write rows as the days of a root."""
    path.mkdir(parents=True, exist_ok=True)
    store = Store(path)
    store.roster_file.write_text(roster, encoding="utf-8")
    days: dict[date, Day] = {}
    for m in rows:
        days.setdefault(m.date, Day(m.date)).measurements.append(m)
    with store.writing(), store.change() as change:
        store.save(change, days.values(), parse_roster(roster), Subjects())
    return path
