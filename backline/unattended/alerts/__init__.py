"""Telling people what happened, once each: what there is to tell, who was told, delivery.

A kind of alert is a name in :data:`backline.people.alert_rules.KINDS` and a finder in
:data:`backline.unattended.alerts.job.FINDERS`; nothing else knows what it is about.
"""

from __future__ import annotations

from backline.unattended.alerts.found import Alert, Passed
from backline.unattended.alerts.job import AlertsRun, run_alerts
from backline.unattended.alerts.memory import Memory

__all__ = ["Alert", "AlertsRun", "Memory", "Passed", "run_alerts"]
