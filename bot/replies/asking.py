"""What is worth asking a vendor about: evidence with its numbers, and never a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from backline.campaigns.asked import Campaigns
from backline.campaigns.evidence import evidence
from backline.campaigns.figures import PlacementFigures
from bot.library import Label
from bot.replies.reply import Section
from bot.replies.text import safe, safe_name

_MOST = 2


def worth_asking(label: Label, campaigns: Campaigns, placed: Sequence[PlacementFigures]) -> Section:
    """What is out of the ordinary in some placements, each with what it rests on.

    Raises:
        DataError: the files cannot be read.
    """
    told = {one.placement: one for one in placed if one.as_of is not None}
    found = evidence(campaigns, label.warehouse, told) if told else []
    lines = [
        f"{_name(told[one.placement])}, {one.kind}: {safe(one.sentence, 250)} Rests on: "
        f"{safe(one.rests_on, 130)}"
        for one in found[:_MOST]
    ]
    if len(found) > _MOST:
        rest = len(found) - _MOST
        lines.append(f"and {rest:,} more: scripts/campaigns.py evidence has all")
    return Section("Worth asking, evidence and no verdict", tuple(lines))


def _name(one: PlacementFigures) -> str:
    return safe_name(one.title or one.campaign_name, 40)
