"""``artists/KEY.html``: everything that is measured of one artist."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from backline.analysis.audience.asked import Whom
from backline.analysis.first_days import FirstDays, first_days
from backline.exports.pictures.artist import artist_sparks, spark_lines
from backline.exports.pictures.charts import Line
from backline.measure import PLATFORM_LABELS
from backline.names import shown
from backline.people import Artist
from backline.people.corrections import load_corrections
from backline.people.links import profile_link
from backline.store import Store
from backline.words import number
from bot.library import Label
from bot.replies.who import last_day
from web.figures import Drawn, drawn
from web.held import Shelves
from web.views.artist_files import BESIDE, Beside
from web.views.forecast_rows import DAYS as AHEAD
from web.views.forecast_rows import forecasts_of
from web.views.growth_files import GrowthFiles
from web.views.growth_rows import (
    USUAL,
    WINDOWS,
    Windows,
    grown,
    lacking_of,
    newest_of,
    once_known,
    rows_of,
)
from web.views.heard import heard
from web.views.heard_rows import HeardTables
from web.views.milestone_rows import MOST, knowing_milestones, milestones_of
from web.views.quality_findings import Teller
from web.views.song_rows import SongTables
from web.visit import NotFoundError, Visit

__all__ = ["BESIDE", "every", "prepare", "view"]

_LINKED = ("spotify", "youtube", "instagram", "deezer")

IN_TABLE = 28
"""So many days stand in the table behind the chart."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction of the artist's numbers, as people wrote it."""

    does: str
    reason: str


def view(visit: Visit) -> Mapping[str, Any]:
    """The page.

    Raises:
        NotFoundError: nobody is called so.
        ConfigError: the corrections are wrong.
        DataError: the files cannot be read.
    """
    label = visit.label
    artist = _artist(label, visit.parts["key"])
    newest = label.warehouse.latest_day
    context: dict[str, Any] = {
        "title": f"{_called(label, artist)}: numbers, songs and charts",
        "artist": artist,
        "name": shown(artist.name, 300),
        "links": _links(artist),
        "corrections": [] if visit.public else list(_corrections(label, artist)),
        "day": None,
    }
    if newest is None:
        return context
    return context | _measured(visit, artist, last_day(artist, newest), newest)


def _measured(visit: Visit, artist: Artist, day: date, newest: date) -> dict[str, Any]:
    label, files = visit.label, Beside(artist.key)
    windows = grown(label, artist, day)
    growth_files = GrowthFiles(label, day, files.growth)
    own = [row for row in windows[USUAL] if not row.subject]
    young = _young(label, windows, day, artist)
    compared = set(WINDOWS) - set(young.compared if young else ())
    found = heard(label, Whom(artist.key, artist.name, artist), day)
    lines = spark_lines(label.warehouse, artist, own, day)
    now, shelves = newest_of(label, artist, day), Shelves(label)
    once = once_known(own, now, shelves)
    songs = SongTables(label, found, now, windows, growth_files, files.songs)
    tables = HeardTables(label, found, files.heard)
    return {
        "day": day,
        "newest": newest,
        "files": files,
        "windows": windows,
        "compared": sorted(compared),
        "young": young,
        "rows": rows_of(windows, {""}, growth_files, day, compared),
        "once": once,
        "once_files": shelves.files,
        "lacking": lacking_of(own, once),
        "drawn": _drawn(artist, lines, day),
        "in_table": IN_TABLE,
        "series": _series_files(label, artist, lines),
        "songs": songs.songs(),
        "videos": songs.videos(),
        "heard": found,
        "tables": tables,
        "growth_files": list(growth_files.named),
        "song_files": songs.series_files,
        "milestones": milestones_of(label, artist.key, day, own, files.milestones),
        "milestones_shown": MOST,
        "forecasts": forecasts_of(label, artist.key, day, own, files.forecasts),
        "ahead": AHEAD,
    }  # fmt: skip


def every(label: Label) -> Iterable[Mapping[str, str]]:
    """Every artist of the roster."""
    return [{"key": artist.key} for artist in label.warehouse.roster.artists]


def prepare(label: Label, some: Sequence[Mapping[str, str]]) -> AbstractContextManager[None]:
    """Have at hand what would be looked for in every file for each of some pages.

    Raises:
        DataError: the files cannot be read.
    """
    newest = label.warehouse.latest_day
    if newest is None:
        return nullcontext()
    return knowing_milestones(label, [parts["key"] for parts in some], newest)


def _artist(label: Label, key: str) -> Artist:
    for artist in label.warehouse.roster.artists:
        if artist.key == key:
            return artist
    raise NotFoundError(f"No artist has the key {shown(key, 60)!r}: artists.html lists all.")


def _called(label: Label, artist: Artist) -> str:
    """The name, with the key where it reads like another artist's."""
    names = label.warehouse.remember(
        "names", lambda: Counter(_short(a) for a in label.warehouse.roster.artists), always=True
    )
    name = _short(artist)
    return f"{name} ({artist.key})" if names[name] > 1 or not name else name


def _short(artist: Artist) -> str:
    return shown(artist.name, 100)


def _links(artist: Artist) -> list[tuple[str, str, str]]:
    """Platform, its name and the artist's page there."""
    return [
        (platform, PLATFORM_LABELS[platform], quote(profile_link(platform, account), safe=":/@%"))
        for platform in _LINKED
        if (account := artist.account(platform))
    ]


def _young(label: Label, windows: Windows, day: date, artist: Artist) -> FirstDays | None:
    """Which windows reach back behind the artist's whole history."""
    none = [days for days, rows in windows.items() if all(r.growth is None for r in rows)]
    return first_days(label.warehouse, none, day, artist.key)


def _drawn(artist: Artist, lines: Sequence[Line], day: date) -> Drawn | None:
    """The bot's picture, and behind it the last days of each line."""
    values = {line.label: dict(line.points) for line in lines}
    days = [day - timedelta(n) for n in range(IN_TABLE)]
    rows = [
        [str(d), *(number(of[d]) if d in of else "not measured" for of in values.values())]
        for d in days
        if any(d in of for of in values.values())
    ]
    title = f"{shown(artist.name, 120)}, day by day"
    return drawn(artist_sparks(artist, lines, day), title, ["Day", *values], rows)


def _series_files(label: Label, artist: Artist, lines: Sequence[Line]) -> list[str]:
    """The files that hold every day of the lines."""
    shelves = Shelves(label)
    for line in lines:
        for month in {day.replace(day=1) for day, _ in line.points}:
            shelves.series((artist.key, line.platform, "", "", ""), month)
    return shelves.files


def _corrections(label: Label, artist: Artist) -> Iterator[Corrected]:
    file, roster = Store(label.root).corrections_file, label.warehouse.roster
    every_one = label.warehouse.remember(
        "corrections", lambda: load_corrections(file, roster), always=True
    )
    own = [placed.correction for placed in every_one if placed.correction.artist == artist.key]
    if own:
        teller = Teller(label)
        yield from (Corrected(teller.correction(one), shown(one.reason, 300)) for one in own)
