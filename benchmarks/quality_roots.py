"""Roots made of recorded histories, read from beside the project, for measuring on real numbers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from backline.imports import import_label
from backline.measure import Measurement, State
from backline.names import slug
from backline.people import parse_roster
from backline.store import Day, Store, Subjects
from backline.store.measurement_file import parquet_bytes

RECORDINGS = Path(__file__).resolve().parent.parent.parent / "shared" / "data"

_FIELDS = {
    "followers": ("followers", "spotify_api"),
    "monthlyListeners": ("monthly_listeners", "spotify_page"),
}

Days = dict[date, list[Measurement]]
"""The rows of a root by day."""


def label_root(root: Path) -> Path:
    """One label's daily days of five months, by way of the importer."""
    root.mkdir(parents=True)
    import_label(RECORDINGS / "label_history", Store(root))
    return root


def listeners_root(root: Path) -> Path:
    """Thirty artists about every three days over three years: followers and monthly listeners."""
    root.mkdir(parents=True)
    days: dict[date, Day] = {}
    tables = ['label = "Recorded"']
    for path in sorted((RECORDINGS / "listeners_history").glob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        key = slug(path.stem.split("__")[-1], "artist")
        tables.append(f"[[artist]]\nkey = {key!r}\nname = {json.dumps(document['name'])}")
        for text, said in document["stats"].items():
            day = days.setdefault(date.fromisoformat(text), Day(date.fromisoformat(text)))
            day.measurements += [
                Measurement(
                    date=day.date,
                    artist=key,
                    platform="spotify",
                    metric=metric,
                    value=said.get(field),
                    state=State.FAILED if said.get(field) is None else State.MEASURED,
                    source=source,
                    detail="the recording lacks it" if said.get(field) is None else "",
                )
                for field, (metric, source) in _FIELDS.items()
            ]
    store = Store(root)
    roster = "\n\n".join(tables) + "\n"
    store.roster_file.write_text(roster, encoding="utf-8")
    with store.writing(), store.change() as change:
        store.save(change, days.values(), parse_roster(roster), Subjects())
    return root


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
