"""Asking over HTTP: limits, deadlines, answers, and keys that never leave memory."""

from __future__ import annotations

from backline.net.budget import RunBudget
from backline.net.credentials import (
    Credentials,
    Redactor,
    load_credentials,
    load_settings,
    switched_on,
)
from backline.net.endpoints import Endpoints
from backline.net.transport import Client, RefusedError, Verdict

__all__ = [
    "Client",
    "Credentials",
    "Endpoints",
    "Redactor",
    "RefusedError",
    "RunBudget",
    "Verdict",
    "load_credentials",
    "load_settings",
    "switched_on",
]
