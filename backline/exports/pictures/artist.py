"""The picture of an artist's profile: every number of theirs, a line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from backline.analysis.growth import Growth
from backline.analysis.marks import marks
from backline.analysis.points import points
from backline.analysis.verdicts import verdicts_in
from backline.exports.pictures.charts import FEWEST_POINTS, Line, sparklines
from backline.exports.pictures.drawing import Picture, drawable
from backline.measure import VOCABULARY
from backline.people import Artist
from backline.warehouse import Warehouse
from backline.words import series_name

SPARK_DAYS = 90
"""How far back the lines reach."""


def spark_lines(
    warehouse: Warehouse, artist: Artist, rows: Sequence[Growth], day: date
) -> list[Line]:
    """A line for every metric with numbers enough, but for what exports tell.

    Args:
        warehouse: the measurements.
        artist: whose.
        rows: the growth of their own numbers up to the day, over the window the lines say.
        day: the last day.

    Raises:
        DataError: the files cannot be read.
    """
    first = day - timedelta(days=SPARK_DAYS)
    happened = marks(warehouse, artist.key, first, day)
    found = points(warehouse, first, day, artist=artist.key)
    return [
        Line(
            row.platform,
            series_name(VOCABULARY[row.platform, row.metric]),
            row.now,
            row.growth,
            row.then,
            row.span_days,
            tuple(series),
            unusual=bool(verdicts_in(row.note)),
            marks=happened.get((row.platform, row.metric), ()),
        )
        for row in rows
        if not VOCABULARY[row.platform, row.metric].exported
        and len(series := found.get((artist.key, row.platform, row.metric), ())) >= FEWEST_POINTS
    ]


def artist_sparks(artist: Artist, lines: Sequence[Line], day: date) -> Picture | None:
    """The lines of an artist as one picture; None where there is none."""
    first = day - timedelta(days=SPARK_DAYS)
    return sparklines(lines, first, day, drawable(artist.name, artist.key, 40))
