"""Monthly listeners from Spotify's public pages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import SourceError
from backline.measure import State
from backline.sources.spotify.page import SpotifyPageSource, parse_description, parse_page
from sandbox import Failure, Sandbox
from sandbox.spotify_page import shortened
from tests.asked import ROSTER, ask, named, scripted
from tests.played import DAY, WORLD

pytestmark = pytest.mark.usefixtures("unpaced")

PAGE = '<html><head><meta property="og:description" content="{}"/></head></html>'


@pytest.mark.parametrize(
    ("text", "value", "resolution"),
    [
        ("Artist · 278.2K monthly listeners.", 278_200, 100),
        ("Artist · 278K monthly listeners.", 278_000, 1_000),
        ("Artist · 1.2M monthly listeners.", 1_200_000, 100_000),
        ("Artist · 12M monthly listeners.", 12_000_000, 1_000_000),
        ("Artist · 1.1B monthly listeners.", 1_100_000_000, 100_000_000),
        ("Artist · 7 monthly listeners.", 7, 1),
        ("Artist · 0 monthly listeners.", 0, 1),
        ("Artist · 1 monthly listener.", 1, 1),
        ("Artist · 1,234,567 monthly listeners.", 1_234_567, 1),
        ("Artist · 999 monthly listeners", 999, 1),
        ("Listen to X on Spotify. Artist · 1.0K monthly listeners.", 1_000, 100),
    ],
)
def test_the_forms_of_a_count(text, value, resolution):
    reading = parse_description(text)
    assert (reading.value, reading.resolution) == (value, resolution)
    assert reading.metric == "monthly_listeners"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Artist",
        "Artist · abc monthly listeners.",
        "Artist - 278.2K monthly listeners.",
        "Artist · 278.2 monthly listeners.",
        "Artist · 1,23 monthly listeners.",
        "Artist · 12,34,567 monthly listeners.",
        "Artist · 278,2K monthly listeners.",
        "Künstler*in · 278.249 monatliche Hörer*innen.",
        "Artist · -5 monthly listeners.",
        "Artist · 278.2k monthly listeners.",
        "Artist · 1.23456K monthly listeners.",
        "Artist · 278.2K monthly listenersx",
    ],
)
def test_what_is_said_otherwise_is_not_measured(text):
    assert parse_description(text) is None


@given(st.integers(min_value=0, max_value=3 * 10**9))
def test_what_the_page_shortens_is_read_back_within_one_step(count):
    reading = parse_description(f"Artist · {shortened(count)} monthly listeners.")
    assert abs(reading.value - count) <= reading.resolution


@given(st.text())
def test_any_text_is_a_reading_or_none(text):
    parse_description(text)


@given(st.text())
def test_any_page_is_a_reading_or_a_sentence(page):
    try:
        assert parse_page(page).value is not None
    except SourceError as error:
        assert str(error).startswith("Spotify's page")


def test_the_tag_is_found_however_it_is_written():
    text = "Artist &#183; 27.2K monthly listeners."
    for page in (
        PAGE.format(text),
        f"<meta content='{text}' property='og:description'>",
        f'<META PROPERTY="og:description" CONTENT="{text}">',
        f'<![foo[bar]]><!-- <meta> --><meta property="og:description"\ncontent="{text}">',
    ):
        assert parse_page(page).value == 27_200


def test_a_shell_and_another_text_are_told_apart():
    with pytest.raises(SourceError, match="empty shell"):
        parse_page("<html><head><title>Web Player</title></head></html>")
    with pytest.raises(SourceError, match="in the form known"):
        parse_page(PAGE.format("Listen on Spotify"))


def test_it_is_off_unless_a_person_wants_it():
    settings = ROSTER.settings.model_copy(update={"spotify_page": False})
    said = "switched off in the roster's settings (spotify_page)"
    assert SpotifyPageSource().switched_off(settings) == said
    wanted = settings.model_copy(update={"spotify_page": True})
    assert SpotifyPageSource().switched_off(wanted) == ""


def test_every_page_is_asked_once_and_a_shell_is_a_gap():
    with Sandbox(WORLD, date=DAY) as box:
        result = ask(SpotifyPageSource(), box)
        assert len(box.calls) == len(ROSTER.artists)
    assert result.error is None
    shell = result.reading("slow-fireworks", "monthly_listeners")
    assert (shell.value, shell.state) == (None, State.FAILED)
    for artist in WORLD.artists:
        if artist.key != "slow-fireworks":
            reading = result.reading(artist.key, "monthly_listeners")
            truth = WORLD.numbers(artist, DAY).listeners
            assert abs(reading.value - truth) <= reading.resolution


@pytest.mark.parametrize("failure", [Failure.SERVER_ERROR, Failure.RESET, Failure.TRUNCATED])
def test_a_page_that_fails_is_not_asked_again(failure):
    with Sandbox(WORLD, date=DAY) as box:
        box.fail("spotify_page", failure, times=1)
        result = ask(SpotifyPageSource(), box)
        assert len(box.calls) == len(ROSTER.artists)
    assert result.waits == []
    states = [r.state for a in result.answers.values() for r in a.readings]
    assert states.count(State.FAILED) == 2  # the shell is the other


def test_it_says_who_asks_and_in_which_language():
    page = PAGE.format("Artist · 5 monthly listeners.").encode()

    class Box:
        date = DAY

        def environment(self):
            return {"BACKLINE_SANDBOX_URL": url}

    with scripted((200, {"Content-Type": "text/html"}, page)) as (url, requests):
        result = ask(SpotifyPageSource(), Box(), named("marlow-tide"))
    assert result.reading("marlow-tide", "monthly_listeners").value == 5
    headers = requests[0][1]
    assert headers["User-Agent"].startswith("Backline/")
    assert headers["Accept-Language"] == "en"
    assert "Authorization" not in headers
    assert "Cookie" not in headers
