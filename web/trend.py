"""The small line beside a row of the weekly report, as inline SVG in the page's own colours.

It has the places of the workbook's picture, so that both show one course.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from backline.exports.pictures.drawing import LEAST_POINTS
from backline.exports.pictures.series import Point
from backline.exports.pictures.trend import PIXELS, SIZE, places

_DOT = 5


def trend_svg(runs: Sequence[Sequence[Point]], says: str) -> str:
    """A line over the points' days, broken between runs, its newest point marked.

    Args:
        runs: days and values without a gap, oldest first.
        says: what it shows, for people who cannot see it.

    Returns:
        Markup; empty with fewer points than a picture needs.
    """
    points = [point for run in runs for point in run]
    if len(points) < LEAST_POINTS:
        return ""
    place = places(points)
    drawn = [_line([place[day] for day, _ in run]) for run in runs]
    newest = _dot(*place[points[-1][0]])
    (width, height), (across, down) = SIZE, PIXELS
    return (
        f'<svg class="trend" role="img" aria-label="{escape(says)}" width="{width}" '
        f'height="{height}" viewBox="0 0 {across} {down}">{"".join(drawn)}{newest}</svg>'
    )


def _line(along: Sequence[tuple[int, int]]) -> str:
    if len(along) == 1:
        return _dot(*along[0])
    return f'<polyline points="{" ".join(f"{x},{y}" for x, y in along)}"/>'


def _dot(x: int, y: int) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{_DOT}"/>'
