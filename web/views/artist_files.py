"""The files beside an artist's page: every figure of it and of the artist's songs, as CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from backline.people.written import csv_text
from web.views.forecast_rows import Forecasts
from web.views.growth_files import growth_lines
from web.views.heard_rows import day_lines, heard_lines, place_lines
from web.views.milestone_rows import Milestones
from web.views.song_rows import song_lines

Lines = Iterator[Sequence[object]]
Made = Callable[[Mapping[str, Any]], bytes | None]


def _csv(lines: Callable[[Any], Lines], what: str) -> Made:
    """Makes a file of one value of the page's context; none where it would be empty."""

    def made(context: Mapping[str, Any]) -> bytes | None:
        every = list(lines(context[what])) if what in context else []
        return csv_text(every, "the file beside the page").encode() if len(every) > 1 else None

    return made


BESIDE: Mapping[str, Made] = {
    ".csv": _csv(growth_lines, "windows"),
    ".songs.csv": _csv(song_lines, "heard"),
    ".days.csv": _csv(day_lines, "heard"),
    ".places.csv": _csv(place_lines, "heard"),
    ".heard.csv": _csv(heard_lines, "heard"),
    ".milestones.csv": _csv(Milestones.lines, "milestones"),
    ".forecasts.csv": _csv(Forecasts.lines, "forecasts"),
}
"""The files beside an artist's page, by how they end, made from its own context."""


class Beside:
    """Their addresses below the site's root."""

    def __init__(self, key: str) -> None:
        """Name them.

        Args:
            key: the artist's.
        """
        names = (f"artists/{key}{suffix}" for suffix in BESIDE)
        self.growth, self.songs, self.days, self.places, self.heard, *ahead = names
        self.milestones, self.forecasts = ahead
