"""The whole answer to a question about an audience, from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from backline.analysis.audience.asked import Asked
from backline.analysis.audience.cities import Cities, cities_of
from backline.analysis.audience.months import Month, months_of
from backline.analysis.audience.playlists import Placed, playlists_of
from backline.analysis.audience.radio import Played, radio_of
from backline.analysis.audience.rows import (
    Row,
    Sum,
    Told,
    rows_of,
    sums_of,
)
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
    rows = rows_of(asked, _stored(warehouse, asked), warehouse.unreadable)
    rows = _with_growth(warehouse, asked, rows)
    breakdowns = [
        stored_breakdown(warehouse, asked, whom, platform)
        for whom in asked.artists
        for platform in asked.platforms
        if tracks
    ]
    places = cities_of(warehouse, asked) if cities else ()
    months = months_of(warehouse, asked, rows) if by_month else ()
    radio, of_radio = radio_of(warehouse, asked) if tracks else ([], [])
    playlists, of_playlists = playlists_of(warehouse, asked) if tracks else ([], [])
    return Answer(
        asked,
        tuple(rows),
        tuple(sums_of(asked, rows)),
        tuple(breakdowns),
        warehouse.problems,
        tuple(places),
        tuple(months),
        tuple(radio),
        tuple(playlists),
        tuple(shazam_of(warehouse, asked)) if tracks else (),
        (*of_radio, *of_playlists),
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


def _stored(warehouse: Warehouse, asked: Asked) -> Mapping[tuple[str, str, str], Sequence[Told]]:
    warehouse.look_at(asked.first, asked.last)
    found: dict[tuple[str, str, str], list[Told]] = {}
    for row in warehouse.ask(
        "audience_rows",
        artists=[whom.key for whom in asked.artists],
        platforms=list(asked.platforms),
        country=asked.country,
    ):
        told = Told(row["date"], row["value"], row["state"], row["source"], row["detail"])
        found.setdefault((row["artist"], row["platform"], row["metric"]), []).append(told)
    return found
