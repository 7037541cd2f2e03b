"""Alerts about the label's keys: which end soon, as the platforms told the daily run."""

from __future__ import annotations

from datetime import date

from backline.store import key_ends
from backline.unattended.alerts.found import Alert, Found, Passed
from backline.unattended.alerts.world import World


def key_alerts(world: World, today: date) -> list[Found]:
    """The keys that end soon or have ended, and those that do not.

    Raises:
        DataError: what is known of them cannot be read.
    """
    found: list[Found] = []
    for one in key_ends(world.store):
        about = f"key {one.variable}"
        if one.is_near(today):
            found.append(Alert("key_ends", about, today, one.said(today), what=one.what))
        else:
            found.append(Passed("key_ends", about, today, what=one.what))
    return found
