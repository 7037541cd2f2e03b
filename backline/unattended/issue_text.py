"""What the texts of Backline's issues are made of: lines, paragraphs, and marks nobody sees."""

from __future__ import annotations

import re
from datetime import date

from backline.unattended.github_text import markdown

_LONGEST = 600  # signs of one line
_DAY = re.compile(r"<!-- backline (\d{4}-\d{2}-\d{2}) -->")


def line(text: str) -> str:
    """Other people's words as one line, which is a sentence."""
    return f"{markdown(text.rstrip('.'), _LONGEST)}."


def paragraphs(*texts: str) -> str:
    """Texts with an empty line between them; empty ones are left out."""
    return "\n\n".join(text.strip() for text in texts if text.strip())


def mark(day: date) -> str:
    """What tells that a text is about a day."""
    return f"<!-- backline {day} -->"


def marked_days(text: str) -> list[date]:
    """The days a text is marked with."""
    return [date.fromisoformat(found) for found in _DAY.findall(text)]
