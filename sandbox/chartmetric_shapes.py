"""The bodies Chartmetric answers with: points, artists, tracks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sandbox import audience
from sandbox.cast import Artist
from sandbox.catalogue import Track
from sandbox.curves import day_number
from sandbox.noise import DIGITS, LETTERS_AND_DIGITS, code, fraction
from sandbox.world import World, popularity

LAG = 1
"""Days until the service has a number: today's comes tomorrow."""

Series = Callable[[Artist, int], int | str | None]

_STEP = 100


def _ratio(artist: Artist, t: int) -> str:
    return f"{100 * audience.followers(artist, t) / audience.listeners(artist, t):.2f}"


def _rounded(artist: Artist, t: int) -> int:
    count = audience.subscribers(artist, t)
    return count if count < 1000 else count - count % _STEP


def _elsewhere(network: str) -> Series:
    return lambda artist, t: (
        audience.elsewhere(artist, network, t) if audience.is_on(artist, network) else None
    )


def _tiktok_likes(artist: Artist, t: int) -> int | None:
    return audience.tiktok_likes(artist, t) if audience.is_on(artist, "tiktok") else None


def _nothing(_artist: Artist, _t: int) -> None:
    return None


SOURCES: dict[str, dict[str, Series]] = {
    "spotify": {
        "followers": audience.followers,
        "popularity": lambda artist, t: popularity(audience.listeners(artist, t)),
        "listeners": audience.listeners,
        "followers_to_listeners_ratio": _ratio,
    },
    "instagram": {
        "followers": lambda artist, t: audience.instagram(artist, t) if artist.instagram else None
    },
    "tiktok": {"followers": _elsewhere("tiktok"), "likes": _tiktok_likes},
    "youtube_channel": {
        "subscribers": lambda artist, t: _rounded(artist, t) if artist.channel else None,
        "views": lambda artist, t: (
            audience.subscribers(artist, t) * 61 + 97 * t if artist.channel else None
        ),
        "videos": lambda artist, t: artist.uploads + t // 60 if artist.channel else None,
    },
    "youtube_artist": {"daily_views": _nothing, "monthly_views": _nothing},
    "deezer": {"fans": _nothing},
    "facebook": {"likes": _elsewhere("facebook"), "talks": _nothing},
    "twitter": {"followers": _elsewhere("twitter")},
    "soundcloud": {"followers": _nothing},
    "bandsintown": {"followers": _nothing},
    "wikipedia": {"views": _nothing},
}
"""Every source of an artist's numbers and its fields."""

_SPARSE = {"popularity": 0.5, "followers_to_listeners_ratio": 0.5}


def artist_id(artist: Artist) -> int:
    """Chartmetric's id of an artist."""
    return int(code(DIGITS[1:], 7, artist.seed, "chartmetric"))


def days(first: date, last: date) -> Iterable[date]:
    """Every day of a span, both ends included."""
    return (first + timedelta(n) for n in range((last - first).days + 1))


def points(artist: Artist, source: str, name: str, first: date, last: date) -> list[dict[str, Any]]:
    """One metric's points; each metric lacks days of its own, and some are only interpolated."""
    found = []
    for day in days(first, last):
        t = day_number(day)
        chance = fraction(artist.seed, source, name, "point", t)
        value = SOURCES[source][name](artist, t)
        if value is None or chance < _SPARSE.get(name, 0.12):
            continue
        found.append(_point(value, day, interpolated=chance > 0.97))
    return found


def _point(value: int | str, day: date, *, interpolated: bool) -> dict[str, Any]:
    point = {
        "weekly_diff": None,
        "weekly_diff_percent": None,
        "monthly_diff": None,
        "monthly_diff_percent": None,
        "value": value,
        "timestp": f"{day}T00:00:00.000Z",
        "diff": None,
    }
    return {**point, "interpolated": True} if interpolated else point


def artist_found(world: World, artist: Artist, day: date) -> dict[str, Any]:
    """An artist as a search shows it."""
    t = day_number(day)
    image = code(LETTERS_AND_DIGITS, 40, artist.seed, "image")
    return {
        "id": artist_id(artist),
        "name": artist.name,
        "image_url": f"https://i.scdn.co/image/{image}",
        "isni": None,
        "code2": None,
        "verified": artist in world.artists,
        "sp_followers": audience.followers(artist, t),
        "sp_monthly_listeners": audience.listeners(artist, t),
        "cm_artist_score": None,
    }


def ids_of(artist: Artist) -> dict[str, Any]:
    """An artist's ids on the platforms."""
    return {
        "cm_artist": artist_id(artist),
        "artist_name": artist.name,
        "spotify_artist_ids": [artist.spotify],
        "itunes_artist_ids": [],
        "deezer_artist_ids": [artist.deezer] if artist.deezer else [],
        "amazon_artist_ids": [],
    }


@dataclass(frozen=True, slots=True)
class Listing:
    """One entry of an artist's tracks.

    Attributes:
        spotify: the ids it is linked with; the first is the track's own unless ``doubled``.
        doubled: a second entry for a track that is listed already.
        place: the track's among its first artist's, the oldest being 0.
    """

    id: int
    track: Track
    spotify: tuple[str, ...]
    place: int
    doubled: bool = False


def listings_of(world: World, artist: Artist, day: date) -> list[Listing]:
    """The entries of an artist: the second track has two Spotify ids, the fourth two entries."""
    found = []
    for place, track in enumerate(world.tracks(artist, day)):
        again = code(LETTERS_AND_DIGITS, 22, track.id, "again")
        linked = (track.id, again) if place == 1 else (track.id,)
        found.append(Listing(_track_id(track), track, linked, place))
        if place == 3:
            found.append(Listing(_track_id(track, "again"), track, (again,), place, doubled=True))
    return found


def _track_id(track: Track, *more: str) -> int:
    return int(code(DIGITS[1:], 9, track.id, "chartmetric", *more))


@lru_cache(maxsize=8)
def catalogue(world: World, day: date) -> dict[int, Listing]:
    """Every entry by its id."""
    every = (entry for a in world.everybody for entry in listings_of(world, a, day))
    return {entry.id: entry for entry in every}


def track_listed(entry: Listing, day: date) -> dict[str, Any]:
    """A track as an artist's list shows it."""
    track, t = entry.track, day_number(day)
    count, editorial, reach = audience.playlists(track, t)
    return {
        "cm_track": entry.id,
        "name": track.title,
        "isrc": track.isrc,
        "release_dates": [track.released.isoformat()],
        "spotify_track_ids": list(entry.spotify),
        "artist_names": [a.name for a in track.artists],
        "album_names": [track.album],
        "cm_statistics": {
            "sp_streams": linked_streams(entry, entry.spotify[0], t - LAG),
            "sp_popularity": None,
            "num_sp_playlists": count,
            "num_sp_editorial_playlists": editorial,
            "sp_playlist_total_reach": str(reach),
            "num_am_playlists": count // 3,
            "num_am_editorial_playlists": editorial // 2,
            "num_tt_videos": audience.clips(track, t) if entry.place % 5 != 4 else None,
        },
    }


def track_told(entry: Listing, day: date) -> dict[str, Any]:
    """A track on its own: with more statistics than in a list."""
    told = track_listed(entry, day)
    t = day_number(day)
    more = {
        "shazam_counts": audience.shazams(entry.track, t),
        "youtube_views": str(audience.video_views(entry.track, t)),
        "tiktok_counts": told["cm_statistics"]["num_tt_videos"],
    }
    return {**told, "id": entry.id, "cm_statistics": {**told["cm_statistics"], **more}}


def linked_streams(entry: Listing, spotify: str, t: int) -> int:
    """What one of a track's linked ids counts: all of them nearly the same."""
    count = audience.streams(entry.track, t)
    return count if spotify == entry.track.id else int(count * 0.997)


def history(entry: Listing, kind: str, first: date, last: date) -> list[dict[str, Any]]:
    """A track's series, one for each linked id; one track in five has its values as strings."""
    series = []
    for spotify in entry.spotify:
        data = []
        for day in days(max(first, entry.track.released), last):
            t = day_number(day)
            if fraction(spotify, "history", t) < 0.1:
                continue
            value: int | str = linked_streams(entry, spotify, t)
            if kind == "popularity":
                value = min(100, 5 + int(60 * entry.track.weight))
            elif entry.place % 5 == 2:
                value = f"{value}.0"
            data.append({"value": value, "timestp": day.isoformat()})
        series.append({"domain": "spotify", "track_domain_id": spotify, "type": kind, "data": data})
    return series
