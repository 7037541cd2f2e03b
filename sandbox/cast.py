"""The made-up artists: names, account ids and what is odd about each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.noise import DIGITS, LETTERS_AND_DIGITS, URL_SAFE, between, code


class Quirk(StrEnum):
    """What a platform's answer about an artist has of its own."""

    HIDDEN_SUBSCRIBERS = "hidden subscribers"  # the channel's owner hides the count
    EMPTY_CHANNEL = "empty channel"  # no upload yet: the uploads playlist does not exist
    DELETED_VIDEO = "deleted video"  # listed in the uploads, unknown to videos.list
    MEMBERS_VIDEO = "members video"  # statistics without a viewCount
    VIEWS_FALL = "views fall"  # a deletion on VIEWS_FALL_DAY takes some of the views along
    SHELL_PAGE = "shell page"  # the public page comes without its description
    COMMA_PAGE = "comma page"  # the public page writes 88,412 instead of 88.4K
    FLOAT_FOLLOWERS = "float followers"  # Spotify writes 312.0
    NO_TRACKS = "no tracks"  # top-tracks is an empty list


@dataclass(frozen=True, slots=True)
class Artist:
    """A made-up artist.

    Attributes:
        key: the slug the roster uses.
        youtube: what the roster says: a channel id, for one artist a handle, or None.
        channel: the channel id, also where ``youtube`` is the handle.
        handle: the channel's handle with its ``@``.
        size: followers on Spotify at the beginning; every other number follows from it.
        uploads: about how many videos the channel has by September 2026.
        songs: about how many tracks are out by then.
        seed: what the artist's own noise is made of.
    """

    key: str
    name: str
    spotify: str
    youtube: str | None
    instagram: str | None
    deezer: str | None
    channel: str | None
    handle: str
    size: int
    uploads: int
    songs: int
    seed: str
    genres: tuple[str, ...] = ()
    quirks: frozenset[Quirk] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    name: str
    size: int
    uploads: int
    songs: int
    genres: tuple[str, ...] = ()
    quirks: tuple[Quirk, ...] = ()
    lacks: tuple[str, ...] = ()
    by_handle: bool = False


_LONG = (
    "The Assembly of Exceedingly Slow Fireworks and the Second Orchestra of Lost Umbrellas, "
    "Conducted from Memory by Nobody in Particular"
)

_ODD = (
    _Part("marlow-tide", "Marlow Tide", 42_000, 64, 14, ("dream pop",), (Quirk.DELETED_VIDEO,)),
    _Part(
        "volt-hollow",
        "VOLT/HOLLOW",
        3_400_000,
        130,
        24,
        ("hard rock", "stoner rock"),
        (Quirk.MEMBERS_VIDEO,),
    ),
    _Part(
        "shiguangji",
        "拾光机",
        88_000,
        18,
        12,
        ("mandopop",),
        (Quirk.HIDDEN_SUBSCRIBERS, Quirk.COMMA_PAGE),
    ),
    _Part("luna-parade", "Luna 🌙 Parade", 9_500, 0, 11, (), (), ("youtube",)),
    _Part("nida-al-layl", "نداء الليل", 27_000, 22, 9, (), (), ("instagram",), by_handle=True),
    _Part(
        "slow-fireworks",
        _LONG,
        15_300,
        37,
        16,
        ("chamber pop",),
        (Quirk.SHELL_PAGE, Quirk.VIEWS_FALL),
    ),
    _Part("pip-co", "pip & co.", 3, 3, 2, (), (), ("deezer",)),
    _Part(
        "orsa-vinter",
        "Ørsa Vinter",
        312,
        0,
        0,
        ("nordic folk",),
        (Quirk.FLOAT_FOLLOWERS, Quirk.EMPTY_CHANNEL, Quirk.NO_TRACKS),
    ),
)
"""The first eight, in the roster's order: between them they show every oddity."""

# fmt: off
_FIRST = (
    "Amber", "Brittle", "Copper", "Distant", "Electric", "Feral", "Golden", "Hidden",
    "Ivory", "Jagged", "Kindred", "Lucid", "Mellow", "Northern", "Opal", "Paper",
)
_SECOND = (
    "Antlers", "Boulevard", "Cassette", "Daughters", "Engines", "Foxes", "Gardens", "Harbour",
    "Islands", "Jackets", "Kites", "Letters", "Museum", "Neon", "Orchard", "Pilots",
)
# fmt: on


def cast(seed: int, count: int) -> tuple[Artist, ...]:
    """The label's artists: the eight odd ones first, then ordinary ones."""
    return tuple(_artist(seed, _part(seed, index)) for index in range(count))


def strangers(seed: int) -> tuple[Artist, ...]:
    """Artists the label does not have, one of them with the name of one it does have."""
    part = _Part("another-marlow-tide", _ODD[0].name, 19, 4, 3)
    return (_artist(seed, part),)


def _part(seed: int, index: int) -> _Part:
    if index < len(_ODD):
        return _ODD[index]
    number = index - len(_ODD)
    first, second = _FIRST[number % 16], _SECOND[(number // 16 + number) % 16]
    volume = number // 256
    name = f"{first} {second}" + (f" {volume + 1}" if volume else "")
    return _Part(
        name.lower().replace(" ", "-"),
        name,
        int(10 ** (2 + 3 * between(0, 1000, seed, "size", index) / 1000)),
        between(4, 45, seed, "uploads", index),
        between(3, 20, seed, "songs", index),
    )


def _artist(seed: int, part: _Part) -> Artist:
    own = f"{seed}/{part.key}"
    channel = None
    if "youtube" not in part.lacks:
        channel = "UC" + code(URL_SAFE, 22, own, "channel")
    handle = f"@{part.key.replace('-', '')}music"
    user = f"{part.key.replace('-', '.')}.sound"[:30].rstrip(".")
    deezer = code(DIGITS[1:], 8, own, "deezer")
    return Artist(
        key=part.key,
        name=part.name,
        spotify=code(LETTERS_AND_DIGITS, 22, own, "spotify"),
        youtube=handle if channel and part.by_handle else channel,
        instagram=None if "instagram" in part.lacks else user,
        deezer=None if "deezer" in part.lacks else deezer,
        channel=channel,
        handle=handle,
        size=part.size,
        uploads=part.uploads,
        songs=part.songs,
        seed=own,
        genres=part.genres,
        quirks=frozenset(part.quirks),
    )
