"""The roster: what people may write, and the one sentence each mistake gets."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backline.errors import ConfigError
from backline.names import guarded, same_name, shown, slug, unguarded
from backline.people import load_roster, parse_roster
from backline.people.links import account_id, platform_of, profile_link
from backline.people.roster_edit import free_key, with_artist, with_field

TWO = """# our people
label = "Night Shift"

[[artist]]
key = "ada"
name = "Ada"
spotify = "https://open.spotify.com/intl-de/artist/4gzpq5DPGxSnKTe4SA8HAU?si=abc"

[[artist]]
key = "bo"
name = "Bo"
youtube = "@bo.official"
since = 2026-01-10
until = 2026-06-30
"""
SPOTIFY = "4gzpq5DPGxSnKTe4SA8HAU"


def sentence(text):
    with pytest.raises(ConfigError) as caught:
        parse_roster(text)
    assert caught.value.exit_code == 2
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_two_artists_with_links_and_dates():
    roster = parse_roster(TWO)
    ada, bo = roster.artists
    assert ada.spotify == SPOTIFY
    assert (ada.owned, ada.account("deezer")) == (True, None)
    assert bo.youtube == "@bo.official"
    assert roster.find("  ADA ") is ada
    assert roster.find("bo") is bo
    assert roster.find("nobody") is None


def test_joining_and_leaving():
    bo = parse_roster(TWO).artists[1]
    expected = {day: bo.expected_on(day) for day in (date(2026, 1, 9), date(2026, 1, 10))}
    assert list(expected.values()) == [False, True]
    assert bo.expected_on(date(2026, 6, 30))
    assert not bo.expected_on(date(2026, 7, 1))
    assert [a.key for a in parse_roster(TWO).on(date(2026, 7, 1))] == ["ada"]


@pytest.mark.parametrize(
    ("platform", "pasted", "account"),
    [
        ("spotify", f"spotify:artist:{SPOTIFY}", SPOTIFY),
        ("spotify", f"open.spotify.com/artist/{SPOTIFY}/", SPOTIFY),
        ("youtube", "https://www.youtube.com/@bo.official/videos", "@bo.official"),
        (
            "youtube",
            "https://youtube.com/channel/UCshvYG0n1I_gXbM8htuANAg",
            "UCshvYG0n1I_gXbM8htuANAg",
        ),
        ("instagram", "https://instagram.com/Casa24Records/?hl=en", "casa24records"),
        ("instagram", "@Zacko.____", "zacko.____"),
        ("deezer", "https://www.deezer.com/en/artist/27", "27"),
        ("chartmetric", "https://app.chartmetric.com/artist/3380", "3380"),
        (
            "soundcharts",
            "https://app.soundcharts.com/app/artist/11E81BCC-9C1C-CE38-B96B-A0369FE50396/overview",
            "11e81bcc-9c1c-ce38-b96b-a0369fe50396",
        ),
    ],
)
def test_pasted_links_become_ids(platform, pasted, account):
    assert account_id(platform, pasted) == account
    assert account_id(platform, profile_link(platform, account)) == account
    if "/" in pasted or pasted.startswith("spotify:"):
        assert platform_of(pasted) == platform


@pytest.mark.parametrize(
    ("platform", "pasted"),
    [
        ("spotify", "https://open.spotify.com/track/4gzpq5DPGxSnKTe4SA8HAU"),
        ("spotify", "https://www.deezer.com/en/artist/27"),
        ("youtube", "UCtooshort"),
        ("instagram", "two words"),
        ("instagram", "https://instagram.com/p/Cabc/"),
        ("deezer", "0"),
    ],
)
def test_what_is_no_id_is_refused(platform, pasted):
    with pytest.raises(ValueError, match=f"is not a {platform} id"):
        account_id(platform, pasted)


def test_two_artists_with_one_key():
    text = TWO.replace('key = "bo"', 'key = "ada"')
    assert sentence(text) == (
        "roster.toml line 10: Bo has the same key (ada) as Ada; each artist needs its own."
    )


def test_two_artists_one_name():
    assert "line 11: ADA has the same name" in sentence(TWO.replace('"Bo"', '"ADA"'))


def test_an_id_of_the_wrong_form():
    message = sentence(TWO.replace("@bo.official", "bo official"))
    assert message.startswith("roster.toml line 12: youtube of Bo: 'bo official' is not a youtube")


def test_an_unknown_field():
    message = sentence(TWO.replace("youtube =", "yuotube ="))
    assert message.startswith("roster.toml line 12: the field 'yuotube' of Bo is unknown")


def test_an_unknown_setting():
    message = sentence(TWO.replace("[[artist]]", "[settings]\nmarkt = 'DE'\n\n[[artist]]", 1))
    assert message.startswith("roster.toml line 5: the field 'markt' is unknown; there are spotify")


def test_a_missing_name_points_at_the_artist():
    message = sentence(TWO.replace('name = "Bo"\n', ""))
    assert message == "roster.toml line 9: the field 'name' of bo is missing."


def test_leaving_before_joining():
    message = sentence(TWO.replace("2026-06-30", "2025-06-30"))
    assert "until 2025-06-30 is before since 2026-01-10" in message


def test_broken_toml_names_the_line():
    assert "line 2" in sentence('label = "x"\nkey = = 3\n')


@pytest.mark.parametrize("content", ["", "label = 3", "artist = 'x'\nlabel='y'", "label=''"])
def test_other_nonsense_gets_a_sentence_too(content):
    assert sentence(content).startswith("roster.toml line 1")


def test_no_roster_at_all(tmp_path):
    with pytest.raises(ConfigError, match=r"There is no roster\.toml in"):
        load_roster(tmp_path / "roster.toml")


def test_the_shipped_roster_is_valid_and_holds_nobody():
    roster = load_roster(Path(__file__).parent.parent / "roster.toml")
    assert (roster.label, roster.artists) == ("My label", ())


def test_the_labels_eight_are_the_example():
    roster = load_roster(Path(__file__).parent.parent / "examples/roster.toml")
    names = "Casa 24, Chef Lino, PYRO, bo.wlie, Mango Blade, ZACKO, ARANDA, Casa 24Beats"
    assert [a.name for a in roster.artists] == names.split(", ")
    assert roster.artists[0].instagram == "casa24records"


def test_adding_an_artist_keeps_what_people_wrote():
    changed = with_artist(TWO, {"key": "cy", "name": "Cy"})
    assert changed.startswith(TWO.rstrip())
    assert parse_roster(changed).find("Cy").key == "cy"
    filled = with_field(changed, "bo", "deezer", "27")
    assert "# our people" in filled
    assert parse_roster(filled).find("bo").deezer == "27"
    with pytest.raises(ConfigError, match="same key"):
        with_artist(TWO, {"key": "ada", "name": "Another"})


def test_a_free_key_for_any_name():
    roster = parse_roster(TWO)
    assert free_key(roster, "Ada!") == "ada-2"
    assert free_key(roster, "Beyoncé & Jay-Z") == "beyonce-jay-z"
    assert free_key(roster, "音楽").startswith("artist-")


AWKWARD = [
    "AC/DC",
    "..",
    "=cmd()",
    "CON",
    "🎧🏠",
    "فرقة",
    "x" * 300,
    "a\u202eb",
    "\x00\x1b[31m",
    "::x",
]


@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_make_safe_keys(name):
    key = slug(name, "artist")
    assert key.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
    assert 0 < len(key) <= 60


@given(st.text())
def test_any_text_is_shown_on_one_line_and_guarded_reversibly(text):
    assert "\n" not in shown(text)
    assert len(shown(text)) <= 100
    assert "\u202e" not in shown(text)
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert same_name(same_name(text)) == same_name(text)


@pytest.mark.parametrize(
    ("written", "kept"),
    [('"1GB"', "1GB"), ('"512 MB"', "512MB"), ('" 1.5GB "', "1.5GB"), ('"128MB"', "128MB")],
)
def test_memory_a_question_may_take(written, kept):
    roster = parse_roster(f'label = "L"\n[settings]\nmemory = {written}\n')
    assert roster.settings.memory == kept
    assert parse_roster('label = "L"\n').settings.memory is None


@pytest.mark.parametrize("written", ['"much"', '"127MB"', '"1 TB"', '"-1GB"', '""', "2", "true"])
def test_memory_that_is_none_gets_one_sentence(written):
    said = sentence(f'label = "L"\n[settings]\nmemory = {written}\n')
    assert said.startswith(
        'roster.toml line 3: memory: say how much as "512MB" or "2GB", at least "128MB", and not '
    )
