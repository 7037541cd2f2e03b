"""TOML as people get it wrong: one plain sentence with line and file, never the parser's words."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError
from backline.people import load_roster, parse_roster
from backline.people.corrections import load_corrections
from backline.people.toml import parse_toml
from backline.weekly.layout_file import check_layout

PARSERS_WORDS = ("Invalid", "Expected", "Unclosed", "Cannot", "Illegal", "Unterminated", "column")


def said(text):
    with pytest.raises(ConfigError) as raised:
        parse_toml(text, "roster.toml", lists=("artist",))
    sentence = str(raised.value)
    assert not any(word in sentence for word in PARSERS_WORDS)
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("label = “Night Shift”", 'typographic ones, which .* label = "Night Shift"'),
        ("label = „Nacht“", 'straight ones, label = "Nacht"'),
        ("label = Night Shift", 'text stands between quotation marks: label = "Night Shift"'),
        ('label = Night"', 'label = "Night"'),
        ('label = "Night', 'the quotation mark at the end is missing: label = "Night"'),
        ('label = "Night”', 'the quotation mark at the end is missing: label = "Night"'),
        ("label = 'Night", "the quotation mark at the end is missing"),
        ('label = "a "b" c"', "quotation marks stand within the text"),
        (r'path = "C:\Users\ada"', r"a backslash .* path = 'C:\\Users\\ada'"),
        ("owned = yes", "write owned = true, in small letters"),
        ("owned = False", "write owned = false"),
        ("youtube = None", "for nothing leave the line out"),
        ("youtube =", "there is nothing after the ="),
        ("since = 31.01.2026", "year-month-day, since = 2026-01-31"),
        ("since = 2026-1-5", "year-month-day"),
        ("retry_seconds = 1,000", "retry_seconds = 1000"),
        ("retry_seconds = 007", "retry_seconds = 7"),
        ('label: "x"', 'stands =, not a colon: label = "x"'),
        ('label "x"', 'the = between name and value is missing: label = "x"'),
        ('my label = "x"', "'my label' is no name of a field"),
        ('label = "x",', "nothing may follow the value"),
        ('x = ["a" "b"]', "between the parts of a list belongs a comma"),
        ('x = ["a", “b”]', "typographic quotes"),
        ("[[artist]", r"write \[\[artist\]\] alone on its line"),
        ("[settings", r"write \[settings\] alone"),
        ("// people", "a comment begins with #"),
        ("people", "'people' is no field"),
    ],
)
def test_one_mistake_is_one_plain_sentence_with_its_line(line, words):
    import re

    sentence = said(f'# mine\nfirst = "a"\n{line}\nlast = "z"\n')
    assert sentence.startswith("roster.toml line 3: ")
    assert re.search(words, sentence), sentence


def test_one_bracket_where_two_belong():
    assert "line 2: write [[artist]] with two brackets" in said(
        'label = "x"\n[artist]\nkey = "a"\n'
    )
    assert "two brackets" in said('[artist]\nkey = "a"\n[artist]\nkey = "b"\n')
    assert "two brackets" in said('[artist]\nkey = "a"\n[[artist]]\nkey = "b"\n')


def test_a_field_written_twice_names_both_lines():
    text = '[[artist]]\nkey = "a"\n[[artist]]\nkey = "b"\nname = "B"\nkey = "c"\n'
    assert "line 6: key is written twice (line 4 has it too)" in said(text)


def test_a_list_without_its_end_names_where_it_begins():
    assert "line 1: the list that begins there has no ]" in said('x = [1,\n2\ndo = "drop"\n')


def test_every_file_of_people_says_it_the_same_way(tmp_path):
    roster = parse_roster('label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n')
    path = tmp_path / "roster.toml"
    path.write_text("label = “L”\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"roster\.toml line 1: the quotes are typographic"):
        load_roster(path)
    path = tmp_path / "corrections.toml"
    path.write_text('[correction]\nartist = "ada"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"corrections.toml line 1: write \[\[correction\]\]"):
        load_corrections(path, roster)
    path = tmp_path / "mine.toml"
    path.write_text('week_ends = Friday\n[[columns]]\nshows = "label"\n', encoding="utf-8")
    assert check_layout(path) == [
        'mine.toml line 1: text stands between quotation marks: week_ends = "Friday".'
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_every_file_of_people_is_read_whatever_saved_it(tmp_path, encoding):
    text = 'label = "Söhne"\r\n[[artist]]\r\nkey = "ada"\r\nname = "Ada"\r\n'
    path = tmp_path / "roster.toml"
    path.write_bytes(text.encode(encoding))
    roster = load_roster(path)
    assert roster.label == "Söhne"
    text = (
        '[[correction]]\r\nartist = "ada"\r\nplatform = "spotify"\r\nmetric = "followers"\r\n'
        'from = 2026-01-01\r\ndo = "drop"\r\nexpect = 1\r\nreason = "für nichts"\r\n'
    )
    path = tmp_path / "corrections.toml"
    path.write_bytes(text.encode(encoding))
    ((line, reason),) = [(p.line, p.correction.reason) for p in load_corrections(path, roster)]
    assert (line, reason) == (1, "für nichts")


def test_values_of_the_wrong_kind_are_said_without_jargon():
    for field, words in (
        ('owned = "true"', "owned of Ada: it should be true or false, without quotes"),
        ('since = "2026-01-05"', "since of Ada: it should be a day like 2026-01-31"),
    ):
        with pytest.raises(ConfigError, match=words):
            parse_roster(f'label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n{field}\n')


SIGNS = st.text(st.sampled_from("ab =[]{}\"'\\#.,:;“”\n\t01-_é"), max_size=40)


@given(SIGNS)
def test_whatever_stands_there_the_sentence_is_plain_and_has_a_line(text):
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert said(text).startswith("roster.toml line ")
