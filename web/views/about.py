"""``about.html``: what every figure means, where the numbers come from and what they cover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backline.measure import VOCABULARY
from backline.words import series_name
from web.visit import Visit


def view(visit: Visit) -> Mapping[str, Any]:
    """The definitions."""
    return {
        "title": "About the numbers",
        "metrics": [(series_name(m), m) for m in VOCABULARY.values()],
        "label": visit.label.warehouse.roster.label,
    }
