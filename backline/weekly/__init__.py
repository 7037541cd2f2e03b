"""The weekly artist tracking report: layouts, figures, cells, sheet, workbook, files, the job."""

from __future__ import annotations

from backline.weekly.job import WeeklyRun, run_weekly
from backline.weekly.layout import Layout
from backline.weekly.layout_file import load_layout

__all__ = ["Layout", "WeeklyRun", "load_layout", "run_weekly"]
