"""The weekly workbook on paper: whole artists, A4 and letter, columns that hold what they show."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from datetime import date, timedelta

import pytest

from backline.exports.pictures.trend import trend_png
from backline.weekly import Layout
from backline.weekly.cells import Cell, SheetRow, Style
from backline.weekly.pages import SMALLEST, paper
from tests.roots import row
from tests.weekly_roots import AGENCY, layout, report, with_tracks

FRIDAY = date(2026, 12, 25)
KEYS = "abcdef"
NAMES = ("Ada", "Die Höchste Eisenbahn", "Söhne", "Viele Titel", "Kurz", "Letzte")
ROSTER = 'label = "L"\n' + "".join(
    f'[[artist]]\nkey = "{key}"\nname = "{name}"\n' for key, name in zip(KEYS, NAMES, strict=True)
)
PAPER = {"a4": 9, "letter": 1}


def german():
    """The agency's layout with German headings, days and signs, five weeks."""
    parts = AGENCY.model_dump()
    parts["format"] |= {"separator": ";", "thousands": ".", "decimal": ",", "date": "DD.MM.YYYY"}
    heads = ("", "Aktuell", "7-Tage-Wachstum", "7-Tage-Veränderung", "28-Tage-Wachstum",
             "28-Tage-Veränderung")  # fmt: skip
    for column, heading in zip(parts["columns"], heads, strict=False):
        column["heading"] = heading
    return Layout.model_validate({**parts, "weeks": 5})


@pytest.fixture
def book(tmp_path):
    """The workbook of six artists, one of them with 90 tracks, in German."""
    rows, titles = [], {}
    tracks = dict.fromkeys(KEYS, 9) | {"d": 90}
    for key in KEYS:
        for week in range(5):
            day = FRIDAY - timedelta(7 * week)
            for series in ("spotify/followers", "spotify/monthly_listeners", "tiktok/likes"):
                rows.append(row(day, 1_234_567 - week, artist=key, series=series))
            for n in range(tracks[key]):
                titles[f"{key}{n}"] = f"Lied {n} von {key}"
                value = 1_234_567_890 - 1000 * n - week
                rows.append(
                    row(day, value, artist=key, series="spotify/streams", subject=f"{key}{n}")
                )
    root = with_tracks(tmp_path / "root", rows, titles, roster=ROSTER)
    report(root, layout=german())
    return root / "reports/weekly/Weekly Artist Tracking - All Artists.xlsx"


@pytest.fixture
def printed(tmp_path):
    """Prints a workbook in LibreOffice; the text of each page."""
    office, reader = shutil.which("soffice"), shutil.which("pdftotext")
    if office is None or reader is None:
        pytest.skip("LibreOffice or poppler-utils is not on this machine; .ci/run installs them")

    def pages(path, size):
        copy = tmp_path / f"{size}.xlsx"
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(copy, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    chosen = f'<pageSetup paperSize="{PAPER[size]}" '.encode()
                    assert content.count(b"<pageSetup ") == 1
                    content = content.replace(b"<pageSetup ", chosen)
                new.writestr(name, content)
        profile = f"-env:UserInstallation=file://{tmp_path}/office"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir"]
        subprocess.run([*command, tmp_path, copy], capture_output=True, check=True, timeout=180)
        command = [reader, "-layout", copy.with_suffix(".pdf"), "-"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.split("\f")[:-1]

    return pages


@pytest.mark.parametrize("size", ["a4", pytest.param("letter", marks=pytest.mark.heavy)])
def test_no_artist_is_split_where_a_page_can_hold_them_and_headings_stand_again(
    book, printed, size
):
    pages = printed(book, size)
    of = {name: [n for n, text in enumerate(pages) if re.search(rf"^{name}$", text, re.M)]
          for name in NAMES}  # fmt: skip
    assert {name: len(found) for name, found in of.items() if name != "Viele Titel"} == (
        dict.fromkeys((n for n in NAMES if n != "Viele Titel"), 1)
    )
    for key, name in zip(KEYS, NAMES, strict=True):
        numbers = [n for n, text in enumerate(pages) if re.search(rf"Lied \d+ von {key}\b", text)]
        assert numbers == of[name]
    assert len(of["Viele Titel"]) >= 2
    for number in of["Viele Titel"]:
        assert "18.12.2026" in pages[number].split("Viele Titel")[1]
    # The newest and the oldest column stand on the same page, and no number is cut to ###.
    assert all("27.11.2026" in text for text in pages)
    assert "##" not in "".join(pages)
    assert [re.findall(r"(\d+) ?/ ?(\d+)\s*$", text)[0] for text in pages] == [
        (str(n), str(len(pages))) for n in range(1, len(pages) + 1)
    ]


def artist_rows(count, columns=8, value=1_234_567, name="Ada"):
    heads = [Cell(Style.HEADING, "Spotify"), Cell(Style.NUMBER_HEADING, "#")]
    days = [Cell(Style.DAY, FRIDAY - timedelta(7 * n)) for n in range(columns)]
    numbers = [Cell(Style.NUMBER, value)] * columns
    return [
        SheetRow((Cell(Style.ARTIST, name),)),
        SheetRow((*heads, *days)),
        *[SheetRow((Cell(Style.LABEL, f"Song {n}"), *numbers)) for n in range(count)],
    ]


SMALL = layout(
    columns=[{"shows": "label"}, {"shows": "now"}, {"shows": "history"}],
    sections=[{"rows": {"Followers": "spotify/followers"}}],
)


def cut(rows, titles=0):
    return paper(rows, SMALL, trend=118, repeated=2, titles=titles)


def test_a_block_that_does_not_fit_below_another_begins_a_page():
    rows = [*artist_rows(30), SheetRow(), *artist_rows(30)]
    found = cut(rows)
    assert found.above == [33]
    assert found.rows == rows


def test_small_blocks_share_a_page():
    assert cut([*artist_rows(3), SheetRow(), *artist_rows(3)]).above == []


def test_a_block_just_too_long_makes_all_letters_smaller_before_it_is_split():
    assert cut(artist_rows(30)).scale > cut(artist_rows(40)).scale >= SMALLEST
    assert cut(artist_rows(40)).above == []


def test_a_block_longer_than_any_page_has_its_headings_again():
    rows = artist_rows(120)
    found = cut(rows)
    assert len(found.above) == 3
    for number in found.above:
        assert found.rows[number : number + 2] == rows[:2]
    assert [row for n, row in enumerate(found.rows) if n < 2 or row not in rows[:2]] == rows


def test_a_page_of_one_artist_repeats_its_headings_by_itself():
    found = cut(artist_rows(120), titles=2)
    assert (found.above, found.rows) == ([], artist_rows(120))


def test_more_weeks_than_a_page_is_wide_go_on_further_pages():
    found = cut(artist_rows(3, columns=40))
    assert found.scale == SMALLEST
    assert len(found.left) >= 1
    assert cut(artist_rows(3, columns=10)).left == []


@pytest.mark.parametrize("value", [7, 1_234_567, -1_234_567_890])
def test_a_column_is_as_wide_as_its_days_and_its_numbers(value):
    width = min(cut(artist_rows(1, value=value)).sizes.columns[4:6])
    # Digits of Arial at 10 points are 7.4 pixels wide; a day has eight and two signs.
    assert width >= max(8 * 7.4 + 2 * 4, len(str(abs(value))) * 7.4 + (value < -1) * 18)


def test_a_trend_needs_three_points_and_breaks_between_runs():
    points = [(FRIDAY - timedelta(7 * n), n * n) for n in range(9, -1, -1)]
    assert trend_png([points[:2]]) is None
    assert trend_png([points[:1], points[1:2], points[2:3]])
    whole, broken = trend_png([points]), trend_png([points[:4], points[6:]])
    assert whole != broken
    assert trend_png([points]) == whole
    assert trend_png([[(day, 5) for day, _ in points]])  # a flat one has no height to divide by
