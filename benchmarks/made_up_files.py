"""Made-up days as files: quickly as Parquet alone, or as the days the store and the JSON know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa

from backline.measure import Measurement, State
from backline.people.roster import ACCOUNTS
from backline.store import Day, Store, Subject, Subjects
from backline.store.day import LISTS, Words, to_json
from backline.store.day_json import json_bytes
from backline.store.measurement_file import SMALLEST, table_bytes
from benchmarks.made_up import MadeUp

ACCOUNT_FIELDS = tuple(f"{name} =" for name in ACCOUNTS)


def write_root(root: Path, label: MadeUp, *, as_json: bool = False, level: int = SMALLEST) -> Path:
    """Write a label's folder with its roster and the measurements of every day.

    Args:
        root: the folder; where it has days already they are taken to be these.
        label: whose days; its history can be drawn once.
        as_json: write each day also as ``data/historical/DATE.json``.
        level: of the files' compression; a low one where their size is not measured.
    """
    store = Store(root)
    if store.roster_file.exists():
        return root
    store.day_file(label.days[0]).parent.mkdir(parents=True)
    for year in sorted({day.year for day in label.days}):
        store.measurement_file(date(year, 1, 1)).parent.mkdir(parents=True)
    words = Catalogue(label)
    names = {artist.key: artist.name for artist in label.world.artists}
    for day, table in label.tables():
        store.measurement_file(day).write_bytes(table_bytes(table, level=level))
        if as_json:
            document = to_json(words.day(day, table), names, words.subjects)
            store.day_file(day).write_bytes(json_bytes(document))
    store.subjects_file.write_bytes(words.all_known().to_csv().encode())
    write_roster(store, label)  # last: a folder with a roster is whole
    return root


def write_roster(store: Store, label: MadeUp, *, day_json: bool = True) -> None:
    """Write the label's ``roster.toml``."""
    setting = f"[settings]\nday_json = {str(day_json).lower()}"
    text = label.world.roster_toml().replace("[settings]", setting, 1)
    store.roster_file.write_text(_without_doubles(text), encoding="utf-8")


def _without_doubles(roster: str) -> str:
    """Among tens of thousands of made-up artists two draw the same account: the first keeps it."""
    seen: set[str] = set()
    lines = []
    for line in roster.splitlines():
        if line.startswith(ACCOUNT_FIELDS):
            if line in seen:
                continue
            seen.add(line)
        lines.append(line)
    return "\n".join([*lines, ""])


class Catalogue:
    """The words that go with the numbers: titles, and which tracks and videos a day lists.

    Attributes:
        subjects: what has come up so far.
    """

    def __init__(self, label: MadeUp) -> None:
        self.subjects = Subjects()
        self._artists = {artist.key: artist for artist in label.world.artists}
        self._known: dict[str, Subject] = {}
        self._items: dict[str, Words] = {}
        for artist, tracks, videos in zip(
            label.world.artists, label.tracks, label.videos, strict=True
        ):
            for track in tracks:
                self._know(
                    Subject(track.id, "track", artist.key, track.title, artist.name, track.isrc)
                )
                self._items[track.id] = {"name": track.title, "preview_url": None}
            for video in videos:
                self._know(Subject(video.id, "video", artist.key, video.title, artist.name))
                self._items[video.id] = {
                    "title": video.title,
                    "published_at": f"{video.published:%Y-%m-%dT%H:%M:%SZ}",
                }

    def _know(self, subject: Subject) -> None:
        self._known[subject.key] = subject

    def all_known(self) -> Subjects:
        """Every track and video of the label."""
        found = Subjects()
        for subject in self._known.values():
            found.place(_with_id(subject))
        return found

    def day(self, day: date, table: pa.Table) -> Day:
        """A day as the daily job hands it to the store; new tracks and videos become known."""
        rows = list(measurements(table))
        listed: dict[tuple[str, str], list[Measurement]] = defaultdict(list)
        answered = set()
        for row in rows:
            if row.state is State.MEASURED:
                answered.add((row.artist, row.platform))
                if row.subject:
                    listed[row.artist, row.platform].append(row)
        words: dict[tuple[str, str], Words] = {}
        for artist, platform in sorted(answered):
            words[artist, platform] = self._said(artist, platform, listed[artist, platform])
        return Day(day, rows, {place: said for place, said in words.items() if said})

    def _said(self, artist: str, platform: str, items: list[Measurement]) -> Words:
        if platform == "discord":
            return {"server_name": "Quiet Lamp Recordings", "server_id": "100000000000000001"}
        known = self._artists[artist]
        if platform == "instagram":
            return {"username": known.instagram, "name": known.name}
        if platform not in LISTS:
            return {}
        said: Words = {"genres": list(known.genres)} if platform == "spotify" else {}
        said[LISTS[platform][0]] = [
            {"key": self.subjects.place(_with_id(self._known[m.subject])), **self._items[m.subject]}
            for m in sorted(items, key=lambda m: -(m.value or 0))
        ]
        return said


def _with_id(subject: Subject) -> Subject:
    """The subject with its platform's id, which is its key."""
    named: dict[str, Any] = {"spotify" if subject.kind == "track" else "youtube": subject.key}
    given = {name: getattr(subject, name) for name in ("key", "kind", "artist", "title", "credit")}
    return Subject(**given, isrc=subject.isrc, **named)


def measurements(table: pa.Table) -> Iterator[Measurement]:
    """The rows of a day as the daily job has them."""
    states = {state.value: state for state in State}
    for row in table.to_pylist():
        yield Measurement(**{**row, "state": states[row["state"]]})
