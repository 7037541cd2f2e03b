"""What stands below every reply: as of when, from where, and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from backline.names import shown
from bot.library import Label

OLD = 2
"""From how many days on the age of the newest number is said."""


def age(day: date, today: date) -> str:
    """``51 days ago``."""
    days = (today - day).days
    return f"{days:,} day{'s' if days != 1 else ''} ago"


def footer(label: Label, as_of: date | None, sources: Iterable[str] = ()) -> list[str]:
    """The parts of a reply's footer.

    Args:
        label: knows what could not be read.
        as_of: the day the reply describes, None where nothing was ever measured.
        sources: which clients and files told the reply's numbers; an empty one tells nothing.
    """
    if as_of is None:
        parts = ["nothing measured yet"]
    elif (label.today - as_of).days > OLD:
        parts = [f"last measured {as_of}, {age(as_of, label.today)}"]
    else:
        parts = [f"as of {as_of}"]
    named = sorted({source.replace("_", " ") for source in sources if source})
    if named:
        parts.append(f"from {', '.join(named)}")
    return [*parts, *(shown(notice, 300) for notice in label.notices)]
