"""Telling people what happened, once each: what there is to tell, who was told, delivery."""

from __future__ import annotations

from backline.unattended.alerts.found import Alert, Passed
from backline.unattended.alerts.job import AlertsRun, run_alerts
from backline.unattended.alerts.memory import Memory

__all__ = ["Alert", "AlertsRun", "Memory", "Passed", "run_alerts"]
