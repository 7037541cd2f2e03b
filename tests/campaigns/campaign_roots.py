"""Small roots with campaigns: tables written as people write them, scrapes as pages show them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from backline.campaigns.book import Book, save_book
from backline.imports.scrapes.scrape_file import read_scrape
from backline.store import Store
from backline.store.playlist_streams import SCRAPES, STREAMS
from tests.campaigns.scraped import TRACK, document

LATE = datetime(2030, 1, 1, tzinfo=UTC)

CLIENT = {"id": "nova", "name": "Nova Records", "emails": "secret@nova.example"}
CAMPAIGN = {
    "id": "night", "client": "nova", "name": "Night Drive", "artist": "Ada", "status": "active",
    "stream_goal": "10000", "budget": "500", "start": "2026-08-01",
}  # fmt: skip
VENDOR = {"id": "pulse", "name": "Pulse", "contact": "secret-pulse", "active": "yes"}
PLACEMENT = {
    "id": "night-pulse", "campaign": "night", "song": TRACK, "title": "Night Drive",
    "vendor": "pulse", "goal": "10000", "promised_per_day": "100", "price_paid": "50",
    "status": "active", "start": "2026-08-01",
}  # fmt: skip
PLAYLIST = {"id": "night-ride", "vendor": "pulse", "name": "Night Ride", "aliases": "Old Ride"}

Rows = Mapping[str, list[dict[str, str]]]


def rows(**more: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    """One client, one campaign, one vendor with one playlist; tables that are named replace it."""
    return {
        "clients": [CLIENT],
        "campaigns": [CAMPAIGN],
        "vendors": [VENDOR],
        "placements": [PLACEMENT],
        "playlists": [PLAYLIST],
        **more,
    }


def write_book(root: Path, tables: Rows) -> Path:
    """Save the tables of a root."""
    root.mkdir(parents=True, exist_ok=True)
    store, book = Store(root), Book()
    for name, listed in tables.items():
        for row in listed:
            book.put(name, row)
    with store.writing(), store.change() as change:
        save_book(store, change, book)
    return root


def write_scrapes(root: Path, *documents: dict[str, object]) -> Path:
    """Store scrapes, without the reports."""
    store, streams, scrapes = Store(root), {}, {}
    path = root / "scrape.json"
    for number, each in enumerate(documents):
        path.write_text(json.dumps(each))
        file = read_scrape(path, LATE)
        file.name, file.digest = f"{number}.json", f"{number:064}"
        key = (file.scraped_at.date(), file.track, file.scraped_at)
        streams[key], scrapes[key] = file.streams(), file.scrapes()
    path.unlink(missing_ok=True)
    with store.writing(), store.change() as change:
        STREAMS.write(change, store.data, streams)
        SCRAPES.write(change, store.data, scrapes)
    return root


def ride(streams: int, day: str = "—", name: str = "Night Ride") -> tuple[str, str, int, str]:
    """A row of a scrape: what one curated playlist gave."""
    return name, "—", streams, day


def seen(day: str, track: str = TRACK, **windows: object) -> dict[str, object]:
    """A scrape at noon of a day."""
    return document(f"{day}T12:00:00", track, **windows)
