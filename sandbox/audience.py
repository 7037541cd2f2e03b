"""How many follow, listen and stream: one formula a number, for any day and without the others.

A history of a year asks for hundreds of days of one number, so each must be had alone.
"""

from __future__ import annotations

from sandbox.cast import Artist
from sandbox.catalogue import Track
from sandbox.curves import day_number, gathered, level, rolling
from sandbox.noise import between, fraction

ELSEWHERE = {"tiktok": 0.8, "facebook": 0.35, "twitter": 0.12}
"""Networks the roster has no field for, and a middling artist's size there against Spotify's."""


def followers(artist: Artist, t: int) -> int:
    """Followers on Spotify on day number ``t``."""
    return level(t, artist.size, artist.size * 0.0006, artist.seed, "followers")


def listeners(artist: Artist, t: int) -> int:
    """Monthly listeners on Spotify."""
    reach = 1.1 + 2 * fraction(artist.seed, "reach")
    return rolling(t, artist.size * reach, artist.seed, "listeners")


def share(artist: Artist, platform: str) -> float:
    """How big an artist is on a platform, against Spotify."""
    return 0.4 + 0.8 * fraction(artist.seed, platform)


def subscribers(artist: Artist, t: int) -> int:
    """Subscribers on YouTube, before it rounds them."""
    start = artist.size * share(artist, "youtube")
    return level(t, start, artist.size * 0.0003, artist.seed, "subscribers")


def instagram(artist: Artist, t: int) -> int:
    """Followers on Instagram."""
    start = artist.size * share(artist, "instagram")
    return level(t, start, artist.size * 0.0005, artist.seed, "instagram")


def is_on(artist: Artist, network: str) -> bool:
    """Whether an artist has an account on one of the networks of :data:`ELSEWHERE`."""
    return fraction(artist.seed, "has", network) < 0.8


def elsewhere(artist: Artist, network: str, t: int) -> int:
    """Followers (on Facebook: likes of the page) on one of those networks."""
    start = artist.size * ELSEWHERE[network] * (0.3 + fraction(artist.seed, network))
    return level(t, start, start * 0.0007, artist.seed, network)


def tiktok_likes(artist: Artist, t: int) -> int:
    """Likes of everything an artist has on TikTok."""
    start = artist.size * 5 * (0.3 + fraction(artist.seed, "tiktok likes"))
    return level(t, start, start * 0.001, artist.seed, "tiktok likes")


def streams(track: Track, t: int) -> int:
    """All streams of a track since it came out; 0 before."""
    size = track.artists[0].size
    since = t - day_number(track.released)
    if since < 0:
        return 0
    lived = since + 0.3 * fraction(track.id, "streams", t)  # below a day: it never falls
    first = size * (0.5 + 6 * track.weight)
    return gathered(lived, first, size * 0.03 * (0.1 + track.weight))


def video_views(track: Track, t: int) -> int:
    """Views on YouTube of the videos with a track."""
    return streams(track, t) // between(2, 30, track.id, "views")


def shazams(track: Track, t: int) -> int:
    """How often a track was looked up on Shazam."""
    return streams(track, t) // between(150, 900, track.id, "shazams")


def clips(track: Track, t: int) -> int:
    """Videos on TikTok with a track."""
    start = 2 + track.artists[0].size * 0.02 * track.weight**3
    return level(t, start, start * 0.002, track.id, "clips")


def playlists(track: Track, t: int) -> tuple[int, int, int]:
    """Playlists on Spotify with a track, how many of them are editorial, and their reach."""
    start = 3 + track.artists[0].size ** 0.5 * track.weight
    count = level(t, start, start * 0.0008, track.id, "playlists")
    editorial = int(count * 0.04 * fraction(track.id, "editorial"))
    return count, editorial, count * between(90, 2400, track.id, "reach")
