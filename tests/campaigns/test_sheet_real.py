"""The recorded sheet: every cell is placed or listed, and rows read by hand are as they stand.

The account is checked against an independent reading with Python's csv alone.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from backline.campaigns.book import read_book
from backline.campaigns.checks import faults
from backline.imports import import_campaigns
from backline.imports.campaign_sheet.account import Fate
from backline.names import same_name
from backline.store import Store
from tests.campaigns.sheets import TODAY

SHEET = Path(__file__).resolve().parents[3] / "shared/data/campaign_sheet/campaigns.csv"
pytestmark = pytest.mark.skipif(
    not SHEET.exists(), reason="../shared/data/campaign_sheet is not here"
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    store = Store(tmp_path_factory.mktemp("sheet") / "root")
    return store, import_campaigns([SHEET], store, today=TODAY)


@pytest.fixture(scope="module")
def book(root):
    return read_book(root[0])


@pytest.fixture(scope="module")
def rows():
    with SHEET.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_cell_of_every_row_is_placed_or_listed(root, rows):
    store, made = root
    cells = [(n, name, cell) for n, row in enumerate(rows, 2) for name, cell in row.items()]
    assert made.fates.total() == len(cells) == 335 * 26
    assert made.fates[Fate.EMPTY] == sum(not cell.strip() for _, _, cell in cells)
    with (store.reports / "import_campaigns.csv").open(encoding="utf-8", newline="") as file:
        listed = {(row["place"], row["about"]) for row in csv.DictReader(file)}
    full = {(f"campaigns.csv row {n}", name) for n, name, cell in cells if cell.strip()}
    assert listed <= full and made.fates[Fate.LISTED] == len(listed)
    assert made.fates[Fate.PLACED] == len(full - listed)


def test_every_cell_that_is_not_listed_stands_in_the_book(root, rows, book):
    """Counted by column: as often as the sheet says something, so often the book does."""
    made = root[1]
    gone = {one.place for one in made.unplaced if "no client" in one.why}
    kept = [row for n, row in enumerate(rows, 2) if f"campaigns.csv row {n}" not in gone]
    listed = [one.about for one in made.unplaced if "no client" not in one.why]
    assert len(kept) == 331
    for column, table, field in (
        ("Goal", "campaigns", "stream_goal"),
        ("Salesperson", "campaigns", "salesperson"),
        ("Remaining", "campaigns", "reported_remaining"),
        ("Daily", "campaigns", "reported_per_day"),
        ("Weekly", "campaigns", "reported_per_week"),
        ("Sale price", "campaigns", "budget"),
        ("Start Date", "campaigns", "start"),
        ("Invoice", "campaigns", "invoice_status"),
        ("Notes", "campaigns", "notes"),
        ("Last Modified", "campaigns", "reported_on"),
        ("URL", "placements", "song"),
        ("Vendor", "placements", "vendor"),
        ("Paid Vendor?", "placements", "vendor_paid"),
        ("Curator Status", "placements", "curator_status"),
        ("SFA", "placements", "s4a_access"),
    ):
        said = sum(bool(row[column].strip()) for row in kept) - listed.count(column)
        assert sum(bool(row[field]) for row in book.all(table)) == said, column
    assert sum(int(row["stream_goal"]) for row in book.all("campaigns")) == sum(
        int(row["Goal"]) for row in kept
    )
    assert {same_name(row["name"]) for row in book.all("clients")} == {
        same_name(row["Client"]) for row in kept
    }
    emails = {mail for row in book.all("clients") for mail in row["emails"].split("; ") if mail}
    assert emails == {row["Client Email"] for row in kept} - {""}


def test_the_book_has_no_fault(book):
    assert not faults(book)


def test_no_address_is_listed(root):
    store, _ = root
    assert "@" not in (store.reports / "import_campaigns.csv").read_text(encoding="utf-8")


def test_rows_read_by_hand(book):
    """Rows 4, 19, 14 and 15: one unreleased, one with playlists, two vendors of one song."""
    unreleased = book.rows["campaigns"]["campaign-003-2025-10"]
    assert (unreleased["name"], unreleased["status"]) == ("Campaign 003", "planned")
    assert (unreleased["budget"], unreleased["start"]) == ("310.00", "2025-10-31")
    assert unreleased["invoice_status"] == "sent"

    one = book.rows["campaigns"]["campaign-016-2025-10"]
    assert (one["client"], one["stream_goal"], one["budget"]) == ("client-013", "40000", "320.00")
    assert (one["reported_remaining"], one["reported_on"]) == ("40000", "2025-10-10")
    assert one["invoice_status"] == "none"
    (placement,) = [row for row in book.all("placements") if row["campaign"] == one["id"]]
    assert (placement["song"], placement["vendor"]) == ("5SXaxB9RqMxM0nZVYqA6rG", "vendor-003")
    assert (placement["vendor_paid"], placement["s4a_access"]) == ("yes", "")
    assert (placement["price_paid"], placement["reported_per_day"]) == ("", "0")
    names = {row["name"] for row in book.all("playlists") if row["vendor"] == "vendor-003"}
    assert {"clubbing in the 2010's", "Techno Classics 1993-2001", "running high !!"} <= names

    song = "5LaTeLkA19JxTYMqkEh3nO"
    shared = {r["vendor"]: r for r in book.all("placements") if r["song"] == song}
    goals = {vendor: row["goal"] for vendor, row in shared.items()}
    assert goals == {"vendor-002": "30000", "vendor-003": "70000"}
    assert {row["campaign"] for row in shared.values()} == {
        "campaign-013-2025-10", "campaign-013-2025-10-2",
    }  # fmt: skip


def test_taken_again_nothing_changes(root, book):
    store, _ = root
    made = import_campaigns([SHEET], store, today=TODAY)
    assert made.rows == 0 and read_book(store).texts() == book.texts()


def test_a_newer_sheet_adds_its_rows_alone(root, rows, book, tmp_path):
    newer = [{**row} for row in rows]
    newer.insert(0, {**rows[20], "Start Date": "12/20/2025"})
    for row in newer:
        if row["Remaining"] and row["Last Modified"]:
            row["Remaining"] = str(int(row["Remaining"]) - 1)
    file = tmp_path / "newer.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(newer)
    copy = Store(tmp_path / "root")
    (copy.data / "campaigns").mkdir(parents=True)
    for name, text in book.texts().items():
        (copy.data / f"campaigns/{name}.csv").write_text(text, encoding="utf-8")
    made = import_campaigns([file], copy, today=TODAY)
    assert made.added == {"campaigns": 1, "placements": 1}
    after = read_book(copy)
    for key, row in book.rows["campaigns"].items():
        same = {**after.rows["campaigns"][key], "reported_remaining": ""}
        assert same == {**row, "reported_remaining": ""}
        if row["reported_remaining"]:
            less = int(row["reported_remaining"]) - 1
            assert int(after.rows["campaigns"][key]["reported_remaining"]) == less
