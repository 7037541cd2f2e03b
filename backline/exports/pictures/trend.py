"""The small line beside a row of the weekly workbook, as a picture of its own.

A spreadsheet's own sparklines print empty elsewhere than in Excel; a picture prints everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from backline.exports.pictures.drawing import LEAST_POINTS, PAPER_LINE
from backline.exports.pictures.series import Point

SIZE = (110, 18)
"""Width and height of a trend on the sheet, in pixels of the screen."""

_DENSITY = 2
_INCH = 96  # pixels of the screen; the picture says its own, so that a sheet shows it in SIZE
_AIR = 2.5


def trend_png(runs: Sequence[Sequence[Point]]) -> bytes | None:
    """A line over the points' days, broken between runs, its newest point marked.

    The same points give the same bytes.

    Args:
        runs: days and values without a gap, oldest first.

    Returns:
        The PNG, on no background; None with fewer points than a picture needs.
    """
    if sum(len(run) for run in runs) < LEAST_POINTS:
        return None
    import vl_convert

    ppi = _INCH * _DENSITY
    # vl-convert counts pictures in points, 72 to the inch.
    png: bytes = vl_convert.svg_to_png(_drawn(runs), scale=72 / _INCH, ppi=ppi)
    return png


def _drawn(runs: Sequence[Sequence[Point]]) -> str:
    width, height = SIZE
    points = [point for run in runs for point in run]
    values = [value for _, value in points]
    low, high = min(values), max(values)
    first, days = points[0][0], (points[-1][0] - points[0][0]).days

    def place(day: date, value: int) -> str:
        along = _AIR + (width - 2 * _AIR) * (day - first).days / days
        up = (value - low) / (high - low) if high > low else 0.5
        return f"{along:.1f},{height - _AIR - (height - 2 * _AIR) * up:.1f}"

    def dot(point: Point) -> str:
        along, down = place(*point).split(",")
        return f'<circle cx="{along}" cy="{down}" r="2" fill="{PAPER_LINE}"/>'

    lines = [
        f'<polyline points="{" ".join(place(*point) for point in run)}" fill="none" '
        f'stroke="{PAPER_LINE}" stroke-width="1.5"/>'
        for run in runs
        if len(run) > 1
    ]
    dots = [dot(run[0]) for run in runs if len(run) == 1] + [dot(points[-1])]
    # Without soft edges the picture is a third of the size, and a printer has enough of its own.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'shape-rendering="crispEdges">{"".join([*lines, *dots])}</svg>'
    )
