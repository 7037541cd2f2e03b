"""What Spotify for Artists told of a song's playlists: one file a month, a scrape as a whole.

Two tables beside each other: ``scrapes`` says of each window of each scrape whether it could be
read and how much of the list it shows; ``streams`` has the playlists that were listed. A window
that failed has a line with the reason and no streams: nothing of it is 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from backline.store.months import MonthTable

if TYPE_CHECKING:
    import pyarrow as pa

_Day = date  # which an entry has as a column

WINDOWS: Mapping[str, int] = {"24h": 1, "7d": 7, "28d": 28, "12m": 365}
"""The windows a page can be switched to, and their days."""

ALGORITHMIC = "algorithmic"
"""The kind of a playlist that Spotify makes: radio, mixes, charts and lists of its own editors."""

CURATED = "curated"
"""The kind of every other one: somebody keeps it, nobody says who."""


@dataclass(frozen=True, slots=True)
class PlaylistStreams:
    """What one playlist gave a song within one window, as one scrape lists it.

    Attributes:
        date: the day of the scrape.
        track: Spotify's id of the song.
        playlist: what it is called there; names repeat and change.
        link: Spotify's id of the playlist; empty where the page does not say it, as most do not.
        made_by: as the page says it; empty where it does not say.
        kind: :data:`ALGORITHMIC` or :data:`CURATED`.
        window: one of :data:`WINDOWS`.
        streams: within the window that ends with the scrape.
        date_added: since when the song is in it, as the window says; None where it does not.
        scraped_at: by the clock of whoever scraped.
        file: where it stood.
    """

    date: date
    track: str
    playlist: str
    link: str
    made_by: str
    kind: str
    window: str
    streams: int
    date_added: _Day | None
    scraped_at: datetime
    file: str


@dataclass(frozen=True, slots=True)
class Scrape:
    """One window of one scrape of a song.

    Attributes:
        date: the day of the scrape.
        track: Spotify's id of the song.
        window: one of :data:`WINDOWS`.
        state: ``measured`` or ``failed``.
        detail: why it failed, or what to know of it.
        listed: playlists that were taken from it.
        streams: theirs together.
        total: playlists that the page says there are; None where it does not. It lists the largest.
        scraped_at: by the clock of whoever scraped.
        file: its name.
        digest: SHA-256 of the file's bytes.
    """

    date: date
    track: str
    window: str
    state: str
    detail: str
    listed: int
    streams: int
    total: int | None
    scraped_at: datetime
    file: str
    digest: str


ScrapeKey = tuple[date, str, datetime]
"""Date, song and moment: what is written as a whole."""


def scrape_of(entry: PlaylistStreams | Scrape) -> ScrapeKey:
    """Which scrape a line is of."""
    return entry.date, entry.track, entry.scraped_at


def _place(entry: PlaylistStreams) -> tuple[object, ...]:
    added = entry.date_added or date.min
    return (
        *scrape_of(entry),
        entry.window,
        -entry.streams,
        entry.playlist,
        entry.link,
        entry.made_by,
        added,
    )


def _columns() -> Mapping[str, pa.DataType]:
    import pyarrow as pa

    return {"streams": pa.int64(), "date_added": pa.date32(), "scraped_at": pa.timestamp("us")}


def _scrape_columns() -> Mapping[str, pa.DataType]:
    import pyarrow as pa

    whole = pa.int64()
    return {
        "listed": pa.int32(), "streams": whole, "total": whole, "scraped_at": pa.timestamp("us"),
    }  # fmt: skip


STREAMS: MonthTable[PlaylistStreams, ScrapeKey] = MonthTable(
    folder="campaigns/streams",
    entry=PlaylistStreams,
    day_of=scrape_of,
    order=_place,
    columns=_columns,
    maybe=("date_added",),
)
"""``data/campaigns/streams``."""

SCRAPES: MonthTable[Scrape, ScrapeKey] = MonthTable(
    folder="campaigns/scrapes",
    entry=Scrape,
    day_of=scrape_of,
    order=lambda entry: (*scrape_of(entry), entry.window),
    columns=_scrape_columns,
    maybe=("total",),
)
"""``data/campaigns/scrapes``."""
