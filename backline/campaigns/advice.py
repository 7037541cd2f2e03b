"""Advice for a campaign's budget: which vendors, how many streams each, what is to be expected.

The rules are stated in :class:`backline.campaigns.candidates.Rules` and told with every plan. A
vendor with too little evidence gets a trial share of the budget and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from backline.campaigns.asked import Campaigns
from backline.campaigns.candidates import Candidate, Rules, candidates
from backline.campaigns.evidence.found import evidence
from backline.campaigns.figures import (
    CampaignFigures,
    PlacementFigures,
    placements,
    totals,
    vendors,
)
from backline.campaigns.plans import STEP, Plan, best_plan
from backline.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Share:
    """What one vendor gets.

    Attributes:
        streams: to be ordered.
        expected: of them, by the record.
        cost: of the order.
        delivers: the part of an order that is expected to come.
        trial: whether it is a trial.
        why: what the expectation rests on.
    """

    vendor: str
    name: str
    streams: int
    expected: int
    cost: Decimal
    delivers: Decimal
    trial: bool
    why: str


@dataclass(frozen=True, slots=True)
class Advice:
    """A plan for a campaign.

    Attributes:
        campaign: its id; empty for one that is not there yet.
        goal: streams that are still to come; None where the campaign has no goal.
        shares: what each vendor gets, the most streams first.
        left_out: for each vendor that gets nothing, why.
        changes: what would change the plan, one sentence each.
        asks: evidence of artificial delivery by vendors that get something, one sentence each.
    """

    campaign: str
    budget: Decimal
    goal: int | None
    rules: Rules
    shares: tuple[Share, ...]
    left_out: tuple[str, ...]
    changes: tuple[str, ...]
    asks: tuple[str, ...] = ()

    @property
    def cost(self) -> Decimal:
        """Of all orders."""
        return sum((share.cost for share in self.shares), Decimal(0))

    @property
    def expected(self) -> int:
        """Streams that are expected of all orders."""
        return sum(share.expected for share in self.shares)


def advise(
    campaigns: Campaigns, campaign: str, budget: Decimal, rules: Rules | None = None
) -> Advice:
    """The best plan for a budget.

    Args:
        campaigns: the root's.
        campaign: id of the campaign.
        budget: what vendors may cost.
        rules: what the plan keeps to; the length of the campaign is its own, where it has an end.

    Raises:
        ConfigError: there is no such campaign, or the budget is nothing.
    """
    own = [one for one in totals(campaigns) if one.campaign == campaign]
    if not own:
        raise ConfigError(f"There is no campaign {campaign!r}; scripts/campaigns.py list has them.")
    placed = placements(campaigns)
    genres = {p.genre for p in placed if p.campaign == campaign and p.genre}
    rules = _of_campaign(rules or Rules(), own[0])
    return _advised(campaigns, placed, campaign, budget, _goal(own[0], placed), genres, rules)


def advise_new(
    campaigns: Campaigns, goal: int | None, budget: Decimal, rules: Rules | None = None
) -> Advice:
    """The same for a campaign that is not there yet.

    Args:
        campaigns: the root's.
        goal: its streams; None where nobody said.
        budget: what vendors may cost.
        rules: what the plan keeps to.

    Raises:
        ConfigError: the budget is nothing.
    """
    placed = placements(campaigns)
    return _advised(campaigns, placed, "", budget, goal, set(), rules or Rules())


def _advised(
    campaigns: Campaigns,
    placed: Sequence[PlacementFigures],
    campaign: str,
    budget: Decimal,
    goal: int | None,
    genres: set[str],
    rules: Rules,
) -> Advice:
    if budget <= 0:
        raise ConfigError(f"--budget {budget} is nothing to be spent; name an amount above 0.")
    left_out: list[str] = []
    who = list(candidates(vendors(campaigns), placed, genres, rules, left_out))
    shares = _shares(who, _plan(who, budget, goal, rules))
    chosen = {share.vendor for share in shares}
    left_out += [
        f"{one.figures.name}: others are expected to deliver more for the money."
        if one.proven
        else f"{one.figures.name}: {one.why}, and no room in the trial share."
        for one in who
        if one.figures.vendor not in chosen
    ]
    changes = tuple(_changes(who, shares, budget, goal, rules))
    asks = tuple(_asks(campaigns, placed, shares))
    return Advice(campaign, budget, goal, rules, shares, tuple(left_out), changes, asks)


def _asks(
    campaigns: Campaigns, placed: Sequence[PlacementFigures], shares: Sequence[Share]
) -> Iterable[str]:
    """What there is to ask the chosen vendors about, by vendor and kind of evidence."""
    names = {share.vendor: share.name for share in shares}
    among = [one.placement for one in placed if one.vendor in names]
    kinds = Counter((one.vendor or "", one.kind.value) for one in evidence(campaigns, None, among))
    for (vendor, kind), count in sorted(kinds.items()):
        times = "once" if count == 1 else f"{count} times"
        yield (
            f"{names[vendor]}: {kind}, {times}; evidence and no verdict, told by "
            f"scripts/campaigns.py evidence {vendor}."
        )


def _of_campaign(rules: Rules, campaign: CampaignFigures) -> Rules:
    if campaign.start and campaign.until:
        return replace(rules, days=(campaign.until - campaign.start).days + 1)
    return rules


def _goal(campaign: CampaignFigures, placed: Iterable[PlacementFigures]) -> int | None:
    """What is still to come beyond what is ordered already."""
    if campaign.stream_goal is None:
        return None
    ordered = [
        max((p.goal or 0) - (p.delivered or 0), 0)
        for p in placed
        if p.campaign == campaign.campaign and p.status in ("planned", "active", "paused")
    ]
    return max(campaign.stream_goal - (campaign.delivered or 0) - sum(ordered), 0)


def _plan(
    who: Sequence[Candidate], budget: Decimal, goal: int | None, rules: Rules
) -> dict[str, int]:
    """Steps by vendor: first the trials, then the best of what is left."""
    steps = _trials([one for one in who if not one.proven], budget, goal, rules)
    by_vendor = {one.figures.vendor: one for one in who}
    spent = sum(
        (by_vendor[vendor].offer(budget).cost * n for vendor, n in steps.items()), Decimal(0)
    )
    expected = sum(by_vendor[vendor].offer(budget).value * n for vendor, n in steps.items())
    left = None if goal is None else max(goal - expected, 0)
    share = budget * rules.most_share
    offers = [one.offer(share) for one in who if one.proven]
    best: Plan = best_plan(offers, budget - spent, left)
    return {**steps, **best.steps}


def _trials(
    new: Sequence[Candidate], budget: Decimal, goal: int | None, rules: Rules
) -> dict[str, int]:
    """Step by step in turn for each vendor without evidence, while the trial share lasts."""
    money, steps = budget * rules.trial_share, dict.fromkeys((c.figures.vendor for c in new), 0)
    cheapest = sorted(new, key=lambda c: (c.price, c.figures.vendor))
    offers = [one.offer(money) for one in cheapest] if goal != 0 else []
    placed = True
    while placed:
        placed = False
        for offer in offers:
            if steps[offer.vendor] < offer.most and offer.cost <= money and offer.cost:
                steps[offer.vendor] += 1
                money -= offer.cost
                placed = True
    return {vendor: count for vendor, count in steps.items() if count}


def _shares(who: Sequence[Candidate], steps: dict[str, int]) -> tuple[Share, ...]:
    made = []
    for one in who:
        count = steps.get(one.figures.vendor, 0)
        if count:
            offer = one.offer(Decimal(0))
            made.append(
                Share(
                    one.figures.vendor,
                    one.figures.name,
                    count * STEP,
                    count * offer.value,
                    count * offer.cost,
                    one.delivers,
                    trial=not one.proven,
                    why=one.why,
                )
            )
    return tuple(sorted(made, key=lambda share: (-share.streams, share.vendor)))


def _changes(
    who: Sequence[Candidate],
    shares: Sequence[Share],
    budget: Decimal,
    goal: int | None,
    rules: Rules,
) -> Iterable[str]:
    """What would change the plan, found by making it again under other rules."""
    now = sum(share.expected for share in shares)

    def expected(money: Decimal, other: Rules) -> int:
        steps = _plan(who, money, goal, other)
        return sum(share.expected for share in _shares(who, steps))

    more = expected(budget * Decimal("1.1"), rules) - now
    if more > 0:
        yield f"With a tenth more budget {more:,} streams more are to be expected."
    wider = replace(rules, most_share=min(rules.most_share + Decimal("0.2"), Decimal(1)))
    gained = expected(budget, wider) - now
    if gained > 0:
        yield (
            f"If one vendor might have {wider.most_share:.0%} of the budget instead of "
            f"{rules.most_share:.0%}, {gained:,} streams more."
        )
    full = [s for s in shares if _at_capacity(s, who)]
    for share in full:
        yield f"{share.name} is at its capacity; nothing more fits within {rules.days} days."
    if goal is not None and now < goal:
        yield f"The goal is missed by {goal - now:,} streams of {goal:,}: the budget is too small."
    yield from _prices(who, shares)


def _at_capacity(share: Share, who: Sequence[Candidate]) -> bool:
    (one,) = [c for c in who if c.figures.vendor == share.vendor]
    return not share.trial and share.streams >= one.steps * STEP


def _prices(who: Sequence[Candidate], shares: Sequence[Share]) -> Iterable[str]:
    """From which price on a vendor that was left out would be chosen."""
    chosen = [share for share in shares if not share.trial and share.cost]
    if not chosen:
        return
    worst = min(Decimal(share.expected) / share.cost for share in chosen)
    for one in who:
        if one.proven and one.figures.vendor not in {share.vendor for share in shares}:
            price = one.delivers * STEP / worst
            yield (
                f"{one.figures.name} would come in below {price:.2f} for 1,000 streams "
                f"(it asks {one.price:.2f})."
            )
