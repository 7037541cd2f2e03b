"""The best plan is the best one: all plans are tried on small cases."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from backline.campaigns.plans import Offer, best_plan

offers = st.lists(
    st.tuples(st.integers(0, 900), st.integers(0, 1000), st.integers(0, 4)), max_size=4
)


def made(drawn) -> list[Offer]:
    return [
        Offer(f"v{n}", Decimal(cents) / 100, value, most)
        for n, (cents, value, most) in enumerate(drawn)
    ]


def every_plan(listed: list[Offer]):
    for steps in product(*(range(one.most + 1) for one in listed)):
        cost = sum((n * one.cost for n, one in zip(steps, listed, strict=True)), Decimal(0))
        yield sum(n * one.value for n, one in zip(steps, listed, strict=True)), cost


@settings(max_examples=200, deadline=None)
@given(offers, st.integers(0, 3000))
def test_no_plan_for_the_budget_delivers_more(drawn, cents):
    listed, budget = made(drawn), Decimal(cents) / 100
    plan = best_plan(listed, budget)
    assert (plan.expected, -plan.cost) == max((v, -c) for v, c in every_plan(listed) if c <= budget)
    most = {one.vendor: one.most for one in listed}
    assert all(0 < count <= most[vendor] for vendor, count in plan.steps.items())


@settings(max_examples=200, deadline=None)
@given(offers, st.integers(0, 3000), st.integers(1, 8000))
def test_no_plan_reaches_the_goal_for_less(drawn, cents, goal):
    listed, budget = made(drawn), Decimal(cents) / 100
    plan = best_plan(listed, budget, goal)
    within = [(v, c) for v, c in every_plan(listed) if c <= budget]
    enough = [c for v, c in within if v >= goal]
    if enough:
        assert plan.cost == min(enough)
        assert plan.expected >= goal
    else:
        assert plan.expected == max(v for v, _ in within)


def test_fifty_vendors_and_a_large_budget():
    listed = [Offer(f"v{n}", Decimal(150 + 7 * n) / 100, 600 + n * 8, 20 + n) for n in range(50)]
    plan = best_plan(listed, Decimal(2500))
    assert Decimal(2499) <= plan.cost <= 2500
    assert best_plan(listed, Decimal(10_000)).steps == {one.vendor: one.most for one in listed}
