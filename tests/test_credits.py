"""Whom a credit names: the whole first, then the parts between the signs platforms join with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.credits import credited, spelling

NAMES = st.text(st.sampled_from("abcXé-+'."), min_size=1, max_size=8).filter(
    lambda name: name == name.strip() and name.lower() != "x"
)


@pytest.mark.parametrize(
    ("credit", "parts"),
    [
        ("Olly & JVLI", ("Olly", "JVLI")),
        ("Sam Smith, Kim Petras", ("Sam Smith", "Kim Petras")),
        ("Bresh feat. Tedua", ("Bresh", "Tedua")),
        ("Ernia x Rkomi", ("Ernia", "Rkomi")),
        ("Luchè & Sfera Ebbasta & Simba La Rue", ("Luchè", "Sfera Ebbasta", "Simba La Rue")),
        ("Florence + the Machine", ("Florence + the Machine",)),
        ("AC/DC", ("AC/DC",)),
        ("Lil Nas X", ("Lil Nas X",)),
        ("Ada & Ada", ("Ada",)),
        (" & Bo", ("Bo",)),
        ("", ()),
    ],
)
def test_a_credit_is_split_where_platforms_join_names(credit, parts):
    assert credited(credit) == parts


@pytest.mark.parametrize(
    "name", ["Tyler, The Creator", "Earth, Wind & Fire", "Florence + the Machine"]
)
def test_what_is_known_to_be_one_artist_is_one_alone_and_beside_others(name):
    assert credited(name, {name}.__contains__) == (name,)
    assert credited(f"Ada & {name}, Bo", {name}.__contains__) == ("Ada", name, "Bo")


@pytest.mark.parametrize(
    ("credit", "name", "named"),
    [
        ("Simon & Garfunkel", "simon & garfunkel", True),
        ("Simon & Garfunkel", "Simon", True),
        ("Sam Smith, Kim Petras", "KIM PETRAS", True),
        ("Achille Lauro feat. Boss Doms", "Boss Doms", True),
        ("Ada & Earth, Wind & Fire", "Earth, Wind & Fire", True),
        ("Florence + the Machine", "Florence", False),
        ("Olly & JVLI", "Oll", False),
        ("Adele", "Ada", False),
        ("Ada", "", False),
        ("", "Ada", False),
    ],
)
def test_a_credit_names_an_artist_as_a_whole_or_as_a_part_never_by_a_piece_of_a_name(
    credit, name, named
):
    assert bool(spelling(credit, name)) is named


@given(st.lists(NAMES, min_size=1, max_size=4), st.sampled_from([" & ", ", ", " feat. ", " x "]))
def test_everybody_a_credit_is_split_into_is_named_by_it(names, between):
    credit = between.join(names)
    assert all(spelling(credit, name) for name in [*names, credit, *credited(credit)])
    assert credited(credit) == tuple(dict.fromkeys(names))
