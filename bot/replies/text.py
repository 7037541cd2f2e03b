"""Other people's text, growth and reasons, written the same way in every reply."""

from __future__ import annotations

import re
from collections.abc import Iterable

from backline.analysis.growth import Growth
from backline.analysis.verdicts import in_short, verdicts_in
from backline.exports.columns import WINDOWS
from backline.exports.pictures.drawing import shortened
from backline.names import shown
from backline.words import MISSING, change, listed

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


def remark(note: str) -> str:
    """What the audit knows of a number in a few words, for a line with little room."""
    words = dict.fromkeys(in_short(part) for part in verdicts_in(note))
    return f" ({safe(', '.join(words), 120)})" if words else ""


def rounded(step: int | None) -> str:
    """`` (rounded to 100)`` of a number that the platform rounds; nothing of an exact one."""
    return f" (rounded to {step:,})" if step and step > 1 else ""


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


def see_all(days: int) -> str:
    """Where the figures of every artist are to be found."""
    if days in WINDOWS:
        return "see reports/growth.csv"
    return f"/growth period:{days} artist: shows each"
