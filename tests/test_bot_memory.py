"""What a bot holds does not grow with what it was asked."""

from __future__ import annotations

from statistics import median

import pytest

from benchmarks import memory
from benchmarks.measuring import in_child
from tests.bot_roots import small_label

GROWS = 1.06
"""By so much the second half may usually hold more than the first at most: what an interpreter
leaves between. Usually, since one look may fall on what is just let go of; a leak is in all."""

KEPT = 4_000_000
"""Bytes of answers and of pictures that are kept: so few that they soon make room."""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return small_label(tmp_path_factory.mktemp("held") / "root")


def half(values):
    return len(values) // 2


@pytest.mark.heavy
def test_memory_is_looked_at_while_files_are_replaced(small):
    facts = in_child("benchmarks.memory:hold", root=small, count=20).facts
    assert facts["asked"] == list(range(2, 21, 2))
    assert facts["refused"] == 0
    assert facts["different"] > 10
    assert all(held > 10_000_000 for held in facts["held"]["bot"])
    (table,) = [memory.summary(facts, 8, 40)]
    assert [row[0] for row in table.rows] == [f"{n}" for n in facts["asked"]]


@pytest.mark.heavy
def test_the_second_thousand_of_replies_holds_no_more_than_the_first(small):
    given = {"count": 2_000, "kept": KEPT}
    facts = in_child("benchmarks.memory:hold", root=small, **given).facts
    assert facts["refused"] == 0
    held = facts["held"]
    for whose in memory.WHOSE:
        first, second = held[whose][: half(held[whose])], held[whose][half(held[whose]) :]
        assert median(second) <= GROWS * max(first), (whose, held[whose])
