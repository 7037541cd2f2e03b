"""Roots made of recorded histories, read from beside the project, for measuring on real numbers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from backline.imports import import_label
from backline.imports.histories import histories_root
from backline.measure import Measurement, State
from backline.names import slug
from backline.store import Day, Store
from backline.store.measurement_file import parquet_bytes

RECORDINGS = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

Days = dict[date, list[Measurement]]
"""The rows of a root by day."""


def label_root(root: Path) -> Path:
    """One label's daily days of five months, by way of the importer."""
    root.mkdir(parents=True)
    import_label(RECORDINGS / "label_history", Store(root))
    return root


def listeners_root(root: Path) -> Path:
    """Thirty artists about every three days over three years: followers and monthly listeners."""
    return histories_root(RECORDINGS / "listeners_history", root)


def days_of(root: Path) -> Days:
    """Every row of a root."""
    store = Store(root)
    found: Days = {}
    for each in store.days():
        day = store.read_day(each)
        if day is not None:
            found[day.date] = day.measurements
    return found


def write_days(root: Path, days: Days | dict[date, list[Measurement] | None]) -> None:
    """Write measurement files as they are, faults included; a day that is None loses its file."""
    store = Store(root)
    for day, rows in days.items():
        path = store.measurement_file(day)
        if rows is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(parquet_bytes(rows))


_COUNTERS = {"Spotify": ("spotify", "streams"), "Shazam": ("shazam", "shazams")}


def charts_root(root: Path) -> Path:
    """Songs of a country's charts: their cumulative counts, daily over two months."""
    root.mkdir(parents=True)
    days: dict[date, Day] = {}
    names: dict[str, str] = {}
    file = RECORDINGS / "italy_charts" / "track_audience_timeseries.jsonl"
    for line in file.read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        if said["platform"] not in _COUNTERS:
            continue
        platform, metric = _COUNTERS[said["platform"]]
        key = slug(said["credit_name"], "artist")
        names.setdefault(key, said["credit_name"])
        day = days.setdefault(
            date.fromisoformat(said["date"]), Day(date.fromisoformat(said["date"]))
        )
        day.measurements.append(
            Measurement(
                date=day.date,
                artist=key,
                platform=platform,
                metric=metric,
                subject=f"{slug(said['track'], 'track')}-{said['platform_identifier'][:6].lower()}",
                value=said["audience_value"],
                state=State.MEASURED,
                source="label_history",
            )
        )
    tables = [f"[[artist]]\nkey = {key!r}\nname = {json.dumps(n)}" for key, n in names.items()]
    store = Store(root)
    roster = "\n\n".join(['label = "Charts"', *tables]) + "\n"
    store.roster_file.write_text(roster, encoding="utf-8")
    for at, found in days.items():
        path = store.measurement_file(at)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(parquet_bytes(found.measurements))
    return root
