"""Milestones: the round numbers that were reached, on which day, and which comes next."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backline.analysis.milestones import ROUNDS, has_milestones, milestones, next_round
from backline.measure import VOCABULARY, State
from backline.store import Store
from backline.warehouse import Warehouse
from tests.roots import DAY, before, root_of, row


def reached(root, artist="ada", day=DAY):
    with Warehouse(root) as warehouse:
        return [(m.milestone, m.reached_on) for m in milestones(warehouse, day, [artist])]


def series(values, **about):
    """Rows of the last days, the last value on the day."""
    return [row(before(n), value, **about) for n, value in enumerate(reversed(values))]


@pytest.mark.parametrize(
    ("value", "following"),
    [(0, 100), (99, 100), (100, 250), (249, 250), (250, 500), (999, 1_000), (1_000, 2_500),
     (4_999_999, 5_000_000), (500 * 10**13, None)],
)  # fmt: skip
def test_the_next_round_number(value, following):
    assert next_round(value) == following


@given(st.integers(0, 10**15 - 1))
def test_the_next_one_is_the_smallest_above(value):
    following = next_round(value)
    assert following is not None and following > value
    assert not [one for one in ROUNDS if value < one < following]


class TestADay:
    def test_is_the_first_at_or_above_it(self, tmp_path):
        root = root_of(tmp_path, series([990, 999, 1_000, 1_004, 1_010]))
        assert reached(root) == [(1_000, before(2))]

    def test_of_several_at_once_the_highest_counts(self, tmp_path):
        root = root_of(tmp_path, series([90, 600, 610]))
        assert reached(root) == [(500, before(1))]

    def test_is_not_that_of_a_single_wrong_number(self, tmp_path):
        root = root_of(tmp_path, series([990, 50_000, 995, 1_001, 1_002]))
        assert reached(root) == [(1_000, before(1))]

    def test_counts_once_though_the_number_falls_below_again(self, tmp_path):
        root = root_of(tmp_path, series([990, 1_001, 1_002, 980, 970, 1_003, 1_004]))
        assert reached(root) == [(1_000, before(5))]

    def test_the_newest_counts_and_is_not_confirmed(self, tmp_path):
        root = root_of(tmp_path, series([990, 1_001]))
        with Warehouse(root) as warehouse:
            (one,) = milestones(warehouse, DAY, ["ada"])
        assert (one.milestone, one.reached_on, one.newest, one.before) == (1_000, DAY, True, 990)

    def test_lies_between_two_where_days_are_missing(self, tmp_path):
        rows = [row(before(9), 990), row(before(5), None, state=State.FAILED, detail="gone"),
                row(before(2), 1_001), row(DAY, 1_003)]  # fmt: skip
        with Warehouse(root_of(tmp_path, rows)) as warehouse:
            (one,) = milestones(warehouse, DAY, ["ada"])
        assert (one.before_date, one.reached_on) == (before(9), before(2))

    def test_what_lay_behind_the_first_stored_day_is_not_told(self, tmp_path):
        assert reached(root_of(tmp_path, series([5_200, 5_300]))) == []

    def test_a_later_day_is_not_looked_at(self, tmp_path):
        root = root_of(tmp_path, series([990, 995, 1_001, 1_002]))
        assert reached(root, day=before(2)) == []


def test_another_account_reaches_nothing_by_what_the_first_one_had(tmp_path):
    rows = series([400, 410, 90_000, 90_100, 99_900, 100_001, 100_002])
    root = root_of(tmp_path, rows)
    Store(root).identities_file.write_text(
        "artist,platform,account,id,name,since\n"
        f"ada,spotify,a,{'1' * 22},Ada,{before(6)}\n"
        f"ada,spotify,b,{'2' * 22},Ada,{before(4)}\n"
    )
    assert reached(root) == [(100_000, before(1))]


def test_artists_and_numbers_have_their_own(tmp_path):
    rows = series([90, 101, 102]) + series([900, 1_100, 1_200], artist="bo")
    rows += series([240, 251, 252], series="deezer/fans", source="deezer_api")
    rows += series([90, 101, 102], series="spotify/popularity")
    root = root_of(tmp_path, rows)
    assert reached(root) == [(250, before(1)), (100, before(1))]
    assert reached(root, "bo") == [(1_000, before(1))]
    assert reached(root, "nobody") == []


def test_only_counts_of_people_and_plays_have_any():
    named = {f"{m.platform}/{m.name}" for m in VOCABULARY.values() if has_milestones(m)}
    assert {"spotify/followers", "spotify/monthly_listeners", "youtube/views"} <= named
    assert not named & {
        "spotify/popularity", "youtube/videos", "instagram/posts", "discord/online",
        "spotify/daily_streams", "spotify/monthly_listeners_at_least",
    }  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 3_000), min_size=2, max_size=25))
@example([100, 0, 100])
def test_by_the_rule_word_for_word(tmp_path_factory, values):
    root = root_of(tmp_path_factory.mktemp("root"), series(values))
    first = DAY - timedelta(len(values) - 1)
    held = [min(pair) for pair in zip(values, [*values[1:], values[-1]], strict=True)]
    wanted, highest = [], held[0]
    for place, value in enumerate(held[1:], 1):
        passed = [one for one in ROUNDS if highest < one <= value]
        if passed:
            wanted.append((passed[-1], first + timedelta(place)))
        highest = max(highest, value)
    assert reached(root) == wanted
    with Warehouse(root) as warehouse:
        for since in {first, DAY, *(day for _, day in wanted)}:
            later = milestones(warehouse, DAY, ["ada"], since)
            told = [(m.milestone, m.reached_on) for m in later]
            assert told == [one for one in wanted if one[1] >= since]
