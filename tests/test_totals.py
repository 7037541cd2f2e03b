"""Label totals: who is in them, and growth over those with both ends alone."""

from __future__ import annotations

import pytest

from backline.analysis.growth import growth
from backline.analysis.totals import NO_ROW, totals
from backline.warehouse import Warehouse
from tests.bot_roots import roster_of, save
from tests.roots import DAY, before, row


@pytest.fixture
def total(tmp_path):
    """The totals of a root with the artists a-0, b-1 and c-2, by series."""

    def make(rows, artists=("A", "B", "C"), days=7):
        root = save(tmp_path / "root", rows, roster_of(artists))
        with Warehouse(root) as warehouse:
            found = totals(growth(warehouse, days, as_of=DAY), warehouse.roster, DAY)
        return {f"{t.metric.platform}/{t.metric.name}": t for t in found}

    return make


def test_only_what_may_be_added_is_added(total):
    found = total([row(DAY, 5, artist="a-0", series="spotify/monthly_listeners")])
    assert "spotify/followers" in found
    assert not {"spotify/monthly_listeners", "spotify/popularity", "discord/members"} & set(found)


def test_streams_of_a_day_add_up_over_artists_and_listeners_of_a_day_do_not(total):
    found = total(
        [
            row(DAY, value, artist=artist, series=f"spotify/daily_{name}", source="s4a_export")
            for artist, value in (("a-0", 70), ("b-1", 30))
            for name in ("streams", "listeners")
        ]
    )
    assert found["spotify/daily_streams"].value == 100
    assert "spotify/daily_listeners" not in found


def test_counts_of_different_days_are_not_added(total):
    about = {"series": "spotify/daily_streams", "source": "s4a_export"}
    rows = [
        row(day, value, artist=artist, **about)
        for artist, newest, value in (("a-0", 0, 70), ("b-1", 1, 30))
        for day in (before(newest), before(newest + 7))
    ]
    one = total(rows)["spotify/daily_streams"]
    assert (one.value, one.measured, one.compared, one.oldest) == (70, 1, 1, DAY)
    assert one.missing == (("b-1", f"told up to {before(1)}"), ("c-2", NO_ROW))


def test_a_total_says_how_many_it_is_made_of_and_who_is_missing(total):
    one = total(
        [
            row(DAY, 10, artist="a-0"),
            row(before(1), 20, artist="b-1"),
            row(DAY, None, artist="b-1", detail="timed out"),
        ]
    )["spotify/followers"]
    assert (one.value, one.measured, one.artists) == (30, 2, 3)
    assert one.oldest == before(1)
    assert one.missing == (("c-2", NO_ROW),)


def test_growth_is_of_those_with_both_ends_alone(total):
    one = total(
        [
            *(row(d, v, artist="a-0") for d, v in ((DAY, 110), (before(7), 100))),
            row(DAY, 5000, artist="b-1"),
            row(before(7), 7000, artist="c-2"),
        ]
    )["spotify/followers"]
    assert one.value == 5110
    assert (one.growth, one.then, one.compared) == (10, 100, 1)
    assert one.change == pytest.approx(0.1)
    assert one.spans == (7, 7)


def test_nothing_measured_is_none_and_never_0(total):
    one = total([row(DAY, 1, artist="a-0")])["instagram/followers"]
    assert (one.value, one.growth, one.change, one.spans) == (None, None, None, None)
    assert one.measured == 0


def test_rounding_is_added_up(total):
    rows = [
        row(d, v, artist=a, series="youtube/subscribers", resolution=100)
        for a in ("a-0", "b-1")
        for d, v in ((DAY, 12_400), (before(7), 12_300))
    ]
    assert total(rows)["youtube/subscribers"].uncertain == 200


def test_artists_the_label_does_not_have_on_the_day_are_left_aside(total):
    artists = (
        "A",
        ("B", f"until = {before(1)}"),
        ("C", f"since = {DAY.replace(month=10, day=20)}"),
    )
    rows = [row(DAY, 1, artist=key) for key in ("a-0", "b-1", "c-2", "stranger")]
    one = total(rows, artists)["spotify/followers"]
    assert (one.value, one.artists) == (1, 1)


def test_notes_of_the_figures_are_counted(total):
    rows = [
        row(d, v, artist=a, series="youtube/views")
        for a in ("a-0", "b-1")
        for d, v in ((DAY, 90), (before(7), 100))
    ]
    assert total(rows)["youtube/views"].notes == (("a counter that should only rise fell", 2),)
