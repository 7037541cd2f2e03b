"""A playlist campaign of the made-up label: three vendors, and what a scraper would see of it.

One vendor is honest, one is late, and one delivers the same number every day, as no playlist does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from sandbox.curves import day_number
from sandbox.noise import smooth
from sandbox.world import World

CAMPAIGN, VENDOR = "autumn", "Steady Streams"
"""What the demo asks about: the campaign's id, and the vendor that is too even."""

WEEKS = 8

START = 57
"""Days before the last one on which the campaign began."""

GOAL = 30_000
_BEFORE = 400
"""Days before the start on which playlists of other people took the song."""


@dataclass(frozen=True, slots=True)
class Lists:
    """A playlist that gives the song streams.

    Attributes:
        late: days after the campaign's start on which it took the song; before it where negative.
        per_day: streams a day, about.
        uneven: how far a day's streams go from that, as a part of it.
    """

    name: str
    vendor: str
    late: int
    per_day: int
    uneven: float

    def until(self, day: int) -> int:
        """Streams since it took the song, on the evening of a day counted from the start."""
        return sum(self._on(one) for one in range(self.late, day + 1))

    def within(self, days: int, day: int) -> int:
        """Streams of the last days up to a day."""
        return sum(self._on(one) for one in range(max(self.late, day - days + 1), day + 1))

    def _on(self, day: int) -> int:
        wobble = 1 + self.uneven * smooth(day, 5, self.name)
        weekend = 1 + self.uneven * (0.4 if day % 7 in (5, 6) else -0.16)
        return round(self.per_day * wobble * weekend)


PLAYLISTS = (
    Lists("Night Bus Home", "Harbour Playlists", 2, 130, 0.30),
    Lists("Soft Focus", "Harbour Playlists", 4, 70, 0.30),
    Lists("Slow Sunday", "Tomorrow Media", 24, 110, 0.30),
    Lists("Pure Flow", "Steady Streams", 1, 150, 0.0),
    Lists("Rainy Kitchen", "", -_BEFORE, 12, 0.40),
)
"""Of the three vendors, and of somebody who is none."""

_SPOTIFY = (("Radio", 210), ("Discover Weekly", 60), ("Mixes", 35))


@dataclass(frozen=True, slots=True)
class Played:
    """The campaign that was played.

    Attributes:
        name: of the campaign.
        title: of its song.
        track: Spotify's id of the song.
        start: its first day.
    """

    name: str
    title: str
    track: str
    start: date


def campaign_of(world: World, last_day: date) -> Played:
    """The campaign of the first artist's best song."""
    track = max(world.tracks(world.artists[0], last_day), key=lambda one: one.weight)
    return Played(f"{track.title}, autumn", track.title, track.id, last_day - timedelta(START))


def tables(world: World, last_day: date) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows that an account manager writes: the table of each, and its cells."""
    played = campaign_of(world, last_day)
    yield (
        "clients",
        {
            "id": "lighthouse-records",
            "name": "Lighthouse Records",
            "contact_person": "Ida Example",
            "emails": "ida@lighthouse.example",
        },
    )
    promises = {"Harbour Playlists": 200, "Tomorrow Media": 110, "Steady Streams": 150}
    for name, per_day in promises.items():
        vendor = name.lower().replace(" ", "-")
        most = str(per_day * 10)
        named = {"id": vendor, "name": name, "active": "yes", "genres": "indie"}
        yield "vendors", {**named, "cost_per_1000": "6.50", "max_streams_per_day": most}
        for one in PLAYLISTS:
            if one.vendor == name:
                key = one.name.lower().replace(" ", "-")
                yield "playlists", {"id": key, "vendor": vendor, "name": one.name}
    usual = {"status": "active", "start": played.start.isoformat()}
    whose = {"id": "autumn", "client": "lighthouse-records", "artist": world.artists[0].name}
    what = {"name": played.name, "stream_goal": str(GOAL), "budget": "450"}
    yield "campaigns", {**usual, **whose, **what, "salesperson": "Noor"}
    for name, per_day in promises.items():
        vendor = name.lower().replace(" ", "-")
        placed = {"id": f"autumn-{vendor}", "campaign": "autumn", "vendor": vendor}
        song = {"song": played.track, "title": played.title, "genre": "indie"}
        promise = {"goal": str(per_day * 60), "promised_per_day": str(per_day)}
        paid = {"price_paid": f"{per_day * 0.39:.2f}", "curator_status": "accepted"}
        yield "placements", {**usual, **placed, **song, **promise, **paid}


def scrapes(world: World, last_day: date, folder: Path) -> list[Path]:
    """Write a scrape file a week, as a scraper drops them, the last one on the last day."""
    played = campaign_of(world, last_day)
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for week in range(WEEKS):
        day = last_day - timedelta(7 * (WEEKS - 1 - week))
        moment = datetime.combine(day, time(9, 30, week))
        path = folder / f"song_{played.track}_{moment:%Y%m%d_%H%M%S}.json"
        path.write_text(json.dumps(_document(played, moment), ensure_ascii=False, indent=1))
        found.append(path)
    return found


def _document(played: Played, moment: datetime) -> dict[str, object]:
    day = (moment.date() - played.start).days
    windows = {"7day": 7, "28day": 28, "12months": 365}
    return {
        "url": f"https://artists.spotify.com/c/artist/0000000000000000000000/song/{played.track}",
        "scraped_at": moment.isoformat(),
        "time_ranges": {name: _window(played, days, day) for name, days in windows.items()},
    }


def _window(played: Played, days: int, day: int) -> dict[str, object]:
    rows: list[tuple[str, str, int, date | None]] = [
        (one.name, "—", one.within(days, day), played.start + timedelta(one.late))
        for one in PLAYLISTS
        if one.late <= day
    ]
    number = day_number(played.start) + day
    for name, per_day in _SPOTIFY:
        mean = 1 + 0.1 * smooth(number, 9, name)
        rows.append((name, "Spotify", round(per_day * min(days, day + _BEFORE) * mean), None))
    listed = [
        {
            "rank": str(place),
            "name": name,
            "made_by": maker,
            "streams": f"{streams:,}",
            "date_added": f"{added:%b} {added.day}, {added.year}" if added else "Not available",
        }
        for place, (name, maker, streams, added) in enumerate(
            sorted((row for row in rows if row[2]), key=lambda row: -row[2]), 1
        )
    ]
    told = {"showing": str(len(listed)), "total": f"{len(listed) + 31:,}"}
    stats = {"title": "Songs", "streams": 0, "listeners": 0, "playlists": listed}
    return {"stats": {**stats, "playlist_stats": told, "time_range": "All Time"}}
