"""Numbers, changes and other people's text in the bot's replies."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline import words
from backline.names import shown
from bot.replies.reply import (
    ALL,
    DESCRIPTION,
    FIELD_NAME,
    FIELD_VALUE,
    FIELDS,
    FOOTER,
    TITLE,
    Section,
    cut,
    reply,
    size,
)
from bot.replies.text import plain, reasons, safe, safe_name
from tests.bot_roots import HOSTILE


@pytest.mark.parametrize(
    ("growth", "then", "text"),
    [
        (12, 353, "+12 (+3.4%)"),
        (-159, 516, "−159 (−30.8%)"),
        (0, 100, "±0"),
        (5, 0, "+5"),
        (1, 2000, "+1 (+0.1%)"),  # 0.05: halves go away from zero
        (-1, 2000, "−1 (−0.1%)"),
        (1, 100_000, "+1 (+0.0%)"),
        (1_234_567, 1, "+1,234,567 (+123,456,700.0%)"),
    ],
)
def test_changes(growth, then, text):
    assert words.change(growth, then) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (99_999, "99,999"),
        (123_456, "123k"),
        (999_499, "999k"),
        (999_500, "1.00M"),
        (1_234_567, "1.23M"),
        (-45_678_901, "−45.7M"),
        (3_412_345_678, "3.41B"),
        (999_999_999, "1.00B"),
        (-1234, "−1,234"),
    ],
)
def test_short_numbers(value, text):
    assert words.short(value) == text


@given(st.integers(-(10**12), 10**12))
def test_a_short_number_is_within_half_a_percent(value):
    letters = {"k": 10**3, "M": 10**6, "B": 10**9}
    text = words.short(value).replace(words.MINUS, "-").replace(",", "")
    number, step = (text[:-1], letters[text[-1]]) if text[-1] in letters else (text, 1)
    assert abs(Decimal(number) * step - value) <= abs(value) * Decimal("0.005") + 0
    assert len(text) <= 9


def test_large_shares_are_shortened_for_charts():
    assert words.short_change(844, 556) == "+844 (+151.8%)"
    assert words.short_change(641, 6) == "+641 (+10,683%)"
    assert words.short_change(10**6, 1) == "+1.00M (+100M%)"
    assert words.short_change(-5, 0) == "−5"
    assert words.short_change(0, 7) == "±0"


LIVE = (
    re.compile(r"(?<!\\)(\\\\)*[*_~`|\[\]<>]"),
    re.compile(r"https?://"),
    re.compile(r"@(everyone|here|[!&]?\d{17,20})"),
)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_hostile_name_is_live(text):
    made = safe_name(text)
    for pattern in LIVE:
        assert not pattern.search(made), made
    assert "\u202e" not in made


@given(st.text(max_size=80))
def test_no_text_is_live_and_a_terminal_shows_it_as_it_was(text):
    made = safe(text, 60)
    for pattern in LIVE:
        assert not pattern.search(made)
    assert size(made) <= 240
    assert plain(made) == shown(text, 60)


def test_links_of_our_own_become_their_text():
    line = f"[{safe('Song [1] *x*')}](https://open.spotify.com/track/abc)"
    assert plain(line) == "Song [1] *x*"
    assert plain(line, addresses=True) == "Song [1] *x* https://open.spotify.com/track/abc"


def test_names_are_grouped_by_reason():
    missing = [*((f"A{n}", "failed") for n in range(5)), ("B", "hidden"), ("C", "x"), ("D", "y")]
    assert reasons(missing) == [
        "— A0, A1, A2 and 2 more: failed",
        "— B: hidden",
        "— C: x",
        "— 1 more without a number, for other reasons",
    ]


def within_limits(made):
    everything = [made.title, made.description, made.footer]
    assert size(made.title) <= TITLE
    assert size(made.description) <= DESCRIPTION
    assert size(made.footer) <= FOOTER
    assert len(made.fields) <= FIELDS
    for name, value in made.fields:
        assert 0 < size(name) <= FIELD_NAME
        assert 0 < size(value.strip()) <= FIELD_VALUE
        everything += [name, value]
    assert sum(map(size, everything)) <= ALL
    return made


def test_a_reply_of_anything_keeps_every_limit_and_says_what_it_left_out():
    long = "🎸" * 400
    sections = [Section(f"{n} {long}", (long, "line " * 60, "x" * 900) * 9) for n in range(60)]
    made = within_limits(reply(long * 9, [long] * 20, sections, [long] * 20))
    assert made.fields[-1][0] == "Left out"
    assert "and 5" in made.fields[-1][1]
    assert "more lines, no room here" in made.fields[0][1]
    assert within_limits(made.without_picture()).footer.startswith("🎸")


def test_more_than_25_short_fields_say_so():
    made = within_limits(reply("t", [], [Section(f"name {n}", ("x",)) for n in range(30)]))
    assert len(made.fields) == 25
    assert made.fields[-1] == (
        "Left out",
        "No room here for: name 24, name 25, name 26, name 27 and 2 more.",
    )


def test_sections_without_a_line_are_dropped():
    assert reply("t", [], [Section("a", ()), Section("b", ("", " "))]).fields == ()


@given(
    st.lists(
        st.tuples(st.text(max_size=300), st.lists(st.text(max_size=400), max_size=12)), max_size=40
    )
)
def test_every_reply_keeps_every_limit(parts):
    sections = [Section(name or "x", tuple(lines)) for name, lines in parts]
    made = reply("t", [], sections)
    assert len(made.fields) <= FIELDS
    assert all(0 < size(value) <= FIELD_VALUE for _, value in made.fields)
    assert size(made.title) + sum(size(n) + size(v) for n, v in made.fields) <= ALL


@given(st.text(), st.integers(2, 50))
def test_a_cut_text_fits_and_does_not_end_within_an_escape(text, most):
    made = cut(text, most)
    assert size(made) <= most
    if made != text:
        assert made.endswith("…") and not made.endswith("\\…")
