"""What chance alone makes of counts: how evenly they may fall, how far a share may be off."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, lgamma, log, sqrt

Z = 1.96
"""Of a range of 95 %."""


def evenness(counts: Sequence[int], days: Sequence[int]) -> float:
    """How often chance spreads counts at least so evenly over spans of days.

    Streams of listeners who do not know of each other fall on days as chance has it; whatever they
    have in common, weekends and news, makes them vary more and never less. So a small answer says
    that something evens them out.

    Args:
        counts: streams of each span.
        days: the length of each.

    Returns:
        The lower tail of Pearson's chi-square, from 0 to 1; 1 where fewer than two spans or no
        streams leave nothing to compare.
    """
    total, length = sum(counts), sum(days)
    if len(counts) < 2 or total <= 0:
        return 1.0
    expected = [total * one / length for one in days]
    squares = sum((n - e) ** 2 / e for n, e in zip(counts, expected, strict=True))
    return _lower_gamma((len(counts) - 1) / 2, squares / 2)


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson's range of 95 % for a share; 0 to 1 where there is nothing to have a share of."""
    if whole <= 0:
        return 0.0, 1.0
    share = part / whole
    middle = share + Z * Z / (2 * whole)
    off = Z * sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    scale = 1 + Z * Z / whole
    return max(0.0, (middle - off) / scale), min(1.0, (middle + off) / scale)


def most_likely(count: int) -> float:
    """The upper end of the range of 95 % for the mean that a count is of."""
    # The root of a count has nearly the same spread whatever the count; 0 gives 3.8.
    return (sqrt(count + 1) + Z / 2) ** 2 - 0.1


def _lower_gamma(shape: float, x: float) -> float:
    """The lower incomplete gamma function, regularized, by its series."""
    if x <= 0:
        return 0.0
    if x > shape + 60 + 12 * sqrt(shape):
        return 1.0
    term = total = 1.0 / shape
    place = shape
    while term > total * 1e-13:
        place += 1
        term *= x / place
        total += term
    return min(1.0, total * exp(shape * log(x) - x - lgamma(shape)))
