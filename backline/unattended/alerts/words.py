"""Messages to people: short, plain, and with other people's words that no service acts upon.

Discord, Slack and e-mail each act on other signs. A playlist may be called ``@everyone``, so such
signs are replaced by ones that look the same to people, and addresses are broken up with a word
joiner, which nobody sees. Discord reads ``*bold*`` also around invisible signs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backline.names import shown
from backline.unattended.alerts.found import Alert
from backline.words import many

LONGEST_MESSAGE = 1500
"""Signs of one message; Discord takes 2,000 and is the shortest."""

LONGEST_TEXT = 600
"""Signs of one alert."""

_LOOKS_THE_SAME = str.maketrans(
    {
        "@": "＠", "<": "‹", ">": "›", "*": "∗", "_": "＿", "`": "ˋ", "~": "∼", "|": "ǀ",
        "[": "［", "]": "］", "\\": "＼",
    }
)  # fmt: skip
_ADDRESS = re.compile(r"(?<=:)(?=//)|(?<=\w)\.(?=[^\W\d])")
_JOINER = "\u2060"


def safe(text: str, most: int = LONGEST_TEXT) -> str:
    """A text with other people's words in it, as it may be sent to any service: one line."""
    signs = shown(text, most).translate(_LOOKS_THE_SAME)
    return _ADDRESS.sub(lambda found: found[0] + _JOINER, signs)


@dataclass(frozen=True, slots=True)
class Message:
    """Some alerts as one message."""

    title: str
    text: str
    alerts: tuple[Alert, ...]


def messages(alerts: Sequence[Alert], label: str) -> list[Message]:
    """Alerts as messages of a length that every service takes, in their order.

    Args:
        alerts: what is to be told.
        label: whose they are.
    """
    parts: list[list[Alert]] = []
    room = 0
    for alert in alerts:
        size = len(_line(alert)) + 1
        if not parts or size > room:
            parts.append([])
            room = LONGEST_MESSAGE
        parts[-1].append(alert)
        room -= size
    whose = safe(label, 60)
    return [
        Message(
            f"{many(len(part), 'alert')}, {whose}",
            "\n".join(map(_line, part)),
            tuple(part),
        )
        for part in parts
    ]


def _line(alert: Alert) -> str:
    mark = "! " if alert.severity == "urgent" else "- "
    return mark + safe(alert.text)
