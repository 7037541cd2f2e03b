"""Every number of every frozen page: it stands in the file it names, as the scripts say it, too."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from backline.people.written import fixed
from tests.test_scripts import run
from tests.web.conftest import NEWEST
from tests.web.pages_read import Figure, Page, figure, led_to, said, told
from web.pages import page_at
from web.views.asking import PLATFORMS


@cache
def _index(path: Path, names: tuple[str, ...]) -> dict[tuple[str, ...], list[dict[str, str]]]:
    found: dict[tuple[str, ...], list[dict[str, str]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(tuple(row[name] for name in names), []).append(row)
    return found


def fault_of(site: Path, one: Figure) -> str:
    """What is wrong with where a figure says it stands; nothing where it is right."""
    path = site / one.file
    if not path.is_file():
        return f"there is no {one.file}"
    if not one.row:
        return "no row is named"
    names = tuple(sorted(one.row))
    try:
        rows = _index(path, names).get(tuple(one.row[name] for name in names), [])
    except KeyError as error:
        return f"{one.file} has no column {error}"
    if len(rows) != 1:
        return f"{len(rows)} rows of {one.file} are {one.row}"
    if one.column not in rows[0]:
        return f"{one.file} has no column {one.column!r}"
    held = rows[0][one.column]
    if held != one.value and not _same(held, one.value):
        return f"{one.file} {one.row} {one.column} is {held!r}, the page has {one.value!r}"
    return ""


def _same(held: str, value: str) -> bool:
    """Whether two texts are one number, to the last place."""
    try:
        return float(held) == float(value)
    except ValueError:
        return False


def figures(pages: dict[str, Page]) -> Iterator[tuple[str, Figure]]:
    for address, page in pages.items():
        for one in page.figures:
            yield address, one


IN_NO_FILE = {
    "analytics/artists/{key}-{period}.html": {
        r".+ on (Spotify|YouTube)": "what all songs come to; the file has the songs",
    },
    "artists/{key}.html": {r"Songs on .+": "what all songs come to; the file has the songs"},
    "campaigns/{key}.html": {"By vendor": "what the placements at one vendor come to"},
    "playlists.html": {".*": "in how many songs, what they come to: the file has each song"},
    "quality.html": {r".+, \d{4}-\d\d-\d\d": "the number of another month, before a finding"},
    "vendors.html": {".+": "what a vendor asks for: data/campaigns/vendors.csv"},
    "vendors/{key}.html": {
        "Record": "what a vendor asks for: data/campaigns/vendors.csv",
        "Playlists": "what a playlist's songs come to: the file has each song",
    },
    "weekly.html": {".+": "the agency's counting by snapshots: in its workbook alone"},
    "weekly/{key}.html": {".+": "the agency's counting by snapshots: in its workbook alone"},
}
"""Below which headings of which pages there are numbers that no CSV has, and why."""

MOST_OF_A_KIND = {
    "about.html": 0,
    "analytics.html": 100,
    "analytics/{period}.html": 100,
    "analytics/artists/{key}-{period}.html": 100,
    "artists.html": 40,
    "artists/{key}.html": 100,
    "campaigns.html": 5,
    "campaigns/{key}.html": 40,
    "clients.html": 4,
    "clients/{key}.html": 8,
    "index.html": 30,
    "playlists.html": 15,
    "quality.html": 80,
    "tracks/{key}.html": 80,
    "vendors.html": 12,
    "vendors/{key}.html": 10,
    "weekly.html": 40,
    "weekly/{key}.html": 8,
}
"""How many numbers the fullest page of each kind has in a file at least."""


def placed(page: Page) -> Iterator[tuple[str, Figure]]:
    """Each number with the heading it stands below."""
    heading = ""
    for element in page.tree.iter():
        if element.tag in ("h2", "h3"):
            heading = said(element)
        elif element.tag == "data":
            yield heading, figure(element)


def kind_of(address: str) -> str:
    return page_at(address)[0].address


def test_a_number_that_stands_in_no_file_is_one_of_those_known(pages):
    faults, used = [], set()
    for address, page in pages.items():
        kind = kind_of(address)
        known = IN_NO_FILE.get(kind, {})
        for heading, one in placed(page):
            if not one.file:
                fits = {(kind, pattern) for pattern in known if re.fullmatch(pattern, heading)}
                used |= fits
                if not fits:
                    faults.append(f"{address}: {one.text} below {heading!r}")
    told(faults)
    listed = {(kind, pattern) for kind, known in IN_NO_FILE.items() for pattern in known}
    assert listed - used == set(), "these have their file by now"


def test_each_kind_of_page_has_numbers_that_can_be_looked_up(pages):
    fullest = dict.fromkeys(MOST_OF_A_KIND, 0)
    for address, page in pages.items():
        kind = kind_of(address)
        fullest[kind] = max(fullest.get(kind, 0), sum(bool(one.file) for one in page.figures))
    assert set(fullest) == set(MOST_OF_A_KIND)
    told([f"{kind}: {n}" for kind, n in fullest.items() if n < MOST_OF_A_KIND[kind]])


def test_every_figure_stands_in_the_file_it_names(site, pages):
    faults, looked_up = [], 0
    for address, one in figures(pages):
        if one.file:
            looked_up += 1
            if fault := fault_of(site, one):
                faults.append(f"{address}: {one.text!r}: {fault}")
    told(faults)
    assert looked_up > 100


def test_a_figure_reads_as_the_number_it_is(pages):
    """What people read is the value, rounded as far as it is written out."""
    faults = []
    for address, one in figures(pages):
        if not re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", one.value):
            faults.append(f"{address}: {one.text!r} is {one.value!r}")
        elif not _reads(one.text, float(one.value), weekly=address.startswith("weekly")):
            faults.append(f"{address}: {one.value} reads {one.text!r}")
    told(faults)


def _reads(text: str, value: float, *, weekly: bool) -> bool:
    found = re.fullmatch(r"[≥+±]?([−-]?)([\d,]+)(?:\.(\d+))?(%?)", text)
    if found is None:
        return False
    minus, whole, places, percent = found.groups()
    step = 10 ** -len(places or "")
    read = float(f"{whole.replace(',', '')}.{places or 0}")
    exact = value * 100 if percent and not weekly else value  # the agency's sheet has 6.4 for 6.4%
    return bool(minus) == (exact < 0) and abs(read - abs(exact)) <= step / 2 * 1.000001


def test_every_file_that_holds_figures_is_linked(pages):
    faults = []
    for address, page in pages.items():
        linked = {led_to(address, unquote(urlsplit(link).path)) for link in page.links}
        named = {one.file for one in page.figures if one.file}
        faults += [f"{address}: no link to {file}" for file in sorted(named - linked)]
    told(faults)


def test_the_numbers_of_an_artist_are_those_of_analyze(played, site):
    """For each window and month; the page's own figures stand in the file beside it."""
    for period, first, last in (
        ("28-days", NEWEST - timedelta(27), NEWEST),
        ("2026-09", NEWEST.replace(day=1), NEWEST),
    ):
        asked = ["--from", str(first), "--to", str(last), "--offline"]
        whom = [*("--artist", "marlow-tide"), *(x for p in PLATFORMS for x in ("--platform", p))]
        done = run("analyze", "--root", played, *whom, *asked, "--format", "csv")
        assert done.returncode == 0, done.stderr
        assert (site / f"analytics/artists/marlow-tide-{period}.csv").read_text() == done.stdout


@pytest.mark.parametrize("days", [7, 28])
def test_growth_on_a_page_is_that_of_growth(played, pages, days):
    done = run("growth", "--root", played, "--days", days, "--format", "csv")
    names = ("artist", "platform", "metric", "subject", "country")
    says = {
        tuple(row[name] for name in names): row for row in csv.DictReader(io.StringIO(done.stdout))
    }
    compared, faults = 0, []
    for address, one in figures(pages):
        if one.file == "reports/growth.csv" and one.row["days"] == str(days):
            row = says[tuple(one.row[name] for name in names)]
            exact = row[one.column]
            compared += 1
            if float(one.value) != float(fixed(float(exact))):
                faults.append(f"{address}: {one.value}, growth.py: {exact} of {one.row}")
    told(faults)
    assert compared > 20
