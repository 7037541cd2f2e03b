"""Advice for a campaign's budget: which vendors, how many streams each, what is to be expected.

The rules are stated in :class:`Rules` and told with every plan. A vendor's expected delivery is its
real record, drawn towards that of all vendors while it rests on few placements; one with too little
evidence gets a trial share of the budget and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from backline.campaigns.asked import Campaigns
from backline.campaigns.figures import (
    CampaignFigures,
    PlacementFigures,
    VendorFigures,
    placements,
    totals,
    vendors,
)
from backline.campaigns.plans import STEP, Offer, Plan, best_plan
from backline.errors import ConfigError
from backline.names import same_name

DRAWN = 2
"""As many placements as the record of all vendors counts in each one's own."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a plan keeps to.

    Attributes:
        most_share: of the budget that one vendor gets, 0 to 1.
        trial_share: of the budget that vendors with too little evidence get together.
        least_days: known days with a promise from which a record is evidence.
        days: how long the campaign runs.
    """

    most_share: Decimal = Decimal("0.40")
    trial_share: Decimal = Decimal("0.10")
    least_days: int = 28
    days: int = 28


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
    """

    campaign: str
    budget: Decimal
    goal: int | None
    rules: Rules
    shares: tuple[Share, ...]
    left_out: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def cost(self) -> Decimal:
        """Of all orders."""
        return sum((share.cost for share in self.shares), Decimal(0))

    @property
    def expected(self) -> int:
        """Streams that are expected of all orders."""
        return sum(share.expected for share in self.shares)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A vendor that may get a part of the budget.

    Attributes:
        steps: what its capacity leaves for the campaign.
        proven: whether its record is evidence.
    """

    figures: VendorFigures
    price: Decimal
    delivers: Decimal
    steps: int
    proven: bool
    why: str

    def offer(self, money: Decimal) -> Offer:
        """What it can be given for some money at most."""
        cost = self.price.quantize(Decimal("0.01"), ROUND_CEILING)
        most = self.steps if not cost else min(self.steps, int(money / cost))
        return Offer(self.figures.vendor, cost, int(self.delivers * STEP), most)


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
    candidates = list(_candidates(vendors(campaigns), placed, genres, rules, left_out))
    shares = _shares(candidates, _plan(candidates, budget, goal, rules))
    chosen = {share.vendor for share in shares}
    left_out += [
        f"{one.figures.name}: others are expected to deliver more for the money."
        if one.proven
        else f"{one.figures.name}: {one.why}, and no room in the trial share."
        for one in candidates
        if one.figures.vendor not in chosen
    ]
    changes = tuple(_changes(candidates, shares, budget, goal, rules))
    return Advice(campaign, budget, goal, rules, shares, tuple(left_out), changes)


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


def _candidates(
    every: Sequence[VendorFigures],
    placed: Sequence[PlacementFigures],
    genres: set[str],
    rules: Rules,
    left_out: list[str],
) -> Iterable[_Candidate]:
    known = [one for one in every if one.delivery_rate is not None]
    weight = sum(one.promised_placements for one in known)
    together = sum(
        (Decimal(str(one.delivery_rate)) * one.promised_placements for one in known), Decimal(0)
    )
    pool = together / weight if weight else None
    for one in every:
        why = _unfit(one, genres)
        price = one.promised_cost_per_1000 or _paid(one.vendor, placed)
        if not why and price is None:
            why = "nobody wrote down what 1,000 streams cost"
        if why or price is None:
            left_out.append(f"{one.name}: {why}.")
            continue
        proven = one.judged_days >= rules.least_days and one.delivery_rate is not None
        yield _Candidate(
            one,
            price,
            _delivers(one, pool),
            _capacity(one, placed, rules),
            proven,
            _rests_on(one, pool),
        )


def _unfit(one: VendorFigures, genres: set[str]) -> str:
    if one.active is False:
        return "not active"
    takes = {same_name(genre) for genre in one.genres or ()}
    if genres and takes and not takes & {same_name(genre) for genre in genres}:
        return (
            f"takes {', '.join(one.genres or ())}, and the campaign is {', '.join(sorted(genres))}"
        )
    return ""


def _paid(vendor: str, placed: Iterable[PlacementFigures]) -> Decimal | None:
    """What 1,000 ordered streams cost up to now, of placements with a price and a goal."""
    known = [p for p in placed if p.vendor == vendor and p.price_paid is not None and p.goal]
    ordered = sum(p.goal or 0 for p in known)
    paid = sum((p.price_paid or Decimal(0) for p in known), Decimal(0))
    return paid * 1000 / ordered if ordered else None


def _delivers(one: VendorFigures, pool: Decimal | None) -> Decimal:
    """The part of an order that is expected to come, never more than all of it."""
    own = None if one.delivery_rate is None else Decimal(str(one.delivery_rate))
    if own is None:
        found = pool if pool is not None else Decimal("0.5")
    elif pool is None:
        found = own
    else:
        count = one.promised_placements
        found = (own * count + pool * DRAWN) / (count + DRAWN)
    return min(max(found, Decimal(0)), Decimal(1)).quantize(Decimal("0.001"))


def _rests_on(one: VendorFigures, pool: Decimal | None) -> str:
    if one.delivery_rate is None:
        others = "the record of all vendors" if pool is not None else "nothing; half is assumed"
        return f"no record of its own: {others}"
    return (
        f"{one.delivery_rate:.0%} of what was promised in {one.promised_placements} placements, "
        f"{one.judged_days} days known"
    )


def _capacity(one: VendorFigures, placed: Iterable[PlacementFigures], rules: Rules) -> int:
    """Steps that fit beside what the vendor has promised already."""
    most = Decimal(one.max_streams_per_day or 0)
    if not one.max_streams_per_day:
        best = [p.recent_per_day or p.per_day or 0 for p in placed if p.vendor == one.vendor]
        most = Decimal(str(max(best, default=0)))
    promised = Decimal(str(one.promised_per_day or 0)) if one.max_streams_per_day else Decimal(0)
    free = max(most - promised, Decimal(0)) * rules.days
    return int(free / STEP) if most else 1


def _plan(
    candidates: Sequence[_Candidate], budget: Decimal, goal: int | None, rules: Rules
) -> dict[str, int]:
    """Steps by vendor: first the trials, then the best of what is left."""
    steps = _trials([one for one in candidates if not one.proven], budget, goal, rules)
    by_vendor = {one.figures.vendor: one for one in candidates}
    spent = sum(
        (by_vendor[vendor].offer(budget).cost * n for vendor, n in steps.items()), Decimal(0)
    )
    expected = sum(by_vendor[vendor].offer(budget).value * n for vendor, n in steps.items())
    left = None if goal is None else max(goal - expected, 0)
    share = budget * rules.most_share
    offers = [one.offer(share) for one in candidates if one.proven]
    best: Plan = best_plan(offers, budget - spent, left)
    return {**steps, **best.steps}


def _trials(
    new: Sequence[_Candidate], budget: Decimal, goal: int | None, rules: Rules
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


def _shares(candidates: Sequence[_Candidate], steps: dict[str, int]) -> tuple[Share, ...]:
    made = []
    for one in candidates:
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
    candidates: Sequence[_Candidate],
    shares: Sequence[Share],
    budget: Decimal,
    goal: int | None,
    rules: Rules,
) -> Iterable[str]:
    """What would change the plan, found by making it again under other rules."""
    now = sum(share.expected for share in shares)

    def expected(money: Decimal, other: Rules) -> int:
        steps = _plan(candidates, money, goal, other)
        return sum(share.expected for share in _shares(candidates, steps))

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
    full = [s for s in shares if _at_capacity(s, candidates)]
    for share in full:
        yield f"{share.name} is at its capacity; nothing more fits within {rules.days} days."
    if goal is not None and now < goal:
        yield f"The goal is missed by {goal - now:,} streams of {goal:,}: the budget is too small."
    yield from _prices(candidates, shares)


def _at_capacity(share: Share, candidates: Sequence[_Candidate]) -> bool:
    (one,) = [c for c in candidates if c.figures.vendor == share.vendor]
    return not share.trial and share.streams >= one.steps * STEP


def _prices(candidates: Sequence[_Candidate], shares: Sequence[Share]) -> Iterable[str]:
    """From which price on a vendor that was left out would be chosen."""
    chosen = [share for share in shares if not share.trial and share.cost]
    if not chosen:
        return
    worst = min(Decimal(share.expected) / share.cost for share in chosen)
    for one in candidates:
        if one.proven and one.figures.vendor not in {share.vendor for share in shares}:
            price = one.delivers * STEP / worst
            yield (
                f"{one.figures.name} would come in below {price:.2f} for 1,000 streams "
                f"(it asks {one.price:.2f})."
            )
