"""How often artists' songs were played on the radio, by how many stations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.coverage import coverage
from backline.analysis.audience.songs import Songs, songs_of
from backline.analysis.audience.told import about
from backline.store.radio import RADIO, RadioEntry
from backline.warehouse import Warehouse

TOP_STATIONS = 5

_REACH = "reach is the largest station's: stations share listeners, so that theirs are not added"
_NO_REACH = "no reach: none is told of these stations"


@dataclass(frozen=True, slots=True)
class Played:
    """A song's plays in a period.

    Attributes:
        about: how a document names the artist and the song.
        spins: plays on the days that are known.
        stations: how many played it.
        reach: of the largest of them; None where none is told.
        first, last: the first and the last day with a play.
        top: the stations that played it most: name, country and plays.
        known: days of the period that were asked about when they were over.
        missing: why others are not known, and how many days that is.
    """

    about: Mapping[str, Any]
    spins: int
    stations: int
    reach: int | None
    first: date
    last: date
    top: tuple[tuple[str, str, int], ...]
    known: int
    missing: Mapping[str, int]
    sources: tuple[str, ...]
    notes: tuple[str, ...]


def radio_of(warehouse: Warehouse, asked: Asked) -> tuple[list[Played], list[tuple[str, str]]]:
    """The songs of each artist that were played, the most played first, and what else to know.

    What else to know is an artist's key with a sentence.

    With a country only stations there count; a song nobody played has no line.

    Raises:
        DataError: the table of songs cannot be read.
    """
    songs = songs_of(warehouse)
    keys = [whom.key for whom in asked.artists]
    told: dict[str, list[RadioEntry]] = {}
    for entry in warehouse.entries(RADIO, keys, asked.first, asked.last):
        told.setdefault(entry.artist, []).append(entry)
    found: list[Played] = []
    notes: list[tuple[str, str]] = []
    for whom in asked.artists:
        entries = told.get(whom.key, [])
        plays = plays_of(asked, whom, songs, entries)
        if entries and not plays:
            days = len({entry.date for entry in entries})
            where = f" in {asked.country}" if asked.country else ""
            said = (
                f"Radio: no play of {whom.name}{where} is listed on the {days} of "
                f"{len(asked.days)} days that were asked about."
            )
            notes.append((whom.key, said))
        found += plays
    return found, notes


def plays_of(asked: Asked, whom: Whom, songs: Songs, entries: Iterable[RadioEntry]) -> list[Played]:
    """The songs of one artist that were played, of the entries of a period."""
    days: dict[date, bool] = {}
    by_song: dict[str, list[RadioEntry]] = {}
    for entry in entries:
        days[entry.date] = entry.asked > entry.date
        if entry.spins and asked.country in ("", entry.country):
            by_song.setdefault(songs.song_of(entry.track), []).append(entry)
    found = [
        _played(asked, whom, about(whom, songs, song), own, days) for song, own in by_song.items()
    ]
    return sorted(found, key=lambda one: (-one.spins, one.about["id"]))


def _played(
    asked: Asked,
    whom: Whom,
    song: Mapping[str, Any],
    entries: Iterable[RadioEntry],
    days: Mapping[date, bool],
) -> Played:
    listed = list(entries)
    stations: Counter[tuple[str, str]] = Counter()
    names: dict[tuple[str, str], str] = {}
    for entry in listed:
        place = entry.station, entry.country
        stations[place] += entry.spins
        names[place] = entry.name or entry.station
    order = sorted(stations, key=lambda place: (-stations[place], place))
    reach = max((entry.reach for entry in listed if entry.reach is not None), default=None)
    played = [entry.date for entry in listed]
    where = [f"only stations in {asked.country}"] if asked.country else []
    return Played(
        about=song,
        spins=sum(stations.values()),
        stations=len(stations),
        reach=reach,
        first=min(played),
        last=max(played),
        top=tuple((names[at], at[1], stations[at]) for at in order[:TOP_STATIONS]),
        known=sum(days.values()),
        missing=_missing(asked, whom, days),
        sources=tuple(sorted({entry.source for entry in listed})),
        notes=(*where, _NO_REACH if reach is None else _REACH),
    )


def _missing(asked: Asked, whom: Whom, over: Mapping[date, bool]) -> dict[str, int]:
    """Why days are not known; ``over`` says of those asked about whether they were over by then."""
    reasons: Counter[str] = Counter()
    for day in asked.days:
        if day > asked.today:
            reasons["has not happened yet"] += 1
        elif day in over:
            if not over[day]:
                reasons["asked about before the day was over"] += 1
        else:
            away = whom.artist is not None and not whom.artist.expected_on(day)
            reasons["not with the label that day" if away else "nobody was asked"] += 1
    return dict(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0])))


def radio_row(asked: Asked, one: Played) -> dict[str, Any]:
    """One of ``radio``."""
    return {
        **one.about,
        "country": asked.country or None,
        "spins": one.spins,
        "at_least": one.known < len(asked.days),
        "stations": one.stations,
        "reach": one.reach,
        "first_date": one.first.isoformat(),
        "last_date": one.last.isoformat(),
        "top_stations": [
            {"name": name, "country": country or None, "spins": spins}
            for name, country, spins in one.top
        ],
        "coverage": coverage(one.known, len(asked.days), one.missing),
        "sources": list(one.sources),
        "notes": list(one.notes),
    }
