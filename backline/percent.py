"""Percentages from whole numbers, rounded as spreadsheets show them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def hundredths(part: int, whole: int, places: int = 2) -> Decimal | None:
    """``part`` as a percentage of ``whole``; None where there is no whole.

    Halves are rounded away from zero, and from the whole numbers themselves: a binary fraction
    would put some halves on the wrong side.

    Args:
        part: e.g. the growth.
        whole: e.g. the older value.
        places: decimals of the percentage.
    """
    if not whole:
        return None
    scale = int(10**places)
    doubled = 2 * abs(part) * 100 * scale + abs(whole)
    rounded = Decimal(doubled // (2 * abs(whole))) / scale
    sign = -1 if (part < 0) != (whole < 0) else 1
    return (sign * rounded).quantize(Decimal(1) / scale, ROUND_HALF_UP)
