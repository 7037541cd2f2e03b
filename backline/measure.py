"""The vocabulary: what can be measured, and one measurement.

A number that could not be had is a measurement too, with a null value and a state saying why.
Everything that adds, averages or differences asks the metric first what kind it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class State(StrEnum):
    """Whether a number was had, or why not."""

    MEASURED = "measured"
    NOT_CONFIGURED = "not_configured"  # no account in the roster, or no key for the platform
    NOT_OFFERED = "not_offered"  # the platform does not give this number to this key or plan
    HIDDEN = "hidden"  # the account's owner hides it
    FAILED = "failed"  # asked for, not answered
    REJECTED = "rejected"  # answered with something that cannot be true


LASTING = "; asking again will not help"
"""How the detail of a ``failed`` row ends whose reason does not pass by itself: an unknown id, a
refused key. Every other failure is asked again later the same day."""


class Kind(StrEnum):
    """What a number is, and therefore what may be done with it."""

    LEVEL = "level"  # a state at a moment, e.g. followers
    ROLLING = "rolling"  # a count over the last days, mostly 28; never summed over time
    CUMULATIVE = "cumulative"  # a counter since the beginning; falls only by corrections
    PER_DAY = "per_day"  # a count that belongs to one day; it may fall, and be 0, on any day
    RANK = "rank"  # a place in an order; lower is better


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric of one platform.

    Attributes:
        label: the field's own words for people, e.g. ``monthly listeners``.
        additive: whether the numbers of several artists may be added into a label total.
        of_moment: the number swings within a day (Discord's members online).
        days_add_up: whether a number per day may be added over days. Streams may; listeners may
            not, since one person listens on many days.
        exported: only files that a person exports tell it, so that most artists have none: it
            is spoken of where one artist is, not where the label is.
        window: over how many days a rolling number counts.
        bound_of: the metric of a whole country that this one is a lower bound of, since it is
            counted over the largest cities alone: never a share of the worldwide number.
    """

    platform: str
    name: str
    kind: Kind
    label: str
    additive: bool = False
    of_moment: bool = False
    days_add_up: bool = False
    exported: bool = False
    window: int = 28
    bound_of: str = ""


def _of_exports() -> Iterator[Metric]:
    """What Spotify for Artists tells in its exports alone, of an artist or of a song."""
    for name, several in (
        ("streams", True),
        ("listeners", False),
        ("saves", True),
        ("playlist_adds", True),
    ):
        label = f"daily {name.replace('_', ' ')}"
        yield Metric(
            "spotify",
            f"daily_{name}",
            Kind.PER_DAY,
            label,
            additive=several,
            days_add_up=several,
            exported=True,
        )
    for name in ("monthly_active_listeners", "super_listeners"):
        yield Metric("spotify", name, Kind.ROLLING, name.replace("_", " "), exported=True)
    for days in (7, 28):
        for name in ("streams", "listeners", "saves"):
            label = f"{name} in {days} days"
            yield Metric(
                "spotify", f"{name}_{days}d", Kind.ROLLING, label, exported=True, window=days
            )


def _of_cities(platform: str, name: str, label: str) -> Metric:
    """What a country has of a rolling number at least: the sum of its largest cities."""
    return Metric(platform, f"{name}_at_least", Kind.ROLLING, f"{label}, at least", bound_of=name)


OWN_WORK = frozenset({"videos", "posts"})
"""Counts of what artists did themselves, and not of who heard, saw or follows them."""

PLATFORM_LABELS = {
    "spotify": "Spotify",
    "youtube": "YouTube",
    "instagram": "Instagram",
    "deezer": "Deezer",
    "tiktok": "TikTok",
    "facebook": "Facebook",
    "twitter": "X/Twitter",
    "threads": "Threads",
    "shazam": "Shazam",
    "discord": "Discord",
}


def platform_label(platform: str) -> str:
    """What people call a platform, or a service that is named like one."""
    return PLATFORM_LABELS.get(platform, platform.capitalize())


VOCABULARY: dict[tuple[str, str], Metric] = {
    (m.platform, m.name): m
    for m in (
        Metric("spotify", "followers", Kind.LEVEL, "followers", additive=True),
        Metric("spotify", "monthly_listeners", Kind.ROLLING, "monthly listeners"),
        _of_cities("spotify", "monthly_listeners", "monthly listeners"),
        Metric("spotify", "popularity", Kind.LEVEL, "popularity"),
        Metric("spotify", "streams", Kind.CUMULATIVE, "streams"),
        Metric("spotify", "listeners", Kind.CUMULATIVE, "listeners"),
        Metric("spotify", "saves", Kind.CUMULATIVE, "saves"),
        Metric("spotify", "playlists", Kind.LEVEL, "playlists"),
        Metric("spotify", "editorial_playlists", Kind.LEVEL, "editorial playlists"),
        Metric("spotify", "playlist_reach", Kind.LEVEL, "playlist reach"),
        *_of_exports(),
        Metric("youtube", "subscribers", Kind.LEVEL, "subscribers", additive=True),
        Metric("youtube", "views", Kind.CUMULATIVE, "views", additive=True),
        Metric("youtube", "videos", Kind.LEVEL, "videos", additive=True),
        Metric("youtube", "streaming_audience", Kind.ROLLING, "streaming audience"),
        _of_cities("youtube", "streaming_audience", "streaming audience"),
        Metric("instagram", "followers", Kind.LEVEL, "followers", additive=True),
        Metric("instagram", "posts", Kind.LEVEL, "posts", additive=True),
        Metric("deezer", "fans", Kind.LEVEL, "fans", additive=True),
        Metric("deezer", "streaming_audience", Kind.ROLLING, "streaming audience"),
        _of_cities("deezer", "streaming_audience", "streaming audience"),
        Metric("tiktok", "followers", Kind.LEVEL, "followers", additive=True),
        Metric("tiktok", "likes", Kind.LEVEL, "likes", additive=True),
        Metric("tiktok", "videos", Kind.LEVEL, "videos with the track"),
        Metric("facebook", "followers", Kind.LEVEL, "followers", additive=True),
        Metric("facebook", "likes", Kind.LEVEL, "likes", additive=True),
        Metric("twitter", "followers", Kind.LEVEL, "followers", additive=True),
        Metric("threads", "followers", Kind.LEVEL, "followers", additive=True),
        Metric("shazam", "shazams", Kind.CUMULATIVE, "Shazams"),
        Metric("discord", "members", Kind.LEVEL, "members"),
        Metric("discord", "online", Kind.LEVEL, "online", of_moment=True),
    )
}
"""Every metric there is, in the order people read them. A new source adds to this table first."""


@dataclass(frozen=True, slots=True)
class LevelBreak:
    """A day from which a platform counts differently, so that growth across it needs a note."""

    platform: str
    metric: str
    date: date
    note: str


LEVEL_BREAKS = (
    LevelBreak(
        "youtube",
        "views",
        date(2026, 8, 24),
        "YouTube counts every play start as a view since 2026-08-24",
    ),
)

SOURCE_TRUST = (
    "spotify_api",
    "youtube_api",
    "instagram_api",
    "deezer_api",
    "discord_api",
    "s4a_export",
    "chartmetric",
    "soundcharts",
    "soundcharts_export",
    "spotify_page",
    "tracking_sheet",
    "label_history",
)
"""Where several sources measured one point, the first of these that has it is taken."""

IMPORTED = ("s4a_export", "soundcharts_export", "tracking_sheet", "label_history")
"""The sources among them that are files of other tools, adopted once."""

TELL_THE_PAST = ("chartmetric", "soundcharts", "soundcharts_export")
"""The sources among them that tell earlier days: their rows do not show that a day had a run."""


Fact = tuple[date, str, str, str, str, str, str]
"""Date, artist, platform, metric, subject, country, source: what a row speaks of."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One number, or the reason it is missing.

    Attributes:
        date: the UTC day the number describes.
        artist: roster key; empty for the label itself, e.g. its Discord server.
        subject: what of the artist's it is about: empty for the artist, else the key of a track
            or video in ``subjects.csv``. A list that could not be had is one row whose subject
            is the list's name (``top_tracks``, ``top_videos``).
        country: ISO 3166 alpha-2, empty for worldwide.
        value: the number, or None when ``state`` is not ``measured``.
        resolution: the step the platform rounds to; 1 when exact.
        source: which client or file said so.
        detail: one short sentence when not measured, never a secret.
        collected_at: UTC timestamp; None where an imported file does not say.
    """

    date: date
    artist: str
    platform: str
    metric: str
    value: int | None
    state: State
    source: str
    subject: str = ""
    country: str = ""
    resolution: int = 1
    detail: str = ""
    collected_at: datetime | None = None

    def __post_init__(self) -> None:
        if (self.value is None) is (self.state is State.MEASURED):
            raise ValueError(f"a {self.state} number cannot have the value {self.value}")
        if (self.platform, self.metric) not in VOCABULARY:
            raise ValueError(f"{self.platform}/{self.metric} is not in the vocabulary")

    @property
    def may_pass(self) -> bool:
        """Whether asking again the same day may give the number: not where it was refused."""
        failed = self.state is State.FAILED and not self.detail.endswith(LASTING)
        return failed or self.state is State.REJECTED

    @property
    def fact(self) -> Fact:
        """What makes two rows speak of one thing: a later row for the same fact wins."""
        return (
            self.date,
            self.artist,
            self.platform,
            self.metric,
            self.subject,
            self.country,
            self.source,
        )


def implausible(platform: str, metric: str, value: int) -> bool:
    """Whether a number cannot be true: below 0, a popularity over 100, or beyond any count."""
    return not 0 <= value <= (100 if (platform, metric) == ("spotify", "popularity") else 10**15)


def youtube_subscriber_step(count: int) -> int:
    """The step YouTube rounds a subscriber count down to: three significant figures.

    Source: YouTube Data API, ``channel.statistics.subscriberCount``. Exact below 1,000;
    100 at 12,300.
    """
    return 1 if count < 1000 else 10 ** (len(str(count)) - 3)


def page_listener_step(count: int) -> int:
    """The step a Spotify artist page may have rounded a count of monthly listeners to.

    The page writes ``278.2K`` and ``1.2M``, one decimal at most. A count that is no multiple of
    that step was written out in full and is exact.
    """
    for floor, step in ((10**9, 10**8), (10**6, 10**5), (10**3, 10**2)):
        if count >= floor:
            return step if count % step == 0 else 1
    return 1
