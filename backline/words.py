"""Numbers and changes in words, written the same way wherever a person reads them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from backline.measure import PLATFORM_LABELS, Metric
from backline.percent import hundredths

MISSING = "—"
MINUS = "−"


def number(value: int) -> str:
    """``1,234``, with a true minus sign."""
    return f"{value:,}".replace("-", MINUS)


def signed(value: int) -> str:
    """``+1,234``, ``±0``; a fall with a true minus sign."""
    return "±0" if value == 0 else f"+{value:,}" if value > 0 else number(value)


def percent(part: int, whole: int) -> str:
    """``+3.4%``: one decimal, halves away from zero; empty where there is no whole."""
    share = hundredths(abs(part), whole, 1)
    return "" if share is None else f"{MINUS if part < 0 else '+'}{share:,}%"


def change(growth: int, then: int) -> str:
    """A growth and its percentage: ``+12 (+3.4%)``; nothing but ``±0`` where nothing changed."""
    share = percent(growth, then)
    return f"{signed(growth)} ({share})" if growth and share else signed(growth)


def short(value: int) -> str:
    """A number for a chart, where room is short: ``1.23M``, ``123k``, ``9,999``."""
    size = abs(value)
    for step, letter in ((10**9, "B"), (10**6, "M"), (10**3, "k")):
        # From 999.5 thousand on, three figures would read 1000k.
        if size >= (100_000 if letter == "k" else step - step // 2000):
            digits = Decimal(size) / step
            places = 0 if digits >= 100 else 1 if digits >= 10 else 2
            rounded = digits.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            return f"{MINUS if value < 0 else ''}{rounded}{letter}"
    return number(value)


def short_signed(value: int) -> str:
    """:func:`signed` for a chart."""
    return f"+{short(value)}" if value > 0 else short(value) if value else signed(value)


def short_percent(growth: int, then: int) -> str:
    """:func:`percent` for a chart; empty where there is no whole."""
    if then and abs(growth) >= 10 * then:
        return f"+{short(growth * 100 // then)}%"
    return percent(growth, then)


def short_change(growth: int, then: int) -> str:
    """:func:`change` for a chart."""
    share = short_percent(growth, then)
    return f"{short_signed(growth)} ({share})" if growth and share else short_signed(growth)


def many(count: int, one: str, several: str = "") -> str:
    """``1 song``, ``1,200 songs``; ``several`` is the plural where it is no s more."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def share(part: float | None, whole: float = 1) -> str:
    """A part as ``64%``, below a tenth as ``6.4%``; a dash where it is not known."""
    if part is None or not whole:
        return MISSING
    value = 100 * part / whole
    return f"{value:,.1f}%" if abs(value) < 9.95 else f"{value:,.0f}%"


def listed(names: Sequence[str], most: int = 3) -> str:
    """``A, B, C and 188 more``."""
    head, rest = names[:most], len(names) - most
    text = ", ".join(head)
    return f"{text} and {rest:,} more" if rest > 0 else text


def series_name(metric: Metric, country: str = "") -> str:
    """``Spotify followers``; of one country ``Spotify followers (IT)``."""
    where = f" ({country})" if country else ""
    return f"{PLATFORM_LABELS.get(metric.platform, metric.platform)} {metric.label}{where}"


def of_artists(measured: int, artists: int) -> str:
    """``7 of 8 artists``."""
    return f"{measured:,} of {many(artists, 'artist')}"
