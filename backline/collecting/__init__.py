"""One day of every artist, collected; catching up, the paid past, keeping and forgetting."""

from __future__ import annotations

from backline.collecting.daily import DailyRun, run_day

__all__ = ["DailyRun", "run_day"]
