"""Files with a JSON object on every line, as databases of Soundcharts' answers are written out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from backline.errors import DataError
from backline.imports.reading import Unplaced
from backline.measure import PLATFORM_LABELS
from backline.names import slug
from backline.people.saved import parse_json, read_saved

MOST = 256 * 2**20
"""Bytes of such a file; every line repeats the whole answer."""

_OF_LABEL = {label.casefold(): key for key, label in PLATFORM_LABELS.items()} | {
    "x": "twitter",
    "twitter": "twitter",
}
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?")


class Sort(StrEnum):
    """What the lines of a file are."""

    RANKINGS = "chart places"
    COUNTS = "song counts"
    CHARTS = "charts"
    PLATFORMS = "platforms"
    TRACKS = "tracks"
    ARTISTS = "artists"
    OTHER = "something else"


@dataclass(slots=True)
class Lines:
    """The lines of a file.

    Attributes:
        lines: by the line's number, its object.
    """

    name: str
    sort: Sort
    lines: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    unread: list[Unplaced] = field(default_factory=list)


def read_lines(path: Path) -> Lines:
    """The objects of a file, and what they are.

    Raises:
        DataError: it cannot be read, or no line of it is an object.
    """
    saved = read_saved(path, most=MOST)
    read = Lines(path.name, Sort.OTHER)
    for number, text in enumerate(saved.text.split("\n"), 1):
        if not text.strip():
            continue
        try:
            found = parse_json(text)
        except DataError:
            found = None
        if isinstance(found, dict):
            read.lines.append((number, found))
        else:
            why = "the line is no JSON object; the file may be cut short"
            read.unread.append(Unplaced(f"{path.name}:{number}", "", "", why))
    if not read.lines:
        raise DataError(f"{path.name} has no line that is a JSON object.")
    read.sort = sort_of(read.lines[0][1])
    return read


def sort_of(line: Mapping[str, Any]) -> Sort:
    """What a line is, by the names of its fields."""
    has = line.keys()
    if "audience_value" in has or "plots" in has:
        return Sort.COUNTS
    if "position" in has or "ranking_date" in has or "rankDate" in has:
        return Sort.RANKINGS
    if "audience_metric_name" in has:
        return Sort.PLATFORMS
    if {"slug", "frequency"} <= has:
        return Sort.CHARTS
    if "uuid" in has and "name" in has:
        named = "credit_name" in has or "creditName" in has or "isrc" in has
        return Sort.TRACKS if named else Sort.ARTISTS
    return Sort.OTHER


def calendar_day(value: object) -> date | None:
    """The calendar date a text begins with, whatever time and offset follow; None for none."""
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


def platform_key(name: object) -> str:
    """A platform as Backline calls it, by the name people or Soundcharts give it; may be empty."""
    text = name.strip() if isinstance(name, str) else ""
    return _OF_LABEL.get(text.casefold()) or (slug(text, "platform") if text else "")


def text_of(value: object) -> str:
    """A text, and nothing where it is none."""
    return value.strip() if isinstance(value, str) else ""
