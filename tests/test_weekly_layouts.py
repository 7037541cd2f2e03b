"""Layouts: data that an agency writes, what they change, and what is said when they are wrong."""

from __future__ import annotations

import re

import pytest

from backline.errors import ConfigError
from backline.weekly import load_layout
from backline.weekly.layout_file import SHIPPED, check_layout, find_layout
from tests.roots import row
from tests.weekly_roots import FRIDAY, labelled, layout, report, with_tracks

SMALL = """
[[columns]]
shows = "label"
[[columns]]
shows = "now"
[[columns]]
shows = "growth"
days = 7
[[columns]]
shows = "extra"
[[columns]]
shows = "history"
[[sections]]
heading = "Followers"
[sections.rows]
"Followers" = "spotify/followers"
"""


@pytest.fixture
def check(tmp_path):
    """Says what is wrong with a text, without the file's name."""

    def said(text):
        path = tmp_path / "mine.toml"
        path.write_text(text, encoding="utf-8")
        return [fault.removeprefix("mine.toml ") for fault in check_layout(path)]

    return said


@pytest.mark.parametrize("name", ["agency", "extended"])
def test_the_shipped_layouts_are_right(name):
    assert check_layout(SHIPPED / f"{name}.toml") == []


def test_the_smallest_layout_is_right(check):
    assert check(SMALL) == []


def test_the_example_in_the_documentation_is_right(check):
    page = (SHIPPED.parent / "docs" / "weekly.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    assert check(example) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('shows = "now"', 'shows = "nwo"', 5, "shows: it should be 'label', 'now'"),
        ("days = 7", "", 6, 'a column that shows "growth" needs days'),
        ("days = 7", 'days = "7"', 8, "days: it should be a whole number, without quotes"),
        ('shows = "now"', 'shows = "now"\ncolour = "red"', 6, "'colour' is unknown there"),
        ("spotify/followers", "spotify/folowers", 15, 'no number \'spotify/folowers\'; there are'),
        ('heading = "Followers"', 'heading = 3', 14, "heading: it should be text between"),
        ('shows = "history"', 'shows = "blank"', 1, 'one column must show "history"; none does'),
        ('shows = "extra"', 'shows = "now"', 1, 'one column must show "now"; 2 does'),
        ('"Followers" = "spotify/followers"', "", 13, "a section has either rows or tracks"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(check, old, new, line, said):
    assert SMALL.count(old) == 1
    faults = check(SMALL.replace(old, new))
    assert faults[0].startswith(f"line {line}: "), faults
    assert said in faults[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('week_ends = "freitag"', "line 1: week_ends: it should be 'monday'"),
        ('[format]\ndate = "D.M"', "'D.M' is no form of a date; write for example M/D/YYYY"),
        ('[format]\ndecimal = ","', "thousands and decimal are both ','"),
        ('[words]\nspan = "{days}"', "only {span} and {window} can be filled in there"),
        ('[words]\nas_of = "{"', "has a stray brace"),
        ('title = "a/b"', "title: "),
    ],
)
def test_what_is_wrong_with_the_settings(check, text, said):
    (fault,) = check(f"{text}\n{SMALL}")
    assert said in fault


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('by = "week"', "line 1: by: it should be 'calendar' or 'snapshot'."),
        ("weeks = 0", "line 1: weeks: it should be greater than or equal to 1."),
        ('weeks = "6"', "line 1: weeks: it should be a whole number, without quotes."),
        ('tracks = "yes"', "line 1: tracks: write true or false, without quotation marks."),
    ],
)
def test_how_growth_is_counted_how_many_weeks_and_tracks(check, text, said):
    assert check(f"{text}\n{SMALL}") == [said]


@pytest.mark.parametrize("text", ['by = "snapshot"', "weeks = 6", "tracks = true"])
def test_a_setting_of_the_whole_layout_in_one_of_its_tables(check, text):
    name = text.split()[0]
    said = f"'{name}' is a setting of the whole layout: move it above the first line with [."
    for place in (f"{SMALL}\n{text}\n", SMALL.replace('shows = "now"', f'shows = "now"\n{text}')):
        (fault,) = check(place)
        assert fault.endswith(said), fault


def test_more_extra_cells_than_columns(check):
    extra = ", ".join(['{ shows = "note" }'] * 2)
    (fault,) = check(SMALL.replace('heading = "F', f'extra = [{extra}]\nheading = "F'))
    assert 'a section has 2 extra cells, but only 1 columns show "extra"' in fault


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('shows = "saves"', "write note, release_date, blank or a number such as spotify/saves"),
        ('shows = "note", days = 7', "has neither share_of nor days"),
        ('shows = "spotify/saves", share_of = "x/y"', "there is no number 'x/y'"),
        (
            'shows = "spotify/saves", share_of = "spotify/listeners", days = 7',
            "cannot go together",
        ),
    ],
)
def test_extra_cells_that_make_no_sense(check, extra, said):
    (fault,) = check(SMALL.replace('heading = "F', f'extra = [{{ {extra} }}]\nheading = "F'))
    assert said in fault


def test_no_toml_no_text_no_file(check, tmp_path):
    assert "line 1: the list that begins there has no ] at its end" in check("columns = [")[0]
    (tmp_path / "b.toml").write_bytes(b"\xff")
    (fault,) = check_layout(tmp_path / "b.toml")
    assert fault.startswith("b.toml line 1 cannot be read as UTF-8")
    with pytest.raises(ConfigError, match="There is no file"):
        check_layout(tmp_path / "none.toml")
    with pytest.raises(ConfigError, match=r"line 5: .* \(and 1 more\)"):
        path = tmp_path / "c.toml"
        path.write_text(SMALL.replace('"now"', '"nwo"').replace("days = 7", ""))
        load_layout(path)


def test_a_layout_of_the_root_comes_before_a_shipped_one(tmp_path):
    (tmp_path / "layouts").mkdir()
    own = tmp_path / "layouts" / "agency.toml"
    own.write_text(SMALL)
    assert find_layout("agency", tmp_path) == own
    assert find_layout("extended", tmp_path) == SHIPPED / "extended.toml"
    with pytest.raises(ConfigError, match="no layout 'mine'; there are agency, extended"):
        find_layout("mine", tmp_path)


def week(series, *values, **more):
    days = (FRIDAY, FRIDAY.replace(day=18))
    return [row(day, n, series=series, **more) for day, n in zip(days, values, strict=False)]


def test_a_sheet_in_german(tmp_path):
    german = layout(
        format={"separator": ";", "thousands": ".", "decimal": ",", "date": "DD.MM.YYYY"},
        words={"stored": "Stand {date}.", "span": "{window} Tage: {span}"},
    )
    root = with_tracks(tmp_path, week("spotify/followers", 13_692, 13_598), {})
    _, rows = report(root, layout=german)
    assert labelled(rows)["Spotify"][10] == "18.09.2026"
    assert labelled(rows)["Spotify followers"][1:4] == ["13.692", "94", "0,69%"]
    assert rows[-1][0] == "Stand 25.09.2026."


def test_the_extended_layout_has_what_is_heard_of_each_track(tmp_path):
    extended = load_layout(SHIPPED / "extended.toml")
    numbers = {
        "spotify/streams": (900, 800), "spotify/playlists": (40, 33), "shazam/shazams": (7,),
        "spotify/editorial_playlists": (2,), "spotify/playlist_reach": (1_200_000,),
        "tiktok/videos": (55,), "youtube/views": (3_000, 2_900),
    }  # fmt: skip
    rows = [m for series, values in numbers.items() for m in week(series, *values, subject="s")]
    _, found = report(with_tracks(tmp_path, rows, {"s": "Song"}), layout=extended)
    heads = next(cells for cells in found if "Playlist reach" in cells)
    song = labelled(found)["Song"]
    assert {name: song[heads.index(name)] for name in heads if name} == {
        "Listeners": "", "Saves": "", "Save %": "", "Playlists": "40",
        "Recent playlist adds": "7", "Editorial playlists": "2", "Playlist reach": "1,200,000",
        "Shazams": "7", "TikTok videos": "55", "YouTube views": "3,000",
    }  # fmt: skip


def test_only_the_most_streamed_tracks(tmp_path):
    rows = [m for n in range(5) for m in week("spotify/streams", 100 + n, 90, subject=f"s{n}")]
    root = with_tracks(tmp_path, rows, {f"s{n}": f"Song {n}" for n in range(5)})
    sections = [{"tracks": "spotify/streams", "most": 2}]
    _, found = report(root, layout=layout(sections=sections))
    assert [cells[0] for cells in found if cells[0].startswith("Song")] == ["Song 4", "Song 3"]
