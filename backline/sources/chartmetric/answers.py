"""What Chartmetric's answers mean: points of a series, an artist's tracks, ids.

Values may be numbers or strings (``"3126151554.0"``); each metric has days of its own; a point
that the service only interpolated is no measurement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.errors import SourceError
from backline.measure import implausible
from backline.net.answers import dig
from backline.people.links import account_id, platform_of
from backline.sources.reading import iso_day, text, texts, whole

SOURCE = "chartmetric"

Metric = tuple[str, str]
"""Platform and metric."""

STATS: dict[str, dict[str, Metric]] = {
    "spotify": {
        "followers": ("spotify", "followers"),
        "listeners": ("spotify", "monthly_listeners"),
        "popularity": ("spotify", "popularity"),
    },
    "instagram": {"followers": ("instagram", "followers")},
    "tiktok": {"followers": ("tiktok", "followers"), "likes": ("tiktok", "likes")},
    "youtube_channel": {
        "subscribers": ("youtube", "subscribers"),
        "views": ("youtube", "views"),
        "videos": ("youtube", "videos"),
    },
    # The likes of a page are another number than its followers; mostly they are what is told.
    "facebook": {"likes": ("facebook", "likes"), "followers": ("facebook", "followers")},
    "twitter": {"followers": ("twitter", "followers")},
}
"""Per source of an artist's numbers: the service's field and the metric it is."""

_TRACK_STATS: dict[str, Metric] = {
    "num_sp_playlists": ("spotify", "playlists"),
    "num_sp_editorial_playlists": ("spotify", "editorial_playlists"),
    "sp_playlist_total_reach": ("spotify", "playlist_reach"),
    "num_tt_videos": ("tiktok", "videos"),
    "shazam_counts": ("shazam", "shazams"),
    "youtube_views": ("youtube", "views"),
}
TRACK_STATS: tuple[Metric, ...] = tuple(_TRACK_STATS.values())
"""What is told of a track as of the day of asking."""

TOLD_ALONE: tuple[Metric, ...] = (("shazam", "shazams"), ("youtube", "views"))
"""Those of them that may only stand on a track's own page."""

LISTED: Metric = ("spotify", "playlists")
"""The metric of the row that says a list of tracks could not be had: it is told with the list."""

STREAMS: Metric = ("spotify", "streams")


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a series.

    Attributes:
        value: None where what stands there cannot be such a number.
    """

    day: date
    value: int | None


def number(metric: Metric, value: Any) -> int | None:
    """A count in ``value``, or None where it cannot be one."""
    found = whole(value)
    return None if found is None or implausible(*metric, found) else found


def points(metric: Metric, listed: Any) -> list[Point]:
    """The measured points of a list, oldest first; of several for one day the last counts.

    Interpolated points, empty ones and those without a day are left out.
    """
    found: dict[date, Point] = {}
    for entry in listed if isinstance(listed, list) else ():
        day = iso_day(text(dig(entry, "timestp"))[:10])
        value = dig(entry, "value")
        if not day or value is None or dig(entry, "interpolated") is True:
            continue
        at = date.fromisoformat(day)
        found[at] = Point(at, number(metric, value))
    return [found[day] for day in sorted(found)]


def stats(source: str, obj: Any) -> dict[Metric, list[Point]]:
    """The series in an artist's answer, each with its own days; empty for one that is absent.

    Raises:
        SourceError: the answer holds no series at all.
    """
    if not isinstance(obj, dict):
        raise SourceError(f"Chartmetric answered without the numbers of {source}")
    return {metric: points(metric, obj.get(name)) for name, metric in STATS[source].items()}


def is_followed(obj: Any) -> bool:
    """Whether the service has an account of the artist there: else ``link`` is null."""
    return bool(text(dig(obj, "link")))


def linked(source: str, obj: Any) -> tuple[str, str] | None:
    """The platform and the account there whose numbers the service gives, where ``link`` says."""
    platform = next(iter(STATS[source].values()))[0]
    link = text(dig(obj, "link"))
    try:
        return (platform, account_id(platform, link)) if platform_of(link) == platform else None
    except ValueError:
        return None


def streams(obj: Any) -> list[list[Point]]:
    """The series of a track's streams, one for each linked Spotify id.

    Raises:
        SourceError: the answer holds no series, or another number's.
    """
    if not isinstance(obj, list):
        raise SourceError("Chartmetric answered without the streams of the track")
    if any(text(dig(series, "type")) not in ("", "streams") for series in obj):
        raise SourceError("Chartmetric answered another number where streams were asked for")
    return [points(STREAMS, dig(series, "data")) for series in obj]


def nearest(series: Sequence[Point], first: date, last: date) -> Point | None:
    """The point of the days ``first`` to ``last`` that is nearest to ``last``, if there is one.

    One that holds no number counts only where no other has one.
    """
    inside = [point for point in series if first <= point.day <= last]
    known = [point for point in inside if point.value is not None]
    return next(reversed(known or inside), None)


def largest(several: Iterable[Sequence[Point]], first: date, last: date) -> Point | None:
    """As :func:`nearest`, of several series that count one recording: the largest of theirs.

    The ids a recording is linked with carry nearly the same count, so they are never added.
    """
    found = [point for series in several if (point := nearest(series, first, last))]
    if not found:
        return None
    return max(found, key=lambda p: (-1 if p.value is None else p.value, p.day))


@dataclass(frozen=True, slots=True)
class Track:
    """A recording of an artist's list.

    Attributes:
        ids: the service's ids; more than one where it lists the recording more than once.
        spotify: the Spotify ids it is linked with, the entry's own first.
        streams: as the list tells them, for the order only.
        numbers: by metric what is told of it as of today; a metric that is absent was not told.
    """

    ids: tuple[int, ...]
    title: str
    credit: str
    isrc: str
    spotify: tuple[str, ...]
    release_date: str
    streams: int
    numbers: dict[Metric, Any]


def tracks(obj: Any) -> list[Track]:
    """The entries of a list of tracks.

    Raises:
        SourceError: the answer holds no list, or one in which nothing has an id.
    """
    entries = obj if isinstance(obj, list) else [None]
    found = [track for entry in entries if (track := _track(entry))]
    if entries and not found:
        raise SourceError("Chartmetric answered without a list of tracks")
    return found


def _track(entry: Any) -> Track | None:
    number_, name = whole(dig(entry, "cm_track")), text(dig(entry, "name"))
    if not number_ or not name:
        return None
    released = sorted(filter(None, map(iso_day, texts(dig(entry, "release_dates")))))
    return Track(
        ids=(number_,),
        title=name,
        credit=", ".join(texts(dig(entry, "artist_names"))),
        isrc=text(dig(entry, "isrc")),
        spotify=tuple(texts(dig(entry, "spotify_track_ids"))),
        release_date=released[0] if released else "",
        streams=whole(dig(entry, "cm_statistics", "sp_streams")) or 0,
        numbers=told(entry),
    )


def told(entry: Any) -> dict[Metric, Any]:
    """What a track's statistics say, as it stands there; null is not said."""
    statistics = dig(entry, "cm_statistics")
    found = {metric: dig(statistics, name) for name, metric in _TRACK_STATS.items()}
    return {metric: value for metric, value in found.items() if value is not None}


def recordings(listed: Iterable[Track]) -> list[Track]:
    """Entries with one ISRC or one Spotify id made one recording, the most streamed first.

    Its numbers are those of the entry with the most streams: what two entries count may overlap,
    so it is not added.
    """
    found: list[list[Track]] = []
    for track in sorted(listed, key=lambda t: (-t.streams, t.ids)):
        same = next((group for group in found if any(_is_same(track, t) for t in group)), None)
        if same is None:
            found.append([track])
        else:
            same.append(track)
    return [_one(group) for group in found]


def _is_same(one: Track, other: Track) -> bool:
    return bool((one.isrc and one.isrc == other.isrc) or set(one.spotify) & set(other.spotify))


def _one(group: list[Track]) -> Track:
    first = group[0]
    days = sorted(filter(None, (t.release_date for t in group)))
    return Track(
        ids=tuple(dict.fromkeys(i for t in group for i in t.ids)),
        title=first.title,
        credit=first.credit,
        isrc=first.isrc or next((t.isrc for t in group if t.isrc), ""),
        spotify=tuple(dict.fromkeys(i for t in group for i in t.spotify)),
        release_date=days[0] if days else "",
        streams=first.streams,
        numbers=first.numbers,
    )


def artist_ids(obj: Any) -> list[str]:
    """The service's ids in an answer about a Spotify id, each once."""
    entries = obj if isinstance(obj, list) else [obj]
    found = (whole(dig(entry, "cm_artist")) for entry in entries)
    return list(dict.fromkeys(str(number_) for number_ in found if number_))
