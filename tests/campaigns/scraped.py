"""Scrape files made by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

TRACK = "0mgknu0NQIMgzqiqiYC2wz"
OTHER = "5tnRFzbCegC5dYbVIVwf3v"
URL = "https://artists.spotify.com/c/artist/1mrXo5fhYhx3gEiLjbOtYA/song/{}/stats"

Rows = Sequence[tuple[str, str, int, str]]
"""Name, maker, streams and the day it was added, as the page writes it."""


def stats(rows: Rows, title: str = "Songs", total: int | None = None) -> dict[str, object]:
    listed = [
        {
            "rank": str(place),
            "name": name,
            "made_by": maker,
            "streams": f"{streams:,}",
            "date_added": added,
        }
        for place, (name, maker, streams, added) in enumerate(rows, 1)
    ]
    found = {"title": title, "streams": 0, "listeners": 0, "playlists": listed}
    if total is not None:
        found["playlist_stats"] = {"showing": str(len(rows)), "total": f"{total:,}"}
    return {"stats": found | {"time_range": "All Time"}, "insights": {}}


def document(
    at: str = "2026-09-01T10:00:00", track: str = TRACK, **windows: Rows | dict[str, object]
) -> dict[str, object]:
    """A scrape; windows by name with ``w``: ``w7day``, ``w28day``, ``w12months``."""
    ranges = {
        name.removeprefix("w"): rows if isinstance(rows, dict) else stats(rows)
        for name, rows in windows.items()
    }
    return {"url": URL.format(track), "scraped_at": at, "time_ranges": ranges}


def scrape(folder: Path, at: str = "2026-09-01T10:00:00", track: str = TRACK, **windows) -> Path:
    """Write a scrape file as scrapers name it."""
    folder.mkdir(parents=True, exist_ok=True)
    moment = datetime.fromisoformat(at)
    path = folder / f"song_{track}_{moment:%Y%m%d_%H%M%S}.json"
    path.write_text(json.dumps(document(at, track, **windows), ensure_ascii=False))
    return path


def added(day: str) -> str:
    """A day as the page writes it."""
    moment = datetime.fromisoformat(day)
    return f"{moment:%b} {moment.day}, {moment.year}"
