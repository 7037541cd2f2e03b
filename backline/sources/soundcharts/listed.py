"""What Soundcharts lists: songs, places on charts, playlists with a song, plays on the radio.

Pages overlap, so that what stands there twice counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from backline.names import shown
from backline.net.answers import dig
from backline.sources.reading import iso_day, text, whole
from backline.sources.soundcharts.windows import Window

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Song:
    """A song of an artist's list.

    Attributes:
        uuid: the service's id.
    """

    uuid: str
    title: str
    credit: str
    release_date: str
    isrc: str = ""


def song(entry: Any) -> Song | None:
    """A song as a list, a rank or the song itself tells it; None where it has no id or title."""
    uuid, title = text(dig(entry, "uuid")).lower(), text(dig(entry, "name"))
    isrc = dig(entry, "isrc", "value") if isinstance(dig(entry, "isrc"), dict) else None
    if not uuid or not title:
        return None
    return Song(
        uuid=uuid,
        title=title,
        credit=text(dig(entry, "creditName")),
        release_date=iso_day(text(dig(entry, "releaseDate"))[:10]),
        isrc=text(isrc or dig(entry, "isrc")),
    )


def songs(items: Iterable[Any]) -> list[Song]:
    """The songs of a list, each once, in its order."""
    found = (one for entry in items if (one := song(entry)))
    return _once(found, lambda one: one.uuid)


@dataclass(frozen=True, slots=True)
class Rank:
    """A place on a chart.

    Attributes:
        previous: None for a song that was not there before.
        time_on_chart: in ``time_unit``: ``days`` or ``weeks``, empty where it does not say.
        metric: what the chart counts; None on a chart that only ranks, where the service gives 0.
    """

    day: date
    song: Song
    position: int
    previous: int | None
    time_on_chart: int | None
    time_unit: str
    metric: int | None


_UNITS = {"DOC": "days", "WOC": "weeks"}


def counted(related: Any) -> str:
    """What a chart counts: ``streams``, ``spins``, or the empty string where it only ranks."""
    said = text(dig(related, "chart", "metric", "type")).lower()
    if said == "streamcount":
        return "streams"
    return "spins" if "spin" in said or "airplay" in said else ""


def ranking(related: Any, items: Iterable[Any]) -> list[Rank]:
    """The places of a chart's day, each song once, the best place first.

    A chart that only ranks gives 0 for its metric, which is no number; nor is a 0 on one that
    counts, where even the last place has streams.
    """
    counts = bool(counted(related))
    found: list[Rank] = []
    for entry in items:
        one, position = song(dig(entry, "song")), whole(dig(entry, "position"))
        told = text(dig(entry, "rankDate")) or text(dig(related, "date"))
        day = iso_day(told[:10])
        if one is None or not position or not day:
            continue
        found.append(
            Rank(
                day=date.fromisoformat(day),
                song=one,
                position=position,
                previous=whole(dig(entry, "oldPosition")) or None,
                time_on_chart=whole(dig(entry, "timeOnChart")),
                time_unit=_UNITS.get(text(dig(entry, "timeOnChartUnit")), ""),
                metric=(whole(dig(entry, "metric")) or None) if counts else None,
            )
        )
    found.sort(key=lambda rank: rank.position)
    return _once(found, lambda rank: (rank.day, rank.song.uuid))


@dataclass(frozen=True, slots=True)
class Placement:
    """A song in a playlist, as of the day of asking.

    Attributes:
        playlist: the platform's id of the playlist.
        kind: as the service calls it, e.g. ``Editorial``; may be empty.
        added: the day it came in; None where that is not told.
        followers: of the playlist; None where that is not told.
    """

    playlist: str
    name: str
    kind: str
    country: str
    song: Song
    position: int | None
    peak: int | None
    added: date | None
    followers: int | None


def placements(items: Iterable[Any], one: Song | None = None) -> list[Placement]:
    """The placements of a list, each once; ``one`` is the song that was asked about, if one was."""
    found = []
    for entry in items:
        playlist = dig(entry, "playlist")
        of = song(dig(entry, "song")) or one
        key = text(dig(playlist, "identifier")) or text(dig(playlist, "uuid"))
        if of is None or not key:
            continue
        added = iso_day(text(dig(entry, "entryDate"))[:10])
        found.append(
            Placement(
                playlist=key,
                name=shown(text(dig(playlist, "name")), 200),
                kind=shown(text(dig(playlist, "type")), 40),
                country=text(dig(playlist, "countryCode")),
                song=of,
                position=whole(dig(entry, "position")) or None,
                peak=whole(dig(entry, "peakPosition")) or None,
                added=date.fromisoformat(added) if added else None,
                followers=whole(dig(playlist, "latestSubscriberCount")),
            )
        )
    return _once(found, lambda placed: (placed.playlist, placed.song.uuid))


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One radio play.

    Attributes:
        at: when, as the service writes it (UTC); tells two plays of a day apart.
        reach: how many the station reaches; None where that is not told.
    """

    day: date
    at: str
    station: str
    station_name: str
    country: str
    song: Song
    reach: int | None


def broadcasts(items: Iterable[Any], window: Window, one: Song | None = None) -> list[Broadcast]:
    """The radio plays of a window, each once, the oldest first."""
    found = []
    for entry in items:
        at = text(dig(entry, "airedAt")) or text(dig(entry, "date"))
        day, of = iso_day(at[:10]), song(dig(entry, "song")) or one
        radio = dig(entry, "radio")
        station = text(dig(radio, "slug")) or text(dig(radio, "uuid"))
        if of is None or not station or not day or date.fromisoformat(day) not in window:
            continue
        found.append(
            Broadcast(
                day=date.fromisoformat(day),
                at=at,
                station=station,
                station_name=shown(text(dig(radio, "name")), 100),
                country=text(dig(radio, "countryCode")),
                song=of,
                reach=whole(dig(radio, "reach")),
            )
        )
    ordered = sorted(found, key=lambda play: (play.at, play.station, play.song.uuid))
    return _once(ordered, lambda play: (play.at, play.station, play.song.uuid))


def _once(found: Iterable[T], key: Callable[[T], object]) -> list[T]:
    kept: dict[object, T] = {}
    for one in found:
        kept.setdefault(key(one), one)
    return list(kept.values())
