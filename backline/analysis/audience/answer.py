"""The whole answer to a question about an audience, from what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import astuple, dataclass, replace
from typing import NamedTuple

from backline.analysis.audience.ahead import reading_ahead
from backline.analysis.audience.asked import Asked
from backline.analysis.audience.cities import Cities, cities_of
from backline.analysis.audience.months import Month, months_of
from backline.analysis.audience.playlists import Placed, playlists_of
from backline.analysis.audience.radio import Played, radio_of
from backline.analysis.audience.rows import (
    Row,
    Sum,
    rows_of,
    sums_of,
)
from backline.analysis.audience.series import stored_series
from backline.analysis.audience.shazam import Shazamed, shazam_of
from backline.analysis.audience.stored import stored_breakdown
from backline.analysis.audience.tracks import Breakdown
from backline.analysis.growth import growth
from backline.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of the question.

    Attributes:
        rows: one for each artist, platform and metric.
        sums: one for each platform and metric.
        breakdowns: one for each artist and platform, where tracks are asked for.
        problems: a sentence for each file that was left out.
        cities: one or more for each artist and platform, where cities are asked for.
        months: those of each artist and platform, where the period is asked for by month.
        radio: one for each artist and song that was played, where tracks are asked for.
        playlists: one for each artist, song and playlist, where tracks are asked for.
        shazam: one for each artist and song that is counted, where tracks are asked for.
        notes: sentences about what has no row.
    """

    asked: Asked
    rows: tuple[Row, ...]
    sums: tuple[Sum, ...]
    breakdowns: tuple[Breakdown, ...]
    problems: tuple[str, ...]
    cities: tuple[Cities, ...] = ()
    months: tuple[Month, ...] = ()
    radio: tuple[Played, ...] = ()
    playlists: tuple[Placed, ...] = ()
    shazam: tuple[Shazamed, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether the audience, its cities or the tracks say anything."""
        songs = [*self.breakdowns, *(month.breakdown for month in self.months)]
        return (
            any(row.series.values for row in self.rows)
            or any(one.tracks for one in songs)
            or any(one.cities for one in self.cities)
        )


def analyse(
    warehouse: Warehouse,
    asked: Asked,
    *,
    tracks: bool = False,
    cities: bool = False,
    by_month: bool = False,
) -> Answer:
    """The answer from what is stored.

    Args:
        warehouse: the measurements and charts.
        asked: the question.
        tracks: also with which songs.
        cities: also in which cities.
        by_month: also by month, with the streams of each.

    Raises:
        ConfigError: an artist's name outside the roster fits two.
        DataError: the files cannot be read.
    """
    parts = _Parts(tracks, cities, by_month)
    ready: Answer | None = warehouse.known(_named(asked, parts))
    if ready is not None:
        return ready
    rows = rows_of(asked, stored_series(warehouse, asked), warehouse.unreadable)
    around = _around(warehouse, asked, parts)
    return _answer(warehouse, asked, parts, rows, around)


@contextmanager
def answering_each(
    warehouse: Warehouse,
    asked: Asked,
    *,
    tracks: bool = False,
    cities: bool = False,
    by_month: bool = False,
) -> Iterator[None]:
    """Have the answers at hand that :func:`analyse` gives to the question of each artist alone.

    The files are looked at once for all of them, which takes a fraction of the time.

    Args:
        warehouse: as for :func:`analyse`, with all that follows.
        asked: the question; all its artists are of the roster.
        tracks: also with which songs.
        cities: also in which cities.
        by_month: also by month.

    Raises:
        DataError: the files cannot be read.
    """
    parts = _Parts(tracks, cities, by_month)
    rows: dict[str, list[Row]] = {whom.key: [] for whom in asked.artists}
    for row in rows_of(asked, stored_series(warehouse, asked), warehouse.unreadable):
        rows[row.whom.key].append(row)
    around = _around(warehouse, asked, parts)
    found: dict[object, Answer] = {}
    with reading_ahead(warehouse, asked) if tracks or by_month else nullcontext():
        for whom in asked.artists:
            alone = replace(asked, artists=(whom,))
            found[_named(alone, parts)] = _answer(
                warehouse, alone, parts, rows[whom.key], around.of(whom.key)
            )
    with warehouse.knowing(found):
        yield


class _Parts(NamedTuple):
    """What is asked for beside the numbers."""

    tracks: bool
    cities: bool
    by_month: bool


def _named(asked: Asked, parts: _Parts) -> object:
    """What tells a question from all others."""
    whom = tuple((whom.key, whom.name) for whom in asked.artists)
    return ("analysis", whom, parts, *astuple(replace(asked, artists=())))


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands beside the numbers; notes with the key of whose songs they are about."""

    cities: Sequence[Cities] = ()
    radio: Sequence[Played] = ()
    playlists: Sequence[Placed] = ()
    shazam: Sequence[Shazamed] = ()
    notes: Sequence[tuple[str, str]] = ()

    def of(self, key: str) -> _Around:
        """The part that is about one artist."""
        return _Around(
            [one for one in self.cities if one.whom.key == key],
            [one for one in self.radio if one.about["artist_id"] == key],
            [one for one in self.playlists if one.about["artist_id"] == key],
            [one for one in self.shazam if one.about["artist_id"] == key],
            [note for note in self.notes if note[0] == key],
        )


def _around(warehouse: Warehouse, asked: Asked, parts: _Parts) -> _Around:
    places = cities_of(warehouse, asked) if parts.cities else ()
    if not parts.tracks:
        return _Around(places)
    radio, of_radio = radio_of(warehouse, asked)
    playlists, of_playlists = playlists_of(warehouse, asked)
    notes = (*of_radio, *of_playlists)
    return _Around(places, radio, playlists, shazam_of(warehouse, asked), notes)


def _answer(
    warehouse: Warehouse, asked: Asked, parts: _Parts, rows: list[Row], around: _Around
) -> Answer:
    rows = _with_growth(warehouse, asked, rows)
    breakdowns = [
        stored_breakdown(warehouse, asked, whom, platform)
        for whom in asked.artists
        for platform in asked.platforms
        if parts.tracks
    ]
    return Answer(
        asked,
        tuple(rows),
        tuple(sums_of(asked, rows)),
        tuple(breakdowns),
        warehouse.problems,
        tuple(around.cities),
        tuple(months_of(warehouse, asked, rows)) if parts.by_month else (),
        tuple(around.radio),
        tuple(around.playlists),
        tuple(around.shazam),
        tuple(sentence for _, sentence in around.notes),
    )


def _with_growth(warehouse: Warehouse, asked: Asked, rows: list[Row]) -> list[Row]:
    """The rows with the growth over the period's days, where anything was measured."""
    days = len(asked.days) - 1
    if not days or not any(row.series.values for row in rows):
        return rows
    one = asked.artists[0].key if len(asked.artists) == 1 else None
    found = {
        (figure.artist, figure.platform, figure.metric): figure
        for figure in growth(warehouse, days, as_of=asked.last, artist=one, subjects=False)
        if figure.country == asked.country
    }
    return [
        replace(row, over=found.get((row.whom.key, row.metric.platform, row.metric.name)))
        for row in rows
    ]
