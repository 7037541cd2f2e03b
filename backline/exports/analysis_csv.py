"""An analysis as CSV: artists, or their songs, cities, months, playlists, radio or Shazam."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

ROW_COLUMNS = (
    "artist__name", "id", "platform__slug", "metric", "metric_kind", "country", "first_date",
    "first_value", "latest_date", "latest_value", "difference", "period_average", "peak_date",
    "peak_value", "data_points", "days", "lower_bound",
)  # fmt: skip

TRACK_COLUMNS = (
    "track_name", "id", "track_credit", "total_streams", "at_least", "avg_daily_streams",
    "peak_date", "peak_streams", "best_position", "weeks_on_chart", "days_on_chart", "data_points",
    "change", "share", "source",
)  # fmt: skip

CITY_COLUMNS = (
    "city", "region", "country", "first_date", "first_value", "latest_date", "latest_value",
    "difference", "change", "peak_date", "peak_value", "data_points",
)  # fmt: skip

MONTH_COLUMNS = (
    "artist", "id", "platform", "country", "month", "total_streams", "at_least", "total_tracks",
    "tracks_with_streams", "metric", "lower_bound", "latest_date", "latest_value", "month_average",
    "data_points",
)  # fmt: skip

SONG_COLUMNS = ("artist", "artist_id", "track_name", "track_credit", "id")
"""How a table names the song that a line of a service is about."""

PLAYLIST_COLUMNS = (
    "platform", "playlist", "name", "kind", "country", "position", "peak", "followers", "added",
    "removed", "first_seen", "last_seen",
)  # fmt: skip

RADIO_COLUMNS = (
    "country", "spins", "at_least", "stations", "reach", "first_date", "last_date",
)  # fmt: skip

SHAZAM_COLUMNS = (
    "country", "first_date", "first_value", "latest_date", "latest_value", "difference",
)  # fmt: skip

KNOWN_COLUMNS = ("data_points", "days")
"""On how many of a period's days anything is known."""

OVER_COLUMNS = ("over_days", "over_growth", "over_change")
"""The growth over so many days, as growth is defined, beside the difference of the ends."""

TOTAL_COLUMNS = (
    "platform__slug", "metric", "metric_kind", "country", "artists", "artists_measured",
    "first_date", "first_value", "latest_date", "latest_value", "difference", "period_average",
    "peak_date", "peak_value", "data_points", "days", "lowest", "highest", "lower_bound",
)  # fmt: skip

Lines = Iterator[Sequence[object]]


def csv_rows(document: dict[str, Any]) -> Lines:
    """The lines of a table: of the cities, months or songs that were asked for, or of the artists.

    Args:
        document: as :func:`backline.analysis.audience.document_of` gives it.
    """
    if document["cities"]:
        return city_rows(document)
    if document["months"]:
        return month_rows(document)
    return track_rows(document) if document["track_breakdowns"] else artist_rows(document)


def artist_rows(document: dict[str, Any]) -> Lines:
    """A line for each artist, platform and metric."""
    yield (*ROW_COLUMNS, *OVER_COLUMNS, "sources", "notes")
    for row in document["detailed_breakdown"]:
        over = row["over_days"] or {"days": None, "growth": None, "change": None}
        grown = (over["days"], over["growth"], over["change"])
        yield (*(row[name] for name in ROW_COLUMNS), *grown, *_joined(row))


def total_rows(document: dict[str, Any]) -> Lines:
    """A line for each platform and metric over all artists; without a value where none adds up."""
    yield (*TOTAL_COLUMNS, "sources", "notes")
    for platform in document["platform_summaries"]:
        for one in platform["metrics"]:
            flat = one | one["range"]
            yield (*(flat[name] for name in TOTAL_COLUMNS), *_joined(one))


def track_rows(document: dict[str, Any]) -> Lines:
    """A line for each song that is listed."""
    yield ("artist", "platform", "country", "start", "end", *TRACK_COLUMNS, "sources", "notes")
    for one in document["track_breakdowns"]:
        whole = one["period"]
        about = (one["artist"], one["platform"], one["country"], whole["start"], whole["end"])
        for track in one["tracks"]:
            yield (*about, *(track[name] for name in TRACK_COLUMNS), *_joined(track))


def city_rows(document: dict[str, Any]) -> Lines:
    """A line for each city that is listed."""
    yield ("artist", "id", "platform", "metric", *CITY_COLUMNS, "sources", "notes")
    for one in document["cities"]:
        about = (one["artist"], one["id"], one["platform"], one["metric"])
        for city in one["cities"]:
            yield (*about, *(city[name] for name in CITY_COLUMNS), *_joined(city))


def month_rows(document: dict[str, Any]) -> Lines:
    """A line for each month."""
    yield (*MONTH_COLUMNS, "sources", "notes")
    for month in document["months"]:
        yield (*(month[name] for name in MONTH_COLUMNS), *_joined(month))


def playlist_rows(document: dict[str, Any]) -> Lines:
    """A line for each time a song was seen in a playlist."""
    yield (*SONG_COLUMNS, *PLAYLIST_COLUMNS, "sources", "notes")
    for one in document["playlists"]:
        yield (*(one[name] for name in (*SONG_COLUMNS, *PLAYLIST_COLUMNS)), *_joined(one))


def radio_rows(document: dict[str, Any]) -> Lines:
    """A line for each song that was played on the radio."""
    return _counted(document["radio"], RADIO_COLUMNS)


def shazam_rows(document: dict[str, Any]) -> Lines:
    """A line for each song that Shazam counts."""
    return _counted(document["shazam"], SHAZAM_COLUMNS)


def _counted(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> Lines:
    """Rows of songs that some of a period's days are known of."""
    yield (*SONG_COLUMNS, *columns, *KNOWN_COLUMNS, "sources", "notes")
    for one in rows:
        known = one["coverage"]["measured"], one["coverage"]["days"]
        yield (*(one[name] for name in (*SONG_COLUMNS, *columns)), *known, *_joined(one))


def _joined(row: dict[str, Any]) -> tuple[str, str]:
    return "; ".join(row["sources"]), "; ".join(row["notes"])
