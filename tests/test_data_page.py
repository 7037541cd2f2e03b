"""The examples of docs/data.md, run as they stand: right sums where a second source is present."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from backline.exports import write_reports
from backline.store import Store
from sandbox import Sandbox
from tests.played import DAY, WORLD, run
from tests.roots import root_of, row

PAGE = (Path(__file__).parent.parent / "docs/data.md").read_text(encoding="utf-8")
DAYS = (DAY - timedelta(days=1), DAY)
"""The last day of a month and the first of the next."""


def example(language):
    """The one example in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return found


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Two days as the demo plays them, and a second source that says something else of each."""
    root = tmp_path_factory.mktemp("label")
    (root / "roster.toml").write_text(WORLD.roster_toml(), encoding="utf-8")
    with Sandbox(WORLD, date=DAYS[0]) as box:
        for day in DAYS:
            box.date = day
            run(root, box)
    second = [
        row(day, 1000 + n, artist=artist.key, source="tracking_sheet")
        for day in DAYS
        for n, artist in enumerate(WORLD.artists)
    ]
    root_of(root, second, WORLD.roster_toml())
    store = Store(root)
    with store.writing():
        write_reports(store)
    return root


@pytest.fixture(scope="module")
def right(root):
    """By day, the followers of all artists and how many are missing, from the day's JSON."""
    sums = {}
    for day in DAYS:
        document = json.loads((root / f"data/historical/{day}.json").read_text(encoding="utf-8"))
        told = [artist["spotify"]["followers"] for artist in document["artists"]]
        sums[day.isoformat()] = (sum(n for n in told if n is not None), told.count(None))
    return sums


def months(root):
    return sorted((root / "reports/series").glob("*.csv"))


def test_a_sum_over_the_files_would_be_wrong(root, right):
    table = pq.read_table(Store(root).measurement_file(DAY), partitioning=None)
    rows = [
        r for r in table.to_pylist() if (r["platform"], r["metric"]) == ("spotify", "followers")
    ]
    assert sum(r["value"] or 0 for r in rows) > right[DAY.isoformat()][0]


def test_duckdb(root, right, monkeypatch):
    import duckdb

    monkeypatch.chdir(root)
    with duckdb.connect() as connection:
        rows = connection.execute(example("sql")).fetchall()
    assert {str(day): (followers, missing) for day, followers, missing in rows} == right


def test_pandas(root, right):
    done = subprocess.run(
        [sys.executable, "-c", example("python")],
        cwd=root, capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = re.findall(r"(\d{4}-\d\d-\d\d) +([\d.]+)", done.stdout)
    assert [(day, float(n)) for day, n in told] == [
        *((day, float(followers)) for day, (followers, _) in right.items()),
        *((day, float(missing)) for day, (_, missing) in right.items()),
    ]


def test_r_or_what_reads_as_it_does(root, right):
    """Like R: it knows the mark when told, empty is NA, everything else is the text it is."""
    sums = dict.fromkeys(right, 0)
    for path in months(root):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for cells in csv.DictReader(file):
                own = {name: text or None for name, text in cells.items()}
                if (own["platform"], own["metric"]) == ("spotify", "followers"):
                    assert own["subject"] is own["country"] is None
                    sums[own["date"]] += int(own["value"] or 0)
    assert sums == {day: followers for day, (followers, _) in right.items()}


def test_r(root, right):
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not on this machine")
    done = subprocess.run(
        [rscript, "-e", example("r")], cwd=root, capture_output=True, text=True, check=True
    )
    told = re.findall(r"(\d{4}-\d\d-\d\d) +(\d+)", done.stdout)
    assert {day: int(n) for day, n in told} == {day: n for day, (n, _) in right.items()}


def test_a_spreadsheet(root, right, tmp_path):
    """LibreOffice opens the month as a person does, and works out the formula of the page."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not on this machine")

    def convert(path, to, *options):
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = [office, profile, "--headless", *options, "--convert-to", to]
        command += ["--outdir", tmp_path, path]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
        return tmp_path / f"{path.stem}.{to.split(':')[0]}"

    # With commas and as UTF-8, which its window proposes for a file with the mark.
    sheet = convert(months(root)[-1], "fods", "--infilter=CSV:44,34,76,1")
    (formula,) = re.findall(r"^ +=(SUMIFS.*)$", PAGE, re.MULTILINE)
    assert f"DATE({DAY:%Y, }{DAY.month}, {DAY.day})" in formula
    cell = (
        '<table:table-row><table:table-cell table:number-columns-repeated="13"/>'
        '<table:table-cell xmlns:msoxl="http://schemas.microsoft.com/office/excel/formula" '
        f'table:formula="msoxl:={formula.replace(chr(34), "&quot;")}"/></table:table-row>'
    )
    text = sheet.read_text(encoding="utf-8").replace("</table:table>", f"{cell}</table:table>", 1)
    with_formula = sheet.with_name("asked.fods")
    with_formula.write_text(text, encoding="utf-8")
    as_text = convert(with_formula, "csv:Text - txt - csv (StarCalc):44,34,76,1")
    with as_text.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:3] == ["date", "key", "name"]
    assert WORLD.artists[0].name in {cells[2] for cells in rows}
    assert int(rows[-1][13]) == right[DAY.isoformat()][0]


def test_the_series_and_no_other_report_begin_with_the_mark_for_excel(root):
    marked = {
        path.relative_to(root).parent.as_posix()
        for path in root.rglob("*.csv")
        if path.read_bytes().startswith(b"\xef\xbb\xbf")
    }
    assert marked == {"reports/series"}
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbfdate,key") for path in months(root))


def test_the_page_says_what_github_cuts_off():
    assert "lists 1,000 files and cuts off" in " ".join(PAGE.split())
    assert DAYS[0].month != DAYS[1].month
    assert date(2026, 9, 1) == DAY
