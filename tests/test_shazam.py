"""Shazam counts of songs in the analysis."""

from __future__ import annotations

import io
import sys

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from backline.analysis.audience.asked import Whom
from backline.analysis.audience.shazam import Count, counts_of
from backline.analysis.audience.songs import Songs
from backline.store import Subjects
from tests.charted import analysed, charted_root, count, song
from tests.roots import DAY, before
from tests.test_radio import sheets_of
from tests.test_scripts import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))
from _shown_beside import show_beside

FIRST = before(9)
SONGS = [song("one"), song("two"), song("again", song="one"), song("other", credit="Bo")]


def shazams(day, track, value, **more):
    return count(day, track, value, platform="shazam", metric="shazams", **more)


def told(path, *rows, **more):
    root = charted_root(path, SONGS, rows=rows)
    return root, analysed(root, FIRST, DAY, today=DAY, **more)["shazam"]


def test_a_song_s_count_goes_from_the_first_known_day_to_the_latest(tmp_path):
    root, (one, two) = told(
        tmp_path,
        *(shazams(before(n), "one", 1000 - 10 * n) for n in range(2, 8)),
        shazams(DAY, "two", 7),
        shazams(before(30), "two", 1),
        shazams(DAY, "other", 9, artist="bo"),
    )
    assert (one["first_value"], one["first_date"]) == (930, str(before(7)))
    assert (one["latest_value"], one["latest_date"], one["difference"]) == (980, str(before(2)), 50)
    assert one["coverage"] == {
        "measured": 6, "days": 10, "missing": [{"reason": "not counted", "days": 4}],
    }  # fmt: skip
    assert (two["difference"], two["data_points"]) == (None, 1)
    assert two["notes"] == ["counted on one day: nothing to compare it with"]
    assert sheets_of(root)[4:] == ["Shazam"]
    drawn = io.StringIO()
    show_beside(Console(file=drawn, width=60), analysed(root, FIRST, DAY, today=DAY))
    assert "+50" in drawn.getvalue()
    assert max(map(len, drawn.getvalue().splitlines())) <= 60


def test_ids_that_are_one_song_take_the_larger_of_each_day(tmp_path):
    _, (one,) = told(
        tmp_path,
        shazams(before(2), "one", 100),
        shazams(before(2), "again", 90),
        shazams(DAY, "again", 130),
    )
    assert (one["id"], one["first_value"], one["latest_value"]) == ("one", 100, 130)


def test_that_an_artist_has_no_count_of_their_own_is_said(tmp_path):
    root, _ = told(tmp_path, shazams(DAY, "one", 5))
    (row,) = analysed(root, FIRST, DAY, today=DAY, platforms=("shazam",))["detailed_breakdown"]
    assert row["notes"] == ["Shazam counts songs and not artists: --tracks shows them"]


def test_a_count_that_falls_says_so(tmp_path):
    values = enumerate((90, 120, 100))
    _, (one,) = told(tmp_path, *(shazams(before(n), "one", value) for n, value in values))
    assert (one["difference"], one["notes"]) == (-10, ["the count fell in between"])


def test_the_world_s_count_does_not_stand_for_a_country(tmp_path):
    _, rows = told(tmp_path, shazams(DAY, "one", 5), country="IT")
    assert rows == []


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from(["one", "again", "two"]),
            st.integers(0, 99) | st.none(),
        ),
        max_size=15,
    )
)
def test_no_two_ids_of_a_song_are_added_and_a_gap_is_no_zero(counts):
    songs = Songs(Subjects(SONGS))
    entries = [Count(before(n), track, value, "x") for n, track, value in counts]
    for one in counts_of(Whom("ada", "Ada"), songs, entries):
        own = [e for e in entries if songs.song_of(e.subject) == one.about["id"]]
        for day, value in one.counts.items():
            assert value == max(e.value for e in own if e.date == day and e.value is not None)
        assert set(one.counts) == {e.date for e in own if e.value is not None}
