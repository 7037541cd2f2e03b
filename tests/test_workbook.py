"""The workbook: numbers, percentages, colours, trends; and how spreadsheets open it and the CSV."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from backline.exports.pictures.colours import PAPER
from backline.weekly.workbook import Page, workbook_bytes
from tests.roots import ROSTER, row
from tests.weekly_roots import AGENCY, FRIDAY, layout, report, with_tracks

ODD = 'name = "=1+1, Béla 🎸"'


@pytest.fixture
def root(tmp_path):
    rows = [
        row(FRIDAY - timedelta(n), 13_692 - 30 * n, series=series)
        for n in range(40)
        for series in ("spotify/followers", "spotify/monthly_listeners")
    ]
    falling = (FRIDAY, 894), (FRIDAY - timedelta(7), 1033)
    rows += [row(day, n, series="tiktok/followers") for day, n in falling]
    rows += [row(day, n, series="spotify/streams", subject="s") for day, n in falling]
    notes = [("ada", "spotify", "followers", "", None, "", "call Bo, Friday\nor Monday")]
    roster = ROSTER.replace('name = "Ada"', ODD).split('[[artist]]\nkey = "bo"')[0]
    return with_tracks(tmp_path / "root", rows, {"s": "@Song, “live” – ½"}, notes, roster)


@pytest.fixture
def files(root):
    run, _ = report(root)
    assert run.failed == {}
    return {path.suffix: path for path in run.written.files if "All" not in path.name}


def parts(path):
    with zipfile.ZipFile(path) as book:
        names = [name for name in book.namelist() if not name.endswith(".png")]
        return {name: book.read(name).decode("utf-8") for name in names}


def test_numbers_are_numbers_and_texts_are_texts(files):
    sheet = parts(files[".xlsx"])["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert re.search(r'<c r="B4" s="\d+"><v>13692</v></c>', sheet)
    assert re.search(r'<c r="C4" s="\d+"><v>210</v></c>', sheet)
    assert re.search(r'<c r="D4" s="\d+"><v>0\.0156</v></c>', sheet)
    assert re.search(r'<c r="A2" s="\d+" t="s">', sheet)
    texts = parts(files[".xlsx"])["xl/sharedStrings.xml"]
    assert ">=1+1, Béla 🎸<" in texts
    assert ">@Song, “live” – ½<" in texts


def test_formats_frozen_panes_and_colours(files):
    book = parts(files[".xlsx"])
    sheet, styles = book["xl/worksheets/sheet1.xml"], book["xl/styles.xml"]
    assert '<pane xSplit="2" ySplit="3" topLeftCell="C4"' in sheet
    assert 'formatCode="m/d/yyyy"' in styles
    assert 'formatCode="0.00%"' in styles
    assert 'formatCode="#,##0"' in styles
    assert {f"FF{c[1:].upper()}" for c in (PAPER.gain, PAPER.fall)} <= set(
        re.findall(r'<color rgb="(\w+)"', styles)
    )


def test_a_trend_is_a_picture_beside_every_row_of_three_numbers(files):
    with zipfile.ZipFile(files[".xlsx"]) as book:
        pictures = [book.read(name) for name in book.namelist() if name.startswith("xl/media/")]
        drawn = book.read("xl/drawings/drawing1.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    # The two rows of falling numbers have two each, of which no picture is made.
    places = re.findall(r"<xdr:from><xdr:col>(\d+)</xdr:col>.*?<xdr:row>(\d+)</xdr:row>", drawn)
    assert places == [("10", "3"), ("10", "4")]
    assert re.findall(r'descr="(.*?)"', drawn) == ["12,642 … 13,692"] * 2
    assert len(pictures) == 1  # two rows of the same numbers share it
    assert pictures[0].startswith(b"\x89PNG") and len(pictures[0]) < 500
    assert "sparkline" not in sheet


def test_the_same_numbers_give_the_same_bytes(root):
    first, _ = report(root)
    before = {path: path.read_bytes() for path in first.written.files}
    shutil.rmtree(root / "reports" / "weekly")
    again, _ = report(root)
    assert {path: path.read_bytes() for path in again.written.files} == before


def test_names_of_sheets_that_spreadsheets_take():
    names = ["a/b:c[1]*?", "x" * 40, "x" * 50, "'q'", "History", "", "🎸" * 20, "A?", "a*"]
    content = workbook_bytes([Page(name, ()) for name in names], AGENCY)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        found = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
    assert len({name.casefold() for name in found}) == len(names)
    assert all(len(name.encode("utf-16-le")) <= 62 for name in found)
    assert found[:2] == ["a b c 1", "x" * 31]


@pytest.fixture
def opened(tmp_path):
    """Opens a file in LibreOffice; by cell of its first sheet, the kind and what it holds."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine; .ci/run installs it")

    def cells(path):
        profile = f"-env:UserInstallation=file://{tmp_path}/office"
        # What a person answers to the question how to read a CSV: commas, UTF-8, numbers as such.
        reading = ["--infilter=CSV:44,34,76,1,,1033,false,true"] if path.suffix == ".csv" else []
        done = subprocess.run(
            [office, profile, "--headless", *reading, "--convert-to", "fods", "--outdir",
             str(tmp_path / path.suffix[1:]), str(path)],
            capture_output=True, text=True, timeout=180, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return table(tmp_path / path.suffix[1:] / f"{path.stem}.fods")

    return cells


OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def table(path):
    found = {}
    sheet = ElementTree.parse(path).getroot().find(f".//{TABLE}table")  # noqa: S314 (written just now)
    number = 0
    for line in sheet.iter(f"{TABLE}table-row"):
        column = 0
        for cell in line.iter(f"{TABLE}table-cell"):
            if kind := cell.get(f"{OFFICE}value-type"):
                value = cell.get(f"{OFFICE}date-value") or cell.get(f"{OFFICE}value")
                text = "\n".join("".join(p.itertext()) for p in cell.iter(f"{TEXT}p"))
                found[number, column] = (kind, value or text)
            column += int(cell.get(f"{TABLE}number-columns-repeated", 1))
        number += int(line.get(f"{TABLE}number-rows-repeated", 1))
    return found


def test_libreoffice_finds_the_same_in_the_workbook_and_in_the_csv(files, opened):
    book, sheet = opened(files[".xlsx"]), opened(files[".csv"])
    line = AGENCY.columns.index(AGENCY.columns[-1])  # the workbook's own column, for the trends
    book = {(r, c - (c > line)): cell for (r, c), cell in book.items() if c != line}
    plain = {
        place: (kind, value.removeprefix("'") if kind == "string" else value)
        for place, (kind, value) in sheet.items()
    }
    assert book == plain
    kinds = {kind for kind, _ in book.values()}
    assert kinds == {"float", "percentage", "date", "string"}


def test_libreoffice_reads_numbers_as_numbers_and_words_as_words(files, opened):
    found = opened(files[".csv"])
    by_label = {value: place for place, (_, value) in found.items() if place[1] == 0}
    followers = by_label["Spotify followers"][0]
    assert [found[followers, column] for column in (1, 2, 3, 7)] == [
        ("float", "13692"), ("float", "210"), ("percentage", "0.0156"),
        ("string", "call Bo, Friday\nor Monday"),
    ]  # fmt: skip
    tiktok = by_label["TikTok Followers"][0]
    assert [found[tiktok, column][1] for column in (2, 3)] == ["-139", "-0.1346"]
    assert {"'=1+1, Béla 🎸", "'@Song, “live” – ½"} <= set(by_label)
    assert found[by_label["Spotify"][0], 10] == ("date", "2026-09-18")


def test_a_workbook_in_german_shows_days_as_its_layout_says(root):
    german = layout(format={"thousands": ".", "decimal": ",", "date": "DD.MM.YYYY"})
    report(root, layout=german)
    (path,) = (root / "reports/weekly").glob("=1*.xlsx")
    assert 'formatCode="dd.mm.yyyy"' in parts(path)["xl/styles.xml"]
