"""The small line beside a row of the weekly workbook, as a picture of its own.

A spreadsheet's own sparklines print empty elsewhere than in Excel; a picture prints everywhere.
A workbook has hundreds and is kept every week, so each is a bitmap of one colour without soft
edges: a quarter of the bytes, and a printer has soft edges of its own.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from backline.exports.pictures.colours import PAPER
from backline.exports.pictures.drawing import LEAST_POINTS
from backline.exports.pictures.series import Point

SIZE = (110, 18)
"""Width and height of a trend on the sheet, in pixels of the screen."""

_DENSITY = 2
_PER_METRE = round(96 * _DENSITY / 0.0254)  # so that a sheet shows the picture in SIZE
PIXELS = (SIZE[0] * _DENSITY, SIZE[1] * _DENSITY)
"""Width and height of the picture itself."""

_WIDTH, _HEIGHT = PIXELS
_BYTES = -(-_WIDTH // 8)  # of a row
_PEN, _DOT, _AIR = 3, 4, 5  # pixels of the picture: a line's width, a dot's radius, to the edge


def trend_png(runs: Sequence[Sequence[Point]]) -> bytes | None:
    """A line over the points' days, broken between runs, its newest point marked.

    Args:
        runs: days and values without a gap, oldest first.

    Returns:
        The PNG, on no background; None with fewer points than a picture needs.
    """
    points = [point for run in runs for point in run]
    if len(points) < LEAST_POINTS:
        return None
    rows = [bytearray(_WIDTH) for _ in range(_HEIGHT)]
    place = places(points)
    for run in runs:
        drawn = [place[day] for day, _ in run]
        for before, after in pairwise(drawn):
            _line(rows, before, after)
        if len(run) == 1:
            _dot(rows, *drawn[0])
    _dot(rows, *place[points[-1][0]])
    return _png(rows)


def places(points: Sequence[Point]) -> dict[date, tuple[int, int]]:
    """By day, how far from the left and from the top of a picture of :data:`PIXELS`."""
    values = [value for _, value in points]
    low, high, first = min(values), max(values), points[0][0]
    days = (points[-1][0] - first).days
    found = {}
    for day, value in points:
        along = _AIR + round((_WIDTH - 1 - 2 * _AIR) * (day - first).days / days)
        up = (value - low) / (high - low) if high > low else 0.5
        found[day] = (along, _AIR + round((_HEIGHT - 1 - 2 * _AIR) * (1 - up)))
    return found


def _line(rows: list[bytearray], before: tuple[int, int], after: tuple[int, int]) -> None:
    (left, top), (right, bottom) = before, after
    steps = max(right - left, abs(bottom - top), 1)
    for step in range(steps + 1):
        x = left + round((right - left) * step / steps)
        y = top + round((bottom - top) * step / steps)
        for row in rows[y - _PEN // 2 : y + _PEN // 2 + 1]:
            row[x - _PEN // 2 : x + _PEN // 2 + 1] = b"\1" * _PEN


def _dot(rows: list[bytearray], x: int, y: int) -> None:
    for down in range(-_DOT, _DOT + 1):
        half = int((_DOT**2 - down**2) ** 0.5)
        rows[y + down][x - half : x + half + 1] = b"\1" * (2 * half + 1)


def _png(rows: Sequence[bytearray]) -> bytes:
    """Pixels of 0, nothing, and 1, the line's colour, as a PNG (its specification's section 11)."""
    colour = bytes.fromhex(PAPER.line[1:])
    # Eight pixels to the byte, each row after a 0 for "not filtered".
    packed = b"".join(
        b"\0" + int("".join(map(str, row)).ljust(8 * _BYTES, "0"), 2).to_bytes(_BYTES)
        for row in rows
    )
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 1, 3, 0, 0, 0)),
        (b"PLTE", b"\xff\xff\xff" + colour),
        (b"tRNS", b"\0\xff"),
        (b"pHYs", struct.pack(">IIB", _PER_METRE, _PER_METRE, 1)),
        (b"IDAT", zlib.compress(packed, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
