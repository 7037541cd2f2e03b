"""One song under several ids is joined where a person sees it, and stays as a person wants it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.imports.joining import join_songs
from backline.store import Subject, Subjects


def song(key, title="Half Light", credit="Ada", **more):
    return Subject(key, "track", "ada", title, credit, **more)


def joined(*tracks):
    """By key, with whom each track is one song afterwards, through the file and back."""
    subjects = Subjects(tracks)
    join_songs(subjects)
    again = Subjects.from_csv(subjects.to_csv())
    return {subject.key: subject.song for subject in again.all() if subject.song}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (song("a"), song("b")),
        (song("a", "DÉSOLÉE"), song("b", "Desolee ")),
        (song("a", credit="Ada"), song("b", credit="Ada & Bo")),
        (song("a", "Rain", isrc="ITF252500194"), song("b", "Other", "Cy", isrc="ITF252500194")),
        (song("a", "STUPIDA (feat. Bo)", "Ada & Cy & Bo"), song("b", "STUPIDA (feat. Bo)", "Ada")),
        (song("a", "Stupida (feat. Bo)", "Ada"), song("b", "Stupida", "Ada & Bo")),
        (song("a", isrc="ITF252500194"), song("b")),
    ],
)
def test_tracks_are_one_song_by_code_or_by_title_and_first_artist(one, two):
    assert joined(one, two) == {"b": "a"}


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (song("a", "AMOR", "Ada"), song("b", "AMOR", "Bo")),
        (song("a", isrc="ITF252500194"), song("b", isrc="ITF252500195")),
        (song("a", "Road", "Ada"), song("b", "Road (feat. Bo)", "Ada & Bo")),
        (song("a", "Road", "Ada"), song("b", "Road - Remix", "Ada")),
        (song("a", ""), song("b", "")),
    ],
)
def test_others_are_not(one, two):
    assert joined(one, two) == {}


def test_the_first_is_the_one_with_the_platforms_id_and_stays_the_first():
    assert joined(song("a"), song("z", spotify="z")) == {"a": "z"}
    known = song("m", song="x"), song("x")
    assert joined(*known, song("a", spotify="a")) == {"m": "x", "a": "x"}


@pytest.mark.parametrize("own", ["-", "b"])
def test_a_person_undoes_a_join(own):
    assert joined(song("a"), replace(song("b"), song=own), song("c")) == {"b": own, "c": "a"}


def test_a_person_adds_a_join_and_later_imports_follow_it():
    hand = song("b", "Another title", "Cy", song="a")
    assert joined(song("a"), hand, song("c", "Another title", "Cy")) == {"b": "a", "c": "a"}


def test_a_line_that_leads_nowhere_is_said_and_counts_for_itself():
    subjects = Subjects(
        [song("a", song="gone"), song("b", "X", song="c"), song("c", "Y", song="b")]
    )
    report = join_songs(subjects)
    assert [subjects.song_of(key) for key in "abc"] == ["a", "b", "c"]
    assert len(report.said) == 3
    assert report.said[0].startswith("data/subjects.csv: a is said to be one song with gone, ")


def test_a_table_of_before_songs_were_joined_is_read():
    text = (
        "key,kind,artist,title,credit,isrc,spotify,youtube,release_date\n"
        "k,track,ada,Half Light,Ada,,,,2026-01-01\n"
    )
    (read,) = Subjects.from_csv(text).all()
    assert (read.release_date, read.soundcharts, read.song) == ("2026-01-01", "", "")


def test_a_services_id_makes_no_line_of_a_platforms_track():
    subjects = Subjects()
    own = subjects.place(song("", spotify="s" * 22))
    told = subjects.place(song("", soundcharts="uuid"))
    assert (own, told) == ("s" * 22, "uuid")
    join_songs(subjects)
    assert subjects.song_of(told) == own


TRACKS = st.builds(
    song,
    st.sampled_from("abcdefgh"),
    st.sampled_from(["Rain", "RAIN", "Rain (feat. Bo)", "Salt"]),
    st.sampled_from(["Ada", "Ada & Bo", "Bo"]),
    isrc=st.sampled_from(["", "", "ITF252500194", "ITF252500195"]),
    song=st.sampled_from(["", "", "-", "a", "h"]),
)


@given(st.lists(TRACKS, unique_by=lambda track: track.key, max_size=8))
def test_nothing_a_person_wrote_changes_and_a_second_time_changes_nothing(tracks):
    subjects = Subjects(tracks)
    join_songs(subjects)
    once = subjects.to_csv()
    for track in tracks:
        if track.song:
            assert subjects.get(track.key).song == track.song
    again = Subjects.from_csv(once)
    assert join_songs(again).count == 0
    assert again.to_csv() == once
