"""Audiences of any period from Soundcharts, as far as they are not stored yet."""

from __future__ import annotations

from backline.collecting.audience.fetch import Fetched, Gap, fetch_audience

__all__ = ["Fetched", "Gap", "fetch_audience"]
