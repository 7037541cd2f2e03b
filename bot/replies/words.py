"""Numbers, changes and other people's text, written the same way in every reply."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal

from backline.analysis.growth import Growth
from backline.exports.pictures.drawing import shortened
from backline.exports.reports import WINDOWS
from backline.measure import PLATFORM_LABELS, Metric
from backline.names import shown

MISSING = "—"
MINUS = "−"
NAME = 60
"""How many signs of a name or title a line shows."""

_LIVE = re.compile(r"([\[\]<>#]|://)")


def safe(text: str, most: int = NAME) -> str:
    """Somebody else's text for one line of Discord Markdown, in which nothing of it is live.

    No formatting, no link, no mention, and no sign that turns the line around.
    """
    from discord.utils import escape_markdown, escape_mentions

    # discord.py escapes a link only at its first bracket and leaves bare addresses and channel
    # mentions alone, so those signs are escaped here and the rest between them there.
    parts = _LIVE.split(shown(text, most))
    escaped = (
        ":\\//"
        if part == "://"
        else f"\\{part}"
        if place % 2
        else escape_markdown(part, ignore_links=False)
        for place, part in enumerate(parts)
    )
    return escape_mentions("".join(escaped))


def safe_name(name: str, most: int = NAME) -> str:
    """:func:`safe` for a name or title, which loses its middle where it is too long."""
    return safe(shortened(name, most), most)


def plain(text: str, *, addresses: bool = False) -> str:
    """Discord Markdown as a terminal shows it: links as their text, with the address if asked."""
    link = r"\1 \2" if addresses else r"\1"
    text = re.sub(r"(?<!\\)\[((?:\\.|[^\]\\])*)\]\((https://[^)\s]*)\)", link, text)
    text = re.sub(r"\\([^0-9A-Za-z\s])|\*\*", r"\1", text)
    return text.replace("@\u200b", "@")


def number(value: int) -> str:
    """``1,234``, with a true minus sign."""
    return f"{value:,}".replace("-", MINUS)


def signed(value: int) -> str:
    """``+1,234``, ``±0``; a fall with a true minus sign."""
    return "±0" if value == 0 else f"+{value:,}" if value > 0 else number(value)


def percent(part: int, whole: int) -> str:
    """``+3.4%``: one decimal, halves away from zero; empty where there is no whole."""
    if not whole:
        return ""
    exact = Decimal(part) * 100 / Decimal(whole)
    rounded = exact.copy_abs().quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{MINUS if part < 0 else '+'}{rounded:,}%"


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


def short_change(growth: int, then: int) -> str:
    """:func:`change` for a chart."""
    if not growth:
        return signed(growth)
    written = f"{'+' if growth > 0 else ''}{short(growth)}"
    if not then:
        return written
    share = percent(growth, then)
    if abs(growth) >= 10 * then:
        share = f"+{short(growth * 100 // then)}%"
    return f"{written} ({share})"


def grown(row: Growth, days: int) -> str:
    """The growth of one series with what qualifies it, or ``—`` and the reason.

    A span that is not the window's length is said.
    """
    if row.growth is None or row.then is None:
        return f"{MISSING} ({safe(row.note, 200)})" if row.note else MISSING
    text = change(row.growth, row.then)
    remarks = [f"over {row.span_days} days"] if row.span_days != days else []
    note = row.note if row.growth else _without_fraction(row.note)
    remarks += [safe(note, 200)] if note else []
    return f"{text}, {'; '.join(remarks)}" if remarks else text


def _without_fraction(note: str) -> str:
    """A note without the remark that 0 cannot be divided by, which no change needs not say."""
    parts = (part for part in note.split("; ") if not part.startswith("no change as a fraction"))
    return "; ".join(parts)


def listed(names: Sequence[str], most: int = 3) -> str:
    """``A, B, C and 188 more``."""
    head, rest = names[:most], len(names) - most
    text = ", ".join(head)
    return f"{text} and {rest:,} more" if rest > 0 else text


def reasons(missing: Iterable[tuple[str, str]], most: int = 3) -> list[str]:
    """Names grouped by why their number is missing: ``— Ada, Bo: failed``.

    Args:
        missing: a name already safe for Discord, and the reason as it was written down.
        most: how many reasons get a line; the last line counts the others.
    """
    by_reason: dict[str, list[str]] = {}
    for name, reason in missing:
        by_reason.setdefault(reason, []).append(name)
    groups = sorted(by_reason.items(), key=lambda group: -len(group[1]))
    lines = [f"{MISSING} {listed(names)}: {safe(why, 160)}" for why, names in groups[:most]]
    rest = sum(len(names) for _, names in groups[most:])
    if rest:
        lines.append(f"{MISSING} {rest:,} more without a number, for other reasons")
    return lines


def series_name(metric: Metric) -> str:
    """``Spotify followers``."""
    return f"{PLATFORM_LABELS.get(metric.platform, metric.platform)} {metric.label}"


def of_artists(measured: int, artists: int) -> str:
    """``7 of 8 artists``."""
    return f"{measured:,} of {artists:,} artist{'s' if artists != 1 else ''}"


def see_all(days: int) -> str:
    """Where the figures of every artist are to be found."""
    if days in WINDOWS:
        return "see reports/growth.csv"
    return f"/growth period:{days} artist: shows each"
