"""The bodies Soundcharts answers with of songs: their counts, playlists, plays and places."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sandbox import audience
from sandbox.catalogue import Track
from sandbox.curves import day_number
from sandbox.noise import DIGITS, LETTERS_AND_DIGITS, between, code, fraction
from sandbox.soundcharts_shapes import COUNTRIES, artist_shown, moment, uuid_of
from sandbox.world import World


def song_uuid(track: Track) -> str:
    """Soundcharts' id of a song."""
    return uuid_of(track.id)


@lru_cache(maxsize=8)
def catalogue(world: World, day: date) -> dict[str, Track]:
    """Every song by its id."""
    tracks = (track for artist in world.everybody for track in world.tracks(artist, day))
    return {song_uuid(track): track for track in tracks}


def song_listed(track: Track) -> dict[str, Any]:
    """A song in a list."""
    return {
        "uuid": song_uuid(track),
        "name": track.title,
        "creditName": " & ".join(artist.name for artist in track.artists),
        "releaseDate": f"{track.released}T00:00:00+02:00",
    }


def song_told(track: Track) -> dict[str, Any]:
    """A song on its own."""
    return {
        **song_listed(track),
        "isrc": {"value": track.isrc, "countryCode": "QZ", "countryName": "United States"},
        "artists": [artist_shown(artist) for artist in track.artists],
        "duration": track.seconds,
    }


SONG_PLATFORMS = ("spotify", "tiktok", "shazam")


def song_counts(track: Track, platform: str, first: date, last: date) -> list[dict[str, Any]]:
    """A song's counts, the newest day first: two Spotify ids for some, several sounds."""
    found = []
    for n in range((last - first).days + 1):
        day = last - timedelta(n)
        t = day_number(day)
        if day < track.released or fraction(track.id, platform, "told", t) < 0.05:
            continue
        plots = [
            {"identifier": known, "value": value} for known, value in _linked(track, platform, t)
        ]
        found.append({"date": moment(track.id, day), "plots": plots})
    return found


def _linked(track: Track, platform: str, t: int) -> list[tuple[str, int]]:
    if platform == "spotify":
        count = audience.streams(track, t)
        again = code(LETTERS_AND_DIGITS, 22, track.id, "again")
        doubled = fraction(track.id, "doubled") < 0.3
        return [(track.id, count), *([(again, int(count * 0.997))] if doubled else [])]
    if platform == "shazam":
        return [(code(DIGITS[1:], 9, track.id, "shazam"), audience.shazams(track, t))]
    clips, sounds = audience.clips(track, t), between(1, 3, track.id, "sounds")
    return [
        (code(DIGITS[1:], 19, track.id, "sound", n), clips // sounds + n) for n in range(sounds)
    ]


def placements(track: Track, day: date) -> list[dict[str, Any]]:
    """The playlists a song is in on a day, the newest entry first."""
    count, _, _ = audience.playlists(track, day_number(day))
    found = []
    for n in range(min(count, 120)):
        added = track.released + timedelta(between(0, 200, track.id, "added", n))
        if added > day:
            continue
        list_id = code(LETTERS_AND_DIGITS, 22, track.id, "playlist", n)
        kind = "Editorial" if fraction(list_id) < 0.1 else "Curators & Listeners"
        found.append(
            {
                "playlist": {
                    "uuid": uuid_of(list_id),
                    "name": f"{track.title} and more ({n})",
                    "identifier": list_id,
                    "platform": "spotify",
                    "countryCode": "IT" if fraction(list_id, "country") < 0.2 else "",
                    "latestCrawlDate": f"{day}T05:25:01+02:00",
                    "latestTrackCount": between(20, 200, list_id, "tracks"),
                    "latestSubscriberCount": between(3, 90_000, list_id, "followers"),
                    "type": kind,
                },
                "position": between(1, 90, list_id, "position"),
                "peakPosition": between(1, 20, list_id, "peak"),
                "entryDate": f"{added}T00:00:00+00:00",
                "positionDate": f"{day}T00:00:00+00:00",
                "peakPositionDate": f"{added}T00:00:00+00:00",
                "song": song_listed(track),
            }
        )
    return sorted(found, key=lambda one: str(one["entryDate"]), reverse=True)


def broadcasts(track: Track, first: date, last: date) -> list[dict[str, Any]]:
    """A song's plays on the radio, the newest first."""
    found = []
    for n in range((last - first).days + 1):
        day = last - timedelta(n)
        plays = between(-3, 2, track.id, "plays", day_number(day)) if day >= track.released else 0
        for play in range(max(0, plays)):
            station = between(1, 9, track.id, "station", day_number(day), play)
            country = list(COUNTRIES)[(station - 1) % len(COUNTRIES)]
            found.append(
                {
                    "song": song_listed(track),
                    "radio": {
                        "slug": f"radio-{station}",
                        "name": f"Radio {station}",
                        "countryCode": country,
                        "reach": 1000 * station,
                    },
                    "airedAt": f"{day}T{18 - play:02}:30:00+00:00",
                    "duration": track.seconds,
                }
            )
    return found


def charted(world: World, day: date) -> list[tuple[Track, int]]:
    """The songs with the most streams on a day, and how many."""
    t = day_number(day)
    gained = [
        (track, audience.streams(track, t) - audience.streams(track, t - 1))
        for track in catalogue(world, day).values()
        if track.released < day
    ]
    return sorted(gained, key=lambda one: (-one[1], one[0].id))
