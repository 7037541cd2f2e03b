"""Lines with a song's count on a day: since its release, of every id a platform has for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backline.imports.days import why_not
from backline.imports.json_lines import Lines, calendar_day, platform_key, text_of
from backline.imports.reading import Unplaced
from backline.measure import PLATFORM_LABELS, implausible
from backline.names import shown
from backline.numbers import whole

METRICS = {
    "spotify": "streams",
    "youtube": "views",
    "shazam": "shazams",
    "tiktok": "videos",
}
"""What is counted of a song on each platform."""

DISTINCT = ("tiktok",)
"""Where a song's ids are different things, which add up: sounds that people made videos with.
Elsewhere they repeat one count, and the largest of them is the song's."""


@dataclass(frozen=True, slots=True)
class Count:
    """One count of one id of a song.

    Attributes:
        place: file and line.
        identifier: the platform's id; empty where the line has none.
        value: None where the line has none, or none that can be.
        fetched: when it was asked for, as the file says it.
    """

    place: str
    date: date
    platform: str
    uuid: str
    title: str
    credit: str
    identifier: str
    value: int | None
    why: str
    fetched: str


def read_counts(file: Lines, today: date, unread: list[Unplaced]) -> Iterator[Count]:
    """Every count in a file; what cannot be read is added to ``unread``."""
    unread += file.unread
    for number, line in file.lines:
        place = f"{file.name}:{number}"
        answer = line.get("api_data")
        answer = answer if isinstance(answer, dict) else line
        day = calendar_day(answer.get("date")) or calendar_day(line.get("date"))
        platform = platform_key(line.get("platform"))
        title = text_of(line.get("track")) or text_of(line.get("name"))
        uuid = text_of(line.get("track_uuid")) or text_of(line.get("uuid"))
        if why := _why_not(day, platform, title or uuid, today) or ("" if day else "no day"):
            about = shown(f"{title} {line.get('date') or ''}".strip(), 80)
            unread.append(Unplaced(place, about, "", why, why))
            continue
        credit = text_of(line.get("credit_name")) or text_of(line.get("creditName"))
        fetched = text_of(line.get("fetched_at"))
        for identifier, said in _plots(line, answer):
            value, why = _value(platform, said)
            if day is not None:
                yield Count(
                    place, day, platform, uuid, title, credit, identifier, value, why, fetched
                )


def _why_not(day: date | None, platform: str, song: str, today: date) -> str:
    """Why a line is of no song's day, or nothing."""
    if day is None:
        return "it has no day of the calendar"
    if not song:
        return "it names no song"
    if platform not in METRICS:
        known = ", ".join(PLATFORM_LABELS[name] for name in METRICS)
        return f"song counts are known of {known} alone"
    return why_not(day, today, [platform])


def _plots(line: Mapping[str, Any], answer: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Each id's count: as the answer has them, else what a table made of it."""
    plots = answer.get("plots")
    found = [plot for plot in plots if isinstance(plot, dict)] if isinstance(plots, list) else []
    for plot in found:
        yield str(plot.get("identifier") or ""), plot.get("value")
    if not found:
        yield str(line.get("platform_identifier") or ""), line.get("audience_value")


def _value(platform: str, said: object) -> tuple[int | None, str]:
    number = whole(said)
    if number is None:
        return None, "the file leaves it empty" if said in (None, "") else "it is no whole number"
    if implausible(platform, METRICS[platform], number):
        return None, "no number that can be"
    return number, ""
