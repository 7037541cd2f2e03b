"""The cities and the months of an answer, as the document has them."""

from __future__ import annotations

from datetime import date
from typing import Any

from backline.analysis.audience.answer import Answer
from backline.analysis.audience.asked import Asked
from backline.analysis.audience.cities import Cities, City, told_of
from backline.analysis.audience.months import Month
from backline.analysis.audience.rows import is_lower_bound
from backline.measure import PLATFORM_LABELS


def cities_document(answer: Answer, most: int | None) -> list[dict[str, Any]]:
    """``cities`` of the document.

    Args:
        answer: what is known.
        most: so many of each artist and platform; all where None.
    """
    return [_cities(answer.asked, one, most) for one in answer.cities]


def _cities(asked: Asked, one: Cities, most: int | None) -> dict[str, Any]:
    shown = one.cities[:most]
    return {
        "artist": one.whom.name,
        "id": one.whom.key,
        "platform": one.platform,
        "platform_name": _label(one.platform),
        "metric": one.metric.name if one.metric else None,
        "metric_name": one.metric.label if one.metric else None,
        "country": asked.country or None,
        "period": _period(asked.first, asked.last),
        "told_on": [day.isoformat() for day in one.told_on],
        "cities": [_city(city) for city in shown],
        "summary": {"total_cities": len(one.cities)},
        "note": _note(asked, one, len(shown)),
    }


def _city(city: City) -> dict[str, Any]:
    series = city.series
    return {
        "city": city.name,
        "region": city.region or None,
        "country": city.country,
        **_point("first", series.first),
        **_point("latest", series.latest),
        "difference": series.difference,
        "change": city.change,
        **_point("peak", series.peak),
        "data_points": len(series.values),
        "sources": list(series.sources),
        "notes": list(series.notes),
    }


def _note(asked: Asked, one: Cities, listed_cities: int) -> str:
    whose = f"{one.whom.name} on {_label(one.platform)}"
    if not one.told_on:
        period = f"from {asked.first} to {asked.last}"
        if told_of(one.platform):
            return f"No city of {whose} is stored {period}: Soundcharts tells them, about weekly."
        labels = [label for platform, label in PLATFORM_LABELS.items() if told_of(platform)]
        alone = f"{', '.join(labels[:-1])} and {labels[-1]}"
        return f"No city of {whose} is stored: cities are told of {alone} alone."
    days = _days(len(one.told_on))
    if not one.cities:
        return f"None of the largest cities of {whose}, told on {days}, is in {asked.country}."
    parts = [
        f"The largest cities alone are told, about once a week, here on {days}: one that is not "
        "told of a day is below them, never 0."
    ]
    if listed_cities < len(one.cities):
        parts.append(
            f"{listed_cities} of {len(one.cities)} cities are listed; --all-cities lists all."
        )
    return " ".join(parts)


def months_document(answer: Answer) -> list[dict[str, Any]]:
    """``months`` of the document."""
    return [_month(answer.asked, one) for one in answer.months]


def _month(asked: Asked, one: Month) -> dict[str, Any]:
    songs, series = one.breakdown, one.series
    return {
        "artist": one.whom.name,
        "id": one.whom.key,
        "platform": one.platform,
        "platform_name": _label(one.platform),
        "country": asked.country or None,
        "month": f"{one.first:%Y-%m}",
        "period": _period(one.first, one.last),
        "total_streams": songs.total,
        "at_least": songs.total is not None and songs.at_least,
        "total_tracks": len(songs.tracks),
        "tracks_with_streams": songs.counted,
        "metric": one.metric.name if one.metric else None,
        "metric_name": one.metric.label if one.metric else None,
        "lower_bound": bool(asked.country and one.metric and is_lower_bound(one.metric)),
        **_point("latest", series.latest),
        "month_average": series.average,
        "data_points": len(series.values),
        "sources": sorted({*series.sources, *(s for t in songs.tracks for s in t.sources)}),
        "notes": list(_of_month(asked, one)),
    }


def _of_month(asked: Asked, one: Month) -> list[str]:
    """What to know about a month's streams."""
    songs, notes = one.breakdown, []
    if not one.is_whole:
        notes.append(f"only {one.first} to {one.last} is in the period")
    if one.first > asked.today:
        notes.append("has not happened yet")
    elif not songs.tracks:
        notes.append("no song is in a stored chart or count of these days")
    elif songs.total is None:
        notes.append("no source tells streams of its songs")
    elif songs.counted < len(songs.tracks):
        lacking = len(songs.tracks) - songs.counted
        notes.append(f"of {lacking} of the songs no streams are known")
    return notes


def _point(name: str, point: tuple[date, int] | None) -> dict[str, Any]:
    return {
        f"{name}_value": point[1] if point else None,
        f"{name}_date": point[0].isoformat() if point else None,
    }


def _period(first: date, last: date) -> dict[str, Any]:
    days = (last - first).days + 1
    return {"start": first.isoformat(), "end": last.isoformat(), "days": days}


def _label(platform: str) -> str:
    return PLATFORM_LABELS.get(platform, platform)


def _days(count: int) -> str:
    return f"{count} day{'s' if count != 1 else ''}"
