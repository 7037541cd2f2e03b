"""How a document says which days of a period are known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def coverage(measured: int, days: int, missing: Mapping[str, int]) -> dict[str, Any]:
    """How many of a period's days are known, and why the others are not."""
    return {
        "measured": measured,
        "days": days,
        "missing": [{"reason": reason, "days": count} for reason, count in missing.items()],
    }
