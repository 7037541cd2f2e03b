"""Lines that the label's day and week tell alike: who, what was reached, what the audit finds."""

from __future__ import annotations

from collections.abc import Sequence

from backline.analysis.milestones import Milestone
from backline.measure import VOCABULARY
from backline.words import number, series_name
from bot.library import Label
from bot.replies.text import safe, safe_name


def who(label: Label, key: str) -> str:
    """The name of an artist, or of the label itself for an empty key."""
    roster = label.warehouse.roster
    name = next((artist.name for artist in roster.artists if artist.key == key), roster.label)
    return safe_name(name, 40)


def cut(lines: Sequence[str], most: int, count: int | None = None) -> list[str]:
    """The first lines of a list, and how many more it has.

    Args:
        lines: safe for Discord; at least the first ones of the list.
        most: so many are shown.
        count: how many the whole list has, where ``lines`` are not all of it.
    """
    rest = (len(lines) if count is None else count) - most
    return [*lines[:most], *([f"and {rest:,} more"] if rest > 0 else [])]


def reached_lines(label: Label, reached: Sequence[Milestone], most: int) -> list[str]:
    """The round numbers that were reached, each with its day."""
    lines = [
        f"{who(label, one.artist)}: {series_name(VOCABULARY[one.platform, one.metric])} "
        f"**{number(one.milestone)}** on {one.reached_on}"
        for one in reached[:most]
    ]
    return cut(lines, most, len(reached))


def sentence_lines(sentences: Sequence[str], most: int) -> list[str]:
    """Sentences of the audit or about gaps, with other people's names in them."""
    return cut([safe(one, 250) for one in sentences[:most]], most, len(sentences))
