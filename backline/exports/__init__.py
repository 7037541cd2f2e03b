"""Files and pictures people take away."""

from __future__ import annotations

from backline.exports.reports import write_reports

__all__ = ["write_reports"]
