"""Two engines asked the same: what the other one cannot do is kept and ends nothing."""

from __future__ import annotations

from contextlib import closing

import pytest

from backline.engines import DuckDB, EngineError
from backline.engines.compared import Compared


class Far(DuckDB):
    """An engine that fails at a step and reads no file of this machine."""

    def prepare(self, text, values=None, *, into=None):
        if text.startswith("create table"):
            raise EngineError("out of order")
        super().prepare(text, values, into=into)

    def files(self, paths, *, named=False):
        raise EngineError(f"{paths[0].name}: not here")


def test_a_step_that_fails_keeps_its_own_reason_where_nothing_can_be_lent():
    with closing(Compared(DuckDB(), Far(), lambda text: text.partition(" ")[0])) as both:
        both.prepare("create table t as select 1 as n")
        assert both.rows("from t") == [{"n": 1}]
        assert both.held["create"].said == "not answered: out of order"
        assert "t does not exist" in both.held["from"].said


class Other(DuckDB):
    """An engine that answers what it is told to."""

    def __init__(self, answer):
        super().__init__()
        self.answer = answer

    def rows(self, text, values=None):
        return [{"n": self.answer}]


@pytest.mark.parametrize(
    ("own", "other", "same"),
    [
        (0.0, -0.0, True),  # the sign of a sum that comes to nothing is no difference
        (0.1 + 0.2, 0.3, True),
        (0.3, 0.30000001, False),
        (0.0, None, False),
        (0.0, 0, False),  # a column that two engines give two types
    ],
)
def test_fractions_are_the_same_as_far_as_sums_in_another_order_are(own, other, same):
    with closing(Compared(Other(own), Other(other), str)) as both:
        assert both.rows("n") == [{"n": own}]
        assert both.held["n"].identical is same
