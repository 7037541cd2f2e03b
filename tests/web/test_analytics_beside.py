"""Playlists, radio and Shazam of one artist on the search page, and the tables beside it."""

from __future__ import annotations

import pytest

from backline.store import Store
from backline.store.playlists import PLAYLISTS
from backline.store.radio import RADIO, RadioEntry
from tests.charted import charted_root, count, song
from tests.roots import DAY, before, row
from tests.test_playlists import placed
from tests.web.test_analytics_page import beside, lines, looked
from web.views.analytics_beside import MOST, TOP

ASKED = "artist=ada&days=28"
PLAYLISTS_SEEN = MOST + 20


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A song in more playlists than a page has, one of them called like a formula."""
    counts = [count(before(n), "one", 90 - n, platform="shazam", metric="shazams") for n in (0, 9)]
    root = charted_root(tmp_path_factory.mktemp("root"), [song("one")], [], [row(DAY, 5), *counts])
    several = [placed(DAY, f"p{n}", followers=1000 - n) for n in range(PLAYLISTS_SEEN - 1)]
    entries = [placed(DAY, "=evil()", followers=9_000), *several]
    played = RadioEntry(
        before(2), "ada", "one", "IT", "r1", "Radio Uno", 4, 700, DAY, "soundcharts"
    )
    store = Store(root)
    with store.writing(), store.change() as change:
        PLAYLISTS.write(change, store.data, {PLAYLISTS.day_of(entries[0]): entries})
        RADIO.write(change, store.data, {RADIO.day_of(played): [played]})
    return root


def test_the_playlists_with_most_followers_stand_in_the_page_and_all_in_the_file(root):
    page = looked(root, "analytics.html", ASKED)
    first, more = (
        [r["Playlist"] for r in table if "Playlist" in r]
        for table in page.tables
        if table and "Playlist" in table[0]
    )
    assert (len(first), len(more), first[0]) == (TOP, MOST - TOP, "List =evil()")
    said = page.under("Playlists")
    assert f"{PLAYLISTS_SEEN} times a song was seen in a playlist" in said
    assert f"{MOST - TOP} more playlists" in said
    assert (
        f"The first {MOST} of {PLAYLISTS_SEEN}; all of them are in analytics-playlists.csv" in said
    )
    assert len(lines(beside(root, "analytics-playlists.csv", ASKED))) == PLAYLISTS_SEEN


@pytest.mark.parametrize(
    ("part", "columns"),
    [
        ("playlists", {"position", "peak", "followers"}),
        ("radio", {"spins", "stations", "data_points"}),
        ("shazam", {"latest_value", "difference", "data_points"}),
    ],
)
def test_each_figure_stands_in_its_file(root, part, columns):
    name = f"analytics-{part}.csv"
    there = lines(beside(root, name, ASKED))
    own = [f for f in looked(root, "analytics.html", ASKED).figures if f.file.startswith(name)]
    assert {figure.column for figure in own} == columns
    for figure in own:
        (line,) = (r for r in there if all(r[n] == v for n, v in figure.row.items()))
        assert line[figure.column] == figure.value


@pytest.mark.parametrize("part", ["playlists", "radio", "shazam"])
def test_of_an_artist_without_any_there_is_no_such_file(root, part):
    assert beside(root, f"analytics-{part}.csv", "artist=bo&days=28") is None
