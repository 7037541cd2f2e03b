"""What stands beside an artist's numbers: months, cities, playlists, radio and Shazam."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backline.measure import PLATFORM_LABELS
from backline.names import guarded
from web.shown import Held, change, count, fraction, pace

FEW = 10
"""So many cities are read at a glance; the others stand behind a word."""

TOP = 20
"""So many playlists likewise: they are in order of their followers."""

MOST = 100
"""So many of them are in the page at all; a song is seen in hundreds, and the file has them."""

Document = Mapping[str, Any]
Row = Mapping[str, Any]
"""``about``, the document's own row, beside the figures of its columns and where they are held."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Each a list of rows; of cities one for each platform, with its own ``cities``.

    Attributes:
        playlists: those with the most followers.
        more_playlists: the next ones.
        of_playlists: what to know about each of these.
    """

    months: list[Row]
    cities: list[Row]
    playlists: list[Row]
    more_playlists: list[Row]
    of_playlists: list[str]
    radio: list[Row]
    shazam: list[Row]


def beside(document: Document, files: Mapping[str, str]) -> Beside:
    """The rows of a document, with where each stands.

    Args:
        document: as :func:`backline.analysis.audience.document_of` gives it.
        files: where each of them is as CSV.
    """
    placed = document["playlists"][:MOST]
    of_all = [note for note in placed[0]["notes"] if _all_say(placed, note)] if placed else []
    playlists = [_playlist(one, files["playlists"], of_all) for one in placed]
    return Beside(
        _months(document, files["months"]),
        list(_cities(document, files["cities"])),
        playlists[:TOP],
        playlists[TOP:],
        of_all,
        [_played(one, files["radio"]) for one in document["radio"]],
        [_shazamed(one, files["shazam"]) for one in document["shazam"]],
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


def _all_say(rows: Sequence[Row], note: str) -> bool:
    return all(note in one["notes"] for one in rows)


def _playlist(one: Row, file: str, of_all: Sequence[str]) -> Row:
    place = {"platform": one["platform"], "playlist": guarded(one["playlist"])}
    held = Held(file, {**_song(one), **place})
    told = {"position": "position", "peak": "best position", "followers": "count of followers"}
    figures = {n: count(one[n], f"no {what} is told", held, n) for n, what in told.items()}
    label = PLATFORM_LABELS.get(one["platform"], one["platform"])
    notes = [note for note in one["notes"] if note not in of_all]
    return {"about": one, "held": held, "platform": label, "notes": notes, **figures}


def _played(one: Row, file: str) -> Row:
    held = Held(file, _song(one))
    return {
        "about": one,
        "held": held,
        "spins": count(one["spins"], "not known", held, "spins", at_least=one["at_least"]),
        "stations": count(one["stations"], "not known", held, "stations"),
        "known": count(one["coverage"]["measured"], "", held, "data_points"),
    }


def _shazamed(one: Row, file: str) -> Row:
    why, held = (one["notes"] or ["not known"])[0], Held(file, _song(one))
    return {
        "about": one,
        "held": held,
        "latest": count(one["latest_value"], why, held, "latest_value"),
        "difference": change(one["difference"], why, held, "difference"),
        "known": count(one["coverage"]["measured"], "", held, "data_points"),
    }


def _song(one: Row) -> dict[str, object]:
    return {"artist_id": guarded(one["artist_id"]), "id": guarded(one["id"])}
