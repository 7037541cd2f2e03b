"""Audiences of any period from Soundcharts, as far as they are not stored yet."""

from __future__ import annotations

from backline.collecting.audience.fetch import fetch_audience
from backline.collecting.audience.fetched import Fetched, Gap

__all__ = ["Fetched", "Gap", "fetch_audience"]
