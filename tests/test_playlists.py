"""Playlists in the analysis: seen on days of asking alone, so that a removal lies between two."""

from __future__ import annotations

import io
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from backline.analysis.audience.asked import Asked, Whom
from backline.analysis.audience.playlists import BETWEEN, placements_of
from backline.analysis.audience.songs import Songs
from backline.store import Store, Subjects
from backline.store.playlists import PLAYLISTS, PlaylistEntry, asking_of, no_playlist
from tests.charted import analysed, charted_root, song
from tests.roots import DAY, before
from tests.test_radio import sheets_of
from tests.test_scripts import PROJECT

sys.path.insert(0, str(PROJECT / "scripts"))
from _shown_beside import show_beside

FIRST = before(29)


def placed(day: date, playlist="p1", track="one", **more) -> PlaylistEntry:
    said = {
        "artist": "ada",
        "platform": "spotify",
        "name": f"List {playlist}",
        "kind": "Editorial",
        "country": "",
        "position": 9,
        "peak": 3,
        "added": before(40),
        "followers": 1000,
        "whole": True,
        "source": "soundcharts",
    }
    return PlaylistEntry(date=day, track=track, playlist=playlist, **{**said, **more})


def none(day: date) -> PlaylistEntry:
    return no_playlist(day, "ada", "spotify", "soundcharts")


def root_with(path, *entries):
    root = charted_root(path, [song("one"), song("two"), song("again", song="one")])
    store, days = Store(root), {}
    for entry in entries:
        days.setdefault(asking_of(entry), []).append(entry)
    with store.writing(), store.change() as change:
        PLAYLISTS.write(change, store.data, days)
    return root


def told(*entries, first=FIRST, last=DAY, country=""):
    question = Asked((Whom("ada", "Ada"),), ("spotify",), first, last, DAY, country)
    songs = Songs(Subjects([song("one"), song("two"), song("again", song="one")]))
    return placements_of(question, question.artists[0], songs, entries)


def test_a_playlist_is_told_with_its_followers_its_place_and_when_it_came(tmp_path):
    root = root_with(tmp_path, placed(before(8)), placed(DAY, followers=1200, position=4))
    (row,) = analysed(root, FIRST, DAY, today=DAY)["playlists"]
    assert (row["track_name"], row["name"], row["kind"]) == ("One", "List p1", "Editorial")
    assert (row["followers"], row["position"], row["peak"]) == (1200, 4, 3)
    assert (row["added"], row["removed"]) == (str(before(40)), None)
    assert (row["first_seen"], row["last_seen"]) == (str(before(8)), str(DAY))
    assert (row["reach"], row["country"]) == (None, None)
    assert row["notes"] == ["no reach: nobody tells how many of a playlist's followers play it"]


def test_one_that_a_later_asking_lacks_was_removed_between_the_two():
    (one,) = told(placed(before(8)), none(before(3)), none(DAY))
    assert (one.last_seen, one.removed) == (before(8), before(3))
    assert BETWEEN in one.notes


def test_a_list_of_the_newest_alone_says_nothing_of_older_ones():
    cut = placed(DAY, "new", added=before(20), whole=False)
    by_playlist = {
        one.entry.playlist: one
        for one in told(
            placed(before(8), "old", added=before(40)),
            placed(before(8), "newer", added=before(10)),
            cut,
        )
    }
    assert by_playlist["old"].removed is None
    assert "not known whether it is there still" in by_playlist["old"].notes[-1]
    assert by_playlist["newer"].removed == DAY
    assert by_playlist["new"].removed is None


@pytest.mark.parametrize(
    ("entries", "there"),
    [
        ([placed(DAY, added=before(5))], False),  # it came after the period
        ([placed(DAY, added=before(20))], True),
        ([placed(DAY, added=None)], False),  # not known before the first asking
        ([placed(before(40)), none(before(35)), none(DAY)], False),  # gone before the period
        ([placed(before(40)), none(before(29))], True),  # may have gone in it
    ],
)
def test_only_what_was_there_in_the_period_is_told(entries, there):
    assert bool(told(*entries, first=before(30), last=before(10))) == there


def test_with_a_country_only_its_playlists_are_told():
    entries = placed(DAY, "it", country="IT"), placed(DAY, "us", country="US"), placed(DAY, "any")
    assert {one.entry.playlist for one in told(*entries)} == {"it", "us", "any"}
    (one,) = told(*entries, country="IT")
    assert one.entry.playlist == "it"
    assert one.notes[0] == "only playlists of IT, none that are of no country"


def test_what_nobody_looked_at_is_said(tmp_path):
    root = root_with(tmp_path, none(before(10)))
    document = analysed(root, FIRST, DAY, today=DAY)
    assert document["playlists"] == []
    assert document["metadata"]["notes"][1:] == [
        "Playlists: Ada is known to have been in none.",
        f"Playlists of Ada were first looked at on {before(10)}: what was removed before is not "
        "known.",
        f"Playlists of Ada were last looked at on {before(10)}.",
    ]


def test_the_section_fits_eighty_columns_and_the_workbook_has_a_sheet(tmp_path):
    name = "::a name 拾光机 that is longer than any line of a terminal " * 3
    entries = [placed(DAY, f"p{n}", name=name, followers=n) for n in range(12)]
    root = root_with(tmp_path, *entries)
    drawn = io.StringIO()
    document = analysed(root, FIRST, DAY, today=DAY)
    show_beside(Console(file=drawn, width=80), document)
    assert max(map(len, drawn.getvalue().splitlines())) <= 80
    assert "10 of 12" in drawn.getvalue()
    assert [row["followers"] for row in document["playlists"]] == list(range(11, -1, -1))
    assert sheets_of(root)[4:] == ["Playlists"]


ASKINGS = st.dictionaries(
    st.integers(0, 20),
    st.sets(st.tuples(st.sampled_from("abc"), st.sampled_from(["one", "again", "two"]))),
    min_size=1,
    max_size=5,
)


@given(ASKINGS)
def test_a_removal_is_the_first_asking_after_the_last_that_had_it(askings):
    entries = [
        placed(before(n), playlist, track)
        for n, several in askings.items()
        for playlist, track in several
    ] + [none(before(n)) for n, several in askings.items() if not several]
    found = told(*entries)
    assert len({(one.about["id"], one.entry.playlist) for one in found}) == len(found)
    days = sorted(map(before, askings))
    for one in found:
        later = [day for day in days if day > one.last_seen]
        assert one.removed == (later[0] if later else None)
        assert one.first_seen <= one.last_seen < (one.removed or DAY + timedelta(days=1))
