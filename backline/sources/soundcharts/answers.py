"""What Soundcharts' answers mean: points of a series by day, and whom they are about.

A date is the calendar date its text begins with, whatever time and offset follow. Days are
missing, stand there twice, or have null for a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backline.errors import SourceError
from backline.measure import implausible
from backline.names import shown
from backline.net.answers import dig
from backline.people import Who
from backline.sources.reading import iso_day, named, text, whole
from backline.sources.soundcharts.session import LABEL
from backline.sources.soundcharts.windows import Window

SOURCE = "soundcharts"

Metric = tuple[str, str]
"""Platform and metric."""

STREAMING: dict[str, Metric] = {
    "spotify": ("spotify", "monthly_listeners"),
    "youtube": ("youtube", "streaming_audience"),
    "deezer": ("deezer", "streaming_audience"),
}
"""Per platform what its streaming audience is."""

FOLLOWERS: dict[str, Metric] = {
    "instagram": ("instagram", "followers"),
    "tiktok": ("tiktok", "followers"),
}
"""The networks whose followers have an endpoint of their own."""

ACCOUNTS: dict[str, dict[str, Metric]] = {
    "spotify": {"followerCount": ("spotify", "followers")},
    "youtube": {
        "followerCount": ("youtube", "subscribers"),
        "viewCount": ("youtube", "views"),
    },
    "deezer": {"followerCount": ("deezer", "fans")},
    "twitter": {"followerCount": ("twitter", "followers")},
    "facebook": {
        "followerCount": ("facebook", "followers"),
        "likeCount": ("facebook", "likes"),
    },
}
"""Per platform the fields of an account's counts, and the metric each is."""

SONGS: dict[str, Metric] = {
    "spotify": ("spotify", "streams"),
    "tiktok": ("tiktok", "videos"),
    "shazam": ("shazam", "shazams"),
}
"""Per platform what a song's audience counts."""

_ADDED = ("tiktok",)
"""Where the ids of a song are different things; elsewhere they are one thing counted twice."""

_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Point:
    """What one day has of a series.

    Attributes:
        value: None where there is no number.
        wrong: what stands there instead, in a few words; empty for null.
    """

    value: int | None
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class City:
    """What one city has of a day's listeners."""

    name: str
    region: str
    country: str
    value: int


@dataclass(slots=True)
class Located:
    """A day of a streaming audience.

    Attributes:
        countries: by ISO code the sum of the country's largest cities; empty on most days.
    """

    world: Point = field(default_factory=lambda: Point(None))
    countries: dict[str, Point] = field(default_factory=dict)
    cities: tuple[City, ...] = ()


def who(related: Any) -> Who | None:
    """Whom an answer is about, by the service's id; None where it does not say."""
    about = dig(related, "artist") if isinstance(dig(related, "artist"), dict) else related
    found = named(dig(about, "uuid"), dig(about, "name"))
    return Who(found.id.lower(), found.name) if found else None


def artist_object(found: Any) -> Who:
    """The artist in the answer to a platform's id.

    Raises:
        SourceError: it names nobody.
    """
    about = who(found)
    if about is None:
        raise SourceError(f"{LABEL} answered without an artist")
    return about


def another_platform(related: Any, platform: str) -> str:
    """The platform an answer is about, where it says another one than was asked for."""
    said = text(dig(related, "platform"))
    return "" if said in ("", platform) else shown(said, 40)


def number(metric: Metric, value: Any) -> Point:
    """A count in ``value``; null is none, and what cannot be one is told as wrong."""
    if value is None:
        return Point(None)
    found = whole(value)
    if found is None or implausible(*metric, found):
        return Point(None, shown(repr(value), 40))
    return Point(found)


def day_of(entry: Any) -> date | None:
    """The calendar date of an item, as its text begins; None where it has none."""
    day = iso_day(text(dig(entry, "date"))[:10])
    return date.fromisoformat(day) if day else None


def _by_day(items: Iterable[Any], window: Window) -> dict[date, list[Any]]:
    """The items of each day of a window, the oldest day first; what overlaps it is left out."""
    found: dict[date, list[Any]] = {}
    for entry in items:
        day = day_of(entry)
        if day is not None and day in window:
            found.setdefault(day, []).append(entry)
    return dict(sorted(found.items()))


def _best(points: Iterable[Point]) -> Point:
    """Of a day that stands there several times the last number, else the last anything."""
    listed = list(points)
    known = [point for point in listed if point.value is not None]
    return (known or listed or [Point(None)])[-1]


def series(
    items: Iterable[Any], fields: Mapping[str, Metric], window: Window
) -> dict[Metric, dict[date, Point]]:
    """The series of some fields, by day; a day that is absent has nothing."""
    days = _by_day(items, window)
    return {
        metric: {
            day: _best(number(metric, dig(entry, name)) for entry in entries)
            for day, entries in days.items()
        }
        for name, metric in fields.items()
    }


def streaming(items: Iterable[Any], metric: Metric, window: Window) -> dict[date, Located]:
    """A streaming audience by day, with what is known of countries and cities."""
    found = {}
    for day, entries in _by_day(items, window).items():
        world = _best(number(metric, dig(entry, "value")) for entry in entries)
        countries: dict[str, Point] = {}
        cities: dict[tuple[str, str, str], City] = {}
        for entry in entries:
            countries |= _countries(metric, dig(entry, "countryPlots"))
            cities = _cities(dig(entry, "cityPlots")) or cities
        found[day] = Located(world, countries, tuple(cities[place] for place in sorted(cities)))
    return found


def _countries(metric: Metric, plots: Any) -> dict[str, Point]:
    listed = plots if isinstance(plots, list) else []
    coded = ((text(dig(plot, "countryCode")), dig(plot, "value")) for plot in listed)
    return {code: number(metric, value) for code, value in coded if _COUNTRY.fullmatch(code)}


def _cities(plots: Any) -> dict[tuple[str, str, str], City]:
    """The cities of one list.

    Parts of a city may stand there under its one name: they are added, as the service itself adds
    them for the country.
    """
    found: dict[tuple[str, str, str], City] = {}
    for plot in plots if isinstance(plots, list) else []:
        value = whole(dig(plot, "value"))
        name = shown(text(dig(plot, "cityName")), 100)
        region = shown(text(dig(plot, "region")), 100)
        country = text(dig(plot, "countryCode"))
        if name and value is not None and _COUNTRY.fullmatch(country):
            place = (country, region, name)
            before = found[place].value if place in found else 0
            found[place] = City(name, region, country, before + value)
    return found


def song_counts(
    items: Iterable[Any], platform: str, window: Window
) -> tuple[dict[date, Point], list[str]]:
    """A song's counts by day, and the ids they are of, the largest first.

    Linked Spotify ids carry nearly the same count, so the largest is taken, never the sum. Sounds
    on TikTok are different things and are added, where each of them is there: a sum without one
    that is there before and after would read as a fall.
    """
    metric = SONGS[platform]
    counts: dict[date, dict[str, int]] = {}
    wrong: dict[date, str] = {}
    for day, entries in _by_day(items, window).items():
        own = counts.setdefault(day, {})
        for plot in (p for entry in entries for p in _plots(entry)):
            point = number(metric, dig(plot, "value"))
            if point.value is None:
                wrong[day] = wrong.get(day) or point.wrong
            else:
                known = text(dig(plot, "identifier"))
                own[known] = max(point.value, own.get(known, 0))
    if platform in _ADDED:
        found = _sums(counts)
    else:
        found = {day: Point(max(own.values(), default=None)) for day, own in counts.items()}
    for day, point in found.items():
        if point.value is None and wrong.get(day):
            found[day] = Point(None, wrong[day])
    return found, _ids(counts.values())


def _plots(entry: Any) -> list[Any]:
    """The plots of an item; an older form has the number itself."""
    listed = dig(entry, "plots")
    if isinstance(listed, list):
        return listed
    return [entry] if isinstance(entry, dict) and "value" in entry else []


def _sums(counts: dict[date, dict[str, int]]) -> dict[date, Point]:
    """The sums of the days on which no id is missing that is there before and after."""
    lives: dict[str, list[date]] = {}
    for day, own in counts.items():
        for known in own:
            lives.setdefault(known, []).append(day)
    found = {}
    for day, own in counts.items():
        due = {known for known, days in lives.items() if days[0] <= day <= days[-1]}
        found[day] = Point(sum(own.values()) if own and due <= set(own) else None)
    return found


def _ids(days: Iterable[dict[str, int]]) -> list[str]:
    largest: dict[str, int] = {}
    for own in days:
        for known, value in own.items():
            largest[known] = max(value, largest.get(known, 0))
    return sorted(filter(None, largest), key=lambda known: (-largest[known], known))
