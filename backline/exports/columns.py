"""What each CSV for readers holds, column by column.

The one description that the files, the data package and the documentation share.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from backline.measure import State

WINDOWS = (7, 28, 30)
"""The windows of ``growth.csv`` and ``coverage.csv``, in days."""

LONG_WINDOWS = (90, 365)
"""The windows of ``growth_long.csv``, in days."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a CSV.

    Attributes:
        kind: its Frictionless type: ``string``, ``integer``, ``number`` or ``date``.
        required: whether it is never empty.
        values: the only values it may have, where they are few.
        words: whether it holds other people's words, which must not become formulas.
    """

    name: str
    kind: str
    meaning: str
    required: bool = False
    values: tuple[str, ...] = ()
    words: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV.

    Attributes:
        path: where it lies below the root.
        key: the columns that together name a row once.
    """

    name: str
    path: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def text_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of our own words."""
    return Column(name, "string", meaning, required)


def words_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of other people's words."""
    return Column(name, "string", meaning, required, words=True)


def whole(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of whole numbers."""
    return Column(name, "integer", meaning, required)


def day_column(name: str, meaning: str, *, required: bool = False) -> Column:
    """A column of days."""
    return Column(name, "date", meaning, required)


_ARTIST = "roster key of the artist; empty for the label itself (its Discord server)"
_SERIES = (
    text_column(
        "artist", "roster key of the artist; empty for the label itself (its Discord server)"
    ),
    words_column("artist_name", "the artist's name, or the label's"),
    text_column("platform", "the platform the number is of", required=True),
    text_column("metric", "what is measured, in the platform's own words", required=True),
)
_SUBJECT = (
    words_column(
        "subject", "key of the track or video (see data/subjects.csv); empty for the artist"
    ),
    words_column("title", "the track's or video's title"),
)
_COUNTRY = text_column("country", "ISO 3166 alpha-2; empty for worldwide")
_STATES = tuple(state.value for state in State)

LATEST = Table(
    "latest",
    "reports/latest.csv",
    "The newest number of every series, and what the newest day says of it. With more than 50 "
    "artists it has a form of its own, below.",
    (
        day_column("as_of", "the latest measured day of the whole root", required=True),
        *_SERIES,
        *_SUBJECT,
        whole("value", "the newest measured value, of any age; empty when never measured"),
        day_column("value_date", "the day it was measured"),
        whole("resolution", "the step the platform rounds to; 1 when exact"),
        text_column("source", "which client or file said so", required=True),
        day_column("row_date", "the newest day with a row of the series", required=True),
        Column("state", "string", "what that row says", required=True, values=_STATES),
        words_column("detail", "why that row has no number"),
        words_column("note", "what the audit knows of the value, e.g. that it is likely no true 0"),
    ),
    ("platform", "metric", "artist", "subject"),
)

GROWTH = Table(
    "growth",
    "reports/growth.csv",
    "Growth of every series over 7, 28 and 30 days up to the latest measured day, the windows of a "
    "series one below the other. With more than 50 artists it has a form of its own, below.",
    (
        day_column("as_of", "the latest measured day of the whole root", required=True),
        whole("days", "length of the window in days", required=True),
        *_SERIES,
        *_SUBJECT,
        _COUNTRY,
        whole("now", "the last measured value, at most 2 days old (7 when measured weekly)"),
        day_column("now_date", "the day of now"),
        whole("then", "the measured value closest to now_date minus the window"),
        day_column("then_date", "the day of then"),
        whole("growth", "now minus then"),
        Column("change", "number", "growth divided by then, as a fraction; empty when then is 0"),
        whole("span_days", "days that really lie between then and now"),
        whole("days_measured", "days of the window on which it was measured", required=True),
        whole("days_in_window", "days the window has", required=True),
        whole("resolution", "the coarser rounding of now and then; 1 when both are exact"),
        words_column("note", "why a figure is missing, or what to know about it"),
    ),
    ("days", "platform", "metric", "artist", "subject", "country"),
)

GROWTH_LONG = replace(
    GROWTH,
    name="growth_long",
    path="reports/growth_long.csv",
    meaning="The same over 90 and 365 days, written once a month: up to the first measured day of "
    "the month, which as_of names. With more than 50 artists without tracks and videos.",
)

SERIES = Table(
    "series",
    "reports/series/YYYY-MM.csv",
    "Every number once: of each day and series the most trusted source, with people's corrections "
    "and what may not be shown left out; a gap is a row with its state. The days come first, so "
    "that a new day is added at the end. With more than 50 artists YYYY-MM-PLATFORM.csv; with more "
    "than 250 the tracks and videos of a month follow when it is over.",
    (
        day_column("date", "the UTC day the number describes", required=True),
        text_column(
            "key", "roster key of the artist; empty for the label itself (its Discord server)"
        ),
        words_column("name", "the artist's name, or the label's, when the month was last written"),
        text_column("platform", "the platform the number is of", required=True),
        text_column("metric", "what is measured, in the platform's own words", required=True),
        words_column(
            "subject",
            "key of the track or video (see data/subjects.csv); empty for the artist; top_tracks "
            "or top_videos where the whole list could not be had",
        ),
        _COUNTRY,
        whole("value", "the number; empty when not measured, never 0 for that"),
        Column("state", "string", "measured, or why not", required=True, values=_STATES),
        whole("resolution", "the step the platform rounds to; 1 when exact", required=True),
        text_column("source", "which client or file said so", required=True),
    ),
    ("date", "key", "platform", "metric", "subject", "country"),
)

COVERAGE = Table(
    "coverage",
    "reports/coverage.csv",
    "On how many of the expected days each artist-level series was measured, and what was else, "
    "over 7, 28 and 30 days. With more than 50 artists it has a form of its own, below.",
    (
        day_column("as_of", "the latest measured day of the whole root", required=True),
        whole("days", "length of the window in days", required=True),
        *_SERIES,
        whole(
            "days_expected",
            "days of the window from the series' first row on, while the artist was with the label",
            required=True,
        ),
        whole("days_measured", "those with a number", required=True),
        *(
            whole(f"days_{state}", f"those with the state {state}", required=True)
            for state in _STATES
            if state != State.MEASURED
        ),
        whole("days_no_row", "those without any row, e.g. because no run was", required=True),
        whole("days_unreadable", "those whose file cannot be read", required=True),
        text_column("missing", "the days without a number, as ranges with their state"),
    ),
    ("days", "platform", "metric", "artist"),
)

POPULARITY = Table(
    "popularity_scores",
    "data/popularity_scores.csv",
    "One row per artist and day; empty where not measured.",
    (
        words_column("artist_name", "the artist's name", required=True),
        day_column("date", "the UTC day the numbers describe", required=True),
        whole("popularity_score", "Spotify popularity, 0 to 100"),
        whole("followers", "Spotify followers"),
        whole("monthly_listeners", "Spotify monthly listeners: unique listeners over 28 days"),
        whole("youtube_subscribers", "YouTube subscribers, rounded down to 3 significant figures"),
        whole("youtube_total_views", "YouTube views of the channel since its beginning"),
        whole("youtube_video_count", "public YouTube videos"),
        whole("instagram_followers", "Instagram followers"),
        whole("instagram_media_count", "Instagram posts"),
        Column(
            "reason",
            "string",
            "why a day has no number at all, where its file is the reason",
            values=("unreadable",),
        ),
    ),
    ("artist_name", "date"),
)

SUBJECTS = Table(
    "subjects",
    "data/subjects.csv",
    "Tracks and videos, described once and named by key everywhere else.",
    (
        words_column("key", "what the subject column elsewhere calls it", required=True),
        Column("kind", "string", "what it is", required=True, values=("track", "video")),
        text_column("artist", "roster key of the artist it was first seen with", required=True),
        words_column("title", "its title as the platform writes it", required=True),
        words_column("credit", "the artists as the platform credits them"),
        words_column("isrc", "International Standard Recording Code"),
        words_column("spotify", "Spotify track id"),
        words_column("youtube", "YouTube video id"),
        words_column("release_date", "ISO day it was released or published, as exact as known"),
        words_column("soundcharts", "uuid of the song at Soundcharts"),
        words_column(
            "song",
            "key of the subject it is one song with; empty where it stands for itself. A person "
            "may write one, or - to keep it apart; an import never changes what stands here",
        ),
    ),
    ("key",),
)

IDENTITIES = Table(
    "identities",
    "data/identities.csv",
    "Who answers on each platform. People may correct it; see docs/roster.md.",
    (
        text_column("artist", "roster key of the artist; empty for the label itself"),
        text_column("platform", "where the account is", required=True),
        words_column("account", "what the roster said when this was learned"),
        words_column("id", "the platform's own id of whoever answers", required=True),
        words_column("name", "the name as last answered"),
        day_column("since", "the first day it answered, or was accepted", required=True),
    ),
    ("artist", "platform", "since"),
)

TABLES = (
    LATEST,
    GROWTH,
    GROWTH_LONG,
    COVERAGE,
    SERIES,
    POPULARITY,
    SUBJECTS,
    IDENTITIES,
)
"""Every CSV that readers may build on."""
