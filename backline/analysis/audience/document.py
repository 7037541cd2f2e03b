"""The answer as the users' front end reads it.

``docs/schemas/analysis.schema.json`` describes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from backline.analysis.audience.answer import Answer
from backline.analysis.audience.asked import Asked, Whom, lead_metric
from backline.analysis.audience.coverage import coverage
from backline.analysis.audience.document_places import cities_document, months_document
from backline.analysis.audience.playlists import playlist_row
from backline.analysis.audience.radio import radio_row
from backline.analysis.audience.rows import Row, Series, Sum, is_lower_bound
from backline.analysis.audience.shazam import shazam_row
from backline.analysis.audience.tracks import Breakdown, Track
from backline.analysis.growth import Growth
from backline.measure import PLATFORM_LABELS, Metric

TOP = 20
"""So many songs are listed unless all are asked for."""

MEANING = (
    "difference is from the first to the latest measured day of the period; over_days is the "
    "growth over the period's days, the figure of scripts/growth.py and the bot."
)

PEOPLE_AND_PLAYS = (
    "Monthly listeners are people and streams are plays: one person who plays a song ten times is "
    "one listener and ten streams, so that the two are never added up."
)

COLOURS = {
    "spotify": "#1DB954",
    "youtube": "#FF0000",
    "instagram": "#E1306C",
    "deezer": "#A238FF",
    "tiktok": "#010101",
    "facebook": "#1877F2",
    "twitter": "#1D9BF0",
    "threads": "#000000",
    "shazam": "#0088FF",
    "discord": "#5865F2",
}
"""The platforms' own colours, which a front end may show them in."""


def document_of(
    answer: Answer, *, all_tracks: bool = False, all_cities: bool = False
) -> dict[str, Any]:
    """The answer as a document.

    Args:
        answer: what is known.
        all_tracks: list every song, not only the first :data:`TOP`.
        all_cities: list every city likewise.
    """
    asked, most = answer.asked, None if all_tracks else TOP
    return {
        "success": answer.found,
        "summary": {
            "total_artists": len(asked.artists),
            "total_platforms": len(asked.platforms),
            "date_range": _period(asked),
            "country": asked.country or None,
        },
        "platform_summaries": list(_summaries(answer)),
        "detailed_breakdown": [_row(asked, row) for row in answer.rows],
        "metadata": _metadata(answer),
        "track_breakdowns": [_breakdown(asked, one, most) for one in answer.breakdowns],
        "cities": cities_document(answer, None if all_cities else TOP),
        "months": months_document(answer),
        "radio": [radio_row(asked, one) for one in answer.radio],
        "playlists": [playlist_row(one) for one in answer.playlists],
        "shazam": [shazam_row(asked, one) for one in answer.shazam],
    }


def _summaries(answer: Answer) -> Iterator[dict[str, Any]]:
    """One for each platform: its lead metric over all artists, with every metric inside."""
    for platform in answer.asked.platforms:
        every = [_sum(answer.asked, one) for one in answer.sums if one.metric.platform == platform]
        if every:
            yield {**every[0], "metrics": every}


def _metadata(answer: Answer) -> dict[str, Any]:
    return {
        "artists": [
            {"id": whom.key, "name": whom.name, "uuid": _uuid(whom)}
            for whom in answer.asked.artists
        ],
        "platforms": [
            {
                "slug": platform,
                "name": PLATFORM_LABELS.get(platform, platform),
                "color": COLOURS.get(platform),
                "lead_metric": lead_metric(platform, answer.asked.country),
            }
            for platform in answer.asked.platforms
        ],
        "meaning": MEANING,
        "notes": [PEOPLE_AND_PLAYS, *answer.notes, *answer.problems],
    }


def _row(asked: Asked, row: Row) -> dict[str, Any]:
    """One row of ``detailed_breakdown``."""
    return _figures(asked, row.metric, row.series) | _over(asked, row.over) | _artist(row.whom)


def _sum(asked: Asked, one: Sum) -> dict[str, Any]:
    artist = _artist(one.alone.whom) if one.alone else _artist(None)
    lowest, highest = one.range or (None, None)
    over = _over(asked, one.alone.over if one.alone else None)
    return _figures(asked, one.metric, one.series) | over | artist | {
        "artists": one.artists,
        "artists_measured": one.measured,
        "range": {"lowest": lowest, "highest": highest},
    }  # fmt: skip


def _figures(asked: Asked, metric: Metric, series: Series) -> dict[str, Any]:
    first, latest, peak = series.first, series.latest, series.peak
    return {
        "first_value": first[1] if first else None,
        "first_date": _iso(first),
        "latest_value": latest[1] if latest else None,
        "latest_date": _iso(latest),
        "difference": series.difference,
        "period_average": series.average,
        "month_average": series.average,
        "current_audience": latest[1] if latest else None,
        "peak_value": peak[1] if peak else None,
        "peak_date": _iso(peak),
        "data_points": len(series.values),
        "days": len(asked.days),
        "platform__name": PLATFORM_LABELS.get(metric.platform, metric.platform),
        "platform__slug": metric.platform,
        "platform__color": COLOURS.get(metric.platform),
        "platform__audience_metric_name": metric.label,
        "metric": metric.name,
        "metric_kind": metric.kind.value,
        "country": asked.country or None,
        "lower_bound": bool(asked.country) and is_lower_bound(metric),
        "coverage": coverage(len(series.values), len(asked.days), series.missing),
        "sources": list(series.sources),
        "notes": list(series.notes),
    }


def _over(asked: Asked, figure: Growth | None) -> dict[str, Any]:
    if figure is None:
        return {"over_days": None}
    return {
        "over_days": {
            "days": len(asked.days) - 1,
            "growth": figure.growth,
            "change": figure.change,
            "then_date": figure.then_date.isoformat() if figure.then_date else None,
            "now_date": figure.now_date.isoformat() if figure.now_date else None,
            "note": figure.note,
        }
    }


def _artist(whom: Whom | None) -> dict[str, Any]:
    return {
        "artist__name": whom.name if whom else None,
        "artist__uuid": _uuid(whom) if whom else None,
        "id": whom.key if whom else None,
    }


def _uuid(whom: Whom) -> str | None:
    return whom.artist.soundcharts if whom.artist else None


def _iso(point: tuple[date, int] | None) -> str | None:
    return point[0].isoformat() if point else None


def _period(asked: Asked) -> dict[str, Any]:
    return {
        "start": asked.first.isoformat(),
        "end": asked.last.isoformat(),
        "days": len(asked.days),
    }


def _breakdown(asked: Asked, one: Breakdown, most: int | None) -> dict[str, Any]:
    """One of ``track_breakdowns``; the summary is over all songs, also those not listed."""
    label = PLATFORM_LABELS.get(one.platform, one.platform)
    listed = [_track(asked, track) for track in one.tracks[:most]]
    return {
        "artist": one.whom.name,
        "id": one.whom.key,
        "platform": one.platform,
        "platform_name": label,
        "country": asked.country or None,
        "period": _period(asked),
        "tracks": listed,
        "summary": {
            "total_tracks": len(one.tracks),
            "total_streams": one.total,
            "avg_streams_per_track": (
                round(one.total / one.counted, 2) if one.total is not None else None
            ),
            "tracks_with_streams": one.counted,
            "at_least": one.at_least,
        },
        "top_track": listed[0] if listed and listed[0]["total_streams"] is not None else None,
        "data_source": "; ".join(dict.fromkeys(t.source for t in one.tracks if t.source)) or None,
        "note": _note(asked, one, len(listed)),
    }


def _note(asked: Asked, one: Breakdown, listed: int) -> str:
    where = asked.country or "worldwide"
    if not one.tracks:
        on = PLATFORM_LABELS.get(one.platform, one.platform)
        return (
            f"No song of {one.whom.name} on {on} is known from {asked.first} to {asked.last} "
            f"({where}): none is in a stored chart or a stored count."
        )
    parts = [f"Streams ({where}) of the days that are known; days that are not are never 0."]
    if listed < len(one.tracks):
        parts.append(f"{listed} of {len(one.tracks)} songs are listed; --all-tracks lists all.")
    return " ".join(parts)


def _track(asked: Asked, track: Track) -> dict[str, Any]:
    """One song of a breakdown."""
    return {
        "track_name": track.title,
        "track_uuid": track.uuid,
        "id": track.key,
        "track_credit": track.credit,
        "total_streams": track.total,
        "at_least": track.at_least,
        "avg_daily_streams": track.average,
        "peak_streams": track.peak[1] if track.peak else None,
        "peak_date": _iso(track.peak),
        "best_position": track.position,
        "weeks_on_chart": track.weeks,
        "days_on_chart": track.chart_days,
        "data_points": track.known,
        "change": track.change,
        "share": track.share,
        "source": track.source or None,
        "sources": list(track.sources),
        "coverage": coverage(track.known, len(asked.days), track.why_missing),
        "notes": list(track.notes),
    }
