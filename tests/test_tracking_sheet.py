"""Adopting an agency's weekly sheet: one small sheet per oddity."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

from backline.errors import ConfigError, DataError
from backline.imports import import_sheet
from backline.imports.tracking_sheet.file import cell_name
from backline.imports.tracking_sheet.job import UNPLACED_FILE
from backline.imports.tracking_sheet.labels import growth_heading, label_of, whole_number
from backline.people import load_roster
from backline.store import Store, Subject
from tests.sheets import (
    CURRENT,
    GROWTH,
    PREVIOUS,
    SUB_HEADER,
    adopt,
    block,
    line,
    numbers,
    unplaced,
    write,
)
from tests.sheets import header as header_row

FOLLOWERS = {
    "2025-12-26": 1060, "2025-12-19": 1050, "2025-12-05": 1040, "2025-11-26": 1030,
    "2025-11-21": 1020, "2025-11-14": 1010,
}  # fmt: skip


def test_a_block_becomes_days_an_artist_and_reports(tmp_path):
    store, report = adopt(tmp_path, block())
    assert numbers(store) == FOLLOWERS
    assert (store.roster().artists[0].key, store.roster().artists[0].since) == (
        "ada",
        date(2025, 11, 7),
    )
    assert report.roster[1] == "Ada was added to the roster as ada."
    assert (store.reports / "latest.csv").exists()
    assert report.adopted.unplaced == []


def test_importing_twice_changes_nothing(tmp_path):
    store, _ = adopt(tmp_path, block())
    before = {p: p.stat().st_mtime_ns for p in store.root.rglob("*.*") if p.is_file()}
    _, report = adopt(tmp_path, block())
    assert report.ended.changed_days == 0
    assert {p: p.stat().st_mtime_ns for p in store.root.rglob("*.*") if p.is_file()} == before


def test_a_corrected_cell_replaces_the_number_that_was_taken(tmp_path):
    adopt(tmp_path, block())
    store, report = adopt(tmp_path, block(lines=[line("Spotify followers", "1,060", "1,051")]))
    assert numbers(store)["2025-12-19"] == 1051
    assert report.ended.changed_days == 1


def test_an_artist_of_the_roster_keeps_the_key_in_any_spelling(tmp_path):
    store = Store(tmp_path / "root")
    store.root.mkdir()
    store.roster_file.write_text(
        'label = "L"\n# people write here\n[[artist]]\nkey = "a-1"\nname = "ADA"\n'
    )
    adopt(tmp_path, block("Ada "))
    assert numbers(store, artist="a-1") == FOLLOWERS
    assert "# people write here" in store.roster_file.read_text()
    assert len(load_roster(store.roster_file).artists) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13,692", 13692), ("13,500 ", 13500), ("  24,724 ", 24724), ("66700", 66700),
        ("-1,540", -1540), ("1 234 567", 1234567), ("13.0", 13), ("0", 0),
        ("12,3x4", None), ("1,34", None), ("67K", None), ("13.692", None), ("#REF!", None),
        ("1,234 567", None), ("", None),
    ],
)  # fmt: skip
def test_numbers_as_text(text, value):
    assert whole_number(text) == value


def test_stray_text_in_a_number_is_listed_and_the_rest_is_taken(tmp_path):
    rows = block(lines=[line("Spotify followers", "1,060", "1,0x5", "1,040", "#REF!", "-5")])
    store, report = adopt(tmp_path, rows)
    assert numbers(store) == {
        "2025-12-26": 1060, "2025-12-19": "rejected", "2025-12-05": 1040,
        "2025-11-26": "rejected", "2025-11-21": "rejected",
    }  # fmt: skip
    assert unplaced(report) == {"K3": "1,0x5", "M3": "#REF!", "N3": "-5"}
    text = (store.reports / UNPLACED_FILE).read_text(encoding="utf-8")
    listed = list(csv.DictReader(text.splitlines()))
    assert [row["cell"] for row in listed] == ["K3", "M3", "N3"]
    assert listed[2]["found"] == "'-5"  # no spreadsheet takes it for a formula


def test_a_blank_cell_is_a_gap_but_not_before_the_first_number(tmp_path):
    rows = block(
        lines=[
            line("Spotify followers", "1,060", "1,050", "1,040", "1,030", "1,020", "1,010"),
            line("TikTok Followers", "", "40", "n/a", "38", "", ""),
        ]
    )
    store, report = adopt(tmp_path, rows)
    assert numbers(store, "tiktok/followers") == {
        "2025-12-26": "failed", "2025-12-19": 40, "2025-12-05": "failed", "2025-11-26": 38,
    }  # fmt: skip
    assert report.adopted.unplaced == []


def test_the_newest_older_column_needs_its_date(tmp_path):
    store, report = adopt(tmp_path, block(), previous=None)
    assert "2025-12-19" not in numbers(store)
    assert numbers(store)["2025-12-05"] == 1040
    (listed,) = report.adopted.unplaced
    assert (listed.place, listed.found) == ("K2", "#")
    assert "--previous-date names it" in listed.why


def test_the_newest_older_column_without_any_heading(tmp_path):
    store, _ = adopt(tmp_path, block(dates=("", "12/5", "11/26", "11/21")))
    assert numbers(store)["2025-12-19"] == 1050
    store, report = adopt(
        tmp_path / "b", block(dates=("", "12/5", "11/26", "11/21")), previous=None
    )
    assert unplaced(report)["K3"] == "Spotify followers: 1,050"


def test_a_heading_that_contradicts_the_options_is_told_and_overruled(tmp_path):
    rows = block(dates=("12/12", "12/5", "11/26"))
    rows[1][1] = "12/27"
    store, report = adopt(tmp_path, rows)
    assert numbers(store)["2025-12-19"] == 1050
    assert report.adopted.said == [
        "B2 (Ada) says 12/27; it is taken as 2025-12-26, as --current-date says.",
        "K2 (Ada) says 12/12; it is taken as 2025-12-19, as --previous-date says.",
    ]
    _, report = adopt(tmp_path / "same", block(dates=("12/19", "12/5")))
    assert report.adopted.said == []


def test_headings_that_cannot_be_placed_are_listed_and_the_rest_is_taken(tmp_path):
    dates = ("#", "12/5", "12/5", "8/21", "11/14/2025", "1O/7", "10/31", "4/17(Fri)")
    values = [str(2000 - n) for n in range(9)]
    store, report = adopt(tmp_path, block(dates=dates, lines=[line("Spotify followers", *values)]))
    assert numbers(store) == {
        "2025-12-26": 2000, "2025-12-19": 1999, "2025-11-14": 1995, "2025-10-31": 1993,
    }  # fmt: skip
    assert unplaced(report) == {
        "L2": "12/5", "M2": "12/5", "N2": "8/21", "P2": "1O/7", "R2": "4/17(Fri)",
    }  # fmt: skip


def test_a_row_that_reaches_further_than_the_dates_is_listed_by_cell(tmp_path):
    rows = block(lines=[line("Spotify followers", *(str(90 - n) for n in range(8)))])
    _, report = adopt(tmp_path, rows)
    assert unplaced(report) == {"Q3": "Spotify followers: 83"}
    assert report.adopted.unplaced[0].why == "it has no date"


@pytest.mark.parametrize(
    ("label", "section", "series"),
    [
        ("Spotify followers", "spotify", "spotify/followers"),
        ("SPOTIFY  Monthly-Listeners", "spotify", "spotify/monthly_listeners"),
        ("TikTok", "socials", "tiktok/followers"),
        ("TikTok", None, "tiktok/followers"),
        ("TikTok", "spotify", None),
        ("X", "spotify", None),
        ("X Followers", "socials", "twitter/followers"),
        ("Twitter", "socials", "twitter/followers"),
        ("Subscribers", "youtube", "youtube/subscribers"),
        ("Facebok Followers", "socials", "facebook/followers"),
        ("Facebook Likes", "socials", "facebook/likes"),
        ("Daily Streams", "spotify", None),
        ("Bandcamp fans", "socials", None),
    ],
)
def test_label_variants(label, section, series):
    found = label_of(label, section)
    assert (found and "/".join(found.series)) == series


def test_tracks_listeners_and_saves_and_the_order_of_rows(tmp_path):
    rows = block(
        lines=[
            line("Spotify followers", "10", "9"),
            SUB_HEADER,
            line(" Zebra", "500", "400", own=("", "  200 ", "  50 ", "25.00%")),
            line("Apple", "90", "80", own=("", "70", "x", "")),
            ["", " ", " "],
            ["YouTube"],
            line("Zebra", "30", "20", own=("", "10/3/2025", "", "")),
            ["", ""],
            line("Facebook Followers", "7", "6"),
        ]
    )
    store, report = adopt(tmp_path, rows)
    zebra = "ada/zebra"
    assert numbers(store, "spotify/streams", subject=zebra) == {
        "2025-12-26": 500, "2025-12-19": 400,
    }  # fmt: skip
    assert numbers(store, "spotify/listeners", subject=zebra) == {"2025-12-26": 200}
    assert numbers(store, "spotify/saves", subject=zebra) == {"2025-12-26": 50}
    assert numbers(store, "youtube/views", subject=zebra)["2025-12-19"] == 20
    assert numbers(store, "facebook/followers")["2025-12-26"] == 7
    assert [s.title for s in store.subjects().all()] == ["Apple", "Zebra"]
    notes = store.notes()
    assert notes.get(("ada", "spotify", "streams", zebra)).place == 1
    assert notes.get(("ada", "youtube", "views", zebra)).release_date == "10/3/2025"
    assert (unplaced(report), report.new_tracks) == ({"I6": "x"}, 2)


def test_a_track_keeps_its_history_when_an_id_arrives(tmp_path):
    rows = block(lines=[line("Spotify followers", "1", "1"), SUB_HEADER, line("Song", "5", "4")])
    store, _ = adopt(tmp_path, rows)
    subjects = store.subjects()
    key = subjects.place(Subject("", "track", "ada", "SONG", spotify="0" * 22))
    assert key == "ada/song"
    assert subjects.get(key).spotify == "0" * 22


def test_a_title_under_two_ids_goes_to_one_and_says_so(tmp_path):
    store = Store(tmp_path / "root")
    store.root.mkdir()
    store.roster_file.write_text('label = "L"\n[[artist]]\nkey = "ada"\nname = "Ada"\n')
    subjects = store.subjects()
    for sign in "ab":
        subjects.place(Subject("", "track", "ada", "Song", spotify=sign * 22))
    with store.writing(), store.change() as change:
        change.write(store.subjects_file, subjects.to_csv().encode())
    rows = block(lines=[line("Spotify followers", "1", "1"), SUB_HEADER, line("Song", "5", "4")])
    _, report = adopt(tmp_path, rows)
    assert report.adopted.said == [
        f"Song is known under several ids: the sheet's numbers went to {'a' * 22}, "
        f"none to {'b' * 22}."
    ]
    assert len(numbers(store, "spotify/streams", subject="a" * 22)) == 2


def test_a_number_with_two_rows_that_differ_is_taken_from_neither(tmp_path):
    lines = [
        line("Spotify followers", "10", "9"),
        line("Facebook Followers", "7", "6"),
        line("Facebook followers", "8", "6"),
    ]
    store, report = adopt(tmp_path, block(lines=lines))
    assert numbers(store, "facebook/followers") == {}
    assert set(unplaced(report)) == {"A4", "A5"}


def test_notes_survive_and_a_new_note_says_what_it_replaces(tmp_path):
    rows = block(lines=[line("Spotify followers", "10", "9", own=("", "=ask Bo, Friday", "", ""))])
    store, _ = adopt(tmp_path, rows)
    key = ("ada", "spotify", "followers", "")
    assert store.notes().get(key).note == "=ask Bo, Friday"
    assert "'=ask" in store.notes_file.read_text(encoding="utf-8")
    rows = block(lines=[line("Spotify followers", "10", "9", own=("", "done", "", ""))])
    _, report = adopt(tmp_path, rows)
    assert "replace '=ask Bo, Friday'" in report.adopted.said[0]
    _, report = adopt(tmp_path, block(lines=[line("Spotify followers", "10", "9")]))
    assert store.notes().get(key).note == "done"


def test_further_growth_columns_and_merged_cells(tmp_path):
    growth = (*GROWTH, "90-day growth", "90-day change")
    wide = ["Spotify followers", "", "1,060", *[""] * 6, "", "a note", "", "", "1,050", "1,040"]
    rows = [["Ada", ""], ["Spotify", "", "", *growth, "", "Notes", "", "", "#", "12/5"], wide, []]
    store, report = adopt(tmp_path, rows)
    assert numbers(store) == {"2025-12-26": 1060, "2025-12-19": 1050, "2025-12-05": 1040}
    assert store.notes().get(("ada", "spotify", "followers", "")).note == "a note"
    assert report.adopted.unplaced == []


def test_an_unknown_label_is_listed(tmp_path):
    lines = [line("Spotify followers", "10", "9"), [""], ["Socials"], line("Myspace", "3", "2")]
    _, report = adopt(tmp_path, block(lines=lines))
    assert unplaced(report) == {"A6": "Myspace"}


def test_a_block_without_a_header_row_is_told_and_the_others_are_taken(tmp_path):
    rows = [["Bo"], line("Spotify followers", "5", "4"), line("TikTok", "3", "2"), [], *block()]
    store, report = adopt(tmp_path, rows)
    assert numbers(store) == FOLLOWERS
    assert report.untaken == [
        "Bo (row 1) has no header row with dates below the name, so rows 2 to 3 were not taken."
    ]
    assert unplaced(report)["A2"] == "Spotify followers 5 4"


def test_a_header_without_a_name_is_told(tmp_path):
    rows = [*block(), header_row(), line("Spotify followers", "5", "4")]
    store, report = adopt(tmp_path, rows)
    assert numbers(store) == FOLLOWERS
    assert "no artist's name above it" in report.untaken[0]


def test_words_beside_the_name_and_blocks_without_a_blank_row_between(tmp_path):
    rows = [*block()[:-1], ["Bo", "", "with Cy"], *block()[1:]]
    store, report = adopt(tmp_path, rows)
    assert numbers(store, artist="bo") == numbers(store) == FOLLOWERS
    assert unplaced(report) == {"C4": "with Cy"}


def test_a_blank_row_above_the_tracks_headings(tmp_path):
    rows = block(
        lines=[line("Spotify followers", "10", "9"), [""], SUB_HEADER, line("Song", "5", "4")]
    )
    store, report = adopt(tmp_path, rows)
    assert numbers(store, "spotify/streams", subject="ada/song")["2025-12-26"] == 5
    assert report.adopted.unplaced == []


def test_two_blocks_of_one_name_are_told_and_neither_is_taken(tmp_path):
    store, report = adopt(tmp_path, [*block("Bo"), *block(), *block("BO")])
    assert numbers(store) == FOLLOWERS
    assert numbers(store, artist="bo") == {}
    assert "Bo heads several blocks (rows 1 and 9)" in report.untaken[0]


def test_a_sheet_of_another_language_is_read_with_its_semicolons(tmp_path):
    store, _ = adopt(tmp_path, block(), delimiter=";")
    assert numbers(store) == FOLLOWERS


def test_four_years_in_over_two_hundred_columns(tmp_path):
    days = [PREVIOUS - timedelta(7 * n) for n in range(1, 205)]
    dates = ["#", *(f"{d.month}/{d.day}" for d in days)]
    values = [f"{90_000 - n:,}" for n in range(206)]
    store, report = adopt(tmp_path, block(dates=dates, lines=[line("Spotify followers", *values)]))
    found = numbers(store)
    assert len(found) == 206
    assert found[days[-1].isoformat()] == 90_000 - 205
    assert report.adopted.unplaced == []
    assert cell_name(1, 215) == "HH1"


def test_the_sheets_own_figures_are_compared(tmp_path):
    values = ("110", "100", "95", "90", "80")
    good = line("Spotify followers", *values, figures=("10", "10.00%", "30", "37.50%"))
    bad = line("TikTok Followers", *values, figures=("11", "10.00%", "", ""))
    _, report = adopt(tmp_path, block(lines=[good, bad]))
    assert report.figures.agree == 5
    assert report.figures.differ == ["C4 (Ada, TikTok Followers) says 11, its columns give 10."]


def test_what_is_asked_wrongly(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(ConfigError, match="There is no file"):
        import_sheet(tmp_path / "none.csv", store, CURRENT, None)
    path = write(tmp_path / "a.csv", [["hello"], ["1", "2"]])
    with pytest.raises(DataError, match="has no artist's block"):
        import_sheet(path, store, CURRENT, None)
    with pytest.raises(ConfigError, match="must be before --current-date"):
        import_sheet(path, store, CURRENT, CURRENT)
    path.write_bytes(b"\xff\xfe\x00ba")
    with pytest.raises(DataError, match="save it"):
        import_sheet(path, store, CURRENT, None)
    assert not store.roster_file.exists()


def blocks_of(*dates, **more):
    """Three blocks of one sheet; the headings of the second are the given ones."""
    values = [str(90 - n) for n in range(7)]
    rows = [line("Spotify followers", *values)]
    return [*block("Ada", rows), *block("Bo", rows, dates=dates, **more), *block("Cy", rows)]


WHOLE = {
    "2025-12-26": 90, "2025-12-19": 89, "2025-12-05": 88, "2025-11-26": 87, "2025-11-21": 86,
    "2025-11-14": 85, "2025-11-07": 84,
}  # fmt: skip


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (("#", "12/5", "1l/26", "11/21", "11/14", "11/7"),
         "M6 (Bo): the heading '1l/26' is taken as 2025-11-26"),
        (("#", "12/5", "", "11/21", "11/14", "11/7"),
         "M6 (Bo): a column without a heading is taken as 2025-11-26"),
        (("#", "12/5", "11/26", "11/21", "11/14"),
         "P6 (Bo): a column without a heading is taken as 2025-11-07"),
        (("#", "12/5", "8/26", "11/21", "11/14", "11/7"),
         "M6 (Bo): the heading '8/26' is taken as 2025-11-26"),
    ],
)  # fmt: skip
def test_a_date_that_the_other_blocks_prove_is_taken_and_said(tmp_path, dates, said):
    store, report = adopt(tmp_path, blocks_of(*dates))
    assert numbers(store, artist="bo") == WHOLE
    assert report.adopted.said == [f"{said}, as the other blocks have it."]
    assert report.adopted.unplaced == []


def test_the_newest_older_column_is_proved_by_the_one_block_that_dates_it(tmp_path):
    rows = [line("Spotify followers", *(str(90 - n) for n in range(7)))]
    dated = ("12/19", "12/5", "11/26", "11/21", "11/14/2025", "11/7")
    sheet = [*block("Ada", rows), *block("Bo", rows, dates=dated)]
    store, report = adopt(tmp_path, sheet, previous=None)
    assert numbers(store) == numbers(store, artist="bo") == WHOLE
    assert report.adopted.said == [
        "K2 (Ada): the heading '#' is taken as 2025-12-19, as the other blocks have it."
    ]


def test_blocks_of_other_days_prove_nothing(tmp_path):
    rows = [line("Spotify followers", *(str(90 - n) for n in range(6)))]
    own = block("Bo", rows, dates=("#", "12/4", "1l/26", "11/20", "11/13"))
    store, report = adopt(tmp_path, [*block("Ada"), *own])
    assert unplaced(report) == {"M6": "1l/26"}
    assert report.adopted.unplaced[0].why == "it is no date; the 1 number below it was not taken"
    assert "2025-11-26" not in numbers(store, artist="bo")


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("14-day growth", (14, "growth")), ("90-day change", (90, "change")),
        ("4 week growth", (28, "growth")), ("30d change", (30, "change")),
        ("Growth (14 days)", (14, "growth")), ("Change over the last 90 days", (90, "change")),
        ("7-day growth %", (7, "change")), ("% growth 28 days", (28, "change")),
        ("Growth", None), ("Notes", None),
    ],
)  # fmt: skip
def test_growth_over_any_window_is_the_sheets_own_figure(heading, meaning):
    assert growth_heading(heading) == meaning


def test_columns_of_growth_over_other_windows_are_compared_and_no_notes(tmp_path):
    growth = ("14-day growth", "Change (14 days)", "90-day growth", "90-day change")
    values = ("110", "100", "90", "80")
    rows = block(lines=[line("Spotify followers", *values, figures=("20", "22.22%", "", ""))])
    rows[1][2:6] = growth
    store, report = adopt(tmp_path, rows)
    assert (report.figures.agree, report.figures.differ) == (2, [])
    assert store.notes().all() == ()


def test_a_computed_column_without_its_span_is_listed_and_no_note(tmp_path):
    rows = block(
        lines=[line("Spotify followers", "10", "9", own=("+3", "", "", ""))],
        own=("Growth since start", "Notes", "", ""),
    )
    store, report = adopt(tmp_path, rows)
    assert unplaced(report) == {"G2": "Growth since start"}
    assert report.adopted.unplaced[0].why == (
        "it is computed, over a span that its heading does not tell"
    )
    assert store.notes().all() == ()


def test_headings_without_rows_are_listed(tmp_path):
    rows = block(lines=[line("Spotify followers", "10", "9"), [""], ["YouTube"], [""], ["Socials"]])
    _, report = adopt(tmp_path, rows)
    assert unplaced(report) == {"A5": "YouTube", "A7": "Socials"}
    assert {u.why for u in report.adopted.unplaced} == {"a heading without rows below it"}


def test_an_artist_with_headings_and_no_rows_is_told_and_not_added(tmp_path):
    bare = [["Bo"], header_row(), []]
    store, report = adopt(tmp_path, [*bare, *block()])
    assert report.untaken == ["Bo (row 1) has no rows below its header, so nothing was taken."]
    assert [artist.name for artist in store.roster().artists] == ["Ada"]
    blank = block("Cy", [line("Spotify followers", "", "", "-")])
    _, report = adopt(tmp_path / "b", [*blank, *block()])
    assert report.untaken == ["Cy (row 1) has no number in its rows, so nothing was taken."]


def test_a_title_in_two_spellings_is_one_track(tmp_path):
    lines = [
        line("Spotify followers", "10", "9"), SUB_HEADER, line("Don’t Stop", "50", "40"),
        [""], ["YouTube"], line("DONT STOP", "30", "20"),
    ]  # fmt: skip
    store, report = adopt(tmp_path, block(lines=lines))
    (subject,) = store.subjects().all()
    assert subject.title == "Don’t Stop"
    assert numbers(store, "youtube/views", subject=subject.key)["2025-12-26"] == 30
    assert report.adopted.said == ["A8 (Ada): 'DONT STOP' is taken for the track 'Don’t Stop'."]


def test_two_rows_of_one_section_in_two_spellings_stay_two_tracks_and_are_told(tmp_path):
    lines = [line("Spotify followers", "10", "9"), SUB_HEADER]
    lines += [line("Rain", "50", "40"), line("Rain!", "7", "6")]
    store, report = adopt(tmp_path, block(lines=lines))
    assert [s.title for s in store.subjects().all()] == ["Rain", "Rain!"]
    assert report.adopted.said == [
        "A6 (Ada): 'Rain!' looks like 'Rain' and stays a track of its own."
    ]


def test_one_title_in_other_capitals_that_differs_is_taken_from_neither_row(tmp_path):
    lines = [line("Spotify followers", "10", "9"), SUB_HEADER]
    lines += [line("Rain", "50", "40"), line("RAIN ", "7", "6")]
    store, report = adopt(tmp_path, block(lines=lines))
    assert store.subjects().all() == ()
    assert unplaced(report) == {"A5": "Rain", "A6": "RAIN"}


def test_a_known_track_is_met_in_another_spelling(tmp_path):
    lines = [line("Spotify followers", "10", "9"), SUB_HEADER, line("Señorita", "50", "40")]
    adopt(tmp_path, block(lines=lines))
    lines[2] = line("Senorita", "50", "41")
    store, _ = adopt(tmp_path, block(lines=lines))
    (subject,) = store.subjects().all()
    assert subject.title == "Señorita"
    assert numbers(store, "spotify/streams", subject=subject.key)["2025-12-19"] == 41
