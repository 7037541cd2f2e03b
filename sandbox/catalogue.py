"""The made-up tracks and videos, and their numbers on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from sandbox.cast import Artist, Quirk
from sandbox.curves import EPOCH, clock, day_number, gathered
from sandbox.noise import DIGITS, LETTERS_AND_DIGITS, URL_SAFE, between, code, fraction, smooth

_REFERENCE = day_number(date(2026, 9, 1))  # the day the catalogue's sizes are given for
_YEARS = 1400  # days over which a catalogue came out by then

# fmt: off
_THINGS = (
    "Afterglow", "Bitter Oranges", "Carousel", "Don't Wait Up", "Eleven", "Faultline", "Ghost Car",
    "Half Light", "In the Margins", "July", "Kerosene", "Last Bus Home", "Mirrors & Smoke",
    "Night Swimmers", "1990", "Overcoat", "Pale Fire", "Quicksand", "Rooftops", "Salt",
    "Terminal 3", "Undertow", "Velvet Rope", "What's Left", "Yesterday's Weather",
)
# fmt: on
_KINDS = ("Official Video", "Lyric Video", "Live Session", "Visualizer", "Behind the Song", "Audio")


@dataclass(frozen=True, slots=True)
class Track:
    """One song.

    Attributes:
        artists: whose it is; a joint one stands in the catalogue of each.
        deezer: its id there.
        released: the day it came out.
        weight: how well it does among the artist's songs, 0 to 1.
    """

    id: str
    deezer: int
    title: str
    isrc: str
    album: str
    released: date
    seconds: int
    weight: float
    artists: tuple[Artist, ...]

    def popularity(self, artist_popularity: int, day: date) -> int:
        """Spotify's 0 to 100 on ``day``: a share of the artist's, fading with the song's age."""
        age = (day - self.released).days
        fading = max(0.55, 1 - age / 3000)
        wobble = 1.5 * smooth(day_number(day), 9, self.id)
        return max(
            0, min(100, int(artist_popularity * (0.6 + 0.4 * self.weight) * fading + wobble))
        )

    def rank(self, fans: int, day: date) -> int:
        """Deezer's rank of a track on ``day``, roughly 0 to 1,000,000."""
        wobble = 1 + 0.05 * smooth(day_number(day), 9, self.id, "rank")
        return min(999_999, int(wobble * 9_000 * (0.3 + self.weight) * len(str(fans)) ** 2))


@dataclass(frozen=True, slots=True)
class Video:
    """One upload.

    Attributes:
        published: when it became public (UTC).
        deleted: it is still in the uploads playlist and nowhere else.
        views: None where the platform does not give them.
        likes: None where the owner hides them.
    """

    id: str
    title: str
    channel: str
    published: datetime
    seconds: int
    deleted: bool
    views: int | None
    likes: int | None
    comments: int


def tracks_of(artist: Artist, day: date) -> list[Track]:
    """The songs of an artist that are out on ``day``, the oldest first; without joint ones."""
    return [_track(artist, i, EPOCH + timedelta(days=t)) for i, t in _days(artist, "song", day)]


def joint_track(first: Artist, second: Artist, released: date) -> Track:
    """A song of two artists."""
    alone = _track(first, -1, released)
    fields = {name: getattr(alone, name) for name in Track.__slots__}
    return Track(
        **{**fields, "artists": (first, second), "title": f"{alone.title} (Joint Version)"}
    )


def videos_of(artist: Artist, day: date) -> list[Video]:
    """The uploads of an artist's channel on ``day``, the oldest first."""
    now = clock(day_number(day), artist.seed)
    return [_video(artist, i, t, now) for i, t in _days(artist, "video", day)]


def _days(artist: Artist, kind: str, day: date) -> Iterator[tuple[int, int]]:
    """Number and day number of every release up to ``day``."""
    wanted = artist.uploads if kind == "video" else artist.songs
    if not wanted:
        return
    step, index = _YEARS / wanted, 0
    while True:
        t = _REFERENCE - _YEARS + int((index + _late(artist.seed, kind, index)) * step)
        if t > day_number(day):
            return
        yield index, t
        index += 1


def _track(artist: Artist, index: int, released: date) -> Track:
    own = (artist.seed, "track", index)
    return Track(
        id=code(LETTERS_AND_DIGITS, 22, *own),
        deezer=int(code(DIGITS[1:], 9, *own, "deezer")),
        title=_title(artist, index),
        isrc=f"QZSBX{released.year % 100:02d}{code(DIGITS, 5, *own, 'isrc')}",
        album=_title(artist, index - index % 4),
        released=released,
        seconds=between(122, 287, *own, "length"),
        weight=fraction(*own, "weight"),
        artists=(artist,),
    )


def _title(artist: Artist, index: int) -> str:
    start = int(_late(artist.seed, "titles") * len(_THINGS))
    lap, place = divmod(index, len(_THINGS))
    title = _THINGS[(start + place) % len(_THINGS)]
    return f"{title}, Pt. {lap + 1}" if lap > 0 else title


@dataclass(frozen=True, slots=True)
class _Upload:
    id: str
    at: datetime
    started: float  # the viewing clock when it came out
    weight: float
    seconds: int


@lru_cache(maxsize=100_000)
def _late(*seed: object) -> float:
    return 0.8 * fraction(*seed)


@lru_cache(maxsize=100_000)
def _upload(seed: str, index: int, published: int) -> _Upload:
    """What stays the same about a video; thousands of them are needed again for each day."""
    own = (seed, "video", index)
    midnight = datetime.combine(EPOCH, datetime.min.time(), UTC)
    return _Upload(
        id=code(URL_SAFE, 11, *own),
        at=midnight + timedelta(days=published, seconds=between(0, 8 * 3600, *own, "time")),
        started=clock(published, seed),
        weight=fraction(*own, "weight") ** 3,
        seconds=between(45, 420, *own, "length"),
    )


def _video(artist: Artist, index: int, published: int, now: float) -> Video:
    upload = _upload(artist.seed, index, published)
    rush = artist.size * (0.2 + 9 * upload.weight)
    views = gathered(now - upload.started, rush, artist.size * 0.002 * (0.1 + upload.weight))
    members = Quirk.MEMBERS_VIDEO in artist.quirks and index == 7
    kind = _KINDS[index % len(_KINDS)]
    return Video(
        id=upload.id,
        title=f"{artist.name[:60]} - {_title(artist, index)} ({kind})",
        channel=artist.channel or "",
        published=upload.at,
        seconds=upload.seconds,
        deleted=Quirk.DELETED_VIDEO in artist.quirks and index == 5,
        views=None if members else views,
        likes=None if index % 9 == 8 else views // 24,
        comments=views // 310,
    )
