"""Alerts of evidence: what is out of the ordinary in a placement, and no verdict."""

from __future__ import annotations

from datetime import date, timedelta

from backline.campaigns.evidence.found import evidence
from backline.campaigns.figures import placements
from backline.unattended.alerts.found import Alert, Found
from backline.unattended.alerts.limits import EVIDENCE_DAYS
from backline.unattended.alerts.world import World

_LOOKED_AT = ("active", "paused", "completed")
"""Also what is over: how a placement ended is seen afterwards."""


def evidence_alerts(world: World, today: date) -> list[Found]:
    """The evidence of recent days. Each piece is told once for good, whatever later scrapes add.

    Raises:
        ConfigError: the roster or the corrections are wrong.
        DataError: the files cannot be read.
    """
    campaigns = world.campaigns
    if campaigns is None:
        return []
    since = today - timedelta(days=EVIDENCE_DAYS)
    figures = {
        one.placement: one
        for one in placements(campaigns)
        if one.status in _LOOKED_AT and one.as_of is not None and one.as_of >= since
    }
    if not figures:
        return []
    vendors = {row["id"]: row["name"] for row in campaigns.book.all("vendors")}
    found: list[Found] = []
    for piece in evidence(campaigns, world.warehouse, sorted(figures)):
        if piece.last_day < since:
            continue
        one = figures[piece.placement]
        song = f" ({one.title})" if one.title else ""
        whose = vendors.get(piece.vendor or "", "no vendor")
        found.append(
            Alert(
                "risk_evidence",
                f"placement {piece.placement}",
                piece.last_day,
                f"{one.campaign_name}{song}, {whose}, evidence and no verdict: {piece.sentence} "
                f"What it rests on: {piece.rests_on}",
                f"{piece.kind}: {piece.playlist}" if piece.playlist else str(piece.kind),
                campaigns=frozenset({one.campaign}),
                clients=frozenset({one.client}),
                vendors=frozenset(filter(None, [piece.vendor])),
            )
        )
    return found
