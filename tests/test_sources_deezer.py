"""Deezer: fans, and errors that arrive with the status 200."""

import pytest

from backline.errors import SourceError
from backline.measure import State
from backline.sources.deezer import DeezerSource, parse_artist
from sandbox import Failure, Sandbox
from tests.asked import QUICK, ROSTER, ask, named
from tests.played import DAY, WORLD


def test_fans_are_read():
    [reading] = parse_artist("x", {"id": 27, "nb_fan": 4_321_000, "nb_album": 3}).readings
    assert (reading.metric, reading.value) == ("fans", 4_321_000)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (
            {"error": {"type": "DataException", "message": "no data", "code": 800}},
            "Deezer knows no artist with this id",
        ),
        ({"error": {"type": "Exception", "code": 4}}, "Deezer answered with the error 4"),
        ({"error": "strange"}, "Deezer answered with an error"),
        ({"error": {}}, "Deezer answered with an error"),
    ],
)
def test_an_error_body_is_no_number(body, sentence):
    with pytest.raises(SourceError) as caught:
        parse_artist("x", body)
    assert (str(caught.value), caught.value.scope) == (sentence, "artist")


def test_absent_fans_have_failed():
    [reading] = parse_artist("x", {"id": 27}).readings
    assert (reading.state, reading.value) == (State.FAILED, None)


def test_every_artist_takes_one_call():
    with Sandbox(WORLD, date=DAY) as box:
        result = ask(DeezerSource(), box)
        there = [a for a in ROSTER.artists if a.deezer]
        assert len(box.calls) == len(there) == len(result.answers)
    for artist in WORLD.artists:
        if artist.deezer:
            fans = WORLD.numbers(artist, DAY).fans
            assert result.reading(artist.key, "fans").value == fans


def test_too_fast_for_deezer_is_waited_for():
    with Sandbox(WORLD, date=DAY) as box:
        box.fail("deezer", Failure.QUOTA, times=2)
        result = ask(DeezerSource(timeout=QUICK), box, named("marlow-tide"))
    assert result.reading("marlow-tide", "fans").state is State.MEASURED
    assert result.waits == [1, 2]


def test_an_unknown_artist_costs_only_its_own_number():
    stranger = ROSTER.artists[0].model_copy(update={"key": "gone", "deezer": "999999999999"})
    with Sandbox(WORLD, date=DAY) as box:
        result = ask(DeezerSource(), box, [stranger, *named("volt-hollow")])
    assert result.reading("gone", "fans").detail == "Deezer knows no artist with this id"
    assert result.reading("volt-hollow", "fans").state is State.MEASURED


def test_the_third_artist_without_an_answer_is_the_last_asked_to_the_end():
    with Sandbox(WORLD, date=DAY) as box:
        box.fail("deezer", Failure.SERVER_ERROR)
        result = ask(DeezerSource(), box, seconds=0)
    assert str(result.error) == "Deezer failed 3 times in a row; at last it answered 500 (artist)"
    assert len(result.answers) == 2
