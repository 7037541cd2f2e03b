"""What stands beside an artist's numbers: months, cities, playlists, radio and Shazam."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from web.shown import Held, change, count, fraction, pace

FEW = 10
"""So many cities are read at a glance; the others stand behind a word."""

Document = Mapping[str, Any]
Row = Mapping[str, Any]
"""``about``, the document's own row, beside the figures of its columns and where they are held."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Each a list of rows; of cities one for each platform, with its own ``cities``."""

    months: list[Row]
    cities: list[Row]
    playlists: list[Row]
    radio: list[Row]
    shazam: list[Row]


def beside(document: Document, files: Mapping[str, str]) -> Beside:
    """The rows of a document, with where each stands.

    Args:
        document: as :func:`backline.analysis.audience.document_of` gives it.
        files: where the months and cities are as CSV.
    """
    return Beside(
        _months(document, files["months"]),
        list(_cities(document, files["cities"])),
        [_playlist(one) for one in document["playlists"]],
        [_played(one) for one in document["radio"]],
        [_shazamed(one) for one in document["shazam"]],
    )


def _months(document: Document, file: str) -> list[Row]:
    """The months of the platforms that tell anything of any of them."""
    telling = {
        one["platform"]
        for one in document["months"]
        if one["total_streams"] is not None or one["latest_value"] is not None
    }
    return [_month(one, file) for one in document["months"] if one["platform"] in telling]


def _month(one: Row, file: str) -> Row:
    held = Held(file, {"id": one["id"], "platform": one["platform"], "month": one["month"]})
    why = (one["notes"] or ["not measured"])[0]
    latest = f"no {one['metric_name'] or 'number'} is known of the month"
    return {
        "about": one,
        "held": held,
        "streams": count(one["total_streams"], why, held, "total_streams",
                         at_least=one["at_least"]),
        "songs": count(one["total_tracks"], "", held, "total_tracks"),
        "latest": count(one["latest_value"], latest, held, "latest_value",
                        at_least=one["lower_bound"]),
        "average": pace(one["month_average"], latest, held, "month_average"),
        "known": count(one["data_points"], "", held, "data_points"),
    }  # fmt: skip


def _cities(document: Document, file: str) -> Iterator[Row]:
    for one in document["cities"]:
        about = {"id": one["id"], "platform": one["platform"], "metric": one["metric"]}
        rows = [_city(city, about, file) for city in one["cities"]]
        yield {"about": one, "cities": rows[:FEW], "rest": rows[FEW:]}


def _city(city: Row, about: Mapping[str, object], file: str) -> Row:
    place = {"city": city["city"], "region": city["region"], "country": city["country"]}
    held, once = Held(file, {**about, **place}), "told of one day: nothing to compare it with"
    return {
        "about": city,
        "held": held,
        "latest": count(city["latest_value"], "not told", held, "latest_value"),
        "difference": change(city["difference"], once, held, "difference"),
        "change": fraction(city["change"], once, held, "change", plus=True),
        "peak": count(city["peak_value"], "not told", held, "peak_value"),
        "known": count(city["data_points"], "", held, "data_points"),
    }


def _playlist(one: Row) -> Row:
    told = {"position": "position", "peak": "best position", "followers": "count of followers"}
    figures = {name: count(one[name], f"no {what} is told") for name, what in told.items()}
    return {"about": one, **figures}


def _played(one: Row) -> Row:
    spins = count(one["spins"], "not known", at_least=one["at_least"])
    return {"about": one, "spins": spins, "stations": count(one["stations"], "not known")}


def _shazamed(one: Row) -> Row:
    why = (one["notes"] or ["not known"])[0]
    latest = count(one["latest_value"], why)
    return {"about": one, "latest": latest, "difference": change(one["difference"], why)}
