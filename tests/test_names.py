"""Names as people type them: without accents, half of them, in another script, or ambiguous."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError
from backline.names import EQUAL, fits, folded, same_name, slug
from backline.people import parse_roster
from bot.replies.who import UnknownArtistError, find_artist
from tests.roots import before, root_of, row
from tests.test_scripts import refused, run

NAMES = (
    "ROSALÍA", "Söhne Mannheims", "Straßenjungs", "Sørsta", "Ægir", "Łona", "Μαρίνα Σάττι",
    "Кипелов", "🎧🏠", "The Rosewood", "AC/DC", "拾光机", "뉴진스",
)  # fmt: skip


def roster_of(*names):
    tables = (f'[[artist]]\nkey = "k{i}"\nname = "{name}"\n' for i, name in enumerate(names))
    return parse_roster('label = "L"\n' + "\n".join(tables))


ROSTER = roster_of(*NAMES)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("rosalia", "ROSALÍA"),
        ("Rosalía", "ROSALÍA"),
        ("sohne mannheims", "Söhne Mannheims"),
        ("strassenjungs", "Straßenjungs"),
        ("STRAẞENJUNGS", "Straßenjungs"),
        ("sorsta", "Sørsta"),
        ("aegir", "Ægir"),
        ("lona", "Łona"),
        ("μαρινα σαττι", "Μαρίνα Σάττι"),
        ("ΜΑΡΊΝΑ ΣΆΤΤΙ", "Μαρίνα Σάττι"),
        ("кипелов", "Кипелов"),
        ("🎧🏠", "🎧🏠"),
        ("ac/dc", "AC/DC"),
        ("拾光机", "拾光机"),
        ("k0", "ROSALÍA"),
    ],
)
def test_a_name_without_its_accents_finds_the_artist_everywhere(typed, name):
    assert ROSTER.named(typed).name == name
    assert find_artist(ROSTER, typed).name == name
    assert ROSTER.search(typed)[0].name == name


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ros", ["ROSALÍA", "The Rosewood"]),
        ("sohn", ["Söhne Mannheims"]),
        ("mannh", ["Söhne Mannheims"]),
        ("osa", ["ROSALÍA"]),
        ("σατ", ["Μαρίνα Σάττι"]),
        ("🎧", ["🎧🏠"]),
        ("光", ["拾光机"]),
        ("뉴지", ["뉴진스"]),
        ("a", ["Ægir", "AC/DC", "ROSALÍA", "Söhne Mannheims", "Straßenjungs", "Sørsta", "Łona"]),
        ("xyz", []),
    ],
)
def test_what_begins_with_it_comes_before_what_holds_it(typed, names):
    assert [artist.name for artist in ROSTER.search(typed)] == names


def test_nothing_typed_yet_is_everybody_in_the_rosters_order():
    assert [artist.name for artist in ROSTER.search("")] == list(NAMES)


def test_the_exact_spelling_wins_over_one_without_accents():
    roster = roster_of("ROSALÍA", "Rosalia")
    assert roster.named("rosalia").name == "Rosalia"
    assert roster.named("rosalía").name == "ROSALÍA"
    assert [artist.name for artist in roster.search("rosalia")] == ["Rosalia", "ROSALÍA"]


def test_two_that_fit_alike_are_both_said():
    roster = roster_of("ROSALÍA", "Rosalìà")
    said = "'rosalia' can be ROSALÍA (k0) or Rosalìà (k1): write the name as it is, or the key."
    with pytest.raises(ConfigError, match="can be ROSALÍA") as refusal:
        roster.named("rosalia")
    assert str(refusal.value) == said
    with pytest.raises(UnknownArtistError) as refusal:
        find_artist(roster, "rosalia")
    assert str(refusal.value) == said


def test_what_a_file_says_is_nobody_elses_for_lack_of_an_accent():
    assert ROSTER.find("rosalia") is None
    assert ROSTER.find("Rosalía").key == "k0"


def test_a_misspelt_name_is_asked_about():
    with pytest.raises(UnknownArtistError, match=r"did you mean Söhne Mannheims\?"):
        find_artist(ROSTER, "Soehne Manheims")
    with pytest.raises(UnknownArtistError, match=r"did you mean ROSALÍA\?"):
        find_artist(ROSTER, "Rosal")


def test_scripts_take_the_name_as_it_is_typed(tmp_path):
    text = 'label = "L"\n[[artist]]\nkey = "x1"\nname = "ROSALÍA"\n'
    text += '[[artist]]\nkey = "x2"\nname = "Söhne"\n[[artist]]\nkey = "x3"\nname = "Sóhne"\n'
    root = root_of(tmp_path, [row(before(n), 5 + n, artist="x1") for n in (0, 30)], text)
    assert "ROSALÍA" in run("growth", "--root", root, "--artist", "rosalia").stdout
    done = run("growth", "--root", root, "--artist", "sohne")
    assert "can be Söhne (x2) or Sóhne (x3)" in refused(done)
    done = run(
        "export_weekly", "--root", root, "--offline", "--artist", "rosalia", "--artist", "sohne"
    )
    assert "can be Söhne (x2) or Sóhne (x3)" in refused(done, 1)
    assert "2 files" in done.stdout


def test_keys_have_the_letters_that_unicode_does_not_take_apart():
    assert slug("Straße Søren", "track") == "strasse-soren"
    assert slug("Don’t Łie", "track") == slug("Don't Łie", "track") == "don-t-lie"


@given(st.text())
def test_searching_never_misses_the_whole_name(name):
    assert folded(folded(name)) == folded(name)
    assert folded(same_name(name)) == folded(name)
    assert fits(name, name) == 0
    if folded(name):
        assert fits(folded(name), name) <= EQUAL


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_letters_of_western_europe_have_plain_ones(name):
    assert all(c.isascii() for c in folded(name) if c.isalpha() and c not in "µμªº")
