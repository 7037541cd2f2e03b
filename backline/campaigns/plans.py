"""The best plan under stated rules: how many streams to order from whom, for a budget.

Pure: offers in, a plan out. Streams are ordered in steps. The plan delivers the most that is
expected within the budget; where that reaches the goal, it is the cheapest one that does. All plans
of whole steps are weighed against each other, cent by cent of the budget (a knapsack filled by
dynamic programming), so that none is better; tests try all of them on small cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

STEP = 1000
"""Streams that are ordered together; vendors price them so."""

_CENTS = 5_000_000
"""So many units of money a budget is weighed in at most; a larger one in units of more than a
cent."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What one vendor can be given.

    Attributes:
        vendor: its id.
        cost: of a step, in whole cents.
        value: streams that are expected of a step.
        most: steps it can be given at most.
    """

    vendor: str
    cost: Decimal
    value: int
    most: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps by vendor.

    Attributes:
        expected: streams that are expected to come.
        cost: of it all.
    """

    steps: Mapping[str, int]
    expected: int
    cost: Decimal


def best_plan(offers: Sequence[Offer], budget: Decimal, goal: int | None = None) -> Plan:
    """The plan that delivers the most for a budget, or a goal for the least.

    Of equal plans it is the cheaper one.

    Args:
        offers: the vendors.
        budget: what may be spent.
        goal: streams that are enough; None where more is always better.
    """
    import numpy as np

    useful = [one for one in offers if one.most > 0 and one.value > 0]
    unit = max(Decimal("0.01"), (budget / _CENTS).quantize(Decimal("0.01"), ROUND_CEILING))
    room = int(budget / unit)
    lots = [lot for one in useful for lot in _lots(one, unit, room)]
    most = np.zeros(room + 1, dtype=np.int64)  # by money: the most that it can deliver
    taken: list[Any] = []
    for _, _, cost, value in lots:
        if cost > room:
            taken.append(None)
            continue
        with_it = np.concatenate((most[:cost], most[: room + 1 - cost] + value))
        with_it[:cost] = -1
        better = with_it > most
        taken.append(np.packbits(better))
        most = np.where(better, with_it, most)
    wanted = int(most[room]) if goal is None else min(goal, int(most[room]))
    spent = int(np.searchsorted(most, wanted))  # what more money buys never falls
    steps: dict[str, int] = {}
    left = spent
    for (vendor, count, cost, _), bits in zip(reversed(lots), reversed(taken), strict=True):
        if bits is not None and bits[left // 8] >> (7 - left % 8) & 1:
            steps[vendor] = steps.get(vendor, 0) + count
            left -= cost
    return _plan(useful, steps)


def _lots(one: Offer, unit: Decimal, room: int) -> list[tuple[str, int, int, int]]:
    """An offer's steps in lots of 1, 2, 4, …, of which every number of steps can be made."""
    cost = int((one.cost / unit).to_integral_value(ROUND_CEILING))
    left = one.most if not cost else min(one.most, room // cost)
    found, size = [], 1
    while left > 0:
        size = min(size, left)
        found.append((one.vendor, size, size * cost, size * one.value))
        left -= size
        size *= 2
    return found


def _plan(offers: Sequence[Offer], steps: Mapping[str, int]) -> Plan:
    each = {one.vendor: one for one in offers}
    return Plan(
        dict(sorted(steps.items())),
        sum(count * each[vendor].value for vendor, count in steps.items()),
        sum((count * each[vendor].cost for vendor, count in steps.items()), Decimal(0)),
    )
