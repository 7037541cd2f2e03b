"""One song's streams and places, day by day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from backline.analysis.audience.daily import rounded
from backline.analysis.audience.places import Charted
from backline.analysis.audience.songs import songs_of
from backline.analysis.audience.tracks import Track
from backline.exports.pictures.charts import FEWEST_POINTS, Line, line_panels
from backline.measure import PLATFORM_LABELS
from backline.names import guarded, shown
from backline.words import many
from bot.library import Label
from web.figures import Drawn, drawn
from web.shown import Held, Number, count
from web.views.artist_files import Beside
from web.views.heard import Heard, Streamed
from web.views.song_rows import streams_of

MOST_CHARTS = 8
"""So many charts stand side by side, day by day; the file beside the artist's page has all."""

IN_TABLE = 28
"""So many days stand in a table."""


@dataclass(frozen=True, slots=True)
class Streams:
    """The song's streams on a platform.

    Attributes:
        where: the country, empty for worldwide.
        figures: as a table of songs has them, by name.
        source: what tells them, in words.
        missing: why days are not known, each with how many.
        drawn: the daily streams of the longer period.
        days: those of the last days that are known, the newest first.
    """

    platform: str
    platform_name: str
    where: str
    first: date
    last: date
    days_asked: int
    figures: Mapping[str, Any]
    source: str
    missing: Sequence[str]
    drawn: Drawn | None
    days: Sequence[tuple[date, Number]]


@dataclass(frozen=True, slots=True)
class Places:
    """The song's places day by day, on some charts.

    Attributes:
        charts: their names with platform and country.
        rows: a day and the place on each chart, the newest day first.
        more: how many further charts there are.
    """

    charts: Sequence[str]
    rows: Sequence[tuple[date, Sequence[Number]]]
    more: int


def streams_in(label: Label, told: Heard, song: str, files: Beside | None) -> Iterator[Streams]:
    """A song's streams on each platform that tells any.

    Args:
        label: the files.
        told: what is stored of its artist.
        song: the key it is called by.
        files: beside the artist's page.
    """
    songs = songs_of(label.warehouse)
    for one in told.streams:
        track, longer = (
            next((t for t in found.tracks if songs.song_of(t.key) == song), None)
            for found in (one.found, one.longer)
        )
        if longer is not None and (track or longer).total is not None:
            yield _streamed(one, track, longer, files)


def _streamed(one: Streamed, track: Track | None, longer: Track, files: Beside | None) -> Streams:
    platform, where = one.found.platform, one.asked.country
    about = {"platform": platform, "country": where}
    held = Held(files.songs, about | {"id": guarded(track.key)}) if files and track else None
    days = [(day, rounded(longer.days[day])) for day in sorted(longer.days)]
    first = one.asked.last - timedelta(IN_TABLE - 1)
    by_day = about | {"song": guarded(longer.key)}
    return Streams(
        platform=platform,
        platform_name=PLATFORM_LABELS.get(platform, platform),
        where=where,
        first=one.asked.first,
        last=one.asked.last,
        days_asked=len(one.asked.days),
        figures=streams_of(track, held),
        source=(track or longer).source,
        missing=[f"{many(n, 'day')}: {why}" for why, n in (track or longer).why_missing.items()],
        drawn=_drawn(one, longer, days),
        days=[
            (day, count(n, "", Held(files.days, by_day | {"date": day}), "streams") if files
             else count(n))
            for day, n in reversed(days) if day >= first
        ],
    )  # fmt: skip


def _drawn(one: Streamed, track: Track, days: Sequence[tuple[date, int]]) -> Drawn | None:
    if len(days) < FEWEST_POINTS:
        return None
    name = PLATFORM_LABELS.get(one.found.platform, one.found.platform)
    where = f" ({one.asked.country})" if one.asked.country else ""
    label = f"{name} streams a day{where}"
    line = Line(one.found.platform, label, days[-1][1], None, None, None, tuple(days))
    picture = line_panels([line], days[0][0], days[-1][0], "", "")
    return drawn(picture, f"{shown(track.title, 120)}, day by day")


def places_in(told: Heard, song: str, files: Beside | None) -> Places | None:
    """A song's places day by day; None where it was on no chart lately. Arguments as above."""
    charted = [one for one in told.charted if one.song == song]
    if not charted or told.charted_to is None:
        return None
    shown_charts = charted[:MOST_CHARTS]
    first = told.charted_to - timedelta(IN_TABLE - 1)
    by_day: dict[date, dict[int, int]] = {}
    for at, one in enumerate(shown_charts):
        for place in one.places:
            if place.date >= first:
                by_day.setdefault(place.date, {})[at] = place.position
    rows = [
        (day, [_place(one, day, by_day[day].get(at), files) for at, one in enumerate(shown_charts)])
        for day in sorted(by_day, reverse=True)
    ]
    names = [_chart_name(one) for one in shown_charts]
    return Places(names, rows, len(charted) - len(shown_charts)) if rows else None


def _place(one: Charted, day: date, position: int | None, files: Beside | None) -> Number:
    about = {"platform": one.platform, "chart": one.chart, "country": one.country}
    about |= {"song": guarded(one.song), "date": str(day)}
    why = "not on it" if one.frequency == "daily" else "not on it, or no chart of this day"
    return count(position, why, Held(files.places, about) if files else None, "position")


def _chart_name(one: Charted) -> str:
    """Platform, chart and country of a chart."""
    name = PLATFORM_LABELS.get(one.platform, one.platform)
    return f"{name} {one.chart}{f' ({one.country})' if one.country else ''}"
