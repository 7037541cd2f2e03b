"""Measured days in a checkout, for tests of publishing."""

from __future__ import annotations

import os
from datetime import date

from backline.exports import write_reports
from backline.store import Day, Store
from tests.roots import row

DAY = date(2026, 9, 1)
BASE = {k: os.environ[k] for k in ("PATH", "HOME") if k in os.environ}
IN_ACTIONS = {**BASE, "GITHUB_ACTIONS": "true", "GITHUB_TOKEN": "ghs_" + "x" * 36}


def measure(root, day=DAY, followers=10, **more):
    """Write a day as the daily job does."""
    store = Store(root)
    with store.writing():
        with store.change() as change:
            rows = [row(day, followers, **more)]
            store.save(change, [Day(day, rows)], store.roster(), store.subjects())
        write_reports(store)
