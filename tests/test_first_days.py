"""A label's first days: what is there is shown, what cannot be compared yet is one sentence."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backline.analysis.first_days import first_days
from backline.analysis.growth import growth
from backline.analysis.news import news
from backline.store import Store
from backline.unattended.commit_message import commit_message
from backline.warehouse import Warehouse
from bot.library import Library
from bot.replies.text import plain
from bot.typed import question_of
from tests.drawn import drawn
from tests.played import DAY as START
from tests.played import WORLD
from tests.played import run as measure
from tests.roots import DAY, before, root_of, row
from tests.test_scripts import run

SINCE = f"Measured since {START}: the first comparison over "
WEEK = f"{SINCE}7 days will exist on {START + timedelta(days=6)}"
MONTH = f"over 28 days on {START + timedelta(days=24)}"


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The label after its days 1, 2, 3 and 8."""
    from sandbox import Sandbox

    root, kept = tmp_path_factory.mktemp("walk"), {}
    (root / "roster.toml").write_text(WORLD.roster_toml(), encoding="utf-8")
    with Sandbox(WORLD, date=START) as box:
        for number in range(1, 9):
            box.date = START + timedelta(days=number - 1)
            looked_at = number in (1, 2, 3, 8)
            measure(root, box, reports=looked_at)
            if looked_at:
                kept[number] = said(root)
    return kept


def said(root):
    """Everything a person reads that day."""
    library = Library(root, today=lambda: START)
    told = {
        command: library.ask(question_of(command))
        for command in (
            "/stats",
            "/growth period:7",
            "/growth period:30",
            "/growth period:7 artist:Marlow Tide",
            "/artist name:Marlow Tide",
            "/weekly artist:Marlow Tide",
        )
    }
    library.close()
    store = Store(root)
    day = store.newest_day()
    told["commit"] = commit_message(news(store, day), store.roster(), (), None)
    told["script"] = run("growth", "--root", root, "--days", 7).stdout
    return told


@pytest.mark.parametrize("number", [1, 2, 3])
class TestWhileNothingCanBeCompared:
    def test_growth_is_one_sentence_with_the_date(self, walked, number):
        told = walked[number]
        assert told["script"] == f"{WEEK}.\n"
        reply = told["/growth period:7"]
        assert (reply.description.splitlines()[-1], reply.fields) == (f"{WEEK}.", ())
        assert reply.picture is None
        assert f"{WEEK}." in told["commit"]
        assert "movers" not in told["commit"]

    def test_an_artists_numbers_stand_without_dashes(self, walked, number):
        for command in ("/growth period:7 artist:Marlow Tide", "/artist name:Marlow Tide"):
            reply = walked[number][command]
            text = plain("\n".join(value for _, value in reply.fields))
            assert re.search(r"followers 72,\d\d\d$", text, re.MULTILINE)
            assert "—" not in text
            assert WEEK in reply.description
        assert MONTH in walked[number]["/artist name:Marlow Tide"].description
        weekly = walked[number]["/weekly artist:Marlow Tide"]
        assert "7 days —" not in weekly.fields[0][1]
        assert MONTH in weekly.description

    def test_pictures_wait_for_three_points(self, walked, number):
        for command in ("/growth period:7 artist:Marlow Tide", "/artist name:Marlow Tide"):
            assert (walked[number][command].picture is not None) is (number >= 3)

    def test_stats_are_whole_from_the_first_day(self, walked, number):
        text = plain("\n".join(value for _, value in walked[number]["/stats"].fields))
        assert "(8 of 8 artists)" in text


def test_after_a_week_the_week_is_compared_and_the_month_has_its_date(walked):
    told = walked[8]
    assert "Biggest movers in 7 days" in told["commit"]
    assert "first comparison" not in told["commit"]
    assert "7 days to 2026-09-08" in told["script"]
    artist = told["/artist name:Marlow Tide"]
    text = plain("\n".join(value for _, value in artist.fields))
    assert "7 days +" in text
    assert "28 days —" not in text
    assert f"{SINCE}28 days will exist on {START + timedelta(days=24)}." in artist.description
    month = told["/growth period:30"].description
    assert f"{SINCE}30 days will exist on {START + timedelta(days=25)}." in month


def test_a_new_artist_of_an_old_label_has_first_days_of_their_own(tmp_path):
    rows = [row(before(n), 100 + n) for n in range(60)]
    rows += [row(before(n), 5, artist="bo") for n in range(2)]
    root = root_of(tmp_path, rows)
    done = run("growth", "--root", root, "--days", 7, "--artist", "bo")
    since, first = before(1), before(1) + timedelta(days=6)
    assert done.stdout == (
        f"Measured since {since}: the first comparison over 7 days will exist on {first}.\n"
    )
    assert "Bo" in run("growth", "--root", root, "--days", 7).stdout


def test_by_snapshot_it_is_columns_that_are_missing(tmp_path):
    root = root_of(tmp_path, [row(DAY, 5)])
    done = run("growth", "--root", root, "--days", 28, "--by", "snapshot")
    assert done.stdout == "Nothing can be compared yet: 28 days by snapshot take 5 of them.\n"


@drawn(6, 60)
def test_the_date_is_that_of_the_first_comparison(examples, tmp_path_factory):
    @settings(max_examples=examples, deadline=None)
    @given(days=st.integers(1, 60), age=st.integers(0, 80))
    def holds(days, age):
        """Day by day measured since ``age`` days ago: growth exists exactly from the date said."""
        root = root_of(
            tmp_path_factory.mktemp("age"), [row(before(n), 5 + n) for n in range(age + 1)]
        )
        with Warehouse(root) as warehouse:
            young = first_days(warehouse, [days], DAY)
            (found,) = growth(warehouse, days)
            assert (young is None) is (found.growth is not None)
            if young:
                later = young.compared[days]
                rows = growth(warehouse, days, as_of=later - timedelta(days=1))
                assert all(one.growth is None for one in rows)

    holds()
