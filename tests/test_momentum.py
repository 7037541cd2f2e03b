"""Momentum: whether a number grows faster or slower than it used to, against its own past."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.analysis.momentum import SPAN, Momentum, momentum
from backline.warehouse import Warehouse
from tests.roots import DAY, ROSTER, before, root_of, row


def course(paces, first=10_000):
    """A value a day, each span with its own change a day, the oldest first."""
    values = [first]
    for pace in paces:
        values += [values[-1] + pace * n for n in range(1, SPAN + 1)]
    return values


def told(tmp_path, values, day=DAY, **about):
    rows = [row(before(n, day), v, **about) for n, v in enumerate(reversed(values))]
    with Warehouse(root_of(tmp_path, rows)) as warehouse:
        return momentum(warehouse, "ada", day)


class TestANumber:
    def test_that_grows_faster_than_ever_speeds_up(self, tmp_path):
        (one,) = told(tmp_path, course([3, 2, 3, 4, 3, 9]))
        assert (one.speeds_up, one.slows_down) == (True, False)
        assert (one.change, one.usual, one.above, one.spans) == (9 * SPAN, 3 * SPAN, 5, 5)
        assert one.since == before(6 * SPAN)

    def test_that_grows_slower_than_ever_slows_down(self, tmp_path):
        (one,) = told(tmp_path, course([5, 6, 5, 7, 5, 1]))
        assert (one.speeds_up, one.slows_down) == (False, True)

    def test_that_grows_as_it_used_to_does_neither(self, tmp_path):
        (one,) = told(tmp_path, course([3, 2, 5, 4, 3, 4]))
        assert (one.speeds_up, one.slows_down) == (False, False)

    def test_with_a_short_past_is_not_told(self, tmp_path):
        assert told(tmp_path, course([3, 2, 3, 4, 9])) == []

    def test_looks_a_year_back_at_most(self, tmp_path):
        (one,) = told(tmp_path, course([99, *[3] * 12, 4]))
        assert (one.spans, one.speeds_up) == (12, True)

    def test_without_a_number_of_these_days_is_not_told(self, tmp_path):
        values = course([3, 2, 3, 4, 3, 9])
        rows = [row(before(n + 3), v) for n, v in enumerate(reversed(values))]
        with Warehouse(root_of(tmp_path, rows)) as warehouse:
            assert momentum(warehouse, "ada", DAY) == []

    def test_goes_around_single_gaps(self, tmp_path):
        values = list(reversed(course([3, 2, 3, 4, 3, 9])))
        rows = [row(before(n), None if n == 2 * SPAN else v) for n, v in enumerate(values)]
        with Warehouse(root_of(tmp_path, rows)) as warehouse:
            (one,) = momentum(warehouse, "ada", DAY)
        assert one.speeds_up

    def test_is_not_held_against_another_way_of_counting(self, tmp_path):
        day = date(2026, 12, 20)
        values = course([3, 2, 3, 4, 3, 900, 900, 900, 900])
        assert told(tmp_path, values, day, series="youtube/views") == []
        old = date(2026, 8, 20)
        (one,) = told(tmp_path / "old", course([3, 2, 3, 4, 3, 9]), old, series="youtube/views")
        assert one.speeds_up

    def test_of_the_artists_own_work_says_nothing(self, tmp_path):
        assert told(tmp_path, course([3, 2, 3, 4, 3, 9]), series="youtube/videos") == []


@given(st.integers(5, 12), st.data())
def test_faster_and_slower_at_once_is_nothing(spans, data):
    above = data.draw(st.integers(0, spans))
    below = data.draw(st.integers(0, spans - above))
    one = Momentum("spotify", "followers", 1, 1.0, above, below, spans, DAY)
    assert not (one.speeds_up and one.slows_down)


def test_another_account_begins_anew(tmp_path):
    values = list(reversed(course([3, 2, 3, 4, 3, 9])))
    rows = [row(before(n), v) for n, v in enumerate(values)]
    root = root_of(tmp_path, rows, ROSTER)
    accounts = (("a", before(900)), ("b", before(2 * SPAN)))
    (root / "data/identities.csv").write_text(
        "artist,platform,account,id,name,since\n"
        + "".join(f"ada,spotify,{one * 22},{one * 22},Ada,{since}\n" for one, since in accounts),
        encoding="utf-8",
    )
    with Warehouse(root) as warehouse:
        assert momentum(warehouse, "ada", DAY) == []


@pytest.mark.parametrize(("pace", "said"), [(9, "speeds up"), (1, "slows down")])
def test_the_artists_reply_tells_it_with_the_evidence(tmp_path, pace, said):
    from bot.library import Library
    from bot.replies.artist import artist_profile

    values = list(reversed(course([3, 2, 3, 4, 3, pace])))
    root = root_of(tmp_path, [row(before(n), v) for n, v in enumerate(values)])
    reply = Library(root, today=lambda: DAY).ask(lambda label: artist_profile(label, "Ada"))
    line = dict(reply.fields)["Momentum"]
    assert line.startswith(f"Spotify followers {said}: +{pace * SPAN} in 28 days, ")
    assert line.endswith("than in all 5 such spans before (mostly +84)")
