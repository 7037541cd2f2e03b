"""The agency's real sheet: imported, exported again, and laid beside the original cell by cell."""

from __future__ import annotations

import csv
import io
import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from backline.imports import import_sheet
from backline.imports.tracking_sheet.dates import read_heading
from backline.measure import State
from backline.store import Store
from backline.weekly import load_layout, run_weekly
from backline.weekly.layout_file import SHIPPED
from tests.conftest import SHARED

CURRENT, PREVIOUS = date(2025, 12, 26), date(2025, 12, 19)
AGENCY = load_layout(SHIPPED / "agency.toml")
FIGURES, HISTORY = range(2, 6), 10


@pytest.fixture
def sheet(recordings):
    return recordings("agency_sheet") / "weekly_tracking.csv"


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A root with the sheet in it, only to be copied, and what the import said."""
    sheet = SHARED / "agency_sheet/weekly_tracking.csv"
    if not sheet.is_file():
        pytest.skip("the recordings agency_sheet are not on this machine")
    store = Store(tmp_path_factory.mktemp("imported") / "root")
    return store, import_sheet(sheet, store, CURRENT, PREVIOUS)


@pytest.fixture
def adopted(imported, tmp_path):
    store, report = imported
    return Store(Path(shutil.copytree(store.root, tmp_path / "root"))), report


def exported(store, by=None):
    run = run_weekly(store.root, AGENCY, by=by)
    assert run.failed == {}
    path = store.weekly / "Weekly Artist Tracking - All Artists.csv"
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def number(text):
    try:
        return Decimal(text.strip().replace(",", "").rstrip("%"))
    except InvalidOperation:
        return None


def plain(label):
    label = " ".join(label.split()).casefold()
    return {"tiktok": "tiktok followers"}.get(label, label)


NAMES = ("Brian Dunne", "Ethan Daniel Davidson", "The Happy Fits", "Jack Schneider")


def by_row(rows):
    """Rows by artist, part of the block and label; headings of parts have the label ``""``."""
    found, artist, part = {}, "", ""
    for row in rows:
        label = row[0].strip()
        if label in NAMES:
            artist, part = label, ""
        elif artist and label in ("Spotify", "YouTube", "Socials"):
            part = label
            found[artist, part, ""] = row
        elif artist and any(cell.strip() for cell in row):
            if not label:
                part = "Tracks"
                found[artist, part, ""] = row
                continue
            if label.endswith(("Followers", "Likes", "Subscribers")) or label == "TikTok":
                part = "Socials"
            found[artist, part, plain(label)] = row
    return found


@dataclass(frozen=True)
class Difference:
    kind: str
    row: tuple[str, str, str]
    column: int
    theirs: str
    ours: str


def compare(theirs, ours):
    """Every cell that is not the same, by kind; and how many numbers and figures are."""
    same, differences = Counter(), []
    for key, row in theirs.items():
        mine = ours.get(key)
        if mine is None:
            differences.append(Difference("a row that is not there", key, 0, ",".join(row), ""))
            continue
        for column in range(max(len(row), len(mine))):
            left = row[column] if column < len(row) else ""
            right = mine[column] if column < len(mine) else ""
            kind = kind_of(key, column, left, right)
            if kind == "same":
                what = "figures" if column in FIGURES else "numbers"
                same[what] += number(right) is not None
            else:
                differences.append(Difference(kind, key, column, left, right))
    differences += [
        Difference("a row of ours alone", key, 0, "", ",".join(ours[key]))
        for key in ours
        if key not in theirs
    ]
    return same, differences


def kind_of(key, column, left, right):
    if left == right:
        return "same"
    if key[2] == "" and key[1] == "Spotify" and (heading := read_heading(right)):
        if not left.strip():
            return "a date that the other blocks prove"
        said = read_heading(left)
        if said and (said.month, said.day) == (heading.month, heading.day):
            return "a date, its year written out"
        return "the newest older column, dated" if left == "#" else "a wrong date"
    if left.strip() == right.strip():
        return "blanks around"
    if number(left) is not None and number(left) == number(right):
        return "thousands separated" if "," not in left else "blanks around"
    if column == 6 and not left.strip():
        return "the real span" if right.endswith(" days") else "what the audit knows"
    if key[2] == "":
        return "a heading"
    if column == 0:
        return "a label variant"
    return "a number"


def test_what_is_taken_from_the_sheet(adopted):
    store, report = adopted
    assert sum(report.adopted.counts.values()) == 1288
    states = Counter()
    for (_, state), count in report.adopted.counts.items():
        states[state] += count
    assert states == {State.MEASURED: 1286, State.FAILED: 2}
    assert [(u.place, u.found) for u in report.adopted.unplaced] == [
        ("A2", "How To Use This Sheet Link"),
        ("A3", "Playlist Adds Link"),
        ("A4", "Songs for Playlists/Digital Tracking Link"),
    ]
    assert (report.untaken, report.new_tracks) == ([], 17)
    # One row reaches a column further than its block's dates, which three other blocks have.
    assert report.adopted.said == [
        "Z66 (Jack Schneider): a column without a heading is taken as 2025-08-29, as the other "
        "blocks have it."
    ]
    assert [artist.name for artist in store.roster().artists] == list(NAMES)
    assert report.figures.agree == 212
    assert report.figures.differ == [
        "J71 (Jack Schneider, Crying in the Rain) says 6.39%, its columns give 7.44%."
    ]


def test_the_export_laid_beside_the_original(adopted, sheet):
    theirs = by_row(list(csv.reader(sheet.read_text(encoding="utf-8").splitlines())))
    ours = by_row(exported(adopted[0])[:-1])
    same, differences = compare(theirs, ours)
    told = Counter(d.kind for d in differences)
    say = sys.stdout.write
    say(f"\n{same['figures']} figures and {same['numbers']} numbers are the same as they stand\n")
    for kind, count in told.most_common():
        one = next(d for d in differences if d.kind == kind)
        say(f"{count:5} {kind}: {one.row} column {one.column}: {one.theirs!r} -> {one.ours!r}\n")
    formats = {
        "a date, its year written out", "the newest older column, dated", "blanks around",
        "a date that the other blocks prove", "thousands separated",
        "what the audit knows", "a heading", "a label variant",
    }  # fmt: skip
    real = [d for d in differences if d.kind not in formats]
    assert {(d.kind, d.row, d.column, d.theirs, d.ours) for d in real} == {
        # One share that somebody typed: 255 saves of 3,428 listeners are 7.44%.
        ("a number", ("Jack Schneider", "Tracks", "crying in the rain"), 9, "6.39%", "7.44%"),
        # Two blocks lack the heading above their socials.
        *(
            (d.kind, d.row, d.column, d.theirs, d.ours)
            for d in real
            if d.row[1:] == ("Socials", "")
        ),
    }
    assert {d.row[0] for d in real if d.row[1:] == ("Socials", "")} == {
        "The Happy Fits", "Jack Schneider",
    }  # fmt: skip
    assert same["figures"] == 196
    assert told["the real span"] == 0  # 35 days stand under "28-day" in every row: said once
    assert [d.ours for d in differences if d.kind == "what the audit knows"] == [
        "unusual jump: 6,573 to 7,111 by 2025-12-26"
    ]
    assert [row[0] for row in exported(adopted[0]) if "35 days" in " ".join(row)] == [
        "Every row: 28-day: 35 days."
    ]


def test_every_figure_of_the_agency_comes_out_to_the_letter(adopted, sheet):
    theirs = by_row(list(csv.reader(sheet.read_text(encoding="utf-8").splitlines())))
    ours = by_row(exported(adopted[0])[:-1])
    compared = 0
    for key, row in theirs.items():
        if key[2] and row[2].strip():
            assert ours[key][2:6] == [cell.strip() for cell in row[2:6]], key
            compared += 4
    assert compared == 196


def test_every_number_of_its_history_comes_out(adopted, sheet):
    theirs = by_row(list(csv.reader(sheet.read_text(encoding="utf-8").splitlines())))
    ours = by_row(exported(adopted[0])[:-1])
    lost, compared = [], 0
    for key, row in theirs.items():
        if not key[2]:
            continue
        for column in (1, 7, 8, *range(HISTORY, len(row))):
            if row[column].strip():
                compared += 1
                if number(row[column]) != number(ours[key][column]):
                    lost.append((key[2], column))
    assert (compared, lost) == (1286, [])


def test_sections_labels_and_order_are_the_agencys(adopted, sheet):
    theirs = list(by_row(list(csv.reader(sheet.read_text(encoding="utf-8").splitlines()))))
    ours = [key for key in by_row(exported(adopted[0])[:-1]) if key in theirs]
    assert ours == theirs


def test_by_the_calendar_the_same_columns_give_other_figures(adopted):
    found = exported(adopted[0], by="calendar")
    rows = by_row(found[:-1])
    followers = rows["Brian Dunne", "Spotify", "spotify followers"]
    # The column of 11/21 is 35 days back; the nearest to 28 is that of 11/26.
    assert followers[1:7] == ["13,692", "94", "0.69%", "192", "1.42%", ""]
    assert found[0][0] == "Every row: 28-day: 30 days."


def test_the_export_imported_again_changes_nothing(adopted, tmp_path):
    store, _ = adopted
    exported(store)
    path = store.weekly / "Weekly Artist Tracking - All Artists.csv"
    again = import_sheet(path, store, CURRENT, None)
    assert (again.ended.changed_days, again.new_tracks, again.untaken) == (0, 0, [])
    assert [u.found for u in again.adopted.unplaced] == [
        "Every row: 28-day: 35 days.", "From stored numbers, as of 12/26/2025.",
    ]  # fmt: skip
    assert again.figures.differ == []
