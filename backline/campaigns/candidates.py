"""Who may get a part of a budget: each vendor's price, expected delivery and room, or why none.

A vendor's expected delivery is its real record, drawn towards that of all vendors while it rests on
few placements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from backline.campaigns.figures import PlacementFigures, VendorFigures
from backline.campaigns.plans import STEP, Offer
from backline.names import same_name
from backline.words import many

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
class Candidate:
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


def candidates(
    every: Sequence[VendorFigures],
    placed: Sequence[PlacementFigures],
    genres: set[str],
    rules: Rules,
    left_out: list[str],
) -> Iterable[Candidate]:
    """The vendors that may get something.

    Args:
        every: all vendors' records.
        placed: all placements.
        genres: the campaign's music; none where nobody said.
        rules: what the plan keeps to.
        left_out: gets a sentence for each vendor that may not.
    """
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
        yield Candidate(
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
        f"{one.delivery_rate:.0%} of what was promised in "
        f"{many(one.promised_placements, 'placement')}, {many(one.judged_days, 'day')} known"
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
