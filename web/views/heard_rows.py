"""Charts, playlists, radio, Shazam and cities as tables, and as lines of files beside a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from backline.analysis.audience.cities import Cities, City
from backline.analysis.audience.daily import rounded
from backline.analysis.audience.places import Charted
from backline.analysis.audience.playlists import Placed
from backline.analysis.audience.radio import Played
from backline.analysis.audience.shazam import Shazamed
from backline.measure import PLATFORM_LABELS
from backline.names import guarded, shown
from backline.spotify_links import playlist_link, spotify_id
from bot.library import Label
from web.shown import Held, Number, change, count
from web.songs import address_of
from web.views.heard import Heard

CHARTS, PLAYLISTS, RADIO, SHAZAM, CITIES = "chart", "playlist", "radio", "shazam", "city"

_COLUMNS = (
    "what", "platform", "song", "place", "country", "name", "first", "last", "days", "position",
    "best", "followers", "streams", "spins", "stations", "reach", "value", "difference", "source",
)  # fmt: skip


class Line(NamedTuple):
    """One line of the file of what an artist is heard with.

    Attributes:
        what: chart, playlist, radio, shazam or city.
        song: its key; empty of a city.
        place: the chart, playlist or city.
        values: the other columns that the line has.
    """

    what: str
    platform: str
    song: str
    place: str
    country: str
    values: dict[str, object]


@dataclass(frozen=True, slots=True)
class Shown:
    """One row of a table.

    Attributes:
        title: of the song; empty of a city.
        page: the song's page, None where it has none.
        line: what else there is to say, by column of the file.
        figures: the numbers among it.
        notes: what to know about it.
    """

    title: str
    page: str | None
    line: Line
    figures: dict[str, Number]
    notes: Sequence[str] = ()

    @property
    def platform_name(self) -> str:
        """As people write the platform."""
        return PLATFORM_LABELS.get(self.line.platform, self.line.platform.replace("-", " ").title())

    @property
    def name(self) -> str:
        """Of the chart, playlist, stations or city, fit for a line."""
        return shown(str(self.said("name") or self.line.place), 160)

    @property
    def link(self) -> str:
        """Its public page, empty where none is known."""
        if (self.line.what, self.line.platform) != (PLAYLISTS, "spotify"):
            return ""
        try:
            return playlist_link(spotify_id("playlist", self.line.place))
        except ValueError:
            return ""

    def said(self, column: str) -> object:
        """What the line has in a column; None where it has nothing."""
        return self.line.values.get(column)


class HeardTables:
    """Makes the tables of one artist, or of one of their songs.

    Args:
        label: the files.
        heard: what is stored of the artist.
        beside: the file beside the page that has every line; empty where there is none.
        song: only this song's.
    """

    def __init__(self, label: Label, heard: Heard, beside: str, song: str = "") -> None:
        self._label, self._beside = label, beside
        self._songs = label.warehouse.subjects()
        every = [line for line in lines_of(heard) if song in ("", line[0].song)]
        self.charts, self.playlists, self.radio, self.shazam, self.cities = (
            [self._shown(line, notes) for line, notes in every if line.what == what]
            for what in (CHARTS, PLAYLISTS, RADIO, SHAZAM, CITIES)
        )

    @property
    def any(self) -> bool:
        """Whether there is a row of anything."""
        return any((self.charts, self.playlists, self.radio, self.shazam, self.cities))

    def _shown(self, line: Line, notes: Sequence[str]) -> Shown:
        known = self._songs.get(line.song)
        held = None
        if self._beside:
            about = {"what": line.what, "platform": line.platform, "country": line.country}
            about |= {"song": guarded(line.song), "place": guarded(line.place)}
            held = Held(self._beside, about)
        figures = {
            name: change(value, "", held, name)
            if name == "difference"
            else count(value, _WHY.get(name, ""), held, name)
            for name in _FIGURES
            if (value := line.values.get(name)) is None or isinstance(value, int)
        }
        return Shown(
            title=shown((known.title if known else "") or line.song, 120),
            page=address_of(self._label, line.song) if line.song else None,
            line=line,
            figures=figures,
            notes=notes,
        )


_FIGURES = ("days", "position", "best", "followers", "streams", "spins", "stations", "reach",
            "value", "difference")  # fmt: skip
_WHY = {
    "position": "not told",
    "best": "not told",
    "followers": "not told",
    "streams": "the chart tells places only",
    "reach": "no reach is told of these stations",
    "difference": "known of one day: nothing to compare it with",
}


def lines_of(heard: Heard) -> Iterator[tuple[Line, Sequence[str]]]:
    """Every line, with what to know about it."""
    for charted in heard.charted:
        yield _of_chart(charted), ()
    for placed in heard.playlists:
        yield _of_playlist(placed), placed.notes
    for played in heard.radio:
        yield _of_radio(played), played.notes
    for counted in heard.shazam:
        yield _of_shazam(counted), ()
    for told in heard.cities:
        for city in told.cities:
            yield _of_city(told, city), city.series.notes


def _of_chart(one: Charted) -> Line:
    values: dict[str, object] = {
        "name": one.chart,
        "first": one.places[0].date,
        "last": one.latest.date,
        "days": len(one.places),
        "position": one.latest.position,
        "best": one.best.position,
        "streams": one.latest.streams,
        "source": ", ".join(one.sources),
        "frequency": one.frequency,
    }
    return Line(CHARTS, one.platform, one.song, one.chart, one.country, values)


def _of_playlist(one: Placed) -> Line:
    entry = one.entry
    values: dict[str, object] = {
        "name": entry.name,
        "first": entry.added or one.first_seen,
        "last": one.removed or one.last_seen,
        "position": entry.position,
        "best": entry.peak,
        "followers": entry.followers,
        "source": entry.source,
        "kind": entry.kind,
        "removed": one.removed,
    }
    return Line(PLAYLISTS, entry.platform, one.about["id"], entry.playlist, entry.country, values)


def _of_radio(one: Played) -> Line:
    values: dict[str, object] = {
        "name": ", ".join(name for name, _, _ in one.top[:3]),
        "first": one.first,
        "last": one.last,
        "days": one.known,
        "spins": one.spins,
        "stations": one.stations,
        "reach": one.reach,
        "source": ", ".join(one.sources),
    }
    return Line(RADIO, "", one.about["id"], "", "", values)


def _of_shazam(one: Shazamed) -> Line:
    first, last = min(one.counts), max(one.counts)
    values: dict[str, object] = {
        "name": "",
        "first": first,
        "last": last,
        "days": len(one.counts),
        "value": one.counts[last],
        "difference": one.difference,
        "source": ", ".join(one.sources),
    }
    return Line(SHAZAM, "shazam", one.about["id"], "", "", values)


def _of_city(told: Cities, city: City) -> Line:
    series = city.series
    last = series.latest or (told.told_on[-1], None)
    values: dict[str, object] = {
        "name": city.name,
        "first": series.first[0] if series.first else None,
        "last": last[0],
        "days": len(series.values),
        "value": last[1],
        "difference": series.difference,
        "source": ", ".join(series.sources),
        "metric": told.metric,
        "region": city.region,
    }
    metric = told.metric.name if told.metric else ""
    place = "/".join(part for part in (metric, city.region, city.name) if part)
    return Line(CITIES, told.platform, "", place, city.country, values)


def heard_lines(heard: Heard) -> Iterator[Sequence[object]]:
    """The lines of the file beside an artist's page, its header first."""
    yield _COLUMNS
    for line, _ in lines_of(heard):
        fixed = (line.what, line.platform, line.song, line.place, line.country)
        yield *fixed, *(line.values.get(name) for name in _COLUMNS[len(fixed) :])


def day_lines(heard: Heard) -> Iterator[Sequence[object]]:
    """The streams of every day that is known, of every song; the header first."""
    yield "platform", "country", "song", "date", "streams"
    for one in heard.streams:
        for track in one.longer.tracks:
            for day, streams in track.days.items():
                yield one.longer.platform, one.asked.country, track.key, day, rounded(streams)


def place_lines(heard: Heard) -> Iterator[Sequence[object]]:
    """The place of every song on every chart day; the header first."""
    yield "platform", "chart", "country", "frequency", "song", "date", "position", "streams"
    for one in heard.charted:
        about = one.platform, one.chart, one.country, one.frequency, one.song
        for place in one.places:
            yield *about, place.date, place.position, place.streams
