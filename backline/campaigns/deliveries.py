"""Real against promised of a campaign or a vendor, as their chart is made of it.

Placements whose song no scrape tells of are no part of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backline.campaigns.asked import Campaigns
from backline.campaigns.days import promised_days, real_days
from backline.campaigns.figures import PlacementFigures
from backline.campaigns.picked import campaign_of, placements_of
from backline.exports.pictures.delivery import Delivery


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a chart is made of.

    Attributes:
        delivery: the days.
        placements: how many are drawn.
        of: how many there are.
    """

    delivery: Delivery
    placements: int
    of: int


def of_campaign(campaigns: Campaigns, campaign: str) -> Drawn:
    """All placements of a campaign, with what only they share, against the campaign's goal.

    Raises:
        DataError: the campaign's row cannot be read.
    """
    figures = campaign_of(campaigns, campaign)
    drawn = _drawn(campaigns, placements_of(campaigns, "campaign", campaign), shared=True)
    told = replace(drawn.delivery, goal=figures.stream_goal, delivered=figures.delivered)
    return replace(drawn, delivery=told)


def of_vendor(campaigns: Campaigns, vendor: str) -> Drawn:
    """All placements of a vendor, who has no goal."""
    every = placements_of(campaigns, "vendor", vendor)
    drawn = _drawn(campaigns, every, shared=False)
    counts = [one.delivered for one in every if one.delivered is not None]
    told = replace(
        drawn.delivery,
        delivered=sum(counts) if counts else None,
        without_goal="all placements together",
    )
    return replace(drawn, delivery=told)


def _drawn(campaigns: Campaigns, every: Sequence[PlacementFigures], *, shared: bool) -> Drawn:
    told = [one for one in every if one.start and one.as_of and one.as_of >= one.start]
    delivery = Delivery(
        real=real_days(campaigns, told, shared=shared),
        promised=promised_days(told),
        first=min((one.start for one in told if one.start), default=None),
        last=max((one.as_of for one in told if one.as_of), default=None),
    )
    return Drawn(delivery, len(told), len(every))
