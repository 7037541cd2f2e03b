"""Roots with charts and counts of songs, made by hand, and what the analysis says of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema

from backline.analysis.audience import Answer, analyse, asked, document_of
from backline.credits import credited
from backline.measure import Measurement, State
from backline.names import slug
from backline.people import parse_roster
from backline.store import Day, Store, Subjects
from backline.store.charts import CHARTS, STREAMS, ChartEntry, day_of_chart
from backline.store.subjects import Subject
from backline.warehouse import Warehouse
from tests.roots import ROSTER


def keys(credit: str) -> tuple[str, ...]:
    return tuple(slug(name, "artist") for name in credited(credit))


def song(key: str, title: str = "", credit: str = "Ada", **more: str) -> Subject:
    return Subject(key, "track", keys(credit)[0], title or key.title(), credit, **more)


def line(day: date, track: str, streams: int | None, **more: object) -> ChartEntry:
    """One line of the Italian daily chart, of Ada unless ``credit`` says otherwise."""
    said = {
        "chart": "regional-it-daily",
        "platform": "spotify",
        "country": "IT",
        "frequency": "daily",
        "position": 10,
        "credit": "Ada",
        "metric_kind": STREAMS,
        "source": "charts.csv",
    }
    said |= more
    said.setdefault("artists", keys(said["credit"]))
    return ChartEntry(date=day, track=track, metric=streams, **said)


def count(day: date, track: str, value: int, **more: object) -> Measurement:
    """One cumulative count of a song."""
    said = {"artist": "ada", "platform": "spotify", "metric": "streams", "source": "chartmetric"}
    return Measurement(date=day, subject=track, value=value, state=State.MEASURED, **(said | more))


def charted_root(
    path: Path,
    songs: Iterable[Subject] = (),
    lines: Iterable[ChartEntry] = (),
    rows: Iterable[Measurement] = (),
    roster: str = ROSTER,
) -> Path:
    """Write songs, chart lines and measurements as a root has them."""
    path.mkdir(parents=True, exist_ok=True)
    store = Store(path)
    store.roster_file.write_text(roster, encoding="utf-8")
    days: dict[date, Day] = {}
    for row in rows:
        days.setdefault(row.date, Day(row.date)).measurements.append(row)
    charts: dict = {}
    for entry in lines:
        there = charts.setdefault(day_of_chart(entry), [])
        there.append(replace(entry, position=len(there) + entry.position))
    with store.writing(), store.change() as change:
        store.save(change, days.values(), parse_roster(roster), Subjects(songs))
        if charts:
            CHARTS.write(change, store.data, charts)
    return path


SCHEMA = json.loads(
    (Path(__file__).parent.parent / "docs/schemas/analysis.schema.json").read_text("utf-8")
)


def fits_the_schema(document: dict) -> dict:
    """The document, which must be as the published schema says."""
    check = jsonschema.Draft202012Validator(
        SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    check.validate(document)
    return document


def answered(
    root: Path,
    first: date,
    last: date,
    *artists: str,
    platforms: Iterable[str] = ("spotify",),
    today: date = date(2026, 10, 1),
    country: str = "",
    tracks: bool = True,
    cities: bool = False,
    by_month: bool = False,
    metrics: Iterable[str] = (),
) -> Answer:
    """What is known of a question."""
    with Warehouse(root) as warehouse:
        question = asked(
            warehouse.roster,
            artists or ("Ada",),
            tuple(platforms),
            first,
            last,
            today=today,
            country=country,
            metrics=tuple(metrics),
        )
        return analyse(warehouse, question, tracks=tracks, cities=cities, by_month=by_month)


def analysed(
    root: Path,
    first: date,
    last: date,
    *artists: str,
    all_tracks: bool = False,
    all_cities: bool = False,
    **more: Any,
) -> dict:
    """The answer's document, held against the schema."""
    answer = answered(root, first, last, *artists, **more)
    return fits_the_schema(document_of(answer, all_tracks=all_tracks, all_cities=all_cities))


def by_name(document: dict, place: int = 0) -> dict[str, dict]:
    """The songs of one of a document's breakdowns, by title."""
    return {track["track_name"]: track for track in document["track_breakdowns"][place]["tracks"]}
