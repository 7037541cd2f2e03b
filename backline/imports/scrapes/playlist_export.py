"""A list of a song's playlists as Spotify for Artists exports it: it names no song and no period.

Its header is ``title,author,listeners,streams,date_added``. What it does not say a person does.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from backline.errors import ConfigError, DataError
from backline.imports.days import Order, order_of, read_day
from backline.imports.scrapes.listed import read_listed
from backline.imports.scrapes.scrape_file import ScrapeFile, Window
from backline.names import kept, shown
from backline.people.saved import read_saved
from backline.people.tables import table
from backline.store.playlist_streams import WINDOWS


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What an export does not say.

    Attributes:
        song: Spotify's id of the song.
        window: one of :data:`backline.store.playlist_streams.WINDOWS`.
        day: when it was exported, which is the window's last day.
        dates: the order of its dates, where it is not certain.
    """

    song: str | None = None
    window: str | None = None
    day: date | None = None
    dates: Order | None = None


def is_playlist_export(text: str, name: str) -> bool:
    """Whether a text is such a list."""
    try:
        first = next(table(text, name), None)
    except DataError:
        return False  # no table at all, or none that can be read
    return first is not None and {"title", "author"} <= {_plain(cell) for cell in first.cells}


def read_playlist_export(path: Path, options: ExportOptions, today: date) -> ScrapeFile:
    """Read an export as a scrape of one window.

    Args:
        path: the file.
        options: what it does not say.
        today: the UTC day of the run.

    Raises:
        ConfigError: the song, the window or the day is not said.
        DataError: it is no such export, or of the future.
    """
    name = kept(path.name, 120)
    saved = read_saved(path)
    lines = list(table(saved.text, path.name))
    header = [_plain(cell) for cell in lines[0].cells] if lines else []
    if not {"title", "author", "streams"} <= set(header):
        raise DataError(
            f"{name} is no list of playlists: its first line has {shown(','.join(header), 60)!r}, "
            "expected title,author,listeners,streams,date_added."
        )
    song, window, day = _said(name, options, today)
    rows = [(line.number, dict(zip(header, line.cells, strict=False))) for line in lines[1:]]
    made = ScrapeFile(
        name,
        hashlib.sha256(path.read_bytes()).hexdigest(),
        song,
        datetime.combine(day, time.max.replace(microsecond=0)),
        said=[saved.said] if saved.said else [],
    )
    order = order_of(
        path.name,
        [(n, row["date_added"]) for n, row in rows if row.get("date_added", "").strip()],
        lambda added: added <= today,
        given=options.dates,
        series=False,
        every_day=False,
    )
    found = Window(window)
    for number, row in rows:
        added = read_day(row.get("date_added", ""), order)
        told = {
            "rank": str(number),
            "name": row.get("title", ""),
            "made_by": row.get("author", "").strip() or "—",
            "streams": row.get("streams", "").strip(),
            "date_added": (added or row.get("date_added") or ""),
        }
        place = f"{name}:{number}"
        found.listed += read_listed([told], place, day, made.unread, made.said)
    if not found.listed:
        found.why = "it lists no playlist"
    made.windows.append(found)
    return made


def _plain(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").split()).lower()


def _said(name: str, options: ExportOptions, today: date) -> tuple[str, str, date]:
    missing = [
        option
        for option, value in (
            ("--song", options.song),
            ("--window", options.window),
            ("--date", options.day),
        )
        if not value
    ]
    if missing or not (options.song and options.window and options.day):
        raise ConfigError(
            f"{name} does not say its song, its period or its day: add {', '.join(missing)} "
            f"(a song's link; {', '.join(WINDOWS)}; the day it was exported)."
        )
    if options.day > today:
        raise DataError(f"{name}: --date {options.day} has not come yet (today is {today}, UTC).")
    return options.song, options.window, options.day
