"""The arithmetic of ``docs/scale.md``: how many artists a key can ask for in a day."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from backline.exports.describe import markdown_table, with_parts
from backline.net.budget import SOURCE_SECONDS
from backline.net.pace import LIMITS
from backline.sources.spotify.api import BATCH as ARTISTS_AT_ONCE
from backline.sources.youtube.api import BATCH as VIDEOS_AT_ONCE
from backline.sources.youtube.api import UNITS_A_DAY

SIZES = (1_000, 20_000, 1_000_000)
"""Numbers of artists that the table tells of."""

HOUR, DAY = 3_600, 86_400
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one source is asked for each artist.

    Attributes:
        what: in words.
        source: its name in the table of limits.
        each: requests an artist; a request for several artists counts in part.
        told: the quota in words.
        quota: so many requests a key has in so many seconds; None where nobody says.
    """

    what: str
    source: str
    each: Fraction
    told: str
    quota: tuple[int, int] | None = None

    @property
    def pace(self) -> Fraction:
        """Requests a second, as the table of limits lets them leave."""
        limit = LIMITS[self.source]
        return Fraction(limit.requests) / Fraction(limit.seconds)

    @property
    def a_day(self) -> int:
        """Artists that one key can ask for in a day."""
        a_second = min(self.pace, Fraction(*self.quota)) if self.quota else self.pace
        return math.floor(a_second * DAY / self.each)

    def takes(self, artists: int) -> str:
        """How long one key asks for so many artists, in words."""
        requests = artists * self.each
        if self.quota and requests > self.quota[0]:
            return _span(Fraction(math.ceil(requests / self.quota[0]) * self.quota[1]))
        return _span(requests / self.pace)


def _of_uploads(newest: int) -> Fraction:
    """Requests for a channel, the list of its newest uploads and their views."""
    pages = math.ceil(newest / VIDEOS_AT_ONCE)
    return Fraction(1, VIDEOS_AT_ONCE) + pages + Fraction(newest, VIDEOS_AT_ONCE)


_UNITS = (f"{UNITS_A_DAY:,} units a day", (UNITS_A_DAY, DAY))

ASKED = (
    Asked(
        "Spotify, an app with extended quota",
        "spotify_api",
        1 + Fraction(1, ARTISTS_AT_ONCE),  # its part of a batch, and its top tracks
        "not published",
    ),
    # Where people met it, in 2026: after 500 to 1,150 calls.
    Asked(
        "Spotify, apps in development mode",
        "spotify_api",
        Fraction(1),
        "one for all apps of an account; not published, by report 500 calls a day or more",
        (500, DAY),
    ),
    Asked("Spotify's artist pages", "spotify_page", Fraction(1), "no key"),
    Asked("YouTube, channels of 50 uploads", "youtube_api", _of_uploads(50), *_UNITS),
    Asked("YouTube, channels of 500 uploads", "youtube_api", _of_uploads(500), *_UNITS),
    Asked(
        "Instagram", "instagram_api", Fraction(1), "about 200 calls an hour and user", (200, HOUR)
    ),
    Asked("Deezer", "deezer_api", Fraction(1), "no key"),
    Asked(
        "Chartmetric, a year of weeks", "chartmetric", Fraction(6), "the entry plan's pace"
    ),
    Asked(
        "Soundcharts, a day's audiences",
        "soundcharts",
        Fraction(10),
        "the plan's month, not counted here",
    ),
)  # fmt: skip
"""What is asked, source by source, as the modules of the sources ask it."""


def described(text: str) -> str:
    """``docs/scale.md`` with the part between the mark and its end written anew."""
    return with_parts(text, {"quotas": f"{markdown_table(_HEADING, _rows())}\n\n{_a_run()}"})


_HEADING = (
    "what is asked", "requests an artist", "requests a second", "quota of a key",
    "artists a key and day", *(f"{size:,} artists" for size in SIZES),
)  # fmt: skip


def _rows() -> Iterator[tuple[str, ...]]:
    for one in ASKED:
        each, pace = (f"{float(number):.4g}" for number in (one.each, one.pace))
        spans = (one.takes(size) for size in SIZES)
        yield (one.what, each, pace, one.told, f"{one.a_day:,}", *spans)


def _a_run() -> str:
    pages = next(one for one in ASKED if one.source == "spotify_page")
    return (
        f"A run asks each source for {SOURCE_SECONDS / 60:.0f} minutes at most, all side by "
        f"side: {math.floor(pages.pace * Fraction(SOURCE_SECONDS)):,} of Spotify's artist pages. "
        "What it did not come to is `failed`, and asked again by the catch-up."
    )


def _span(seconds: Fraction) -> str:
    for unit, length in (("days", DAY), ("h", HOUR), ("min", 60)):
        if seconds >= 1.5 * length:
            return f"{math.ceil(seconds / length):,} {unit}"
    return f"{math.ceil(seconds)} s"
