"""The id that each post ends with, by which a bot sees that it, or another one, has told it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from backline.unattended.alerts import Alert

_STAMP = re.compile(r"\bid ([0-9a-f]{10}(?: [0-9a-f]{10})*)$")


def id_of(alert: Alert) -> str:
    """Ten signs that name an alert and how far it went, the same wherever it is made."""
    told = "\n".join((*alert.key, str(alert.level)))
    return hashlib.blake2b(told.encode(), digest_size=5).hexdigest()


def stamp(alerts: Iterable[Alert]) -> str:
    """What a post of some alerts ends with: ``id 5f0c2ab917``."""
    return f"id {' '.join(map(id_of, alerts))}"


def stamped(text: str) -> list[str]:
    """The ids that a text ends with."""
    found = _STAMP.search(text)
    return found[1].split() if found else []


def nonce_of(alerts: Iterable[Alert]) -> str:
    """By which Discord knows the same post again that two bots make at the same moment."""
    return hashlib.blake2b(stamp(alerts).encode(), digest_size=12).hexdigest()
